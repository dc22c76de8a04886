use std::fs;
use std::path::Path;

use coffer_client::tlog::{
    LogSigner, Opening, Receipt, TileMap, TreeBuilder, commit, inclusion_proof,
};
use expect_test::expect;

use crate::{Coffer, Ran};

const CONTENT: &str = "what was sent\n";

fn signer(seed: u8) -> LogSigner {
    LogSigner::from_seed("coffer.example/log", &[seed; 32]).unwrap()
}

fn receipt() -> Receipt {
    let salt = [3; 32];
    let entry = serde_json::json!({
        "v": 1,
        "time": "2026-11-23T10:00:00Z",
        "event": "upload.completed",
        "actor": "con_01jd",
        "case": "case_01jd",
        "object": "file_01jd",
        "data": {
            "blake3": blake3::hash(CONTENT.as_bytes()).to_hex().as_str(),
            "bytes": CONTENT.len(),
        },
        "pii": { "name": commit("name", &salt, b"a\n.log").to_base64() },
    })
    .to_string();
    let openings = vec![Opening {
        field: "name".to_owned(),
        salt,
        value: "a\n.log".to_owned(),
    }];
    receipt_of(entry, openings)
}

/// A receipt of the middle one of three entries.
fn receipt_of(entry: String, openings: Vec<Opening>) -> Receipt {
    let mut tree = TreeBuilder::new();
    let appended = tree.append(&["first", entry.as_str(), "last"]).unwrap();
    let mut tiles = TileMap::new();
    tiles.apply(appended);
    Receipt {
        log: signer(1).verifier().to_vkey(),
        index: 1,
        entry,
        proof: inclusion_proof(&tiles, 1, 3).unwrap(),
        checkpoint: signer(1).sign(3, &tree.root()),
        openings,
    }
}

fn verify(dir: &Path, text: &str, more: &[&str]) -> Ran {
    fs::write(dir.join("receipt.json"), text).unwrap();
    fs::write(dir.join("same.log"), CONTENT).unwrap();
    fs::write(dir.join("other.log"), CONTENT.to_uppercase()).unwrap();
    let args = [&["verify", "receipt.json"], more].concat();
    Coffer::in_dir(dir).args(&args).run()
}

fn in_fresh_dir(text: &str, more: &[&str]) -> Ran {
    let dir = tempfile::tempdir().unwrap();
    verify(dir.path(), text, more)
}

#[test]
fn a_receipt_that_holds_is_told_in_sentences() {
    let key = signer(1).verifier().to_vkey();
    let more = ["--log", key.as_str(), "--file", "same.log"];
    let ran = in_fresh_dir(&receipt().to_json(), &more);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    expect![[r#"
        The receipt holds: entry 1 is in the ledger `coffer.example/log`, whose signed head covers 3 entries.
        It records `upload.completed` at 2026-11-23T10:00:00Z by con_01jd, on file_01jd in case_01jd.
        The file's name is `a\u{a}.log`.
        Its content is 14 bytes with BLAKE3 ea84d8f01dd4babdfecdeddfc9747efb1ef91d39f7c29ea552c65b281adc868f.
        It is signed by the key you trust.
        `same.log` is this file: its length and BLAKE3 are the same.
    "#]].assert_eq(&ran.stdout);
}

#[test]
fn the_certificate_of_an_erased_file_says_until_when_backups_may_have_its_keys() {
    let entry = serde_json::json!({
        "v": 1,
        "time": "2026-11-23T10:00:00Z",
        "event": "file.keys_destroyed",
        "actor": "system",
        "case": "case_01jd",
        "object": "file_01jd",
        "data": { "backups_until": "2026-12-23T10:00:00Z", "objects": 2 },
    });
    let certificate = receipt_of(entry.to_string(), Vec::new());
    let key = signer(1).verifier().to_vkey();
    let ran = in_fresh_dir(&certificate.to_json(), &["--log", key.as_str()]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    expect![[r#"
        The receipt holds: entry 1 is in the ledger `coffer.example/log`, whose signed head covers 3 entries.
        It records `file.keys_destroyed` at 2026-11-23T10:00:00Z by system, on file_01jd in case_01jd.
        Backups that are pruned as they should have none of its keys from 2026-12-23T10:00:00Z on.
        It is signed by the key you trust.
    "#]].assert_eq(&ran.stdout);
}

#[test]
fn without_a_trusted_key_it_says_how_little_that_proves() {
    let ran = in_fresh_dir(&receipt().to_json(), &[]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stdout
            .contains("No trusted key was given: this proves only"),
        "{}",
        ran.stdout
    );
    let ran = in_fresh_dir(&receipt().to_json(), &["--json"]);
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&value["holds"], &value["trusted"]),
        (&true.into(), &false.into())
    );
    assert_eq!(
        (&value["name"], &value["bytes"]),
        (&"a\n.log".into(), &14.into())
    );
}

#[test]
fn another_file_does_not_match() {
    let ran = in_fresh_dir(&receipt().to_json(), &["--file", "other.log"]);
    assert_eq!(ran.code, 6);
    assert!(
        ran.stderr.contains("`other.log` is not the file"),
        "{}",
        ran.stderr
    );
}

#[test]
fn another_log_is_not_trusted() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("key"),
        signer(2).verifier().to_vkey() + "\n",
    )
    .unwrap();
    let ran = verify(
        dir.path(),
        &receipt().to_json(),
        &["--log-file", "key", "--json"],
    );
    assert_eq!(ran.code, 6);
    assert!(ran.stdout.contains(r#""holds":false"#), "{}", ran.stdout);
    let no_key = in_fresh_dir(&receipt().to_json(), &["--log", "nonsense"]);
    assert_eq!(no_key.code, 2);
}

#[test]
fn every_change_of_a_receipt_is_noticed() {
    let text = receipt().to_json();
    for (from, to) in [
        ("con_01jd", "con_01je"),
        (r#"\"bytes\":14"#, r#"\"bytes\":15"#),
        ("\"index\": 1", "\"index\": 2"),
        ("a\\n.log", "b\\n.log"),
        ("\\n3\\n", "\\n4\\n"),
        ("coffer-receipt-v1", "coffer-receipt-v2"),
        ("{\n", "[\n"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        let ran = in_fresh_dir(&changed, &[]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (6, ""),
            "{from}: {}",
            ran.stderr
        );
    }
}

#[test]
fn a_receipt_that_is_not_there_is_a_local_error() {
    let dir = tempfile::tempdir().unwrap();
    let ran = Coffer::in_dir(dir.path())
        .args(&["verify", "gone.json"])
        .run();
    assert_eq!(ran.code, 2);
}
