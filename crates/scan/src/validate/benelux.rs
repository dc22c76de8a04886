//! Netherlands and Belgium.

use super::algorithms::{all_same, digits, number, weighted};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::cut;

/// Dutch citizen number: the test of eleven, the last digit with weight -1 (Wet algemene bepalingen BSN).
pub(super) fn nl_bsn(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    // -1 and 10 are the same in modulus 11.
    let sum = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2, 10]);
    evidence(sum.is_multiple_of(11) && !all_same(&d), 345, CHECKSUM)
}

/// Belgian national number: birth date, serial, and 97 less the remainder of the nine digits, with a 2 before
/// them for those born since 2000. Numbers of non-residents add 20 or 40 to the month (Rijksregister, KB 3 April 1984).
pub(super) fn be_national_number(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let body = number(cut(&d, 0..9));
    let check = number(cut(&d, 9..11));
    let checked = [body, 2_000_000_000 + body]
        .iter()
        .any(|n| 97 - n % 97 == check);
    let month = number(cut(&d, 2..4));
    // An unknown month or day is 00, and where the serials of a day ran out the day goes on counting.
    let dated = month % 20 <= 12 && month < 60 && body != 0;
    let usual = (1..=31).contains(&number(cut(&d, 4..6))) && !month.is_multiple_of(20);
    evidence(
        checked && dated,
        if usual { 900 } else { 600 },
        DATE_AND_CHECKSUM,
    )
}
