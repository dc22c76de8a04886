//! The right edge of a growing tree: for each tile level, the hashes of its last, not yet full tile.

use crate::hash::{EMPTY_ROOT, Hash, fold};
use crate::limits::TILE_WIDTH;

/// A tile that became full while a leaf was pushed.
pub(crate) struct Full {
    pub(crate) level: u8,
    pub(crate) hashes: Vec<Hash>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Frontier {
    size: u64,
    levels: Vec<Vec<Hash>>,
}

impl Frontier {
    /// `levels[l]` are the `floor(size / 256^l) mod 256` hashes of level `l`'s partial tile.
    pub(crate) fn from_levels(size: u64, levels: Vec<Vec<Hash>>) -> Self {
        Self { size, levels }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Partial tiles, from level 0 up; may hold empty ones.
    pub(crate) fn levels(&self) -> &[Vec<Hash>] {
        &self.levels
    }

    /// Adds a leaf hash. `filled` sees each tile that became full, lowest first, with the hash it has one level up.
    pub(crate) fn push<E>(
        &mut self,
        leaf: Hash,
        mut filled: impl FnMut(&Full, &Hash) -> Result<(), E>,
    ) -> Result<(), E> {
        self.size = self.size.saturating_add(1);
        let mut carry = leaf;
        let mut level: u8 = 0;
        loop {
            let slot = usize::from(level);
            if self.levels.len() <= slot {
                self.levels.resize_with(slot + 1, Vec::new);
            }
            let Some(row) = self.levels.get_mut(slot) else {
                return Ok(());
            };
            row.push(carry);
            if row.len() < usize::from(TILE_WIDTH) {
                return Ok(());
            }
            let full = Full {
                level,
                hashes: core::mem::take(row),
            };
            carry = fold(&full.hashes);
            filled(&full, &carry)?;
            level = level.saturating_add(1);
        }
    }

    /// Root of the tree so far.
    pub(crate) fn root(&self) -> Hash {
        let mut below: Option<Hash> = None;
        for row in &self.levels {
            let Some(rest) = below else {
                below = (!row.is_empty()).then(|| fold(row));
                continue;
            };
            let mut joined = row.clone();
            joined.push(rest);
            below = Some(fold(&joined));
        }
        below.unwrap_or(EMPTY_ROOT)
    }
}
