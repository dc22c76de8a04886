//! When a secret ends by its own word: dates in cookies, signed URLs and tokens, as Unix seconds. The scanner has no clock;
//! what reads a report compares.

use super::span;
use crate::bytes::{at, cut, tail};

const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";
/// The rest of a signed URL is looked at so far before and after the signature.
const QUERY_BYTES_MAX: usize = 768;
/// Lifetimes beyond this are mistakes.
const LIFETIME_SECONDS_MAX: i64 = 10 * 366 * 86_400;

/// Days from 1970-01-01 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(365 * year + year / 4 - year / 100 + year / 400 + of_year - 719_468)
}

fn seconds(date: i64, hour: i64, minute: i64, second: i64) -> Option<i64> {
    let fits = hour < 24 && minute < 60 && second <= 60;
    fits.then(|| date * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// A number of at most `most` digits at the front, and what follows it.
fn number(text: &[u8], most: usize) -> Option<(i64, &[u8])> {
    let n = span(text, most, |b| b.is_ascii_digit());
    let value = cut(text, 0..n)
        .iter()
        .fold(0i64, |sum, b| sum * 10 + i64::from(b - b'0'));
    (n > 0).then(|| (value, tail(text, n)))
}

/// What follows one of the `marks`, also where it is percent-encoded.
fn after<'t>(text: &'t [u8], mark: &[u8], encoded: &[u8]) -> Option<&'t [u8]> {
    text.strip_prefix(mark).or_else(|| {
        cut(text, 0..3)
            .eq_ignore_ascii_case(encoded)
            .then(|| tail(text, 3))
    })
}

/// `2026-03-01`, `2026-03-01T10:20:30.5Z`, `2026-03-01T10%3A20%3A30Z`; without a zone it is UTC.
pub(super) fn iso(text: &[u8]) -> Option<i64> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let (day, rest) = number(rest.strip_prefix(b"-")?, 2)?;
    let date = days(year, month, day)?;
    let Some(rest) = rest.strip_prefix(b"T").or_else(|| rest.strip_prefix(b" ")) else {
        return seconds(date, 0, 0, 0);
    };
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(after(rest, b":", b"%3a")?, 2)?;
    let second = after(rest, b":", b"%3a").and_then(|rest| number(rest, 2));
    seconds(date, hour, minute, second.map_or(0, |(s, _)| s))
}

/// `20260301T102030Z`, as AWS writes it.
fn basic_iso(text: &[u8]) -> Option<i64> {
    let (date, rest) = number(text, 8)?;
    let (time, rest) = number(rest.strip_prefix(b"T")?, 6)?;
    (at(rest, 0) == b'Z').then_some(())?;
    let date = days(date / 10_000, date / 100 % 100, date % 100)?;
    seconds(date, time / 10_000, time / 100 % 100, time % 100)
}

/// `Wed, 21 Oct 2026 07:28:00 GMT`, with blanks or `-` between day, month and year (RFC 6265).
pub(super) fn http_date(text: &[u8]) -> Option<i64> {
    let rest = tail(
        text,
        memchr::memchr(b',', cut(text, 0..12)).map_or(0, |n| n + 1),
    );
    let rest = rest.trim_ascii_start();
    let (day, rest) = number(rest, 2)?;
    let name = cut(rest, 1..4).to_ascii_lowercase();
    let month = MONTHS.chunks(3).position(|m| m == name.as_slice())?;
    let (year, rest) = number(tail(rest, 5), 4)?;
    // Two-digit years of old servers.
    let year = if year < 70 { year + 2_000 } else { year };
    let (hour, rest) = number(rest.trim_ascii_start(), 2)?;
    let (minute, rest) = number(rest.strip_prefix(b":")?, 2)?;
    let (second, _) = number(rest.strip_prefix(b":")?, 2)?;
    seconds(
        days(year, i64::try_from(month).ok()? + 1, day)?,
        hour,
        minute,
        second,
    )
}

/// When the signed URL around `start..end` ends: `se=` of Azure, `X-Amz-Date=` with `X-Amz-Expires=`, `Expires=`.
pub(super) fn signed_url(w: &[u8], start: usize, end: usize) -> Option<i64> {
    let is_url = |b: &u8| *b > b' ' && !matches!(b, b'"' | b'\'' | b'<' | b'>' | b'`');
    let before = cut(w, start.saturating_sub(QUERY_BYTES_MAX)..start);
    let from = start - before.iter().rev().take_while(|b| is_url(b)).count();
    let to = end
        + cut(w, end..end + QUERY_BYTES_MAX)
            .iter()
            .take_while(|b| is_url(b))
            .count();
    let url = cut(w, from..to);
    if let Some(stated) = parameter(url, b"se") {
        return iso(stated);
    }
    let lifetime = |name: &[u8]| {
        parameter(url, name)
            .and_then(|v| number(v, 9))
            .map(|(n, _)| n)
    };
    for vendor in [&b"amz"[..], b"goog"] {
        let (date, n) = (
            [b"x-", vendor, b"-date"].concat(),
            [b"x-", vendor, b"-expires"].concat(),
        );
        if let (Some(date), Some(n)) = (parameter(url, &date), lifetime(&n)) {
            return basic_iso(date)?.checked_add(n.min(LIFETIME_SECONDS_MAX));
        }
    }
    lifetime_stamp(url)
}

/// `Expires=1761984000`.
fn lifetime_stamp(url: &[u8]) -> Option<i64> {
    let (stamp, _) = number(parameter(url, b"expires")?, 10)?;
    (stamp > 1_000_000_000).then_some(stamp)
}

/// The value of a parameter of a query, in any case.
fn parameter<'u>(url: &'u [u8], name: &[u8]) -> Option<&'u [u8]> {
    url.split(|b| matches!(b, b'?' | b'&' | b';'))
        .find_map(|pair| {
            let value = tail(pair, name.len()).strip_prefix(b"=")?;
            cut(pair, 0..name.len())
                .eq_ignore_ascii_case(name)
                .then_some(value)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_become_unix_seconds() {
        assert_eq!(iso(b"1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(iso(b"2026-03-01T10:20:30Z"), Some(1_772_360_430));
        assert_eq!(iso(b"2026-03-01T10%3A20%3A30Z&sp=r"), Some(1_772_360_430));
        assert_eq!(iso(b"2024-02-29"), Some(1_709_164_800));
        assert_eq!(basic_iso(b"20260301T102030Z"), Some(1_772_360_430));
        assert_eq!(
            http_date(b"Wed, 21 Oct 2015 07:28:00 GMT"),
            Some(1_445_412_480)
        );
        assert_eq!(
            http_date(b"Wed, 21-Oct-15 07:28:00 GMT"),
            Some(1_445_412_480)
        );
        for wrong in ["", "2026", "2026-13-01", "2026-01-01T99:00:00Z", "tomorrow"] {
            assert_eq!(iso(wrong.as_bytes()), None, "{wrong}");
            assert_eq!(http_date(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn signed_urls_say_when_they_end() {
        let end_of = |url: &str| {
            let sig = url.find("ig").unwrap();
            signed_url(url.as_bytes(), sig, sig + 4)
        };
        assert_eq!(
            end_of("https://a.example/x?se=2026-03-01T10%3A20%3A30Z&sig=aa"),
            Some(1_772_360_430)
        );
        assert_eq!(
            end_of(
                "https://a.example/x?X-Amz-Date=20260301T102030Z&X-Amz-Expires=60&X-Amz-Signature=aa"
            ),
            Some(1_772_360_490)
        );
        assert_eq!(
            end_of("https://a.example/x?Signature=aa&Expires=1772360430"),
            Some(1_772_360_430)
        );
        assert_eq!(
            end_of("https://a.example/x?sig=aa https://b.example/?se=2026-03-01"),
            None
        );
    }
}
