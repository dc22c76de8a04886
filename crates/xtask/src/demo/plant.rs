//! Values a scan must find. They are built from parts at run time: none stands in the source, none was ever anybody's.

use data_encoding::BASE64URL_NOPAD;

use super::random::Random;

const DIGITS: &str = "0123456789";
const LOWER: &str = "abcdefghijkmnpqrstuvwxyz";
const UPPER: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const ALNUM: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// RFC 4648 base32, as in access key ids.
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// The ranges of the card networks' published test numbers, and how long their cards are.
const CARD_RANGES: &[(&str, usize)] = &[("411111", 16), ("555555", 16), ("378282", 15)];

/// A card number in a test range, with its check digit.
pub(crate) fn card(random: &mut Random, nth: usize) -> String {
    let (range, length) = CARD_RANGES
        .get(nth % CARD_RANGES.len().max(1))
        .copied()
        .unwrap_or(("411111", 16));
    let mut number = range.to_owned();
    number.push_str(&random.text(DIGITS, length - range.len() - 1));
    let digit = (0..10)
        .map(|digit| format!("{number}{digit}"))
        .find(|number| luhn(number));
    digit.unwrap_or(number)
}

/// ISO/IEC 7812-1 annex B.
pub(crate) fn luhn(number: &str) -> bool {
    let digits = number.chars().rev().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit) {
            (0, _) => digit,
            (_, 5..) => digit * 2 - 9,
            _ => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Small and capital letters and digits, as a careful person or a generator would choose.
pub(crate) fn password(random: &mut Random) -> String {
    let mut text = random.text(UPPER, 1);
    text.push_str(&random.text(LOWER, 5));
    text.push('-');
    text.push_str(&random.text(DIGITS, 3));
    text.push_str(&random.text(LOWER, 4));
    text.push_str(&random.text(DIGITS, 2));
    text
}

/// A JSON Web Token (RFC 7519) whose signature nobody made.
pub(crate) fn jwt(random: &mut Random) -> String {
    let header = BASE64URL_NOPAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = format!(
        r#"{{"sub":"u-{}","exp":{},"scope":"orders:read"}}"#,
        random.between(10_000, 99_999),
        random.between(1_790_000_000, 1_799_999_999)
    );
    let claims = BASE64URL_NOPAD.encode(claims.as_bytes());
    let signature = random.text(ALNUM, 43);
    format!("{header}.{claims}.{signature}")
}

/// Formed like an access key id of AWS.
pub(crate) fn access_key_id(random: &mut Random) -> String {
    format!("{}{}{}", "AK", "IA", random.text(BASE32, 16))
}

/// Formed like a personal access token of GitHub.
pub(crate) fn forge_token(random: &mut Random) -> String {
    format!("{}{}_{}", "gh", "p", random.text(ALNUM, 36))
}

/// An address at a company that does not exist.
pub(crate) fn email(random: &mut Random) -> String {
    let first = random.pick(&["maria", "tomas", "ines", "pavel", "aisha", "noor", "liam"]);
    let last = random.pick(&["keller", "novak", "moreau", "santos", "haddad", "lindgren"]);
    let number = random.between(100, 999);
    let company = random.pick(&["fabrikam-retail", "tailspin-toys", "northwind-parts"]);
    format!("{first}.{last}{number}@{company}.example")
}

/// A German account number with its check digits (ISO 7064 MOD 97-10).
pub(crate) fn iban(random: &mut Random) -> String {
    let account = random.text(DIGITS, 18);
    let check = 98 - rest_97(&format!("{account}131400"));
    format!("DE{check:02}{account}")
}

fn rest_97(digits: &str) -> u32 {
    let digits = digits.chars().filter_map(|c| c.to_digit(10));
    digits.fold(0, |rest, digit| (rest * 10 + digit) % 97)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_pass_the_checksum_and_lie_in_test_ranges() {
        let mut random = Random::new(7);
        for nth in 0..30 {
            let card = card(&mut random, nth);
            assert!(luhn(&card), "{card}");
            let in_range = CARD_RANGES
                .iter()
                .any(|(range, length)| card.starts_with(range) && card.len() == *length);
            assert!(in_range, "{card}");
        }
        assert!(!luhn("4111111111111112"));
    }

    #[test]
    fn accounts_have_rest_one() {
        let mut random = Random::new(7);
        for _ in 0..30 {
            let iban = iban(&mut random);
            assert_eq!(iban.len(), 22);
            let (check, account) = iban.trim_start_matches("DE").split_at(2);
            assert_eq!(rest_97(&format!("{account}1314{check}")), 1);
        }
    }

    #[test]
    fn tokens_have_their_form() {
        let mut random = Random::new(7);
        let jwt = jwt(&mut random);
        assert_eq!(jwt.split('.').count(), 3);
        let header = BASE64URL_NOPAD.decode(jwt.split('.').next().unwrap().as_bytes());
        assert!(
            String::from_utf8(header.unwrap())
                .unwrap()
                .contains("HS256")
        );
        assert_eq!(access_key_id(&mut random).len(), 20);
        assert_eq!(forge_token(&mut random).len(), 40);
        assert!(password(&mut random).chars().any(|c| c.is_ascii_digit()));
    }
}
