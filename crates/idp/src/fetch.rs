//! Calls to a provider: bounded in time and size, without redirects.

use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use tracing::instrument;

use crate::config::{ProviderConfig, ProviderConfigError};
use crate::limits::{ANSWER_BYTES_MAX, ANSWER_TIMEOUT};

/// Why a call brought nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FetchError {
    #[error("it did not answer a moment ago")]
    Again,
    #[error("the call failed")]
    Call(#[source] reqwest::Error),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer is larger than {ANSWER_BYTES_MAX} bytes")]
    TooLarge,
    #[error("its answer is not of the expected form")]
    Form(#[source] serde_json::Error),
    #[error("its description names another issuer, or an address that may not be called")]
    Description,
}

pub(crate) fn client(config: &ProviderConfig) -> Result<Client, ProviderConfigError> {
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .timeout(ANSWER_TIMEOUT)
        .https_only(!config.danger_plaintext);
    if let Some(pem) = &config.ca_pem {
        let certificates =
            reqwest::Certificate::from_pem_bundle(pem).map_err(ProviderConfigError::Ca)?;
        builder = builder.tls_certs_merge(certificates);
    }
    builder.build().map_err(ProviderConfigError::Setup)
}

/// The JSON a call answers.
#[instrument(name = "identity_provider", level = "debug", skip_all, fields(otel.kind = "client"))]
pub(crate) async fn json<T: DeserializeOwned>(call: RequestBuilder) -> Result<T, FetchError> {
    let mut response = call
        .header("accept", "application/json")
        .send()
        .await
        .map_err(|error| FetchError::Call(error.without_url()))?;
    let status = response.status();
    if !status.is_success() {
        return Err(FetchError::Status(status.as_u16()));
    }
    let mut body = Vec::new();
    let failed = |error: reqwest::Error| FetchError::Call(error.without_url());
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len().saturating_add(chunk.len()) > ANSWER_BYTES_MAX {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(FetchError::Form)
}
