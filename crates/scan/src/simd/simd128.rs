//! WebAssembly's 128-bit vectors.

use std::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_ne, i8x16_splat, i8x16_swizzle, u8x16_le, u8x16_shr,
    u8x16_splat, u8x16_sub, u64x2, v128, v128_and, v128_or,
};

use super::BLOCK;
use super::classes::{Masks, with_classes};
use super::fingerprints::{Fingerprints, SEEN};
use crate::bytes::tail;

#[inline]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    let parts = four(block);
    macro_rules! masks {
        ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
            Masks {
                $($name: bits(parts.map(|v| {
                    let set = u64x2(0, 0);
                    $(let set = v128_or(set, within(v, $first, $last));)+
                    set
                })),)+
            }
        };
    }
    with_classes!(masks)
}

#[inline]
pub(super) fn likely(block: &[u8; SEEN], prints: &Fingerprints) -> u64 {
    let mut all = [u8x16_splat(u8::MAX); 4];
    for (i, (low, high)) in prints.low.iter().zip(&prints.high).enumerate() {
        let Some(bytes) = tail(block, i).first_chunk() else {
            continue;
        };
        let (low, high) = (sixteen(low), sixteen(high));
        for (all, v) in all.iter_mut().zip(four(bytes)) {
            let a = i8x16_swizzle(low, v128_and(v, u8x16_splat(15)));
            let b = i8x16_swizzle(high, u8x16_shr(v, 4));
            *all = v128_and(*all, v128_and(a, b));
        }
    }
    bits(all.map(|v| i8x16_ne(v, u64x2(0, 0))))
}

#[inline]
fn sixteen(bytes: &[u8; 16]) -> v128 {
    let (words, _) = bytes.as_chunks::<8>();
    match words {
        [low, high] => u64x2(u64::from_le_bytes(*low), u64::from_le_bytes(*high)),
        _ => u64x2(0, 0),
    }
}

#[inline]
fn four(block: &[u8; BLOCK]) -> [v128; 4] {
    let mut parts = [u64x2(0, 0); 4];
    let (sixteens, _) = block.as_chunks::<16>();
    for (part, bytes) in parts.iter_mut().zip(sixteens) {
        *part = sixteen(bytes);
    }
    parts
}

/// One bit for each byte, all of which have all their bits or none.
#[inline]
fn bits(parts: [v128; 4]) -> u64 {
    (parts.iter().rev()).fold(0u64, |mask, part| {
        mask << 16 | u64::from(i8x16_bitmask(*part))
    })
}

#[inline]
fn within(v: v128, first: u8, last: u8) -> v128 {
    if first == last {
        return i8x16_eq(v, i8x16_splat(first.cast_signed()));
    }
    let x = u8x16_sub(v, u8x16_splat(first));
    u8x16_le(x, u8x16_splat(last.wrapping_sub(first)))
}
