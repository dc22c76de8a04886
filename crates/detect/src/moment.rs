//! Reading the ledger's times and spans.

use coffer_domain::time::{Span, Timestamp};

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// The time an entry writes: `2026-01-02T03:04:05.678Z` and nothing else.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let marks = [
        (4, b'-'),
        (7, b'-'),
        (10, b'T'),
        (13, b':'),
        (16, b':'),
        (19, b'.'),
        (23, b'Z'),
    ];
    if bytes.len() != 24 || marks.iter().any(|(at, mark)| bytes.get(*at) != Some(mark)) {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second, ms) = (
        number(11, 13)?,
        number(14, 16)?,
        number(17, 19)?,
        number(20, 23)?,
    );
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second;
    Some(Timestamp(
        days_from_civil(year, month, day) * DAY_MS + seconds * 1_000 + ms,
    ))
}

/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`; years 0 to 9999.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let month_index = (month + 9) % 12;
    let day_of_year = (153 * month_index + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A span as rules write it: `90s`, `5m`, `24h`, `7d`.
pub(crate) fn span(text: &str) -> Option<Span> {
    let unit = text.chars().last()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let span = match unit {
        's' => Span::seconds(count),
        'm' => Span::minutes(count),
        'h' => Span::hours(count),
        'd' => Span::days(count),
        _ => return None,
    };
    (count > 0).then_some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_ledger_writes() {
        for ms in [
            0,
            951_782_400_000,
            1_795_435_261_042,
            1_709_164_799_999,
            253_402_300_799_999,
        ] {
            let time = Timestamp(ms);
            assert_eq!(parse(&time.to_string()), Some(time));
        }
        for bad in [
            "",
            "2026-01-02",
            "2026-01-02T03:04:05.678+",
            "2026-13-02T03:04:05.678Z",
            "2026-01-02T03:04:05.6x8Z",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn spans_have_one_unit() {
        assert_eq!(span("5m"), Some(Span::minutes(5)));
        assert_eq!(span("24h"), Some(Span::days(1)));
        for bad in ["", "5", "m", "0m", "-1h", "1w", "1h30m"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }
}
