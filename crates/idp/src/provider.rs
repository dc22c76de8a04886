//! [`OidcProvider`]: one configured provider.

use async_trait::async_trait;
use coffer_domain::ports::{IdentityProvider, IdpError, LoggedOut, SignInFlow, Vouched};
use coffer_domain::secret::SecretText;
use coffer_domain::time::{Span, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use reqwest::Client;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::assurance::assess;
use crate::claims::{Claims, seconds};
use crate::config::{ProviderConfig, ProviderConfigError};
use crate::fetch::{self, FetchError};
use crate::keys::Metadata;
use crate::limits::TOKEN_BYTES_MAX;

/// An OpenID provider we rely on.
pub struct OidcProvider {
    config: ProviderConfig,
    client: Client,
    metadata: Metadata,
}

/// What the token endpoint answers; the access token is not used, only compared.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    #[serde(default)]
    access_token: Option<String>,
}

fn unavailable(error: FetchError) -> IdpError {
    match error {
        // A code that is refused is not an outage.
        FetchError::Status(400 | 401) => IdpError::Refused("the code was not accepted"),
        other => IdpError::Unavailable(Box::new(other)),
    }
}

impl OidcProvider {
    /// The provider of this configuration; nothing is called yet.
    ///
    /// # Errors
    /// The configuration does not hold.
    pub fn new(config: ProviderConfig) -> Result<Self, ProviderConfigError> {
        config.check()?;
        let client = fetch::client(&config)?;
        let metadata = Metadata::new(
            client.clone(),
            config.issuer.clone(),
            config.danger_plaintext,
        );
        Ok(Self {
            config,
            client,
            metadata,
        })
    }

    /// The claims of a token the provider signed.
    async fn verified(
        &self,
        token: &str,
        kinds: &[&str],
        now: Timestamp,
    ) -> Result<(Claims, Algorithm), IdpError> {
        let unreadable = IdpError::Refused("not a token we can read");
        if token.len() > TOKEN_BYTES_MAX {
            return Err(unreadable);
        }
        let Ok(header) = decode_header(token) else {
            return Err(unreadable);
        };
        if header.crit.is_some() {
            return Err(IdpError::Refused("asks for what we do not know"));
        }
        let kind = header
            .typ
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        if !kinds.contains(&kind) {
            return Err(IdpError::Refused("a token of another kind"));
        }
        let key = self.metadata.key(&header, now).await.map_err(unavailable)?;
        let key = key.ok_or(IdpError::Refused("signed by none of the provider's keys"))?;
        let mut validation = Validation::new(header.alg);
        // Claims are checked by `Claims`, against our clock.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        match decode::<Claims>(token, &key, &validation) {
            Ok(data) => Ok((data.claims, header.alg)),
            Err(_) => Err(IdpError::Refused("the signature does not hold")),
        }
    }

    async fn exchange(
        &self,
        redirect: &str,
        code: &SecretText,
        flow: &SignInFlow,
        now: Timestamp,
    ) -> Result<Tokens, IdpError> {
        let description = self.metadata.description(now).await.map_err(unavailable)?;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", redirect),
            ("code_verifier", flow.verifier.expose()),
        ];
        let mut call = self.client.post(&description.token_endpoint);
        // Basic is the default where a provider does not say (RFC 8414 section 2).
        let methods = description.token_endpoint_auth_methods_supported;
        let basic = methods.is_none_or(|them| them.iter().any(|it| it == "client_secret_basic"));
        match &self.config.client_secret {
            Some(secret) if basic => {
                let encode = |text: &str| form_encoded(text);
                let id = encode(&self.config.client_id);
                call = call.basic_auth(id, Some(encode(secret.expose())));
            }
            Some(secret) => {
                form.push(("client_id", &self.config.client_id));
                form.push(("client_secret", secret.expose()));
            }
            None => form.push(("client_id", &self.config.client_id)),
        }
        fetch::json(call.form(&form)).await.map_err(unavailable)
    }
}

/// For names and secrets in Basic credentials (RFC 6749 section 2.3.1).
fn form_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[async_trait]
impl IdentityProvider for OidcProvider {
    fn id(&self) -> &str {
        &self.config.id
    }

    fn title(&self) -> &str {
        &self.config.title
    }

    fn brings_people(&self) -> bool {
        self.config.brings_people
    }

    fn auth_age_max(&self) -> i64 {
        self.config.auth_age_max_seconds
    }

    async fn authorize_url(
        &self,
        redirect: &str,
        flow: &SignInFlow,
        again: bool,
        now: Timestamp,
    ) -> Result<String, IdpError> {
        let description = self.metadata.description(now).await.map_err(unavailable)?;
        let mut url = reqwest::Url::parse(&description.authorization_endpoint)
            .map_err(|error| IdpError::Unavailable(Box::new(error)))?;
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(flow.verifier.expose().as_bytes()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", redirect)
            .append_pair("scope", &self.config.scopes.join(" "))
            .append_pair("state", flow.state.expose())
            .append_pair("nonce", flow.nonce.expose())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("max_age", &self.config.auth_age_max_seconds.to_string());
        if let Some(values) = &self.config.acr_values {
            url.query_pairs_mut().append_pair("acr_values", values);
        }
        if again {
            url.query_pairs_mut().append_pair("prompt", "login");
        }
        Ok(url.into())
    }

    async fn redeem(
        &self,
        redirect: &str,
        code: &SecretText,
        issuer: Option<&str>,
        flow: &SignInFlow,
        now: Timestamp,
    ) -> Result<Vouched, IdpError> {
        let description = self.metadata.description(now).await.map_err(unavailable)?;
        // Mix-up: an answer of one provider must not be redeemed at another (RFC 9207).
        let expected = description.authorization_response_iss_parameter_supported;
        match issuer {
            Some(issuer) if issuer != self.config.issuer => {
                return Err(IdpError::Refused("an answer of another issuer"));
            }
            None if expected => return Err(IdpError::Refused("an answer of no issuer")),
            _ => {}
        }
        let tokens = self.exchange(redirect, code, flow, now).await?;
        let (claims, algorithm) = self.verified(&tokens.id_token, &["", "jwt"], now).await?;
        let (subject, authenticated) = claims.check_id_token(
            &self.config.issuer,
            &self.config.client_id,
            flow.nonce.expose(),
            Span::seconds(self.config.auth_age_max_seconds),
            now,
        )?;
        claims.check_access_token(algorithm, tokens.access_token.as_deref())?;
        let (aal, phishing_resistant) = assess(&self.config.assurance, &claims);
        let link = self.config.link_claim.as_deref();
        Ok(Vouched {
            issuer: self.config.issuer.clone(),
            subject,
            session: claims.sid.clone(),
            aal,
            phishing_resistant,
            authenticated,
            groups: claims.list(&self.config.groups_claim),
            email: claims.verified_email().map(ToOwned::to_owned),
            name: claims.text("name").map(ToOwned::to_owned),
            external: link
                .and_then(|claim| claims.text(claim))
                .map(ToOwned::to_owned),
        })
    }

    async fn logout(&self, token: &str, now: Timestamp) -> Result<LoggedOut, IdpError> {
        let (claims, _) = self.verified(token, &["logout+jwt"], now).await?;
        let message =
            claims.check_logout_token(&self.config.issuer, &self.config.client_id, now)?;
        Ok(LoggedOut {
            issuer: self.config.issuer.clone(),
            subject: claims.sub,
            session: claims.sid,
            message,
            issued: seconds(claims.iat),
        })
    }
}
