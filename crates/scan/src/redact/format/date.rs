//! Dates moved by a number of days, in the spelling they had.

use crate::bytes::at;

/// English month names; three letters decide.
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Two-digit years above this are of the last century.
const PIVOT: i64 = 40;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
}

/// A run of digits or letters of the value.
struct Run {
    start: usize,
    end: usize,
    number: Option<i64>,
    /// For a month name: which.
    month: Option<i64>,
}

/// The date `days` earlier; what follows it (a time of day) stays. Nothing if the value does not begin with a date.
pub(super) fn shifted(value: &[u8], days: i64) -> Option<Vec<u8>> {
    if let Some(compact) = value.get(..8).filter(|d| d.iter().all(u8::is_ascii_digit)) {
        return compact_date(compact, value.get(8..)?, days);
    }
    let runs = runs(value)?;
    let order = order(value, &runs);
    let get = |part| {
        let (run, _) = runs.iter().zip(order).find(|(_, p)| *p == part)?;
        run.month.or(run.number)
    };
    let year = get(Part::Year)?;
    let short = runs
        .iter()
        .zip(order)
        .any(|(r, p)| p == Part::Year && r.end - r.start == 2);
    let year = match short {
        true if year > PIVOT => year + 1900,
        true => year + 2000,
        false => year,
    };
    let (year, month, day) = moved(year, get(Part::Month)?, get(Part::Day)?, days)?;
    // `3/12/80` is written without leading zeros.
    let bare = (runs.iter().zip(order)).any(|(r, p)| p != Part::Year && r.end - r.start == 1);
    let width = if bare { 1 } else { 2 };
    let mut out = Vec::with_capacity(value.len());
    let mut from = 0;
    for (run, part) in runs.iter().zip(order) {
        out.extend_from_slice(value.get(from..run.start)?);
        let text = value.get(run.start..run.end)?;
        match (part, run.month) {
            (Part::Month, Some(_)) => out.extend(month_like(text, month)?),
            (Part::Year, _) if short => out.extend(padded(year % 100, 2)),
            (Part::Year, _) => out.extend(padded(year, 4)),
            (Part::Month, None) => out.extend(padded(month, width)),
            (Part::Day, _) => out.extend(padded(day, width)),
        }
        from = run.end;
    }
    out.extend_from_slice(value.get(from..)?);
    Some(out)
}

/// `19800312`
fn compact_date(date: &[u8], rest: &[u8], days: i64) -> Option<Vec<u8>> {
    let number =
        |from: usize, to: usize| std::str::from_utf8(date.get(from..to)?).ok()?.parse().ok();
    let (year, month, day) = moved(number(0, 4)?, number(4, 6)?, number(6, 8)?, days)?;
    Some(
        [
            padded(year, 4),
            padded(month, 2),
            padded(day, 2),
            rest.to_vec(),
        ]
        .concat(),
    )
}

/// The first three runs that are numbers or month names.
fn runs(value: &[u8]) -> Option<[Run; 3]> {
    let mut found = Vec::with_capacity(3);
    let mut i = 0;
    while found.len() < 3 {
        let rest = value.get(i..)?;
        let first = rest.first()?;
        let same = |b: &&u8| {
            (b.is_ascii_digit() && first.is_ascii_digit())
                || (b.is_ascii_alphabetic() && first.is_ascii_alphabetic())
        };
        let length = rest.iter().take_while(same).count();
        let text = std::str::from_utf8(rest.get(..length)?).ok()?;
        let run = Run {
            start: i,
            end: i + length,
            number: text.parse().ok(),
            month: month_named(text),
        };
        match (length, run.number, run.month) {
            (0, ..) => i += 1,
            (1..=4, Some(_), _) | (_, _, Some(_)) => {
                i += length;
                found.push(run);
            }
            _ => return None,
        }
    }
    found.try_into().ok()
}

fn month_named(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|m| *m == lower || m.get(..3) == Some(lower.as_str()))?;
    i64::try_from(at + 1).ok()
}

/// Year first, a month name, or day and month told apart by their size; else month first as in the US with slashes,
/// day first with anything else.
fn order(value: &[u8], runs: &[Run; 3]) -> [Part; 3] {
    use Part::{Day, Month, Year};
    let [a, b, _] = runs;
    let year_first = a.end - a.start == 4 && a.month.is_none();
    let month_first = match (a.number, b.number) {
        _ if a.month.is_some() || b.month.is_some() => a.month.is_some(),
        (Some(13..), _) => false,
        (_, Some(13..)) => true,
        _ => at(value, a.end) == b'/',
    };
    match (year_first, month_first) {
        (true, _) => [Year, Month, Day],
        (false, true) => [Month, Day, Year],
        (false, false) => [Day, Month, Year],
    }
}

fn padded(n: i64, width: usize) -> Vec<u8> {
    format!("{n:0width$}").into_bytes()
}

/// The name of `month` as long or short, and in the case, as `text` is.
fn month_like(text: &[u8], month: i64) -> Option<Vec<u8>> {
    let name = MONTHS.get(usize::try_from(month - 1).ok()?)?;
    let name = if text.len() == 3 {
        name.get(..3)?
    } else {
        name
    };
    let upper = text.iter().all(u8::is_ascii_uppercase);
    let capital = text.first().is_some_and(u8::is_ascii_uppercase);
    let spelled = name.bytes().enumerate().map(|(i, b)| {
        if upper || (capital && i == 0) {
            b.to_ascii_uppercase()
        } else {
            b
        }
    });
    Some(spelled.collect())
}

/// The civil date `days` before another.
fn moved(year: i64, month: i64, day: i64, days: i64) -> Option<(i64, i64, i64)> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (year, month, day) = civil(day_number(year, month, day) - days);
    (1..=9999).contains(&year).then_some((year, month, day))
}

/// Days since 0000-03-01 in the Gregorian calendar; years begin with March so that the leap day is their last.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day
        - 1
}

fn civil(days: i64) -> (i64, i64, i64) {
    let era = days.div_euclid(146_097);
    let in_era = days.rem_euclid(146_097);
    let year = (in_era - in_era / 1_460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    if month < 10 {
        (year, month + 3, day)
    } else {
        (year + 1, month - 9, day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_in_their_own_spelling() {
        for (value, days, want) in [
            ("1980-03-12", 12, "1980-02-29"),
            ("1980/03/12", 12, "1980/02/29"),
            ("19800312", 12, "19800229"),
            ("19800312T0405", 12, "19800229T0405"),
            ("1980-03-12T04:05:06Z", 12, "1980-02-29T04:05:06Z"),
            ("12.03.1980", 1, "11.03.1980"),
            ("03/12/1980", 12, "02/29/1980"),
            ("31/12/1999", 1, "30/12/1999"),
            ("12/31/1999", 1, "12/30/1999"),
            ("3/12/80", 3, "3/9/80"),
            ("12 Mar 1980", 30, "11 Feb 1980"),
            ("12-MAR-1980", 30, "11-FEB-1980"),
            ("March 12, 1980", 30, "February 11, 1980"),
            ("1900-03-01", 1, "1900-02-28"),
            ("2000-03-01", 1, "2000-02-29"),
            ("2001-01-01", 366, "2000-01-01"),
        ] {
            let got = shifted(value.as_bytes(), days).map(|d| String::from_utf8(d).unwrap());
            assert_eq!(got.as_deref(), Some(want), "{value}");
        }
        for no in [
            "",
            "yesterday",
            "1980",
            "13/13/1980",
            "1980-13-01",
            "12 Foo 1980",
            "0000-00-00",
        ] {
            assert_eq!(shifted(no.as_bytes(), 5), None, "{no}");
        }
    }

    #[test]
    fn every_day_comes_back() {
        for n in (0..800_000).step_by(7) {
            let (year, month, day) = civil(n);
            assert_eq!(day_number(year, month, day), n);
        }
    }
}
