//! Byte classes of 64 bytes at a time, as bit masks, and where short texts may stand.
//!
//! One implementation an instruction set, chosen at run time where the processor decides (x86-64), at compile time
//! elsewhere. All give the same bits (`tests`). This is the only module with `unsafe` in it.

mod classes;
mod fingerprints;
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod pair;
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
mod wide;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use fingerprints::{BUCKETS, Fingerprints, PRINT_BYTES};
pub(crate) use lanes::{Ahead, Class, GROUP, LANES, Lanes, Words};
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
        if std::arch::is_x86_feature_detected!("avx512bw")
            && std::arch::is_x86_feature_detected!("avx512vbmi2")
        {
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

/// Where vectors do not compute with eight words.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
type Plain = [u64; LANES];

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
        Level::Scalar => strip::each::<Plain, _>(bytes, sink, scalar::masks),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => x86::groups_avx2(bytes, sink),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => x86::groups_avx512(bytes, sink),
        #[cfg(target_arch = "aarch64")]
        Level::Neon => strip::each::<Plain, _>(bytes, sink, neon::masks),
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Level::Simd128 => strip::each::<simd128::Quad, _>(bytes, sink, simd128::masks),
    }
}

/// Which bytes of a text are capitals, small letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letters {
    pub(crate) upper: u64,
    pub(crate) lower: u64,
    pub(crate) digit: u64,
}

impl Letters {
    /// Of a block.
    pub(crate) fn of(level: Level, block: &[u8; BLOCK]) -> Self {
        match level {
            #[cfg(any(
                test,
                not(any(
                    target_arch = "aarch64",
                    all(target_arch = "wasm32", target_feature = "simd128")
                ))
            ))]
            Level::Scalar => scalar::masks(block).letters(),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => x86::letters_avx2(block),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => x86::letters_avx512(block),
            #[cfg(target_arch = "aarch64")]
            Level::Neon => neon::masks(block).letters(),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Level::Simd128 => simd128::masks(block).letters(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::classes::Masks;
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
        fn group<W: Words>(&mut self, first: usize, g: &Group<'_, W>) {
            assert_eq!(first, self.0.len());
            self.0.extend((0..GROUP).map(|lane| g.masks(lane)));
        }
    }

    fn collect(level: Level, bytes: &[u8]) -> Vec<Masks> {
        let mut sink = Collect(Vec::new());
        groups(level, bytes, &mut sink);
        sink.0.truncate(bytes.len().div_ceil(BLOCK));
        sink.0
    }

    #[test]
    fn letters_are_known_without_the_rest() {
        let bytes: Vec<u8> = (0..=255).collect();
        for block in bytes.as_chunks::<BLOCK>().0 {
            for level in levels() {
                assert_eq!(Letters::of(level, block), scalar::masks(block).letters());
            }
        }
    }

    #[test]
    fn every_byte_has_its_classes_at_every_level() {
        let bytes: Vec<u8> = (0..=255).collect();
        for level in levels() {
            for (index, m) in collect(level, &bytes).into_iter().enumerate() {
                for i in 0..BLOCK {
                    let b = bytes[index * BLOCK + i];
                    let has = |mask: u64| mask >> i & 1 == 1;
                    assert_eq!(has(m.digit), b.is_ascii_digit(), "{level:?} {b}");
                    assert_eq!(has(m.upper), b.is_ascii_uppercase(), "{level:?} {b}");
                    assert_eq!(has(m.lower), b.is_ascii_lowercase(), "{level:?} {b}");
                    assert_eq!(has(m.blank), b == b' ' || b == b'\t', "{level:?} {b}");
                    assert_eq!(has(m.underscore), b == b'_', "{level:?} {b}");
                    assert_eq!(has(m.dash), b == b'-', "{level:?} {b}");
                    assert_eq!(has(m.dot), b == b'.', "{level:?} {b}");
                    assert_eq!(has(m.slash), b == b'/', "{level:?} {b}");
                    assert_eq!(has(m.colon), b == b':', "{level:?} {b}");
                    assert_eq!(has(m.assign), b == b'=' || b == b'>', "{level:?} {b}");
                    assert_eq!(has(m.close), b"\"'\\]".contains(&b), "{level:?} {b}");
                    assert_eq!(has(m.sign), b == b'@', "{level:?} {b}");
                    assert_eq!(has(m.plus), b == b'+', "{level:?} {b}");
                    assert_eq!(has(m.paren), b == b'(', "{level:?} {b}");
                    assert_eq!(has(m.backslash), b == b'\\', "{level:?} {b}");
                    assert_eq!(has(m.newline), b == b'\n', "{level:?} {b}");
                    assert_eq!(has(m.mark), b"\"#'(`".contains(&b), "{level:?} {b}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn all_levels_give_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..9_000)) {
            let want = collect(Level::Scalar, &bytes);
            prop_assert_eq!(want.len(), bytes.len().div_ceil(BLOCK));
            for level in levels() {
                prop_assert_eq!(&collect(level, &bytes), &want);
            }
        }
    }
}
