//! Asking a witness over HTTPS (C2SP tlog-witness).

use async_trait::async_trait;
use coffer_domain::ports::{SinkError, WitnessAnswer, WitnessPort};
use reqwest::{Client, Url};

use crate::limits::WITNESS_ANSWER_BYTES_MAX;
use crate::sink::{SinkConfigError, client, https_url};

/// A witness.
pub struct WitnessConfig {
    /// The submission prefix: what `/add-checkpoint` is added to.
    pub url: String,
    /// PEM certificates trusted beside the system's.
    pub ca_pem: Option<Vec<u8>>,
}

/// Asks a witness.
pub struct HttpsWitness {
    client: Client,
    url: Url,
}

impl HttpsWitness {
    /// Checks the configuration; connects to nothing.
    ///
    /// # Errors
    /// The address is not one of HTTPS, or the certificates are none.
    pub fn new(config: &WitnessConfig) -> Result<Self, SinkConfigError> {
        let prefix = config.url.trim_end_matches('/');
        Ok(Self {
            client: client(config.ca_pem.as_deref(), true)?,
            url: https_url(&format!("{prefix}/add-checkpoint"))?,
        })
    }
}

#[async_trait]
impl WitnessPort for HttpsWitness {
    async fn add_checkpoint(&self, body: String) -> Result<WitnessAnswer, SinkError> {
        let failed = |error: reqwest::Error| {
            if error.is_timeout() {
                return SinkError::TooSlow;
            }
            SinkError::Unreachable(Box::new(error.without_url()))
        };
        let sent = self.client.post(self.url.clone()).body(body).send().await;
        let mut response = sent.map_err(failed)?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len().saturating_add(chunk.len()) > WITNESS_ANSWER_BYTES_MAX {
                let what = format!("an answer of more than {WITNESS_ANSWER_BYTES_MAX} bytes");
                return Err(SinkError::Refused(what));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(WitnessAnswer {
            status,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }
}
