//! JSON Web Tokens (RFC 7519, compact form): the header must be JSON with an algorithm. What the payload says about its end
//! and its issuer goes with the finding.

use serde_json::{Map, Value};

use super::{Candidate, base64, span};
use crate::bytes::{at, before, cut, tail};
use crate::limits::VALUE_BYTES_MAX;

const HEADER_BYTES_MAX: usize = 2_048;
/// Bytes shown of what a token says about itself.
const CLAIM_BYTES_MAX: usize = 80;

/// A token that begins at `start` with `eyJ`.
pub(crate) fn jwt(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    if cut(w, start..start + 3) != b"eyJ" {
        return None;
    }
    let inside = is_token(before(w, start)) && !super::starts_token(w, start);
    if inside || before(w, start) == b'.' {
        return None;
    }
    let header = span(tail(w, start), HEADER_BYTES_MAX, is_token);
    let payload_at = start + header + 1;
    if at(w, start + header) != b'.' {
        return None;
    }
    let payload = span(tail(w, payload_at), VALUE_BYTES_MAX, |b| {
        is_token(b) || b == b'='
    });
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
    // The armour of a key may follow at once; its dashes are in the alphabet too.
    let end = start + memchr::memmem::find(cut(w, start..end), b"-----").unwrap_or(end - start);
    let header = object(cut(w, start..start + header))?;
    let algorithm = header.get("alg").and_then(Value::as_str)?;
    let long = end - start >= VALUE_BYTES_MAX && is_token(at(w, end));
    let found = Candidate {
        long,
        ..Candidate::new(rule, start, end, 0)
    }
    .because("header is JSON with an algorithm")
    .because(format!("algorithm {}", shown(algorithm)));
    Some(with_claims(found, cut(w, payload_at..payload_at + payload)))
}

fn with_claims(found: Candidate, payload: &[u8]) -> Candidate {
    let Some(claims) = object(payload) else {
        return found;
    };
    let expires = claims.get("exp").and_then(|exp| {
        let fraction = || exp.as_f64().and_then(whole_seconds);
        exp.as_i64().or_else(fraction)
    });
    let found = Candidate { expires, ..found };
    match claims.get("iss").and_then(Value::as_str) {
        Some(issuer) => found.because(format!("issuer {}", shown(issuer))),
        None => found,
    }
}

/// RFC 7519 allows fractions in a date.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked against the range first"
)]
fn whole_seconds(stamp: f64) -> Option<i64> {
    (0.0..1e15).contains(&stamp).then_some(stamp as i64)
}

fn object(part: &[u8]) -> Option<Map<String, Value>> {
    let part = part.get(..VALUE_BYTES_MAX).unwrap_or(part);
    serde_json::from_slice(&base64::decode(part)?).ok()
}

/// At most [`CLAIM_BYTES_MAX`] bytes, control characters escaped: the text comes from whoever made the token.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let escaped: String = if c.is_control() || crate::names::is_unsafe_to_show(c) {
            c.escape_unicode().collect()
        } else {
            c.to_string()
        };
        if out.len() + escaped.len() > CLAIM_BYTES_MAX {
            break;
        }
        out.push_str(&escaped);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Term;

    fn encode(text: &str) -> String {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut out = String::new();
        for chunk in text.as_bytes().chunks(3) {
            let n = chunk.iter().fold(0usize, |n, b| n << 8 | usize::from(*b))
                << (8 * (3 - chunk.len()));
            for i in 0..=chunk.len() {
                out.push(char::from(alphabet[n >> (18 - 6 * i) & 63]));
            }
        }
        out
    }

    fn scan(header: &str, payload: &str) -> Option<Candidate> {
        let token = format!("{}.{}.c2lnbmF0dXJl", encode(header), encode(payload));
        jwt(token.as_bytes(), 0, 0)
    }

    #[test]
    fn the_payload_says_when_it_ends_and_who_made_it() {
        let found = scan(
            r#"{"alg":"RS256","typ":"JWT"}"#,
            r#"{"iss":"https://idp.example","exp":1772360430,"sub":"x"}"#,
        )
        .unwrap();
        assert_eq!(found.expires, Some(1_772_360_430));
        assert!(
            found
                .terms
                .iter()
                .any(|t| *t == Term::from("issuer https://idp.example"))
        );
        assert!(
            found
                .terms
                .iter()
                .any(|t| *t == Term::from("algorithm RS256"))
        );
    }

    #[test]
    fn the_armour_of_a_key_is_no_part_of_a_token() {
        let token = "eyJhbGciOiJkaXIifQ.e30.c2ln";
        let text = format!("{token}-----BEGIN RSA PRIVATE KEY-----");
        assert_eq!(jwt(text.as_bytes(), 0, 0).unwrap().end, token.len());
    }

    #[test]
    fn hostile_claims_are_cut_and_escaped() {
        let long = "i".repeat(500);
        let found = scan(
            r#"{"alg":"none"}"#,
            &format!(r#"{{"iss":"\n\u202e{long}","exp":"x"}}"#),
        )
        .unwrap();
        assert_eq!(found.expires, None);
        let shown = |t: &Term| match t {
            Term::Text(text) => text.to_string(),
            _ => String::new(),
        };
        let mut terms = found.terms.iter().map(shown);
        let issuer = terms.find(|t| t.starts_with("issuer ")).unwrap();
        assert!(
            issuer.len() <= CLAIM_BYTES_MAX + 8 && issuer.is_ascii(),
            "{issuer}"
        );
    }

    #[test]
    fn a_payload_that_is_no_json_is_still_a_token() {
        assert!(jwt(b"eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn", 0, 0).is_some());
        assert!(scan(r#"{"foo":"bar"}"#, "{}").is_none());
    }
}
