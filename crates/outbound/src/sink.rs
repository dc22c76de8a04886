//! Where events go: a file, a syslog server, an HTTPS endpoint, a webhook.
//!
//! Each of them says that it has taken something only when its protocol can tell: the file is synced, the server answered,
//! the syslog server has read to the end. What is not said to be taken is handed over again, so it may arrive twice.

mod file;
mod guard;
mod https;
mod syslog;
mod webhook;

pub use file::FileSink;
pub use guard::is_public;
pub use https::{HttpsConfig, HttpsSink};
pub(crate) use https::{client, https_url};
pub use syslog::{SyslogConfig, SyslogSink};
pub use webhook::{WebhookConfig, WebhookSecret, WebhookSink};

use std::io;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

/// The configuration of a sink cannot work.
#[derive(Debug, thiserror::Error)]
pub enum SinkConfigError {
    /// Not of the form `host:port`.
    #[error("`{0}` is not of the form host:port")]
    Address(String),
    /// Not an `https://` address without a name and password in it.
    #[error("`{0}` is not an https:// address without a name, password or fragment in it")]
    Url(String),
    /// Plaintext to another machine.
    #[error("`{0}` without TLS is refused: plaintext is for this machine only")]
    PlaintextBeyondLoopback(String),
    /// A private address, for a webhook that may not go there.
    #[error("`{0}` is not a public address; `allow_private = true` permits it")]
    Private(String),
    /// The file with further certificates has none.
    #[error("there is no certificate in its ca_file")]
    Ca,
    /// This machine trusts nobody.
    #[error("this machine has no certificates it trusts; name a ca_file")]
    Roots,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
    /// The client cannot be set up.
    #[error("the client cannot be set up")]
    Client(#[source] reqwest::Error),
    /// The secret is not what a webhook's secret looks like.
    #[error("its secrets are not one or two lines of `whsec_` and base64 of 24 to 64 bytes")]
    Secret,
    /// A header's value has characters that cannot be sent.
    #[error("its authorization has characters that cannot be sent in a header")]
    Header,
    /// The file cannot be opened.
    #[error("it cannot be opened")]
    File(#[source] io::Error),
}

/// The certificates in a PEM file, at least one.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, SinkConfigError> {
    let found: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| SinkConfigError::Ca)?;
    if found.is_empty() {
        return Err(SinkConfigError::Ca);
    }
    Ok(found)
}

/// Whether a host is this machine by its very name.
fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
