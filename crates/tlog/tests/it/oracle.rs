//! Roots and proofs against the crate `ct-merkle`; proofs that were tampered with.

use std::cell::RefCell;

use coffer_tlog::{
    Hash, ProofError, SourceError, TileId, TileMap, TileSource, TreeBuilder, TreeError,
    consistency_proof, inclusion_proof, leaf_hash, root_at, tiles_for_consistency,
    tiles_for_inclusion, tiles_for_root, verify_consistency, verify_inclusion,
};
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sha2::Sha256;

use crate::support::{entry, log};

const LAST: u64 = 600;

fn bytes(proof: &[Hash]) -> Vec<u8> {
    proof.iter().flat_map(|hash| hash.0).collect()
}

/// Every number up to a size where that is small or near a tile boundary, else a spread of them.
fn picks(size: u64) -> Vec<u64> {
    let thorough = size <= 40 || (254..=259).contains(&size) || (511..=514).contains(&size);
    if thorough {
        return (0..size).collect();
    }
    let mut picks: Vec<u64> = [0, 1, 127, 128, 255, 256, 257, 511, 512, size / 2, size - 1].into();
    picks.push(size * 7919 % 601);
    picks.retain(|pick| *pick < size);
    picks
}

#[test]
fn roots_and_proofs_equal_the_oracles_for_every_size_to_600() {
    let map = log(LAST);
    let mut oracle = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut builder = TreeBuilder::new();
    for size in 1..=LAST {
        oracle.push(entry(size - 1));
        let root = root_at(&map, size).unwrap();
        assert_eq!(
            root.0.as_slice(),
            oracle.root().as_bytes().as_slice(),
            "root {size}"
        );
        assert_eq!(builder.append(&[entry(size - 1)]).unwrap().root, root);
        for index in picks(size) {
            let proof = inclusion_proof(&map, index, size).unwrap();
            let expected = oracle.prove_inclusion(index as usize);
            assert_eq!(
                bytes(&proof),
                expected.as_bytes(),
                "inclusion {index} in {size}"
            );
            verify_inclusion(&leaf_hash(&entry(index)), index, size, &root, &proof).unwrap();
        }
        for old in picks(size).into_iter().filter(|old| *old > 0) {
            let proof = consistency_proof(&map, old, size).unwrap();
            let expected = oracle.prove_consistency((size - old) as usize);
            assert_eq!(
                bytes(&proof),
                expected.as_bytes(),
                "consistency {old} to {size}"
            );
            let old_root = root_at(&map, old).unwrap();
            verify_consistency(old, &old_root, size, &root, &proof).unwrap();
        }
    }
}

/// Notes what is read.
struct Recorder<'a>(&'a TileMap, RefCell<Vec<TileId>>);

impl TileSource for Recorder<'_> {
    fn tile(&self, level: u8, index: u64, width: u16) -> Result<Option<Vec<u8>>, SourceError> {
        self.1.borrow_mut().push(TileId {
            level,
            index,
            width,
        });
        self.0.tile(level, index, width)
    }

    fn bundle(&self, index: u64, width: u16) -> Result<Option<Vec<u8>>, SourceError> {
        self.0.bundle(index, width)
    }
}

#[test]
fn an_operation_reads_exactly_the_tiles_it_announced() {
    let map = log(70_000);
    let source = Recorder(&map, RefCell::default());
    let read = || {
        let mut read = source.1.take();
        read.sort_unstable();
        read
    };
    for size in [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 70_000] {
        root_at(&source, size).unwrap();
        assert_eq!(read(), tiles_for_root(size), "root {size}");
        for other in [0, 1, size / 3, size / 2, size - 1] {
            if other < size {
                inclusion_proof(&source, other, size).unwrap();
                assert_eq!(
                    read(),
                    tiles_for_inclusion(other, size),
                    "{other} in {size}"
                );
            }
            consistency_proof(&source, other, size).unwrap();
            let announced = tiles_for_consistency(other, size);
            assert_eq!(read(), announced, "{other} to {size}");
            assert!(announced.len() <= 6, "{announced:?}");
        }
    }
}

#[test]
fn a_proof_that_was_changed_is_refused() {
    let map = log(300);
    for (index, size) in [
        (0, 300),
        (1, 2),
        (255, 300),
        (256, 257),
        (299, 300),
        (7, 13),
    ] {
        let root = root_at(&map, size).unwrap();
        let leaf = leaf_hash(&entry(index));
        let good = inclusion_proof(&map, index, size).unwrap();
        let refused = |proof: &[Hash]| verify_inclusion(&leaf, index, size, &root, proof).is_err();
        for changed in changes(&good) {
            assert!(refused(&changed), "{index} in {size}");
        }
        assert!(verify_inclusion(&leaf, (index + 1) % size, size, &root, &good).is_err());
        assert!(verify_inclusion(&leaf_hash(b"x"), index, size, &root, &good).is_err());
        assert!(verify_inclusion(&leaf, size, size, &root, &good).is_err());
    }
    for (old, new) in [
        (1, 300),
        (3, 7),
        (6, 8),
        (256, 300),
        (255, 257),
        (299, 300),
        (4, 8),
    ] {
        let (old_root, new_root) = (root_at(&map, old).unwrap(), root_at(&map, new).unwrap());
        let good = consistency_proof(&map, old, new).unwrap();
        verify_consistency(old, &old_root, new, &new_root, &good).unwrap();
        for changed in changes(&good) {
            let checked = verify_consistency(old, &old_root, new, &new_root, &changed);
            assert!(checked.is_err(), "{old} to {new}");
        }
        let other = leaf_hash(b"other");
        assert!(verify_consistency(old, &other, new, &new_root, &good).is_err());
        assert!(verify_consistency(old, &old_root, new, &other, &good).is_err());
        let swapped = verify_consistency(new, &new_root, old, &old_root, &good);
        assert_eq!(swapped, Err(ProofError::Shrunk { old: new, new: old }));
    }
}

/// One hash changed, dropped, doubled, or two swapped.
fn changes(good: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    for position in 0..good.len() {
        let mut flipped = good.to_vec();
        flipped[position].0[position] ^= 1;
        let mut dropped = good.to_vec();
        dropped.remove(position);
        let mut doubled = good.to_vec();
        doubled.insert(position, good[position]);
        all.extend([flipped, dropped, doubled]);
    }
    for position in 1..good.len() {
        let mut swapped = good.to_vec();
        swapped.swap(position - 1, position);
        all.push(swapped);
    }
    all
}

#[test]
fn trees_of_equal_size_or_empty_need_no_proof() {
    let map = log(5);
    let root = root_at(&map, 5).unwrap();
    let other = leaf_hash(b"");
    verify_consistency(5, &root, 5, &root, &[]).unwrap();
    verify_consistency(0, &coffer_tlog::EMPTY_ROOT, 5, &root, &[]).unwrap();
    assert!(verify_consistency(5, &root, 5, &other, &[]).is_err());
    assert!(verify_consistency(5, &root, 5, &root, &[other]).is_err());
    assert!(verify_consistency(0, &other, 5, &root, &[]).is_err());
}

#[test]
fn arguments_out_of_range_and_missing_tiles_are_errors() {
    let map = log(300);
    assert!(matches!(
        inclusion_proof(&map, 5, 5),
        Err(TreeError::OutOfRange { .. })
    ));
    assert!(matches!(
        consistency_proof(&map, 6, 5),
        Err(TreeError::OutOfRange { .. })
    ));
    assert!(matches!(
        root_at(&map, u64::MAX),
        Err(TreeError::TooLarge { .. })
    ));
    assert!(matches!(
        inclusion_proof(&map, 0, 600),
        Err(TreeError::ShortTile { .. })
    ));
    assert!(matches!(
        inclusion_proof(&TileMap::new(), 0, 2),
        Err(TreeError::Missing { .. })
    ));
    assert!(tiles_for_inclusion(u64::MAX, u64::MAX).is_empty());
    assert!(tiles_for_consistency(1, u64::MAX).is_empty());
}
