//! How programs and languages write a key and a value: Rust, Swift, Erlang, PHP, Java, PowerShell, and what their tools print.

use std::borrow::Cow;

use super::{
    KEY_BYTES_MAX, Key, Pairs, VALUE_BYTES_MAX, is_blank, is_word, key_before, skip, skip_back,
    value_at,
};
use crate::bytes::{at, before, cut};

/// How far back an object says what it is.
const OBJECT_BYTES_MAX: usize = 800;

pub(super) const PASSWORD: Key = Key::Text(Cow::Borrowed(b"password"));

/// Rows of a table of keys and values.
const ROWS_MAX: usize = 32;

/// A shorter line is none of a private key.
const LINE_BYTES_MIN: usize = 16;

/// Java: `DriverManager.getConnection("jdbc:…", "user", "…")`.
pub(super) fn connection(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    if let Some((url, true)) = value_at(pairs.w, end)
        && at(pairs.w, url.end + 1) == b','
    {
        credential(pairs, url.end, url.end + 2);
    }
}

/// IMAP: `a1 LOGIN "user" "…"`.
pub(super) fn login(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let Some((user, bounded)) = value_at(w, end) else {
        return;
    };
    let blank = user.end + usize::from(bounded);
    if at(w, blank) != b' ' {
        return;
    }
    if let Some((value, bounded)) = value_at(w, blank + 1) {
        let after = at(w, value.end + usize::from(bounded));
        if matches!(after, b'\r' | b'\n' | b'\\' | 0) {
            pairs.add(PASSWORD, value, bounded);
        }
    }
}

/// LDIF: `userPassword:: …` in base64 (RFC 2849).
pub(super) fn encoded(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    if let Some((value, bounded)) = value_at(pairs.w, end) {
        pairs.add(PASSWORD, value, bounded);
    }
}

/// A table of keys and values as tools of the shell print it: `Key   Value`, a line of dashes, `ssn   536…`.
///
/// A row is read once, however many of them look like a beginning.
pub(super) fn listed(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    if start < pairs.list {
        return;
    }
    let mut line = skip(w, end, KEY_BYTES_MAX * 2, |b| b != b'\n') + 1;
    for _ in 0..ROWS_MAX {
        let key = line..skip(w, line, KEY_BYTES_MAX, is_word);
        let value = skip(w, key.end, KEY_BYTES_MAX, |b| b == b' ');
        let text = cut(w, value..value + VALUE_BYTES_MAX);
        let stop = memchr::memchr(b'\n', text).unwrap_or(text.len());
        if key.is_empty() || value == key.end || stop == 0 {
            return;
        }
        pairs.push(key, value..value + stop, false);
        line = value + stop + 1;
        pairs.list = line;
    }
}

/// The private part of a key as JSON (RFC 7517).
pub(super) fn private_part(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let object = cut(w, start.saturating_sub(OBJECT_BYTES_MAX)..start);
    if memchr::memmem::find(object, b"\"kty\"").is_some()
        && let Some((value, true)) = value_at(w, end - 1)
    {
        pairs.add(Key::Text(Cow::Borrowed(b"private key")), value, true);
    }
}

/// PuTTY: `Private-Lines: 8`, and so many lines of base64.
pub(super) fn private_lines(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let mut line = skip(w, end, 8, |b| b != b'\n') + 1;
    for _ in 0..ROWS_MAX {
        let stop = skip(w, line, VALUE_BYTES_MAX, |b| {
            b.is_ascii_alphanumeric() || b"+/=".contains(&b)
        });
        if stop - line < LINE_BYTES_MIN {
            return;
        }
        let key = Key::Text(Cow::Borrowed(b"private key"));
        pairs.add(key, line..stop, true);
        line = skip(w, stop, 2, |b| b == b'\r' || b == b'\n');
    }
}

/// Erlang: `{ssn,<<"536…">>}`
pub(super) fn binary(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    if let Some((value, true)) = value_at(w, end - 1) {
        pairs.push(key_before(w, start), value, true);
    }
}

/// PHP: `s:3:"ssn";s:9:"536…";`
pub(super) fn serialized(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let length = skip(w, end, 6, |b| b.is_ascii_digit());
    if at(w, length) == b':'
        && let Some((value, true)) = value_at(w, length + 1)
    {
        pairs.push(key_before(w, start + 1), value, true);
    }
}

/// Rust and Swift: `ssn: Some("536…")`, `ssn: Secret("536…")`, `"ssn": Optional("536…")`.
pub(super) fn some(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let operator = skip_back(w, start, 4, is_blank);
    if matches!(before(w, operator), b':' | b'=')
        && let Some((value, true)) = value_at(w, end - 1)
    {
        pairs.push(key_before(w, operator - 1), value, true);
    }
}

/// `new NetworkCredential("user", "…")`: the second argument is a password.
pub(super) fn credential(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let Some((user, true)) = value_at(w, skip(w, end, 4, is_blank)) else {
        return;
    };
    let next = skip(w, user.end + 1, 8, |b| is_blank(b) || b == b',');
    if let Some((value, true)) = value_at(w, next) {
        pairs.add(PASSWORD, value, true);
    }
}

/// PowerShell: `-Password …`
pub(super) fn flagged(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    if let Some((value, bounded)) = value_at(pairs.w, end) {
        pairs.add(PASSWORD, value, bounded);
    }
}

/// HashiCorp Vault: `Unseal Key 2: …`
pub(super) fn unsealing(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let number = skip(w, end, 4, |b| b.is_ascii_digit());
    if at(w, number) == b':' && number > end {
        let start = skip(w, number + 1, 4, is_blank);
        if let Some((value, bounded)) = value_at(w, start) {
            pairs.add(Key::Text(Cow::Borrowed(b"unseal key")), value, bounded);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn pairs_of_languages() {
        for text in [
            "P { id: 41, ssn: Some(\"536\"), b: None }",
            "P { id: 41, ssn: Secret(\"536\"), b: None }",
            "[{id,41},{ssn,<<\"536\">>}]",
            "a:1:{s:3:\"ssn\";s:3:\"536\";}",
        ] {
            assert_eq!(of(text), ["ssn='536'"], "{text}");
        }
    }

    #[test]
    fn rows_that_look_like_beginnings_are_read_once() {
        let text = "Key  Value\n---ssn  536 Value\n---ssn  537 Value\n---ssn  538 Value\n\n";
        assert_eq!(of(text), ["ssn=537 Value", "ssn=538 Value"]);
    }

    #[test]
    fn secrets_of_programs() {
        assert_eq!(
            of(
                "Private-Lines: 2\r\nAAAAB3NzaC1yc2EAAAAD\r\nAQABAAABAQDJ0tzXmQhz\r\nPrivate-MAC: 1"
            ),
            [
                "private key='AAAAB3NzaC1yc2EAAAAD'",
                "private key='AQABAAABAQDJ0tzXmQhz'"
            ]
        );
        assert_eq!(
            of("getConnection(\"jdbc:x\", \"a\", \"b7!x\")"),
            ["password='b7!x'"]
        );
        assert_eq!(of("a1 LOGIN \"jo\" \"b7!x\"\r\n"), ["password='b7!x'"]);
        assert_eq!(of("user LOGIN failed for jo\n"), [""; 0]);
        assert_eq!(of("userPassword:: YjchYg==\n"), ["password=YjchYg=="]);
        assert_eq!(
            of("Key      Value\n---      -----\nssn      536\nrole     x\n\nssn   537"),
            ["ssn=536"]
        );
        assert_eq!(
            of(r#"{"kty":"EC","x":"a","d":"Ab-c"}"#),
            ["private key='Ab-c'"]
        );
        assert_eq!(
            of("NetworkCredential(\"a\", \"b7!x\")"),
            ["password='b7!x'"]
        );
        assert_eq!(of("Connect -Password b7!x -Port 1"), ["password=b7!x"]);
        assert_eq!(of("Unseal Key 2: Ab+/"), ["unseal key=Ab+/"]);
        assert_eq!(of("smtp.login('jo', 'b7!x')"), ["password='b7!x'"]);
    }
}
