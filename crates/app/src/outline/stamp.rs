//! When a line was written, by the time it begins with.

/// How far into a line its time is looked for.
const LOOKED_AT: usize = 64;
const DAY_MS: i64 = 86_400_000;
const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// The time of a line in milliseconds since 1970: RFC 3339 with its usual variants (`T` or a space, a comma before the
/// fraction, no zone for UTC), the time of web servers (`23/Nov/2026:10:14:05 +0000`), or seconds or milliseconds since
/// 1970 at its very start.
#[must_use]
pub fn stamp(line: &[u8]) -> Option<i64> {
    let head = line.get(..LOOKED_AT).unwrap_or(line);
    if let Some(epoch) = since_1970(head) {
        return Some(epoch);
    }
    let mut at = 0;
    while let Some(next) = head.get(at..)?.iter().position(u8::is_ascii_digit) {
        at += next;
        let rest = head.get(at..)?;
        if let Some(time) = rfc3339(rest).or_else(|| web_server(rest)) {
            return Some(time);
        }
        // On behind these digits: no time begins in the middle of a number.
        at += rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    None
}

fn since_1970(head: &[u8]) -> Option<i64> {
    let digits = head.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let after = head.get(digits).copied().unwrap_or(b' ');
    let value = number(head, 0, digits)?;
    match (digits, after) {
        (10, b' ' | b'.' | b'\t' | b',') => {
            let thousandths = if after == b'.' {
                fraction(head, digits).0
            } else {
                0
            };
            value.checked_mul(1_000)?.checked_add(thousandths)
        }
        (13, b' ' | b'\t' | b',') => Some(value),
        _ => None,
    }
}

fn rfc3339(text: &[u8]) -> Option<i64> {
    let (year, month, day) = (
        number(text, 0, 4)?,
        number(text, 5, 2)?,
        number(text, 8, 2)?,
    );
    let dashes = (at(text, 4), at(text, 7));
    if !matches!(dashes, (b'-', b'-') | (b'/', b'/')) || !matches!(at(text, 10), b'T' | b' ' | b't')
    {
        return None;
    }
    let clock = clock(text, 11)?;
    let (thousandths, end) = match at(text, 19) {
        b'.' | b',' => fraction(text, 19),
        _ => (0, 19),
    };
    let offset = zone(text.get(end..).unwrap_or_default());
    instant(year, month, day, clock + thousandths, offset)
}

fn web_server(text: &[u8]) -> Option<i64> {
    let (day, year) = (number(text, 0, 2)?, number(text, 7, 4)?);
    if (at(text, 2), at(text, 6), at(text, 11)) != (b'/', b'/', b':') {
        return None;
    }
    let name = text.get(3..6)?;
    let month = MONTHS.iter().position(|month| month.as_slice() == name)?;
    let clock = clock(text, 12)?;
    let rest = text.get(20..).unwrap_or_default();
    let offset = zone(rest.strip_prefix(b" ").unwrap_or(rest));
    instant(year, i64::try_from(month).ok()? + 1, day, clock, offset)
}

/// `10:14:05` in milliseconds.
fn clock(text: &[u8], from: usize) -> Option<i64> {
    let (hour, minute, second) = (
        number(text, from, 2)?,
        number(text, from + 3, 2)?,
        number(text, from + 6, 2)?,
    );
    let colons = (at(text, from + 2), at(text, from + 5)) == (b':', b':');
    // 60 is a leap second.
    (colons && hour < 24 && minute < 60 && second <= 60)
        .then_some(((hour * 60 + minute) * 60 + second) * 1_000)
}

/// Milliseconds of `.123456`, and where it ends.
fn fraction(text: &[u8], dot: usize) -> (i64, usize) {
    let digits = text.get(dot + 1..).unwrap_or_default();
    let count = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let value = (0..3).fold(0, |value, place| {
        let digit = digits.get(place).filter(|_| place < count);
        value * 10 + digit.map_or(0, |digit| i64::from(digit - b'0'))
    });
    (value, dot + 1 + count)
}

/// Milliseconds east of UTC; no zone counts as UTC.
fn zone(text: &[u8]) -> i64 {
    let sign = match at(text, 0) {
        b'+' => 1,
        b'-' => -1,
        _ => return 0,
    };
    let minutes = if at(text, 3) == b':' { 4 } else { 3 };
    match (number(text, 1, 2), number(text, minutes, 2)) {
        (Some(hours), Some(minutes)) => sign * (hours * 60 + minutes) * 60_000,
        (Some(hours), None) => sign * hours * 3_600_000,
        _ => 0,
    }
}

fn instant(year: i64, month: i64, day: i64, clock: i64, offset: i64) -> Option<i64> {
    if !(1970..=2200).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days since 1970 of a date in the proleptic Gregorian calendar, with years that begin in March.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days * DAY_MS + clock - offset)
}

fn at(text: &[u8], index: usize) -> u8 {
    text.get(index).copied().unwrap_or(0)
}

fn number(text: &[u8], from: usize, digits: usize) -> Option<i64> {
    let part = text.get(from..from.checked_add(digits)?)?;
    if part.is_empty() {
        return None;
    }
    part.iter().try_fold(0_i64, |value, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_logs_write_them() {
        const AT: i64 = 1_795_428_845_092;
        for (line, time) in [
            ("2026-11-23T10:14:05.092Z INFO x", Some(AT)),
            ("2026-11-23 10:14:05,092 INFO x", Some(AT)),
            ("[2026-11-23T11:14:05.092+01:00] x", Some(AT)),
            ("INFO 2026-11-23T05:14:05.0921234-0500 x", Some(AT)),
            (r#"{"ts":"2026-11-23T10:14:05.092Z"}"#, Some(AT)),
            ("2026/11/23 10:14:05 [error] x", Some(AT - 92)),
            (
                r#"10.0.0.1 - - [23/Nov/2026:10:14:05 +0000] "GET /""#,
                Some(AT - 92),
            ),
            ("1795428845 x", Some(AT - 92)),
            ("1795428845.092 x", Some(AT)),
            ("1795428845092 x", Some(AT)),
            ("4111111111111111 x", None),
            ("2026-13-23T10:14:05Z", None),
            ("2026-11-23T25:14:05Z", None),
            ("no time 12 here 2026-11", None),
            ("", None),
        ] {
            assert_eq!(stamp(line.as_bytes()), time, "{line}");
        }
        assert_eq!(stamp(b"1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(stamp(b"2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
    }
}
