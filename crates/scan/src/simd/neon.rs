//! NEON, which every 64-bit ARM processor has.
#![expect(unsafe_code, reason = "vector loads")]

use std::arch::aarch64::{
    uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vcleq_u8, vdupq_n_u8, vget_high_u8, vget_low_u8,
    vld1q_u8, vorrq_u8, vqtbl1q_u8, vshrq_n_u8, vsubq_u8, vtstq_u8,
};

use super::BLOCK;
use super::classes::{Masks, with_classes};
use super::fingerprints::{Fingerprints, SEEN};

/// One bit for each byte of a half vector.
const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

#[inline]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: the block has 64 bytes.
    let parts = unsafe { four(block.as_ptr()) };
    macro_rules! masks {
        ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
            Masks {
                $($name: bits(parts.map(|v| {
                    let set = same(0);
                    // SAFETY: NEON is part of the target.
                    $(let set = unsafe { vorrq_u8(set, within(v, $first, $last)) };)+
                    set
                })),)+
            }
        };
    }
    with_classes!(masks)
}

#[inline]
pub(super) fn likely(block: &[u8; SEEN], prints: &Fingerprints) -> u64 {
    let mut all = [same(u8::MAX); 4];
    for (i, (low, high)) in prints.low.iter().zip(&prints.high).enumerate() {
        // SAFETY: NEON is part of the target. `i` is at most 3, and the block has 67 bytes, 64 from there on; the
        // tables have 16.
        unsafe {
            let (low, high) = (vld1q_u8(low.as_ptr()), vld1q_u8(high.as_ptr()));
            let loaded = four(block.as_ptr().add(i));
            for (all, v) in all.iter_mut().zip(loaded) {
                let a = vqtbl1q_u8(low, vandq_u8(v, same(15)));
                let b = vqtbl1q_u8(high, vshrq_n_u8::<4>(v));
                *all = vandq_u8(*all, vandq_u8(a, b));
            }
        }
    }
    // SAFETY: NEON is part of the target.
    bits(all.map(|v| unsafe { vtstq_u8(v, v) }))
}

/// # Safety
/// 64 bytes can be read at `at`.
#[inline]
unsafe fn four(at: *const u8) -> [uint8x16_t; 4] {
    // SAFETY: the caller's promise.
    unsafe {
        [
            vld1q_u8(at),
            vld1q_u8(at.add(16)),
            vld1q_u8(at.add(32)),
            vld1q_u8(at.add(48)),
        ]
    }
}

/// One bit for each byte, all of which have all their bits or none.
#[inline]
fn bits(parts: [uint8x16_t; 4]) -> u64 {
    // SAFETY: NEON is part of the target; the array has 16 bytes.
    unsafe {
        let weights = vld1q_u8(BITS.as_ptr());
        parts.iter().rev().fold(0u64, |mask, part| {
            let set = vandq_u8(*part, weights);
            let low = u64::from(vaddv_u8(vget_low_u8(set)));
            let high = u64::from(vaddv_u8(vget_high_u8(set)));
            mask << 16 | high << 8 | low
        })
    }
}

#[inline]
fn same(b: u8) -> uint8x16_t {
    // SAFETY: NEON is part of the target.
    unsafe { vdupq_n_u8(b) }
}

#[inline]
fn within(v: uint8x16_t, first: u8, last: u8) -> uint8x16_t {
    // SAFETY: NEON is part of the target.
    unsafe {
        if first == last {
            return vceqq_u8(v, same(first));
        }
        vcleq_u8(vsubq_u8(v, same(first)), same(last.wrapping_sub(first)))
    }
}
