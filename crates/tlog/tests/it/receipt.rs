//! Receipts, commitments and openings.

use coffer_tlog::{
    Hash, LogSigner, Opening, Receipt, ReceiptError, ReceiptFormError, commit, verify_opening,
    verify_receipt,
};

use crate::support::{ORIGIN, entry, log_of, receipt, signer};

const SALT: [u8; 32] = [3; 32];

fn with_pii() -> Receipt {
    let commitment = commit("mail", &SALT, b"a@example.org");
    let text = format!(r#"{{"event":"x","pii":{{"mail":"{commitment}"}},"v":1}}"#);
    let mut entries: Vec<_> = (0..300).map(entry).collect();
    entries[270] = text.into_bytes();
    let mut receipt = receipt(&log_of(&entries), &entries[270], 270, 290);
    let opening = Opening {
        field: "mail".to_owned(),
        salt: SALT,
        value: "a@example.org".to_owned(),
    };
    receipt.openings.push(opening);
    receipt
}

fn refusal(change: impl FnOnce(&mut Receipt)) -> ReceiptError {
    let mut receipt = with_pii();
    change(&mut receipt);
    verify_receipt(&receipt, &signer().verifier()).unwrap_err()
}

#[test]
fn a_receipt_survives_json_and_holds() {
    let receipt = with_pii();
    let json = receipt.to_json();
    assert_eq!(Receipt::from_json(&json).unwrap(), receipt);
    let verified = verify_receipt(&receipt, &signer().verifier()).unwrap();
    assert_eq!((verified.index, verified.checkpoint.size), (270, 290));
    assert_eq!(verified.openings, receipt.openings);
    let mut bare = receipt;
    bare.openings.clear();
    assert!(!bare.to_json().contains("openings"));
    assert_eq!(Receipt::from_json(&bare.to_json()).unwrap(), bare);
}

#[test]
fn refusals_name_their_cause() {
    let other = LogSigner::from_seed(ORIGIN, &[8; 32]).unwrap();
    assert!(matches!(
        refusal(|receipt| receipt.log = other.verifier().to_vkey()),
        ReceiptError::WrongLog { .. }
    ));
    let root = coffer_tlog::leaf_hash(b"");
    assert_eq!(
        refusal(|receipt| receipt.checkpoint = other.sign(290, &root)),
        ReceiptError::BadSignature
    );
    assert_eq!(
        refusal(|receipt| receipt.checkpoint = receipt.checkpoint.replace("\n290\n", "\n291\n")),
        ReceiptError::BadSignature
    );
    assert!(matches!(
        refusal(|receipt| receipt.checkpoint.clear()),
        ReceiptError::Checkpoint(_)
    ));
    let elsewhere = LogSigner::from_seed("elsewhere.example", &[7; 32]).unwrap();
    assert!(matches!(
        refusal(|receipt| receipt.checkpoint = elsewhere.sign(290, &root)),
        ReceiptError::WrongLog { .. }
    ));
    let not_included: [fn(&mut Receipt); 5] = [
        |receipt| receipt.entry.push(' '),
        |receipt| receipt.index += 1,
        |receipt| receipt.index = u64::MAX,
        |receipt| receipt.proof[0].0[0] ^= 1,
        |receipt| receipt.proof.truncate(1),
    ];
    for change in not_included {
        assert!(matches!(refusal(change), ReceiptError::NotIncluded { .. }));
    }
}

#[test]
fn an_opening_that_does_not_match_names_its_field() {
    let mismatch = ReceiptError::OpeningMismatch {
        field: "mail".to_owned(),
    };
    assert_eq!(
        refusal(|receipt| receipt.openings[0].value.push('x')),
        mismatch
    );
    assert_eq!(
        refusal(|receipt| receipt.openings[0].salt[5] ^= 1),
        mismatch
    );
    assert_eq!(
        refusal(|receipt| receipt.openings[0].field = "ip".to_owned()),
        ReceiptError::NoSuchField {
            field: "ip".to_owned()
        }
    );
}

#[test]
fn an_entry_with_ambiguous_commitments_is_refused() {
    let (one, two) = (commit("mail", &SALT, b"a"), commit("mail", &SALT, b"b"));
    for text in [
        format!(r#"{{"pii":{{"mail":"{one}","mail":"{two}"}}}}"#),
        format!(r#"{{"pii":{{"mail":"{one}"}},"pii":{{"mail":"{two}"}}}}"#),
        r#"{"pii":{"mail":"short"}}"#.to_owned(),
        r#"{"pii":["mail"]}"#.to_owned(),
        "not json".to_owned(),
    ] {
        let entries = [text.into_bytes()];
        let mut receipt = receipt(&log_of(&entries), &entries[0], 0, 1);
        let opening = Opening {
            field: "mail".to_owned(),
            salt: SALT,
            value: "b".to_owned(),
        };
        receipt.openings.push(opening);
        let refused = verify_receipt(&receipt, &signer().verifier());
        assert_eq!(refused.unwrap_err(), ReceiptError::Entry);
    }
}

#[test]
fn json_of_another_form_is_refused() {
    let json = with_pii().to_json();
    let refused = |from: &str, to: &str| {
        let changed = json.replacen(from, to, 1);
        assert_ne!(changed, json);
        Receipt::from_json(&changed).unwrap_err()
    };
    assert!(matches!(
        refused("{", "{\"more\":1,"),
        ReceiptFormError::Json(_)
    ));
    assert!(matches!(
        refused("\"salt\"", "\"salz\""),
        ReceiptFormError::Json(_)
    ));
    assert!(matches!(
        refused("receipt-v1", "receipt-v2"),
        ReceiptFormError::Format { .. }
    ));
    assert!(matches!(refused("270", "-1"), ReceiptFormError::Json(_)));
    let mut receipt = with_pii();
    receipt.proof = vec![coffer_tlog::EMPTY_ROOT; 65];
    let too_many = Receipt::from_json(&receipt.to_json());
    assert!(matches!(
        too_many,
        Err(ReceiptFormError::TooMany {
            what: "proof hashes"
        })
    ));
    let hash = with_pii().proof[0].to_base64();
    assert!(matches!(
        refused(&hash, "AAAA"),
        ReceiptFormError::Proof { position: 0 }
    ));
    let salt = Hash(SALT).to_base64();
    assert!(matches!(
        refused(&salt, "AAAA"),
        ReceiptFormError::Salt { .. }
    ));
    let long = " ".repeat(2 << 20);
    assert!(matches!(
        Receipt::from_json(&long),
        Err(ReceiptFormError::TooLong)
    ));
}

#[test]
fn a_commitment_binds_field_salt_and_value() {
    // SHA-256("coffer/pii/v1" ‖ 0000000000000004 ‖ "mail" ‖ 03 × 32 ‖ "a@example.org"), by an independent program.
    let commitment = commit("mail", &SALT, b"a@example.org");
    assert_eq!(commitment.to_hex(), VECTOR);
    assert!(verify_opening("mail", &SALT, b"a@example.org", &commitment));
    assert!(!verify_opening("mai", &SALT, b"a@example.org", &commitment));
    assert!(!verify_opening(
        "mail",
        &[4; 32],
        b"a@example.org",
        &commitment
    ));
    assert!(!verify_opening(
        "mail",
        &SALT,
        b"b@example.org",
        &commitment
    ));
}

const VECTOR: &str = "9e5e882d4a1c6dce1f7e5e5668b843be465bb593254ba10a62288750fbee82ec";

#[test]
fn openings_do_not_show_in_debug_output() {
    let shown = format!("{:?}", with_pii());
    assert!(!shown.contains("a@example.org"), "{shown}");
}
