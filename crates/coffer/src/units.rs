//! Sizes and spans of time, read and written.

use std::time::Duration;

/// Reads `500`, `10k`, `1.5GiB`, `20MB`. `K`, `M`, `G`, `T` and `KiB` … count by 1,024, `KB` … by 1,000.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = text.split_at(digits_end.unwrap_or(text.len()));
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        _ => return Err(format!("`{text}` is not a size; write `10GiB` or `500MB`")),
    };
    let bad = || format!("`{text}` is not a size; write `10GiB` or `500MB`");
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if number.matches('.').count() > 1 || whole.is_empty() || number.ends_with('.') {
        return Err(bad());
    }
    let whole: u64 = whole.parse().map_err(|_| bad())?;
    let part = match fraction {
        "" => 0,
        digits => {
            let scale = u32::try_from(digits.len())
                .ok()
                .and_then(|n| 10_u128.checked_pow(n));
            let digits: u128 = digits.parse().map_err(|_| bad())?;
            let scaled = digits.checked_mul(u128::from(factor)).ok_or_else(bad)?;
            u64::try_from(scaled / scale.ok_or_else(bad)?).map_err(|_| bad())?
        }
    };
    let bytes = whole
        .checked_mul(factor)
        .and_then(|whole| whole.checked_add(part));
    bytes.ok_or_else(bad)
}

/// Reads `30s`, `15m`, `48h`, `14d`, `2w`; the unit must be there.
pub(crate) fn parse_span(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let bad =
        || format!("`{text}` is not a span of time; write `30s`, `15m`, `48h`, `14d` or `2w`");
    let split = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(bad)?;
    let (number, unit) = text.split_at(split);
    let seconds: u64 = match unit.trim() {
        "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return Err(bad()),
    };
    let number: u64 = number.parse().map_err(|_| bad())?;
    let seconds = number.checked_mul(seconds).ok_or_else(bad)?;
    Ok(Duration::from_secs(seconds))
}

/// Reads a span of at least an hour, in hours; part of an hour counts whole.
pub(crate) fn parse_hours(text: &str) -> Result<u32, String> {
    let hours = parse_span(text)?.as_secs().div_ceil(3_600);
    match u32::try_from(hours) {
        Ok(0) | Err(_) => Err(format!(
            "`{text}` is not between an hour and the server's limit"
        )),
        Ok(hours) => Ok(hours),
    }
}

/// `1.4 GiB`: for people; programs get bytes.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1_024 {
        return format!("{bytes} B");
    }
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let mut value = bytes as f64 / 1_024.0;
    for unit in UNITS {
        if value < 1_023.95 {
            return format!("{value:.1} {unit}");
        }
        value /= 1_024.0;
    }
    format!("{value:.1} EiB")
}

/// A moment in Unix seconds as RFC 3339 in UTC.
pub(crate) fn utc(seconds: i64) -> String {
    const DAY: i64 = 86_400;
    let (days, rest) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    // Days are counted from 1 March of year 0, in eras of 400 years, so that leap days come last.
    let shifted = days.saturating_add(719_468);
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hours, minutes) = (rest / 3_600, rest / 60 % 60);
    format!(
        "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}Z",
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, bytes) in [
            ("0", 0),
            ("500", 500),
            ("512B", 512),
            ("10k", 10 << 10),
            ("1.5KiB", 1_536),
            ("10GiB", 10 << 30),
            ("20MB", 20_000_000),
            ("0.5 G", 1 << 29),
            ("2tb", 2_000_000_000_000),
        ] {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        for bad in [
            "",
            "GiB",
            "1.2.3M",
            ".5G",
            "5.",
            "-1",
            "1e9",
            "10 apples",
            "99999999999TiB",
        ] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn spans_are_read() {
        for (text, seconds) in [
            ("30s", 30),
            ("15m", 900),
            ("48h", 172_800),
            ("14d", 1_209_600),
            ("2w", 1_209_600),
        ] {
            assert_eq!(parse_span(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for bad in [
            "",
            "14",
            "d",
            "1.5h",
            "-1h",
            "14 days",
            "99999999999999999999d",
        ] {
            assert!(parse_span(bad).is_err(), "{bad}");
        }
        assert_eq!(parse_hours("14d"), Ok(336));
        assert_eq!(parse_hours("90m"), Ok(2));
        assert!(parse_hours("0h").is_err());
    }

    #[test]
    fn sizes_are_written_for_people() {
        for (bytes, text) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (1_536, "1.5 KiB"),
            (1 << 30, "1.0 GiB"),
            ((1 << 20) - 1, "1.0 MiB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn moments_are_written_in_utc() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_764_198_387, "2025-11-26T23:06:27Z"),
            (4_102_444_799, "2099-12-31T23:59:59Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(utc(seconds), text);
        }
    }
}
