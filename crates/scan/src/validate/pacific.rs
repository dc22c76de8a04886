//! Australia, New Zealand and South Africa.

use super::algorithms::{all_same, digit, digits, is_short_date, luhn, number, weighted};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut};

/// Australian tax file number: modulus 11; eight digits in old ones (Australian Taxation Office).
pub(super) fn au_tfn(value: &[u8]) -> Option<Evidence> {
    let sum = match value.len() {
        8 => weighted(&digits::<8>(value)?, &[10, 7, 8, 4, 6, 3, 5, 1]),
        _ => weighted(&digits::<9>(value)?, &[1, 4, 3, 7, 5, 8, 6, 9, 10]),
    };
    evidence(sum.is_multiple_of(11) && !all_same(value), 345, CHECKSUM)
}

/// Australian Medicare card: first digit 2 to 6, the ninth checks eight, then the issue and perhaps the
/// person on the card (Services Australia).
pub(super) fn au_medicare(value: &[u8]) -> Option<Evidence> {
    if !matches!(value.len(), 10 | 11) || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let d = digits::<10>(cut(value, 0..10))?;
    let sum = weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9]);
    let holds = matches!(at(&d, 0), 2..=6)
        && sum % 10 == u32::from(at(&d, 8))
        && at(&d, 9) != 0
        && digit(at(value, 10)) != Some(0);
    evidence(holds, 445, CHECKSUM)
}

/// Australian business number: modulus 89 after 1 is taken from the first digit (Australian Business Register).
pub(super) fn au_abn(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let sum = weighted(&d, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) + 89 - 10;
    evidence(sum.is_multiple_of(89) && at(&d, 0) != 0, 660, CHECKSUM)
}

/// New Zealand tax number: modulus 11, a second set of weights where the first gives 10 (Inland Revenue,
/// RWT and NRWT specification).
pub(super) fn nz_ird(value: &[u8]) -> Option<Evidence> {
    let mut padded = [b'0'; 9];
    let from = 9usize.checked_sub(value.len()).filter(|n| *n < 2)?;
    for (to, b) in padded.iter_mut().skip(from).zip(value) {
        *to = *b;
    }
    let d = digits::<9>(&padded)?;
    let check = |weights: &[u32]| (11 - weighted(&d, weights) % 11) % 11;
    let check = match check(&[3, 2, 7, 6, 5, 4, 3, 2]) {
        10 => check(&[7, 4, 3, 2, 5, 2, 7, 6]),
        n => n,
    };
    let holds = (10_000_001..150_000_000).contains(&number(&d))
        && check == u32::from(at(&d, 8))
        && !all_same(value);
    evidence(holds, 500, CHECKSUM)
}

/// South African identity: birth date, serial, 0 to 2 for the status, Luhn (Identification Act 68 of 1997).
pub(super) fn za_id(value: &[u8]) -> Option<Evidence> {
    let d = digits::<13>(value)?;
    let born = is_short_date(
        number(cut(&d, 0..2)),
        number(cut(&d, 2..4)),
        number(cut(&d, 4..6)),
    );
    evidence(born && at(&d, 10) <= 2 && luhn(&d), 970, DATE_AND_CHECKSUM)
}
