//! Where stored tiles and bundles come from.

use std::collections::BTreeMap;

use crate::builder::Appended;
use crate::tile::{BundleId, TileId};

/// The store behind a [`TileSource`] failed; an absent tile is `Ok(None)`, not this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// Stored tiles and bundles. A source may answer with a wider one than asked for (rows are kept at their largest
/// width); readers cut it. One that is narrower than asked for is an error to them.
pub trait TileSource {
    /// The tile's hashes, at least `width * 32` bytes, or `None` if there is no such tile.
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Option<Vec<u8>>, SourceError>;

    /// At least the first `width` entries of the bundle, length-prefixed, or `None` if there is no such bundle.
    fn bundle(&self, index: u64, width: u16) -> Result<Option<Vec<u8>>, SourceError>;
}

/// Tiles in memory: prefetched rows, or a whole small log.
#[derive(Debug, Clone, Default)]
pub struct TileMap {
    tiles: BTreeMap<(u8, u64), Stored>,
    bundles: BTreeMap<u64, Stored>,
}

#[derive(Debug, Clone)]
struct Stored {
    width: u16,
    bytes: Vec<u8>,
}

impl TileMap {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a tile, unless a wider one with the same level and index is already held.
    pub fn insert_tile(&mut self, id: TileId, bytes: Vec<u8>) {
        keep_wider(&mut self.tiles, (id.level, id.index), id.width, bytes);
    }

    /// Keeps a bundle, unless a wider one with the same index is already held.
    pub fn insert_bundle(&mut self, id: BundleId, bytes: Vec<u8>) {
        keep_wider(&mut self.bundles, id.index, id.width, bytes);
    }

    /// Takes over everything an append wrote.
    pub fn apply(&mut self, appended: Appended) {
        for write in appended.tiles {
            self.insert_tile(write.id, write.bytes);
        }
        for write in appended.bundles {
            self.insert_bundle(write.id, write.bytes);
        }
    }
}

fn keep_wider<K: Ord>(map: &mut BTreeMap<K, Stored>, key: K, width: u16, bytes: Vec<u8>) {
    let wider_held = map.get(&key).is_some_and(|held| held.width > width);
    if !wider_held {
        map.insert(key, Stored { width, bytes });
    }
}

impl TileSource for TileMap {
    fn tile(&self, level: u8, index: u64, _width: u16) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self
            .tiles
            .get(&(level, index))
            .map(|held| held.bytes.clone()))
    }

    fn bundle(&self, index: u64, _width: u16) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.bundles.get(&index).map(|held| held.bytes.clone()))
    }
}
