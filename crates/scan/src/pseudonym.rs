//! Keyed pseudonyms: equal within a case, unlinkable across cases.
//!
//! `token = HMAC-SHA256(K_case, "v1" ‖ class ‖ 0 ‖ canonical(value))`, its first 50 bits in Crockford base32.
//! No context enters the MAC, so the same value gets the same token wherever it stands.

use std::ops::Range;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::bytes::{at, before, cut};
use crate::rules::TypeInfo;

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
    /// Hexadecimal digits only, lower case.
    Hex,
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
            "hex" => Self::Hex,
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
            Self::Hex => {
                let hex = value.iter().filter(|b| b.is_ascii_hexdigit());
                out.extend(hex.map(u8::to_ascii_lowercase));
            }
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
    recent: Vec<Recent>,
}

/// A value met before, with its token: a log has the same addresses again and again.
#[derive(Clone, Default, Zeroize, ZeroizeOnDrop)]
struct Recent {
    ty: u16,
    len: u8,
    value: [u8; RECENT_BYTES_MAX],
    token: u64,
}

impl Recent {
    /// The whole value is compared: a token stands for one value only.
    fn is(&self, ty: u16, value: &[u8]) -> bool {
        self.ty == ty && self.len != 0 && cut(&self.value, 0..usize::from(self.len)) == value
    }

    fn keep(&mut self, ty: u16, value: &[u8], token: u64) {
        let Ok(len) = u8::try_from(value.len()) else {
            return;
        };
        if let Some(room) = self.value.get_mut(..value.len()) {
            room.copy_from_slice(value);
            (self.ty, self.len, self.token) = (ty, len, token);
        }
    }
}

/// Longest value whose token is kept.
const RECENT_BYTES_MAX: usize = 32;
/// Tokens that are kept, in 384 KiB.
const RECENT: usize = 1 << 13;

impl Pseudonyms {
    pub(crate) fn new(key: &CaseKey) -> Self {
        // HMAC takes a key of any length; the option only avoids a panic path.
        Self {
            mac: Hmac::<Sha256>::new_from_slice(key.0.as_slice()).ok(),
            recent: Vec::new(),
        }
    }

    /// The 50-bit token of `value`, which is of type number `number`.
    pub(crate) fn token(&mut self, number: u16, ty: &TypeInfo, value: &[u8]) -> u64 {
        let place = place(number, value);
        if let Some(known) = self.recent.get(place).filter(|r| r.is(number, value)) {
            return known.token;
        }
        let token = self.made(&ty.token, ty.canonical, value);
        self.recent.resize_with(RECENT, Recent::default);
        if let Some(slot) = self.recent.get_mut(place) {
            slot.keep(number, value, token);
        }
        token
    }

    /// The token of `value` in type class `class`.
    fn made(&self, class: &str, canonical: Canonical, value: &[u8]) -> u64 {
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

/// Where a value of type `number` is kept, eight bytes at a time.
fn place(number: u16, value: &[u8]) -> usize {
    let mix = |hash: u64, n: u64| (hash.rotate_left(5) ^ n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let (eights, rest) = value.as_chunks::<8>();
    let mut hash = mix(u64::from(number), value.len() as u64);
    for eight in eights {
        hash = mix(hash, u64::from_le_bytes(*eight));
    }
    let last = rest.iter().fold(0, |n, b| n << 8 | u64::from(*b));
    usize::try_from(mix(hash, last) >> 40).unwrap_or(0) % RECENT
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

/// Whether the value lies in a pseudonym of ours, or is one: `<CARD:7Q2MX4KA9T>`, `CARD_7Q2MX4KA9T`. A working copy that
/// is scanned again must not be masked again.
pub(crate) fn is_token(w: &[u8], value: Range<usize>) -> bool {
    let near = cut(
        w,
        value.start.saturating_sub(AROUND)..value.end.saturating_add(AROUND),
    );
    let offset = value.start.saturating_sub(AROUND);
    memchr::memchr2_iter(b':', b'_', near).any(|i| {
        let mark = offset + i;
        token_at(w, mark).is_some_and(|token| token.start < value.end && value.start < token.end)
    })
}

/// A pseudonym is within so many bytes of what it overlaps.
const AROUND: usize = 32;

/// The token whose class ends at `mark`, with its brackets.
fn token_at(w: &[u8], mark: usize) -> Option<Range<usize>> {
    // Nearly all marks are turned away here.
    if !matches!(before(w, mark), b'A'..=b'Z' | b'_') {
        return None;
    }
    let chars = cut(w, mark + 1..mark + 1 + TOKEN_CHARS);
    let end = mark + 1 + TOKEN_CHARS;
    let class = cut(w, mark.saturating_sub(AROUND)..mark);
    let class_len = class
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_uppercase() || **b == b'_')
        .count();
    let start = mark - class_len;
    if chars.len() < TOKEN_CHARS || class_len < 2 || !chars.iter().all(|b| ALPHABET.contains(b)) {
        return None;
    }
    if at(w, mark) == b':' {
        let closed = before(w, start) == b'<' && at(w, end) == b'>';
        return closed.then(|| start - 1..end + 1);
    }
    // Ten digits after a word may be anything; a token of digits only is one in a hundred thousand.
    let telling = chars.iter().any(u8::is_ascii_uppercase);
    (telling && !at(w, end).is_ascii_alphanumeric()).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_equal_within_a_case_and_differ_across_cases() {
        let a = Pseudonyms::new(&CaseKey::new([1; 32]));
        let b = Pseudonyms::new(&CaseKey::new([2; 32]));
        let t = |p: &Pseudonyms, v: &[u8]| p.made("CARD", Canonical::Digits, v);
        assert_eq!(t(&a, b"4111 1111 1111 1111"), t(&a, b"4111-1111-1111-1111"));
        assert_ne!(t(&a, b"4111111111111111"), t(&b, b"4111111111111111"));
        assert_ne!(
            t(&a, b"4111111111111111"),
            a.made("IBAN", Canonical::Digits, b"4111111111111111")
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
    fn our_own_pseudonyms_are_known() {
        let within = |text: &str, value: &str| {
            let start = text.find(value).unwrap();
            is_token(text.as_bytes(), start..start + value.len())
        };
        assert!(within(
            "password=<PASSWORD:7Q2MX4KA9T> x",
            "<PASSWORD:7Q2MX4KA9T>"
        ));
        assert!(within("id <US_SSN:7Q2MX4KA9T>", "7Q2MX4KA9T"));
        assert!(within("?token=TOKEN_7Q2MX4KA9T&x", "TOKEN_7Q2MX4KA9T"));
        assert!(!within("MRN:1234567890 ok", "1234567890"));
        assert!(!within("NPI_1234567893 ok", "1234567893"));
        assert!(!within("a <CARD:7Q2MX4KA9T> b hunter22", "hunter22"));
    }

    #[test]
    fn a_key_block_is_equal_in_pem_and_in_json() {
        assert_eq!(
            *Canonical::Block.apply(b"AB\n  CD\r\n"),
            *Canonical::Block.apply(b"AB\\nCD\\n")
        );
    }
}
