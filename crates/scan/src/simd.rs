//! Byte classes of 64 bytes at a time, as bit masks: bit `i` says that byte `i` is in the class.
//!
//! One implementation an instruction set, chosen at run time where the processor decides (x86-64), at compile time
//! elsewhere. All give the same bits (`tests`). This is the only module with `unsafe` in it.

#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd128;
#[cfg(target_arch = "x86_64")]
mod x86;

/// Bytes of a block.
pub(crate) const BLOCK: usize = 64;

/// The classes of one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Masks {
    /// `0`–`9`
    pub(crate) digit: u64,
    /// `A`–`Z`
    pub(crate) upper: u64,
    /// `a`–`z`
    pub(crate) lower: u64,
    /// Blank or tab.
    pub(crate) blank: u64,
    /// `_`
    pub(crate) underscore: u64,
    /// `-`
    pub(crate) dash: u64,
    /// `.`
    pub(crate) dot: u64,
    /// `/`
    pub(crate) slash: u64,
    /// `:`
    pub(crate) colon: u64,
    /// `=` or `>`
    pub(crate) assign: u64,
    /// `"`, `'`, `\` or `]`: may stand between a key and its operator.
    pub(crate) close: u64,
    /// `@`
    pub(crate) sign: u64,
    /// `+`
    pub(crate) plus: u64,
    /// `(`
    pub(crate) paren: u64,
    /// `\`
    pub(crate) backslash: u64,
}

/// An instruction set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
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

/// What is done with each block: its number, its classes, and those of the block after it.
pub(crate) trait Sink {
    fn block(&mut self, index: usize, now: &Masks, next: &Masks);
}

/// Gives all blocks of `bytes` to `sink`, the last one padded with zeros.
pub(crate) fn blocks(level: Level, bytes: &[u8], sink: &mut impl Sink) {
    match level {
        Level::Scalar => each(bytes, sink, scalar::masks),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => x86::blocks_avx2(bytes, sink),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => x86::blocks_avx512(bytes, sink),
        #[cfg(target_arch = "aarch64")]
        Level::Neon => each(bytes, sink, neon::masks),
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Level::Simd128 => each(bytes, sink, simd128::masks),
    }
}

/// The loop, inlined into each implementation so that its instruction set reaches the sink too.
#[inline(always)]
fn each<S: Sink>(bytes: &[u8], sink: &mut S, masks: impl Fn(&[u8; BLOCK]) -> Masks) {
    let (whole, rest) = bytes.as_chunks::<BLOCK>();
    let mut whole = whole.iter();
    let mut last = [0u8; BLOCK];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let mut tail = (!rest.is_empty()).then_some(&last);
    let mut next_block = || whole.next().or_else(|| tail.take());
    let Some(first) = next_block() else { return };
    let mut now = masks(first);
    let mut index = 0;
    loop {
        let following = next_block();
        let next = following.map_or_else(Masks::default, &masks);
        sink.block(index, &now, &next);
        if following.is_none() {
            return;
        }
        now = next;
        index += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn levels() -> Vec<Level> {
        let mut all = vec![Level::Scalar, Level::best()];
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            all.push(Level::Avx2);
        }
        all
    }

    struct Collect(Vec<(usize, Masks, Masks)>);

    impl Sink for Collect {
        fn block(&mut self, index: usize, now: &Masks, next: &Masks) {
            self.0.push((index, *now, *next));
        }
    }

    fn collect(level: Level, bytes: &[u8]) -> Vec<(usize, Masks, Masks)> {
        let mut sink = Collect(Vec::new());
        blocks(level, bytes, &mut sink);
        sink.0
    }

    #[test]
    fn every_byte_has_its_classes_at_every_level() {
        let bytes: Vec<u8> = (0..=255).collect();
        for level in levels() {
            for (index, m, _) in collect(level, &bytes) {
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
                }
            }
        }
    }

    proptest! {
        #[test]
        fn all_levels_give_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let scalar = collect(Level::Scalar, &bytes);
            prop_assert_eq!(scalar.len(), bytes.len().div_ceil(BLOCK));
            for level in levels() {
                prop_assert_eq!(&collect(level, &bytes), &scalar);
            }
        }
    }
}
