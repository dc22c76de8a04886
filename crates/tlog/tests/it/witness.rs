//! What a witness is asked, and when it cosigns.

use coffer_tlog::{
    AddCheckpoint, Checkpoint, LogSigner, ProofError, Witness, WitnessRefusal, WitnessSigner,
    consistency_proof, root_at, verify_checkpoint, with_cosignature,
};

use crate::support::{ORIGIN, entry, log, log_of, signer};

const TIME: u64 = 1_790_000_000;

fn key() -> WitnessSigner {
    WitnessSigner::from_seed("witness.example/w1", &[9; 32]).unwrap()
}

fn witness() -> Witness {
    Witness::new(key(), vec![signer().verifier()])
}

/// A request from `old` to `new` entries of the log made by [`entry`].
fn request(old: u64, new: u64) -> AddCheckpoint {
    let log = log(new);
    AddCheckpoint {
        old,
        proof: consistency_proof(&log, old, new).unwrap(),
        checkpoint: signer().sign(new, &root_at(&log, new).unwrap()),
    }
}

fn head(size: u64) -> Checkpoint {
    Checkpoint::new(ORIGIN, size, root_at(&log(size), size).unwrap())
}

/// What the witness makes of a request when it cosigned `latest` last.
fn asked(request: &AddCheckpoint, latest: Option<&Checkpoint>) -> Result<String, WitnessRefusal> {
    let witness = witness();
    let checkpoint = witness.checked(request)?;
    let cosigned = witness.cosign(request, checkpoint, latest, TIME)?;
    Ok(cosigned.line)
}

#[test]
fn a_log_that_grows_is_cosigned_and_the_line_verifies() {
    for (old, new) in [(0, 1), (1, 1), (1, 300), (300, 301), (256, 1_000)] {
        let request = request(old, new);
        let latest = (old > 0).then(|| head(old));
        let line = asked(&request, latest.as_ref()).unwrap();
        let cosigned = with_cosignature(&request.checkpoint, &line, &key().verifier()).unwrap();
        let trusted = signer().verifier();
        let verified = verify_checkpoint(&cosigned, &trusted, &[key().verifier()]).unwrap();
        assert_eq!(verified.checkpoint, head(new));
        assert_eq!(verified.cosignatures[0].time, TIME);
    }
}

#[test]
fn a_body_reads_back_and_has_one_form() {
    for (old, new) in [(0, 5), (5, 5), (3, 700)] {
        let request = request(old, new);
        assert_eq!(
            AddCheckpoint::from_body(&request.to_body()),
            Ok(request.clone())
        );
    }
    let body = request(3, 7).to_body();
    for (what, bad) in [
        ("nothing", String::new()),
        ("no old size", body.replacen("old ", "new ", 1)),
        ("a zero before it", body.replacen("old 3", "old 03", 1)),
        ("a sign before it", body.replacen("old 3", "old +3", 1)),
        ("no hash", body.replacen('\n', "\nAAAA\n", 1)),
        ("too many hashes", {
            let mut long = request(3, 7);
            long.proof = vec![root_at(&log(1), 1).unwrap(); 64];
            long.to_body()
        }),
    ] {
        assert!(AddCheckpoint::from_body(&bad).is_err(), "{what}");
    }
}

#[test]
fn a_log_that_was_rewritten_is_not_cosigned() {
    // The same size and another root: a split view.
    let mut others: Vec<Vec<u8>> = (0..10).map(entry).collect();
    others[4] = b"{\"v\":\"rewritten\"}".to_vec();
    let other = log_of(&others);
    let forked = |old: u64, new: u64| AddCheckpoint {
        old,
        proof: consistency_proof(&other, old, new).unwrap(),
        checkpoint: signer().sign(new, &root_at(&other, new).unwrap()),
    };
    assert_eq!(
        asked(&forked(10, 10), Some(&head(10))),
        Err(WitnessRefusal::Forked { size: 10 })
    );
    // A later head of the rewritten log, with a proof from its own past.
    let refused = asked(&forked(7, 10), Some(&head(7)));
    assert_eq!(
        refused,
        Err(WitnessRefusal::NotConsistent(ProofError::OldRootMismatch))
    );
    // What lies before the rewriting is the same.
    assert!(asked(&forked(4, 10), Some(&head(4))).is_ok());
}

#[test]
fn a_log_that_shrank_is_told_what_was_cosigned() {
    let moved = Err(WitnessRefusal::Moved { size: 9 });
    assert_eq!(asked(&request(0, 5), Some(&head(9))), moved);
    assert_eq!(asked(&request(5, 8), Some(&head(9))), moved);
    assert_eq!(
        asked(&request(3, 5), None),
        Err(WitnessRefusal::Moved { size: 0 })
    );
    let mut beyond = request(5, 5);
    beyond.old = 9;
    assert!(matches!(
        asked(&beyond, Some(&head(9))),
        Err(WitnessRefusal::Malformed(_))
    ));
}

#[test]
fn only_known_logs_with_their_own_key_are_looked_at() {
    let root = root_at(&log(5), 5).unwrap();
    let mut request = request(0, 5);
    let stranger = LogSigner::from_seed("other.example/log", &[7; 32]).unwrap();
    request.checkpoint = stranger.sign(5, &root);
    assert_eq!(asked(&request, None), Err(WitnessRefusal::UnknownLog));
    let impostor = LogSigner::from_seed(ORIGIN, &[8; 32]).unwrap();
    request.checkpoint = impostor.sign(5, &root);
    assert_eq!(asked(&request, None), Err(WitnessRefusal::NotSigned));
    request.checkpoint = signer().sign(5, &root).replace("\n5\n", "\n6\n");
    assert_eq!(asked(&request, None), Err(WitnessRefusal::NotSigned));
    request.checkpoint = signer().sign(5, &root);
    request.proof = vec![root];
    assert!(matches!(
        asked(&request, None),
        Err(WitnessRefusal::NotConsistent(_))
    ));
}

#[test]
fn of_an_answer_only_the_witnesss_own_right_lines_count() {
    let request = request(0, 5);
    let line = asked(&request, None).unwrap();
    let other = WitnessSigner::from_seed("witness.example/w2", &[10; 32]).unwrap();
    let checkpoint = &request.checkpoint;
    assert_eq!(with_cosignature(checkpoint, &line, &other.verifier()), None);
    assert_eq!(
        with_cosignature(checkpoint, "what?\n", &key().verifier()),
        None
    );
    let altered = line.replace('A', "B");
    assert_eq!(
        with_cosignature(checkpoint, &altered, &key().verifier()),
        None
    );
    let noisy = format!("nonsense\n{line}");
    assert_eq!(
        with_cosignature(checkpoint, &noisy, &key().verifier()),
        Some(format!("{checkpoint}{line}"))
    );
}
