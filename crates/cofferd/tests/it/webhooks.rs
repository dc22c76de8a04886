//! Webhooks for alerts, verified by the library receivers use; and where they may not go.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::receiver::{Got, Receiver};
use crate::harness::tools;
use crate::harness::wait::wait_for;

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/peers");

/// Python with the receivers' side of Standard Webhooks.
fn standardwebhooks() -> Option<PathBuf> {
    let program = tools::from_pypi(
        "standardwebhooks",
        "standardwebhooks==1.1.0",
        "python",
        &["-c", "import standardwebhooks"],
    );
    if program.is_none() {
        eprintln!("SKIPPED: standardwebhooks cannot be installed here");
    }
    program
}

/// Whether a receiver that has this secret takes a request for ours.
fn verifies(python: &Path, secret: &str, got: &Got) -> bool {
    let mut checking = Command::new(python)
        .arg(Path::new(PEERS).join("webhook_check.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let asked = json!({ "secret": secret, "headers": got.headers, "body": got.body });
    serde_json::to_writer(checking.stdin.take().unwrap(), &asked).unwrap();
    let output = checking.wait_with_output().unwrap();
    match String::from_utf8_lossy(&output.stdout).trim() {
        "verified" => true,
        "refused" => false,
        other => panic!("the library did not run: {other}"),
    }
}

fn new_secret(desk: &Desk) -> String {
    let made = desk.world.command().args(["events", "new-secret"]).output();
    String::from_utf8(made.unwrap().stdout)
        .unwrap()
        .trim()
        .to_owned()
}

fn bodies(receiver: &Receiver) -> Vec<Value> {
    let got = receiver.got();
    got.iter()
        .map(|got| serde_json::from_str(&got.body).unwrap())
        .collect()
}

#[test]
fn alerts_reach_a_webhook_signed_also_while_its_secret_changes() {
    let mut desk = Desk::new();
    let receiver = Receiver::start(desk.world.temporary());
    let (old, new) = (new_secret(&desk), new_secret(&desk));
    assert_ne!(old, new);
    let file = desk.world.data().join("pager.secret");
    std::fs::write(&file, format!("{old}\n")).unwrap();
    let config = format!(
        "[[webhook]]\nname = \"pager\"\nurl = \"https://localhost:{}/hook\"\nca_file = \"{}\"\nsecret_file = \"pager.secret\"\n\
         severity = \"high\"\nallow_private = true\n",
        receiver.port,
        receiver.ca.display()
    );
    receiver.answers(500);
    desk.world.configure(&config);
    // A new administrator is an alert; its webhook is down at first.
    desk.member("ada@coffer.example", "Support", &["administrator"]);
    wait_for("a failure to be seen", || {
        let output = desk.world.try_operate(&["events", "sinks", "--json"]);
        let row: Value = serde_json::from_slice(&output.stdout).unwrap();
        (row["state"] == "failing").then_some(())
    });
    receiver.answers(204);
    let alert = wait_for("the alert", || {
        let raised = |body: &Value| body["type"] == "alert.raised";
        bodies(&receiver).into_iter().find(raised)
    });
    assert_eq!(
        alert["data"]["facts"]["rule"], "D11-administrator-made",
        "{alert}"
    );
    let id = alert["data"]["alert"].as_str().unwrap();
    assert_eq!(
        alert["data"]["url"],
        desk.world.url(&format!("/app/alerts/{id}"))
    );
    let got = receiver.got().remove(0);
    assert!(!got.body.contains("ada@coffer.example"));

    std::fs::write(&file, format!("{new}\n{old}\n")).unwrap();
    desk.world.operate(&["events", "test", "pager"]);
    let rotated = receiver.got().pop().unwrap();
    assert_eq!(rotated.headers["webhook-signature"].split(' ').count(), 2);
    for secret in [&old, &new] {
        assert!(!desk.world.log().contains(secret.as_str()));
    }
    let Some(python) = standardwebhooks() else {
        return;
    };
    assert!(verifies(&python, &old, &got) && !verifies(&python, &new, &got));
    assert!(verifies(&python, &old, &rotated) && verifies(&python, &new, &rotated));
    let mut altered = got;
    altered.body = altered.body.replace("high", "low ");
    assert!(!verifies(&python, &old, &altered));
}

#[test]
fn a_webhook_does_not_reach_what_is_inside_and_ends_when_its_receiver_says_so() {
    let mut desk = Desk::new();
    let receiver = Receiver::start(desk.world.temporary());
    std::fs::write(desk.world.data().join("s"), new_secret(&desk)).unwrap();
    let config = |host: &str, more: &str| {
        format!(
            "[[webhook]]\nname = \"pager\"\nurl = \"https://{host}:{}/\"\nca_file = \"{}\"\nsecret_file = \"s\"\n{more}",
            receiver.port,
            receiver.ca.display()
        )
    };
    let path = desk.world.data().join("cofferd.toml");
    std::fs::write(&path, config("127.0.0.1", "")).unwrap();
    let refused = desk.world.try_operate(&["events", "sinks"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("not a public address"), "{said}");
    std::fs::write(&path, config("localhost", "")).unwrap();
    let refused = desk.world.try_operate(&["events", "test", "pager"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("no public address"), "{said}");
    assert!(receiver.got().is_empty());

    desk.world
        .configure(&config("localhost", "allow_private = true\n"));
    receiver.answers(410);
    desk.member("ada@coffer.example", "Support", &["administrator"]);
    desk.ledger_entry("the webhook to be given up", |entry| {
        entry["event"] == "sink.disabled" && entry["data"]["why"] == "gone"
    });
    let olga = desk.member("olga@coffer.example", "Support", &["security"]);
    wait_for("the alert that tells so", || {
        let open = olga
            .get(&desk.world, "/api/v1/alerts?state=open")
            .ask()
            .json();
        let alerts = open["items"].as_array().unwrap().clone();
        alerts
            .iter()
            .any(|alert| alert["rule"] == "D24-tampering")
            .then_some(())
    });
}

/// What the console is told of sinks: neither where they are nor what opens them, not even when that is in their address.
#[test]
fn what_is_told_of_sinks_has_no_secret_and_no_address() {
    let mut desk = Desk::new();
    let olga = desk.member("olga@coffer.example", "Support", &["security"]);
    let secret = new_secret(&desk);
    let data = desk.world.data();
    std::fs::write(data.join("pager.secret"), &secret).unwrap();
    std::fs::write(data.join("siem.key"), "Bearer OPENS-SIEM\n").unwrap();
    // Nobody listens there.
    desk.world.configure(
        "[[sink]]\nname = \"siem\"\nkind = \"https\"\nurl = \"https://localhost:1/OPENS-PATH?key=OPENS-QUERY\"\n\
         authorization_file = \"siem.key\"\ncheckpoints = true\n\
         [[sink]]\nname = \"archive\"\nkind = \"file\"\nformat = \"cef\"\naddresses = true\npath = \"OPENS-FILE.log\"\n\
         [[webhook]]\nname = \"pager\"\nurl = \"https://localhost:1/OPENS-PATH?key=OPENS-QUERY\"\n\
         secret_file = \"pager.secret\"\nallow_private = true\nseverity = \"high\"\n",
    );
    // A new administrator is an alert, and the webhook is told of it.
    desk.member("ada@coffer.example", "Support", &["administrator"]);
    let ask = |path: &str| olga.get(&desk.world, path).ask().expect(200).json();
    let sinks = wait_for("two sinks that fail", || {
        let sinks = ask("/api/v1/sinks")["items"].clone();
        let states = json!([sinks[0]["state"], sinks[1]["state"], sinks[2]["state"]]);
        (states == json!(["failing", "ok", "failing"])).then_some(sinks)
    });
    let told = |at: usize, fields: &[&str]| -> Vec<Value> {
        fields.iter().map(|&name| sinks[at][name].clone()).collect()
    };
    let takes = ["kind", "format", "addresses", "severity", "checkpoints"];
    assert_eq!(
        [told(0, &takes), told(1, &takes), told(2, &takes)],
        [
            vec![
                json!("https"),
                json!("ocsf"),
                json!(false),
                Value::Null,
                json!(true)
            ],
            vec![
                json!("file"),
                json!("cef"),
                json!(true),
                Value::Null,
                json!(false)
            ],
            vec![
                json!("webhook"),
                Value::Null,
                json!(false),
                json!("high"),
                json!(false)
            ],
        ]
    );
    assert_eq!(sinks[1]["mend"], "");
    for (at, name) in [(0, "siem"), (2, "pager")] {
        let mend = sinks[at]["mend"].as_str().unwrap();
        assert!(
            mend.contains(&format!("cofferd events test {name}")),
            "{mend}"
        );
        let failure = sinks[at]["failure"].as_str().unwrap();
        assert!(failure.contains("cannot be reached"), "{failure}");
        assert!(sinks[at]["failing_since"].is_string());
    }
    for said in [sinks.to_string(), ask("/api/v1/health").to_string()] {
        for kept in ["OPENS", "localhost:1", "https://", secret.as_str()] {
            assert!(!said.contains(kept), "{kept}: {said}");
        }
    }
}
