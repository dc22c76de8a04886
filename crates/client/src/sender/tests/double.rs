//! A tus server in memory: one list of files, faults in the order of the PATCH requests.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use coffer_api::headers;
use coffer_api::ledger::Receipt;
use coffer_api::link::SentFile;
use coffer_tlog::{LogSigner, leaf_hash};
use data_encoding::BASE64;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::link::Link;

/// What happens to one PATCH request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    None,
    /// Keeps at least so many bytes, then closes the connection.
    CutAfter(usize),
    /// Keeps nothing and answers with this problem.
    Answer(u16, &'static str),
    /// Keeps everything and closes the connection instead of answering.
    LoseAnswer,
    /// The upload is gone.
    Forget,
}

/// A file on the server.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) name: String,
    pub(super) length: u64,
    pub(super) bytes: Vec<u8>,
    forgotten: bool,
}

impl Held {
    pub(super) fn begun(name: &str, length: u64, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            length,
            bytes: bytes.to_vec(),
            forgotten: false,
        }
    }

    fn complete(&self) -> bool {
        self.bytes.len() as u64 == self.length
    }

    fn hash(&self) -> String {
        blake3::hash(&self.bytes).to_hex().to_string()
    }
}

/// What the server has and saw.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) held: Vec<Held>,
    /// Offset and length of every PATCH that came through whole.
    pub(super) patched: Vec<(u64, usize)>,
    faults: VecDeque<Fault>,
}

pub(super) struct Double {
    seen: Arc<Mutex<Seen>>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Drop for Double {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Double {
    pub(super) async fn start(held: Vec<Held>, faults: Vec<Fault>) -> Self {
        let seen = Arc::new(Mutex::new(Seen {
            held,
            patched: Vec::new(),
            faults: faults.into(),
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::clone(&seen);
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                let service = service_fn(move |request| answer(Arc::clone(&shared), request));
                let connection =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service);
                // Ends with an error whenever a fault closes it.
                tokio::spawn(async move { drop(connection.await) });
            }
        });
        Self {
            seen,
            address,
            server,
        }
    }

    pub(super) fn link(&self) -> Link {
        Link::plain(Url::parse(&format!("http://{}/", self.address)).unwrap())
    }

    pub(super) fn seen(&self) -> MutexGuard<'_, Seen> {
        locked(&self.seen)
    }
}

fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answer = Response<Full<Bytes>>;

fn plain(status: u16) -> Answer {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status.try_into().unwrap();
    response
}

fn json(status: u16, value: &impl serde::Serialize) -> Answer {
    let mut response = plain(status);
    *response.body_mut() = serde_json::to_vec(value).unwrap().into();
    response
}

fn problem(status: u16, code: &str) -> Answer {
    let value = serde_json::json!({
        "type": "about:blank", "title": code, "status": status, "code": code, "detail": "",
    });
    json(status, &value)
}

fn with(mut response: Answer, name: &'static str, value: &str) -> Answer {
    response.headers_mut().insert(name, value.parse().unwrap());
    response
}

async fn answer(seen: Arc<Mutex<Seen>>, request: Request<Incoming>) -> io::Result<Answer> {
    assert!(request.headers().contains_key(headers::LINK));
    let path = request.uri().path().to_owned();
    let parts: Vec<&str> = path.trim_start_matches("/api/v1/").split('/').collect();
    let number = |text: &str| text.rsplit('_').next().unwrap().parse::<usize>().unwrap();
    match (request.method(), parts.as_slice()) {
        (&Method::GET, ["link", "files"]) => Ok(files(&locked(&seen))),
        (&Method::GET, ["link", "files", file, "receipt"]) => {
            Ok(json(200, &receipt(&locked(&seen).held[number(file)])))
        }
        (&Method::POST, ["uploads"]) => Ok(create(&mut locked(&seen), &request)),
        (&Method::HEAD, ["uploads", upload]) => Ok(head(&locked(&seen).held[number(upload)])),
        (&Method::PATCH, ["uploads", upload]) => {
            let upload = number(upload);
            patch(&seen, upload, request).await
        }
        _ => Ok(problem(404, "not_found")),
    }
}

fn files(seen: &Seen) -> Answer {
    let here = seen
        .held
        .iter()
        .enumerate()
        .filter(|(_, held)| !held.forgotten);
    let items: Vec<SentFile> = here
        .map(|(number, held)| SentFile {
            item: None,
            id: format!("file_{number}"),
            name: held.name.clone(),
            bytes: Some(held.length),
            offset: held.bytes.len() as u64,
            state: if held.complete() {
                "received"
            } else {
                "sending"
            }
            .to_owned(),
            blake3: held.complete().then(|| held.hash()),
            fingerprint: None,
            upload: (!held.complete()).then(|| format!("upl_{number}")),
            created: "2026-11-23T10:00:00Z".to_owned(),
        })
        .collect();
    json(200, &serde_json::json!({ "items": items }))
}

fn create(seen: &mut Seen, request: &Request<Incoming>) -> Answer {
    let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
    let metadata: BTreeMap<String, String> = header("upload-metadata")
        .split(',')
        .map(|pair| {
            let (key, value) = pair.split_once(' ').unwrap();
            let value = BASE64.decode(value.as_bytes()).unwrap();
            (key.to_owned(), String::from_utf8(value).unwrap())
        })
        .collect();
    let name = metadata
        .get("relativePath")
        .unwrap_or(&metadata["filename"]);
    let length = header("upload-length").parse().unwrap();
    seen.held.push(Held::begun(name, length, b""));
    let location = format!("/api/v1/uploads/upl_{}", seen.held.len() - 1);
    with(plain(201), "location", &location)
}

fn head(held: &Held) -> Answer {
    // As the real one: what is complete is no upload any more.
    if held.complete() || held.forgotten {
        return problem(404, "upload_unknown");
    }
    with(plain(200), "upload-offset", &held.bytes.len().to_string())
}

async fn patch(
    seen: &Mutex<Seen>,
    number: usize,
    request: Request<Incoming>,
) -> io::Result<Answer> {
    let fault = locked(seen).faults.pop_front().unwrap_or(Fault::None);
    let offset: u64 = request.headers()["upload-offset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    let mut body = request.into_body();
    if let Fault::Answer(status, code) = fault {
        body.collect().await.map_err(io::Error::other)?;
        return Ok(problem(status, code));
    }
    if let Fault::Forget = fault {
        locked(seen).held[number].forgotten = true;
        body.collect().await.map_err(io::Error::other)?;
        return Ok(problem(404, "upload_unknown"));
    }
    assert_eq!(offset, locked(seen).held[number].bytes.len() as u64);
    let mut taken = 0;
    while let Some(frame) = body.frame().await {
        let data = frame
            .map_err(io::Error::other)?
            .into_data()
            .unwrap_or_default();
        taken += data.len();
        locked(seen).held[number].bytes.extend_from_slice(&data);
        if matches!(fault, Fault::CutAfter(bytes) if taken >= bytes) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
    }
    let mut seen = locked(seen);
    seen.patched.push((offset, taken));
    if let Fault::LoseAnswer = fault {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    let held = &seen.held[number];
    let response = with(plain(204), "upload-offset", &held.bytes.len().to_string());
    Ok(if held.complete() {
        with(response, headers::FILE, &format!("file_{number}"))
    } else {
        response
    })
}

/// A real receipt of a log with one entry.
fn receipt(held: &Held) -> Receipt {
    let signer = LogSigner::from_seed("coffer.test", &[7; 32]).unwrap();
    let entry = serde_json::json!({
        "v": 1, "time": "2026-11-23T10:00:00Z", "event": "upload.completed", "actor": "con_1",
        "object": "file_0", "data": { "blake3": held.hash(), "bytes": held.length },
    })
    .to_string();
    Receipt {
        format: "coffer-receipt-v1".to_owned(),
        log: signer.verifier().to_vkey(),
        index: 0,
        checkpoint: signer.sign(1, &leaf_hash(entry.as_bytes())),
        entry,
        proof: Vec::new(),
        openings: Vec::new(),
    }
}
