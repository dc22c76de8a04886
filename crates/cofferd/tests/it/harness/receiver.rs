//! An HTTPS server that keeps what it is sent and answers as it is told.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// One request.
#[derive(Clone)]
pub(crate) struct Got {
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

pub(crate) struct Receiver {
    pub(crate) port: u16,
    /// Its certificate.
    pub(crate) ca: PathBuf,
    status: Arc<AtomicU16>,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Receiver {
    /// One that answers 200; its certificate lies in `folder`.
    pub(crate) fn start(folder: &Path) -> Self {
        let pair = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&pair).unwrap();
        let ca = folder.join("receiver.pem");
        std::fs::write(&ca, certificate.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pair.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let tls = Arc::new(tls);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = Self {
            port: listener.local_addr().unwrap().port(),
            ca,
            status: Arc::new(AtomicU16::new(200)),
            got: Arc::default(),
        };
        let (status, got) = (Arc::clone(&receiver.status), Arc::clone(&receiver.got));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tls, status, got) = (Arc::clone(&tls), Arc::clone(&status), Arc::clone(&got));
                std::thread::spawn(move || {
                    let connection = ServerConnection::new(tls).unwrap();
                    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
                    while serve(&mut stream, &status, &got).is_some() {}
                });
            }
        });
        receiver
    }

    /// Answers with this status from here on.
    pub(crate) fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What was answered with 2xx so far.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

type Connection = BufReader<StreamOwned<ServerConnection, TcpStream>>;

/// One request and its answer; none when the connection is over.
fn serve(stream: &mut Connection, status: &AtomicU16, got: &Mutex<Vec<Got>>) -> Option<()> {
    let mut headers = BTreeMap::new();
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
    loop {
        line.clear();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    let status = status.load(Ordering::SeqCst);
    if (200..300).contains(&status) {
        let body = String::from_utf8(body).ok()?;
        got.lock().unwrap().push(Got { headers, body });
    }
    let answer = format!("HTTP/1.1 {status} As told\r\ncontent-length: 0\r\n\r\n");
    stream.get_mut().write_all(answer.as_bytes()).ok()
}
