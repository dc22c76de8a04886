//! Events out, at the receivers people have: a file, rsyslog, an HTTPS endpoint. Whatever goes down in between, everything
//! arrives.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use coffer_domain::event::EventKind;
use coffer_events::{Entry, Format, Writer};
use serde_json::{Value, json};

use crate::harness::people::Desk;
use crate::harness::receiver::Receiver;
use crate::harness::tools;
use crate::harness::wait::wait_for;

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/peers");

/// Where rsyslogd is, with TLS; installed if that can be done here.
fn rsyslogd() -> Option<PathBuf> {
    let program = PathBuf::from("/usr/sbin/rsyslogd");
    let there = || {
        let drivers = [
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib",
        ];
        program.exists()
            && drivers
                .iter()
                .any(|lib| Path::new(lib).join("rsyslog/lmnsd_gtls.so").exists())
    };
    if !there() {
        let mut install = Command::new("apt-get");
        install.args(["install", "-y", "--no-install-recommends"]);
        install.args(["rsyslog", "rsyslog-gnutls"]);
        drop(install.env("DEBIAN_FRONTEND", "noninteractive").output());
    }
    if there() {
        return Some(program);
    }
    eprintln!("SKIPPED: rsyslogd with GnuTLS is not here and cannot be installed");
    None
}

/// A syslog server of the test's own, which can be killed and started again.
struct Rsyslog {
    program: PathBuf,
    folder: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl Drop for Rsyslog {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Rsyslog {
    fn start(program: PathBuf, folder: PathBuf) -> Self {
        std::fs::create_dir(&folder).unwrap();
        let pair = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&pair).unwrap();
        std::fs::write(folder.join("ca.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.join("key.pem"), pair.serialize_pem()).unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let at = folder.display();
        let config = format!(
            "global(workDirectory=\"{at}\" maxMessageSize=\"256k\" defaultNetstreamDriver=\"gtls\"\n\
             defaultNetstreamDriverCAFile=\"{at}/ca.pem\" defaultNetstreamDriverCertFile=\"{at}/ca.pem\"\n\
             defaultNetstreamDriverKeyFile=\"{at}/key.pem\")\n\
             module(load=\"imtcp\" streamDriver.name=\"gtls\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\")\n\
             input(type=\"imtcp\" port=\"{port}\" address=\"127.0.0.1\")\n\
             template(name=\"raw\" type=\"string\" string=\"%rawmsg%\\n\")\n\
             *.* action(type=\"omfile\" file=\"{at}/received\" template=\"raw\")\n"
        );
        std::fs::write(folder.join("rsyslog.conf"), config).unwrap();
        let mut rsyslog = Self {
            program,
            folder,
            port,
            server: None,
        };
        rsyslog.begin();
        rsyslog
    }

    fn begin(&mut self) {
        let server = Command::new(&self.program)
            .arg("-n")
            .arg("-f")
            .arg(self.folder.join("rsyslog.conf"))
            .arg("-i")
            .arg(self.folder.join("pid"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.server = Some(server);
        wait_for("rsyslogd to listen", || {
            std::net::TcpStream::connect(("127.0.0.1", self.port)).ok()
        });
    }

    fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.kill());
            drop(server.wait());
        }
        drop(std::fs::remove_file(self.folder.join("pid")));
    }

    /// Asks it to stop, as a service manager does.
    fn stop(&mut self) {
        let mut server = self.server.take().unwrap();
        let id = rustix::process::Pid::from_child(&server);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        server.wait().unwrap();
    }

    fn received(&self) -> Vec<Value> {
        let text = std::fs::read(self.folder.join("received")).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let body = |line: &str| {
            let (header, body) = line.split_once(" - {").expect(line);
            assert!(
                header.starts_with('<') && header.contains(">1 20"),
                "{line}"
            );
            serde_json::from_str(&format!("{{{body}")).unwrap()
        };
        // The last line may be half written.
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole
            .lines()
            .filter(|line| line.contains("coffer"))
            .map(body)
            .collect()
    }
}

fn places(objects: &[Value]) -> BTreeSet<u64> {
    let place = |object: &Value| object["metadata"]["sequence"].as_u64().unwrap();
    objects.iter().map(place).collect()
}

/// Waits until a receiver has every entry there is now.
fn has_everything(desk: &Desk, what: &str, received: impl Fn() -> Vec<Value>) {
    let size = desk.ledger().len() as u64;
    wait_for(what, || {
        let told = places(&received());
        (0..size).all(|place| told.contains(&place)).then_some(())
    });
}

fn shown(desk: &Desk) -> (i32, Vec<Value>) {
    let output = desk.world.try_operate(&["events", "sinks", "--json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (output.status.code().unwrap(), rows.collect())
}

#[test]
fn rsyslog_gets_everything_whatever_goes_down() {
    let Some(program) = rsyslogd() else {
        return;
    };
    let mut desk = Desk::new();
    let mut rsyslog = Rsyslog::start(program, desk.world.temporary().join("rsyslog"));
    desk.world.configure(&format!(
        "[[sink]]\nname = \"siem\"\nkind = \"syslog\"\naddress = \"localhost:{}\"\nca_file = \"{}/ca.pem\"\n",
        rsyslog.port,
        rsyslog.folder.display()
    ));
    has_everything(&desk, "all that was before the sink", || rsyslog.received());
    for round in 0..2 {
        if round == 0 {
            rsyslog.stop();
        } else {
            rsyslog.kill();
        }
        for number in 0..3 {
            desk.other_case(&format!("down-{round}-{number}"));
        }
        let failing = wait_for("the sink to be seen failing", || {
            let (code, rows) = shown(&desk);
            (rows[0]["state"] == "failing" && code == 1).then(|| rows[0].clone())
        });
        assert!(failing["behind"].as_u64().unwrap() > 0, "{failing}");
        assert!(
            failing["failure"]
                .as_str()
                .unwrap()
                .contains("cannot be reached")
        );
        desk.world.kill_and_restart();
        rsyslog.begin();
        has_everything(&desk, "all that happened meanwhile", || rsyslog.received());
    }
    wait_for("the sink to be seen well", || {
        let (code, rows) = shown(&desk);
        (code == 0 && rows[0]["behind"] == 0).then_some(())
    });
}

/// Python with the schema of OCSF 1.8.0 and something to check with.
fn ocsf_schema() -> Option<PathBuf> {
    tools::from_pypi(
        "ocsf",
        "jsonschema==4.26.0",
        "python",
        &["-c", "import jsonschema"],
    )?;
    let program = tools::from_pypi(
        "ocsf",
        "ocsf-json-schema==1.2.0",
        "python",
        &["-c", "import jsonschema, ocsf_json_schema"],
    );
    if program.is_none() {
        eprintln!("SKIPPED: the schema of OCSF cannot be installed here");
    }
    program
}

/// An entry of every kind, as rich as they get.
fn made_up() -> Vec<String> {
    let writer = Writer {
        log: "coffer/org_1".to_owned(),
        version: "0.1.0".to_owned(),
    };
    let facts = [
        json!({}),
        json!({ "member": "mem_2", "why": "password", "rules": ["W03"], "bytes": 7, "blake3": "00", "extension": "log",
                "severity": "high", "rule": "D13", "watch": "cases", "acts": "view,reveal", "what": "entries" }),
    ];
    let mut lines = Vec::new();
    for kind in EventKind::ALL {
        for (data, actor) in facts.iter().zip(["anonymous", "mem_1"]) {
            let entry = json!({
                "v": 1, "time": "2026-01-02T03:04:05.678Z", "event": kind.as_str(), "actor": actor, "case": "case_1",
                "object": "file_1", "request": "trc_1", "session": "ses_1", "client": "firefox/linux", "data": data,
            });
            let address = Some("203.0.113.9".to_owned()).filter(|_| actor == "mem_1");
            let entry = Entry::read(0, &entry.to_string(), address).unwrap();
            lines.push(coffer_events::write(Format::Ocsf, &writer, &entry).text);
        }
    }
    lines
}

#[test]
fn what_is_written_is_ocsf_by_its_published_schema() {
    let Some(python) = ocsf_schema() else {
        return;
    };
    let mut desk = Desk::new();
    desk.world
        .configure("[[sink]]\nname = \"archive\"\nkind = \"file\"\npath = \"events.jsonl\"\naddresses = true\n");
    let path = desk.world.data().join("events.jsonl");
    let read = || -> Vec<Value> {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let whole = text
            .rsplit_once('\n')
            .map_or("", |(whole, _)| whole)
            .to_owned();
        whole
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    has_everything(&desk, "the file", read);
    let real: Vec<String> = read().iter().map(ToString::to_string).collect();
    let lines: Vec<String> = made_up().into_iter().chain(real).collect();
    let mut checking = Command::new(python)
        .arg(Path::new(PEERS).join("ocsf_check.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = checking.stdin.take().unwrap();
    input.write_all(lines.join("\n").as_bytes()).unwrap();
    drop(input);
    let output = checking.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert_eq!(
        said.trim(),
        format!("{} objects are as they should be", lines.len())
    );
}

#[test]
fn an_endpoint_gets_batches_with_its_key_and_everything_again_on_a_replay() {
    let mut desk = Desk::new();
    let receiver = Receiver::start(desk.world.temporary());
    receiver.answers(503);
    let config = format!(
        "[[sink]]\nname = \"push\"\nkind = \"https\"\nurl = \"https://localhost:{}/in\"\nca_file = \"{}\"\n\
         authorization_file = \"key\"\n",
        receiver.port,
        receiver.ca.display()
    );
    std::fs::write(desk.world.data().join("key"), "Bearer made-up\n").unwrap();
    desk.world.configure(&config);
    wait_for("a refusal to be seen", || {
        let (_, rows) = shown(&desk);
        let failure = rows[0]["failure"].as_str()?;
        failure.contains("status 503").then_some(())
    });
    receiver.answers(200);
    let objects = || -> Vec<Value> {
        let got = receiver.got();
        let lines = got.iter().flat_map(|got| got.body.lines());
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    has_everything(&desk, "everything", objects);
    for got in receiver.got() {
        assert_eq!(got.headers["authorization"], "Bearer made-up");
        assert_eq!(got.headers["content-type"], "application/x-ndjson");
    }
    assert!(!desk.world.log().contains("made-up"));
    let before = objects().len();
    desk.world
        .operate(&["events", "replay", "push", "--from", "0"]);
    wait_for("everything again", || {
        let again = objects();
        let again = again.get(before..)?;
        places(again).contains(&0).then_some(())
    });
    let beyond = desk
        .world
        .try_operate(&["events", "replay", "push", "--from", "99999999"]);
    assert_eq!(beyond.status.code(), Some(2));
    desk.world.operate(&["events", "disable", "push"]);
    let (code, rows) = shown(&desk);
    assert_eq!((code, &rows[0]["state"]), (1, &json!("disabled")));
    desk.world.operate(&["events", "enable", "push"]);
    desk.world.operate(&["events", "test", "push"]);
    let tested = |object: &Value| object["message"] == "sink.tested";
    assert!(objects().iter().any(tested));
}
