//! WebAssembly's 128-bit vectors.

use std::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_ne, i8x16_splat, i8x16_swizzle, i64x2_bitmask, i64x2_ne,
    i64x2_shl, i64x2_shuffle, u8x16_le, u8x16_shr, u8x16_splat, u8x16_sub, u64x2,
    u64x2_extract_lane, u64x2_shr, v128, v128_and, v128_any_true, v128_not, v128_or,
};

use super::BLOCK;
use super::classes::{Masks, with_classes};
use super::fingerprints::{Fingerprints, SEEN};
use super::lanes::{LANES, Words};
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

/// Eight words in four vectors, the first four beside the last four: the lane after each is in the next vector.
#[derive(Clone, Copy)]
pub(super) struct Quad([v128; 4]);

impl Quad {
    #[inline(always)]
    fn of(words: [u64; LANES]) -> Self {
        let [a, b, c, d, e, f, g, h] = words;
        Self([u64x2(a, e), u64x2(b, f), u64x2(c, g), u64x2(d, h)])
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(v128, v128) -> v128) -> Self {
        let ([a, b, c, d], [e, g, h, i]) = (self.0, other.0);
        Self([f(a, e), f(b, g), f(c, h), f(d, i)])
    }
}

impl Words for Quad {
    #[inline(always)]
    fn none() -> Self {
        Self([u64x2(0, 0); 4])
    }

    #[inline(always)]
    fn first(words: &[u64; LANES + 1]) -> Self {
        let [a, b, c, d, e, f, g, h, _] = *words;
        Self::of([a, b, c, d, e, f, g, h])
    }

    #[inline(always)]
    fn last(words: &[u64; LANES + 1]) -> Self {
        let [_, a, b, c, d, e, f, g, h] = *words;
        Self::of([a, b, c, d, e, f, g, h])
    }

    #[inline(always)]
    fn array(self) -> [u64; LANES] {
        let two = |v| [u64x2_extract_lane::<0>(v), u64x2_extract_lane::<1>(v)];
        let [[a, e], [b, f], [c, g], [d, h]] = self.0.map(two);
        [a, b, c, d, e, f, g, h]
    }

    #[inline(always)]
    fn is_empty(self) -> bool {
        let [a, b, c, d] = self.0;
        !v128_any_true(v128_or(v128_or(a, b), v128_or(c, d)))
    }

    #[inline(always)]
    fn filled(self) -> u32 {
        // One lane of the first four and one of the last four a vector.
        let [a, b, c, d] = self.0.map(|v| {
            let two = u32::from(i64x2_bitmask(i64x2_ne(v, u64x2(0, 0))));
            two & 1 | two >> 1 << (LANES / 2)
        });
        a | b << 1 | c << 2 | d << 3
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        self.zip(other, |a, b| v128_and(a, b))
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        self.zip(other, |a, b| v128_or(a, b))
    }

    #[inline(always)]
    fn not(self) -> Self {
        Self(self.0.map(|v| v128_not(v)))
    }

    #[inline(always)]
    fn next(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([b, c, d, i64x2_shuffle::<1, 2>(a, u64x2(0, 0))])
    }

    #[inline(always)]
    fn right(self, next: Self, n: u32) -> Self {
        self.zip(next, |now, next| {
            v128_or(u64x2_shr(now, n), i64x2_shl(next, 64u32.wrapping_sub(n)))
        })
    }

    #[inline(always)]
    fn left(self, before: Self, n: u32) -> Self {
        self.zip(before, |now, before| {
            v128_or(i64x2_shl(now, n), u64x2_shr(before, 64u32.wrapping_sub(n)))
        })
    }
}
