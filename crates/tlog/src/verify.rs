//! Checking proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("index {index} is not below the tree size {size}")]
    OutOfRange { index: u64, size: u64 },
    #[error("the newer tree, of {new} entries, is smaller than the older, of {old}")]
    Shrunk { old: u64, new: u64 },
    #[error("the proof has the wrong number of hashes")]
    WrongLength,
    #[error("the proof does not lead to the older root")]
    OldRootMismatch,
    #[error("the proof does not lead to the root")]
    RootMismatch,
}

/// Checks that the entry with hash `leaf` is entry `index` of the tree with `size` entries and the given root.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let mut walk = Walk {
        old: index,
        new: size - 1,
    };
    let mut hash = *leaf;
    for sibling in proof {
        hash = match walk.up()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    if walk.new != 0 {
        return Err(ProofError::WrongLength);
    }
    if hash != *root {
        return Err(ProofError::RootMismatch);
    }
    Ok(())
}

/// Checks that the tree (`old`, `old_root`) is a prefix of the tree (`new`, `new_root`).
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrunk { old, new });
    }
    if old == 0 || old == new {
        return verify_trivial(old, old_root, new, new_root, proof);
    }
    // A complete old tree is itself a node of the new one, and so is not in the proof.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(ProofError::WrongLength)?
    };
    let mut walk = Walk {
        old: old - 1,
        new: new - 1,
    };
    walk.skip(walk.old.trailing_ones());
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        match walk.up()? {
            Side::Left => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, sibling),
        }
    }
    if walk.new != 0 {
        return Err(ProofError::WrongLength);
    }
    if old_hash != *old_root {
        return Err(ProofError::OldRootMismatch);
    }
    if new_hash != *new_root {
        return Err(ProofError::RootMismatch);
    }
    Ok(())
}

fn verify_trivial(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if !proof.is_empty() {
        return Err(ProofError::WrongLength);
    }
    if old == 0 && *old_root != EMPTY_ROOT {
        return Err(ProofError::OldRootMismatch);
    }
    if old == new && old_root != new_root {
        return Err(ProofError::RootMismatch);
    }
    Ok(())
}

/// Which side the proof's next hash stands on.
enum Side {
    Left,
    Right,
}

/// Position of a node, and of the tree's last node, on the level the proof has reached.
struct Walk {
    old: u64,
    new: u64,
}

impl Walk {
    fn up(&mut self) -> Result<Side, ProofError> {
        if self.new == 0 {
            return Err(ProofError::WrongLength);
        }
        let side = if self.old & 1 == 1 || self.old == self.new {
            // A last node without a right neighbour moves up unchanged until it becomes a right child.
            self.skip(self.old.trailing_zeros());
            Side::Left
        } else {
            Side::Right
        };
        self.skip(1);
        Ok(side)
    }

    fn skip(&mut self, levels: u32) {
        self.old = self.old.checked_shr(levels).unwrap_or(0);
        self.new = self.new.checked_shr(levels).unwrap_or(0);
    }
}
