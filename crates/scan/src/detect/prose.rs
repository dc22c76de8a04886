//! Names of people in running text: a known given name and a family name, a title and a name, a greeting and a given name.
//!
//! What merely begins with a capital is mostly no name, so one word of each must be in a list.

use super::person::{is_particle, is_thing, word_at};
use super::{Candidate, span};
use crate::bytes::{at, before, cut, tail};
use crate::rules::{Opening, People};

/// Evidence of a known given name before what may be a family name; of a known family name.
const GIVEN: i32 = 300;
const FAMILY: i32 = 300;
/// Evidence of a title, or a greeting.
const SPOKEN_TO: i32 = 300;
/// All in capitals, as much is that is no name.
const CAPITALS: i32 = -250;

const WORD_BYTES_MAX: usize = 24;
/// Given names, initials and words such as `van` before the family name.
const PARTS_MAX: usize = 4;
/// How far before a name a notice of copyright may begin.
const NOTICE_BYTES_MAX: usize = 120;
const YEAR_DIGITS: usize = 4;
/// Titles behind the first one.
const TITLES_MAX: usize = 2;
/// Longest house number.
const HOUSE_DIGITS_MAX: usize = 5;

/// A name that begins with the word that ends at `last`, or follows it.
pub(crate) fn named(w: &[u8], last: usize, rule: u16, people: &People) -> Option<Candidate> {
    let start = word_start(w, last + 1);
    let word = cut(w, start..last + 1);
    let opening = if word.contains(&b'-') {
        people.may_be_given(word).then_some(Opening::Given)
    } else {
        people.opening(word)
    }?;
    if !at(word, 0).is_ascii_uppercase() && at(word, 0) < 0x80 || !begins(w, start) {
        return None;
    }
    let after = last + 2;
    match opening {
        // A company, and a unit.
        Opening::Title if word == b"MS" => None,
        Opening::Title => titled(w, start, after, rule, people),
        Opening::Greeting => greeted(w, after, rule, people),
        Opening::Given | Opening::Word => {
            if is_place(w, start, people) || is_notice(w, start) {
                return None;
            }
            let name = Name::read(w, last + 1, Case::of(word), people)?;
            let sure = opening == Opening::Given;
            if !name.known && (!sure || follows_number(w, start)) {
                return None;
            }
            let mut found = Candidate::new(rule, start, name.end, 0).because("known given name");
            found.score = i32::from(sure) * GIVEN;
            if name.known {
                found.score += FAMILY;
                found = found.because("known family name");
            }
            if Case::of(word) == Case::Capitals {
                found.score += CAPITALS;
            }
            Some(found)
        }
    }
}

/// A name behind a title that stands at `start` and ends, with what follows it, before `after`.
pub(crate) fn titled(
    w: &[u8],
    start: usize,
    after: usize,
    rule: u16,
    people: &People,
) -> Option<Candidate> {
    // `12 Palm Dr. Reno` is an address.
    if !begins(w, start) || cut(w, start..after) == b"Dr. " && is_street(w, start) {
        return None;
    }
    let mut from = after;
    for _ in 0..TITLES_MAX {
        let title = TITLES
            .iter()
            .find(|t| tail(w, from).starts_with(t.as_bytes()));
        from += title.map_or(0, |title| title.len());
    }
    let (word, case) = capitalised(w, from)?;
    if is_no_name(word, people) {
        return None;
    }
    let given = people.may_be_given(word);
    let first = initial(w, from);
    let end = from + first.unwrap_or(word.len());
    let name = Name::read(w, end, case, people).filter(|_| given || first.is_some());
    if name.is_none() && word.len() < 2 {
        return None;
    }
    let (end, family) = match name {
        Some(name) => (name.end, name.known),
        None => (end, people.is_family(word)),
    };
    if goes_on(w, end) {
        return None;
    }
    let mut found = Candidate::new(rule, from, end, SPOKEN_TO).because("title before it");
    if given || family {
        found.score += FAMILY;
        found = found.because(if family {
            "known family name"
        } else {
            "known given name"
        });
    }
    Some(found)
}

/// `Dear Lauren,`
fn greeted(w: &[u8], from: usize, rule: u16, people: &People) -> Option<Candidate> {
    let (word, case) = capitalised(w, from)?;
    let opening = people.opening(word)?;
    let end = from + word.len();
    let name = Name::read(w, end, case, people);
    let closes = matches!(at(w, end), b',' | b'!' | b'.' | b':' | b'\n' | b'\r' | b'<');
    let alone = match opening {
        Opening::Given => closes || at(w, end) == b' ',
        Opening::Word => closes,
        Opening::Title | Opening::Greeting => return None,
    };
    let end = match name {
        Some(name) if name.known || opening == Opening::Given => name.end,
        _ if alone => end,
        _ => return None,
    };
    let found = Candidate::new(rule, from, end, SPOKEN_TO);
    Some(
        found
            .because("greeting before it")
            .because("known given name"),
    )
}

/// How a name is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// `Neil Johnson`
    First,
    /// `NEIL JOHNSON`
    Capitals,
}

impl Case {
    fn of(word: &[u8]) -> Self {
        if at(word, 1).is_ascii_uppercase() && !word.iter().any(u8::is_ascii_lowercase) {
            Self::Capitals
        } else {
            Self::First
        }
    }
}

/// The rest of a name, behind a given name.
struct Name {
    end: usize,
    /// The family name is a known one, or two given names are all there is.
    known: bool,
}

impl Name {
    /// What follows the given name that ends at `from`: further given names, initials, and a family name.
    fn read(w: &[u8], from: usize, case: Case, people: &People) -> Option<Self> {
        let mut end = from;
        let mut name = None;
        for _ in 0..PARTS_MAX {
            if at(w, end) != b' ' {
                break;
            }
            let start = end + 1;
            if let Some(n) = initial(w, start) {
                end = start + n;
                continue;
            }
            let small = tail(w, start);
            let small = cut(
                small,
                0..span(small, WORD_BYTES_MAX, |b| b.is_ascii_lowercase()),
            );
            if is_particle(small) && at(w, start + small.len()) == b' ' {
                end = start + small.len();
                continue;
            }
            let Some((word, found)) = capitalised(w, start) else {
                break;
            };
            if found != case || word.len() < 2 {
                break;
            }
            let part = people.part(word);
            if part.no_name || is_other(word) {
                break;
            }
            end = start + word.len();
            name = Some(Self {
                end,
                known: part.may_be_given || part.family,
            });
            // `Neil Thomas Johnson` goes on, `Neil Johnson Thomas` does not.
            if !part.may_be_given {
                break;
            }
        }
        let name = name?;
        let stand_in = STAND_INS
            .iter()
            .any(|last| cut(w, from..name.end).ends_with(last.as_bytes()));
        let organisation = at(w, name.end) == b' ' && people.word(plain(w, name.end + 1)).place;
        (!stand_in && !organisation && !goes_on(w, name.end)).then_some(name)
    }
}

/// An initial with or without a point: its bytes.
fn initial(w: &[u8], start: usize) -> Option<usize> {
    let point = usize::from(at(w, start + 1) == b'.');
    let is = at(w, start).is_ascii_uppercase() && at(w, start + 1 + point) == b' ';
    is.then_some(1 + point)
}

/// The word at `start` if it is written like a name.
fn capitalised(w: &[u8], start: usize) -> Option<(&[u8], Case)> {
    let word = plain(w, start);
    let first = at(word, 0);
    if !first.is_ascii_uppercase() && first < 0x80 || word.len() > WORD_BYTES_MAX {
        return None;
    }
    let case = Case::of(word);
    // `McCoy`, `O'Brien`, `VanHorn`, `García-Márquez`; `HttpClient` is none.
    let rest = tail(word, 1).iter().zip(1..);
    let mut inner = rest.filter(|(b, _)| b.is_ascii_uppercase());
    let fits = case == Case::Capitals
        || inner.all(|(_, i)| i <= 3 || matches!(at(word, i - 1), b'-' | b'\''));
    fits.then_some((word, case))
}

/// The letters at `start`, up to a point and without `'s`.
fn plain(w: &[u8], start: usize) -> &[u8] {
    let text = cut(w, start..start + 2 * WORD_BYTES_MAX);
    let word = cut(text, 0..word_at(text, 0));
    let word = cut(
        word,
        0..word.iter().position(|b| *b == b'.').unwrap_or(word.len()),
    );
    word.strip_suffix(b"'s").unwrap_or(word)
}

/// Whether more than a name ends at `end`: a call, an identifier.
fn goes_on(w: &[u8], end: usize) -> bool {
    let next = at(w, end);
    next.is_ascii_alphanumeric() || next >= 0x80 || matches!(next, b'_' | b'(' | b'=' | b'[')
}

/// Where the word that ends before `end` begins. Of `\nNeil` in a string the `n` is no part.
fn word_start(w: &[u8], end: usize) -> usize {
    let text = cut(w, end.saturating_sub(WORD_BYTES_MAX)..end);
    let in_word = |b: &&u8| b.is_ascii_alphabetic() || **b >= 0x80 || **b == b'-';
    let start = end - text.iter().rev().take_while(in_word).count();
    let escape = before(w, start) == b'\\' && matches!(at(w, start), b'n' | b'r' | b't');
    start + usize::from(escape)
}

/// Whether a name may begin at `start`: not inside an identifier or address.
fn begins(w: &[u8], start: usize) -> bool {
    let mark = before(w, start);
    let escape = matches!(mark, b'n' | b'r' | b't') && before(w, start.saturating_sub(1)) == b'\\';
    escape || !(mark.is_ascii_alphanumeric() || mark >= 0x80 || b"_.@#$%&-".contains(&mark))
}

/// The word before the blank before `start`.
fn word_before(w: &[u8], start: usize) -> &[u8] {
    if before(w, start) != b' ' {
        return &[];
    }
    let end = start - 1;
    let point = usize::from(before(w, end) == b'.');
    cut(w, word_start(w, end - point)..end - point)
}

/// `San Diego`, `Lake Charles`; and what another given name stands before begins there.
fn is_place(w: &[u8], start: usize, people: &People) -> bool {
    let word = word_before(w, start);
    let known = people.word(word);
    known.precedes_place || is_capital(word) && known.opening == Some(Opening::Given)
}

/// Whether what stands before says who made something: that is published, and nobody's secret.
fn is_notice(w: &[u8], start: usize) -> bool {
    let text = cut(w, start.saturating_sub(NOTICE_BYTES_MAX)..start);
    let line = tail(text, memchr::memrchr(b'\n', text).map_or(0, |n| n + 1));
    // `2003-2006 Neil Johnson`, as in lists of who has rights; `28.11.2006 Neil Johnson` is a date.
    let years = |text: &[u8]| {
        let in_list =
            |b: &u8| b.is_ascii_digit() || matches!(b, b' ' | b'\t' | b'*' | b'#' | b'-' | b',');
        let mut numbers = text
            .split(|b| !b.is_ascii_digit())
            .filter(|n| !n.is_empty())
            .peekable();
        text.iter().all(in_list) && numbers.peek().is_some() && numbers.all(is_year)
    };
    let mut marks = memchr::memchr3_iter(b'(', 0xa9, b'p', line);
    years(line)
        || marks.any(|i| {
            let rest = tail(line, i);
            let said = |mark: &[u8]| cut(rest, 0..mark.len()).eq_ignore_ascii_case(mark);
            said(b"(c)") || said(b"\xa9") || said(b"pyright")
        })
}

fn is_year(number: &[u8]) -> bool {
    number.len() == YEAR_DIGITS && (number.starts_with(b"19") || number.starts_with(b"20"))
}

/// Whether a house number may stand before `start`, and no time or date.
fn follows_number(w: &[u8], start: usize) -> bool {
    if before(w, start) != b' ' {
        return false;
    }
    let text = cut(w, start.saturating_sub(HOUSE_DIGITS_MAX + 2)..start - 1);
    let digits = text.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let mark = text.iter().rev().nth(digits).copied().unwrap_or(b' ');
    (1..=HOUSE_DIGITS_MAX).contains(&digits)
        && matches!(mark, b' ' | b',' | b'"' | b'\'' | b'>' | b'|')
}

/// Whether the word before `start` names a street: a house number stands before it.
fn is_street(w: &[u8], start: usize) -> bool {
    let word = word_before(w, start);
    is_capital(word) && follows_number(w, start - 1 - word.len())
}

fn is_capital(word: &[u8]) -> bool {
    at(word, 0).is_ascii_uppercase() || at(word, 0) >= 0x80
}

/// Whether a word is in no family name.
fn is_no_name(word: &[u8], people: &People) -> bool {
    people.word(word).is_no_name() || is_other(word)
}

/// Whether a word is a title, or what things are called by.
fn is_other(word: &[u8]) -> bool {
    TITLE_WORDS.contains(&word) || is_thing(word)
}

/// Titles that may stand before or behind another.
const TITLES: &[&str] = &["Dr. ", "Dr ", "Prof. ", "Prof ", "med. ", "Ing. "];

/// Those without what follows them.
const TITLE_WORDS: &[&[u8]] = &[b"Dr", b"Prof", b"med", b"Ing"];

/// Family names of nobody.
const STAND_INS: &[&str] = &[" Doe", " DOE", " Roe", " Mustermann", " Appleseed"];

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;
    use crate::RuleSet;

    /// The first name that a word of the text leads to.
    fn found(text: &str) -> Option<String> {
        let rules = RuleSet::builtin().unwrap();
        let w = text.as_bytes();
        let ends = |i: &usize| at(w, i + 1) == b' ' && at(w, *i) > b' ';
        let mut all = (0..w.len())
            .filter(ends)
            .filter_map(|last| named(w, last, 0, &rules.lists.people));
        all.next().map(|c| text[c.start..c.end].to_owned())
    }

    #[test]
    fn names_in_running_text() {
        for (text, name) in [
            ("met Neil Johnson today", "Neil Johnson"),
            ("by Neil T. Johnson.", "Neil T. Johnson"),
            ("Mary Ann Smith's file", "Mary Ann Smith"),
            ("from Ludwig van Beethoven:", "Ludwig van Beethoven"),
            ("(Siobhán, Connor McCoy)", "Connor McCoy"),
            ("for Jean-Luc Picard, please", "Jean-Luc Picard"),
            ("log\\nÉmilie Durand wrote", "Émilie Durand"),
            ("Herr Dr. Xylander said", "Xylander"),
            ("Mrs Lauren Davis", "Lauren Davis"),
            ("Dear Philip,", "Philip"),
            ("12 NEIL JOHNSON 88", "NEIL JOHNSON"),
            ("06:25 Mark Johnson: hi", "Mark Johnson"),
            ("28.11.2026 Neil Johnson", "Neil Johnson"),
            ("7384 Neil Johnson", "Neil Johnson"),
            ("28-11-2026 Neil Johnson", "Neil Johnson"),
            ("since 2019 Neil Johnson does", "Neil Johnson"),
        ] {
            assert_eq!(found(text).as_deref(), Some(name), "{text}");
        }
        for text in [
            "Mark Complete",
            "Martin Street 5",
            "688 Jennifer Motorway",
            "688 Jennifer Xyzzy",
            "San Diego Padres",
            "Madison Avenue",
            "Dear Customer,",
            "Hello World",
            "Thomas Jefferson University",
            "John Doe called",
            "  2003-2006 Neil Johnson",
            "Copyright (c) 2019 by Neil Johnson",
            "x.James Smith",
            "Neil HttpClient",
            "james smith",
            "Neil Johnson(",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn titles_with_a_point() {
        let rules = RuleSet::builtin().unwrap();
        let behind = |text: &str| {
            let start = text.find("Dr. ").unwrap();
            let name = titled(text.as_bytes(), start, start + 4, 0, &rules.lists.people)?;
            Some(text[name.start..name.end].to_owned())
        };
        assert_eq!(behind("to Dr. Archer (NPI").as_deref(), Some("Archer"));
        assert_eq!(behind("Dr. J. Archer").as_deref(), Some("J. Archer"));
        assert_eq!(
            behind("Dr. Prof. Neil Archer").as_deref(),
            Some("Neil Archer")
        );
        for text in ["12 Palm Dr. Reno", "Dr. Web", "XDr. Archer", "Dr. who"] {
            assert_eq!(behind(text), None, "{text}");
        }
    }
}
