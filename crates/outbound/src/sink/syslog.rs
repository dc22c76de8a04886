//! Syslog (RFC 5424) over TLS (RFC 5425), or over TCP to this machine, with octet counting.
//!
//! Syslog has no answer to a message. What tells that a server has read everything is the end of the connection: we
//! close our side after a batch and wait for the server to close its own. Its system closes a connection with unread
//! data by a reset, and answers data that comes after the end by one; both are failures here.

use std::fmt::Write as _;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use coffer_domain::ports::{EventSink, SinkError};
use coffer_domain::sink::{Level, OutLine};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{SinkConfigError, certificates, is_this_machine};
use crate::limits::{SINK_CONNECT_MAX, SYSLOG_CLOSE_MAX, SYSLOG_RESET_MAX, SYSLOG_RESET_MIN};

/// Log audit, RFC 5424 section 6.2.1.
const FACILITY: u8 = 13;
/// Longest MSGID (RFC 5424 section 6).
const MSGID_BYTES_MAX: usize = 32;
/// Longest HOSTNAME.
const HOSTNAME_BYTES_MAX: usize = 255;

/// A syslog server.
pub struct SyslogConfig {
    /// Where it is, `host:port`.
    pub address: String,
    /// PEM certificates trusted beside the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// Plain TCP, for a server on this machine.
    pub danger_plaintext: bool,
    /// What this server calls itself in messages.
    pub hostname: String,
}

/// Sends each batch over a connection of its own.
pub struct SyslogSink {
    address: String,
    hostname: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
}

impl SyslogSink {
    /// Checks the configuration; connects to nothing.
    ///
    /// # Errors
    /// The address is none, the certificates are none, or plaintext would leave this machine.
    pub fn new(config: SyslogConfig) -> Result<Self, SinkConfigError> {
        let wrong = || SinkConfigError::Address(config.address.clone());
        let (host, port) = config.address.rsplit_once(':').ok_or_else(wrong)?;
        port.parse::<u16>().map_err(|_| wrong())?;
        let tls = if config.danger_plaintext {
            if !is_this_machine(host) {
                return Err(SinkConfigError::PlaintextBeyondLoopback(host.to_owned()));
            }
            None
        } else {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let name = ServerName::try_from(host.to_owned()).map_err(|_| wrong())?;
            Some((connector(config.ca_pem.as_deref())?, name))
        };
        Ok(Self {
            hostname: printable(&config.hostname, HOSTNAME_BYTES_MAX),
            address: config.address,
            tls,
        })
    }
}

fn connector(ca_pem: Option<&[u8]>) -> Result<TlsConnector, SinkConfigError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(pem) = ca_pem {
        roots.add_parsable_certificates(certificates(pem)?);
    }
    if roots.is_empty() {
        return Err(SinkConfigError::Roots);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(SinkConfigError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

#[async_trait]
impl EventSink for SyslogSink {
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError> {
        let mut frames = String::new();
        for line in lines {
            frame(&mut frames, &self.hostname, line);
        }
        let began = Instant::now();
        let connecting = tokio::time::timeout(SINK_CONNECT_MAX, TcpStream::connect(&self.address));
        let stream = connecting.await.map_err(|_| SinkError::TooSlow)?;
        let stream = stream.map_err(unreachable)?;
        // A reset is on its way for at most a round trip; connecting took one.
        let round_trip = began.elapsed();
        let peer = stream.peer_addr().map_err(unreachable)?;
        let stream = match &self.tls {
            None => {
                // The name may lead elsewhere by what the system's resolver says.
                if !peer.ip().is_loopback() {
                    return Err(unreachable(beyond(peer)));
                }
                send(stream, &frames).await?
            }
            Some((connector, name)) => {
                let shaking = connector.connect(name.clone(), stream);
                let shaken = tokio::time::timeout(SINK_CONNECT_MAX, shaking).await;
                let stream = shaken.map_err(|_| SinkError::TooSlow)?;
                let stream = send(stream.map_err(unreachable)?, &frames).await?;
                stream.into_inner().0
            }
        };
        let wait = round_trip.saturating_mul(2);
        tokio::time::sleep(wait.clamp(SYSLOG_RESET_MIN, SYSLOG_RESET_MAX)).await;
        match stream.take_error() {
            Ok(None) => Ok(()),
            Ok(Some(error)) | Err(error) => Err(unreachable(error)),
        }
    }
}

fn unreachable(error: io::Error) -> SinkError {
    SinkError::Unreachable(Box::new(error))
}

fn beyond(peer: SocketAddr) -> io::Error {
    io::Error::other(format!("plaintext to {peer} is refused"))
}

/// Writes everything, closes our side, and waits for the other to close its own.
async fn send<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    frames: &str,
) -> Result<S, SinkError> {
    stream
        .write_all(frames.as_bytes())
        .await
        .map_err(unreachable)?;
    stream.flush().await.map_err(unreachable)?;
    stream.shutdown().await.map_err(unreachable)?;
    let mut ignored = [0; 256];
    let reading = async {
        loop {
            match stream.read(&mut ignored).await {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                // The end of TCP without the end of TLS: nothing was to come anyway.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(unreachable(error)),
            }
        }
    };
    tokio::time::timeout(SYSLOG_CLOSE_MAX, reading)
        .await
        .map_err(|_| SinkError::TooSlow)??;
    Ok(stream)
}

/// Adds a message with its length before it (RFC 6587 section 3.4.1, RFC 5425 section 4.3).
fn frame(frames: &mut String, hostname: &str, line: &OutLine) {
    let severity = match line.level {
        Level::Informational => 6,
        Level::Low => 5,
        Level::Medium => 4,
        Level::High => 3,
        Level::Critical => 2,
    };
    let message = format!(
        "<{}>1 {} {hostname} coffer - {} - {}",
        FACILITY * 8 + severity,
        line.at,
        printable(&line.event, MSGID_BYTES_MAX),
        line.text
    );
    // Writing to a string does not fail.
    let _written = write!(frames, "{} {message}", message.len());
}

/// A field of the header: printable ASCII without spaces; `-` for nothing.
fn printable(text: &str, max: usize) -> String {
    let field: String = text
        .chars()
        .filter(char::is_ascii_graphic)
        .take(max)
        .collect();
    if field.is_empty() {
        return "-".to_owned();
    }
    field
}

#[cfg(test)]
mod tests {
    use coffer_domain::time::Timestamp;

    use super::*;

    #[test]
    fn a_frame_counts_the_octets_of_its_message() {
        let line = OutLine {
            uid: "1".to_owned(),
            at: Timestamp(1_795_435_200_000),
            level: Level::High,
            event: "alert.raised".to_owned(),
            text: "{\"ü\":1}".to_owned(),
        };
        let mut frames = String::new();
        frame(&mut frames, "files.example", &line);
        let message =
            "<107>1 2026-11-23T12:00:00.000Z files.example coffer - alert.raised - {\"ü\":1}";
        assert_eq!(frames, format!("{} {message}", message.len()));
        assert_eq!(printable("a b\nc\u{e9}", 2), "ab");
        assert_eq!(printable("", 2), "-");
    }

    #[test]
    fn plaintext_stays_on_this_machine() {
        let sink = |address: &str, danger_plaintext| {
            SyslogSink::new(SyslogConfig {
                address: address.to_owned(),
                ca_pem: None,
                danger_plaintext,
                hostname: String::new(),
            })
        };
        assert!(sink("127.0.0.1:514", true).is_ok());
        assert!(sink("localhost:514", true).is_ok());
        for address in [
            "10.0.0.1:514",
            "localhost.example:514",
            "localhost",
            "localhost:x",
        ] {
            assert!(sink(address, true).is_err(), "{address}");
        }
    }
}
