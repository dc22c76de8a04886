//! A sink on another machine: it and the server show certificates, and what each lets in is that and nothing else.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;

use crate::backups::{Vault, refused, told};
use crate::harness::people::Desk;
use crate::harness::samples::noise;
use crate::harness::{World, files_below};

/// A CA and what it signs, as files of a folder.
struct Authority {
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(world: &World, name: &str) -> Self {
        let folder = world.temporary().join(name);
        fs::create_dir(&folder).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let certificate = params.self_signed(&key).unwrap();
        fs::write(folder.join("ca.pem"), certificate.pem()).unwrap();
        Self {
            folder,
            issuer: Issuer::new(params, key),
        }
    }

    fn certificate(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    /// A certificate for `host` that ends with `last_year`.
    fn sign(&self, host: &str, last_year: i32) -> Party {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 12, 31);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let at = |end: &str| self.folder.join(format!("{host}-{last_year}.{end}"));
        let party = Party {
            certificate: at("pem"),
            key: at("key"),
        };
        fs::write(&party.certificate, certificate.pem()).unwrap();
        fs::write(&party.key, key.serialize_pem()).unwrap();
        fs::set_permissions(&party.key, Permissions::from_mode(0o600)).unwrap();
        party
    }
}

struct Party {
    certificate: PathBuf,
    key: PathBuf,
}

/// `cofferd backup offer` at work.
struct Offer {
    process: Child,
    port: u16,
}

impl Offer {
    fn start(world: &World, vault: &Vault, shown: &Party, sinks: &Authority) -> Self {
        Self::start_by(world.command(), vault, shown, sinks)
    }

    fn start_by(mut command: Command, vault: &Vault, shown: &Party, sinks: &Authority) -> Self {
        command.args(["backup", "offer", "--listen", "127.0.0.1:0", "--target"]);
        command
            .arg(&vault.target)
            .arg("--certificate")
            .arg(&shown.certificate)
            .arg("--key")
            .arg(&shown.key)
            .arg("--sink-ca")
            .arg(sinks.certificate())
            .env_remove("COFFER_PASSPHRASE");
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(':').next().unwrap();
        Self {
            port: port.parse().unwrap(),
            process,
        }
    }

    fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Server, target, and what a sink has on its machine.
struct Scene {
    desk: Desk,
    vault: Vault,
    servers: Authority,
    sinks: Authority,
    signer: String,
    sink: PathBuf,
}

impl Scene {
    fn new() -> Self {
        let desk = Desk::new();
        let vault = Vault::beside(&desk.world);
        vault.first(&desk.world);
        let signer = desk.world.operate(&["backup", "key"]).stdout;
        let sink = desk.world.temporary().join("sink");
        fs::create_dir(&sink).unwrap();
        Self {
            servers: Authority::new(&desk.world, "servers"),
            sinks: Authority::new(&desk.world, "sinks"),
            signer: String::from_utf8(signer).unwrap().trim().to_owned(),
            desk,
            vault,
            sink,
        }
    }

    fn offer(&self) -> Offer {
        let shown = self.servers.sign("localhost", 2040);
        Offer::start(&self.desk.world, &self.vault, &shown, &self.sinks)
    }

    fn pull(&self, from: &str, trusted: &Path, shown: &Party, more: &[&str]) -> Output {
        let mut command = self.desk.world.command();
        command
            .args(["backup", "pull", "--json", "--signer", &self.signer])
            .args(["--from", from, "--ca"])
            .arg(trusted)
            .arg("--certificate")
            .arg(&shown.certificate)
            .arg("--key")
            .arg(&shown.key)
            .arg("--target")
            .arg(&self.sink)
            .args(more)
            .env_remove("COFFER_PASSPHRASE");
        command.output().unwrap()
    }

    /// A client that trusts the offer and shows a certificate, or none.
    fn client(&self, shown: Option<&Party>) -> Client {
        let trusted = fs::read(self.servers.certificate()).unwrap();
        let mut pem = trusted.clone();
        pem.extend(fs::read(self.desk.world.ca()).unwrap());
        let mut builder =
            Client::builder().tls_certs_only(reqwest::Certificate::from_pem_bundle(&pem).unwrap());
        if let Some(shown) = shown {
            let mut pem = fs::read(&shown.certificate).unwrap();
            pem.extend(fs::read(&shown.key).unwrap());
            builder = builder.identity(reqwest::Identity::from_pem(&pem).unwrap());
        }
        builder.build().unwrap()
    }
}

fn status(request: RequestBuilder) -> u16 {
    request.send().unwrap().status().as_u16()
}

#[test]
fn a_sink_pulls_over_tls_what_the_target_holds_and_keeps_it() {
    let mut scene = Scene::new();
    let content = noise(1, 9 << 20);
    let link = scene.desk.script_link();
    let file = link.send(&scene.desk.world, "large.bin", &content);
    scene.desk.scanned(&file);
    told_backup(&scene, 2);
    let offer = scene.offer();
    let shown = scene.sinks.sign("sink", 2040);
    let trusted = scene.servers.certificate();
    let pull = |more: &[&str]| scene.pull(&offer.url(), &trusted, &shown, more);
    let pulled = told(pull(&["--new-target"]), 0);
    assert_eq!(pulled["sequences"], json!([1, 2]));
    told_backup(&scene, 3);
    assert_eq!(told(pull(&[]), 0)["sequences"], json!([3]));
    for folder in ["objects", "db", "keys", "manifests"] {
        for path in files_below(&scene.vault.target.join(folder)) {
            let below = path.strip_prefix(&scene.vault.target).unwrap();
            let pulled = fs::read(scene.sink.join(below)).unwrap();
            assert!(pulled == fs::read(&path).unwrap(), "{}", below.display());
        }
    }

    // T2: everything there is overwritten; what came stays and comes back.
    for path in files_below(&scene.vault.target) {
        fs::write(path, "ransom").unwrap();
    }
    assert_eq!(told(pull(&[]), 1)["ok"], false);
    scene.vault.target = scene.sink.clone();
    let into = scene.desk.world.temporary().join("restored");
    let restored = told(scene.vault.restore(&scene.desk.world, &into, &[]), 0);
    assert_eq!(restored["faults"], json!([]));
}

#[track_caller]
fn told_backup(scene: &Scene, sequence: u64) {
    let made = told(scene.vault.run(&scene.desk.world).output().unwrap(), 0);
    assert_eq!(made["sequence"], sequence);
}

/// What is cut off or exchanged under way is told, and nothing of it counts.
#[test]
fn what_is_not_as_its_manifest_says_is_not_taken_over_tls_either() {
    let scene = Scene::new();
    let database = files_below(&scene.vault.target.join("db")).pop().unwrap();
    let sound = fs::read(&database).unwrap();
    let offer = scene.offer();
    let (shown, trusted) = (scene.sinks.sign("sink", 2040), scene.servers.certificate());
    let pull = || scene.pull(&offer.url(), &trusted, &shown, &["--new-target"]);
    let mut exchanged = sound.clone();
    exchanged[5_000] ^= 1;
    for (content, words) in [
        (exchanged.as_slice(), "was altered at the source"),
        (&sound[..5_000], "not a file of the length"),
    ] {
        fs::write(&database, content).unwrap();
        let pulled = told(pull(), 1);
        assert_eq!(pulled["sequences"], json!([]));
        let fault = pulled["faults"][0].as_str().unwrap();
        assert!(fault.contains(words), "{fault}");
    }
    fs::write(&database, &sound).unwrap();
    let pulled = told(pull(), 0);
    assert_eq!(pulled["sequences"], json!([1]));
}

#[test]
fn whoever_shows_no_certificate_or_a_wrong_one_is_not_let_in() {
    let scene = Scene::new();
    let offer = scene.offer();
    let trusted = scene.servers.certificate();
    let stranger = Authority::new(&scene.desk.world, "strangers");
    let attempts = [
        ("another CA", stranger.sign("sink", 2040)),
        ("one that is over", scene.sinks.sign("sink", 2024)),
        ("the server's own", scene.servers.sign("localhost", 2041)),
    ];
    for (what, shown) in &attempts {
        let pulled = scene.pull(&offer.url(), &trusted, shown, &["--new-target"]);
        assert_eq!(pulled.status.code(), Some(2), "{what}");
        let asked = scene.client(Some(shown)).get(offer.url() + "/v1/manifests");
        assert!(asked.send().is_err(), "{what}");
    }
    // None at all; a member's token stands for none.
    let none = scene.client(None);
    for path in ["/v1/manifests", "/api/v1/cases"] {
        let asked = none.get(offer.url() + path);
        let asked = asked.bearer_auth(&scene.desk.lena.token);
        assert!(asked.send().is_err(), "{path}");
    }
    assert!(files_below(&scene.sink.join("manifests")).is_empty());
}

#[test]
fn a_sink_believes_nobody_but_the_server_it_was_told_of() {
    let scene = Scene::new();
    let shown = scene.sinks.sign("sink", 2040);
    let right = scene.servers.certificate();
    let stranger = Authority::new(&scene.desk.world, "strangers");
    let world = &scene.desk.world;
    let pull = |shows: &Party, trusted: &Path| {
        let offer = Offer::start(world, &scene.vault, shows, &scene.sinks);
        let pulled = scene.pull(&offer.url(), trusted, &shown, &["--new-target"]);
        refused(&pulled, "cannot be read");
    };
    let sound = scene.servers.sign("localhost", 2040);
    pull(&sound, &stranger.certificate());
    pull(&stranger.sign("localhost", 2040), &right);
    pull(&scene.servers.sign("localhost", 2024), &right);
    pull(&scene.servers.sign("elsewhere.example", 2040), &right);

    // What would be a way around it is refused before anything is asked.
    let offer = Offer::start(world, &scene.vault, &sound, &scene.sinks);
    let plain = offer.url().replace("https", "http");
    refused(
        &scene.pull(&plain, &right, &shown, &["--new-target"]),
        "https only",
    );
    fs::set_permissions(&shown.key, Permissions::from_mode(0o640)).unwrap();
    let readable = scene.pull(&offer.url(), &right, &shown, &["--new-target"]);
    refused(&readable, "chmod 600");
    let mut bare = world.command();
    bare.args([
        "backup",
        "pull",
        "--from",
        &offer.url(),
        "--new-target",
        "--target",
    ]);
    let bare = bare.arg(&scene.sink).output().unwrap();
    refused(&bare, "both sides show who they are");
    assert!(files_below(&scene.sink.join("manifests")).is_empty());
}

#[test]
fn a_sinks_certificate_reads_backups_and_nothing_else() {
    let scene = Scene::new();
    let offer = scene.offer();
    let client = scene.client(Some(&scene.sinks.sign("sink", 2040)));
    let listed = client.get(offer.url() + "/v1/manifests").send().unwrap();
    let listed = listed.text().unwrap();
    let manifest = listed.trim().split(' ').nth(1).unwrap().to_owned();
    let manifest = format!("/v1/files/manifests/{manifest}?from=0");
    assert_eq!(status(client.get(offer.url() + &manifest)), 200);

    let secret = scene.desk.world.temporary().join("secret");
    fs::write(&secret, "secret").unwrap();
    let trap = scene.vault.target.join("db/00000009-trap.csf1");
    std::os::unix::fs::symlink(&secret, trap).unwrap();
    for path in [
        "/v1/files/lock?from=0",
        "/v1/files/signer.vkey?from=0",
        "/v1/files/db/00000009-trap.csf1?from=0",
        "/v1/files/db/..%2F..%2Fsecret?from=0",
        "/v1/files/%2E%2E/secret?from=0",
        "/v1/files//etc/passwd?from=0",
        "/v1/files/db?from=0",
        "/api/v1/cases",
        "/",
    ] {
        let asked = client.get(offer.url() + path);
        let asked = asked.bearer_auth(&scene.desk.lena.token);
        assert_eq!(status(asked), 404, "{path}");
    }
    let before = files_below(&scene.vault.target);
    for method in [Method::PUT, Method::POST, Method::DELETE, Method::PATCH] {
        let asked = client.request(method.clone(), offer.url() + &manifest);
        assert_eq!(status(asked.body("ransom")), 405, "{method}");
    }
    assert_eq!(files_below(&scene.vault.target), before);
    // At the server itself it is nobody's: what needs somebody is refused.
    let cases = client.get(scene.desk.world.url("/api/v1/cases"));
    assert_eq!(status(cases), 401);
}

/// A sink's connections, by hand.
struct Lines {
    config: Arc<ClientConfig>,
    port: u16,
}

impl Lines {
    fn of(scene: &Scene, offer: &Offer, shown: &Party) -> Self {
        let read = |path: &Path| CertificateDer::from_pem_file(path).unwrap();
        let mut trusted = RootCertStore::empty();
        trusted.add(read(&scene.servers.certificate())).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(trusted)
            .with_client_auth_cert(
                vec![read(&shown.certificate)],
                PrivateKeyDer::from_pem_file(&shown.key).unwrap(),
            );
        Self {
            config: Arc::new(config.unwrap()),
            port: offer.port,
        }
    }

    fn open(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// Let in, after which `said` is sent and nothing is read.
    fn say(&self, said: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let name = ServerName::try_from("localhost").unwrap();
        let mut tls = ClientConnection::new(Arc::clone(&self.config), name).unwrap();
        let mut tcp = self.open();
        tls.complete_io(&mut tcp).unwrap();
        let mut line = StreamOwned::new(tls, tcp);
        line.write_all(said.as_bytes()).unwrap();
        line.flush().unwrap();
        line
    }
}

/// With a sink's own certificate and without one. The process has no more files than it needs for the connections it holds.
#[test]
fn whoever_holds_connections_open_at_the_offer_keeps_no_sink_out() {
    let scene = Scene::new();
    let link = scene.desk.script_link();
    let file = link.send(&scene.desk.world, "large.bin", &noise(1, 9 << 20));
    scene.desk.scanned(&file);
    told_backup(&scene, 2);
    let (shown, serves) = (
        scene.sinks.sign("sink", 2040),
        scene.servers.sign("localhost", 2040),
    );
    let mut few_files = Command::new("sh");
    few_files
        .args(["-c", "ulimit -n 320 && exec \"$0\" \"$@\""])
        .arg(scene.desk.world.command().get_program());
    let offer = Offer::start_by(few_files, &scene.vault, &serves, &scene.sinks);
    let lines = Lines::of(&scene, &offer, &shown);

    let large = files_below(&scene.vault.target.join("objects"));
    let large = large.iter().max_by_key(|it| it.metadata().unwrap().len());
    let large = large.unwrap().strip_prefix(&scene.vault.target).unwrap();
    let ask = format!(
        "GET /v1/files/{}?from=0 HTTP/1.1\r\nhost: localhost\r\n\r\n",
        large.display()
    );
    // Answers to so many requests fit into no buffer on the way.
    let takes_nothing: Vec<_> = (0..150).map(|_| lines.say(&ask.repeat(8))).collect();
    let half_a_head: Vec<_> = (0..50).map(|_| lines.say("GET /v1/mani")).collect();
    let silent: Vec<_> = (0..250).map(|_| lines.say("")).collect();
    let no_handshake: Vec<_> = (0..100).map(|_| lines.open()).collect();

    let trusted = scene.servers.certificate();
    let pulled = scene.pull(&offer.url(), &trusted, &shown, &["--new-target"]);
    assert_eq!(told(pulled, 0)["sequences"], json!([1, 2]));
    let status = fs::read_to_string(format!("/proc/{}/status", offer.process.id())).unwrap();
    let threads = status.lines().find_map(|it| it.strip_prefix("Threads:"));
    let threads: u32 = threads.unwrap().trim().parse().unwrap();
    assert!(threads < 200, "{threads} threads");
    drop((takes_nothing, half_a_head, silent, no_handshake));
}
