//! Appending: new entries in, tiles and bundles to write out.

use crate::bundle::{push_entry, truncate_bundle};
use crate::frontier::Frontier;
use crate::hash::{Hash, hashes_of, leaf_hash};
use crate::limits::{ENTRY_LEN_MAX, HASH_LEN, TILE_WIDTH, TREE_SIZE_MAX};
use crate::reader::{TreeError, read_tile};
use crate::source::TileSource;
use crate::tile::{
    BundleId, TileId, bundle_for_append, bundle_in, level_width, tile_in, tiles_for_append,
};

/// The right edge of a tree, ready to grow. It holds at most one partial tile per level and one partial bundle.
///
/// An append changes the builder at once. If its writes are then not committed, drop the builder and load it again.
#[derive(Clone)]
pub struct TreeBuilder {
    frontier: Frontier,
    bundle: Vec<u8>,
}

/// A tile to store: replaces a narrower one with the same level and index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileWrite {
    pub id: TileId,
    pub bytes: Vec<u8>,
}

/// A bundle to store: replaces a narrower one with the same index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleWrite {
    pub id: BundleId,
    pub bytes: Vec<u8>,
}

/// What an append changed. The first new entry has index `old_size`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    pub old_size: u64,
    pub new_size: u64,
    pub root: Hash,
    pub tiles: Vec<TileWrite>,
    pub bundles: Vec<BundleWrite>,
}

#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    #[error("entry {position} of the batch has {len} bytes, the most is {ENTRY_LEN_MAX}")]
    EntryTooLong { position: usize, len: usize },
    #[error("the log cannot hold more than {TREE_SIZE_MAX} entries")]
    LogFull,
}

impl TreeBuilder {
    /// The empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self {
            frontier: Frontier::default(),
            bundle: Vec::new(),
        }
    }

    /// Loads the right edge of a stored tree; reads what [`tiles_for_append`] and [`bundle_for_append`] name.
    pub fn load(size: u64, source: &dyn TileSource) -> Result<Self, TreeError> {
        if size > TREE_SIZE_MAX {
            return Err(TreeError::TooLarge { size });
        }
        let mut levels = Vec::new();
        for id in tiles_for_append(size) {
            let tile = read_tile(source, id)?;
            levels.resize_with(usize::from(id.level), Vec::new);
            levels.push(hashes_of(&tile).collect());
        }
        let bundle = match bundle_for_append(size) {
            Some(id) => read_bundle(source, id)?,
            None => Vec::new(),
        };
        Ok(Self {
            frontier: Frontier::from_levels(size, levels),
            bundle,
        })
    }

    #[must_use]
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    #[must_use]
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// Appends entries in order. On an error nothing has changed.
    pub fn append<E: AsRef<[u8]>>(&mut self, entries: &[E]) -> Result<Appended, AppendError> {
        let old_size = self.size();
        if (entries.len() as u64).saturating_add(old_size) > TREE_SIZE_MAX {
            return Err(AppendError::LogFull);
        }
        if let Some((position, entry)) = entries
            .iter()
            .enumerate()
            .find(|(_, entry)| entry.as_ref().len() > ENTRY_LEN_MAX)
        {
            return Err(AppendError::EntryTooLong {
                position,
                len: entry.as_ref().len(),
            });
        }
        let mut tiles = Vec::new();
        let mut bundles = Vec::new();
        for entry in entries {
            self.push(entry.as_ref(), &mut tiles, &mut bundles);
        }
        if !entries.is_empty() {
            self.write_partials(old_size, &mut tiles, &mut bundles);
        }
        Ok(Appended {
            old_size,
            new_size: self.size(),
            root: self.root(),
            tiles,
            bundles,
        })
    }

    fn push(&mut self, entry: &[u8], tiles: &mut Vec<TileWrite>, bundles: &mut Vec<BundleWrite>) {
        push_entry(&mut self.bundle, entry);
        let size = self.size().saturating_add(1);
        let width = u64::from(TILE_WIDTH);
        let done: Result<(), core::convert::Infallible> =
            self.frontier.push(leaf_hash(entry), |full, _| {
                let index = (level_width(full.level, size) / width).saturating_sub(1);
                let id = TileId {
                    level: full.level,
                    index,
                    width: TILE_WIDTH,
                };
                tiles.push(TileWrite {
                    id,
                    bytes: concat(&full.hashes),
                });
                Ok(())
            });
        match done {
            Ok(()) => {}
            Err(never) => match never {},
        }
        if size.is_multiple_of(width) {
            let id = BundleId {
                index: size / width - 1,
                width: TILE_WIDTH,
            };
            bundles.push(BundleWrite {
                id,
                bytes: core::mem::take(&mut self.bundle),
            });
        }
    }

    /// Partial tiles of the levels that gained a hash since `old_size`.
    fn write_partials(
        &self,
        old_size: u64,
        tiles: &mut Vec<TileWrite>,
        bundles: &mut Vec<BundleWrite>,
    ) {
        let size = self.size();
        for (level, row) in (0u8..).zip(self.frontier.levels()) {
            let grew = level_width(level, size) > level_width(level, old_size);
            let index = level_width(level, size) / u64::from(TILE_WIDTH);
            if let Some(id) = tile_in(level, index, size).filter(|_| grew) {
                tiles.push(TileWrite {
                    id,
                    bytes: concat(row),
                });
            }
        }
        if let Some(id) = bundle_in(size / u64::from(TILE_WIDTH), size) {
            bundles.push(BundleWrite {
                id,
                bytes: self.bundle.clone(),
            });
        }
    }
}

impl Default for TreeBuilder {
    fn default() -> Self {
        Self::new()
    }
}

fn concat(hashes: &[Hash]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(hashes.len() * HASH_LEN);
    for hash in hashes {
        bytes.extend_from_slice(&hash.0);
    }
    bytes
}

fn read_bundle(source: &dyn TileSource, id: BundleId) -> Result<Vec<u8>, TreeError> {
    let stored = source.bundle(id.index, id.width)?;
    let stored = stored.ok_or(TreeError::Missing { path: id.path() })?;
    let cut = truncate_bundle(&stored, id.width).map_err(|source| TreeError::Bundle {
        path: id.path(),
        source,
    })?;
    Ok(cut.to_vec())
}
