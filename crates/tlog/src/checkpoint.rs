//! Checkpoints (C2SP tlog-checkpoint): the signed head of the tree.

use crate::hash::Hash;
use crate::limits::{CHECKPOINT_LEN_MAX, TREE_SIZE_MAX};
use crate::note::{Cosignature, LogVerifier, Note, WitnessVerifier};

/// A tree head: which log, how many entries, which root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    /// Further signed lines, which this product never writes and gives no meaning.
    pub extensions: Vec<String>,
}

/// A checkpoint whose log signature was checked, and the witnesses whose cosignatures were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    pub checkpoint: Checkpoint,
    pub cosignatures: Vec<Cosignature>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("the checkpoint is malformed: {0}")]
    Malformed(&'static str),
    #[error("the checkpoint is of the log `{found}`, not of `{expected}`")]
    WrongLog { expected: String, found: String },
    #[error("the checkpoint is not signed by the log's trusted key")]
    NotSigned,
    #[error("the signature by `{name}` is wrong")]
    BadSignature { name: String },
}

impl Checkpoint {
    #[must_use]
    pub fn new(origin: &str, size: u64, root: Hash) -> Self {
        Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions: Vec::new(),
        }
    }

    /// The signed text: origin, size and root, one line each.
    #[must_use]
    pub fn body(&self) -> String {
        let mut body = format!("{}\n{}\n{}\n", self.origin, self.size, self.root);
        for line in &self.extensions {
            body.push_str(line);
            body.push('\n');
        }
        body
    }

    fn parse(body: &str) -> Result<Self, CheckpointError> {
        let malformed = CheckpointError::Malformed;
        let lines = body
            .strip_suffix('\n')
            .ok_or(malformed("its text is empty"))?;
        let mut lines = lines.split('\n');
        let origin = lines.next().unwrap_or_default();
        let size = lines.next().ok_or(malformed("it has no tree size"))?;
        let size: u64 = size
            .parse()
            .map_err(|_| malformed("its tree size is not a number"))?;
        let root = lines.next().ok_or(malformed("it has no root"))?;
        let root = Hash::from_base64(root).ok_or(malformed("its root is not a hash"))?;
        if size > TREE_SIZE_MAX {
            return Err(malformed("its tree size is too large"));
        }
        let extensions = lines.map(str::to_owned).collect();
        let parsed = Self {
            origin: origin.to_owned(),
            size,
            root,
            extensions,
        };
        let empty_line = origin.is_empty() || parsed.extensions.iter().any(String::is_empty);
        // Writing it again settles leading zeros and signs of the number.
        if empty_line || parsed.body() != body {
            return Err(malformed("it is not written the one way the format allows"));
        }
        Ok(parsed)
    }
}

/// Reads a signed checkpoint and checks the log's signature and those of the given witnesses.
///
/// Signatures by other keys are ignored; a wrong one by a known key refuses the checkpoint. How many witnesses are
/// enough is the caller's policy.
pub fn verify_checkpoint(
    note: &str,
    log: &LogVerifier,
    witnesses: &[WitnessVerifier],
) -> Result<VerifiedCheckpoint, CheckpointError> {
    if note.len() > CHECKPOINT_LEN_MAX {
        return Err(CheckpointError::Malformed("it is too long"));
    }
    let note = Note::parse(note).map_err(CheckpointError::Malformed)?;
    let checkpoint = Checkpoint::parse(note.text)?;
    if checkpoint.origin != log.origin() {
        let expected = log.origin().to_owned();
        return Err(CheckpointError::WrongLog {
            expected,
            found: checkpoint.origin,
        });
    }
    if !log.verify(&note).ok_or(CheckpointError::NotSigned)? {
        return Err(CheckpointError::BadSignature {
            name: log.origin().to_owned(),
        });
    }
    let mut cosignatures = Vec::new();
    for witness in witnesses {
        let Some(outcome) = witness.verify(&note) else {
            continue;
        };
        let wrong = || CheckpointError::BadSignature {
            name: witness.name().to_owned(),
        };
        cosignatures.push(outcome.ok_or_else(wrong)?);
    }
    Ok(VerifiedCheckpoint {
        checkpoint,
        cosignatures,
    })
}
