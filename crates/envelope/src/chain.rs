//! BLAKE3 over 64 KiB subtrees with a state that can be stored (the `blake3` crate's own cannot).

use crate::{keys::CryptoError, limits::SEGMENT_BYTES};
use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root,
};

/// The left part of a hash tree: `segments` whole segments, of which more must follow.
///
/// **Invariant:** `stack` holds one value per set bit of `segments`, largest subtree first.
#[derive(Default)]
pub(crate) struct Chain {
    segments: u64,
    stack: Vec<ChainingValue>,
}

impl Chain {
    pub(crate) fn restore(segments: u64, stack: Vec<ChainingValue>) -> Option<Self> {
        (usize::try_from(segments.count_ones()) == Ok(stack.len()))
            .then_some(Self { segments, stack })
    }

    pub(crate) fn values(&self) -> &[ChainingValue] {
        &self.stack
    }

    /// Adds a whole segment that is not the input's last.
    pub(crate) fn push(&mut self, segment: &[u8]) {
        debug_assert_eq!(segment.len(), SEGMENT_BYTES);
        let mut value = self.subtree(segment);
        self.segments += 1;
        for _ in 0..self.segments.trailing_zeros() {
            let Some(left) = self.stack.pop() else { break };
            value = merge_subtrees_non_root(&left, &value, Mode::Hash);
        }
        self.stack.push(value);
    }

    /// The hash of everything, `last` being the final 1..=65,536 bytes (0 only for empty input).
    pub(crate) fn finish(mut self, last: &[u8]) -> Result<[u8; 32], CryptoError> {
        let Some(leftmost) = self.stack.first().copied() else {
            return Ok(*blake3::hash(last).as_bytes());
        };
        if last.is_empty() {
            return Err(CryptoError);
        }
        let mut value = self.subtree(last);
        while self.stack.len() > 1 {
            let Some(left) = self.stack.pop() else { break };
            value = merge_subtrees_non_root(&left, &value, Mode::Hash);
        }
        Ok(*merge_subtrees_root(&leftmost, &value, Mode::Hash).as_bytes())
    }

    fn subtree(&self, segment: &[u8]) -> ChainingValue {
        let mut hasher = blake3::Hasher::new();
        hasher.set_input_offset(self.segments * SEGMENT_BYTES as u64);
        hasher.update(segment);
        hasher.finalize_non_root()
    }
}
