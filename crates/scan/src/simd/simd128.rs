//! WebAssembly's 128-bit vectors.

use std::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_splat, u8x16_le, u8x16_splat, u8x16_sub, u64x2, v128, v128_or,
};

use super::{BLOCK, Masks};

#[inline]
pub(super) fn masks(block: &[u8; BLOCK]) -> Masks {
    let mut parts = [u64x2(0, 0); 4];
    let (sixteens, _) = block.as_chunks::<16>();
    for (part, bytes) in parts.iter_mut().zip(sixteens) {
        let (words, _) = bytes.as_chunks::<8>();
        if let [low, high] = words {
            *part = u64x2(u64::from_le_bytes(*low), u64::from_le_bytes(*high));
        }
    }
    // A macro, so that nothing is called through a pointer.
    macro_rules! bits {
        ($of:expr) => {{
            let of = $of;
            (parts.iter().rev()).fold(0u64, |mask, part| {
                mask << 16 | u64::from(i8x16_bitmask(of(*part)))
            })
        }};
    }
    let is = |v: v128, b: u8| i8x16_eq(v, i8x16_splat(b.cast_signed()));
    let range =
        |v: v128, from: u8, n: u8| u8x16_le(u8x16_sub(v, u8x16_splat(from)), u8x16_splat(n));
    let or = |a: v128, b: v128| v128_or(a, b);
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
