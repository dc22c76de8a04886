//! What a JSON web token says of itself and may be shown: its algorithm, issuer and expiry. They help support; the
//! token is worthless without its signature.

use serde_json::Value;

use crate::detect::decode_base64;

/// A claim longer than this is left out.
const CLAIM_BYTES_MAX: usize = 80;
/// More digits than this in an issuer may be a number of a person.
const ISSUER_DIGITS_MAX: usize = 3;

/// ` alg=RS256 iss=https://idp.example exp=1760000000`, without what is missing or not plain.
pub(super) fn annotation(token: &[u8]) -> Option<String> {
    let mut parts = token.split(|b| *b == b'.');
    let header: Value = serde_json::from_slice(&decode_base64(parts.next()?)?).ok()?;
    let claims: Option<Value> = parts
        .next()
        .and_then(decode_base64)
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let mut out = String::new();
    if let Some(alg) = header
        .get("alg")
        .and_then(Value::as_str)
        .filter(|a| is_plain(a))
    {
        out.push_str(&format!(" alg={alg}"));
    }
    if let Some(claims) = claims {
        if let Some(iss) = claims
            .get("iss")
            .and_then(Value::as_str)
            .filter(|i| is_issuer(i))
        {
            out.push_str(&format!(" iss={iss}"));
        }
        if let Some(exp) = claims.get("exp").and_then(Value::as_u64) {
            out.push_str(&format!(" exp={exp}"));
        }
    }
    Some(out)
}

fn is_plain(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b':');
    (1..=CLAIM_BYTES_MAX).contains(&text.len()) && text.bytes().all(plain)
}

/// A plain name or address of a service; no user part, no long number.
fn is_issuer(text: &str) -> bool {
    is_plain(text) && text.bytes().filter(u8::is_ascii_digit).count() <= ISSUER_DIGITS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotated(header: &str, claims: &str) -> Option<String> {
        let encode = |text: &str| data(text.as_bytes());
        annotation(format!("{}.{}.c2ln", encode(header), encode(claims)).as_bytes())
    }

    /// Base64 in the alphabet of URLs, without padding.
    fn data(bytes: &[u8]) -> String {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let n =
                chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
            for i in 0..=chunk.len() {
                out.push(char::from(ALPHABET[(n >> (18 - 6 * i) & 63) as usize]));
            }
        }
        out
    }

    #[test]
    fn only_plain_claims_are_told() {
        assert_eq!(
            annotated(
                r#"{"alg":"RS256"}"#,
                r#"{"iss":"https://idp.acme.io/a","exp":1760000000,"sub":"jane"}"#
            ),
            Some(" alg=RS256 iss=https://idp.acme.io/a exp=1760000000".to_owned())
        );
        for hidden in [
            r#"{"iss":"jane.doe@acme.io"}"#,
            r#"{"iss":"a b"}"#,
            r#"{"iss":"a>\"x"}"#,
            r#"{"iss":"http://10.20.30.40"}"#,
            r#"{"iss":7,"exp":"soon"}"#,
            r#"{"iss":""}"#,
        ] {
            assert_eq!(
                annotated(r#"{"alg":"none"}"#, hidden),
                Some(" alg=none".to_owned()),
                "{hidden}"
            );
        }
        assert_eq!(annotation(b"no token"), None);
        assert_eq!(annotation(b"AAAA.BBBB"), None);
    }
}
