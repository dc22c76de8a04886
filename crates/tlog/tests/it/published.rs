//! The worked example in the published format.

use coffer_tlog::{
    ExportOpening, ExportVerifier, Opening, canonical_json, commit, leaf_hash, verify_receipt,
};

use crate::support::{ORIGIN, export, log_of, receipt, signer};

const DOCUMENT: &str = include_str!("../../../../docs/formats/ledger.md");

#[track_caller]
fn published(text: &str) {
    for line in text.lines() {
        assert!(
            DOCUMENT.contains(line),
            "docs/formats/ledger.md does not have: {line}"
        );
    }
}

fn entries() -> Vec<String> {
    let commitment = commit("mail", &[9; 32], b"a@example.org").to_base64();
    let entries = [
        r#"{"actor":"system","data":{},"event":"organisation.created","pii":{},"time":"2026-01-02T03:04:05.678Z","v":1}"#.to_owned(),
        format!(r#"{{"actor":"anonymous","data":{{"attempts":2}},"event":"code.refused","pii":{{"mail":"{commitment}"}},"time":"2026-01-02T03:05:00.000Z","v":1}}"#),
        r#"{"actor":"operator","data":{"size":2},"event":"ledger.read","pii":{},"time":"2026-01-02T03:06:00.000Z","v":1}"#.to_owned(),
    ];
    for entry in &entries {
        let value = serde_json::from_str(entry).unwrap();
        assert_eq!(canonical_json(&value).as_ref(), Ok(entry));
    }
    entries.into()
}

#[test]
fn the_worked_example_is_true() {
    let entries = entries();
    let bytes: Vec<_> = entries
        .iter()
        .map(|entry| entry.clone().into_bytes())
        .collect();
    let map = log_of(&bytes);
    let mut folder = export(&map, 3);
    published(ORIGIN);
    published(&signer().verifier().to_vkey());
    for entry in &entries {
        published(entry);
        published(&leaf_hash(entry.as_bytes()).to_hex());
    }
    published(std::str::from_utf8(&folder.0["checkpoint"]).unwrap());
    let opening = Opening {
        field: "mail".to_owned(),
        salt: [9; 32],
        value: "a@example.org".to_owned(),
    };
    let line = ExportOpening {
        index: 1,
        opening: opening.clone(),
    }
    .to_line();
    published(&line);
    folder
        .0
        .insert("openings.jsonl".to_owned(), (line + "\n").into_bytes());
    for path in folder.0.keys() {
        published(path);
    }
    let report = ExportVerifier::new(&folder, &signer().verifier())
        .verify(&mut |_| ())
        .unwrap();
    assert_eq!(report.openings_checked, 1);
    let mut receipt = receipt(&map, &bytes[1], 1, 3);
    receipt.openings.push(opening);
    verify_receipt(&receipt, &signer().verifier()).unwrap();
    published(&receipt.to_json());
}
