//! `scheme://user:password@host`: the password.

use super::{Candidate, value};
use crate::bytes::{before, cut, tail};

const USERINFO_BYTES_MAX: usize = 512;

/// A password after the `://` at `start..end`.
pub(crate) fn url_password(w: &[u8], start: usize, end: usize, rule: u16) -> Option<Candidate> {
    if !before(w, start).is_ascii_alphanumeric() {
        return None;
    }
    let text = cut(w, end..end + USERINFO_BYTES_MAX);
    let stop = |b: &u8| {
        *b <= b' '
            || matches!(
                b,
                b'/' | b'?' | b'"' | b'\'' | b'<' | b'>' | b'`' | b'\\' | b'\x7f'
            )
    };
    let authority = cut(text, 0..text.iter().position(stop).unwrap_or(text.len()));
    let sign = memchr::memrchr(b'@', authority)?;
    let colon = memchr::memchr(b':', cut(authority, 0..sign))?;
    let password = cut(authority, colon + 1..sign);
    let host_follows = tail(authority, sign + 1)
        .first()
        .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'[');
    if password.is_empty() || !host_follows || value::is_placeholder(password) {
        return None;
    }
    let user = cut(authority, 0..colon);
    if is_in_a_manual(user, password) {
        return None;
    }
    let found = Candidate::new(rule, end + colon + 1, end + sign, 0);
    Some(
        Candidate {
            keyed: true,
            ..found
        }
        .because("password in a URL"),
    )
}

/// Users and passwords that manuals make URLs of: `https://user:pass@host`.
const MANUAL_USERS: &[&[u8]] = &[
    b"user",
    b"username",
    b"usr",
    b"u",
    b"login",
    b"foo",
    b"abc",
    b"123",
    b"name",
    b"me",
];
const MANUAL_PASSWORDS: &[&[u8]] = &[
    b"pass",
    b"password",
    b"passwd",
    b"pw",
    b"pwd",
    b"p",
    b"bar",
    b"xyz",
    b"123",
    b"secret",
    b"token",
];

fn is_in_a_manual(user: &[u8], password: &[u8]) -> bool {
    let is = |list: &[&[u8]], word: &[u8]| list.iter().any(|w| word.eq_ignore_ascii_case(w));
    is(MANUAL_USERS, user) && is(MANUAL_PASSWORDS, password)
}
