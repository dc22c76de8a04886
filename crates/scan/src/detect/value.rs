//! What a secret value looks like.

mod stand_in;

pub(crate) use stand_in::is_placeholder;

use super::makeup::{Kinds, Makeup};
use super::randomness;
use crate::bytes::{at, tail};

/// How many different bytes there are.
pub(super) fn distinct(bytes: &[u8]) -> usize {
    Makeup::of(bytes).distinct()
}

/// How many of capital letters, small letters and digits there are.
pub(super) fn classes(text: &[u8]) -> usize {
    let made = Kinds::of(text);
    let has = |kind| usize::from(made.has(kind));
    has(Kinds::UPPER) + has(Kinds::LOWER) + has(Kinds::DIGIT)
}

/// An identifier or path in code: words of letters joined by dots, underscores, slashes or capitals, with a number or two.
pub(super) fn is_identifier(text: &[u8]) -> bool {
    let made = Kinds::of(text);
    let plain = Kinds::ALNUM
        .or(Kinds::JOINT)
        .or(Kinds::CODE)
        .or(Kinds::DOLLAR);
    if text.len() <= 3 || !made.is_within(plain) {
        return false;
    }
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    if digits > 2 {
        return false;
    }
    let joined = text
        .iter()
        .skip(1)
        .any(|b| matches!(b, b'.' | b'_' | b'-' | b'/' | b':'));
    (joined || text.len() > 12 || changes_case(text) > 0)
        && (digits == 0 || joined)
        && !randomness::is_drawn(text)
}

/// A number type of C or Rust.
pub(super) fn is_type(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"__").unwrap_or(text);
    let text = text.strip_suffix(b"_t").unwrap_or(text);
    let text = text.strip_prefix(b"int").unwrap_or(tail(text, 1));
    matches!(text, b"8" | b"16" | b"32" | b"64" | b"128")
}

/// `FooBar`: how often a capital follows a small letter.
fn changes_case(text: &[u8]) -> usize {
    text.windows(2)
        .filter(|p| at(p, 0).is_ascii_lowercase() && at(p, 1).is_ascii_uppercase())
        .count()
}

/// Letters and digits (or other marks) together.
pub(super) fn is_mixed(text: &[u8]) -> bool {
    let made = Kinds::of(text);
    let digits = made.has(Kinds::DIGIT);
    if made.has(Kinds::LETTER) {
        digits || !made.is_within(Kinds::ALNUM.or(Kinds::JOINT))
    } else {
        digits && text.len() >= 12
    }
}

/// A token made by a machine: long, mixed, many different characters.
pub(super) fn is_random(text: &[u8]) -> bool {
    let made = Makeup::of(text);
    let (digits, letters) = (made.has(Makeup::DIGIT), made.has(Makeup::LETTER));
    let enough = if made.is_within(Makeup::HEX) { 8 } else { 10 };
    // Long tokens without a digit are rare but real; identifiers are told by their pairs of letters.
    let mixed = digits || text.len() >= 20;
    letters
        && mixed
        && made.distinct() >= enough.min(text.len() / 2)
        && randomness::is_drawn(text)
        && !is_uuid(text)
        && !is_placeholder(text)
}

/// 8-4-4-4-12 hexadecimal digits.
pub(super) fn is_uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Without the marks that end a sentence or list item.
pub(super) fn without_end_marks(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .rposition(|b| !matches!(b, b'.' | b',' | b';' | b':' | b')' | b']' | b'}'))
        .map_or(0, |i| i + 1);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        for p in [
            "${DB_PASSWORD}",
            "<YOUR_API_KEY>",
            "********",
            "{{ .Values.password }}",
            "xxxxxxxxxxxxxxxx",
            "%(password)s",
            "null",
            "REDACTED",
            "$(cat /run/secrets/db)",
            "[FILTERED]",
            "process.env.API_KEY",
            "os.environ[\"TOKEN\"]",
            "required",
            "true",
            "$PASSWORD",
            "<PASSWORD:7Q2MX4KA9T>",
        ] {
            assert!(is_placeholder(p.as_bytes()), "{p}");
        }
        for v in [
            "hunter1471$",
            "P@ssw0rd12",
            "Winter2024!",
            "$Fx91kd",
            "Gv5j7QZd#qKF!GbkJ",
        ] {
            assert!(!is_placeholder(v.as_bytes()), "{v}");
        }
    }

    #[test]
    fn identifiers() {
        for i in [
            "getUserPasswordResetTokenExpirationMillis",
            "com.acme.billing.CardNumberValidator",
            "MAX_TOKENS_PER_REQUEST_EXCEEDED",
            "passwordEncoderBeanDefinitionReader",
            "exports2.STRICT_TOKEN",
            "_bindgen_ty_7",
        ] {
            assert!(is_identifier(i.as_bytes()), "{i}");
        }
        for v in ["hunter1471", "aXbQzPtRwKlMnO", "letmein"] {
            assert!(!is_identifier(v.as_bytes()), "{v}");
        }
    }
}
