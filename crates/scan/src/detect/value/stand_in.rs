//! What stands in the place of a secret: variables, masks, empty words, references, our own pseudonyms.

use super::distinct;
use crate::bytes::{at, before, cut, tail};

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
    "sha1",
    "sha-1",
    "sha-256",
    "hs256",
    "rs256",
    "es256",
    "bcrypt",
    "argon2",
    "scram-sha-256",
    "base64",
    "utf8",
    "utf-8",
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
    "input",
    "number",
    "integer",
    "user",
    "username",
    "function",
    "const",
    "let",
    "var",
    "void",
    "array",
    "list",
    "dict",
    "map",
    "tuple",
    "option<string>",
    "&str",
    "refresh",
    "access",
    "static",
    "dynamic",
    "session",
    "cookie",
    "header",
    "query",
    "body",
    "form",
    "unauthorized",
    "forbidden",
    "denied",
    "success",
    "failure",
    "removed",
    "sanitized",
    "scrubbed",
    "obfuscated",
    "unchanged",
    "never",
    "always",
    "allow",
    "deny",
    "passwordinput",
    "hostname",
    "localhost",
    "insecure",
    "strong",
    "weak",
    "medium",
    "low",
    "high",
    "open",
    "closed",
    "blank",
    "new",
    "old",
    "current",
    "confirm",
    "forgot",
    "anonymous",
    "nopass",
    "nopasswd",
    "keyfile",
    "certificate",
    "keyring",
    "keychain",
    "stdin",
    "stdout",
    "tty",
    "askpass",
    "password123!example",
    "provided",
    "not_set",
    "notset",
    "not-set",
    "unspecified",
    "in",
    "at",
    "by",
    "to",
    "of",
    "as",
    "a",
    "an",
    "if",
    "then",
    "else",
    "exists",
    "accepted.",
    "hashed",
    "salted",
    "plain",
    "plaintext",
    "cleartext",
    "internal",
    "external",
    "admin:admin",
    "parameter",
    "param",
    "field",
    "column",
    "key",
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
    "env[",
    "config.",
    "config[",
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
    "params[",
    "args.",
    "options.",
    "opts.",
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
    "your ",
    "yourpass",
    "insert_",
    "insert-",
    "replace_",
    "replace-",
    "replace me",
    "<your",
    "my_secret",
    "dummy",
    "placeholder",
    "changeme_",
    "urn:",
    "data:",
    "ref+",
    "aws:ssm",
    "azurekeyvault",
    "@microsoft.keyvault",
    "akv://",
    "gcp:",
    "/run/secrets",
    "std::",
    "string::",
    "some(",
    "none)",
    "&self",
    "crate::",
    "session.",
    "ctx.",
    "props.",
    "state.",
    "event.",
    "user.",
    "form.",
    "input.",
    "window.",
    "document.",
    "redis.",
    "hookbot",
    "mailto:",
    "regex",
    "/^",
    "^[",
    "*.",
    "\\u",
    "&lt;",
    "{{",
    "#{",
    "%{",
    "@{",
    "=>",
    "->",
    "==",
    "!=",
    "&&",
    "||",
];

/// Whether `text` stands in the place of a secret.
pub(in crate::detect) fn is_placeholder(text: &[u8]) -> bool {
    let (first, second) = (at(text, 0), at(text, 1));
    let last = before(text, text.len());
    let enclosed = matches!(
        (first, last),
        (b'<', b'>')
            | (b'[', b']')
            | (b'{', b'}')
            | (b'%', b'%')
            | (b'(', b')')
            | (b'@', b'@')
            | (b'_', b'_')
    );
    let variable = match first {
        b'$' => {
            matches!(second, b'{' | b'(' | b'[' | b'$')
                || (tail(text, 1).iter().all(|b| is_name_byte(*b))
                    && !tail(text, 1).iter().any(u8::is_ascii_digit))
        }
        b'%' => matches!(second, b'(' | b's' | b'{' | b'v' | b'd') && text.len() < 32,
        b'&' | b'*' => text.len() <= 2,
        _ => false,
    };
    let braced = first == b'{' && text.contains(&b'}');
    enclosed
        || variable
        || braced
        || distinct(text) <= 2
        || has_template(text)
        || STAND_INS_BY_FIRST
            .of(STAND_INS, text)
            .any(|w| w.len() == text.len() && w.eq_ignore_ascii_case(text))
        || REFERENCES_BY_FIRST
            .of(REFERENCES, text)
            .any(|r| cut(text, 0..r.len()).eq_ignore_ascii_case(r))
        || mostly(text, |b| {
            matches!(
                b,
                b'*' | b'.' | b'x' | b'X' | b'-' | b'_' | b'#' | b'?' | 0x80..
            )
        })
}

/// `${`, `{{` or `#{` somewhere.
fn has_template(text: &[u8]) -> bool {
    memchr::memchr_iter(b'{', text).any(|i| matches!(before(text, i), b'$' | b'{' | b'#'))
}

/// A list by the first byte of its entries, so that few are compared: each entry is followed by the next one that begins
/// alike.
struct ByFirst<const N: usize> {
    /// Number of the first entry, plus one.
    first: [u16; 256],
    next: [u16; N],
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
impl<const N: usize> ByFirst<N> {
    const fn new(list: &[&str]) -> Self {
        assert!(list.len() == N && N < u16::MAX as usize);
        let mut all = Self {
            first: [0; 256],
            next: [0; N],
        };
        let mut i = N;
        while i > 0 {
            let b = list[i - 1].as_bytes()[0].to_ascii_lowercase() as usize;
            all.next[i - 1] = all.first[b];
            all.first[b] = i as u16;
            i -= 1;
        }
        all
    }

    /// The entries of `list` that begin as `text` does, whatever its case.
    fn of<'l>(
        &'l self,
        list: &'static [&'static str],
        text: &[u8],
    ) -> impl Iterator<Item = &'static [u8]> + 'l {
        let first = usize::from(at(text, 0).to_ascii_lowercase());
        let mut number = self.first.get(first).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let i = usize::from(number).checked_sub(1)?;
            number = self.next.get(i).copied().unwrap_or(0);
            list.get(i).map(|entry| entry.as_bytes())
        })
    }
}

static STAND_INS_BY_FIRST: ByFirst<{ STAND_INS.len() }> = ByFirst::new(STAND_INS);
static REFERENCES_BY_FIRST: ByFirst<{ REFERENCES.len() }> = ByFirst::new(REFERENCES);

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

fn mostly(text: &[u8], f: impl Fn(u8) -> bool) -> bool {
    let n = text.iter().filter(|b| f(**b)).count();
    n * 10 >= text.len() * 9
}
