//! Canada and Latin America.

use super::algorithms::{all_same, digit, digits, is_date, luhn, number, weighted};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut};

/// Canadian social insurance number: Luhn, none begins with 0 or 8 (Service Canada).
pub(super) fn ca_sin(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    let holds = !matches!(d.first(), Some(0 | 8)) && luhn(&d) && !all_same(&d);
    evidence(holds, 365, CHECKSUM)
}

/// Brazilian rule for check digits: remainder of 11, and 10 is 0.
fn br_check(sum: u32) -> u32 {
    sum * 10 % 11 % 10
}

/// Brazilian natural person: two check digits, none of one digit only (Receita Federal).
pub(super) fn br_cpf(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let first = br_check(weighted(&d, &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = br_check(weighted(&d, &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let holds = !all_same(&d) && first == u32::from(at(&d, 9)) && second == u32::from(at(&d, 10));
    evidence(holds, 660, CHECKSUM)
}

/// Brazilian company: two check digits; since 2026 the others may be letters, worth their code less 48
/// (Instrução Normativa RFB 2.229/2024).
pub(super) fn br_cnpj(value: &[u8]) -> Option<Evidence> {
    let mut v: [u8; 14] = value.try_into().ok()?;
    let fits = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
    if !v.iter().all(|b| fits(*b)) || !cut(&v, 12..14).iter().all(u8::is_ascii_digit) {
        return None;
    }
    for b in &mut v {
        *b -= b'0';
    }
    let first = br_check(weighted(&v, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = br_check(weighted(&v, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
    let holds = !all_same(&v) && first == u32::from(at(&v, 12)) && second == u32::from(at(&v, 13));
    evidence(holds, 660, CHECKSUM)
}

/// Federal entities in a CURP, and NE for born abroad.
const MX_STATES: &[&[u8; 2]] = &[
    b"AS", b"BC", b"BS", b"CC", b"CH", b"CL", b"CM", b"CS", b"DF", b"DG", b"GR", b"GT", b"HG",
    b"JC", b"MC", b"MN", b"MS", b"NE", b"NL", b"NT", b"OC", b"PL", b"QR", b"QT", b"SL", b"SP",
    b"SR", b"TC", b"TL", b"TS", b"VZ", b"YN", b"ZS",
];

/// Mexican population code: initials, birth date, sex, state, consonants, check digit (RENAPO, Instructivo
/// normativo para la asignación de la CURP).
pub(super) fn mx_curp(value: &[u8]) -> Option<Evidence> {
    if value.len() != 18 {
        return None;
    }
    let date = digits::<6>(cut(value, 4..10))?;
    let century = if at(value, 16).is_ascii_digit() {
        1900
    } else {
        2000
    };
    let born = is_date(
        century + number(cut(&date, 0..2)),
        number(cut(&date, 2..4)),
        number(cut(&date, 4..6)),
    );
    let consonant = |b: &u8| b.is_ascii_uppercase() && !b"AEIOU".contains(b);
    let shaped = cut(value, 0..4).iter().all(u8::is_ascii_uppercase)
        && matches!(at(value, 10), b'H' | b'M' | b'X')
        && MX_STATES.iter().any(|s| s.as_slice() == cut(value, 11..13))
        && cut(value, 13..16).iter().all(consonant);
    let sum = value
        .iter()
        .take(17)
        .zip((2..=18).rev())
        .try_fold(0u32, |sum, (b, weight)| Some(sum + mx_value(*b)? * weight))?;
    let check = (10 - sum % 10) % 10;
    let holds = born && shaped && digit(at(value, 17)).map(u32::from) == Some(check);
    evidence(holds, 1500, DATE_AND_CHECKSUM)
}

/// In an alphabet with an Ñ after the N.
fn mx_value(b: u8) -> Option<u32> {
    match b {
        b'0'..=b'9' => Some(u32::from(b - b'0')),
        b'A'..=b'N' => Some(u32::from(b - b'A') + 10),
        b'O'..=b'Z' => Some(u32::from(b - b'A') + 11),
        _ => None,
    }
}

/// Argentine tax number: kind of taxpayer, eight digits, check digit of modulus 11 (AFIP).
pub(super) fn ar_cuit(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let kind = matches!(
        number(cut(&d, 0..2)),
        20 | 23 | 24 | 25 | 26 | 27 | 30 | 33 | 34 | 50 | 51 | 55
    );
    let sum = weighted(&d, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let check = match 11 - sum % 11 {
        11 => 0,
        10 => 9,
        n => n,
    };
    let holds = kind && check == u32::from(at(&d, 10));
    evidence(holds, 650, CHECKSUM)
}

/// Chilean national number: seven or eight digits, and a check digit or K of modulus 11 (Registro Civil).
pub(super) fn cl_rut(value: &[u8]) -> Option<Evidence> {
    let (check, body) = value.split_last()?;
    if !matches!(body.len(), 7 | 8) || all_same(body) || body.first() == Some(&b'0') {
        return None;
    }
    let weights = [2, 3, 4, 5, 6, 7].into_iter().cycle();
    let sum = body
        .iter()
        .rev()
        .zip(weights)
        .try_fold(0u32, |sum, (b, w)| Some(sum + u32::from(digit(*b)?) * w))?;
    let expected = match 11 - sum % 11 {
        11 => b'0',
        10 => b'K',
        n => b"0123456789".get(usize::try_from(n).ok()?).copied()?,
    };
    evidence(*check == expected, 345, CHECKSUM)
}
