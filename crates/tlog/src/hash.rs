//! RFC 6962 section 2.1 hashing.

use core::fmt;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use crate::limits::HASH_LEN;

/// Root of the tree without entries: SHA-256 of the empty string.
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// A SHA-256 value: leaf hash, inner node, root or commitment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_LEN]);

impl Hash {
    /// The hash as standard base64, as checkpoints, receipts and commitments write it (44 characters).
    #[must_use]
    pub fn to_base64(&self) -> String {
        BASE64.encode(&self.0)
    }

    /// Reads standard base64 of exactly 32 bytes; anything else, also non-zero trailing bits, is `None`.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = BASE64.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// The hash as 64 lower-case hexadecimal characters.
    #[must_use]
    pub fn to_hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// `SHA-256(0x00 ‖ entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update([0]);
    digest.update(entry);
    Hash(digest.finalize().into())
}

/// `SHA-256(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut digest = Sha256::new();
    digest.update([1]);
    digest.update(left.0);
    digest.update(right.0);
    Hash(digest.finalize().into())
}

/// Merkle tree hash over subtree hashes of equal size, of which the last may stand for an incomplete subtree.
///
/// Joining neighbours and carrying an odd last one upwards gives the split RFC 6962 asks for.
pub(crate) fn fold(hashes: &[Hash]) -> Hash {
    let mut row = pair_up(hashes);
    while row.len() > 1 {
        row = pair_up(&row);
    }
    row.first().copied().unwrap_or(EMPTY_ROOT)
}

fn pair_up(row: &[Hash]) -> Vec<Hash> {
    row.chunks(2)
        .map(|pair| match pair {
            [left, right] => node_hash(left, right),
            [last, ..] => *last,
            [] => EMPTY_ROOT,
        })
        .collect()
}

/// Splits tile bytes into hashes; bytes beyond the last whole hash are dropped.
pub(crate) fn hashes_of(tile: &[u8]) -> impl ExactSizeIterator<Item = Hash> {
    tile.as_chunks::<HASH_LEN>()
        .0
        .iter()
        .map(|bytes| Hash(*bytes))
}
