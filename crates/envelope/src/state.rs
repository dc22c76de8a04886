//! What of an unfinished file is kept outside it: enough to continue on any node after any crash.

use crate::limits::{
    CHAIN_VALUES_MAX, HEADER_BYTES, RECORD_BYTES, RECORD_OVERHEAD_BYTES, RECORDS_MAX,
    SEAL_STATE_PREFIX_BYTES, SEGMENT_BYTES,
};

const VERSION: u8 = 1;
const CHAIN_VALUE_BYTES: usize = 32;

/// Why stored bytes are not a seal state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealStateError {
    /// Shorter or longer than its record count allows.
    #[error("the upload's state has an impossible length")]
    Length,
    /// Written by another version of this format.
    #[error("the upload's state has unknown version {0}")]
    Version(u8),
    /// More records than a file may have.
    #[error("the upload's state counts too many records")]
    RecordCount,
}

/// A suspended [`Sealer`](crate::Sealer): at most
/// [`SEAL_STATE_BYTES_MAX`](crate::limits::SEAL_STATE_BYTES_MAX) bytes when serialised.
///
/// ```text
/// state  := version(1) = 1 ‖ u64be(next) ‖ sealed
/// sealed := nonce(12) ‖ ciphertext ‖ tag(16)        key "tail", AAD = "CSF1 tail" ‖ u64be(next)
/// plain  := chaining value(32) × popcount(next) ‖ tail (0..65,536 bytes; empty only if next = 0)
/// ```
/// The chaining values are inside the seal because each is a fingerprint of 64 KiB or more of plaintext.
#[derive(Clone, PartialEq, Eq)]
pub struct SealState {
    next: u64,
    sealed: Vec<u8>,
}

impl SealState {
    pub(crate) fn new(next: u64, sealed: Vec<u8>) -> Result<Self, SealStateError> {
        if next > RECORDS_MAX {
            return Err(SealStateError::RecordCount);
        }
        let state = Self { next, sealed };
        let tail = state
            .sealed
            .len()
            .checked_sub(RECORD_OVERHEAD_BYTES + state.chain_bytes())
            .ok_or(SealStateError::Length)?;
        if tail > SEGMENT_BYTES || (tail == 0 && next > 0) {
            return Err(SealStateError::Length);
        }
        Ok(state)
    }

    /// Parses what [`Self::to_bytes`] wrote. Authenticity is checked on resuming.
    ///
    /// # Errors
    /// The bytes cannot be a state of this version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealStateError> {
        let (prefix, sealed) = bytes
            .split_first_chunk::<SEAL_STATE_PREFIX_BYTES>()
            .ok_or(SealStateError::Length)?;
        let [version, next @ ..] = *prefix;
        if version != VERSION {
            return Err(SealStateError::Version(version));
        }
        if sealed.len() > RECORD_BYTES + CHAIN_VALUES_MAX * CHAIN_VALUE_BYTES {
            return Err(SealStateError::Length);
        }
        Self::new(u64::from_be_bytes(next), sealed.to_vec())
    }

    /// The state as stored in the database.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [[VERSION].as_slice(), &self.next.to_be_bytes(), &self.sealed].concat()
    }

    /// Plaintext bytes accepted: where the sender continues.
    #[must_use]
    pub fn offset(&self) -> u64 {
        let tail = self
            .sealed
            .len()
            .saturating_sub(RECORD_OVERHEAD_BYTES + self.chain_bytes());
        self.next * SEGMENT_BYTES as u64 + tail as u64
    }

    /// Length of the file at this state. Recovery truncates the file to it, without needing a key.
    #[must_use]
    pub const fn durable_len(&self) -> u64 {
        durable_len(self.next)
    }

    pub(crate) const fn next(&self) -> u64 {
        self.next
    }

    pub(crate) fn sealed(&self) -> &[u8] {
        &self.sealed
    }

    pub(crate) const fn chain_bytes(&self) -> usize {
        self.next.count_ones() as usize * CHAIN_VALUE_BYTES
    }
}

pub(crate) const fn durable_len(records: u64) -> u64 {
    HEADER_BYTES as u64 + records * RECORD_BYTES as u64
}

/// `"CSF1 tail" ‖ u64be(next)`.
pub(crate) fn state_aad(next: u64) -> [u8; 17] {
    let mut aad = [0u8; 17];
    aad[0..9].copy_from_slice(b"CSF1 tail");
    aad[9..17].copy_from_slice(&next.to_be_bytes());
    aad
}
