//! Keyed pseudonyms: equal within a case, unlinkable across cases.
//!
//! `token = HMAC-SHA256(K_case, "v1" ‖ class ‖ 0 ‖ canonical(value))`, its first 50 bits in Crockford base32.
//! No context enters the MAC, so the same value gets the same token wherever it stands.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bits of a token.
pub const TOKEN_BITS: u32 = 50;
/// Characters of a token.
pub const TOKEN_CHARS: usize = 10;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The secret from which all pseudonyms of one case are derived.
pub struct CaseKey(Zeroizing<[u8; 32]>);

impl CaseKey {
    /// Takes the key material.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// A subkey for one use. The prefix keeps it apart from what tokens are made of.
    pub(crate) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut mac = keyed(&self.0);
        mac.update(b"redact v1");
        mac.update(purpose.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}

/// HMAC-SHA256 under `key`.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than a block is filled up with zeros (RFC 2104); a whole block cannot be refused.
    let mut block = Zeroizing::new([0; 64]);
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::new(&(*block).into())
}

/// How a value is brought to the form that is hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canonical {
    /// As it stands.
    Verbatim,
    /// Digits only.
    Digits,
    /// Letters and digits only, upper case.
    Alnum,
    /// Lower case (ASCII).
    Lower,
    /// Without white space and `\n` escapes: a key block is the same in PEM and in JSON.
    Block,
}

impl Canonical {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "verbatim" => Self::Verbatim,
            "digits" => Self::Digits,
            "alnum" => Self::Alnum,
            "lower" => Self::Lower,
            "block" => Self::Block,
            _ => return None,
        })
    }

    pub(crate) fn apply(self, value: &[u8]) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(value.len()));
        match self {
            Self::Verbatim => out.extend_from_slice(value),
            Self::Digits => out.extend(value.iter().filter(|b| b.is_ascii_digit())),
            Self::Alnum => {
                out.extend(
                    value
                        .iter()
                        .filter(|b| b.is_ascii_alphanumeric())
                        .map(u8::to_ascii_uppercase),
                );
            }
            Self::Lower => out.extend(value.iter().map(u8::to_ascii_lowercase)),
            Self::Block => {
                let mut rest = value.iter().copied().peekable();
                while let Some(b) = rest.next() {
                    match (b, rest.peek()) {
                        (b'\\', Some(b'n' | b'r' | b't')) => {
                            rest.next();
                        }
                        (b' ' | b'\t' | b'\r' | b'\n' | b'\\', _) => {}
                        _ => out.push(b),
                    }
                }
            }
        }
        out
    }
}

/// Makes the tokens of one case.
pub(crate) struct Pseudonyms {
    mac: Option<Hmac<Sha256>>,
}

impl Pseudonyms {
    pub(crate) fn new(key: &CaseKey) -> Self {
        // HMAC takes a key of any length; the option only avoids a panic path.
        Self {
            mac: Hmac::<Sha256>::new_from_slice(key.0.as_slice()).ok(),
        }
    }

    /// The 50-bit token of `value` in type class `class`.
    pub(crate) fn token(&self, class: &str, canonical: Canonical, value: &[u8]) -> u64 {
        let Some(mut mac) = self.mac.clone() else {
            return 0;
        };
        mac.update(b"v1");
        mac.update(class.as_bytes());
        mac.update(&[0]);
        mac.update(&canonical.apply(value));
        let tag = mac.finalize().into_bytes();
        let head = tag.iter().take(8).fold(0u64, |n, b| n << 8 | u64::from(*b));
        head >> (64 - TOKEN_BITS)
    }
}

/// The ten characters of a token.
#[must_use]
pub fn token_chars(token: u64) -> String {
    (0..TOKEN_CHARS)
        .rev()
        .map(|i| {
            let five = usize::try_from(token >> (5 * i) & 31).unwrap_or(0);
            char::from(ALPHABET.get(five).copied().unwrap_or(b'0'))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_equal_within_a_case_and_differ_across_cases() {
        let a = Pseudonyms::new(&CaseKey::new([1; 32]));
        let b = Pseudonyms::new(&CaseKey::new([2; 32]));
        let t = |p: &Pseudonyms, v: &[u8]| p.token("CARD", Canonical::Digits, v);
        assert_eq!(t(&a, b"4111 1111 1111 1111"), t(&a, b"4111-1111-1111-1111"));
        assert_ne!(t(&a, b"4111111111111111"), t(&b, b"4111111111111111"));
        assert_ne!(
            t(&a, b"4111111111111111"),
            a.token("IBAN", Canonical::Digits, b"4111111111111111")
        );
        assert!(t(&a, b"4111") < 1 << TOKEN_BITS);
    }

    #[test]
    fn a_token_has_the_published_form() {
        assert_eq!(token_chars(0), "0000000000");
        assert_eq!(token_chars((1 << TOKEN_BITS) - 1), "ZZZZZZZZZZ");
        assert_eq!(token_chars(33), "0000000011");
    }

    #[test]
    fn a_key_block_is_equal_in_pem_and_in_json() {
        assert_eq!(
            *Canonical::Block.apply(b"AB\n  CD\r\n"),
            *Canonical::Block.apply(b"AB\\nCD\\n")
        );
    }
}
