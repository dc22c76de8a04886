//! What a secret value looks like, and what only stands in its place.

use super::vendor::distinct;
use crate::bytes::{at, before, tail};

/// Words that stand where a secret would.
const STAND_INS: &[&str] = &[
    "null",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "required",
    "optional",
    "redacted",
    "filtered",
    "masked",
    "hidden",
    "secret",
    "password",
    "passwd",
    "token",
    "string",
    "str",
    "text",
    "bytes",
    "int",
    "bool",
    "boolean",
    "varchar",
    "char",
    "object",
    "any",
    "empty",
    "unset",
    "default",
    "prompt",
    "invalid",
    "incorrect",
    "expired",
    "missing",
    "failed",
    "wrong",
    "unknown",
    "disabled",
    "enabled",
    "encrypted",
    "bearer",
    "basic",
    "sha256",
    "sha512",
    "md5",
    "bcrypt",
    "ok",
    "accepted",
    "rejected",
    "changed",
    "reset",
    "authentication",
    "authorization",
    "login",
    "file",
    "env",
    "environment",
    "vault",
    "private",
    "public",
    "value",
    "example",
    "placeholder",
    "todo",
    "tbd",
    "xxx",
    "n/a",
    "is",
    "was",
    "has",
    "for",
    "must",
    "not",
    "and",
    "or",
    "the",
    "this",
    "your",
    "from",
    "with",
    "option",
    "self",
    "auto",
    "negotiate",
    "digest",
    "kerberos",
    "publickey",
];

/// Beginnings of references to a secret kept elsewhere, and of code.
const REFERENCES: &[&str] = &[
    "process.env",
    "os.environ",
    "os.getenv",
    "system.getenv",
    "getenv",
    "env.",
    "env(",
    "config.",
    "settings.",
    "vault:",
    "secret:",
    "secrets.",
    "arn:",
    "file:",
    "http://",
    "https://",
    "!ref",
    "!sub",
    "!vault",
    "enc(",
    "enc[",
    "kms:",
    "ssm:",
    "op://",
    "keychain:",
    "var.",
    "self.",
    "this.",
    "request.",
    "req.",
    "params.",
    "args.",
    "options.",
    "data.",
    "module.",
    "local.",
    "function",
    "new ",
    "lambda",
    "async ",
    "await ",
    "@env",
    "sha256:",
    "projects/",
    "your_",
    "your-",
    "insert_",
    "replace_",
    "<your",
    "my_secret",
    "dummy",
];

/// Whether `text` stands in the place of a secret: a variable, a mask, an empty word, our own pseudonym.
pub(super) fn is_placeholder(text: &[u8]) -> bool {
    let (first, second) = (at(text, 0), at(text, 1));
    let last = before(text, text.len());
    let enclosed = matches!(
        (first, last),
        (b'<', b'>') | (b'[', b']') | (b'{', b'}') | (b'%', b'%') | (b'(', b')')
    );
    let variable = match first {
        b'$' => {
            matches!(second, b'{' | b'(' | b'[')
                || (tail(text, 1).iter().all(|b| is_name(*b))
                    && !tail(text, 1).iter().any(u8::is_ascii_digit))
        }
        b'%' => matches!(second, b'(' | b's' | b'{' | b'v') && text.len() < 32,
        b'{' => second == b'{',
        b'#' => second == b'{',
        b'&' | b'*' => text.len() <= 2,
        _ => false,
    };
    let lower = text.to_ascii_lowercase();
    enclosed
        || variable
        || distinct(text) <= 2
        || memchr::memmem::find(text, b"${").is_some()
        || memchr::memmem::find(text, b"{{").is_some()
        || STAND_INS.iter().any(|w| w.as_bytes() == lower.as_slice())
        || REFERENCES.iter().any(|r| lower.starts_with(r.as_bytes()))
        || mostly(text, |b| {
            matches!(b, b'*' | b'.' | b'x' | b'X' | b'-' | b'_' | b'#')
        })
}

fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn mostly(text: &[u8], f: impl Fn(u8) -> bool) -> bool {
    let n = text.iter().filter(|b| f(**b)).count();
    n * 10 >= text.len() * 9
}

/// An identifier or path in code: words of letters joined by dots, underscores, slashes or capitals.
pub(super) fn is_identifier(text: &[u8]) -> bool {
    let letters_only = text.iter().all(|b| {
        b.is_ascii_alphabetic() || matches!(b, b'.' | b'_' | b'-' | b'/' | b':' | b'$' | b'\\')
    });
    let marks = text
        .windows(2)
        .any(|p| p.iter().all(|b| !b.is_ascii_alphabetic()));
    let joined = text.iter().any(|b| !b.is_ascii_alphabetic());
    letters_only && !marks && (joined || text.len() > 12) && is_pronounceable(text)
}

/// `exports2.STRICT_TOKEN`, `_bindgen_ty_7`: a name in code with a number or two in it.
pub(super) fn is_name_with_number(text: &[u8]) -> bool {
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters: Vec<u8> = text
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_digit())
        .collect();
    digits <= 2 && letters.iter().any(|b| matches!(b, b'_' | b'.')) && is_identifier(&letters)
}

/// A number type of C or Rust.
pub(super) fn is_type(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"__").unwrap_or(text);
    let (kind, bits) = (at(text, 0), tail(text, 1));
    matches!(kind, b'i' | b'u' | b'f') && matches!(bits, b"8" | b"16" | b"32" | b"64" | b"128")
}

/// Words have vowels; letters drawn at random soon have five consonants in a row.
fn is_pronounceable(text: &[u8]) -> bool {
    let mut run = 0;
    text.iter().all(|b| {
        let vowel = matches!(
            b.to_ascii_lowercase(),
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y'
        );
        run = if vowel || !b.is_ascii_alphabetic() {
            0
        } else {
            run + 1
        };
        run < 5
    })
}

/// `FooBar`: how often a capital follows a small letter.
fn changes_case(text: &[u8]) -> usize {
    text.windows(2)
        .filter(|p| at(p, 0).is_ascii_lowercase() && at(p, 1).is_ascii_uppercase())
        .count()
}

/// Letters and digits (or other marks) together.
pub(super) fn is_mixed(text: &[u8]) -> bool {
    let letters = text.iter().any(u8::is_ascii_alphabetic);
    let others = text.iter().filter(|b| !b.is_ascii_alphabetic()).count();
    let marks = text
        .iter()
        .filter(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'.' | b'-' | b'_' | b'/'))
        .count();
    let digits = text.iter().any(u8::is_ascii_digit);
    if letters {
        digits || marks > 0
    } else {
        digits && others >= 12
    }
}

/// A token made by a machine: long, mixed, many different characters.
pub(super) fn is_random(text: &[u8]) -> bool {
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let hex = text.iter().all(u8::is_ascii_hexdigit);
    let enough = if hex { 8 } else { 10 };
    let upper = text.iter().any(u8::is_ascii_uppercase);
    let lower = text.iter().any(u8::is_ascii_lowercase);
    // Long mixed-case tokens without a digit are rare but real; identifiers change case at words only.
    let mixed =
        digits > 0 || (upper && lower && text.len() >= 20 && changes_case(text) * 6 > text.len());
    letters > 0
        && mixed
        && distinct(text) >= enough.min(text.len() / 2)
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
        ] {
            assert!(is_identifier(i.as_bytes()), "{i}");
        }
        for v in ["hunter1471", "aXbQzPtRwKlMnO", "letmein"] {
            assert!(!is_identifier(v.as_bytes()), "{v}");
        }
    }
}
