//! Sealing, in any number of appends, over any number of crashes.

use crate::{
    chain::Chain,
    header::{Binding, Suite},
    keys::{Cipher, CryptoError, FileKeys, UnlockError, record_aad},
    limits::{
        HEADER_BYTES, NONCE_BYTES, RECORD_BYTES, RECORD_OVERHEAD_BYTES, RECORDS_MAX, SEGMENT_BYTES,
    },
    secret::Dek,
    state::{SealState, SealStateError, durable_len, state_aad},
};
use zeroize::{Zeroize, Zeroizing};

/// Why sealing stopped. The sealer must be dropped; continue from the last [`SealState`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The file would have more than 2^32 records (256 TiB).
    #[error("the content is larger than a sealed object can be")]
    TooLarge,
    /// Our own fault.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// Our own fault: a state that breaks its own bounds.
    #[error(transparent)]
    State(#[from] SealStateError),
}

/// Why an unfinished file cannot be continued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResumeError {
    /// The header does not fit the key or the object.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// The state was altered or belongs to another file.
    #[error("the upload's state does not belong to this sealed object, or was altered")]
    AlteredState,
}

/// What a finished file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Bytes of content.
    pub plaintext_bytes: u64,
    /// BLAKE3 of the content, as `b3sum` prints it.
    pub blake3: [u8; 32],
    /// Records written; at least one.
    pub records: u64,
}

/// Seals one object. Output is handed back, never written: the caller owns the file.
///
/// One segment (≤ 64 KiB) is held back until more content or [`Self::finish`] arrives, so that the last
/// record alone carries the final flag. Every record has a fresh random nonce, so content resent after a
/// crash never meets a nonce again.
pub struct Sealer {
    content: Cipher,
    tail_key: Cipher,
    next: u64,
    /// The segment held back. Empty only as long as nothing was accepted.
    held: Zeroizing<Vec<u8>>,
    chain: Chain,
}

impl Sealer {
    /// Starts a file; the caller writes the returned header first. `dek` must be fresh.
    ///
    /// # Errors
    /// The random source or the cipher failed.
    pub fn create(
        dek: &Dek,
        binding: Binding,
        suite: Suite,
    ) -> Result<(Self, [u8; HEADER_BYTES]), SealError> {
        let (keys, header) = FileKeys::create(dek, binding, suite)?;
        Ok((Self::new(keys, 0, Chain::default(), &[]), header.to_bytes()))
    }

    /// Continues a file that was cut to [`SealState::durable_len`].
    ///
    /// # Errors
    /// The header or the state does not belong to this key, this object, or each other.
    pub fn resume(
        dek: &Dek,
        header: &[u8],
        expected: &Binding,
        state: &SealState,
    ) -> Result<Self, ResumeError> {
        let keys = FileKeys::unlock(dek, header, expected)?;
        let plain = keys
            .tail
            .open_to_vec(&state_aad(state.next()), state.sealed())
            .map_err(|_| ResumeError::AlteredState)?;
        let (values, held) = plain
            .split_at_checked(state.chain_bytes())
            .ok_or(ResumeError::AlteredState)?;
        let (values, _) = values.as_chunks::<32>();
        let chain =
            Chain::restore(state.next(), values.to_vec()).ok_or(ResumeError::AlteredState)?;
        Ok(Self::new(keys, state.next(), chain, held))
    }

    fn new(keys: FileKeys, next: u64, chain: Chain, held: &[u8]) -> Self {
        // Full capacity at once: growing would leave copies of content in freed memory.
        let mut buffer = Zeroizing::new(Vec::with_capacity(SEGMENT_BYTES));
        buffer.extend_from_slice(held);
        Self {
            content: keys.content,
            tail_key: keys.tail,
            next,
            held: buffer,
            chain,
        }
    }

    /// Bytes of content accepted so far.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.next * SEGMENT_BYTES as u64 + self.held.len() as u64
    }

    /// File length once everything handed out is written.
    #[must_use]
    pub const fn durable_len(&self) -> u64 {
        durable_len(self.next)
    }

    /// Accepts content and appends the records it completes to `out`.
    ///
    /// # Errors
    /// The file is full or the cipher failed; `out` then holds whole records only.
    pub fn push(&mut self, mut content: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        let records = (self.held.len() + content.len()) / SEGMENT_BYTES;
        // Exact, so that `out` never moves while it holds a segment not yet encrypted.
        out.reserve(records * RECORD_BYTES);
        if !self.held.is_empty() {
            let missing = SEGMENT_BYTES
                .saturating_sub(self.held.len())
                .min(content.len());
            let (filling, rest) = content.split_at(missing);
            self.held.extend_from_slice(filling);
            content = rest;
            if content.is_empty() {
                return Ok(());
            }
            self.seal_held(false, out)?;
        }
        while content.len() > SEGMENT_BYTES {
            let (segment, rest) = content.split_at(SEGMENT_BYTES);
            self.seal_segment(segment, false, out)?;
            content = rest;
        }
        self.held.extend_from_slice(content);
        Ok(())
    }

    /// The state from which another process can continue, given header and data key.
    ///
    /// Store it in the same transaction as the new offset, after `durable_len` bytes are on disk.
    ///
    /// # Errors
    /// The cipher failed.
    pub fn suspend(&self) -> Result<SealState, SealError> {
        let chain = self.chain.values().as_flattened();
        let mut plain = Zeroizing::new(Vec::with_capacity(chain.len() + self.held.len()));
        plain.extend_from_slice(chain);
        plain.extend_from_slice(&self.held);
        let sealed = self.tail_key.seal_to_vec(&state_aad(self.next), &plain)?;
        Ok(SealState::new(self.next, sealed)?)
    }

    /// Appends the last record, even of an empty file, to `out`.
    ///
    /// # Errors
    /// The file is full or the cipher failed.
    pub fn finish(mut self, out: &mut Vec<u8>) -> Result<Sealed, SealError> {
        let plaintext_bytes = self.offset();
        out.reserve(RECORD_OVERHEAD_BYTES + self.held.len());
        let blake3 = std::mem::take(&mut self.chain).finish(&self.held)?;
        self.seal_held(true, out)?;
        Ok(Sealed {
            plaintext_bytes,
            blake3,
            records: self.next,
        })
    }

    fn seal_held(&mut self, last: bool, out: &mut Vec<u8>) -> Result<(), SealError> {
        let mut held = std::mem::take(&mut self.held);
        let result = self.seal_segment(&held, last, out);
        held.clear();
        self.held = held;
        result
    }

    fn seal_segment(
        &mut self,
        segment: &[u8],
        last: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), SealError> {
        if self.next >= RECORDS_MAX {
            return Err(SealError::TooLarge);
        }
        if !last {
            self.chain.push(segment);
        }
        let start = out.len();
        out.extend_from_slice(&[0; NONCE_BYTES]);
        out.extend_from_slice(segment);
        let sealed = out
            .get_mut(start..)
            .and_then(|record| record.split_first_chunk_mut::<NONCE_BYTES>())
            .ok_or(CryptoError)
            .and_then(|(nonce_at, body)| {
                let (nonce, tag) = self.content.seal(&record_aad(self.next, last), body)?;
                *nonce_at = nonce;
                Ok(tag)
            });
        match sealed {
            Ok(tag) => out.extend_from_slice(&tag),
            Err(error) => {
                if let Some(plain) = out.get_mut(start..) {
                    plain.zeroize();
                }
                out.truncate(start);
                return Err(error.into());
            }
        }
        self.next += 1;
        Ok(())
    }
}
