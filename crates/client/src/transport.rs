//! Connections: which server, which trust, which time limits.

use std::error::Error;
use std::io;

use reqwest::Url;
use reqwest::redirect::Policy;

use crate::error::CallError;
use crate::limits::{CONNECT_TIMEOUT, IDLE_TIMEOUT};

/// Which certificate authorities a server's certificate may come from.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// Those the computer trusts.
    #[default]
    System,
    /// Only those in these PEM certificates.
    Only(Vec<u8>),
}

/// Why no connection could be set up.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("`{text}` is not a server's address; it is written like `https://coffer.example`")]
    Address { text: String },
    #[error("the CA file holds no certificate in PEM form")]
    NoCertificate,
    #[error("a certificate in the CA file cannot be used")]
    Certificate(#[source] reqwest::Error),
    #[error("the connection cannot be set up")]
    Setup(#[source] reqwest::Error),
}

/// Reads a server's address: `https`, a host, perhaps a port, nothing else.
///
/// # Errors
/// Anything else.
pub fn parse_server(text: &str) -> Result<Url, ServerError> {
    let bad = || ServerError::Address {
        text: text.to_owned(),
    };
    let url = Url::parse(text.trim()).map_err(|_| bad())?;
    let plain = url.scheme() == "https"
        && url.host_str().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    if plain { Ok(url) } else { Err(bad()) }
}

/// Connections to one server.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    pub(crate) base: Url,
    /// For calls with a small body: gives up when no byte of the answer comes for long.
    pub(crate) calls: reqwest::Client,
    /// For bodies that take hours; whoever sends one watches it.
    pub(crate) transfers: reqwest::Client,
}

impl Transport {
    pub(crate) fn new(base: &Url, trust: &Trust) -> Result<Self, ServerError> {
        // One named choice: aws-lc-rs with the post-quantum key exchange first. An earlier choice stays.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let calls = builder(trust)?
            .read_timeout(IDLE_TIMEOUT)
            .build()
            .map_err(ServerError::Setup)?;
        let transfers = builder(trust)?.build().map_err(ServerError::Setup)?;
        Ok(Self {
            base: base.clone(),
            calls,
            transfers,
        })
    }

    pub(crate) fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        match self.base.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// `/api/v1/` and these segments, each escaped.
    pub(crate) fn api(&self, segments: &[&str]) -> Result<Url, CallError> {
        let mut url = self.base.clone();
        // Dot segments would silently vanish from the path, and the call would be another one.
        if let Some(name) = segments
            .iter()
            .find(|segment| matches!(**segment, "" | "." | ".."))
        {
            return Err(CallError::Name {
                name: (*name).to_owned(),
            });
        }
        url.path_segments_mut()
            .map_err(|()| self.unexpected("its address has no path"))?
            .clear()
            .extend(["api", "v1"])
            .extend(segments);
        Ok(url)
    }

    /// The address a `Location` header names, if it is on this server.
    pub(crate) fn located(&self, location: &str) -> Result<Url, CallError> {
        let url = self
            .base
            .join(location)
            .map_err(|_| self.unexpected("a `Location` that is no address"))?;
        if url.origin() == self.base.origin() {
            Ok(url)
        } else {
            Err(self.unexpected("a `Location` on another server"))
        }
    }

    pub(crate) fn unexpected(&self, what: impl Into<String>) -> CallError {
        CallError::Unexpected {
            host: self.host(),
            what: what.into(),
        }
    }

    /// Tells a certificate that is not trusted from a line that is down.
    pub(crate) fn failed(&self, source: reqwest::Error) -> CallError {
        let host = self.host();
        // Addresses can hold secrets.
        let source = source.without_url();
        if is_untrusted(&source) {
            CallError::Untrusted { host, source }
        } else if source.is_timeout() && !source.is_connect() {
            CallError::Idle {
                host,
                idle: IDLE_TIMEOUT,
            }
        } else {
            CallError::Unreachable { host, source }
        }
    }
}

fn builder(trust: &Trust) -> Result<reqwest::ClientBuilder, ServerError> {
    let builder = reqwest::Client::builder()
        // A redirect could carry the token or the file to somewhere else; the API has none.
        .redirect(Policy::none())
        .https_only(!cfg!(test))
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .user_agent(concat!("coffer/", env!("CARGO_PKG_VERSION")));
    match trust {
        Trust::System => Ok(builder),
        Trust::Only(pem) => {
            let certificates =
                reqwest::Certificate::from_pem_bundle(pem).map_err(ServerError::Certificate)?;
            if certificates.is_empty() {
                return Err(ServerError::NoCertificate);
            }
            Ok(builder.tls_certs_only(certificates))
        }
    }
}

/// Whether the TLS library refused the certificate.
fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    if let Some(verdict) = error.downcast_ref::<rustls::Error>() {
        return matches!(
            verdict,
            rustls::Error::InvalidCertificate(_) | rustls::Error::InvalidCertRevocationList(_)
        );
    }
    // `io::Error` names as its source not what it wraps but the source of that.
    let wrapped = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match wrapped {
        Some(inner) => is_untrusted(inner),
        None => error.source().is_some_and(is_untrusted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transport() -> Transport {
        let base = parse_server("https://coffer.example:8443").unwrap();
        Transport::new(&base, &Trust::System).unwrap()
    }

    #[test]
    fn addresses_are_plain_servers() {
        assert!(parse_server("https://coffer.example").is_ok());
        assert!(parse_server(" https://localhost:8443/ ").is_ok());
        for bad in [
            "coffer.example",
            "http://coffer.example",
            "https://a@coffer.example",
            "https://coffer.example/app",
            "https://coffer.example/?x",
            "",
        ] {
            assert!(parse_server(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn segments_cannot_leave_their_place() {
        let transport = transport();
        let url = transport.api(&["cases", "T/1?x#y z"]).unwrap();
        assert_eq!(
            url.as_str(),
            "https://coffer.example:8443/api/v1/cases/T%2F1%3Fx%23y%20z"
        );
        for bad in ["", ".", ".."] {
            assert!(transport.api(&["cases", bad]).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_location_elsewhere_is_refused() {
        let transport = transport();
        assert!(transport.located("/api/v1/uploads/upl_1").is_ok());
        assert!(transport.located("https://evil.example/x").is_err());
        assert!(transport.located("//evil.example/x").is_err());
        assert!(transport.located("http://coffer.example:8443/x").is_err());
    }

    #[test]
    fn a_ca_file_without_certificates_is_refused() {
        let base = parse_server("https://coffer.example").unwrap();
        let empty = Transport::new(&base, &Trust::Only(b"nothing".to_vec()));
        assert!(matches!(empty, Err(ServerError::NoCertificate)));
    }
}
