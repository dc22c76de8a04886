//! The arithmetic that many authorities share.

use super::{CHECKSUM, Evidence, evidence};
use crate::bytes::at;

/// Longest number that the bare algorithms take, in characters.
const NUMBER_MAX: usize = 64;

/// The digits of `value`, if it is `N` of them and nothing else.
pub(super) fn digits<const N: usize>(value: &[u8]) -> Option<[u8; N]> {
    let mut digits: [u8; N] = value.try_into().ok()?;
    for b in &mut digits {
        *b = digit(*b)?;
    }
    Some(digits)
}

/// `7` for `b'7'`.
pub(super) fn digit(b: u8) -> Option<u8> {
    b.checked_sub(b'0').filter(|d| *d < 10)
}

/// 10 for `A` to 35 for `Z`, a digit as it is.
pub(super) fn base_36(b: u8) -> Option<u32> {
    match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'Z' => Some(u32::from(b - b'A') + 10),
        _ => None,
    }
}

/// The number that at most 18 digits make.
pub(super) fn number(digits: &[u8]) -> u64 {
    digits
        .iter()
        .take(18)
        .fold(0, |n, d| n * 10 + u64::from(*d))
}

/// Sum of digits times weights.
pub(super) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(d, w)| u32::from(*d) * w)
        .sum()
}

/// `0000…`, `1111…`: what people fill forms with.
pub(super) fn all_same(value: &[u8]) -> bool {
    value.windows(2).all(|w| at(w, 0) == at(w, 1))
}

/// Whether this day exists in the Gregorian calendar.
pub(super) fn is_date(year: u64, month: u64, day: u64) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Whether this day exists in one of the last two centuries; two digits of the year are known.
pub(super) fn is_short_date(year: u64, month: u64, day: u64) -> bool {
    is_date(1900 + year, month, day) || is_date(2000 + year, month, day)
}

/// ISO/IEC 7812-1 annex B, over digit values.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = (digits.iter().rev().enumerate())
        .map(|(i, d)| {
            let d = u32::from(*d);
            match (i % 2, d) {
                (0, _) => d,
                (_, 5..) => d * 2 - 9,
                _ => d * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// ISO/IEC 7064 MOD 97-10: the remainder of the number that digits and letters (A = 10) make.
pub(crate) fn mod_97(characters: impl Iterator<Item = u8>) -> u32 {
    characters.fold(0, |rest, b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        _ => (rest * 100 + u32::from(b.saturating_sub(b'A')) + 10) % 97,
    })
}

/// ISO/IEC 7064 MOD 11,10, over digit values with the check digit last.
pub(super) fn mod_11_10(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else {
        return false;
    };
    let product = body.iter().fold(10u32, |p, d| {
        let sum = (u32::from(*d) + p) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (product + u32::from(*check)) % 10 == 1
}

/// Check digit of a GTIN (GS1 General Specifications 7.9), over digit values.
pub(super) fn gs1(digits: &[u8]) -> bool {
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = (digits.iter().rev().zip(weights))
        .map(|(d, w)| u32::from(*d) * w)
        .sum();
    sum.is_multiple_of(10)
}

/// Multiplication in the dihedral group of order 10.
fn dihedral(a: u8, b: u8) -> u8 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a + 5 - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// J. Verhoeff, Error detecting decimal codes (1969), over digit values with the check digit last.
pub(super) fn verhoeff(digits: &[u8]) -> bool {
    const PERMUTATION: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted =
        |d: u8, times: usize| (0..times % 8).fold(d, |d, _| at(&PERMUTATION, usize::from(d)));
    let rest = (digits.iter().rev().enumerate()).fold(0, |c, (i, d)| dihedral(c, permuted(*d, i)));
    rest == 0
}

/// The digits of a number of any usual length.
fn any_digits(value: &[u8], buffer: &mut [u8; NUMBER_MAX]) -> Option<usize> {
    for (to, from) in buffer.iter_mut().zip(value) {
        *to = digit(*from)?;
    }
    ((2..=NUMBER_MAX).contains(&value.len())).then_some(value.len())
}

fn over_digits(value: &[u8], check: fn(&[u8]) -> bool) -> bool {
    let mut buffer = [0; NUMBER_MAX];
    any_digits(value, &mut buffer)
        .and_then(|n| buffer.get(..n))
        .is_some_and(|digits| !all_same(digits) && check(digits))
}

/// Any number with a Luhn check digit.
pub(super) fn luhn_number(value: &[u8]) -> Option<Evidence> {
    evidence(over_digits(value, luhn), 330, CHECKSUM)
}

/// Any number with a Verhoeff check digit.
pub(super) fn verhoeff_number(value: &[u8]) -> Option<Evidence> {
    evidence(over_digits(value, verhoeff), 330, CHECKSUM)
}

/// Any number or code that leaves 1 in MOD 97-10, its check digits last.
pub(super) fn mod_97_number(value: &[u8]) -> Option<Evidence> {
    let fits =
        (3..=NUMBER_MAX).contains(&value.len()) && value.iter().all(|b| base_36(*b).is_some());
    evidence(fits && mod_97(value.iter().copied()) == 1, 660, CHECKSUM)
}

/// EAN-8, UPC-A, EAN-13, GTIN-14: goods, which speaks against a person's number.
pub(super) fn gtin(value: &[u8]) -> Option<Evidence> {
    let fits = matches!(value.len(), 8 | 12 | 13 | 14);
    evidence(fits && over_digits(value, gs1), 330, CHECKSUM)
}
