//! The provider's description and keys, kept for a while.

use coffer_domain::time::Timestamp;
use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{DecodingKey, Header};
use reqwest::Client;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use crate::config::is_acceptable;
use crate::fetch::{self, FetchError};
use crate::limits::{ALGORITHMS, ANSWER_AGAIN, KEYS_AGAIN, KEYS_MAX, METADATA_LIFE};

/// What we use of the provider's description (OpenID Connect Discovery 1.0 section 3).
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Description {
    pub(crate) issuer: String,
    pub(crate) authorization_endpoint: String,
    pub(crate) token_endpoint: String,
    pub(crate) jwks_uri: String,
    #[serde(default)]
    pub(crate) authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    pub(crate) token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Default)]
struct Kept {
    description: Option<(Description, Timestamp)>,
    keys: Option<(JwkSet, Timestamp)>,
    /// When it last did not answer.
    failed: Option<Timestamp>,
}

impl Kept {
    /// One call, unless the last one failed a moment ago: whoever waits for it would only wait longer.
    async fn call<T: DeserializeOwned>(
        &mut self,
        client: &Client,
        address: &str,
        now: Timestamp,
    ) -> Result<T, FetchError> {
        if self.failed.is_some_and(|at| fresh(at, now, ANSWER_AGAIN)) {
            return Err(FetchError::Again);
        }
        let answer = fetch::json(client.get(address)).await;
        self.failed = answer.is_err().then_some(now);
        answer
    }
}

/// Published keys, among them perhaps kinds we do not know, which are passed over (RFC 7517 section 5).
#[derive(Deserialize)]
struct RawKeys {
    keys: Vec<serde_json::Value>,
}

impl RawKeys {
    fn readable(self) -> JwkSet {
        let keys = self.keys.into_iter().take(KEYS_MAX);
        JwkSet {
            keys: keys
                .filter_map(|key| serde_json::from_value(key).ok())
                .collect(),
        }
    }
}

/// What is known of a provider.
pub(crate) struct Metadata {
    client: Client,
    issuer: String,
    danger_plaintext: bool,
    kept: Mutex<Kept>,
}

fn fresh(at: Timestamp, now: Timestamp, life: coffer_domain::time::Span) -> bool {
    let age = now.since(at);
    age.0 >= 0 && age < life
}

impl Metadata {
    pub(crate) fn new(client: Client, issuer: String, danger_plaintext: bool) -> Self {
        Self {
            client,
            issuer,
            danger_plaintext,
            kept: Mutex::default(),
        }
    }

    /// The provider's description; it must be of the configured issuer.
    pub(crate) async fn description(&self, now: Timestamp) -> Result<Description, FetchError> {
        let mut kept = self.kept.lock().await;
        if let Some((description, at)) = &kept.description
            && fresh(*at, now, METADATA_LIFE)
        {
            return Ok(description.clone());
        }
        let base = self.issuer.trim_end_matches('/');
        let address = format!("{base}/.well-known/openid-configuration");
        let description: Description = kept.call(&self.client, &address, now).await?;
        let addresses = [
            &description.authorization_endpoint,
            &description.token_endpoint,
            &description.jwks_uri,
        ];
        let callable = |address: &&String| is_acceptable(address, self.danger_plaintext);
        if description.issuer != self.issuer || !addresses.iter().all(callable) {
            return Err(FetchError::Description);
        }
        kept.description = Some((description.clone(), now));
        Ok(description)
    }

    /// The key that signed a token with this header, if the provider publishes it for that algorithm. Unknown keys
    /// are asked for again, for providers change them, but not at everybody's will.
    pub(crate) async fn key(
        &self,
        header: &Header,
        now: Timestamp,
    ) -> Result<Option<DecodingKey>, FetchError> {
        if !ALGORITHMS.contains(&header.alg) {
            return Ok(None);
        }
        let address = self.description(now).await?.jwks_uri;
        let mut kept = self.kept.lock().await;
        if let Some((keys, at)) = &kept.keys {
            let found = find(keys, header);
            let again = !fresh(*at, now, KEYS_AGAIN);
            if (found.is_some() && fresh(*at, now, METADATA_LIFE)) || (found.is_none() && !again) {
                return Ok(found);
            }
        }
        let keys: RawKeys = kept.call(&self.client, &address, now).await?;
        let keys = keys.readable();
        let found = find(&keys, header);
        kept.keys = Some((keys, now));
        Ok(found)
    }
}

/// The one key that fits: of the named id, or the only one where none is named; never one for encryption.
fn find(keys: &JwkSet, header: &Header) -> Option<DecodingKey> {
    let signs = |key: &&Jwk| {
        let usage = key.common.public_key_use.as_ref();
        usage.is_none_or(|usage| *usage == PublicKeyUse::Signature)
    };
    let fits = |key: &&Jwk| match &header.kid {
        Some(kid) => key.common.key_id.as_ref() == Some(kid),
        None => true,
    };
    let mut candidates = keys.keys.iter().filter(signs).filter(fits);
    let key = candidates.next()?;
    if candidates.next().is_some() {
        return None;
    }
    let named = key.common.key_algorithm.as_ref();
    if named.is_some_and(|named| *named != KeyAlgorithm::from(header.alg)) {
        return None;
    }
    DecodingKey::from_jwk(key).ok()
}
