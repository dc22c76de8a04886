//! Telephone numbers: international form by the numbering plan's country codes (ITU-T E.164), North America by
//! area and exchange, others by their key.

use super::{Candidate, ends_token, joined, span, starts_token};
use crate::bytes::{at, before, cut, tail};

/// Country code, and how many digits follow it.
const COUNTRIES: &[(&[u8], usize, usize)] = &[
    (b"1", 10, 10),
    (b"7", 10, 10),
    (b"20", 8, 10),
    (b"27", 9, 9),
    (b"30", 10, 10),
    (b"31", 9, 9),
    (b"32", 8, 9),
    (b"33", 9, 9),
    (b"34", 9, 9),
    (b"36", 8, 9),
    (b"39", 6, 11),
    (b"40", 9, 9),
    (b"41", 9, 9),
    (b"43", 6, 13),
    (b"44", 9, 10),
    (b"45", 8, 8),
    (b"46", 7, 10),
    (b"47", 8, 8),
    (b"48", 9, 9),
    (b"49", 6, 13),
    (b"51", 8, 9),
    (b"52", 10, 11),
    (b"54", 10, 11),
    (b"55", 10, 11),
    (b"56", 9, 9),
    (b"57", 8, 10),
    (b"58", 10, 10),
    (b"60", 7, 10),
    (b"61", 9, 9),
    (b"62", 8, 12),
    (b"63", 8, 10),
    (b"64", 8, 10),
    (b"65", 8, 8),
    (b"66", 8, 9),
    (b"81", 9, 10),
    (b"82", 8, 10),
    (b"84", 9, 10),
    (b"86", 10, 11),
    (b"90", 10, 10),
    (b"91", 10, 10),
    (b"92", 9, 10),
    (b"94", 9, 9),
    (b"98", 10, 10),
    (b"212", 9, 9),
    (b"213", 8, 9),
    (b"216", 8, 8),
    (b"234", 8, 10),
    (b"254", 9, 10),
    (b"351", 9, 9),
    (b"352", 6, 9),
    (b"353", 7, 9),
    (b"354", 7, 9),
    (b"356", 8, 8),
    (b"357", 8, 8),
    (b"358", 6, 12),
    (b"359", 8, 9),
    (b"370", 8, 8),
    (b"371", 8, 8),
    (b"372", 7, 8),
    (b"373", 8, 8),
    (b"380", 9, 9),
    (b"381", 8, 9),
    (b"385", 8, 9),
    (b"386", 8, 8),
    (b"420", 9, 9),
    (b"421", 9, 9),
    (b"852", 8, 8),
    (b"880", 8, 10),
    (b"886", 8, 9),
    (b"961", 7, 8),
    (b"962", 8, 9),
    (b"965", 8, 8),
    (b"966", 9, 9),
    (b"971", 8, 9),
    (b"972", 8, 9),
    (b"974", 8, 8),
    (b"977", 8, 10),
    (b"994", 9, 9),
    (b"995", 9, 9),
];

const DIGITS_MAX: usize = 15;
const DIGITS_MIN: usize = 7;
const VALUE_BYTES_MAX: usize = 32;

const INTERNATIONAL: i32 = 600;
const PAREN: i32 = 600;
const DASHED: i32 = 450;
const DOTTED: i32 = 100;
const SPACED: i32 = -300;
const BARE: i32 = -300;
const EXAMPLE: i32 = -300;

fn is_mark(b: u8) -> bool {
    matches!(b, b' ' | b'-' | b'.' | b'(' | b')' | b'/')
}

/// `+49 30 901820`: the plus is at `start`.
pub(crate) fn international(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let mut digits = [0u8; DIGITS_MAX + 1];
    let mut n = 0;
    let mut i = start + 1;
    // Where each number of digits ends, so that what follows can be cut off again.
    let mut ends = [0usize; DIGITS_MAX + 1];
    while n < digits.len() && i - start < VALUE_BYTES_MAX {
        // `+49 (0)30 901820`: the zero is dialled within the country only.
        if cut(w, i..i + 3) == b"(0)" {
            i += 3;
        }
        let b = at(w, i);
        if b.is_ascii_digit() {
            if let (Some(digit), Some(end)) = (digits.get_mut(n), ends.get_mut(n)) {
                *digit = b;
                *end = i + 1;
            }
            n += 1;
        } else if !is_mark(b)
            || (is_mark(at(w, i + 1)) && !matches!((b, at(w, i + 1)), (b')', b' ') | (b' ', b'(')))
        {
            break;
        }
        i += 1;
    }
    if n <= DIGITS_MIN {
        return None;
    }
    let number = cut(&digits, 0..n);
    let (code, least, most) = COUNTRIES
        .iter()
        .find(|(code, _, _)| number.starts_with(code))?;
    let have = n - code.len();
    let take = have.min(*most);
    // A number cut in the middle of a group is none.
    let end = *ends.get((code.len() + take).checked_sub(1)?)?;
    let national = number.get(code.len()).copied()?;
    if take < *least
        || at(w, end).is_ascii_digit()
        || !ends_token(w, end)
        || (national == b'0' && *code != b"39")
    {
        return None;
    }
    if *code == b"1" && !north_american(cut(number, 1..11)) {
        return None;
    }
    Some(Candidate::new(rule, start, end, INTERNATIONAL).because("international number"))
}

/// `212-555-0187`, `(212) 555-0187`, `07123 456789`: a group of digits or a parenthesis is at `start`.
pub(crate) fn national(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let paren = at(w, start) == b'(';
    if !paren && (!starts_token(w, start) || matches!(before(w, start), b'.' | b'-' | b'/' | b'+'))
    {
        return None;
    }
    // `1-610-656-1214`
    let long = at(w, start) == b'1' && matches!(at(w, start + 1), b'-' | b'.');
    let from = start + usize::from(paren) + 2 * usize::from(long);
    if at(w, from) == b'0' && !paren {
        return british_mobile(w, start, rule).or_else(|| french(w, start, rule));
    }
    let area = cut(w, from..from + 3);
    let mut i = from + 3;
    let mark = if paren {
        (at(w, i) == b')').then_some(())?;
        i += 1;
        i += usize::from(at(w, i) == b' ');
        None
    } else {
        let mark = at(w, i);
        i += 1;
        if long && mark != at(w, start + 1) {
            return None;
        }
        Some(mark)
    };
    let exchange = cut(w, i..i + 3);
    let middle = at(w, i + 3);
    let line = cut(w, i + 4..i + 8);
    let end = i + 8;
    let holds = mark.map_or(matches!(middle, b'-' | b' ' | b'.'), |mark| {
        mark == middle && matches!(mark, b'-' | b' ' | b'.')
    });
    let mut number = [0u8; 10];
    let parts = area.iter().chain(exchange).chain(line);
    number
        .iter_mut()
        .zip(parts)
        .for_each(|(to, from)| *to = *from);
    if !holds || !north_american(&number) || !ends_token(w, end) || joined(w, end) {
        return None;
    }
    // 555-0100 to 555-0199 are kept for examples (NANPA).
    let example = exchange == b"555" && line.starts_with(b"01");
    let score = match mark {
        _ if example => EXAMPLE,
        None => PAREN,
        Some(b'-') => DASHED,
        Some(b'.') => DOTTED,
        _ => SPACED,
    };
    Some(Candidate::new(rule, start, end, score).because("area and exchange"))
}

/// Ten digits in a row, where a key or word speaks for it.
pub(crate) fn ten_digits(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let end = start + 10;
    if !north_american(cut(w, start..end))
        || !starts_token(w, start)
        || !ends_token(w, end)
        || joined(w, end)
    {
        return None;
    }
    if matches!(before(w, start), b'.' | b'-' | b'/' | b'+' | b'_') {
        return None;
    }
    Some(Candidate::new(rule, start, end, BARE).because("area and exchange"))
}

/// `07ddd dddddd` (Ofcom's National Telephone Numbering Plan).
fn british_mobile(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let end = start + 12;
    let holds = cut(w, start..start + 2) == b"07"
        && span(tail(w, start), 6, |b| b.is_ascii_digit()) == 5
        && at(w, start + 5) == b' '
        && span(tail(w, start + 6), 7, |b| b.is_ascii_digit()) == 6
        && ends_token(w, end)
        && !joined(w, end);
    holds.then(|| Candidate::new(rule, start, end, 200).because("mobile number"))
}

/// `01 44 55 66 77`, `01.44.55.66.77` (Arcep's numbering plan): five pairs may be anything without a word that speaks for it.
fn french(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let mark = at(w, start + 2);
    let pair = |n: usize| {
        let digits = cut(w, start + 3 * n..start + 3 * n + 2)
            .iter()
            .all(u8::is_ascii_digit);
        digits && (n == 4 || at(w, start + 3 * n + 2) == mark)
    };
    let end = start + 14;
    let holds = matches!(mark, b' ' | b'.')
        && at(w, start + 1) != b'0'
        && (0..5).all(pair)
        && ends_token(w, end)
        && !joined(w, end);
    holds.then(|| Candidate::new(rule, start, end, SPACED).because("five pairs of digits"))
}

/// Area and exchange begin with 2 to 9, an area code has no 9 in the middle, and neither is N11 (NANPA).
fn north_american(number: &[u8]) -> bool {
    let d = |i: usize| at(number, i);
    number.len() == 10
        && number.iter().all(u8::is_ascii_digit)
        && d(0) >= b'2'
        && d(1) != b'9'
        && d(3) >= b'2'
        && !(d(1) == b'1' && d(2) == b'1')
        && !(d(4) == b'1' && d(5) == b'1')
}

/// The value of a key that says it is a number to call.
pub(crate) fn keyed_phone(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let from = start + usize::from(at(w, start) == b'+');
    let text = cut(w, from..start + VALUE_BYTES_MAX);
    let n = span(text, text.len(), |b| b.is_ascii_digit() || is_mark(b));
    let shown = cut(text, 0..n);
    let len = shown
        .iter()
        .rposition(|b| b.is_ascii_digit() || *b == b')')?
        + 1;
    let shown = cut(shown, 0..len);
    let digits = shown.iter().filter(|b| b.is_ascii_digit()).count();
    let first = at(shown, 0);
    let dotted = shown.iter().filter(|b| **b == b'.').count();
    let looks = (first.is_ascii_digit() || first == b'(')
        && !(dotted == 3 && digits < 13 && shown.iter().all(|b| b.is_ascii_digit() || *b == b'.'));
    let end = from + len;
    if !(DIGITS_MIN..=DIGITS_MAX).contains(&digits) || !looks || !ends_token(w, end) {
        return None;
    }
    Some(Candidate::new(rule, start, end, 0))
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    fn plus(text: &str) -> Option<&str> {
        let start = text.find('+')?;
        international(text.as_bytes(), start, 0).map(|c| &text[c.start..c.end])
    }

    fn here(text: &str) -> Option<&str> {
        national(text.as_bytes(), 0, 0).map(|c| &text[c.start..c.end])
    }

    #[test]
    fn international_numbers() {
        for (text, want) in [
            ("tel +1 212 555 0187.", "+1 212 555 0187"),
            ("+12125550187", "+12125550187"),
            ("+1-212-555-0187 12", "+1-212-555-0187"),
            ("+44 20 7946 0958", "+44 20 7946 0958"),
            ("+49 30 12345678 x", "+49 30 12345678"),
            ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
            ("+91 98765 43210", "+91 98765 43210"),
            ("+4917612345678,", "+4917612345678"),
            ("+1 (212) 555-0187", "+1 (212) 555-0187"),
        ] {
            assert_eq!(plus(text), Some(want), "{text}");
        }
        for no in [
            "+0000",
            "+1234",
            "+1 111 555 0187",
            "+999 12345678",
            "+12125550187999",
            "+3306123456789",
        ] {
            assert_eq!(plus(no), None, "{no}");
        }
    }

    #[test]
    fn national_numbers() {
        for ok in [
            "212-555-0187",
            "(212) 555-0187",
            "(212)555-0187",
            "212.555.0187",
            "212 555 0187",
            "07123 456789",
        ] {
            assert_eq!(here(ok), Some(ok), "{ok}");
        }
        for no in [
            "112-555-0187",
            "212-155-0187",
            "212-555-018",
            "212-555-01877",
            "212-555.0187",
            "212-511-0187",
            "212-555-0187-2",
        ] {
            assert_eq!(here(no), None, "{no}");
        }
    }

    #[test]
    fn keyed_numbers() {
        let found =
            |text: &str| keyed_phone(text.as_bytes(), 0, 0).map(|c| text[..c.end].to_owned());
        assert_eq!(found("030/901820, x").as_deref(), Some("030/901820"));
        assert_eq!(found("(030) 90 18 20").as_deref(), Some("(030) 90 18 20"));
        assert_eq!(found("12345"), None);
        assert_eq!(found("10.20.30.40"), None);
        assert_eq!(found("abc"), None);
    }
}
