//! Postal addresses: by their key, and in the United States by street, state and ZIP code.

use super::{Candidate, ends_token, span};
use crate::bytes::{at, before, cut, tail};

const ADDRESS_BYTES_MAX: usize = 160;
const ADDRESS_BYTES_MIN: usize = 6;

/// Postal abbreviations (USPS Publication 28, appendix B).
const STATES: &[&[u8; 2]] = &[
    b"AL", b"AK", b"AZ", b"AR", b"CA", b"CO", b"CT", b"DE", b"DC", b"FL", b"GA", b"HI", b"ID",
    b"IL", b"IN", b"IA", b"KS", b"KY", b"LA", b"ME", b"MD", b"MA", b"MI", b"MN", b"MS", b"MO",
    b"MT", b"NE", b"NV", b"NH", b"NJ", b"NM", b"NY", b"NC", b"ND", b"OH", b"OK", b"OR", b"PA",
    b"RI", b"SC", b"SD", b"TN", b"TX", b"UT", b"VT", b"VA", b"WA", b"WV", b"WI", b"WY", b"AS",
    b"GU", b"MP", b"PR", b"VI", b"FM", b"MH", b"PW", b"AA", b"AE", b"AP",
];

/// `688 Jennifer Motorway, Zoeside, DC 96552`: the state is at `state`.
pub(crate) fn american(w: &[u8], state: usize, rule: u16) -> Option<Candidate> {
    let code = cut(w, state..state + 2);
    let zip = state + 3;
    let mut end = zip + 5;
    if at(w, end) == b'-' && span(tail(w, end + 1), 5, |b| b.is_ascii_digit()) == 4 {
        end += 5;
    }
    if !STATES.iter().any(|s| s.as_slice() == code) || !ends_token(w, end) {
        return None;
    }
    let back = cut(w, state.saturating_sub(ADDRESS_BYTES_MAX)..state);
    let kept = back
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b >= 0x80 || b" ,.'#/-".contains(b));
    let from = state - kept.count();
    let text = cut(w, from..state);
    // The house number: the last number at the beginning of a word that two words follow.
    let number = (0..text.len()).rev().find(|i| {
        let number = span(tail(text, *i), 7, |b| b.is_ascii_digit());
        let ahead = before(text, *i);
        let street = cut(text, i + number..i + number + 2);
        (1..=6).contains(&number)
            && (*i == 0 || ahead == b' ')
            && at(street, 0) == b' '
            && at(street, 1).is_ascii_uppercase()
            && words(tail(text, i + number)) >= 2
            && is_house(cut(text, 0..*i))
    })?;
    Some(Candidate::new(rule, from + number, end, 0).because("street, state and ZIP code"))
}

fn words(text: &[u8]) -> usize {
    text.split(|b| *b == b' ')
        .filter(|word| at(word, 0).is_ascii_alphabetic())
        .count()
}

/// `Suite 200, Springfield`: what stands before a number that is no house number.
fn is_house(before_it: &[u8]) -> bool {
    let last = before_it
        .rsplit(|b| *b == b' ')
        .find(|word| !word.is_empty());
    let units: &[&[u8]] = &[
        b"suite", b"ste", b"ste.", b"apt", b"apt.", b"unit", b"box", b"room", b"floor", b"#",
    ];
    !last.is_some_and(|word| units.iter().any(|u| word.eq_ignore_ascii_case(u)))
}

/// Longest town, or postal code and town.
const PART_BYTES_MAX: usize = 48;
const TOWN_BYTES_MIN: usize = 3;
/// A postal code, and its beginning.
const CODE_BYTES_MIN: usize = 4;
const CODE_BYTES_MAX: usize = 10;
const CODE_DIGITS_MAX: usize = 9;

/// The value of a key that says it is an address; `end` is where the value ends at the latest, and `bounded` says
/// that it does not end before.
pub(crate) fn keyed_address(
    w: &[u8],
    start: usize,
    end: usize,
    bounded: bool,
    rule: u16,
) -> Option<Candidate> {
    let text = cut(w, start..end.min(start + ADDRESS_BYTES_MAX));
    let text = if bounded { text } else { up_to_next_key(text) }.trim_ascii_end();
    let digits = text
        .split(|b| matches!(b, b' ' | b'^'))
        .filter(|word| at(word, 0).is_ascii_digit())
        .count();
    let letters = text
        .iter()
        .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80)
        .count();
    let odd = |b: &u8| {
        matches!(
            b,
            b'@' | b':' | b'=' | b'<' | b'>' | b'{' | b'}' | b'_' | b'|' | b'%'
        ) || *b < b' '
    };
    // `12 Main St $ Reno`: the lines of an address in a directory (RFC 4517, 3.3.28).
    let variable = text
        .windows(2)
        .any(|pair| at(pair, 0) == b'$' && at(pair, 1) != b' ');
    let spaced = text.contains(&b' ') || text.contains(&b'^');
    let capital = text.iter().any(|b| b.is_ascii_uppercase() || *b >= 0x80);
    // A house number or postal code; without one it may be anything. In code a word and a number are no street.
    let sure = digits > 0 && (bounded || words(text) >= 2);
    if text.len() < ADDRESS_BYTES_MIN
        || variable
        || text.iter().any(odd)
        || letters < 4
        || !spaced
        || !capital
    {
        return None;
    }
    sure.then(|| Candidate::new(rule, start, start + text.len(), 300))
}

/// The town of a key that says so.
pub(crate) fn town(
    w: &[u8],
    start: usize,
    end: usize,
    bounded: bool,
    rule: u16,
) -> Option<Candidate> {
    let text = part(w, start, end, bounded);
    let in_town =
        |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b' ' | b'-' | b'.' | b'\'');
    let capital = at(text, 0).is_ascii_uppercase() || at(text, 0) >= 0x80;
    let holds = capital && text.len() >= TOWN_BYTES_MIN && text.iter().all(in_town);
    holds.then(|| Candidate::new(rule, start, start + text.len(), 0))
}

/// The postal code of a key that says so: `02134`, `02134-1234`, `EC1A 1BB`, `1011 JL`; the town may stand behind it.
pub(crate) fn postal_code(
    w: &[u8],
    start: usize,
    end: usize,
    bounded: bool,
    rule: u16,
) -> Option<Candidate> {
    let text = part(w, start, end, bounded);
    let digits = |text: &[u8]| text.iter().filter(|b| b.is_ascii_digit()).count();
    let in_code = |b: &u8| b.is_ascii_alphanumeric() || *b >= 0x80 || matches!(b, b' ' | b'-');
    let code = cut(text, 0..CODE_BYTES_MAX);
    let holds = code.len() >= CODE_BYTES_MIN
        && digits(code) >= 2
        && digits(text) <= CODE_DIGITS_MAX
        && code.iter().all(in_code)
        && (text.len() <= CODE_BYTES_MAX || bounded);
    holds.then(|| Candidate::new(rule, start, start + text.len(), 0))
}

fn part(w: &[u8], start: usize, end: usize, bounded: bool) -> &[u8] {
    let text = cut(w, start..end.min(start + PART_BYTES_MAX));
    if bounded { text } else { up_to_next_key(text) }.trim_ascii_end()
}

/// `12 Main St, Leeds, phone=…`: up to the comma or blank before the next key.
fn up_to_next_key(text: &[u8]) -> &[u8] {
    let Some(operator) = memchr::memchr3(b'=', b':', b'(', text) else {
        return text;
    };
    let before_it = cut(text, 0..operator);
    let comma = memchr::memrchr(b',', before_it).or_else(|| memchr::memrchr(b' ', before_it));
    cut(text, 0..comma.unwrap_or(0))
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn american_addresses() {
        for (text, state, want) in [
            (
                "at 688 Jennifer Motorway, Zoeside, DC 96552.",
                "DC",
                "688 Jennifer Motorway, Zoeside, DC 96552",
            ),
            (
                "to 12 Main St Apt 4, Reno, NV 89501-1234 x",
                "NV",
                "12 Main St Apt 4, Reno, NV 89501-1234",
            ),
        ] {
            let c = american(text.as_bytes(), text.find(state).unwrap(), 0).unwrap();
            assert_eq!(&text[c.start..c.end], want);
        }
        for no in [
            "error NV 89501",
            "code 12 NV 89501",
            "12 Main St, Reno, XX 89501",
        ] {
            let state = no.find(" NV").or(no.find(" XX")).unwrap() + 1;
            assert!(american(no.as_bytes(), state, 0).is_none(), "{no}");
        }
    }

    #[test]
    fn keyed_addresses() {
        let score =
            |text: &str| keyed_address(text.as_bytes(), 0, text.len(), true, 0).map(|c| c.score);
        assert!(score("Hauptstraße 5, 10115 Berlin").unwrap() > 0);
        assert!(score("Flat 2, Smith Lane, Leeds").unwrap() > 0);
        for no in [
            "10.0.0.1",
            "0x7ffe0000",
            "http://x/y z1",
            "node-1",
            "a@b.de x1 Y",
        ] {
            assert_eq!(score(no), None, "{no}");
        }
    }
}
