//! Batches of lines by POST: newline-delimited JSON.

use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use coffer_domain::ports::{EventSink, SinkError};
use coffer_domain::secret::SecretText;
use coffer_domain::sink::OutLine;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};

use super::guard::{PublicOnly, is_public};
use super::{SinkConfigError, certificates};
use crate::limits::{SINK_ANSWER_MAX, SINK_CONNECT_MAX};

/// An endpoint that takes batches.
pub struct HttpsConfig {
    /// Where it is.
    pub url: String,
    /// The value of `Authorization`, if it asks for one.
    pub authorization: Option<SecretText>,
    /// PEM certificates trusted beside the system's.
    pub ca_pem: Option<Vec<u8>>,
}

/// Posts batches. Every answer of 2xx is taken as received.
pub struct HttpsSink {
    client: Client,
    url: Url,
    authorization: Option<HeaderValue>,
}

impl HttpsSink {
    /// Checks the configuration; connects to nothing.
    ///
    /// # Errors
    /// The address is not one of HTTPS, or the certificates or the header are none.
    pub fn new(config: &HttpsConfig) -> Result<Self, SinkConfigError> {
        let authorization = config.authorization.as_ref().map(|secret| {
            let mut value =
                HeaderValue::from_str(secret.expose()).map_err(|_| SinkConfigError::Header)?;
            value.set_sensitive(true);
            Ok(value)
        });
        Ok(Self {
            client: client(config.ca_pem.as_deref(), true)?,
            url: https_url(&config.url)?,
            authorization: authorization.transpose()?,
        })
    }
}

#[async_trait]
impl EventSink for HttpsSink {
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError> {
        let mut body = String::new();
        for line in lines {
            body.push_str(&line.text);
            body.push('\n');
        }
        let mut call = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, "application/x-ndjson")
            .body(body);
        if let Some(value) = &self.authorization {
            call = call.header(AUTHORIZATION, value.clone());
        }
        match answer(call).await? {
            status if (200..300).contains(&status) => Ok(()),
            status => Err(SinkError::Refused(format!("status {status}"))),
        }
    }
}

/// An `https` address with nothing in it that would be lost or logged.
pub(crate) fn https_url(text: &str) -> Result<Url, SinkConfigError> {
    let wrong = || SinkConfigError::Url(text.to_owned());
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if url.scheme() != "https" || !url.has_host() || !plain {
        return Err(wrong());
    }
    Ok(url)
}

/// Refuses an address that is a number of the inside. Names are looked at when they are resolved.
pub(super) fn refuse_private(url: &Url) -> Result<(), SinkConfigError> {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']');
    match number.parse::<IpAddr>() {
        Ok(address) if !is_public(address) => Err(SinkConfigError::Private(host.to_owned())),
        _ => Ok(()),
    }
}

/// A client that follows nothing, uses no proxy, and speaks TLS only.
pub(crate) fn client(
    ca_pem: Option<&[u8]>,
    private_allowed: bool,
) -> Result<Client, SinkConfigError> {
    let mut builder = Client::builder()
        .https_only(true)
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(SINK_CONNECT_MAX)
        .timeout(SINK_ANSWER_MAX)
        .user_agent(concat!("Coffer/", env!("CARGO_PKG_VERSION")));
    if !private_allowed {
        builder = builder.dns_resolver(Arc::new(PublicOnly));
    }
    if let Some(pem) = ca_pem {
        certificates(pem)?;
        let found = reqwest::Certificate::from_pem_bundle(pem).map_err(SinkConfigError::Client)?;
        builder = builder.tls_certs_merge(found);
    }
    builder.build().map_err(SinkConfigError::Client)
}

/// The status of the answer; what else it says is not looked at.
pub(super) async fn answer(call: RequestBuilder) -> Result<u16, SinkError> {
    match call.send().await {
        Ok(response) => Ok(response.status().as_u16()),
        Err(error) if error.is_timeout() => Err(SinkError::TooSlow),
        // Addresses may hold a token.
        Err(error) => Err(SinkError::Unreachable(Box::new(error.without_url()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_https_and_hold_no_secrets() {
        assert!(https_url("https://siem.example/in").is_ok());
        for text in [
            "http://siem.example/in",
            "https://name:secret@siem.example/",
            "https://siem.example/#here",
            "siem.example",
        ] {
            assert!(https_url(text).is_err(), "{text}");
        }
        for text in ["https://127.0.0.1/", "https://[::1]/", "https://0x7f.1/"] {
            assert!(refuse_private(&https_url(text).unwrap()).is_err(), "{text}");
        }
        assert!(refuse_private(&https_url("https://1.1.1.1/").unwrap()).is_ok());
    }
}
