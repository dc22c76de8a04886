//! IBAN (ISO 13616): country, its length, and the mod 97 check.

use super::{Candidate, ends_token, starts_token};
use crate::bytes::{at, before, cut, tail};
use crate::validate::mod_97;

/// Country and length, and whether all after the check digits are digits (SWIFT IBAN registry).
const COUNTRIES: &[(&[u8; 2], usize, bool)] = &[
    (b"AD", 24, false),
    (b"AE", 23, true),
    (b"AL", 28, false),
    (b"AT", 20, true),
    (b"AZ", 28, false),
    (b"BA", 20, true),
    (b"BE", 16, true),
    (b"BG", 22, false),
    (b"BH", 22, false),
    (b"BI", 27, true),
    (b"BR", 29, false),
    (b"BY", 28, false),
    (b"CH", 21, false),
    (b"CR", 22, true),
    (b"CY", 28, false),
    (b"CZ", 24, true),
    (b"DE", 22, true),
    (b"DJ", 27, true),
    (b"DK", 18, true),
    (b"DO", 28, false),
    (b"EE", 20, true),
    (b"EG", 29, true),
    (b"ES", 24, true),
    (b"FI", 18, true),
    (b"FK", 18, false),
    (b"FO", 18, true),
    (b"FR", 27, false),
    (b"GB", 22, false),
    (b"GE", 22, false),
    (b"GI", 23, false),
    (b"GL", 18, true),
    (b"GR", 27, false),
    (b"GT", 28, false),
    (b"HN", 28, false),
    (b"HR", 21, true),
    (b"HU", 28, true),
    (b"IE", 22, false),
    (b"IL", 23, true),
    (b"IQ", 23, false),
    (b"IS", 26, true),
    (b"IT", 27, false),
    (b"JO", 30, false),
    (b"KW", 30, false),
    (b"KZ", 20, false),
    (b"LB", 28, false),
    (b"LC", 32, false),
    (b"LI", 21, false),
    (b"LT", 20, true),
    (b"LU", 20, false),
    (b"LV", 21, false),
    (b"LY", 25, true),
    (b"MC", 27, false),
    (b"MD", 24, false),
    (b"ME", 22, true),
    (b"MK", 19, false),
    (b"MN", 20, true),
    (b"MR", 27, true),
    (b"MT", 31, false),
    (b"MU", 30, false),
    (b"NI", 28, false),
    (b"NL", 18, false),
    (b"NO", 15, true),
    (b"OM", 23, false),
    (b"PK", 24, false),
    (b"PL", 28, true),
    (b"PS", 29, false),
    (b"PT", 25, true),
    (b"QA", 29, false),
    (b"RO", 24, false),
    (b"RS", 22, true),
    (b"RU", 33, false),
    (b"SA", 24, false),
    (b"SC", 31, false),
    (b"SD", 18, true),
    (b"SE", 24, true),
    (b"SI", 19, true),
    (b"SK", 24, true),
    (b"SM", 27, false),
    (b"SO", 23, true),
    (b"ST", 25, true),
    (b"SV", 28, false),
    (b"TL", 23, true),
    (b"TN", 24, true),
    (b"TR", 26, false),
    (b"UA", 29, false),
    (b"VA", 22, true),
    (b"VG", 24, false),
    (b"XK", 20, true),
    (b"YE", 30, false),
];

/// Number of each country in the list, plus one: two capitals lead to it without a search.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const BY_COUNTRY: [u8; 26 * 26] = {
    let mut table = [0; 26 * 26];
    let mut number = 0u8;
    while (number as usize) < COUNTRIES.len() {
        let (country, _, _) = COUNTRIES[number as usize];
        number += 1;
        table[place(country[0], country[1])] = number;
    }
    table
};

/// The place of two capitals; none has other bytes.
const fn place(first: u8, second: u8) -> usize {
    let (first, second) = (
        first.wrapping_sub(b'A') as usize,
        second.wrapping_sub(b'A') as usize,
    );
    if first < 26 && second < 26 {
        first * 26 + second
    } else {
        usize::MAX
    }
}

/// Evidence of the check digits: one number in 97 has them.
const MOD_97: i32 = 660;

/// `NL20TWNE7087249169EUR`: in an account statement (MT940) the currency follows without a blank.
fn is_currency(w: &[u8], end: usize) -> bool {
    cut(w, end..end + 3).iter().all(u8::is_ascii_uppercase)
        && matches!(at(w, end + 3), b'\n' | b'\r')
}

/// An IBAN whose country code is at `start`; compact, or in groups of four.
pub(crate) fn iban(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let country = cut(w, start..start + 2);
    let number = BY_COUNTRY.get(place(at(w, start), at(w, start + 1)))?;
    let (_, length, numeric) = COUNTRIES.get(usize::from(number.checked_sub(1)?))?;
    // `:50K:/DE89…`: in SWIFT messages an account follows a slash at the front of its field.
    let field = before(w, start) == b'/' && matches!(before(w, start - 1), b':' | b'\n' | b'/');
    // `?31DE27…`: a subfield of MT940.
    let subfield = cut(w, start.saturating_sub(3)..start);
    let subfield = at(subfield, 0) == b'?' && tail(subfield, 1).iter().all(u8::is_ascii_digit);
    if !(starts_token(w, start) || subfield)
        || !field && matches!(before(w, start), b'-' | b'+' | b'/')
    {
        return None;
    }
    let separator = match at(w, start + 4) {
        b @ (b' ' | b'-') => Some(b),
        _ => None,
    };
    let mut characters = Vec::with_capacity(34);
    let mut i = start;
    while characters.len() < *length {
        let b = at(w, i);
        let digit_only = *numeric || characters.len() < 4;
        let fits =
            b.is_ascii_digit() || (b.is_ascii_uppercase() && (!digit_only || characters.len() < 2));
        if fits {
            characters.push(b);
        } else if Some(b) != separator || characters.len() % 4 != 0 || before(w, i) == b {
            return None;
        }
        i += 1;
    }
    let ends = (ends_token(w, i) || is_currency(w, i)) && !matches!(at(w, i), b'+' | b'/' | b'=');
    if !ends || !checked(&characters) {
        return None;
    }
    let found = Candidate::new(rule, start, i, MOD_97).because("passes checksum");
    Some(found.because(format!("country {}", String::from_utf8_lossy(country))))
}

/// ISO 7064 MOD 97-10 over the number with its first four characters moved to the end.
fn checked(characters: &[u8]) -> bool {
    let moved = characters.iter().skip(4).chain(characters.iter().take(4));
    mod_97(moved.copied()) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_examples_are_found() {
        for ok in [
            "DE89370400440532013000",
            "GB29NWBK60161331926819",
            "FR1420041010050500013M02606",
            "NL91ABNA0417164300",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
            "DE89 3704 0044 0532 0130 00",
            "CH9300762011623852957",
            "SE4550000000058398257466",
            "PL61109010140000071219812874",
            "BR1800360305000010009795493C1",
            "IT60X0542811101000000123456",
        ] {
            let c = iban(ok.as_bytes(), 0, 0).unwrap_or_else(|| panic!("{ok}"));
            assert_eq!(c.end, ok.len());
        }
    }

    #[test]
    fn wrong_digits_and_longer_words_are_not() {
        for no in [
            "DE89370400440532013001",
            "DE893704004405320130001",
            "XX89370400440532013000",
            "DE89 3704 0044  0532 0130 00",
        ] {
            assert!(iban(no.as_bytes(), 0, 0).is_none(), "{no}");
        }
    }
}
