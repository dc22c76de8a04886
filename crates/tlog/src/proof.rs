//! Making proofs from tiles (RFC 6962 section 2.1.1 and 2.1.2), and saying which tiles that takes.

use crate::hash::Hash;
use crate::limits::TREE_SIZE_MAX;
use crate::reader::{Reader, TreeError, tiles_of};
use crate::source::TileSource;
use crate::tile::TileId;

/// Root of the tree's first `size` entries.
pub fn root_at(source: &dyn TileSource, size: u64) -> Result<Hash, TreeError> {
    if size > TREE_SIZE_MAX {
        return Err(TreeError::TooLarge { size });
    }
    Reader::new(source, size).hash(0, size)
}

/// Proof that entry `index` is in the tree of the first `size` entries: hashes from the leaf's sibling upwards.
pub fn inclusion_proof(
    source: &dyn TileSource,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, TreeError> {
    if size > TREE_SIZE_MAX {
        return Err(TreeError::TooLarge { size });
    }
    if index >= size {
        return Err(TreeError::OutOfRange { index, size });
    }
    hashes(source, &inclusion_ranges(index, size), size)
}

/// Proof that the tree of `old` entries is a prefix of the tree of `new` entries. Empty for `old` 0 or equal to `new`.
pub fn consistency_proof(
    source: &dyn TileSource,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, TreeError> {
    if new > TREE_SIZE_MAX {
        return Err(TreeError::TooLarge { size: new });
    }
    if old > new {
        return Err(TreeError::OutOfRange {
            index: old,
            size: new,
        });
    }
    hashes(source, &consistency_ranges(old, new), new)
}

/// The tiles [`root_at`] reads.
#[must_use]
pub fn tiles_for_root(size: u64) -> Vec<TileId> {
    if size > TREE_SIZE_MAX {
        return Vec::new();
    }
    tiles_of(&[(0, size)], size)
}

/// The tiles [`inclusion_proof`] reads; none if it would refuse its arguments.
#[must_use]
pub fn tiles_for_inclusion(index: u64, size: u64) -> Vec<TileId> {
    if size > TREE_SIZE_MAX || index >= size {
        return Vec::new();
    }
    tiles_of(&inclusion_ranges(index, size), size)
}

/// The tiles [`consistency_proof`] reads; none if it would refuse its arguments.
#[must_use]
pub fn tiles_for_consistency(old: u64, new: u64) -> Vec<TileId> {
    if new > TREE_SIZE_MAX || old > new {
        return Vec::new();
    }
    tiles_of(&consistency_ranges(old, new), new)
}

fn hashes(
    source: &dyn TileSource,
    ranges: &[(u64, u64)],
    size: u64,
) -> Result<Vec<Hash>, TreeError> {
    let mut reader = Reader::new(source, size);
    ranges.iter().map(|&(lo, hi)| reader.hash(lo, hi)).collect()
}

/// `PATH(index, D[0:size])`: the siblings met on the way down, listed from the leaf up.
fn inclusion_ranges(index: u64, size: u64) -> Vec<(u64, u64)> {
    let (mut lo, mut hi) = (0, size);
    let mut ranges = Vec::new();
    while hi - lo > 1 {
        let middle = lo + split(hi - lo);
        if index < middle {
            ranges.push((middle, hi));
            hi = middle;
        } else {
            ranges.push((lo, middle));
            lo = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// `PROOF(old, D[0:new])`.
fn consistency_ranges(old: u64, new: u64) -> Vec<(u64, u64)> {
    let mut ranges = Vec::new();
    if old == 0 || old == new {
        return ranges;
    }
    let (mut lo, mut hi) = (0, new);
    while old < hi {
        let middle = lo + split(hi - lo);
        if old <= middle {
            ranges.push((middle, hi));
            hi = middle;
        } else {
            ranges.push((lo, middle));
            lo = middle;
        }
    }
    // The old tree's own root, which the verifier already has, is left out.
    if lo > 0 {
        ranges.push((lo, hi));
    }
    ranges.reverse();
    ranges
}

/// Largest power of two below `width`, for `width` above 1.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}
