//! JSON Web Tokens (RFC 7519, compact form): the header must be JSON with an algorithm.

use super::{Candidate, base64, span};
use crate::bytes::{at, before, cut, tail};
use crate::limits::VALUE_BYTES_MAX;

const HEADER_BYTES_MAX: usize = 2_048;

/// A token that begins at `start` with `eyJ`.
pub(crate) fn jwt(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let inside = is_token(before(w, start)) && !super::starts_token(w, start);
    if inside || before(w, start) == b'.' || cut(w, start..start + 3) != b"eyJ" {
        return None;
    }
    let header = span(tail(w, start), HEADER_BYTES_MAX, is_token);
    let payload_at = start + header + 1;
    let payload = span(tail(w, payload_at), VALUE_BYTES_MAX, |b| {
        is_token(b) || b == b'='
    });
    if at(w, start + header) != b'.' || !has_algorithm(cut(w, start..start + header)) {
        return None;
    }
    let mut end = payload_at + payload;
    // A signature, or the four further parts of an encrypted token; empty ones are allowed.
    let mut parts = 0;
    while at(w, end) == b'.' && parts < 3 && end - start < VALUE_BYTES_MAX {
        let part = span(tail(w, end + 1), VALUE_BYTES_MAX, |b| {
            is_token(b) || b == b'='
        });
        if part == 0 && parts > 0 {
            break;
        }
        end += 1 + part;
        parts += 1;
    }
    if parts == 0 {
        return None;
    }
    let long = end - start >= VALUE_BYTES_MAX && is_token(at(w, end));
    Some(
        Candidate {
            long,
            ..Candidate::new(rule, start, end, 0)
        }
        .because("header is JSON with an algorithm"),
    )
}

fn has_algorithm(header: &[u8]) -> bool {
    let Some(json) = base64::decode(header) else {
        return false;
    };
    let parsed: Result<serde_json::Map<String, serde_json::Value>, _> =
        serde_json::from_slice(&json);
    parsed.is_ok_and(|map| map.get("alg").is_some_and(serde_json::Value::is_string))
}
