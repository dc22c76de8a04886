//! NEON, which every 64-bit ARM processor has.
#![expect(unsafe_code, reason = "vector loads")]

use std::arch::aarch64::{
    uint8x16_t, vaddv_u8, vandq_u8, vceqq_u8, vcleq_u8, vdupq_n_u8, vget_high_u8, vget_low_u8,
    vld1q_u8, vorrq_u8, vsubq_u8,
};

use super::{BLOCK, Masks};

/// One bit for each byte of a half vector.
const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

#[inline]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: NEON is part of the target; the arrays have 16 and 64 bytes.
    unsafe {
        let weights = vld1q_u8(BITS.as_ptr());
        let at = block.as_ptr();
        let parts = [
            vld1q_u8(at),
            vld1q_u8(at.add(16)),
            vld1q_u8(at.add(32)),
            vld1q_u8(at.add(48)),
        ];
        // A macro, so that nothing is called through a pointer.
        macro_rules! bits {
            ($of:expr) => {{
                let of = $of;
                parts.iter().rev().fold(0u64, |mask, part: &uint8x16_t| {
                    let set = vandq_u8(of(*part), weights);
                    let low = u64::from(vaddv_u8(vget_low_u8(set)));
                    let high = u64::from(vaddv_u8(vget_high_u8(set)));
                    mask << 16 | high << 8 | low
                })
            }};
        }
        let is = |v, b| vceqq_u8(v, vdupq_n_u8(b));
        let range = |v, from, n| vcleq_u8(vsubq_u8(v, vdupq_n_u8(from)), vdupq_n_u8(n));
        let or = |a, b| vorrq_u8(a, b);
        Masks {
            digit: bits!(|v| range(v, b'0', 9)),
            upper: bits!(|v| range(v, b'A', 25)),
            lower: bits!(|v| range(v, b'a', 25)),
            blank: bits!(|v| or(is(v, b' '), is(v, b'\t'))),
            underscore: bits!(|v| is(v, b'_')),
            dash: bits!(|v| is(v, b'-')),
            dot: bits!(|v| is(v, b'.')),
            slash: bits!(|v| is(v, b'/')),
            colon: bits!(|v| is(v, b':')),
            assign: bits!(|v| or(is(v, b'='), is(v, b'>'))),
            close: bits!(|v| or(or(is(v, b'"'), is(v, b'\'')), range(v, b'\\', 1))),
            sign: bits!(|v| is(v, b'@')),
            plus: bits!(|v| is(v, b'+')),
            paren: bits!(|v| is(v, b'(')),
            backslash: bits!(|v| is(v, b'\\')),
        }
    }
}
