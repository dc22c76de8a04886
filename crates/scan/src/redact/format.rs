//! Replacements that keep the format: made for people and programs that need something of the same shape.
//!
//! Wherever a range exists that no real value lies in, the replacement lies in it, so it is no finding itself and is
//! left alone when it is redacted again.

mod address;
mod date;
mod number;

use super::keys::Keys;
use crate::detect::REDACTED_DOMAIN;
use crate::pseudonym::token_chars;
use crate::report::Format;

/// What is known of a value besides its bytes.
pub(super) struct Value<'a> {
    pub(super) bytes: &'a [u8],
    /// The type's name in tokens: keeps the replacements of two types apart.
    pub(super) class: &'a str,
    pub(super) token: u64,
    pub(super) keep_domain: bool,
}

/// The replacement, or nothing if the value is not in a form that this format knows.
pub(super) fn replacement(keys: &Keys, format: Format, value: &Value<'_>) -> Option<Vec<u8>> {
    let bytes = value.bytes;
    match format {
        Format::None => None,
        Format::Card => number::card(keys, bytes),
        Format::Iban => number::iban(keys, bytes),
        Format::Ssn => number::ssn(keys, bytes),
        Format::Phone => number::phone(keys, bytes),
        Format::Digits => number::digits(keys, value.class, bytes),
        Format::Email => email(keys, value),
        Format::Ip => address::ip(keys, bytes),
        Format::Mac => address::mac(keys, bytes),
        Format::Date => date::shifted(bytes, keys.days),
    }
}

/// `u-7q2mx4ka9t@redacted.invalid`, or with a token of the domain: `u-7q2mx4ka9t@d-0c1v5p9xwz.redacted.invalid`.
fn email(keys: &Keys, value: &Value<'_>) -> Option<Vec<u8>> {
    let at = memchr::memrchr(b'@', value.bytes)?;
    let domain = value.bytes.get(at + 1..)?.to_ascii_lowercase();
    if domain.ends_with(REDACTED_DOMAIN.as_bytes()) {
        return Some(value.bytes.to_vec());
    }
    let mut out = format!("u-{}@", token_chars(value.token));
    if value.keep_domain {
        let bits = keys.number("mail domain", &domain, 1 << crate::pseudonym::TOKEN_BITS);
        out.push_str(&format!("d-{}.", token_chars(bits)));
    }
    out.push_str(REDACTED_DOMAIN);
    Some(out.to_ascii_lowercase().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pseudonym::CaseKey;

    #[test]
    fn addresses_become_invalid_ones_that_may_keep_the_company() {
        let keys = Keys::new(&CaseKey::new([5; 32]));
        let mail = |address: &str, token, keep_domain| {
            let value = Value {
                bytes: address.as_bytes(),
                class: "EMAIL",
                token,
                keep_domain,
            };
            String::from_utf8(replacement(&keys, Format::Email, &value).unwrap()).unwrap()
        };
        assert_eq!(
            mail("a@acme.io", 33, false),
            "u-0000000011@redacted.invalid"
        );
        let (a, b) = (mail("a@acme.io", 1, true), mail("b@ACME.io", 2, true));
        assert_ne!(a, b);
        assert_eq!(a.split_once('@').unwrap().1, b.split_once('@').unwrap().1);
        assert_ne!(
            a.split_once('@').unwrap().1,
            mail("a@acme.com", 1, true).split_once('@').unwrap().1
        );
        assert_eq!(mail(&a, 9, false), a);
    }
}
