//! What tokens must say.

use coffer_domain::ports::IdpError;
use coffer_domain::time::{Span, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::limits::{CLOCK_SKEW, GROUPS_MAX, LOGOUT_LIFE};

/// What back-channel logout tokens are about.
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A token's claims.
#[derive(Debug, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: Audience,
    #[serde(default)]
    pub(crate) azp: Option<String>,
    #[serde(default)]
    pub(crate) sub: Option<String>,
    #[serde(default)]
    pub(crate) exp: Option<i64>,
    pub(crate) iat: i64,
    #[serde(default)]
    pub(crate) nbf: Option<i64>,
    #[serde(default)]
    pub(crate) auth_time: Option<i64>,
    #[serde(default)]
    pub(crate) nonce: Option<String>,
    #[serde(default)]
    pub(crate) at_hash: Option<String>,
    #[serde(default)]
    pub(crate) acr: Option<String>,
    #[serde(default)]
    pub(crate) amr: Vec<String>,
    #[serde(default)]
    pub(crate) sid: Option<String>,
    #[serde(default)]
    pub(crate) jti: Option<String>,
    #[serde(default)]
    pub(crate) events: Option<Map<String, Value>>,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// One audience or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn holds(&self, client: &str) -> bool {
        match self {
            Audience::One(one) => one == client,
            Audience::Several(several) => several.iter().any(|one| one == client),
        }
    }

    fn is_several(&self) -> bool {
        matches!(self, Audience::Several(several) if several.len() > 1)
    }
}

pub(crate) fn seconds(at: i64) -> Timestamp {
    Timestamp(at.saturating_mul(1_000))
}

impl Claims {
    /// What holds of every token: it is this issuer's, for us, and made neither in the future nor for others too.
    fn check_common(&self, issuer: &str, client: &str, now: Timestamp) -> Result<(), IdpError> {
        if self.iss != issuer {
            return Err(IdpError::Refused("another issuer"));
        }
        if !self.aud.holds(client) {
            return Err(IdpError::Refused("for another client"));
        }
        if seconds(self.iat) > now.plus(CLOCK_SKEW) {
            return Err(IdpError::Refused("made in the future"));
        }
        let begins = self.nbf.map(seconds);
        if begins.is_some_and(|begins| begins > now.plus(CLOCK_SKEW)) {
            return Err(IdpError::Refused("not valid yet"));
        }
        let over = self.exp.map(|exp| seconds(exp).plus(CLOCK_SKEW) <= now);
        if over == Some(true) {
            return Err(IdpError::Refused("over"));
        }
        Ok(())
    }

    /// Checks an ID token (OpenID Connect Core 1.0 section 3.1.3.7); the person and when they signed in.
    pub(crate) fn check_id_token(
        &self,
        issuer: &str,
        client: &str,
        nonce: &str,
        auth_age_max: Span,
        now: Timestamp,
    ) -> Result<(String, Timestamp), IdpError> {
        self.check_common(issuer, client, now)?;
        if self.exp.is_none() {
            return Err(IdpError::Refused("without an end"));
        }
        let other_party = self.azp.as_ref().is_some_and(|party| party != client);
        if other_party || (self.aud.is_several() && self.azp.is_none()) {
            return Err(IdpError::Refused("handed to another party"));
        }
        if self.events.is_some() {
            return Err(IdpError::Refused("a message, not an ID token"));
        }
        if self.nonce.as_deref() != Some(nonce) {
            return Err(IdpError::Refused("another nonce"));
        }
        // Asked for with `max_age`, so that it must be there (section 2).
        let authenticated = self.auth_time.map(seconds);
        let authenticated = authenticated.ok_or(IdpError::Refused("without `auth_time`"))?;
        let age = now.since(authenticated);
        if age.0 < -CLOCK_SKEW.0 || age.0 > auth_age_max.0.saturating_add(CLOCK_SKEW.0) {
            return Err(IdpError::Refused("signed in too long ago"));
        }
        let subject = self.sub.clone().filter(|subject| !subject.is_empty());
        let subject = subject.ok_or(IdpError::Refused("about nobody"))?;
        Ok((subject, authenticated))
    }

    /// Checks that the access token which came along is the one the ID token was made with, where it says which (OpenID
    /// Connect Core 1.0 section 3.1.3.8). It is not used, but another one is a sign that answers were mixed.
    pub(crate) fn check_access_token(
        &self,
        algorithm: Algorithm,
        token: Option<&str>,
    ) -> Result<(), IdpError> {
        let Some(said) = &self.at_hash else {
            return Ok(());
        };
        let token = token.ok_or(IdpError::Refused("without its access token"))?;
        let hash = match algorithm {
            Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => {
                Sha384::digest(token.as_bytes()).to_vec()
            }
            // Ed25519 hashes with SHA-512.
            Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => {
                Sha512::digest(token.as_bytes()).to_vec()
            }
            _ => Sha256::digest(token.as_bytes()).to_vec(),
        };
        let (half, _) = hash.split_at(hash.len() / 2);
        if *said == BASE64URL_NOPAD.encode(half) {
            Ok(())
        } else {
            Err(IdpError::Refused("with another access token"))
        }
    }

    /// Checks a logout token (Back-Channel Logout 1.0 section 2.6); the message's name.
    pub(crate) fn check_logout_token(
        &self,
        issuer: &str,
        client: &str,
        now: Timestamp,
    ) -> Result<String, IdpError> {
        self.check_common(issuer, client, now)?;
        if self.nonce.is_some() {
            return Err(IdpError::Refused("with a nonce: an ID token in disguise"));
        }
        let is_logout = self.events.as_ref().is_some_and(|events| {
            events
                .get(LOGOUT_EVENT)
                .is_some_and(serde_json::Value::is_object)
        });
        if !is_logout {
            return Err(IdpError::Refused("not a logout message"));
        }
        if self.sub.is_none() && self.sid.is_none() {
            return Err(IdpError::Refused("about nobody"));
        }
        if now.since(seconds(self.iat)) > LOGOUT_LIFE {
            return Err(IdpError::Refused("an old message"));
        }
        let message = self.jti.clone().filter(|jti| !jti.is_empty());
        message.ok_or(IdpError::Refused("without a name of its own"))
    }

    /// A claim of the configuration as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match name {
            "sub" => self.sub.as_deref(),
            name => self.others.get(name).and_then(Value::as_str),
        }
    }

    /// A claim of the configuration as a list of texts.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let texts = match self.others.get(name) {
            Some(Value::Array(texts)) => texts.as_slice(),
            Some(one @ Value::String(_)) => std::slice::from_ref(one),
            _ => &[],
        };
        let texts = texts.iter().filter_map(Value::as_str);
        texts.take(GROUPS_MAX).map(ToOwned::to_owned).collect()
    }

    /// The address, only if the provider says that it verified it.
    pub(crate) fn verified_email(&self) -> Option<&str> {
        let verified = match self.others.get("email_verified") {
            Some(Value::Bool(verified)) => *verified,
            // Some providers write it as a text.
            Some(Value::String(text)) => text == "true",
            _ => false,
        };
        self.text("email").filter(|_| verified)
    }
}
