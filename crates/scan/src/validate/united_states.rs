//! Numbers of the Social Security Administration and the Internal Revenue Service.

use super::algorithms::{all_same, digits, number};
use super::{Evidence, FORM, evidence};
use crate::bytes::cut;

/// Numbers that were printed in advertisements and sample cards, and belong to nobody.
const PRINTED: &[&[u8; 9]] = &[b"078051120", b"219099999", b"457555462"];

/// Social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, RM 10201.035).
pub(super) fn ssn(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    let area = number(cut(&d, 0..3));
    let holds = area != 0
        && area != 666
        && area < 900
        && number(cut(&d, 3..5)) != 0
        && number(cut(&d, 5..9)) != 0
        && !all_same(&d)
        && !PRINTED.iter().any(|p| p.as_slice() == value);
    evidence(holds, 20, "valid area and group")
}

/// Individual taxpayer number: 9xx, then a group of 50-65, 70-88, 90-92 or 94-99 (IRS Publication 4757).
pub(super) fn itin(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    let group = number(cut(&d, 3..5));
    let holds = value.first() == Some(&b'9')
        && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99)
        && number(cut(&d, 5..9)) != 0;
    evidence(holds, 440, "valid area and group")
}

/// Adoption taxpayer number: 9xx-93-xxxx (IRS Form W-7A).
pub(super) fn atin(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    let holds = value.first() == Some(&b'9') && number(cut(&d, 3..5)) == 93;
    evidence(holds, 990, "valid area and group")
}

/// Employer number: the first two digits name the campus that gave it (IRS, How EINs are assigned).
pub(super) fn ein(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    let campus = number(cut(&d, 0..2));
    let known = matches!(
        campus,
        1..=6 | 10..=16 | 20..=27 | 30..=39 | 40..=48 | 50..=68 | 71..=77 | 80..=88 | 90..=95 | 98 | 99
    );
    evidence(known && !all_same(&d), 30, FORM)
}
