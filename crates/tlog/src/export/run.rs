//! The pass over an export's entries.

use super::error::ExportError;
use super::openings::Openings;
use super::{ExportVerifier, Progress};
use crate::bundle::split_entry;
use crate::checkpoint::Checkpoint;
use crate::frontier::{Frontier, Full};
use crate::hash::{Hash, hashes_of, leaf_hash};
use crate::limits::TILE_WIDTH;
use crate::tile::{BundleId, Resource, TileId, bundle_in, level_shift, level_width, tile_in};

pub(super) struct Run<'a> {
    pub(super) verifier: &'a ExportVerifier<'a>,
    pub(super) size: u64,
    pub(super) frontier: Frontier,
    /// The tile being compared on each level from 1 up.
    pub(super) uppers: Vec<Option<LoadedTile>>,
    /// Ascending by size; the front is the next to be met.
    pub(super) trusted: Vec<Checkpoint>,
    pub(super) openings: Openings,
    pub(super) entry_bytes: u64,
}

pub(super) struct LoadedTile {
    id: TileId,
    hashes: Vec<Hash>,
}

/// A file's bytes, and whether it is wider than asked for.
struct Stored {
    bytes: Vec<u8>,
    path: String,
    wider: bool,
}

impl Run<'_> {
    pub(super) fn entries(
        &mut self,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), ExportError> {
        self.meet_trusted()?;
        for index in 0..self.size.div_ceil(u64::from(TILE_WIDTH)) {
            let (Some(bundle), Some(tile)) =
                (bundle_in(index, self.size), tile_in(0, index, self.size))
            else {
                break;
            };
            self.bundle(bundle, tile)?;
            progress(Progress {
                verified: self.frontier.size(),
                size: self.size,
            });
        }
        Ok(())
    }

    fn bundle(&mut self, id: BundleId, tile: TileId) -> Result<(), ExportError> {
        let first_entry = id.first_entry();
        let stored = read(self.verifier, Resource::Bundle(id), first_entry)?;
        let tile = load_tile(self.verifier, tile, first_entry)?;
        let mut rest = stored.bytes.as_slice();
        for (index, expected) in (first_entry..).zip(&tile.hashes) {
            let Some((entry, tail)) = split_entry(rest) else {
                return Err(ExportError::BundleTruncated {
                    path: stored.path,
                    index,
                });
            };
            rest = tail;
            let leaf = leaf_hash(entry);
            if leaf != *expected {
                return Err(ExportError::EntryAltered { index });
            }
            self.openings.check(index, entry)?;
            self.entry_bytes = self.entry_bytes.saturating_add(entry.len() as u64);
            self.push(leaf)?;
        }
        if !rest.is_empty() && !stored.wider {
            let last_entry = self.frontier.size().saturating_sub(1);
            return Err(ExportError::BundleTooLong {
                path: stored.path,
                last_entry,
            });
        }
        Ok(())
    }

    /// Adds a leaf to the tree being recomputed; each upper hash it completes must stand in its tile.
    fn push(&mut self, leaf: Hash) -> Result<(), ExportError> {
        let Self {
            verifier,
            size,
            frontier,
            uppers,
            ..
        } = self;
        let done = frontier.size().saturating_add(1);
        frontier.push(leaf, |full: &Full, hash: &Hash| {
            let level = full.level.saturating_add(1);
            let position = level_width(level, done).saturating_sub(1);
            let Some(id) = tile_in(level, position / u64::from(TILE_WIDTH), *size) else {
                return Ok(());
            };
            let first_entry = position << level_shift(level);
            let tile = upper_tile(verifier, uppers, id, first_entry)?;
            let stored = tile.hashes.get((position % u64::from(TILE_WIDTH)) as usize);
            if stored == Some(hash) {
                return Ok(());
            }
            Err(ExportError::TileAltered {
                path: id.path(),
                level,
                index: id.index,
                first_entry,
                last_entry: done.saturating_sub(1),
            })
        })?;
        self.meet_trusted()
    }

    fn meet_trusted(&mut self) -> Result<(), ExportError> {
        let size = self.frontier.size();
        while let Some(older) = self.trusted.first().filter(|older| older.size == size) {
            if older.root != self.frontier.root() {
                return Err(ExportError::Rewritten { size });
            }
            self.trusted.remove(0);
        }
        Ok(())
    }
}

fn upper_tile<'t>(
    verifier: &ExportVerifier<'_>,
    uppers: &'t mut Vec<Option<LoadedTile>>,
    id: TileId,
    first_entry: u64,
) -> Result<&'t LoadedTile, ExportError> {
    let slot = usize::from(id.level);
    if uppers.len() <= slot {
        uppers.resize_with(slot + 1, || None);
    }
    let absent = || ExportError::Missing {
        path: id.path(),
        first_entry,
    };
    let held = uppers.get_mut(slot).ok_or_else(absent)?;
    if held.as_ref().is_none_or(|tile| tile.id != id) {
        *held = Some(load_tile(verifier, id, first_entry)?);
    }
    held.as_ref().ok_or_else(absent)
}

fn load_tile(
    verifier: &ExportVerifier<'_>,
    id: TileId,
    first_entry: u64,
) -> Result<LoadedTile, ExportError> {
    let stored = read(verifier, Resource::Tile(id), first_entry)?;
    let expected = if stored.wider {
        TileId {
            width: TILE_WIDTH,
            ..id
        }
    } else {
        id
    }
    .byte_len();
    let found = stored.bytes.len();
    if found != expected {
        return Err(ExportError::TileLength {
            path: stored.path,
            expected,
            found,
            first_entry,
        });
    }
    let hashes = hashes_of(&stored.bytes)
        .take(usize::from(id.width))
        .collect();
    Ok(LoadedTile { id, hashes })
}

/// Reads a file; for a partial one that is gone, the full one that has replaced it.
fn read(
    verifier: &ExportVerifier<'_>,
    resource: Resource,
    first_entry: u64,
) -> Result<Stored, ExportError> {
    let path = resource.path();
    if let Some(bytes) = verifier.read(&path)? {
        return Ok(Stored {
            bytes,
            path,
            wider: false,
        });
    }
    let full = match resource {
        Resource::Tile(id) => Resource::Tile(TileId {
            width: TILE_WIDTH,
            ..id
        }),
        Resource::Bundle(id) => Resource::Bundle(BundleId {
            width: TILE_WIDTH,
            ..id
        }),
    };
    if full != resource {
        let path = full.path();
        if let Some(bytes) = verifier.read(&path)? {
            return Ok(Stored {
                bytes,
                path,
                wider: true,
            });
        }
    }
    Err(ExportError::Missing { path, first_entry })
}
