//! France, Spain, Italy, Portugal and Turkey.

use super::algorithms::{all_same, base_36, digit, digits, luhn, number, weighted};
use super::{CHECKSUM, DATE_AND_CHECKSUM, Evidence, evidence};
use crate::bytes::{at, cut};

/// French social security number: sex, year, month, department (2A and 2B in Corsica), commune, serial, and 97
/// less the remainder (INSEE, RNIPP).
pub(super) fn fr_nir(value: &[u8]) -> Option<Evidence> {
    let mut plain: [u8; 15] = value.try_into().ok()?;
    // Corsica counts as 19 and 18.
    let corsica = match cut(value, 5..7) {
        b"2A" => Some(b'9'),
        b"2B" => Some(b'8'),
        _ => None,
    };
    if let (Some(second), [_, _, _, _, _, a, b, ..]) = (corsica, &mut plain) {
        *a = b'1';
        *b = second;
    }
    let d = digits::<15>(&plain)?;
    let month = number(cut(&d, 3..5));
    // Months from 20 on mark a birth certificate that is incomplete.
    let shaped = matches!(at(&d, 0), 1..=4 | 7 | 8)
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && number(cut(&d, 5..7)) != 0
        && number(cut(&d, 10..13)) != 0;
    let holds = shaped && 97 - number(cut(&d, 0..13)) % 97 == number(cut(&d, 13..15));
    let usual = matches!(month, 1..=12) && matches!(at(&d, 0), 1 | 2);
    evidence(holds, if usual { 1150 } else { 750 }, CHECKSUM)
}

/// French enterprise: Luhn (INSEE, SIRENE).
pub(super) fn fr_siren(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    evidence(luhn(&d) && !all_same(&d), 330, CHECKSUM)
}

/// French establishment: its enterprise and five digits, Luhn over all; those of La Poste add up to a multiple
/// of five instead (INSEE, SIRENE).
pub(super) fn fr_siret(value: &[u8]) -> Option<Evidence> {
    let d = digits::<14>(value)?;
    let post = number(cut(&d, 0..9)) == 356_000_000 && weighted(&d, &[1; 14]).is_multiple_of(5);
    let holds = !all_same(&d) && luhn(cut(&d, 0..9)) && (luhn(&d) || post);
    evidence(holds, 660, CHECKSUM)
}

/// Letter of a Spanish identity number (Real Decreto 1553/2005).
fn es_letter(number: u64) -> u8 {
    at(
        b"TRWAGMYFPDXBNJZSQVHLCKE",
        usize::try_from(number % 23).unwrap_or_default(),
    )
}

/// Spanish citizen: eight digits and a letter of modulus 23.
pub(super) fn es_dni(value: &[u8]) -> Option<Evidence> {
    let (letter, body) = value.split_last()?;
    let d = digits::<8>(body)?;
    evidence(
        *letter == es_letter(number(&d)) && !all_same(&d),
        470,
        CHECKSUM,
    )
}

/// Foreigner in Spain: X, Y or Z stands for 0, 1 or 2 (Orden INT/2058/2008).
pub(super) fn es_nie(value: &[u8]) -> Option<Evidence> {
    let (letter, body) = value.split_last()?;
    let (kind, rest) = body.split_first()?;
    let kind = kind.checked_sub(b'X').filter(|k| *k < 3)?;
    let d = digits::<7>(rest)?;
    let whole = u64::from(kind) * 10_000_000 + number(&d);
    evidence(*letter == es_letter(whole) && !all_same(&d), 780, CHECKSUM)
}

/// Spanish company: kind, seven digits, check digit of Luhn as a digit or a letter (Orden EHA/451/2008).
pub(super) fn es_cif(value: &[u8]) -> Option<Evidence> {
    let (kind, rest) = value.split_first()?;
    let (check, body) = rest.split_last()?;
    let d = digits::<7>(body)?;
    let as_digit = match check {
        b'A'..=b'I' => check - b'A' + 1,
        b'J' => 0,
        _ => digit(*check)?,
    };
    let mut checked = [0; 8];
    for (to, from) in checked.iter_mut().zip(d.iter().copied().chain([as_digit])) {
        *to = from;
    }
    let holds = b"ABCDEFGHJNPQRSUVW".contains(kind) && luhn(&checked);
    evidence(holds, 390, CHECKSUM)
}

/// What a character in an odd place of a codice fiscale is worth, by its value in base 36 up to 9 and from 10.
const IT_ODD_DIGITS: [u8; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const IT_ODD_LETTERS: [u8; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// A digit, or the letter that replaces it where two people would have the same code.
fn it_digit(b: u8) -> Option<u8> {
    digit(b).or_else(|| {
        let at = b"LMNPQRSTUV".iter().position(|l| *l == b)?;
        u8::try_from(at).ok()
    })
}

/// Italian tax code: name, year, month letter, day (plus 40 for women), place, check letter (D.M. 23/12/1976).
pub(super) fn it_codice_fiscale(value: &[u8]) -> Option<Evidence> {
    let (check, body) = value.split_last()?;
    if body.len() != 15 || !cut(body, 0..6).iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    it_digit(at(body, 6))?;
    it_digit(at(body, 7))?;
    let day = it_digit(at(body, 9))? * 10 + it_digit(at(body, 10))?;
    for place in cut(body, 12..15) {
        it_digit(*place)?;
    }
    let sum = body.iter().enumerate().try_fold(0u32, |sum, (i, b)| {
        let plain = base_36(*b)?;
        let worth = match (i % 2, digit(*b)) {
            (0, Some(d)) => u32::from(at(&IT_ODD_DIGITS, usize::from(d))),
            (0, None) => u32::from(at(&IT_ODD_LETTERS, usize::from(b.checked_sub(b'A')?))),
            (_, Some(_)) => plain,
            (_, None) => plain - 10,
        };
        Some(sum + worth)
    })?;
    let shaped = b"ABCDEHLMPRST".contains(&at(body, 8))
        && matches!(day, 1..=31 | 41..=71)
        && at(body, 11).is_ascii_uppercase();
    let holds = shaped && check.checked_sub(b'A').map(u32::from) == Some(sum % 26);
    evidence(holds, 650, DATE_AND_CHECKSUM)
}

/// Portuguese taxpayer: kind in the first digit, modulus 11 (Decreto-Lei 14/2013).
pub(super) fn pt_nif(value: &[u8]) -> Option<Evidence> {
    let d = digits::<9>(value)?;
    let sum = weighted(&d, &[9, 8, 7, 6, 5, 4, 3, 2]);
    let check = (11 - sum % 11) % 11 % 10;
    let holds = !matches!(at(&d, 0), 0 | 4) || number(cut(&d, 0..2)) == 45;
    evidence(
        holds && !all_same(&d) && check == u32::from(at(&d, 8)),
        365,
        CHECKSUM,
    )
}

/// Turkish citizen: two check digits over the others (Nüfus ve Vatandaşlık İşleri).
pub(super) fn tr_tckn(value: &[u8]) -> Option<Evidence> {
    let d = digits::<11>(value)?;
    let tenth =
        (weighted(&d, &[7, 0, 7, 0, 7, 0, 7, 0, 7]) + weighted(&d, &[0, 9, 0, 9, 0, 9, 0, 9])) % 10;
    let last = weighted(&d, &[1; 10]) % 10;
    let holds = at(&d, 0) != 0 && tenth == u32::from(at(&d, 9)) && last == u32::from(at(&d, 10));
    evidence(holds, 680, CHECKSUM)
}
