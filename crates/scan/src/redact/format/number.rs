//! Numbers: cards, bank accounts, social security numbers, phones, and any other digits.

use super::super::ff1;
use super::super::keys::Keys;
use crate::bytes::at;

/// The digits of `value` as numbers.
fn digits_of(value: &[u8]) -> Vec<u8> {
    value
        .iter()
        .filter(|b| b.is_ascii_digit())
        .map(|b| b - b'0')
        .collect()
}

/// `value` with its digits replaced in turn by `digits`, everything else left.
fn respelled(value: &[u8], digits: &[u8]) -> Vec<u8> {
    let mut next = digits.iter();
    let mut spell = |b: &u8| match b {
        b'0'..=b'9' => next.next().map_or(b'0', |d| d % 10 + b'0'),
        other => *other,
    };
    value.iter().map(&mut spell).collect()
}

/// FF1 over the digits. A number that does not begin with 0 stays one, because JSON knows no other: encrypting
/// until that holds ("cycle walking") is still a permutation.
fn permuted(keys: &Keys, tweak: &str, digits: &[u8]) -> Option<Vec<u8>> {
    let aes = |block| keys.digits(block);
    let mut out = ff1::encrypt(&aes, 10, tweak.as_bytes(), digits)?;
    while at(digits, 0) != 0 && at(&out, 0) == 0 {
        out = ff1::encrypt(&aes, 10, tweak.as_bytes(), &out)?;
    }
    Some(out)
}

/// `count` decimal digits of a keyed number.
fn keyed_digits(keys: &Keys, kind: &str, value: &[u8], count: u32) -> Vec<u8> {
    let mut n = keys.number(kind, value, 10u64.saturating_pow(count.min(18)));
    let mut out = Vec::new();
    for _ in 0..count {
        out.push(u8::try_from(n % 10).unwrap_or(0));
        n /= 10;
    }
    out
}

/// Length and separators stay; all but the last digit are permuted, the last one is never the right check digit.
pub(super) fn card(keys: &Keys, value: &[u8]) -> Option<Vec<u8>> {
    let digits = digits_of(value);
    let (_, body) = digits.split_last()?;
    if !(12..=19).contains(&digits.len()) {
        return None;
    }
    let mut out = permuted(keys, "card", body)?;
    let check = luhn_check_digit(&out);
    out.push((check + 5) % 10);
    Some(respelled(value, &out))
}

/// The digit that makes `body` pass ISO/IEC 7812-1 annex B.
fn luhn_check_digit(body: &[u8]) -> u8 {
    let sum: u32 = (body.iter().rev().enumerate())
        .map(|(i, d)| match (i % 2, u32::from(*d)) {
            (1, d) => d,
            (_, d @ 5..) => d * 2 - 9,
            (_, d) => d * 2,
        })
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

/// Country and spacing stay, the check digits become 00, which no number has; digits stay digits, letters letters.
pub(super) fn iban(keys: &Keys, value: &[u8]) -> Option<Vec<u8>> {
    let upper: Vec<u8> = value.iter().map(u8::to_ascii_uppercase).collect();
    let compact: Vec<u8> = (upper.iter().copied())
        .filter(u8::is_ascii_alphanumeric)
        .collect();
    let (country, account) = (compact.get(..2)?, compact.get(4..)?);
    if !(11..=30).contains(&account.len()) || !country.iter().all(u8::is_ascii_uppercase) {
        return None;
    }
    let mut letters: Vec<u8> = country.to_vec();
    letters.extend(account.iter().filter(|b| b.is_ascii_uppercase()));
    let mut stream = keys.value("iban letters", &letters);
    let mut tweak = b"iban".to_vec();
    tweak.extend(country);
    let mut next_letter = || {
        let letter = u8::try_from(stream % 26).unwrap_or(0) + b'A';
        stream /= 26;
        letter
    };
    let swapped: Vec<u8> = (account.iter())
        .map(|b| {
            if b.is_ascii_digit() {
                *b
            } else {
                next_letter()
            }
        })
        .collect();
    tweak.extend(swapped.iter().filter(|b| b.is_ascii_uppercase()));
    let aes = |block| keys.digits(block);
    let digits = ff1::encrypt(&aes, 10, &tweak, &digits_of(account))?;
    let account = respelled(&swapped, &digits);
    let mut out = country.iter().chain(b"00").chain(&account);
    Some(spelled_like(value, &mut out))
}

/// `value` with its letters and digits replaced in turn; the case of each letter stays.
fn spelled_like<'a>(value: &[u8], chars: &mut impl Iterator<Item = &'a u8>) -> Vec<u8> {
    let mut spell = |b: &u8| match chars.next().filter(|_| b.is_ascii_alphanumeric()) {
        Some(c) if b.is_ascii_lowercase() => c.to_ascii_lowercase(),
        Some(c) => *c,
        None => *b,
    };
    let mut out = Vec::with_capacity(value.len());
    for b in value {
        if b.is_ascii_alphanumeric() {
            out.push(spell(b));
        } else {
            out.push(*b);
        }
    }
    out
}

/// 9xx-00-xxxx: no number ever had an area from 900 with group 00. Six digits remain, so two numbers of a case may
/// meet (even odds at about 1,200 of them).
pub(super) fn ssn(keys: &Keys, value: &[u8]) -> Option<Vec<u8>> {
    let digits = digits_of(value);
    if digits.len() != 9 {
        return None;
    }
    if at(&digits, 0) == 9 && digits.get(3..5)? == [0, 0] {
        return Some(value.to_vec());
    }
    let mut out = keyed_digits(keys, "ssn", &digits, 6);
    out.splice(2..2, [0, 0]);
    out.insert(0, 9);
    Some(respelled(value, &out))
}

/// North American numbers become 555-01xx of some area, others +999…, which is assigned to nobody. Both have fewer
/// digits to vary than a number has, so two numbers of a case may meet.
pub(super) fn phone(keys: &Keys, value: &[u8]) -> Option<Vec<u8>> {
    let mut digits = digits_of(value);
    if !(7..=15).contains(&digits.len()) {
        return None;
    }
    let international = at(value, 0) == b'+';
    let trunk = digits.len() == 11 && at(&digits, 0) == 1;
    if trunk || (digits.len() == 10 && !international) {
        let national = if trunk {
            digits.split_off(1)
        } else {
            std::mem::take(&mut digits)
        };
        if national.get(3..8)? == [5, 5, 5, 0, 1] {
            return Some(value.to_vec());
        }
        let area = keys.number("phone area", &national, 800) + 200;
        for power in [100, 10, 1] {
            digits.push(u8::try_from(area / power % 10).unwrap_or(0));
        }
        digits.extend([5, 5, 5, 0, 1]);
        digits.extend(keyed_digits(keys, "phone", &national, 2));
        return Some(respelled(value, &digits));
    }
    if digits.starts_with(&[9, 9, 9]) {
        return Some(value.to_vec());
    }
    let free = u32::try_from(digits.len()).ok()?.saturating_sub(3);
    let mut out = vec![9, 9, 9];
    out.extend(keyed_digits(keys, "phone", &digits, free));
    Some(respelled(value, &out))
}

/// Any number: its digits permuted. Nothing tells it from a real one.
pub(super) fn digits(keys: &Keys, class: &str, value: &[u8]) -> Option<Vec<u8>> {
    let only_digits = |b: &u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'.' | b'/');
    if !value.iter().all(only_digits) {
        return None;
    }
    Some(respelled(value, &permuted(keys, class, &digits_of(value))?))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::pseudonym::CaseKey;

    type Make = fn(&Keys, &[u8]) -> Option<Vec<u8>>;

    fn text(made: Option<Vec<u8>>) -> String {
        String::from_utf8(made.unwrap()).unwrap()
    }

    fn shape(text: &str) -> String {
        let one = |c: char| match c {
            '0'..='9' => '9',
            'A'..='Z' => 'A',
            'a'..='z' => 'a',
            c => c,
        };
        text.chars().map(one).collect()
    }

    #[test]
    fn shape_stays_cases_differ_and_equal_values_stay_equal() {
        let (a, b) = (
            Keys::new(&CaseKey::new([1; 32])),
            Keys::new(&CaseKey::new([2; 32])),
        );
        let number: Make = |k, v| digits(k, "MRN", v);
        let table: [(Make, &str); 9] = [
            (card, "4111 1111 1111 1111"),
            (card, "378282246310005"),
            (iban, "DE89370400440532013000"),
            (iban, "gb29 nwbk 6016 1331 9268 19"),
            (iban, "FR1420041010050500013M02606"),
            (ssn, "536-90-4399"),
            (phone, "+49 171 1234567"),
            (phone, "(415) 555-2671"),
            (number, "12-345-678"),
        ];
        for (make, value) in table {
            let made = text(make(&a, value.as_bytes()));
            assert_ne!(made, value);
            assert_eq!(shape(&made), shape(value));
            assert_eq!(made, text(make(&a, value.as_bytes())));
            assert_ne!(made, text(make(&b, value.as_bytes())), "{value}");
        }
        let compact = text(card(&a, b"4111111111111111"));
        assert_eq!(
            compact,
            text(card(&a, b"4111-1111-1111-1111")).replace('-', "")
        );
        assert_eq!(
            text(phone(&a, b"+1 415 555 2671")).replace(' ', ""),
            text(phone(&a, b"+1-415-555-2671")).replace('-', "")
        );
    }

    #[test]
    fn replacements_lie_where_no_real_value_does() {
        let keys = Keys::new(&CaseKey::new([3; 32]));
        let mut seen = HashSet::new();
        for i in 0..2_000u64 {
            let body: Vec<u8> = format!("4{i:014}").bytes().map(|b| b - b'0').collect();
            let pan = format!("4{i:014}{}", luhn_check_digit(&body));
            let made = card(&keys, pan.as_bytes()).unwrap();
            let (check, body) = made.split_last().unwrap();
            let body: Vec<u8> = body.iter().map(|b| b - b'0').collect();
            assert_ne!(luhn_check_digit(&body), check - b'0');
            assert_ne!(made[0], b'0');
            assert!(seen.insert(made));
            let ssn = text(ssn(
                &keys,
                format!("{:03}-22-{i:04}", 100 + i % 700).as_bytes(),
            ));
            assert!(
                ssn.starts_with('9') && ssn.get(3..7) == Some("-00-"),
                "{ssn}"
            );
            let nanp = text(phone(&keys, format!("415-666-{i:04}").as_bytes()));
            assert_eq!(nanp.get(3..10), Some("-555-01"), "{nanp}");
            assert!(nanp.as_bytes()[0] >= b'2');
        }
        assert!(text(phone(&keys, b"+44 20 7946 0958")).starts_with("+99 9"));
        assert!(text(iban(&keys, b"DE89370400440532013000")).starts_with("DE00"));
    }

    #[test]
    fn a_replacement_is_left_alone() {
        let keys = Keys::new(&CaseKey::new([3; 32]));
        for (make, value) in [
            (ssn as Make, "536-90-4399"),
            (phone, "+44 20 7946 0958"),
            (phone, "415 666 1234"),
            (phone, "+1 (415) 666-1234"),
        ] {
            let once = make(&keys, value.as_bytes()).unwrap();
            assert_eq!(make(&keys, &once).unwrap(), once);
        }
    }

    #[test]
    fn what_is_not_in_form_gets_no_format() {
        let keys = Keys::new(&CaseKey::new([3; 32]));
        assert!(card(&keys, b"4111").is_none());
        assert!(ssn(&keys, b"12345678").is_none());
        assert!(phone(&keys, b"123").is_none());
        assert!(iban(&keys, b"DE00").is_none());
        assert!(digits(&keys, "MRN", b"12345").is_none());
        assert!(digits(&keys, "MRN", b"A1234567").is_none());
    }
}
