//! AVX2 and AVX-512BW.
#![expect(
    unsafe_code,
    reason = "vector loads, and calls of functions whose instruction set was detected"
)]

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
    _mm256_or_si256, _mm256_set1_epi8, _mm256_sub_epi8, _mm512_cmpeq_epi8_mask,
    _mm512_cmple_epu8_mask, _mm512_loadu_si512, _mm512_set1_epi8, _mm512_sub_epi8,
};

use super::{BLOCK, Masks, Sink, each};

pub(super) fn blocks_avx2<S: Sink>(bytes: &[u8], sink: &mut S) {
    // SAFETY: `Level::best` and the tests choose this level only where AVX2 was detected.
    unsafe { run_avx2(bytes, sink) }
}

pub(super) fn blocks_avx512<S: Sink>(bytes: &[u8], sink: &mut S) {
    // SAFETY: `Level::best` chooses this level only where AVX-512BW was detected.
    unsafe { run_avx512(bytes, sink) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn run_avx2<S: Sink>(bytes: &[u8], sink: &mut S) {
    each(bytes, sink, |block| masks_avx2(block));
}

#[target_feature(enable = "avx512bw,bmi1,bmi2,popcnt")]
fn run_avx512<S: Sink>(bytes: &[u8], sink: &mut S) {
    each(bytes, sink, |block| masks_avx512(block));
}

#[inline]
#[target_feature(enable = "avx2")]
fn masks_avx2(block: &[u8; BLOCK]) -> Masks {
    let at = block.as_ptr().cast::<__m256i>();
    // SAFETY: the block has 64 bytes, two vectors of 32; unaligned loads need no alignment.
    let (lo, hi) = unsafe { (_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))) };
    // A macro, so that nothing is called through a pointer.
    macro_rules! bits {
        ($of:expr) => {{
            let of = $of;
            let low = _mm256_movemask_epi8(of(lo)).cast_unsigned();
            let high = _mm256_movemask_epi8(of(hi)).cast_unsigned();
            u64::from(low) | u64::from(high) << 32
        }};
    }
    let is = |v: __m256i, b: u8| _mm256_cmpeq_epi8(v, _mm256_set1_epi8(b.cast_signed()));
    let range = |v: __m256i, from: u8, n: u8| {
        let x = _mm256_sub_epi8(v, _mm256_set1_epi8(from.cast_signed()));
        _mm256_cmpeq_epi8(_mm256_min_epu8(x, _mm256_set1_epi8(n.cast_signed())), x)
    };
    let or = |a: __m256i, b: __m256i| _mm256_or_si256(a, b);
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

#[inline]
#[target_feature(enable = "avx512bw")]
fn masks_avx512(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: the block has 64 bytes, one vector; unaligned loads need no alignment.
    let v = unsafe { _mm512_loadu_si512(block.as_ptr().cast::<__m512i>()) };
    let is = |b: u8| _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(b.cast_signed()));
    let range = |from: u8, n: u8| {
        let x = _mm512_sub_epi8(v, _mm512_set1_epi8(from.cast_signed()));
        _mm512_cmple_epu8_mask(x, _mm512_set1_epi8(n.cast_signed()))
    };
    let backslash = is(b'\\');
    Masks {
        digit: range(b'0', 9),
        upper: range(b'A', 25),
        lower: range(b'a', 25),
        blank: is(b' ') | is(b'\t'),
        underscore: is(b'_'),
        dash: is(b'-'),
        dot: is(b'.'),
        slash: is(b'/'),
        colon: is(b':'),
        assign: is(b'=') | is(b'>'),
        close: is(b'"') | is(b'\'') | backslash | is(b']'),
        sign: is(b'@'),
        plus: is(b'+'),
        paren: is(b'('),
        backslash,
    }
}
