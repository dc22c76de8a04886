//! India, China, Korea, Japan, Singapore and Israel.

use super::algorithms::{all_same, digits, is_date, luhn, number, verhoeff, weighted};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, FORM, evidence};
use crate::bytes::{at, cut};

/// Indian Aadhaar: first digit from 2, Verhoeff, no palindrome (UIDAI).
pub(super) fn in_aadhaar(value: &[u8]) -> Option<Evidence> {
    let d = digits::<12>(value)?;
    let palindrome = d.iter().eq(d.iter().rev());
    evidence(at(&d, 0) >= 2 && !palindrome && verhoeff(&d), 365, CHECKSUM)
}

/// Indian permanent account number: five letters, the fourth the kind of holder, four digits, a letter
/// (Income Tax Department, Rule 114).
pub(super) fn in_pan(value: &[u8]) -> Option<Evidence> {
    let d = digits::<4>(cut(value, 5..9))?;
    let holds = value.len() == 10
        && cut(value, 0..5).iter().all(u8::is_ascii_uppercase)
        && b"ABCFGHJKLPT".contains(&at(value, 3))
        && number(&d) != 0
        && at(value, 9).is_ascii_uppercase();
    evidence(holds, 120, FORM)
}

/// Chinese resident identity: province, birth date, serial, check character of ISO/IEC 7064 MOD 11-2
/// (GB 11643-1999).
pub(super) fn cn_resident_id(value: &[u8]) -> Option<Evidence> {
    let (check, body) = value.split_last()?;
    let d = digits::<17>(body)?;
    let province = matches!(
        number(cut(&d, 0..2)),
        11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91
    );
    let year = number(cut(&d, 6..10));
    let born = (1850..2100).contains(&year)
        && is_date(year, number(cut(&d, 10..12)), number(cut(&d, 12..14)));
    let sum = weighted(&d, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let expected = at(b"10X98765432", usize::try_from(sum % 11).ok()?);
    evidence(
        province && born && *check == expected,
        1500,
        DATE_AND_CHECKSUM,
    )
}

/// Korean resident registration: birth date, century and sex, place, check digit of modulus 11
/// (Resident Registration Act). Numbers given out since October 2020 have no check digit and are not seen here.
pub(super) fn kr_rrn(value: &[u8]) -> Option<Evidence> {
    let d = digits::<13>(value)?;
    let century = match at(&d, 6) {
        1 | 2 | 5 | 6 => 1900,
        3 | 4 | 7 | 8 => 2000,
        _ => 1800,
    };
    let born = is_date(
        century + number(cut(&d, 0..2)),
        number(cut(&d, 2..4)),
        number(cut(&d, 4..6)),
    );
    let sum = weighted(&d, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    let holds =
        born && number(cut(&d, 7..9)) <= 96 && (11 - sum % 11) % 10 == u32::from(at(&d, 12));
    evidence(holds, 820, DATE_AND_CHECKSUM)
}

/// Japanese individual number: modulus 11, remainders 0 and 1 are 0 (MIC Ordinance 85 of 2014, art. 5).
pub(super) fn jp_my_number(value: &[u8]) -> Option<Evidence> {
    let d = digits::<12>(value)?;
    let sum = weighted(&d, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let check = (11 - sum % 11) % 11 % 10;
    evidence(
        check == u32::from(at(&d, 11)) && !all_same(&d),
        340,
        CHECKSUM,
    )
}

/// Singapore identity: kind (S and T citizens, F, G and M foreigners), seven digits, check letter of modulus 11
/// (Immigration & Checkpoints Authority).
pub(super) fn sg_nric(value: &[u8]) -> Option<Evidence> {
    let (letter, body) = value.split_last()?;
    let (kind, rest) = body.split_first()?;
    let d = digits::<7>(rest)?;
    let (offset, letters): (u32, &[u8; 11]) = match kind {
        b'S' => (0, b"JZIHGFEDCBA"),
        b'T' => (4, b"JZIHGFEDCBA"),
        b'F' => (0, b"XWUTRQPNMLK"),
        b'G' => (4, b"XWUTRQPNMLK"),
        b'M' => (3, b"XWUTRQPNJLK"),
        _ => return None,
    };
    let sum = weighted(&d, &[2, 7, 6, 5, 4, 3, 2]) + offset;
    let check = at(letters, usize::try_from(sum % 11).ok()?);
    evidence(*letter == check && !all_same(&d), 710, CHECKSUM)
}

/// Israeli identity: Luhn over nine digits (Population and Immigration Authority).
pub(super) fn il_id(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    evidence(luhn(&d) && !all_same(&d), 330, CHECKSUM)
}
