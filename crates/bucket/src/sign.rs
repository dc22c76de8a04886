//! Signatures of requests: AWS Signature Version 4, in the `Authorization` header, over the body's hash too.
//!
//! Specified in "Signature Calculations for the Authorization Header" of the S3 API reference.

use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Who asks, and where.
pub(crate) struct Credentials {
    pub(crate) access_key: String,
    pub(crate) secret_key: SecretText,
    pub(crate) region: String,
}

/// What is signed of a request.
pub(crate) struct Signing<'a> {
    pub(crate) method: &'a str,
    /// Percent-encoded.
    pub(crate) path: &'a str,
    /// Sorted and percent-encoded.
    pub(crate) query: &'a str,
    /// All headers that count, names in lower case.
    pub(crate) headers: &'a [(String, String)],
    /// SHA-256 of the body, hexadecimal.
    pub(crate) body: &'a str,
}

/// The value of `Authorization`. Headers must have `host`, `x-amz-date` and `x-amz-content-sha256`.
pub(crate) fn authorization(
    credentials: &Credentials,
    signing: &Signing<'_>,
    now: Timestamp,
) -> String {
    let mut headers: Vec<_> = signing.headers.iter().collect();
    headers.sort();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let canonical = format!(
        "{}\n{}\n{}\n{lines}\n{names}\n{}",
        signing.method, signing.path, signing.query, signing.body
    );
    let time = amz_date(now);
    let day = time.get(..8).unwrap_or_default();
    let scope = format!("{day}/{}/s3/aws4_request", credentials.region);
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{time}\n{scope}\n{}",
        hash(canonical.as_bytes())
    );
    let secret = Zeroizing::new(format!("AWS4{}", credentials.secret_key.expose()));
    let mut key = mac(secret.as_bytes(), day);
    for part in [credentials.region.as_str(), "s3", "aws4_request"] {
        key = mac(key.as_slice(), part);
    }
    let signature = HEXLOWER.encode(mac(key.as_slice(), &to_sign).as_slice());
    format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope},SignedHeaders={names},Signature={signature}",
        credentials.access_key
    )
}

/// A time as `20130524T000000Z`.
pub(crate) fn amz_date(now: Timestamp) -> String {
    let text = now.to_string();
    let seconds = text.split('.').next().unwrap_or_default();
    let mut plain: String = seconds.chars().filter(|c| *c != '-' && *c != ':').collect();
    plain.push('Z');
    plain
}

/// SHA-256, hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

fn mac(key: &[u8], text: &str) -> Zeroizing<Vec<u8>> {
    // A key of any length is one.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Zeroizing::default();
    };
    mac.update(text.as_bytes());
    Zeroizing::new(mac.finalize().into_bytes().to_vec())
}

/// Percent-encodes all but RFC 3986's unreserved characters, and `/` where it separates.
pub(crate) fn encode(text: &str, keep_slash: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            b'/' if keep_slash => encoded.push('/'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// A query as it is signed and sent: encoded, sorted.
pub(crate) fn query(parts: &[(&str, String)]) -> String {
    let mut parts: Vec<String> = parts
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name, false), encode(value, false)))
        .collect();
    parts.sort();
    parts.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the S3 API reference, "Signature Calculations for the Authorization Header".
    fn signed(method: &str, path: &str, query: &str, more: &[(&str, &str)], body: &str) -> String {
        let credentials = Credentials {
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_key: SecretText::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned()),
            region: "us-east-1".to_owned(),
        };
        let now = Timestamp::parse_day("2013-05-24").unwrap();
        let body = hash(body.as_bytes());
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = vec![
            own("host", "examplebucket.s3.amazonaws.com"),
            own("x-amz-date", &amz_date(now)),
            own("x-amz-content-sha256", &body),
        ];
        headers.extend(more.iter().map(|(name, value)| own(name, value)));
        let signing = Signing {
            method,
            path,
            query,
            headers: &headers,
            body: &body,
        };
        let value = authorization(&credentials, &signing, now);
        value.rsplit_once("Signature=").unwrap().1.to_owned()
    }

    #[test]
    fn the_published_examples_have_the_published_signatures() {
        assert_eq!(
            signed("GET", "/test.txt", "", &[("range", "bytes=0-9")], ""),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        let put = [
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ];
        assert_eq!(
            signed(
                "PUT",
                "/test%24file.text",
                "",
                &put,
                "Welcome to Amazon S3."
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        assert_eq!(
            signed("GET", "/", "lifecycle=", &[], ""),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        let list = [("prefix", "J".to_owned()), ("max-keys", "2".to_owned())];
        assert_eq!(
            signed("GET", "/", &query(&list), &[], ""),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encode("a/ü+~", true), "a/%C3%BC%2B~");
        assert_eq!(encode("a/b c", false), "a%2Fb%20c");
    }
}
