//! Germany, Austria, Switzerland and Poland.

use super::algorithms::{
    all_same, base_36, digit, digits, gs1, is_date, is_short_date, mod_11_10, number, weighted,
};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut};

/// German tax number: among the first ten digits one stands twice or three times and no other repeats; check
/// digit of ISO/IEC 7064 MOD 11,10 (Bundeszentralamt für Steuern, § 139b AO).
pub(super) fn de_tax_id(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let mut counts = [0u8; 10];
    for digit in cut(&d, 0..10) {
        if let Some(count) = counts.get_mut(usize::from(*digit)) {
            *count += 1;
        }
    }
    let mut repeated = counts.iter().filter(|n| **n > 1);
    let once = matches!((repeated.next(), repeated.next()), (Some(2 | 3), None));
    evidence(once && at(&d, 0) != 0 && mod_11_10(&d), 820, CHECKSUM)
}

/// Characters in the serial numbers of German identity cards and passports.
const DE_SERIAL: &[u8] = b"0123456789CFGHJKLMNPRTVWXYZ";

/// Serial number of a German identity card or passport: a letter, eight characters that are no vowels, and a
/// check digit with weights 7, 3, 1 (BSI TR-03105, ICAO Doc 9303-3).
pub(super) fn de_id_card(value: &[u8]) -> Option<Evidence> {
    let (check, serial) = value.split_last()?;
    let shaped = serial.len() == 9
        && b"CFGHJKLMNPRTVWXY".contains(&at(serial, 0))
        && serial.iter().all(|b| DE_SERIAL.contains(b))
        && serial.iter().any(u8::is_ascii_digit);
    let sum = serial
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .try_fold(0, |sum, (b, w)| Some(sum + base_36(*b)? * w))?;
    let holds = shaped && digit(*check).map(u32::from) == Some(sum % 10);
    evidence(holds, 450, CHECKSUM)
}

/// German pension insurance number: area, birth date, initial, serial, check digit (VKVV § 2).
pub(super) fn de_social_insurance(value: &[u8]) -> Option<Evidence> {
    if value.len() != 12 {
        return None;
    }
    let front = digits::<8>(cut(value, 0..8))?;
    let back = digits::<3>(cut(value, 9..12))?;
    let letter = at(value, 8);
    if !letter.is_ascii_uppercase() {
        return None;
    }
    let letter = letter - b'A' + 1;
    let mut all = [0; 12];
    let parts = front
        .iter()
        .copied()
        .chain([letter / 10, letter % 10])
        .chain(back.iter().copied().take(2));
    for (to, from) in all.iter_mut().zip(parts) {
        *to = from;
    }
    let sum: u32 = (all.iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]))
        .map(|(d, w)| u32::from(*d) * w)
        .map(|n| n / 10 + n % 10)
        .sum();
    let born = is_short_date(
        number(cut(&front, 6..8)),
        number(cut(&front, 4..6)),
        number(cut(&front, 2..4)),
    );
    let holds = born && number(cut(&front, 0..2)) != 0 && sum % 10 == u32::from(at(&back, 2));
    evidence(holds, 810, DATE_AND_CHECKSUM)
}

/// Austrian social insurance number: serial, check digit, birth date whose month may be 13 to 15
/// (Dachverband der Sozialversicherungsträger).
pub(super) fn at_svnr(value: &[u8]) -> Option<Evidence> {
    let d = digits::<10>(value)?;
    let sum = weighted(&d, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    let (day, month, year) = (
        number(cut(&d, 4..6)),
        number(cut(&d, 6..8)),
        number(cut(&d, 8..10)),
    );
    let born =
        is_short_date(year, month, day) || (matches!(month, 13..=15) && matches!(day, 1..=31));
    let holds = born && at(&d, 0) != 0 && sum % 11 == u32::from(at(&d, 3));
    evidence(holds, 800, DATE_AND_CHECKSUM)
}

/// Swiss AHV number: EAN-13 with the country number 756 (AHVV art. 133).
pub(super) fn ch_ahv(value: &[u8]) -> Option<Evidence> {
    let d = digits::<13>(value)?;
    evidence(number(cut(&d, 0..3)) == 756 && gs1(&d), 1330, CHECKSUM)
}

/// Polish PESEL: birth date with the century in the month, weights 1, 3, 7, 9 (Ustawa o ewidencji ludności).
pub(super) fn pl_pesel(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let month = number(cut(&d, 2..4));
    let century = match month / 20 {
        0 => 1900,
        1 => 2000,
        2 => 2100,
        3 => 2200,
        _ => 1800,
    };
    let born = is_date(
        century + number(cut(&d, 0..2)),
        month % 20,
        number(cut(&d, 4..6)),
    );
    let sum = weighted(&d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    evidence(born && sum.is_multiple_of(10), 570, DATE_AND_CHECKSUM)
}

/// Polish tax number: modulus 11, and the remainder 10 is not given out (Ustawa o NIP).
pub(super) fn pl_nip(value: &[u8]) -> Option<Evidence> {
    let d = digits::<10>(value)?;
    let sum = weighted(&d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]);
    let holds = sum % 11 == u32::from(at(&d, 9)) && !all_same(&d);
    evidence(holds, 345, CHECKSUM)
}
