//! Byte by byte: for processors without vectors, and what the others are compared with.

use super::BLOCK;
use super::classes::{Masks, with_classes};
use super::fingerprints::{Fingerprints, SEEN};
use crate::bytes::tail;

pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    let mut all = Masks::default();
    for (i, b) in block.iter().enumerate() {
        macro_rules! set {
            ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
                $(all.$name |= u64::from(matches!(b, $($first..=$last)|+)) << i;)+
            };
        }
        with_classes!(set);
    }
    all
}

pub(super) fn likely(block: &[u8; SEEN], prints: &Fingerprints) -> u64 {
    (0..BLOCK).fold(0, |bits, i| {
        bits | u64::from(prints.buckets(tail(block, i)) != 0) << i
    })
}
