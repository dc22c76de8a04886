//! Sweden, Finland, Norway and Denmark.

use super::algorithms::{digit, digits, is_date, is_short_date, luhn, number, weighted};
use super::{DATE, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut, tail};

/// Swedish personal number: birth date (coordination numbers add 60 to the day), serial, Luhn over the last ten
/// digits (Folkbokföringslagen § 18).
pub(super) fn se_personal_number(value: &[u8]) -> Option<Evidence> {
    let (century, short) = match value.len() {
        10 => (None, value),
        12 => (Some(digits::<2>(cut(value, 0..2))?), tail(value, 2)),
        _ => return None,
    };
    let d = digits::<10>(short)?;
    let (year, month) = (number(cut(&d, 0..2)), number(cut(&d, 2..4)));
    let day = match number(cut(&d, 4..6)) {
        day @ 61..=91 => day - 60,
        day => day,
    };
    let born = match century.map(|c| number(&c)) {
        None => is_short_date(year, month, day),
        Some(century @ 18..=20) => is_date(century * 100 + year, month, day),
        Some(_) => false,
    };
    // `240131-0930` is rather a day and a time.
    let clock = number(cut(&d, 6..8)) < 24 && number(cut(&d, 8..10)) < 60;
    let score = if clock { 400 } else { 710 };
    evidence(born && luhn(&d), score, DATE_AND_CHECKSUM)
}

/// Finnish personal code: birth date, sign of the century, serial from 002, check character of modulus 31
/// (Väestötietojärjestelmä, VTJ-asetus 128/2010). The signs `-` and `+` may be gone.
pub(super) fn fi_personal_code(value: &[u8]) -> Option<Evidence> {
    let date = digits::<6>(cut(value, 0..6))?;
    let (century, rest) = match (value.len(), at(value, 6)) {
        (10, _) => (None, tail(value, 6)),
        (11, b'+') => (Some(1800), tail(value, 7)),
        (11, b'-' | b'U'..=b'Y') => (Some(1900), tail(value, 7)),
        (11, b'A'..=b'F') => (Some(2000), tail(value, 7)),
        _ => return None,
    };
    let serial = digits::<3>(cut(rest, 0..3))?;
    let (day, month, year) = (
        number(cut(&date, 0..2)),
        number(cut(&date, 2..4)),
        number(cut(&date, 4..6)),
    );
    let born = match century {
        Some(century) => is_date(century + year, month, day),
        None => is_date(1900 + year, month, day) || is_date(1800 + year, month, day),
    };
    let rest_of_31 = (number(&date) * 1000 + number(&serial)) % 31;
    let check = at(
        b"0123456789ABCDEFHJKLMNPRSTUVWXY",
        usize::try_from(rest_of_31).ok()?,
    );
    // From 900 on they are temporary.
    let holds = born && matches!(number(&serial), 2..=899) && at(rest, 3) == check;
    evidence(holds, 980, DATE_AND_CHECKSUM)
}

/// Norwegian birth number or D number (day plus 40): two check digits of modulus 11 (Folkeregisterforskriften).
pub(super) fn no_national_number(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let month = match number(cut(&d, 2..4)) {
        // Numbers that a hospital gives.
        month @ 41..=52 => month - 40,
        month => month,
    };
    let day = match number(cut(&d, 0..2)) {
        day @ 41..=71 => day - 40,
        day => day,
    };
    let year = number(cut(&d, 4..6));
    let century = match (number(cut(&d, 6..9)), year) {
        (0..=499, _) | (900..=999, 40..) => 1900,
        (500..=749, 54..) => 1800,
        (500..=999, 0..=39) => 2000,
        _ => return None,
    };
    let first = weighted(&d, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]);
    let second = weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
    let holds = is_date(century + year, month, day)
        && first.is_multiple_of(11)
        && second.is_multiple_of(11);
    evidence(holds, 1020, DATE_AND_CHECKSUM)
}

/// Danish personal number: only its birth date can be checked; numbers without check digit are given out since
/// 2007 (Det Centrale Personregister).
pub(super) fn dk_cpr(value: &[u8]) -> Option<Evidence> {
    let d = digits::<10>(value)?;
    let year = number(cut(&d, 4..6));
    let century = match (digit(at(value, 6))?, year) {
        (0..=3, _) | (4 | 9, 37..) => 1900,
        (4 | 9, _) | (5..=8, 0..=57) => 2000,
        _ => 1800,
    };
    let born = is_date(century + year, number(cut(&d, 2..4)), number(cut(&d, 0..2)));
    evidence(born, 480, DATE)
}
