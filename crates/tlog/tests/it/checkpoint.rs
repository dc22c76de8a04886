//! Signed notes and checkpoints: published vectors, refusals, witnesses.

use coffer_tlog::{
    CheckpointError, Hash, KeyError, LogSigner, LogVerifier, WitnessVerifier, leaf_hash,
    verify_checkpoint,
};
use data_encoding::BASE64;
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};

use crate::support::{ORIGIN, signer};

fn root() -> Hash {
    leaf_hash(b"")
}

/// The key of the example in Go's golang.org/x/mod/sumdb/note.
#[test]
fn a_seed_gives_the_published_verifier_key() {
    let seed = BASE64
        .decode(b"AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
        .unwrap();
    let seed: [u8; 32] = seed[1..].try_into().unwrap();
    let vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    let signer = LogSigner::from_seed("PeterNeumann", &seed).unwrap();
    assert_eq!(signer.verifier().to_vkey(), vkey);
    assert_eq!(LogVerifier::from_vkey(vkey).unwrap(), signer.verifier());
}

#[test]
fn a_checkpoint_has_the_specified_form() {
    let note = signer().sign(42, &root());
    let lines: Vec<_> = note.split('\n').collect();
    assert_eq!(lines[..4], [ORIGIN, "42", root().to_base64().as_str(), ""]);
    assert!(lines[4].starts_with("\u{2014} ledger.example/main "));
    assert_eq!(lines[5..], [""]);
    let verified = verify_checkpoint(&note, &signer().verifier(), &[]).unwrap();
    assert_eq!(
        (verified.checkpoint.size, verified.checkpoint.root),
        (42, root())
    );
    assert_eq!(note, signer().sign(42, &root()));
}

#[test]
fn every_changed_byte_of_a_checkpoint_is_refused() {
    let note = signer().sign(42, &root());
    for position in 0..note.len() {
        for mask in [1, 0x20, 0x80] {
            let mut changed = note.clone().into_bytes();
            changed[position] ^= mask;
            let Ok(changed) = String::from_utf8(changed) else {
                continue;
            };
            let checked = verify_checkpoint(&changed, &signer().verifier(), &[]);
            assert!(checked.is_err(), "byte {position} ^ {mask}");
        }
    }
}

#[test]
fn the_cause_of_a_refusal_is_named() {
    let trusted = signer().verifier();
    let refusal = |note: &str| verify_checkpoint(note, &trusted, &[]).unwrap_err();
    let elsewhere = LogSigner::from_seed("elsewhere.example", &[7; 32]).unwrap();
    assert!(matches!(
        refusal(&elsewhere.sign(1, &root())),
        CheckpointError::WrongLog { .. }
    ));
    let impostor = LogSigner::from_seed(ORIGIN, &[8; 32]).unwrap();
    assert_eq!(
        refusal(&impostor.sign(1, &root())),
        CheckpointError::NotSigned
    );
    let note = signer().sign(41, &root());
    let grown = note.replacen("\n41\n", "\n42\n", 1);
    assert!(matches!(
        refusal(&grown),
        CheckpointError::BadSignature { .. }
    ));
    for malformed in [
        String::new(),
        note.trim_end().to_owned(),
        note.replacen("\n41\n", "\n041\n", 1),
        note.replacen("\n41\n", "\n+41\n", 1),
        note.replacen("\n41\n", "\n-1\n", 1),
        note.replacen("\n41\n", "\n99999999999999999999\n", 1),
        note.replacen("\n41\n", "\n41\r\n", 1),
        note.replacen('\u{2014}', "-", 1),
        format!("{note}x\n"),
        format!("{note}{}", "\u{2014} a AAAAAAA=\n".repeat(40)),
    ] {
        assert!(
            matches!(refusal(&malformed), CheckpointError::Malformed(_)),
            "{malformed}"
        );
    }
}

#[test]
fn signatures_by_unknown_keys_are_ignored() {
    let impostor = LogSigner::from_seed(ORIGIN, &[8; 32])
        .unwrap()
        .sign(5, &root());
    let line = impostor.rsplit_once("\n\n").unwrap().1;
    let note = format!("{}{line}", signer().sign(5, &root()));
    verify_checkpoint(&note, &signer().verifier(), &[]).unwrap();
}

#[test]
fn extension_lines_are_signed_but_not_written() {
    let note = signer().sign(5, &root());
    let (body, signature) = note.rsplit_once("\n\n").unwrap();
    let extended = format!("{body}\nextension\n\n{signature}");
    let refused = verify_checkpoint(&extended, &signer().verifier(), &[]);
    assert!(matches!(refused, Err(CheckpointError::BadSignature { .. })));
}

/// A witness as C2SP tlog-cosignature describes it.
fn witness(name: &str, seed: u8) -> (SigningKey, u32, WitnessVerifier) {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let public = key.verifying_key().to_bytes();
    let id = Sha256::new()
        .chain_update(name)
        .chain_update(b"\n\x04")
        .chain_update(public);
    let id = u32::from_be_bytes(id.finalize()[..4].try_into().unwrap());
    let encoded = BASE64.encode(&[&[4], public.as_slice()].concat());
    let verifier = WitnessVerifier::from_vkey(&format!("{name}+{id:08x}+{encoded}")).unwrap();
    (key, id, verifier)
}

fn cosign(note: &str, name: &str, key: &SigningKey, id: u32, time: u64) -> String {
    let body = note.rsplit_once("\n\n").unwrap().0;
    let signature = key.sign(format!("cosignature/v1\ntime {time}\n{body}\n").as_bytes());
    let line = [
        &id.to_be_bytes()[..],
        &time.to_be_bytes(),
        &signature.to_bytes(),
    ]
    .concat();
    format!("{note}\u{2014} {name} {}\n", BASE64.encode(&line))
}

#[test]
fn witnesses_are_reported_with_their_time() {
    let (key, id, known) = witness("witness.example/w1", 9);
    let (_, _, silent) = witness("witness.example/w2", 10);
    let note = signer().sign(5, &root());
    let cosigned = cosign(&note, "witness.example/w1", &key, id, 1_790_000_000);
    let trusted = signer().verifier();
    let witnesses = [known, silent];
    let verified = verify_checkpoint(&cosigned, &trusted, &witnesses).unwrap();
    assert_eq!(verified.cosignatures.len(), 1);
    assert_eq!(verified.cosignatures[0].name, "witness.example/w1");
    assert_eq!(verified.cosignatures[0].time, 1_790_000_000);
    assert_eq!(
        WitnessVerifier::from_vkey(&witnesses[0].to_vkey()).unwrap(),
        witnesses[0]
    );
    let forged = cosign(
        &note,
        "witness.example/w1",
        &SigningKey::from_bytes(&[1; 32]),
        id,
        5,
    );
    let refused = verify_checkpoint(&forged, &trusted, &witnesses);
    assert!(matches!(refused, Err(CheckpointError::BadSignature { name }) if name.ends_with("w1")));
}

#[test]
fn verifier_keys_that_are_not_sound_are_refused() {
    let good = signer().verifier().to_vkey();
    let (name, rest) = good.split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    let identity = BASE64.encode(&[&[1, 1][..], &[0; 31]].concat());
    let cases = [
        (format!("{name}+{id}"), KeyError::Form),
        (format!("{name}+{id}+{key}="), KeyError::Form),
        (
            format!("{name}+{}+{key}", id.to_uppercase() + "A"),
            KeyError::Form,
        ),
        (format!("{name}+00000000+{key}"), KeyError::Id),
        (format!("other+{id}+{key}"), KeyError::Id),
        (format!("{name}+{id}+{identity}"), KeyError::PublicKey),
        (format!("{name}+{id}+AQ=="), KeyError::PublicKey),
    ];
    for (vkey, error) in cases {
        assert_eq!(LogVerifier::from_vkey(&vkey).unwrap_err(), error, "{vkey}");
    }
    let typed = WitnessVerifier::from_vkey(&good).unwrap_err();
    assert_eq!(
        typed,
        KeyError::Type {
            expected: 4,
            found: 1
        }
    );
    for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b", &"a".repeat(300)] {
        assert!(matches!(
            LogSigner::from_seed(name, &[1; 32]),
            Err(KeyError::Name { .. })
        ));
    }
}
