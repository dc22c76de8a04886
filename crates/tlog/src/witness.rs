//! Witnesses (C2SP tlog-witness): what a log asks, and what a witness checks before it cosigns.
//!
//! Nothing here keeps state or knows the time: a caller that serves a witness hands in what it cosigned last for the
//! log, and keeps the new head durably before it answers, one request after the other.

use crate::checkpoint::{Checkpoint, CheckpointError, verify_checkpoint};
use crate::hash::Hash;
use crate::limits::{CHECKPOINT_LEN_MAX, WITNESS_PROOF_LEN_MAX};
use crate::note::{LogVerifier, Note, WitnessSigner, WitnessVerifier};
use crate::verify::{ProofError, verify_consistency};

/// The body of `POST /add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size of the log that the witness is thought to have cosigned last.
    pub old: u64,
    /// From that size to the checkpoint's.
    pub proof: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

impl AddCheckpoint {
    #[must_use]
    pub fn to_body(&self) -> String {
        let mut body = format!("old {}\n", self.old);
        for hash in &self.proof {
            body.push_str(&hash.to_base64());
            body.push('\n');
        }
        body.push('\n');
        body.push_str(&self.checkpoint);
        body
    }

    /// The reason is for people.
    pub fn from_body(body: &str) -> Result<Self, &'static str> {
        let (head, checkpoint) = body.split_once("\n\n").ok_or("it has no checkpoint")?;
        let mut lines = head.split('\n');
        let first = lines.next().unwrap_or_default();
        let digits = first
            .strip_prefix("old ")
            .ok_or("its first line is not the old size")?;
        let old: u64 = digits.parse().map_err(|_| "its old size is no number")?;
        if old.to_string() != digits {
            return Err("its old size is not written the one way the format allows");
        }
        let proof: Vec<Hash> = lines
            .map(|line| Hash::from_base64(line).ok_or("a line of its proof is no hash"))
            .collect::<Result<_, _>>()?;
        if proof.len() > WITNESS_PROOF_LEN_MAX {
            return Err("its proof has too many lines");
        }
        if checkpoint.len() > CHECKPOINT_LEN_MAX {
            return Err("its checkpoint is too long");
        }
        Ok(Self {
            old,
            proof,
            checkpoint: checkpoint.to_owned(),
        })
    }
}

/// Why a witness does not cosign. Each has its HTTP status in the specification.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WitnessRefusal {
    /// 400
    #[error("the request is malformed: {0}")]
    Malformed(&'static str),
    /// 404
    #[error("this witness does not know the log")]
    UnknownLog,
    /// 403
    #[error("the checkpoint is not signed by a key this witness trusts for the log")]
    NotSigned,
    /// 409, with the size as body
    #[error("the checkpoint this witness cosigned last has the size {size}")]
    Moved {
        /// That size.
        size: u64,
    },
    /// 409: of the size that was cosigned, with another root
    #[error("this witness cosigned another tree of {size} entries")]
    Forked {
        /// That size.
        size: u64,
    },
    /// 422
    #[error("the log is not proved to extend what this witness cosigned last")]
    NotConsistent(#[source] ProofError),
}

/// A checkpoint that was cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// The head, to be kept as the latest of its log.
    pub checkpoint: Checkpoint,
    /// The answer's body: the signature line.
    pub line: String,
}

/// A witness: its key, and whom it watches.
pub struct Witness {
    signer: WitnessSigner,
    logs: Vec<LogVerifier>,
}

impl Witness {
    /// A log may have several keys: each is a verifier with the same origin.
    #[must_use]
    pub fn new(signer: WitnessSigner, logs: Vec<LogVerifier>) -> Self {
        Self { signer, logs }
    }

    /// The checkpoint of a request, if it is a known log's and signed by it.
    pub fn checked(&self, request: &AddCheckpoint) -> Result<Checkpoint, WitnessRefusal> {
        let origin = request.checkpoint.split('\n').next().unwrap_or_default();
        let mut known = self.logs.iter().filter(|log| log.origin() == origin);
        let mut refusal = WitnessRefusal::UnknownLog;
        known
            .find_map(
                |log| match verify_checkpoint(&request.checkpoint, log, &[]) {
                    Ok(verified) => Some(verified.checkpoint),
                    Err(CheckpointError::Malformed(why)) => {
                        refusal = WitnessRefusal::Malformed(why);
                        None
                    }
                    Err(_) => {
                        refusal = WitnessRefusal::NotSigned;
                        None
                    }
                },
            )
            .ok_or(refusal)
    }

    /// Cosigns a checked checkpoint at `time` (seconds since 1970), if it extends `latest`: the one that was cosigned
    /// last for its log, if there is one.
    pub fn cosign(
        &self,
        request: &AddCheckpoint,
        checkpoint: Checkpoint,
        latest: Option<&Checkpoint>,
        time: u64,
    ) -> Result<Cosigned, WitnessRefusal> {
        if request.old > checkpoint.size {
            return Err(WitnessRefusal::Malformed(
                "its old size is beyond the checkpoint's",
            ));
        }
        let size = latest.map_or(0, |latest| latest.size);
        if request.old != size {
            return Err(WitnessRefusal::Moved { size });
        }
        if let Some(latest) = latest {
            if latest.size == checkpoint.size && latest.root != checkpoint.root {
                return Err(WitnessRefusal::Forked { size });
            }
            verify_consistency(
                latest.size,
                &latest.root,
                checkpoint.size,
                &checkpoint.root,
                &request.proof,
            )
            .map_err(WitnessRefusal::NotConsistent)?;
        } else if !request.proof.is_empty() {
            return Err(WitnessRefusal::NotConsistent(ProofError::WrongLength));
        }
        let line = self.signer.cosign(&checkpoint, time);
        Ok(Cosigned { checkpoint, line })
    }
}

/// Adds to a checkpoint the lines of a witness's answer that are its own and right; none if there are none.
#[must_use]
pub fn with_cosignature(
    checkpoint: &str,
    answer: &str,
    witness: &WitnessVerifier,
) -> Option<String> {
    let mut cosigned = checkpoint.to_owned();
    for line in answer.lines() {
        let tried = format!("{checkpoint}{line}\n");
        let own =
            Note::parse(&tried).is_ok_and(|note| matches!(witness.verify(&note), Some(Some(_))));
        if own {
            cosigned.push_str(line);
            cosigned.push('\n');
        }
    }
    (cosigned.len() > checkpoint.len()).then_some(cosigned)
}
