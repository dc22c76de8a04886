//! Following a ledger from outside: each newer head has to be signed, and proved to extend the one kept before.

use coffer_tlog::{
    Checkpoint, CheckpointError, Hash, LogVerifier, ProofError, VerifiedCheckpoint,
    WitnessVerifier, verify_checkpoint, verify_consistency,
};

/// What is wrong with a ledger. Everything here is the server's doing, and can be shown to others.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFault {
    /// The head is not signed by the key that was trusted from the beginning.
    #[error("its head is not signed by the key you trust")]
    Signature(#[source] CheckpointError),
    /// There are fewer entries than before.
    #[error("it has {new} entries, and had {old}: it was cut off, or restored from a backup")]
    Shrank {
        /// Before.
        old: u64,
        /// Now.
        new: u64,
    },
    /// Of the same size, but not the same.
    #[error("it has {size} entries as before, but not the same ones: there are two ledgers")]
    Forked {
        /// How many.
        size: u64,
    },
    /// The old entries are not its beginning.
    #[error("its {new} entries do not begin with the {old} there were: it was rewritten")]
    Rewritten {
        /// Before.
        old: u64,
        /// Now.
        new: u64,
        /// What the proof lacks.
        #[source]
        source: ProofError,
    },
    /// What it calls a proof is none.
    #[error("its proof cannot be read")]
    Proof,
    /// A witness that was asked for has not cosigned.
    #[error("the witness `{0}` has not cosigned it")]
    NotWitnessed(String),
}

/// Checks a head's signature, and those of all these witnesses.
///
/// # Errors
/// It is not signed by them.
pub fn signed(
    note: &str,
    log: &LogVerifier,
    witnesses: &[WitnessVerifier],
) -> Result<VerifiedCheckpoint, LedgerFault> {
    let verified = verify_checkpoint(note, log, witnesses).map_err(LedgerFault::Signature)?;
    for witness in witnesses {
        let there = |name: &str| verified.cosignatures.iter().any(|it| it.name == name);
        if !there(witness.name()) {
            return Err(LedgerFault::NotWitnessed(witness.name().to_owned()));
        }
    }
    Ok(verified)
}

/// Whether a proof is needed to say that `new` extends `old`; without one, it is said here.
///
/// # Errors
/// It cannot, whatever is proved.
pub fn needs_proof(old: &Checkpoint, new: &Checkpoint) -> Result<bool, LedgerFault> {
    if new.size < old.size {
        return Err(LedgerFault::Shrank {
            old: old.size,
            new: new.size,
        });
    }
    if new.size == old.size && new.root != old.root {
        return Err(LedgerFault::Forked { size: new.size });
    }
    Ok(new.size > old.size && old.size > 0)
}

/// Checks that `new` extends `old`, by a proof of base64 hashes.
///
/// # Errors
/// It does not.
pub fn extends(old: &Checkpoint, new: &Checkpoint, proof: &[String]) -> Result<(), LedgerFault> {
    if !needs_proof(old, new)? {
        return Ok(());
    }
    let hashes: Option<Vec<Hash>> = proof.iter().map(|text| Hash::from_base64(text)).collect();
    let hashes = hashes.ok_or(LedgerFault::Proof)?;
    verify_consistency(old.size, &old.root, new.size, &new.root, &hashes).map_err(|source| {
        LedgerFault::Rewritten {
            old: old.size,
            new: new.size,
            source,
        }
    })
}

#[cfg(test)]
mod tests {
    use coffer_tlog::{LogSigner, TileMap, TreeBuilder, consistency_proof, root_at};

    use super::*;

    fn log(words: &[&str]) -> TileMap {
        let entries: Vec<&[u8]> = words.iter().map(|word| word.as_bytes()).collect();
        let mut map = TileMap::new();
        map.apply(TreeBuilder::new().append(&entries).unwrap());
        map
    }

    fn head(log: &TileMap, size: u64) -> Checkpoint {
        Checkpoint::new("coffer/org_1", size, root_at(log, size).unwrap())
    }

    fn proof(log: &TileMap, old: u64, new: u64) -> Vec<String> {
        let hashes = consistency_proof(log, old, new).unwrap();
        hashes.iter().map(Hash::to_base64).collect()
    }

    #[test]
    fn a_ledger_that_grows_passes_and_every_other_is_named() {
        let honest = log(&["a", "b", "c", "d", "e"]);
        let other = log(&["a", "x", "c", "d", "e"]);
        let kept = head(&honest, 3);
        let grown = head(&honest, 5);
        extends(&kept, &grown, &proof(&honest, 3, 5)).unwrap();
        extends(&kept, &kept, &[]).unwrap();
        extends(&head(&honest, 0), &grown, &[]).unwrap();
        let shrank = extends(&grown, &kept, &[]);
        assert!(matches!(
            shrank,
            Err(LedgerFault::Shrank { old: 5, new: 3 })
        ));
        let forked = extends(&kept, &head(&other, 3), &[]);
        assert!(matches!(forked, Err(LedgerFault::Forked { size: 3 })));
        let rewritten = extends(&kept, &head(&other, 5), &proof(&other, 3, 5));
        assert!(matches!(
            rewritten,
            Err(LedgerFault::Rewritten { old: 3, new: 5, .. })
        ));
        let unproved = extends(&kept, &grown, &[]);
        assert!(matches!(unproved, Err(LedgerFault::Rewritten { .. })));
        let garbled = extends(&kept, &grown, &["?".to_owned()]);
        assert!(matches!(garbled, Err(LedgerFault::Proof)));
    }

    #[test]
    fn a_head_has_the_trusted_signature_and_every_witness() {
        let signer = LogSigner::from_seed("coffer/org_1", &[7; 32]).unwrap();
        let impostor = LogSigner::from_seed("coffer/org_1", &[8; 32]).unwrap();
        let witness = coffer_tlog::WitnessSigner::from_seed("w", &[9; 32]).unwrap();
        let honest = log(&["a"]);
        let note = signer.sign(1, &root_at(&honest, 1).unwrap());
        signed(&note, &signer.verifier(), &[]).unwrap();
        let forged = signed(&note, &impostor.verifier(), &[]);
        assert!(matches!(forged, Err(LedgerFault::Signature(_))));
        let alone = signed(&note, &signer.verifier(), &[witness.verifier()]);
        assert!(matches!(alone, Err(LedgerFault::NotWitnessed(name)) if name == "w"));
    }
}
