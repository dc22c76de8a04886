//! Calendar dates as people and systems write them, for dates of birth.

use super::{Candidate, ends_token, span};
use crate::bytes::{at, cut, tail};

/// Years of birth that people have.
const YEARS: std::ops::RangeInclusive<u32> = 1895..=2035;
const MONTHS: &[&[u8]] = &[
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// A date at `start`: `1980-01-31`, `01/31/1980`, `31.01.1980`, `31 Jan 1980`, `January 31, 1980`, `19800131`.
pub(crate) fn date(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let first = span(tail(w, start), 9, |b| b.is_ascii_digit());
    let end = match first {
        8 => compact(w, start)?,
        4 => year_first(w, start)?,
        1 | 2 => day_or_month_first(w, start, first)?,
        0 => month_name_first(w, start)?,
        _ => return None,
    };
    // A time of day may follow: `1980-01-31T00:00:00Z`.
    let time = matches!(at(w, end), b'T' | b't') && at(w, end + 1).is_ascii_digit();
    (ends_token(w, end) || time).then(|| Candidate::new(rule, start, end, 0).because("valid date"))
}

fn number(text: &[u8]) -> u32 {
    text.iter()
        .take(4)
        .fold(0, |n, b| n * 10 + u32::from(b.saturating_sub(b'0')))
}

fn holds(year: u32, month: u32, day: u32) -> bool {
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    YEARS.contains(&year) && (1..=days).contains(&day)
}

fn compact(w: &[u8], start: usize) -> Option<usize> {
    let part = |from: usize, len: usize| number(cut(w, start + from..start + from + len));
    let iso = holds(part(0, 4), part(4, 2), part(6, 2));
    let other =
        holds(part(4, 4), part(0, 2), part(2, 2)) || holds(part(4, 4), part(2, 2), part(0, 2));
    (iso || other).then_some(start + 8)
}

fn year_first(w: &[u8], start: usize) -> Option<usize> {
    let mark = at(w, start + 4);
    let (month, after) = short(w, start + 5)?;
    let (day, end) = short(w, after + 1)?;
    let marks = matches!(mark, b'-' | b'/' | b'.') && at(w, after) == mark;
    (marks && holds(number(cut(w, start..start + 4)), month, day)).then_some(end)
}

/// One or two digits, and where they end.
fn short(w: &[u8], start: usize) -> Option<(u32, usize)> {
    let n = span(tail(w, start), 3, |b| b.is_ascii_digit());
    matches!(n, 1 | 2).then(|| (number(cut(w, start..start + n)), start + n))
}

fn day_or_month_first(w: &[u8], start: usize, len: usize) -> Option<usize> {
    let one = number(cut(w, start..start + len));
    let mark = at(w, start + len);
    let from = start + len + 1;
    let letters = span(tail(w, from), 10, |b| b.is_ascii_alphabetic());
    if letters >= 3 {
        let month = month(cut(w, from..from + letters))?;
        let after = from + letters;
        let skip = span(tail(w, after), 2, |b| {
            matches!(b, b' ' | b'-' | b'/' | b'.' | b',')
        });
        let year = span(tail(w, after + skip), 5, |b| b.is_ascii_digit());
        let value = number(cut(w, after + skip..after + skip + year));
        let marks = matches!(mark, b' ' | b'-' | b'/' | b'.') && skip > 0 && year == 4;
        return (marks && holds(value, month, one)).then_some(after + skip + year);
    }
    let (two, after) = short(w, from)?;
    let year = span(tail(w, after + 1), 5, |b| b.is_ascii_digit());
    let end = after + 1 + year;
    let marks = matches!(mark, b'/' | b'.' | b'-') && at(w, after) == mark;
    let value = number(cut(w, after + 1..end));
    let possible = |year: u32| holds(year, one, two) || holds(year, two, one);
    let dated = match year {
        4 => possible(value),
        2 => possible(1900 + value),
        _ => false,
    };
    (marks && dated).then_some(end)
}

fn month_name_first(w: &[u8], start: usize) -> Option<usize> {
    let letters = span(tail(w, start), 10, |b| b.is_ascii_alphabetic());
    let month = month(cut(w, start..start + letters))?;
    let from = start + letters + span(tail(w, start + letters), 2, |b| matches!(b, b' ' | b'.'));
    let (day, after) = short(w, from)?;
    let skip = span(tail(w, after), 2, |b| matches!(b, b' ' | b','));
    let year = cut(w, after + skip..after + skip + 4);
    let digits = year.len() == 4 && year.iter().all(u8::is_ascii_digit);
    (letters >= 3 && skip > 0 && digits && holds(number(year), month, day))
        .then_some(after + skip + 4)
}

fn month(name: &[u8]) -> Option<u32> {
    let head = cut(name, 0..3).to_ascii_lowercase();
    let i = MONTHS.iter().position(|m| *m == head.as_slice())?;
    u32::try_from(i + 1).ok()
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        date(text.as_bytes(), 0, 0).map(|c| &text[..c.end])
    }

    #[test]
    fn dates_in_their_writings() {
        for ok in [
            "1980-01-31",
            "01/31/1980",
            "31.01.1980",
            "31 Jan 1980",
            "1 January 1980",
            "January 31, 1980",
            "19800131",
            "1/4/65",
            "31-Jan-1980",
            "1980/1/3",
        ] {
            assert_eq!(found(ok), Some(ok), "{ok}");
        }
        assert_eq!(found("1980-01-31T00:00:00Z"), Some("1980-01-31"));
        for no in [
            "1980-13-31",
            "1780-01-31",
            "31.02.1980",
            "19801331",
            "12",
            "1980",
            "Januar",
            "20251009123",
            "1980-01-311",
        ] {
            assert_eq!(found(no), None, "{no}");
        }
    }
}
