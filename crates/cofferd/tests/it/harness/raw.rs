//! HTTP by hand over TLS, for requests no well-behaved client sends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::World;

/// A connection whose bytes the test writes itself.
pub(crate) struct Raw(StreamOwned<ClientConnection, TcpStream>);

impl World {
    pub(crate) fn raw(&self) -> Raw {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(self.ca()).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        Raw(StreamOwned::new(connection, stream))
    }
}

impl Raw {
    /// A request's first line and headers.
    pub(crate) fn head(&mut self, line: &str, headers: &[(&str, &str)]) {
        let mut text = format!("{line} HTTP/1.1\r\nhost: localhost\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.send(text.as_bytes());
    }

    /// Bytes, pushed out at once. A server that has hung up is the test's business.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        drop(self.0.write_all(bytes).and_then(|()| self.0.flush()));
    }

    /// Everything until the server ends the connection.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        drop(self.0.read_to_end(&mut bytes));
        bytes
    }
}
