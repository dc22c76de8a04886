//! Following a ledger whose server lies.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use coffer_client::tlog::{
    AddCheckpoint, Hash, LogSigner, TileMap, TreeBuilder, Witness, WitnessSigner,
    consistency_proof, root_at, with_cosignature,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::{Coffer, Ran};

fn signer(seed: u8) -> LogSigner {
    LogSigner::from_seed("coffer/org_1", &[seed; 32]).unwrap()
}

fn witness() -> WitnessSigner {
    WitnessSigner::from_seed("witness.example/w1", &[9; 32]).unwrap()
}

/// What the server says it has.
struct Ledger {
    entries: Vec<String>,
    seed: u8,
    /// Cosigned at this time, if at all.
    cosigned: Option<u64>,
}

impl Ledger {
    fn tiles(&self) -> TileMap {
        let mut map = TileMap::new();
        map.apply(TreeBuilder::new().append(&self.entries).unwrap());
        map
    }

    fn note(&self) -> String {
        let size = self.entries.len() as u64;
        signer(self.seed).sign(size, &root_at(&self.tiles(), size).unwrap())
    }

    fn checkpoint(&self) -> Value {
        let note = self.note();
        let witnessed = self.cosigned.map(|time| {
            let request = AddCheckpoint {
                old: 0,
                proof: Vec::new(),
                checkpoint: note.clone(),
            };
            let at_work = Witness::new(witness(), vec![signer(self.seed).verifier()]);
            let head = at_work.checked(&request).unwrap();
            let line = at_work.cosign(&request, head, None, time).unwrap().line;
            with_cosignature(&note, &line, &witness().verifier()).unwrap()
        });
        json!({
            "size": self.entries.len(),
            "checkpoint": note,
            "log": signer(self.seed).verifier().to_vkey(),
            "witnessed": witnessed,
        })
    }

    fn consistency(&self, query: &str) -> Value {
        let number = |name: &str| -> u64 {
            let pair = query.split('&').find_map(|pair| pair.strip_prefix(name));
            pair.unwrap().parse().unwrap()
        };
        let (from, to) = (number("from="), number("to="));
        let proof = consistency_proof(&self.tiles(), from, to).unwrap();
        let proof: Vec<String> = proof.iter().map(Hash::to_base64).collect();
        json!({ "from": from, "to": to, "proof": proof, "checkpoint": self.note() })
    }
}

/// A server of that ledger.
struct Server {
    port: u16,
    ledger: Arc<Mutex<Ledger>>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let pair = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&pair).unwrap();
        fs::write(folder.join("ca.pem"), certificate.pem()).unwrap();
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
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            ledger: Arc::new(Mutex::new(Ledger {
                entries: Vec::new(),
                seed: 7,
                cosigned: None,
            })),
        };
        let ledger = Arc::clone(&server.ledger);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tls, ledger) = (Arc::clone(&tls), Arc::clone(&ledger));
                std::thread::spawn(move || answer(tls, stream, &ledger));
            }
        });
        server
    }

    fn says(&self, entries: &[&str]) {
        let entries = entries.iter().map(|entry| (*entry).to_owned());
        self.ledger.lock().unwrap().entries = entries.collect();
    }

    fn watch(&self, folder: &Path, more: &[&str]) -> Ran {
        let url = format!("https://localhost:{}", self.port);
        let key = signer(7).verifier().to_vkey();
        let args = [
            "--json", "--url", &url, "--ca", "ca.pem", "ledger", "watch", "--once", "--state",
            "head", "--log", &key,
        ];
        Coffer::in_dir(folder)
            .env("COFFER_TOKEN", "coffer_tok_made_up")
            .args(&[&args, more].concat())
            .run()
    }
}

fn answer(tls: Arc<ServerConfig>, stream: TcpStream, ledger: &Mutex<Ledger>) -> Option<()> {
    let connection = ServerConnection::new(tls).ok()?;
    let mut stream = BufReader::new(StreamOwned::new(connection, stream));
    loop {
        let mut request = String::new();
        stream
            .read_line(&mut request)
            .ok()
            .filter(|read| *read > 0)?;
        let mut line = String::new();
        while stream.read_line(&mut line).ok()? > 2 {
            line.clear();
        }
        let target = request.split(' ').nth(1)?;
        let body = match target.split_once('?') {
            Some((_, query)) => ledger.lock().unwrap().consistency(query),
            None => ledger.lock().unwrap().checkpoint(),
        };
        let body = body.to_string();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json";
        let whole = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.get_mut().write_all(whole.as_bytes()).ok()?;
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_secs()
}

#[test]
fn a_ledger_that_grows_holds_and_every_lie_is_cried_with_its_proof() {
    for (lie, seed, state) in [
        (&["a", "x", "c"][..], 7, "forked"),
        (&["a", "b"], 7, "shrank"),
        (&["a", "x", "c", "d"], 7, "rewritten"),
        (&["a", "b", "c", "d"], 8, "signed_by_another"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::start(dir.path());
        for honest in [&["a"][..], &["a", "b", "c"]] {
            server.says(honest);
            let ran = server.watch(dir.path(), &[]);
            assert_eq!(ran.code, 0, "{}", ran.stderr);
            assert_eq!(ran.lines()[0]["state"], "ok");
            assert_eq!(ran.lines()[0]["size"], honest.len());
        }
        let kept = fs::read_to_string(dir.path().join("head")).unwrap();
        server.says(lie);
        server.ledger.lock().unwrap().seed = seed;
        let ran = server.watch(dir.path(), &[]);
        assert_eq!(ran.code, 6, "{state}: {}", ran.stderr);
        assert_eq!(ran.lines()[0]["state"], state);
        assert!(ran.stderr.contains("does not hold"), "{}", ran.stderr);
        let shown = fs::read_to_string(dir.path().join("head.contradiction")).unwrap();
        assert_eq!(shown, server.ledger.lock().unwrap().note());
        assert_eq!(fs::read_to_string(dir.path().join("head")).unwrap(), kept);
    }
}

#[test]
fn a_ledger_that_stands_still_though_it_is_read_is_silent() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    server.says(&["a", "b"]);
    assert_eq!(server.watch(dir.path(), &["--silent-after", "1"]).code, 0);
    let patient = server.watch(dir.path(), &["--silent-after", "1"]);
    assert_eq!(patient.code, 0, "{}", patient.stderr);
    let ran = server.watch(dir.path(), &["--silent-after", "0"]);
    assert_eq!(ran.code, 5);
    assert_eq!(ran.lines()[0]["state"], "silent");
    assert!(ran.stderr.contains("is silent"), "{}", ran.stderr);
}

#[test]
fn a_witness_that_is_asked_for_must_have_cosigned_lately() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path());
    server.says(&["a", "b"]);
    let key = witness().verifier().to_vkey();
    let watch = || server.watch(dir.path(), &["--witness", &key]);
    let ran = watch();
    assert_eq!(
        (ran.code, &ran.lines()[0]["state"]),
        (6, &json!("not_witnessed"))
    );
    server.ledger.lock().unwrap().cosigned = Some(now());
    let ran = watch();
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    server.ledger.lock().unwrap().cosigned = Some(now() - 3_600);
    let ran = watch();
    assert_eq!((ran.code, &ran.lines()[0]["state"]), (5, &json!("silent")));
}
