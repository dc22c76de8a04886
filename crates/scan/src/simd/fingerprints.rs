//! Where one of a few dozen short texts may stand, by the half bytes of four bytes in a row.
//!
//! The texts are parted into eight buckets, one bit each. For each of four places a table of 16 says to which buckets
//! the low half of a byte may belong, and another one the high half: two shuffles a place, for as many bytes at once as
//! a vector has. What is left is wrong at times when it says yes, never when it says no.

use super::{BLOCK, Level};
use crate::bytes::tail;

/// Bytes in a row that are looked at.
pub(crate) const PRINT_BYTES: usize = 4;
/// Buckets that texts are parted into.
pub(crate) const BUCKETS: usize = 8;
/// A block, and what the last of its places need.
pub(super) const SEEN: usize = BLOCK + PRINT_BYTES - 1;

/// The tables.
#[derive(Debug, Clone)]
pub(crate) struct Fingerprints {
    pub(super) low: [[u8; 16]; PRINT_BYTES],
    pub(super) high: [[u8; 16]; PRINT_BYTES],
}

impl Fingerprints {
    pub(crate) const EMPTY: Self = Self {
        low: [[0; 16]; PRINT_BYTES],
        high: [[0; 16]; PRINT_BYTES],
    };

    /// Puts a text into a bucket. After a text shorter than [`PRINT_BYTES`] may stand anything.
    pub(crate) fn add(&mut self, text: &[u8], bucket: usize) {
        let bit = 1 << (bucket % BUCKETS);
        for (i, (low, high)) in self.low.iter_mut().zip(&mut self.high).enumerate() {
            let known = text.get(i).copied();
            let set = |table: &mut [u8; 16], half: Option<u8>| {
                for (n, entry) in (0u8..).zip(table) {
                    *entry |= if half.is_none_or(|half| half == n) {
                        bit
                    } else {
                        0
                    };
                }
            };
            set(low, known.map(|b| b & 15));
            set(high, known.map(|b| b >> 4));
        }
    }

    /// The buckets of which a text may stand at the front of `text`, one bit each.
    #[cfg(any(
        test,
        not(any(
            target_arch = "aarch64",
            all(target_arch = "wasm32", target_feature = "simd128")
        ))
    ))]
    #[inline]
    pub(super) fn buckets(&self, text: &[u8]) -> u8 {
        let mut all = u8::MAX;
        for (i, (low, high)) in self.low.iter().zip(&self.high).enumerate() {
            let b = crate::bytes::at(text, i);
            let of = |table: &[u8; 16], half: u8| table.get(usize::from(half)).copied();
            all &= of(low, b & 15).unwrap_or(0) & of(high, b >> 4).unwrap_or(0);
        }
        all
    }

    /// Calls `found` for each place of `bytes` where a text may begin, in order, with its first bytes as a number.
    pub(crate) fn each(&self, level: Level, bytes: &[u8], mut found: impl FnMut(usize, u32)) {
        match level {
            #[cfg(any(
                test,
                not(any(
                    target_arch = "aarch64",
                    all(target_arch = "wasm32", target_feature = "simd128")
                ))
            ))]
            Level::Scalar => each(bytes, &mut found, |block| {
                super::scalar::likely(block, self)
            }),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => super::x86::likely_avx2(bytes, self, &mut found),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => super::x86::likely_avx512(bytes, self, &mut found),
            #[cfg(target_arch = "aarch64")]
            Level::Neon => each(bytes, &mut found, |block| super::neon::likely(block, self)),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Level::Simd128 => each(bytes, &mut found, |block| {
                super::simd128::likely(block, self)
            }),
        }
    }
}

/// The loop, inlined into each implementation so that its instruction set reaches what is called.
#[inline(always)]
pub(super) fn each(
    bytes: &[u8],
    found: &mut impl FnMut(usize, u32),
    likely: impl Fn(&[u8; SEEN]) -> u64,
) {
    let mut at = 0;
    let mut last;
    while at < bytes.len() {
        let rest = tail(bytes, at);
        let (block, within) = match rest.first_chunk() {
            Some(block) => (block, u64::MAX),
            None => {
                last = [0u8; SEEN];
                for (to, from) in last.iter_mut().zip(rest) {
                    *to = *from;
                }
                let within = 1u64.checked_shl(u32::try_from(rest.len()).unwrap_or(u32::MAX));
                (&last, within.map_or(u64::MAX, |bit| bit - 1))
            }
        };
        let mut bits = likely(block) & within;
        while bits != 0 {
            let place = bits.trailing_zeros() as usize;
            let first = block.get(place..).and_then(<[u8]>::first_chunk);
            found(
                at + place,
                first.map_or(0, |first| u32::from_le_bytes(*first)),
            );
            bits &= bits - 1;
        }
        at += BLOCK;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::tests::levels;
    use proptest::prelude::*;

    fn places(level: Level, prints: &Fingerprints, bytes: &[u8]) -> Vec<usize> {
        let mut all = Vec::new();
        prints.each(level, bytes, |i, _| all.push(i));
        all
    }

    fn of(texts: &[&[u8]]) -> Fingerprints {
        let mut prints = Fingerprints::EMPTY;
        for (bucket, text) in texts.iter().enumerate() {
            prints.add(text, bucket);
        }
        prints
    }

    #[test]
    fn texts_are_found_where_they_stand_and_short_ones_at_the_very_end() {
        let prints = of(&[b"rer ", b"$1$", b":"]);
        for level in levels() {
            for size in [60, 64, 67, 130] {
                let mut text = vec![b'x'; size];
                text.extend_from_slice(b"bearer $1$:");
                assert_eq!(
                    places(level, &prints, &text),
                    [size + 3, size + 7, size + 10],
                    "{level:?} {size}"
                );
            }
            assert_eq!(places(level, &prints, b""), [0; 0]);
        }
    }

    proptest! {
        #[test]
        fn all_levels_give_what_the_buckets_say(
            bytes in proptest::collection::vec(proptest::sample::select(b"abr $1:{\xff".to_vec()), 0..400),
        ) {
            let prints = of(&[b"rab ", b"$1$", b"{b\xff", b"ar", b"1:1:"]);
            let said: Vec<_> =
                (0..bytes.len()).filter(|i| prints.buckets(&bytes[*i..]) != 0).collect();
            for level in levels() {
                prop_assert_eq!(&places(level, &prints, &bytes), &said);
            }
        }
    }
}
