//! A witness as a second process: it cosigns a ledger that grows, remembers over kills, and refuses one that came back from
//! an older state.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use coffer_tlog::{LogVerifier, WitnessVerifier, verify_checkpoint};
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::wait::wait_for;

const NAME: &str = "witness.example/w1";

/// A witness on another machine, as it were.
struct Elsewhere {
    state: PathBuf,
    log: String,
    key: String,
    port: u16,
    server: Option<Child>,
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        self.kill();
    }
}

fn cofferd(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cofferd"));
    command.args(arguments).output().unwrap()
}

fn log_key(world: &World) -> String {
    let key = world.operate(&["ledger", "key"]).stdout;
    String::from_utf8(key).unwrap().trim().to_owned()
}

impl Elsewhere {
    fn set_up(folder: &Path, log: String) -> Self {
        let state = folder.join("witness");
        let at = state.to_str().unwrap();
        let made = cofferd(&["witness", "init", "--state", at, "--name", NAME, "--json"]);
        assert!(made.status.success());
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        let again = cofferd(&["witness", "init", "--state", at, "--name", NAME]);
        assert_eq!(again.status.code(), Some(2), "a key is not made twice");
        let mut witness = Self {
            state,
            log,
            key: made["witness"].as_str().unwrap().to_owned(),
            port: 0,
            server: None,
        };
        witness.start();
        witness
    }

    fn start(&mut self) {
        let mut server = Command::new(env!("CARGO_BIN_EXE_cofferd"))
            .args(["witness", "serve", "--log", &self.log, "--listen"])
            .arg(format!("127.0.0.1:{}", self.port))
            .arg("--state")
            .arg(&self.state)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let port = line.trim().rsplit(':').next().unwrap();
        self.port = port.parse().expect("the witness runs");
        self.server = Some(server);
    }

    fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            drop(server.kill());
            drop(server.wait());
        }
    }

    fn config(&self) -> String {
        format!(
            "[checkpoints]\nevery_seconds = 1\n[[witness]]\nurl = \"https://localhost:{}\"\nkey = \"{}\"\nca_file = \"{}\"\n",
            self.port,
            self.key,
            self.state.join("tls/ca.pem").display()
        )
    }
}

/// Waits for a head of at least so many entries that the witness cosigned; its size.
fn witnessed(desk: &Desk, witness: &Elsewhere, at_least: u64) -> u64 {
    let log = LogVerifier::from_vkey(&witness.log).unwrap();
    let key = WitnessVerifier::from_vkey(&witness.key).unwrap();
    wait_for("a cosigned head", || {
        let call = desk.admin.get(&desk.world, "/api/v1/ledger/checkpoint");
        let told = call.ask().expect(200).json();
        let note = told["witnessed"].as_str()?;
        let verified = verify_checkpoint(note, &log, std::slice::from_ref(&key)).unwrap();
        assert_eq!(verified.cosignatures.len(), 1);
        Some(verified.checkpoint.size).filter(|size| *size >= at_least)
    })
}

fn verify(folder: &str, more: &[&str]) -> (i32, Value) {
    let output = cofferd(&[&["ledger", "verify", folder, "--json"], more].concat());
    let told = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), told)
}

#[test]
fn a_witness_cosigns_what_grows_and_an_export_shows_it() {
    let mut desk = Desk::new();
    let log = log_key(&desk.world);
    let mut witness = Elsewhere::set_up(desk.world.temporary(), log.clone());
    desk.world.configure(&witness.config());
    let size = witnessed(&desk, &witness, 1);
    // Killed, it goes on from what it remembers.
    witness.kill();
    desk.other_case("while the witness is down");
    let grown = desk.ledger().len() as u64;
    witness.start();
    assert!(witnessed(&desk, &witness, grown) > size);

    let out = desk.world.temporary().join("export");
    let out = out.to_str().unwrap();
    desk.world.operate(&["ledger", "export", "--out", out]);
    let (code, told) = verify(out, &["--log", &log, "--witness", &witness.key]);
    assert_eq!((code, &told["valid"]), (0, &json!(true)), "{told}");
    assert_eq!(told["witnesses"][0]["name"], NAME);
    assert!(told["witnesses"][0]["size"].as_u64().unwrap() >= grown);
    let stranger = desk.world.temporary().join("stranger");
    let stranger = stranger.to_str().unwrap();
    let other = cofferd(&["witness", "init", "--state", stranger, "--name", "other"]);
    let other = String::from_utf8(other.stdout).unwrap();
    let (code, told) = verify(out, &["--log", &log, "--witness", other.trim()]);
    assert_eq!((code, &told["valid"]), (1, &json!(false)), "{told}");
    let path = format!("{out}/checkpoint.witnessed");
    let note = std::fs::read_to_string(&path).unwrap();
    // The last line is the witness's: another time is not what it signed.
    let line = note.lines().last().unwrap();
    let forged = note.replace(line, &line.replacen("AAAA", "AAAB", 1));
    std::fs::write(&path, &forged).unwrap();
    let (code, told) = verify(out, &["--log", &log, "--witness", &witness.key]);
    assert_eq!((code, &told["valid"]), (1, &json!(false)), "{told}");
    std::fs::write(&path, &note).unwrap();
    let since = path;
    let (code, told) = verify(out, &["--log", &log, "--since", &since]);
    assert_eq!(code, 0);
    assert_eq!(told["extends"].as_array().unwrap().len(), 1);
}

/// Copies a database as it lies there, with what it has not merged yet, in place of what was there.
fn copy_database(from: &Path, to: &Path) {
    for name in ["meta.db", "meta.db-wal", "meta.db-shm"] {
        drop(std::fs::remove_file(to.join(name)));
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

#[test]
fn a_witness_refuses_a_ledger_that_came_back_from_an_older_state() {
    let mut desk = Desk::new();
    let witness = Elsewhere::set_up(desk.world.temporary(), log_key(&desk.world));
    desk.world.configure(&witness.config());
    witnessed(&desk, &witness, 1);
    desk.world.stop();
    let kept = desk.world.temporary().join("kept");
    std::fs::create_dir(&kept).unwrap();
    copy_database(desk.world.data(), &kept);
    desk.world.start();
    desk.other_case("to be forgotten");
    let grown = desk.ledger().len() as u64;
    witnessed(&desk, &witness, grown);
    desk.world.stop();
    copy_database(&kept, desk.world.data());
    desk.world.start();
    let refused = desk.ledger_entry("the refusal", |entry| entry["event"] == "witness.refused");
    assert_eq!(refused["object"], NAME);
    let olga = desk.member("olga@coffer.example", "Support", &["security"]);
    wait_for("the alert that tells so", || {
        let open = olga
            .get(&desk.world, "/api/v1/alerts?state=open")
            .ask()
            .json();
        let alerts = open["items"].as_array().unwrap().clone();
        alerts
            .iter()
            .any(|alert| alert["rule"] == "D24-tampering" && alert["severity"] == "critical")
            .then_some(())
    });
}
