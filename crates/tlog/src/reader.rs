//! Reading subtree hashes out of tiles.

use std::collections::BTreeMap;

use crate::bundle::BundleError;
use crate::hash::{EMPTY_ROOT, Hash, fold, hashes_of, node_hash};
use crate::limits::{TILE_HEIGHT, TILE_WIDTH, TREE_SIZE_MAX};
use crate::source::{SourceError, TileSource};
use crate::tile::{TileId, tile_in, truncate_tile};

#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    #[error("index {index} is not below the tree size {size}")]
    OutOfRange { index: u64, size: u64 },
    #[error("tree size {size} is above the largest, {TREE_SIZE_MAX}")]
    TooLarge { size: u64 },
    #[error("`{path}` is missing")]
    Missing { path: String },
    #[error("`{path}` is shorter than its width says")]
    ShortTile { path: String },
    #[error("`{path}` cannot be read as a bundle")]
    Bundle {
        path: String,
        #[source]
        source: BundleError,
    },
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// A complete subtree of `2^height` entries starting at entry `index << height`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    height: u8,
    index: u64,
}

/// The complete subtrees, left to right, that make up the entries `lo..hi`.
///
/// For the ranges RFC 6962 splits a tree into, folding these from the right gives the range's tree hash.
pub(crate) fn nodes_of(mut lo: u64, hi: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    while lo < hi {
        let fits = (hi - lo).ilog2();
        let height = lo.trailing_zeros().min(fits);
        nodes.push(Node {
            height: height as u8,
            index: lo >> height,
        });
        lo += 1 << height;
    }
    nodes
}

impl Node {
    /// The tile that holds the node in a tree of `size` entries, and the hashes in it that make up the node.
    fn place(&self, size: u64) -> Option<(TileId, usize, usize)> {
        let level = self.height / TILE_HEIGHT;
        let count = 1u64 << (self.height % TILE_HEIGHT);
        let first = self.index.checked_mul(count)?;
        let tile = tile_in(level, first / u64::from(TILE_WIDTH), size)?;
        Some((
            tile,
            (first % u64::from(TILE_WIDTH)) as usize,
            count as usize,
        ))
    }
}

/// The tiles that [`Reader::hash`] would read for these ranges.
pub(crate) fn tiles_of(ranges: &[(u64, u64)], size: u64) -> Vec<TileId> {
    let mut tiles: Vec<TileId> = ranges
        .iter()
        .flat_map(|&(lo, hi)| nodes_of(lo, hi))
        .filter_map(|node| node.place(size).map(|(tile, _, _)| tile))
        .collect();
    tiles.sort_unstable();
    tiles.dedup();
    tiles
}

/// Reads each tile of one operation once.
pub(crate) struct Reader<'a> {
    source: &'a dyn TileSource,
    size: u64,
    read: BTreeMap<TileId, Vec<Hash>>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(source: &'a dyn TileSource, size: u64) -> Self {
        Self {
            source,
            size,
            read: BTreeMap::new(),
        }
    }

    /// Merkle tree hash of the entries `lo..hi`, a range RFC 6962 would split off.
    pub(crate) fn hash(&mut self, lo: u64, hi: u64) -> Result<Hash, TreeError> {
        let mut acc: Option<Hash> = None;
        for node in nodes_of(lo, hi).iter().rev() {
            let left = self.node(node)?;
            acc = Some(acc.map_or(left, |right| node_hash(&left, &right)));
        }
        Ok(acc.unwrap_or(EMPTY_ROOT))
    }

    fn node(&mut self, node: &Node) -> Result<Hash, TreeError> {
        let outside = || TreeError::OutOfRange {
            index: node.index << node.height,
            size: self.size,
        };
        let (tile, first, count) = node.place(self.size).ok_or_else(outside)?;
        if !self.read.contains_key(&tile) {
            let bytes = read_tile(self.source, tile)?;
            self.read.insert(tile, hashes_of(&bytes).collect());
        }
        let hashes = self
            .read
            .get(&tile)
            .and_then(|hashes| hashes.get(first..)?.get(..count));
        Ok(fold(hashes.ok_or_else(|| TreeError::ShortTile {
            path: tile.path(),
        })?))
    }
}

/// A tile cut to its width.
pub(crate) fn read_tile(source: &dyn TileSource, id: TileId) -> Result<Vec<u8>, TreeError> {
    let stored = source.tile(id.level, id.index, id.width)?;
    let mut stored = stored.ok_or_else(|| TreeError::Missing { path: id.path() })?;
    if truncate_tile(&stored, id.width).is_none() {
        return Err(TreeError::ShortTile { path: id.path() });
    }
    stored.truncate(id.byte_len());
    Ok(stored)
}
