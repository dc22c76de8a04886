//! Vehicles, devices and travel documents.

use super::algorithms::{all_same, base_36, digit, digits, is_short_date, luhn, number};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut};

/// What a letter of a VIN is worth; I, O and Q do not occur.
fn vin_value(b: u8) -> Option<u32> {
    let worth = match b {
        b'0'..=b'9' => b - b'0',
        b'A'..=b'H' => b - b'A' + 1,
        b'J'..=b'N' => b - b'J' + 1,
        b'P' => 7,
        b'R' => 9,
        b'S'..=b'Z' => b - b'S' + 2,
        _ => return None,
    };
    Some(u32::from(worth))
}

/// Vehicle identification number with the check digit in its ninth place (49 CFR 565, ISO 3779). A serial that
/// ends in digits and a maker's code with a letter speak for it.
pub(super) fn vin(value: &[u8]) -> Option<Evidence> {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if value.len() != WEIGHTS.len() {
        return None;
    }
    let sum = value
        .iter()
        .zip(WEIGHTS)
        .try_fold(0, |sum, (b, w)| Some(sum + vin_value(*b)? * w))?;
    let check = at(b"0123456789X", usize::try_from(sum % 11).ok()?);
    let mixed = value.iter().any(u8::is_ascii_uppercase) && value.iter().any(u8::is_ascii_digit);
    let serial = cut(value, 13..17).iter().all(u8::is_ascii_digit);
    let holds = mixed && !all_same(value) && at(value, 8) == check;
    evidence(holds, if serial { 900 } else { 500 }, CHECKSUM)
}

/// International mobile equipment identity: Luhn over 15 digits (3GPP TS 23.003).
pub(super) fn imei(value: &[u8]) -> Option<Evidence> {
    let d = digits::<15>(value)?;
    evidence(luhn(&d) && number(cut(&d, 0..8)) != 0, 330, CHECKSUM)
}

/// Check digit of machine readable zones: weights 7, 3, 1, a filler counts 0 (ICAO Doc 9303-3, 4.9).
fn mrz_check(field: &[u8], check: u8) -> bool {
    let sum = field
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .try_fold(0, |sum, (b, w)| Some(sum + mrz_value(*b)? * w));
    match (sum, digit(check)) {
        (Some(sum), Some(check)) => sum % 10 == u32::from(check),
        // A field of fillers only may have a filler as its check digit.
        (Some(0), None) => check == b'<',
        _ => false,
    }
}

fn mrz_value(b: u8) -> Option<u32> {
    if b == b'<' { Some(0) } else { base_36(b) }
}

/// Nine characters of a document number and their check digit.
pub(super) fn mrz_number(value: &[u8]) -> Option<Evidence> {
    let holds = value.len() == 10
        && mrz_check(cut(value, 0..9), at(value, 9))
        && cut(value, 0..9).iter().any(u8::is_ascii_digit)
        && !all_same(cut(value, 0..9));
    evidence(holds, 330, CHECKSUM)
}

/// The second line of a passport whose fillers are gone, which stood in the personal number (and in the check
/// digit of it, where 29 characters are left).
fn with_fillers(value: &[u8]) -> Option<[u8; 44]> {
    let mut line = [b'<'; 44];
    let (front, back) = match value.len() {
        44 => (44, 0),
        30 => (28, 2),
        29 => (28, 1),
        _ => return None,
    };
    for (to, from) in line.iter_mut().zip(cut(value, 0..front)) {
        *to = *from;
    }
    for (to, from) in line.iter_mut().rev().zip(value.iter().rev().take(back)) {
        *to = *from;
    }
    Some(line)
}

/// Second line of a passport: number, state, birth date, sex, expiry date, personal number, each checked
/// (ICAO Doc 9303-4, 4.2.2).
pub(super) fn mrz_passport(value: &[u8]) -> Option<Evidence> {
    let line = with_fillers(value)?;
    let value = line.as_slice();
    let date = |from: usize| {
        let d = digits::<6>(cut(value, from..from + 6))?;
        let [year, month, day] = [0, 2, 4].map(|i| number(cut(&d, i..i + 2)));
        is_short_date(year, month, day).then_some(())
    };
    date(13)?;
    date(21)?;
    let fields = mrz_check(cut(value, 0..9), at(value, 9))
        && mrz_check(cut(value, 13..19), at(value, 19))
        && mrz_check(cut(value, 21..27), at(value, 27))
        && mrz_check(cut(value, 28..42), at(value, 42));
    let composite = cut(value, 0..10)
        .iter()
        .chain(cut(value, 13..20))
        .chain(cut(value, 21..43))
        .zip([7, 3, 1].into_iter().cycle())
        .try_fold(0, |sum, (b, w)| Some(sum + mrz_value(*b)? * w))?;
    let sex = matches!(at(value, 20), b'M' | b'F' | b'X' | b'<');
    let holds = fields && sex && digit(at(value, 43)).map(u32::from) == Some(composite % 10);
    evidence(holds, 2300, DATE_AND_CHECKSUM)
}
