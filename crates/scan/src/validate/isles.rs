//! United Kingdom and Ireland.

use super::algorithms::{all_same, digits, weighted};
use super::{CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut};

/// NHS number: modulus 11 with weights 10 to 2; 10 as check digit is not given out (NHS Data Dictionary).
pub(super) fn uk_nhs(value: &[u8]) -> Option<Evidence> {
    let d = digits::<10>(value)?;
    let sum = weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    evidence(sum.is_multiple_of(11) && !all_same(&d), 345, CHECKSUM)
}

/// Prefixes that are never given out.
const NINO_UNUSED: &[&[u8; 2]] = &[b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"];

/// National insurance number: allowed prefix letters, six digits, A to D (HMRC, NIM39110).
pub(super) fn uk_nino(value: &[u8]) -> Option<Evidence> {
    let prefix = cut(value, 0..2);
    let d = digits::<6>(cut(value, 2..8))?;
    let allowed = prefix
        .iter()
        .all(|b| b.is_ascii_uppercase() && !b"DFIQUV".contains(b))
        && at(prefix, 1) != b'O'
        && !NINO_UNUSED.iter().any(|p| p.as_slice() == prefix);
    let holds = value.len() == 9
        && allowed
        && matches!(at(value, 8), b'A'..=b'D')
        && d.iter().any(|d| *d != 0);
    evidence(holds, 355, "valid prefix and suffix")
}

/// Unique taxpayer reference: the first digit checks the other nine, modulus 11 (HMRC).
pub(super) fn uk_utr(value: &[u8]) -> Option<Evidence> {
    let d = digits::<10>(value)?;
    let sum = weighted(cut(&d, 1..10), &[6, 7, 8, 9, 10, 5, 4, 3, 2]);
    let check = at(
        &[2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1],
        usize::try_from(sum % 11).ok()?,
    );
    evidence(d.first() == Some(&check) && !all_same(&d), 335, CHECKSUM)
}

/// Irish public service number: seven digits, a check letter of modulus 23, since 2013 a second letter that
/// counts too (Department of Social Protection).
pub(super) fn ie_pps(value: &[u8]) -> Option<Evidence> {
    let d = digits::<7>(cut(value, 0..7))?;
    let second = match (value.len(), at(value, 8)) {
        // `W`, `T` and `X` marked wives and trusts, and do not count.
        (8, _) | (9, b'W' | b'T' | b'X') => 0,
        (9, b @ (b'A' | b'B' | b'H')) => u32::from(b - b'A') + 1,
        _ => return None,
    };
    let sum = weighted(&d, &[8, 7, 6, 5, 4, 3, 2]) + 9 * second;
    let check = at(b"WABCDEFGHIJKLMNOPQRSTUV", usize::try_from(sum % 23).ok()?);
    evidence(at(value, 7) == check && !all_same(&d), 470, CHECKSUM)
}
