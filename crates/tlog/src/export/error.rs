//! What can be wrong with an export.

use crate::checkpoint::CheckpointError;
use crate::hash::Hash;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    #[error("`{path}` cannot be read: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("`{path}` is missing; it is needed from entry {first_entry} on")]
    Missing { path: String, first_entry: u64 },
    #[error(
        "`{path}` has {found} bytes instead of {expected}; it is needed from entry {first_entry} on"
    )]
    TileLength {
        path: String,
        expected: usize,
        found: usize,
        first_entry: u64,
    },
    #[error("`{path}` ends before or inside entry {index}")]
    BundleTruncated { path: String, index: u64 },
    #[error("`{path}` goes on after its last entry, {last_entry}")]
    BundleTooLong { path: String, last_entry: u64 },
    #[error("entry {index} is not the one whose hash the log holds")]
    EntryAltered { index: u64 },
    #[error("`{path}` does not match the entries {first_entry} to {last_entry}")]
    TileAltered {
        path: String,
        level: u8,
        index: u64,
        first_entry: u64,
        last_entry: u64,
    },
    #[error("the entries have the root {computed}, the checkpoint signs {signed}")]
    RootMismatch { signed: Hash, computed: Hash },
    #[error("the first {size} entries are not those of the trusted checkpoint of that size")]
    Rewritten { size: u64 },
    #[error("the log has {size} entries, the trusted checkpoint already had {trusted}")]
    CutOff { size: u64, trusted: u64 },
    #[error("line {line} of the openings is malformed")]
    MalformedOpening { line: u64 },
    #[error("line {line} of the openings is for entry {index}, which the log does not have")]
    OpeningOutOfRange { line: u64, index: u64 },
    #[error("the commitments of entry {index} cannot be read")]
    UnreadableEntry { index: u64 },
    #[error("entry {index} has no commitment for `{field}`")]
    NoSuchField { index: u64, field: String },
    #[error("the opening of `{field}` does not match the commitment in entry {index}")]
    OpeningMismatch { index: u64, field: String },
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl ExportError {
    /// The first entry that cannot be relied on, where the error is about particular entries.
    ///
    /// For a missing or altered tile it is the first entry under the affected hashes.
    #[must_use]
    pub fn first_bad_entry(&self) -> Option<u64> {
        match self {
            Self::Missing { first_entry, .. }
            | Self::TileLength { first_entry, .. }
            | Self::TileAltered { first_entry, .. } => Some(*first_entry),
            Self::BundleTruncated { index, .. }
            | Self::EntryAltered { index }
            | Self::UnreadableEntry { index }
            | Self::NoSuchField { index, .. }
            | Self::OpeningMismatch { index, .. } => Some(*index),
            Self::BundleTooLong { last_entry, .. } => Some(*last_entry),
            Self::CutOff { size, .. } => Some(*size),
            Self::Unreadable { .. }
            | Self::RootMismatch { .. }
            | Self::Rewritten { .. }
            | Self::MalformedOpening { .. }
            | Self::OpeningOutOfRange { .. }
            | Self::Checkpoint(_) => None,
        }
    }
}
