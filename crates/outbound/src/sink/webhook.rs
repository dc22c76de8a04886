//! Webhooks as Standard Webhooks 1.0 says: an id, a time, and a signature over both and the body.

use std::sync::Arc;

use async_trait::async_trait;
use coffer_domain::ports::{Clock, EventSink, SinkError};
use coffer_domain::secret::SecretText;
use coffer_domain::sink::OutLine;
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Client, Url};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::SinkConfigError;
use super::https::{answer, client, https_url, refuse_private};
use crate::limits::{WEBHOOK_SECRET_BYTES_MAX, WEBHOOK_SECRET_BYTES_MIN, WEBHOOK_SECRETS_MAX};

const ID: HeaderName = HeaderName::from_static("webhook-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
/// What secrets begin with.
const SECRET_PREFIX: &str = "whsec_";
/// "Gone": the receiver wants no more.
const GONE: u16 = 410;

/// What signs. Never printed; wiped when dropped.
pub struct WebhookSecret(Zeroizing<Vec<u8>>);

impl WebhookSecret {
    /// The secret with these random bytes, as text to hand to the receiver.
    #[must_use]
    pub fn text(bytes: &[u8; 32]) -> SecretText {
        SecretText::new(format!("{SECRET_PREFIX}{}", BASE64.encode(bytes)))
    }

    /// The secrets in a file: one a line, the newest first; two while the receiver changes from one to the other.
    ///
    /// # Errors
    /// They are not one or two of the right form.
    pub fn parse_all(text: &SecretText) -> Result<Vec<Self>, SinkConfigError> {
        let lines = text.expose().lines().map(str::trim);
        let secrets: Vec<Self> = lines
            .filter(|line| !line.is_empty())
            .map(|line| Self::parse(line).ok_or(SinkConfigError::Secret))
            .collect::<Result<_, _>>()?;
        if secrets.is_empty() || secrets.len() > WEBHOOK_SECRETS_MAX {
            return Err(SinkConfigError::Secret);
        }
        Ok(secrets)
    }

    fn parse(line: &str) -> Option<Self> {
        let encoded = line.strip_prefix(SECRET_PREFIX)?;
        let bytes = Zeroizing::new(BASE64.decode(encoded.as_bytes()).ok()?);
        let fits = (WEBHOOK_SECRET_BYTES_MIN..=WEBHOOK_SECRET_BYTES_MAX).contains(&bytes.len());
        fits.then_some(Self(bytes))
    }

    fn sign(&self, content: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(content.as_bytes());
        Some(format!(
            "v1,{}",
            BASE64.encode(&mac.finalize().into_bytes())
        ))
    }
}

/// A webhook.
pub struct WebhookConfig {
    /// Where it is.
    pub url: String,
    /// What signs, the newest first.
    pub secrets: Vec<WebhookSecret>,
    /// PEM certificates trusted beside the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// Whether it may lead to a private address.
    pub private_allowed: bool,
}

/// Posts one line at a time, signed by every secret.
pub struct WebhookSink {
    client: Client,
    url: Url,
    secrets: Vec<WebhookSecret>,
    clock: Arc<dyn Clock>,
}

impl WebhookSink {
    /// Checks the configuration; connects to nothing.
    ///
    /// # Errors
    /// The address is not one of HTTPS, is private where it may not be, or the certificates are none.
    pub fn new(config: WebhookConfig, clock: Arc<dyn Clock>) -> Result<Self, SinkConfigError> {
        let url = https_url(&config.url)?;
        if !config.private_allowed {
            refuse_private(&url)?;
        }
        if config.secrets.is_empty() {
            return Err(SinkConfigError::Secret);
        }
        Ok(Self {
            client: client(config.ca_pem.as_deref(), config.private_allowed)?,
            url,
            secrets: config.secrets,
            clock,
        })
    }

    async fn post(&self, line: &OutLine) -> Result<(), SinkError> {
        // Dots separate what is signed.
        let id = line.uid.replace(['.', '/'], "_");
        let seconds = self.clock.now().0.div_euclid(1_000);
        let content = format!("{id}.{seconds}.{}", line.text);
        let signatures: Vec<String> = self
            .secrets
            .iter()
            .filter_map(|secret| secret.sign(&content))
            .collect();
        let header = |text: &str| {
            HeaderValue::from_str(text).map_err(|error| SinkError::Unreachable(Box::new(error)))
        };
        let call = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(ID, header(&id)?)
            .header(TIMESTAMP, header(&seconds.to_string())?)
            .header(SIGNATURE, header(&signatures.join(" "))?)
            .body(line.text.clone());
        match answer(call).await? {
            GONE => Err(SinkError::Gone),
            status if (200..300).contains(&status) => Ok(()),
            status => Err(SinkError::Refused(format!("status {status}"))),
        }
    }
}

#[async_trait]
impl EventSink for WebhookSink {
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError> {
        for line in lines {
            self.post(line).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_the_example_of_the_specification() {
        let secret = WebhookSecret::parse("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").unwrap();
        let body = r#"{"email":"test@example.com","username":"test_user"}"#;
        let content = format!("msg_27UH4WbU6Z5A5EzD8u03UvzRbpk.1649367553.{body}");
        assert_eq!(
            secret.sign(&content).unwrap(),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
        );
    }

    #[test]
    fn secrets_are_one_or_two_of_their_form() {
        let parsed = |text: &str| WebhookSecret::parse_all(&SecretText::new(text.to_owned()));
        let one = WebhookSecret::text(&[7; 32]);
        let one = one.expose();
        assert_eq!(parsed(one).unwrap().len(), 1);
        assert_eq!(parsed(&format!("{one}\n\n{one}\n")).unwrap().len(), 2);
        for bad in [
            String::new(),
            "whsec_c2hvcnQ=".to_owned(),
            one.replace("whsec_", ""),
            format!("{one}\n{one}\n{one}"),
        ] {
            assert!(parsed(&bad).is_err(), "{bad}");
        }
    }
}
