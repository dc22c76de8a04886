//! Health care in the United States: providers, prescribers, Medicare, diagnoses.

use super::algorithms::{digit, digits, luhn, weighted};
use super::{CHECKSUM, Evidence, FORM, evidence};

/// National provider identifier: 1 or 2 first, Luhn over `80840` and the number (45 CFR 162.406).
pub(super) fn npi(value: &[u8]) -> Option<Evidence> {
    let d = digits::<10>(value)?;
    let mut prefixed = [8, 0, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (to, from) in prefixed.iter_mut().skip(5).zip(d) {
        *to = from;
    }
    let holds = matches!(value.first(), Some(b'1' | b'2')) && luhn(&prefixed);
    evidence(holds, 560, CHECKSUM)
}

/// Registrant types in the first letter of a DEA number.
const REGISTRANTS: &[u8] = b"ABCDEFGHJKLMPRSTUX";

/// DEA registration: type, initial (9 for a business), six digits and their check digit (21 CFR 1301).
pub(super) fn dea(value: &[u8]) -> Option<Evidence> {
    let (letters, rest) = value.split_at_checked(2)?;
    let d = digits::<7>(rest)?;
    let [kind, initial] = letters else {
        return None;
    };
    let sum = weighted(&d, &[1, 2, 1, 2, 1, 2, 0]) + 10 - u32::from(*d.last()?);
    let holds = REGISTRANTS.contains(kind)
        && (initial.is_ascii_uppercase() || *initial == b'9')
        && sum.is_multiple_of(10)
        && d.iter().any(|d| *d != 0);
    evidence(holds, 385, CHECKSUM)
}

/// Medicare beneficiary identifier: which of its 11 places hold digits and which letters, without the letters
/// that look like digits (CMS, Understanding the MBI format).
pub(super) fn mbi(value: &[u8]) -> Option<Evidence> {
    const PLACES: &[u8; 11] = b"1AXNAXNAANN";
    let holds = value.len() == PLACES.len()
        && value.iter().zip(PLACES).all(|(b, place)| {
            let letter = b.is_ascii_uppercase() && !b"SLOIBZ".contains(b);
            match place {
                b'1' => matches!(b, b'1'..=b'9'),
                b'N' => b.is_ascii_digit(),
                b'A' => letter,
                _ => letter || b.is_ascii_digit(),
            }
        });
    evidence(holds, 300, FORM)
}

/// ICD-10-CM: letter, digit, digit or A or B, and up to four more (ICD-10-CM Official Guidelines, section I.A).
pub(super) fn icd10(value: &[u8]) -> Option<Evidence> {
    let [letter, second, third, rest @ ..] = value else {
        return None;
    };
    let holds = letter.is_ascii_uppercase()
        && digit(*second).is_some()
        && (third.is_ascii_digit() || matches!(third, b'A' | b'B'))
        && rest.len() <= 4
        && rest
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    evidence(holds, 30, FORM)
}
