//! Time-based one-time passwords (RFC 6238: SHA-1, six digits, 30 seconds, one step of leeway).

use coffer_domain::time::Timestamp;
use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Totp};

use crate::error::AppError;

/// Length of a secret (RFC 4226 section 4 recommends 160 bits).
pub(crate) const SECRET_BYTES: usize = 20;

fn totp(secret: &[u8]) -> Result<Totp, AppError> {
    Builder::new()
        .with_secret(secret.to_vec())
        .build()
        .map_err(|_| AppError::Bug("totp secret"))
}

/// The step whose code this is, if it is one of now.
pub(crate) fn matching_step(
    secret: &[u8],
    code: &str,
    now: Timestamp,
) -> Result<Option<i64>, AppError> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / 1_000).unwrap_or(0);
    Ok(totp(secret)?
        .check(&digits, seconds)
        .and_then(|step| i64::try_from(step).ok()))
}

/// The secret for typing in.
pub(crate) fn secret_text(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The address an authenticator reads from a QR code. The label is percent-encoded.
pub(crate) fn otpauth_url(secret: &[u8], organisation: &str, email: &str) -> String {
    let issuer = percent_encode(&format!("Coffer {organisation}"));
    format!(
        "otpauth://totp/{issuer}:{}?secret={}&issuer={issuer}",
        percent_encode(email),
        secret_text(secret)
    )
}

fn percent_encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, SHA-1, cut to six digits.
    #[test]
    fn codes_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            let step = matching_step(secret, code, Timestamp(seconds * 1_000)).unwrap();
            assert_eq!(step, Some(seconds / 30));
        }
    }

    #[test]
    fn one_step_of_leeway_and_no_more() {
        let secret = b"12345678901234567890";
        let at =
            |seconds: i64| matching_step(secret, "287 082", Timestamp(seconds * 1_000)).unwrap();
        assert_eq!(at(59 + 30), Some(1));
        assert_eq!(at(59 + 61), None);
        assert_eq!(at(0), Some(1));
    }
}
