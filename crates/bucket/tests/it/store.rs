//! A server with a script: for each request an answer, which may be none. What it heard is kept.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use coffer_bucket::{BucketConfig, Patience, S3Bucket};
use coffer_domain::ports::BlobReader;
use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;
use coffer_testkit::SimClock;

/// What is said to one request.
#[derive(Clone)]
pub(crate) enum Say {
    Status(u16, &'static str, &'static str),
    /// The connection ends without an answer.
    HangUp,
    /// It stays open without an answer.
    Nothing,
    /// Less than was announced.
    Half,
}

/// An answer without headers of its own.
pub(crate) fn say(status: u16, body: &'static str) -> Say {
    Say::Status(status, "", body)
}

/// A request: its first line, headers in lower case, body.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) line: String,
    pub(crate) headers: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    pub(crate) fn has(&self, header: &str) -> bool {
        self.headers.iter().any(|it| it == header)
    }
}

pub(crate) struct Store {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
    server: Option<JoinHandle<()>>,
}

impl Store {
    /// Ends after the script.
    pub(crate) fn start(script: Vec<Say>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heard);
        let server = std::thread::spawn(move || {
            // Connections without an answer stay open to the end.
            let mut open = Vec::new();
            for say in script {
                let (stream, _) = listener.accept().unwrap();
                kept.lock().unwrap().push(hear(&stream));
                open.extend(answer(stream, &say));
            }
        });
        Self {
            port,
            heard,
            server: Some(server),
        }
    }

    pub(crate) fn bucket(&self) -> S3Bucket {
        self.bucket_within(Duration::from_secs(60))
    }

    /// One that waits for an answer no longer than this.
    pub(crate) fn bucket_within(&self, answer: Duration) -> S3Bucket {
        let config = BucketConfig {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            region: "eu-1".to_owned(),
            bucket: "backups".to_owned(),
            prefix: "site/".to_owned(),
            access_key: "AK".to_owned(),
            secret_key: SecretText::new("SK".to_owned()),
            ca_pem: None,
            patience: Patience {
                tries: 3,
                pause: Duration::ZERO,
                answer,
                part_bytes: 16,
                pages: 4,
            },
        };
        let clock = SimClock::new(Timestamp::parse_day("2026-11-23").unwrap());
        S3Bucket::new(config, Arc::new(clock)).unwrap()
    }

    /// Everything heard, once the script is over.
    pub(crate) fn heard(mut self) -> Vec<Heard> {
        self.server.take().unwrap().join().unwrap();
        self.heard.lock().unwrap().clone()
    }
}

fn hear(stream: &TcpStream) -> Heard {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).unwrap();
        let header = header.trim_end().to_owned();
        if header.is_empty() {
            break;
        }
        if let Some(bytes) = header.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = bytes.parse().unwrap();
        }
        headers.push(header);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Heard {
        line: line.trim_end().to_owned(),
        headers,
        body,
    }
}

fn answer(mut stream: TcpStream, say: &Say) -> Option<TcpStream> {
    match say {
        Say::HangUp => return None,
        Say::Nothing => return Some(stream),
        Say::Half => {
            // Whoever asked may have given up already.
            drop(write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: 16\r\n\r\nhalf"
            ));
        }
        Say::Status(status, headers, body) => {
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status} X\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
            )
            .unwrap();
        }
    }
    None
}

/// Bytes to be put.
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl BlobReader for Bytes {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        buffer.copy_from_slice(&self.0[offset..offset + buffer.len()]);
        Ok(())
    }
}
