//! `Authorization: Bearer …` and `Basic …`, as headers, in curl commands and in HAR.

use super::{Candidate, base64, span, value};
use crate::bytes::{at, cut, tail};
use crate::limits::VALUE_BYTES_MAX;

const BEARER_BYTES_MIN: usize = 16;
const HEADER: &[u8] = b"authorization: ";
const BASIC_BYTES_MIN: usize = 6;
const SCHEME_BYTES_MAX: usize = 24;

/// An opaque token after `bearer ` at `start..end` (RFC 6750 `b64token`).
pub(crate) fn bearer(w: &[u8], start: usize, end: usize, rule: u16) -> Option<Candidate> {
    if !super::starts_token(w, start) {
        return None;
    }
    let from = end + span(tail(w, end), 4, |b| b == b' ');
    let is_token = |b: u8| {
        b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b':' | b'|'
            )
    };
    let n = span(tail(w, from), VALUE_BYTES_MAX, is_token);
    let long = n == VALUE_BYTES_MAX;
    let token = value::without_end_marks(cut(w, from..from + n));
    // In the header itself nothing but a token can stand.
    let header = cut(w, start.saturating_sub(HEADER.len())..start).eq_ignore_ascii_case(HEADER);
    let digits = token.iter().any(u8::is_ascii_digit);
    let mixed = header && digits && value::is_mixed(token) && value::distinct(token) >= 8;
    let drawn = value::is_random(token) && !value::is_identifier(token);
    if token.len() < BEARER_BYTES_MIN || value::is_placeholder(token) || !(drawn || mixed) {
        return None;
    }
    let found = Candidate::new(rule, from, from + token.len(), 0);
    Some(
        Candidate {
            keyed: true,
            long,
            ..found
        }
        .because("authorization header"),
    )
}

/// Credentials after `basic ` at `start..end` (RFC 7617): base64 of `user:password`.
pub(crate) fn basic(w: &[u8], start: usize, end: usize, rule: u16) -> Option<Candidate> {
    if !super::starts_token(w, start) {
        return None;
    }
    let from = end + span(tail(w, end), 4, |b| b == b' ');
    let n = span(tail(w, from), VALUE_BYTES_MAX, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_')
    });
    let padded = n + span(tail(w, from + n), 2, |b| b == b'=');
    if n < BASIC_BYTES_MIN || at(w, from + padded).is_ascii_alphanumeric() {
        return None;
    }
    let decoded = base64::decode(cut(w, from..from + n))?;
    let parts = decoded.split(|b| *b == 0).filter(|part| !part.is_empty());
    // `AUTH PLAIN`: `\0user\0password` (RFC 4616).
    let plain = at(w, start) == b'A' && parts.count() >= 2;
    let printable = decoded
        .iter()
        .all(|b| (*b >= b' ' || plain && *b == 0) && *b != 0x7f);
    let user = memchr::memchr(if plain { 0 } else { b':' }, &decoded)?;
    if !printable || std::str::from_utf8(&decoded).is_err() || (user == 0 && decoded.len() == 1) {
        return None;
    }
    let found = Candidate::new(rule, from, from + padded, 0);
    Some(
        Candidate {
            keyed: true,
            ..found
        }
        .because("decodes to user and password"),
    )
}

/// The token after another scheme, or after none: `Authorization: SSWS 00…`, `authorization: token 0a1b…`. The key ends
/// at `end`.
pub(super) fn other_scheme(w: &[u8], end: usize, rule: u16) -> Option<Candidate> {
    let from = super::pair::after_operator(w, end)?;
    let word = span(tail(w, from), SCHEME_BYTES_MAX, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')
    });
    let blanks = span(tail(w, from + word), 2, |b| b == b' ' || b == b':');
    let scheme = cut(w, from..from + word);
    let from = if blanks > 0 {
        from + word + blanks
    } else {
        from
    };
    // Those have detectors of their own, and a challenge is no answer.
    let own = [&b"bearer"[..], b"basic", b"digest", b"negotiate"];
    if own.iter().any(|name| scheme.eq_ignore_ascii_case(name)) {
        return None;
    }
    let is_token =
        |b: u8| b > b' ' && b < 0x7f && !matches!(b, b'"' | b'\'' | b'<' | b'`' | b',' | b'\\');
    let n = span(tail(w, from), VALUE_BYTES_MAX, is_token);
    let token = value::without_end_marks(cut(w, from..from + n));
    // `token="0a1b…"`, as some schemes write it.
    let token_at =
        from + memchr::memchr(b'=', cut(token, 0..SCHEME_BYTES_MAX)).map_or(0, |i| i + 1);
    let token = cut(token, token_at - from..token.len());
    (token.len() >= BEARER_BYTES_MIN && value::is_random(token) && !value::is_identifier(token))
        .then(|| {
            let found = Candidate::new(rule, token_at, token_at + token.len(), 0);
            Candidate {
                keyed: true,
                long: n == VALUE_BYTES_MAX,
                ..found
            }
            .because("authorization header")
        })
}
