//! Eight words in two vectors of AVX2: those in even places, and those behind each of them.
#![expect(
    unsafe_code,
    reason = "vector loads and instructions; these vectors are made only where the instruction set was detected"
)]

use std::arch::x86_64::{
    __m256i, _mm_cvtsi32_si128, _mm256_and_si256, _mm256_blend_epi32, _mm256_castsi256_pd,
    _mm256_cmpeq_epi64, _mm256_loadu_si256, _mm256_movemask_pd, _mm256_or_si256,
    _mm256_permute4x64_epi64, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_sll_epi64,
    _mm256_srl_epi64, _mm256_storeu_si256, _mm256_testz_si256, _mm256_unpackhi_epi64,
    _mm256_unpacklo_epi64, _mm256_xor_si256,
};

use super::lanes::{LANES, Words};

/// Words 0, 4, 2, 6 and words 1, 5, 3, 7: what two loads give when their halves are interleaved. The word after each of the
/// first four is beside it.
#[derive(Clone, Copy)]
pub(super) struct Pair(__m256i, __m256i);

impl Pair {
    /// # Safety
    /// 64 bytes can be read at `at`.
    #[inline(always)]
    unsafe fn load(at: *const u64) -> Self {
        // SAFETY: the caller's promise; unaligned loads need no alignment.
        unsafe {
            let low = _mm256_loadu_si256(at.cast());
            let high = _mm256_loadu_si256(at.add(LANES / 2).cast());
            Self(
                _mm256_unpacklo_epi64(low, high),
                _mm256_unpackhi_epi64(low, high),
            )
        }
    }

    /// Shifted right by `right` and left by `left`, and joined.
    #[inline(always)]
    fn joined(right: Self, by: u32, left: Self) -> Self {
        let other = 64u32.wrapping_sub(by);
        // SAFETY: as said below.
        let each = |right, left| unsafe {
            let right = _mm256_srl_epi64(right, _mm_cvtsi32_si128(by.cast_signed()));
            let left = _mm256_sll_epi64(left, _mm_cvtsi32_si128(other.cast_signed()));
            _mm256_or_si256(right, left)
        };
        Self(each(right.0, left.0), each(right.1, left.1))
    }
}

// SAFETY, for all of it: the only function that asks for these words needs AVX2 itself.
impl Words for Pair {
    #[inline(always)]
    fn none() -> Self {
        // SAFETY: as said above.
        let none = unsafe { _mm256_setzero_si256() };
        Self(none, none)
    }

    #[inline(always)]
    fn first(words: &[u64; LANES + 1]) -> Self {
        // SAFETY: there are nine words, of which eight are loaded.
        unsafe { Self::load(words.as_ptr()) }
    }

    #[inline(always)]
    fn last(words: &[u64; LANES + 1]) -> Self {
        // SAFETY: there are eight words behind the first one.
        unsafe { Self::load(words.as_ptr().add(1)) }
    }

    #[inline(always)]
    fn array(self) -> [u64; LANES] {
        let mut words = [0u64; LANES];
        let at = words.as_mut_ptr();
        // SAFETY: there is room for eight words; unaligned stores need no alignment.
        unsafe {
            _mm256_storeu_si256(at.cast(), _mm256_unpacklo_epi64(self.0, self.1));
            let high = _mm256_unpackhi_epi64(self.0, self.1);
            _mm256_storeu_si256(at.add(LANES / 2).cast(), high);
        }
        words
    }

    #[inline(always)]
    fn is_empty(self) -> bool {
        // SAFETY: as said above.
        unsafe {
            let any = _mm256_or_si256(self.0, self.1);
            _mm256_testz_si256(any, any) == 1
        }
    }

    #[inline(always)]
    fn filled(self) -> u32 {
        // SAFETY: as said above.
        let zeros = |words| unsafe {
            _mm256_movemask_pd(_mm256_castsi256_pd(_mm256_cmpeq_epi64(
                words,
                _mm256_setzero_si256(),
            )))
        };
        // SAFETY: as said above.
        let (low, high) = unsafe {
            (
                _mm256_unpacklo_epi64(self.0, self.1),
                _mm256_unpackhi_epi64(self.0, self.1),
            )
        };
        !(zeros(low) | zeros(high) << (LANES / 2)).cast_unsigned() & 0xff
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: as said above.
        unsafe {
            Self(
                _mm256_and_si256(self.0, other.0),
                _mm256_and_si256(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: as said above.
        unsafe {
            Self(
                _mm256_or_si256(self.0, other.0),
                _mm256_or_si256(self.1, other.1),
            )
        }
    }

    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: as said above.
        unsafe {
            let all = _mm256_set1_epi64x(-1);
            Self(_mm256_xor_si256(self.0, all), _mm256_xor_si256(self.1, all))
        }
    }

    #[inline(always)]
    fn next(self) -> Self {
        // SAFETY: as said above.
        let after = unsafe {
            // Words 2, 6, 4, and none behind the last one.
            let after = _mm256_permute4x64_epi64::<0b00_01_11_10>(self.0);
            _mm256_blend_epi32::<0b1100_0000>(after, _mm256_setzero_si256())
        };
        Self(self.1, after)
    }

    #[inline(always)]
    fn right(self, next: Self, n: u32) -> Self {
        Self::joined(self, n, next)
    }

    #[inline(always)]
    fn left(self, before: Self, n: u32) -> Self {
        Self::joined(before, 64u32.wrapping_sub(n), self)
    }
}
