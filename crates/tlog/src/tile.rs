//! Names, paths and extents of tiles and entry bundles (C2SP tlog-tiles).

use crate::limits::{ENTRY_LEN_MAX, HASH_LEN, LEVELS_MAX, TILE_HEIGHT, TILE_WIDTH, TREE_SIZE_MAX};

/// A tile: `width` consecutive hashes of tile level `level`, starting at hash `index * 256` of that level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 holds leaf hashes; a hash of level `l` covers `256^l` entries.
    pub level: u8,
    pub index: u64,
    /// Hashes, 1 to 256; below 256 the tile is partial.
    pub width: u16,
}

/// An entry bundle: `width` entries starting at entry `index * 256`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    pub index: u64,
    /// Entries, 1 to 256; below 256 the bundle is partial.
    pub width: u16,
}

/// Anything stored under `tile/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    Tile(TileId),
    Bundle(BundleId),
}

impl TileId {
    /// The path below the log's prefix: `tile/0/x001/067` or, partial, `tile/0/x001/067.p/12`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, index_path(self.index, self.width))
    }

    /// Stored length in bytes.
    #[must_use]
    pub fn byte_len(&self) -> usize {
        usize::from(self.width) * HASH_LEN
    }

    /// The entries whose hashes the tile spans: first index and one past the last.
    #[must_use]
    pub fn entries(&self) -> (u64, u64) {
        let shift = level_shift(self.level);
        let first = self.index.saturating_mul(u64::from(TILE_WIDTH));
        let end = first.saturating_add(u64::from(self.width));
        (first << shift, end << shift)
    }
}

impl BundleId {
    /// The path below the log's prefix: `tile/entries/x001/067` or, partial, `tile/entries/x001/067.p/12`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/entries/{}", index_path(self.index, self.width))
    }

    /// Index of the first entry.
    #[must_use]
    pub fn first_entry(&self) -> u64 {
        self.index.saturating_mul(u64::from(TILE_WIDTH))
    }

    /// Longest a bundle of this width can be, in bytes.
    #[must_use]
    pub fn byte_len_max(&self) -> usize {
        usize::from(self.width) * (2 + ENTRY_LEN_MAX)
    }
}

impl Resource {
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Tile(id) => id.path(),
            Self::Bundle(id) => id.path(),
        }
    }

    /// Reads a path as [`Resource::path`] writes it; any other spelling is `None`.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let (kind, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let (digits, width) = match rest.split_once(".p/") {
            Some((digits, width)) => (digits, width.parse().ok()?),
            None => (rest, TILE_WIDTH),
        };
        let mut index: u64 = 0;
        for group in digits.split('/') {
            let group: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
            index = index.checked_mul(1000)?.checked_add(group)?;
        }
        let parsed = if kind == "entries" {
            Self::Bundle(BundleId { index, width })
        } else {
            let level = kind.parse().ok().filter(|level| *level < LEVELS_MAX)?;
            Self::Tile(TileId {
                level,
                index,
                width,
            })
        };
        // Re-encoding settles padding, the `x` prefixes, signs and the width's range in one comparison.
        ((1..=TILE_WIDTH).contains(&width) && parsed.path() == path).then_some(parsed)
    }
}

/// The index in groups of three digits, all but the last marked with `x`, and the suffix of a partial one.
fn index_path(index: u64, width: u16) -> String {
    let mut path = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < TILE_WIDTH {
        path.push_str(&format!(".p/{width}"));
    }
    path
}

/// The first `width` hashes of a tile, or `None` if it is shorter than that.
#[must_use]
pub fn truncate_tile(tile: &[u8], width: u16) -> Option<&[u8]> {
    tile.get(..usize::from(width) * HASH_LEN)
}

/// Complete hashes of tile level `level` in a tree of `size` entries: `floor(size / 256^level)`.
pub(crate) fn level_width(level: u8, size: u64) -> u64 {
    size >> level_shift(level)
}

/// `log2` of the entries under one hash of the level.
pub(crate) fn level_shift(level: u8) -> u32 {
    u32::from(level.min(LEVELS_MAX - 1)) * u32::from(TILE_HEIGHT)
}

/// The tile at (`level`, `index`) in a tree of `size` entries, or `None` if it would be empty.
pub(crate) fn tile_in(level: u8, index: u64, size: u64) -> Option<TileId> {
    let width = width_in(level, index, size)?;
    Some(TileId {
        level,
        index,
        width,
    })
}

pub(crate) fn bundle_in(index: u64, size: u64) -> Option<BundleId> {
    let width = width_in(0, index, size)?;
    Some(BundleId { index, width })
}

fn width_in(level: u8, index: u64, size: u64) -> Option<u16> {
    let first = index.checked_mul(u64::from(TILE_WIDTH))?;
    let left = level_width(level, size).checked_sub(first)?;
    let width = u16::try_from(left.min(u64::from(TILE_WIDTH))).ok()?;
    (width > 0).then_some(width)
}

/// The partial tiles on the right edge of a tree of `size` entries: what an append starts from.
#[must_use]
pub fn tiles_for_append(size: u64) -> Vec<TileId> {
    (0..LEVELS_MAX)
        .filter_map(|level| {
            let index = level_width(level, size) / u64::from(TILE_WIDTH);
            tile_in(level, index, size.min(TREE_SIZE_MAX))
        })
        .collect()
}

/// The partial entry bundle on the right edge, if the last one is not full.
#[must_use]
pub fn bundle_for_append(size: u64) -> Option<BundleId> {
    bundle_in(size / u64::from(TILE_WIDTH), size)
}

/// Every bundle and tile of a tree of `size` entries, in the order of an export: bundles, then tiles level by level.
pub fn resources(size: u64) -> impl Iterator<Item = Resource> {
    let size = size.min(TREE_SIZE_MAX);
    let bundles = (0..level_width(0, size).div_ceil(u64::from(TILE_WIDTH)))
        .filter_map(move |index| bundle_in(index, size).map(Resource::Bundle));
    let tiles = (0..LEVELS_MAX).flat_map(move |level| {
        (0..level_width(level, size).div_ceil(u64::from(TILE_WIDTH)))
            .filter_map(move |index| tile_in(level, index, size).map(Resource::Tile))
    });
    bundles.chain(tiles)
}
