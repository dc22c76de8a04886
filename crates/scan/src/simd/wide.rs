//! Eight words in one vector of AVX-512, with shifts of two words (VBMI2).
#![expect(
    unsafe_code,
    reason = "vector loads and instructions; these vectors are made only where the instruction set was detected"
)]

use std::arch::x86_64::{
    __m512i, _mm512_alignr_epi64, _mm512_and_si512, _mm512_loadu_si512, _mm512_or_si512,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_shldv_epi64, _mm512_shrdv_epi64,
    _mm512_storeu_si512, _mm512_test_epi64_mask, _mm512_xor_si512,
};

use super::lanes::{LANES, Words};

#[derive(Clone, Copy)]
pub(super) struct Wide(__m512i);

// SAFETY, for all of it: the only function that asks for these words needs AVX-512F and VBMI2 itself.
impl Words for Wide {
    #[inline(always)]
    fn none() -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_setzero_si512() })
    }

    #[inline(always)]
    fn first(words: &[u64; LANES + 1]) -> Self {
        // SAFETY: there are nine words, of which eight are loaded; unaligned loads need no alignment.
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().cast()) })
    }

    #[inline(always)]
    fn last(words: &[u64; LANES + 1]) -> Self {
        // SAFETY: there are eight words behind the first one.
        Self(unsafe { _mm512_loadu_si512(words.as_ptr().add(1).cast()) })
    }

    #[inline(always)]
    fn array(self) -> [u64; LANES] {
        let mut words = [0; LANES];
        // SAFETY: there is room for eight words; unaligned stores need no alignment.
        unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), self.0) };
        words
    }

    #[inline(always)]
    fn is_empty(self) -> bool {
        // SAFETY: as said above.
        unsafe { _mm512_test_epi64_mask(self.0, self.0) == 0 }
    }

    #[inline(always)]
    fn filled(self) -> u32 {
        // SAFETY: as said above.
        u32::from(unsafe { _mm512_test_epi64_mask(self.0, self.0) })
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_and_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_or_si512(self.0, other.0) })
    }

    #[inline(always)]
    fn not(self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_xor_si512(self.0, _mm512_set1_epi64(-1)) })
    }

    #[inline(always)]
    fn next(self) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_alignr_epi64::<1>(_mm512_setzero_si512(), self.0) })
    }

    #[inline(always)]
    fn right(self, next: Self, n: u32) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_shrdv_epi64(self.0, next.0, _mm512_set1_epi64(i64::from(n))) })
    }

    #[inline(always)]
    fn left(self, before: Self, n: u32) -> Self {
        // SAFETY: as said above.
        Self(unsafe { _mm512_shldv_epi64(self.0, before.0, _mm512_set1_epi64(i64::from(n))) })
    }
}
