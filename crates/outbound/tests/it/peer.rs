//! The same mailer against a real server, Python's aiosmtpd, in `tests/peers/smtp_peer.py`.
//!
//! The server is installed beside the build with pip. Where there is no Python, no pip or no way to
//! the package index, the test says so on standard error and checks nothing.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use coffer_domain::ports::Mailer;
use coffer_domain::secret::SecretText;
use coffer_outbound::{SmtpConfig, SmtpLogin, SmtpMailer, SmtpTls};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;

use crate::{chain, mail};

const PEER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/smtp_peer.py");
const PACKAGE: &str = "aiosmtpd==1.4.6";
const PASSWORD: &str = "correct horse battery staple";

/// Where the peer's packages are, installing them on the first run.
fn packages() -> Option<PathBuf> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("aiosmtpd-1.4.6");
    if place.is_dir() {
        return Some(place);
    }
    let fresh = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).ok()?;
    let status = Command::new("python3")
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--retries", "1", "--timeout", "20", "--target"])
        .arg(fresh.path())
        .arg(PACKAGE)
        .status();
    if !status.is_ok_and(|status| status.success()) {
        return None;
    }
    // Another test process may have been quicker; its installation is as good.
    let _ = std::fs::rename(fresh.path(), &place);
    place.is_dir().then_some(place)
}

struct Peer {
    process: Child,
    // Held open: the peer ends when it closes, also if this test dies.
    _stdin: ChildStdin,
    lines: BufReader<ChildStdout>,
    starttls: u16,
    implicit: u16,
    ca_pem: Vec<u8>,
    _scratch: tempfile::TempDir,
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Peer {
    fn start(packages: &Path) -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let ca_pem = write_certificates(scratch.path());
        let mut process = Command::new("python3")
            .arg(PEER)
            .arg(scratch.path().join("cert.pem"))
            .arg(scratch.path().join("key.pem"))
            .args(["coffer", PASSWORD])
            .env("PYTHONPATH", packages)
            .env("PYTHONWARNINGS", "ignore")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = process.stdin.take().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let ports = next_line(&mut lines);
        let port = |name: &str| u16::try_from(ports[name].as_u64().unwrap()).unwrap();
        Self {
            starttls: port("starttls"),
            implicit: port("implicit"),
            process,
            _stdin: stdin,
            lines,
            ca_pem,
            _scratch: scratch,
        }
    }

    fn mailer(&self, host: &str, tls: SmtpTls, password: &str, trusted: bool) -> SmtpMailer {
        SmtpMailer::new(SmtpConfig {
            host: host.to_owned(),
            port: match tls {
                SmtpTls::Implicit => self.implicit,
                SmtpTls::StartTls | SmtpTls::DangerPlaintext => self.starttls,
            },
            tls,
            login: Some(SmtpLogin {
                username: "coffer".to_owned(),
                password: SecretText::new(password.to_owned()),
            }),
            ca_pem: trusted.then(|| self.ca_pem.clone()),
            from: "Coffer Support <support@vendor.example>".to_owned(),
        })
        .unwrap()
    }
}

fn next_line(lines: &mut BufReader<ChildStdout>) -> Value {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    serde_json::from_str(&line).unwrap()
}

/// A CA and a certificate for `localhost` (and not for `127.0.0.1`); returns the CA's.
fn write_certificates(folder: &Path) -> Vec<u8> {
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &ca)
        .unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
    ca.pem().into_bytes()
}

#[tokio::test]
async fn a_real_server_gets_it_over_tls_or_not_at_all() {
    let Some(packages) = packages() else {
        eprintln!(
            "SKIPPED: no real SMTP server; `python3 -m pip install {PACKAGE}` did not work here"
        );
        return;
    };
    let mut peer = Peer::start(&packages);

    for tls in [SmtpTls::StartTls, SmtpTls::Implicit] {
        let text = "Größe\n.\nBcc: thief@evil.example\n";
        peer.mailer("localhost", tls, PASSWORD, true)
            .send(mail("jane@contoso.example", "Ihr Code für heute", text))
            .await
            .unwrap_or_else(|error| panic!("{tls:?}: {}", chain(&error)));
        let got = next_line(&mut peer.lines);
        assert_eq!(got["from"], "support@vendor.example");
        assert_eq!(got["to"], serde_json::json!(["jane@contoso.example"]));
        assert_eq!(
            (&got["tls"], &got["login"]),
            (&true.into(), &true.into()),
            "{tls:?}"
        );
        let content = got["content"].as_str().unwrap();
        let (headers, text) = content.split_once("\r\n\r\n").unwrap();
        assert!(headers.contains("=?utf-8?"), "{headers}");
        assert!(!headers.to_lowercase().contains("bcc"), "{headers}");
        assert!(text.contains("\r\n.\r\nBcc: thief"), "{text}");
    }

    let refused = async |host: &str, tls, password: &str, trusted, why: &str| {
        let result = peer
            .mailer(host, tls, password, trusted)
            .send(mail("jane@contoso.example", "s", "t"))
            .await;
        let error = chain(&result.unwrap_err());
        assert!(error.contains(why), "expected `{why}`: {error}");
    };
    let (start, implicit, plain) = (
        SmtpTls::StartTls,
        SmtpTls::Implicit,
        SmtpTls::DangerPlaintext,
    );
    refused("localhost", start, PASSWORD, false, "UnknownIssuer").await;
    refused("localhost", implicit, PASSWORD, false, "UnknownIssuer").await;
    refused("127.0.0.1", start, PASSWORD, true, "not valid for name").await;
    refused("localhost", start, "wrong", true, "535").await;
    refused("localhost", plain, PASSWORD, true, "authentication").await;
}
