//! Byte classes of 64 bytes at a time, as bit masks, and where short texts may stand.
//!
//! One implementation an instruction set, chosen at run time where the processor decides (x86-64), at compile time
//! elsewhere. All give the same bits (`tests`). This is the only module with `unsafe` in it.

mod classes;
mod fingerprints;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(any(
    test,
    not(any(
        target_arch = "aarch64",
        all(target_arch = "wasm32", target_feature = "simd128")
    ))
))]
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
mod strip;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use fingerprints::{BUCKETS, Fingerprints, PRINT_BYTES};
pub(crate) use lanes::{Ahead, Class, LANES, Lanes};
pub(crate) use strip::{Group, Sink};

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// An instruction set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    #[cfg(any(
        test,
        not(any(
            target_arch = "aarch64",
            all(target_arch = "wasm32", target_feature = "simd128")
        ))
    ))]
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    Simd128,
}

impl Level {
    /// The best one here.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn best() -> Self {
        if std::arch::is_x86_feature_detected!("avx512bw") {
            Self::Avx512
        } else if std::arch::is_x86_feature_detected!("avx2") {
            Self::Avx2
        } else {
            Self::Scalar
        }
    }

    /// The best one here.
    #[cfg(target_arch = "aarch64")]
    pub(crate) fn best() -> Self {
        Self::Neon
    }

    /// The best one here.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    pub(crate) fn best() -> Self {
        Self::Simd128
    }

    /// The best one here.
    #[cfg(not(any(
        target_arch = "x86_64",
        target_arch = "aarch64",
        all(target_arch = "wasm32", target_feature = "simd128")
    )))]
    pub(crate) fn best() -> Self {
        Self::Scalar
    }
}

/// Gives all blocks of `bytes` to `sink`, padded with zeros.
pub(crate) fn groups(level: Level, bytes: &[u8], sink: &mut impl Sink) {
    match level {
        #[cfg(any(
            test,
            not(any(
                target_arch = "aarch64",
                all(target_arch = "wasm32", target_feature = "simd128")
            ))
        ))]
        Level::Scalar => strip::each(bytes, sink, scalar::masks),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => x86::groups_avx2(bytes, sink),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => x86::groups_avx512(bytes, sink),
        #[cfg(target_arch = "aarch64")]
        Level::Neon => strip::each(bytes, sink, neon::masks),
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Level::Simd128 => strip::each(bytes, sink, simd128::masks),
    }
}

#[cfg(test)]
mod tests {
    use super::classes::{Masks, with_classes};
    use super::*;
    use proptest::prelude::*;

    pub(super) fn levels() -> Vec<Level> {
        let mut all = vec![Level::Scalar, Level::best()];
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            all.push(Level::Avx2);
        }
        all
    }

    struct Collect(Vec<Masks>);

    impl Sink for Collect {
        fn group(&mut self, first: usize, g: &Group<'_>) {
            assert_eq!(first, self.0.len());
            self.0.extend((0..LANES).map(|lane| g.masks(lane)));
        }
    }

    fn collect(level: Level, bytes: &[u8]) -> Vec<Masks> {
        let mut sink = Collect(Vec::new());
        groups(level, bytes, &mut sink);
        sink.0.truncate(bytes.len().div_ceil(BLOCK));
        sink.0
    }

    /// What is listed, byte by byte.
    fn listed(bytes: &[u8]) -> Vec<Masks> {
        let block = |block: &[u8]| {
            let mut all = Masks::default();
            for (i, b) in block.iter().enumerate() {
                macro_rules! set {
                    ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
                        $(all.$name |= u64::from(false $(|| ($first..=$last).contains(b))+) << i;)+
                    };
                }
                with_classes!(set);
            }
            all
        };
        bytes.chunks(BLOCK).map(block).collect()
    }

    #[test]
    fn every_byte_has_its_classes_at_every_level() {
        let bytes: Vec<u8> = (0..=255).collect();
        for level in levels() {
            assert_eq!(collect(level, &bytes), listed(&bytes), "{level:?}");
        }
        let has = |mask: u64, b: u8| mask >> (b % 64) & 1 == 1;
        let all = listed(&bytes);
        assert!(has(all[0].digit, b'7') && has(all[1].upper, b'Q') && has(all[1].lower, b'q'));
        assert!(b"\"'".iter().all(|b| has(all[0].close, *b)));
        assert!(b"\\]".iter().all(|b| has(all[1].close, *b)) && !has(all[1].close, b'['));
    }

    proptest! {
        #[test]
        fn all_levels_give_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..9_000)) {
            let want = listed(&bytes);
            for level in levels() {
                prop_assert_eq!(&collect(level, &bytes), &want);
            }
        }
    }
}
