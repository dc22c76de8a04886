//! AVX2, and AVX-512 with its bytes (BW) and shifts of two words (VBMI2).
#![expect(
    unsafe_code,
    reason = "vector loads, and calls of functions whose instruction set was detected"
)]

use std::arch::x86_64::{
    __m128i, __m256i, __m512i, __mmask64, _mm_set_epi64x, _mm256_and_si256,
    _mm256_broadcastsi128_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8,
    _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi8, _mm512_and_si512,
    _mm512_broadcast_i32x4, _mm512_cmpeq_epi8_mask, _mm512_cmple_epu8_mask, _mm512_loadu_si512,
    _mm512_set1_epi8, _mm512_shuffle_epi8, _mm512_srli_epi16, _mm512_sub_epi8,
    _mm512_test_epi8_mask,
};

use super::classes::{Masks, with_classes};
use super::fingerprints::{self, Fingerprints, PRINT_BYTES, SEEN};
use super::pair::Pair;
use super::strip::{self, Sink};
use super::wide::Wide;
use super::{BLOCK, Letters};

pub(super) fn groups_avx2<S: Sink>(bytes: &[u8], sink: &mut S) {
    // SAFETY: `Level::best` and the tests choose this level only where AVX2 was detected.
    unsafe { run_avx2(bytes, sink) }
}

pub(super) fn groups_avx512<S: Sink>(bytes: &[u8], sink: &mut S) {
    // SAFETY: `Level::best` chooses this level only where AVX-512BW and VBMI2 were detected.
    unsafe { run_avx512(bytes, sink) }
}

pub(super) fn likely_avx2(bytes: &[u8], prints: &Fingerprints, found: &mut impl FnMut(usize, u32)) {
    // SAFETY: as for the groups.
    unsafe { search_avx2(bytes, prints, found) }
}

pub(super) fn likely_avx512(
    bytes: &[u8],
    prints: &Fingerprints,
    found: &mut impl FnMut(usize, u32),
) {
    // SAFETY: as for the groups.
    unsafe { search_avx512(bytes, prints, found) }
}

pub(super) fn letters_avx2(block: &[u8; BLOCK]) -> Letters {
    // SAFETY: as for the groups.
    unsafe { only_letters_avx2(block) }
}

pub(super) fn letters_avx512(block: &[u8; BLOCK]) -> Letters {
    // SAFETY: as for the groups.
    unsafe { only_letters_avx512(block) }
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn run_avx2<S: Sink>(bytes: &[u8], sink: &mut S) {
    strip::each::<Pair, S>(bytes, sink, |block| masks_avx2(block));
}

#[target_feature(enable = "avx512bw,avx512vbmi2,bmi1,bmi2,popcnt")]
fn run_avx512<S: Sink>(bytes: &[u8], sink: &mut S) {
    strip::each::<Wide, S>(bytes, sink, |block| masks_avx512(block));
}

// What is not asked for is not computed.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn only_letters_avx2(block: &[u8; BLOCK]) -> Letters {
    masks_avx2(block).letters()
}

#[target_feature(enable = "avx512bw,avx512vbmi2,bmi1,bmi2,popcnt")]
fn only_letters_avx512(block: &[u8; BLOCK]) -> Letters {
    masks_avx512(block).letters()
}

#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
fn search_avx2(bytes: &[u8], prints: &Fingerprints, found: &mut impl FnMut(usize, u32)) {
    let wide = |table: &[u8; 16]| _mm256_broadcastsi128_si256(sixteen(table));
    let (low, high) = (
        prints.low.each_ref().map(wide),
        prints.high.each_ref().map(wide),
    );
    fingerprints::each(bytes, found, |block| likely_in_avx2(block, &low, &high));
}

#[target_feature(enable = "avx512bw,avx512vbmi2,bmi1,bmi2,popcnt")]
fn search_avx512(bytes: &[u8], prints: &Fingerprints, found: &mut impl FnMut(usize, u32)) {
    let wide = |table: &[u8; 16]| _mm512_broadcast_i32x4(sixteen(table));
    let (low, high) = (
        prints.low.each_ref().map(wide),
        prints.high.each_ref().map(wide),
    );
    fingerprints::each(bytes, found, |block| likely_in_avx512(block, &low, &high));
}

fn sixteen(table: &[u8; 16]) -> __m128i {
    let n = u128::from_le_bytes(*table).cast_signed();
    // The two halves of a vector.
    #[expect(clippy::cast_possible_truncation, reason = "each half is taken")]
    let (low, high) = (n as i64, (n >> 64) as i64);
    // SAFETY: SSE2 is part of every x86-64 processor.
    unsafe { _mm_set_epi64x(high, low) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn masks_avx2(block: &[u8; BLOCK]) -> Masks {
    let at = block.as_ptr().cast::<__m256i>();
    // SAFETY: the block has 64 bytes, two vectors of 32; unaligned loads need no alignment.
    let (low, high) = unsafe { (_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))) };
    macro_rules! bits {
        ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
            Masks {
                $($name: {
                    let (set, more) = (_mm256_setzero_si256(), _mm256_setzero_si256());
                    $(let set = _mm256_or_si256(set, within_avx2(low, $first, $last));
                    let more = _mm256_or_si256(more, within_avx2(high, $first, $last));)+
                    bits_avx2(set) | bits_avx2(more) << 32
                },)+
            }
        };
    }
    with_classes!(bits)
}

#[inline]
#[target_feature(enable = "avx2")]
fn within_avx2(v: __m256i, first: u8, last: u8) -> __m256i {
    if first == last {
        return _mm256_cmpeq_epi8(v, _mm256_set1_epi8(first.cast_signed()));
    }
    let x = _mm256_sub_epi8(v, _mm256_set1_epi8(first.cast_signed()));
    let most = _mm256_set1_epi8(last.wrapping_sub(first).cast_signed());
    _mm256_cmpeq_epi8(_mm256_min_epu8(x, most), x)
}

/// One bit for each byte, all of which have all their bits or none.
#[inline]
#[target_feature(enable = "avx2")]
fn bits_avx2(v: __m256i) -> u64 {
    u64::from(_mm256_movemask_epi8(v).cast_unsigned())
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn masks_avx512(block: &[u8; BLOCK]) -> Masks {
    // SAFETY: the block has 64 bytes, one vector; unaligned loads need no alignment.
    let v = unsafe { _mm512_loadu_si512(block.as_ptr().cast::<__m512i>()) };
    macro_rules! bits {
        ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
            Masks { $($name: 0 $(| within_avx512(v, $first, $last))+,)+ }
        };
    }
    with_classes!(bits)
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn within_avx512(v: __m512i, first: u8, last: u8) -> __mmask64 {
    if first == last {
        return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(first.cast_signed()));
    }
    let x = _mm512_sub_epi8(v, _mm512_set1_epi8(first.cast_signed()));
    let most = _mm512_set1_epi8(last.wrapping_sub(first).cast_signed());
    _mm512_cmple_epu8_mask(x, most)
}

#[inline]
#[target_feature(enable = "avx2")]
fn likely_in_avx2(
    block: &[u8; SEEN],
    low: &[__m256i; PRINT_BYTES],
    high: &[__m256i; PRINT_BYTES],
) -> u64 {
    let half = _mm256_set1_epi8(15);
    let at = block.as_ptr();
    let mut parts = [_mm256_set1_epi8(-1); 2];
    for (i, (low, high)) in low.iter().zip(high).enumerate() {
        // SAFETY: `i` is at most 3, and the block has 67 bytes, 64 from there on.
        let loaded = unsafe {
            let at = at.add(i).cast::<__m256i>();
            [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))]
        };
        for (part, v) in parts.iter_mut().zip(loaded) {
            let upper = _mm256_and_si256(_mm256_srli_epi16::<4>(v), half);
            let a = _mm256_shuffle_epi8(*low, _mm256_and_si256(v, half));
            let b = _mm256_shuffle_epi8(*high, upper);
            *part = _mm256_and_si256(*part, _mm256_and_si256(a, b));
        }
    }
    let [low, high] = parts;
    let none = _mm256_setzero_si256();
    let (low, high) = (_mm256_cmpeq_epi8(low, none), _mm256_cmpeq_epi8(high, none));
    !(bits_avx2(low) | bits_avx2(high) << 32)
}

#[inline]
#[target_feature(enable = "avx512bw")]
fn likely_in_avx512(
    block: &[u8; SEEN],
    low: &[__m512i; PRINT_BYTES],
    high: &[__m512i; PRINT_BYTES],
) -> u64 {
    let half = _mm512_set1_epi8(15);
    let mut all = _mm512_set1_epi8(-1);
    for (i, (low, high)) in low.iter().zip(high).enumerate() {
        // SAFETY: `i` is at most 3, and the block has 67 bytes, 64 from there on.
        let v = unsafe { _mm512_loadu_si512(block.as_ptr().add(i).cast::<__m512i>()) };
        let upper = _mm512_and_si512(_mm512_srli_epi16::<4>(v), half);
        let a = _mm512_shuffle_epi8(*low, _mm512_and_si512(v, half));
        let b = _mm512_shuffle_epi8(*high, upper);
        all = _mm512_and_si512(all, _mm512_and_si512(a, b));
    }
    _mm512_test_epi8_mask(all, all)
}
