//! Byte classes of 64 bytes at a time, as bit masks: bit `i` says that byte `i` is in the class.
//!
//! One implementation an instruction set, chosen at run time where the processor decides (x86-64), at compile time
//! elsewhere. All give the same bits (`tests`). This is the only module with `unsafe` in it.

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

/// Blocks that are looked at together.
pub(crate) const LANES: usize = 8;

/// One class of the blocks of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Lanes([u64; LANES]);

impl Lanes {
    pub(crate) const NONE: Self = Self([0; LANES]);

    /// One block's bits.
    #[inline(always)]
    pub(crate) fn get(&self, lane: usize) -> u64 {
        self.0.get(lane).copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        {
            let [a, b, c, d, e, f, g, h] = self.0;
            a | b | c | d | e | f | g | h == 0
        }
    }

    /// Bit `n` in the lanes that have any bit.
    #[inline(always)]
    pub(crate) fn flag(self, n: u32) -> Self {
        self.zip(self, |lane, _| u64::from(lane != 0) << n)
    }

    // Written out, and shifts without checks below: loops and checks take the compiler minutes in a debug build.
    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(u64, u64) -> u64) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7] = self.0;
        let [b0, b1, b2, b3, b4, b5, b6, b7] = other.0;
        Self([
            f(a0, b0),
            f(a1, b1),
            f(a2, b2),
            f(a3, b3),
            f(a4, b4),
            f(a5, b5),
            f(a6, b6),
            f(a7, b7),
        ])
    }
}

impl std::ops::BitAnd for Lanes {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        self.zip(other, |a, b| a & b)
    }
}

impl std::ops::BitOr for Lanes {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        self.zip(other, |a, b| a | b)
    }
}

impl std::ops::Not for Lanes {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        self.zip(self, |a, _| !a)
    }
}

/// One class of a group of blocks, with the block before and the one after it: shifting right looks ahead into the
/// following bytes. Bits beyond the block after are lost, so one may look 64 bytes ahead in all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead {
    pub(crate) now: Lanes,
    next: Lanes,
}

impl Ahead {
    /// Bit `i` is what bit `i + n` was.
    #[inline(always)]
    pub(crate) fn ahead(self, n: u32) -> Self {
        Self {
            now: self.now.zip(self.next, |now, next| {
                now.wrapping_shr(n) | next.wrapping_shl(64u32.wrapping_sub(n))
            }),
            next: self.next.zip(self.next, |next, _| next.wrapping_shr(n)),
        }
    }
}

impl std::ops::BitAnd for Ahead {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self {
            now: self.now & other.now,
            next: self.next & other.next,
        }
    }
}

impl std::ops::BitOr for Ahead {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self {
            now: self.now | other.now,
            next: self.next | other.next,
        }
    }
}

impl std::ops::Not for Ahead {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self {
            now: !self.now,
            next: !self.next,
        }
    }
}

/// One class of a group: the block before it, its blocks, the block after it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Class([u64; LANES + 2]);

impl Class {
    #[inline(always)]
    fn before(&self) -> Lanes {
        let [a, b, c, d, e, f, g, h, _, _] = self.0;
        Lanes([a, b, c, d, e, f, g, h])
    }

    #[inline(always)]
    fn next(&self) -> Lanes {
        let [_, _, a, b, c, d, e, f, g, h] = self.0;
        Lanes([a, b, c, d, e, f, g, h])
    }

    /// The blocks.
    #[inline(always)]
    pub(crate) fn now(&self) -> Lanes {
        let [_, a, b, c, d, e, f, g, h, _] = self.0;
        Lanes([a, b, c, d, e, f, g, h])
    }

    /// The blocks, and what follows each.
    #[inline(always)]
    pub(crate) fn ahead(&self) -> Ahead {
        Ahead {
            now: self.now(),
            next: self.next(),
        }
    }

    /// Bit `i` says what byte `i - n` is.
    #[inline(always)]
    pub(crate) fn after(&self, n: u32) -> Lanes {
        self.before().zip(self.now(), |before, now| {
            now.wrapping_shl(n) | before.wrapping_shr(64u32.wrapping_sub(n))
        })
    }
}

impl std::ops::BitOr for Class {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = self.0;
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = other.0;
        Self([
            a0 | b0,
            a1 | b1,
            a2 | b2,
            a3 | b3,
            a4 | b4,
            a5 | b5,
            a6 | b6,
            a7 | b7,
            a8 | b8,
            a9 | b9,
        ])
    }
}

/// The classes of a group of blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    pub(crate) digit: Class,
    pub(crate) upper: Class,
    pub(crate) lower: Class,
    pub(crate) blank: Class,
    pub(crate) underscore: Class,
    pub(crate) dash: Class,
    pub(crate) dot: Class,
    pub(crate) slash: Class,
    pub(crate) colon: Class,
    pub(crate) assign: Class,
    pub(crate) close: Class,
    pub(crate) sign: Class,
    pub(crate) plus: Class,
    pub(crate) paren: Class,
    pub(crate) backslash: Class,
}

impl Group {
    #[inline(always)]
    fn set(&mut self, lane: usize, m: &Masks) {
        let set = |class: &mut Class, bits: u64| {
            if let Some(slot) = class.0.get_mut(lane) {
                *slot = bits;
            }
        };
        set(&mut self.digit, m.digit);
        set(&mut self.upper, m.upper);
        set(&mut self.lower, m.lower);
        set(&mut self.blank, m.blank);
        set(&mut self.underscore, m.underscore);
        set(&mut self.dash, m.dash);
        set(&mut self.dot, m.dot);
        set(&mut self.slash, m.slash);
        set(&mut self.colon, m.colon);
        set(&mut self.assign, m.assign);
        set(&mut self.close, m.close);
        set(&mut self.sign, m.sign);
        set(&mut self.plus, m.plus);
        set(&mut self.paren, m.paren);
        set(&mut self.backslash, m.backslash);
    }

    /// The last two blocks become the block before and the first one.
    #[inline(always)]
    fn turn(&mut self) {
        for class in [
            &mut self.digit,
            &mut self.upper,
            &mut self.lower,
            &mut self.blank,
            &mut self.underscore,
            &mut self.dash,
            &mut self.dot,
            &mut self.slash,
            &mut self.colon,
            &mut self.assign,
            &mut self.close,
            &mut self.sign,
            &mut self.plus,
            &mut self.paren,
            &mut self.backslash,
        ] {
            class.0.rotate_left(LANES);
        }
    }
}

/// What is done with each group of blocks.
pub(crate) trait Sink {
    /// `first` is the number of the group's first block.
    fn group(&mut self, first: usize, group: &Group);
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
        Level::Scalar => each(bytes, sink, scalar::masks),
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => x86::groups_avx2(bytes, sink),
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => x86::groups_avx512(bytes, sink),
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
    let mut last = [0u8; BLOCK];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let tail = (!rest.is_empty()).then_some(&last);
    let mut blocks = whole.iter().chain(tail);
    let mut group = Group::default();
    let mut next = || blocks.next().map_or_else(Masks::default, &masks);
    let count = bytes.len().div_ceil(BLOCK);
    group.set(1, &next());
    let mut first = 0;
    while first < count {
        for lane in 2..LANES + 2 {
            group.set(lane, &next());
        }
        sink.group(first, &group);
        group.turn();
        first += LANES;
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

    struct Collect(Vec<Masks>);

    impl Sink for Collect {
        fn group(&mut self, first: usize, g: &Group) {
            assert_eq!(first, self.0.len());
            for lane in 1..=LANES {
                self.0.push(Masks {
                    digit: g.digit.0[lane],
                    upper: g.upper.0[lane],
                    lower: g.lower.0[lane],
                    blank: g.blank.0[lane],
                    underscore: g.underscore.0[lane],
                    dash: g.dash.0[lane],
                    dot: g.dot.0[lane],
                    slash: g.slash.0[lane],
                    colon: g.colon.0[lane],
                    assign: g.assign.0[lane],
                    close: g.close.0[lane],
                    sign: g.sign.0[lane],
                    plus: g.plus.0[lane],
                    paren: g.paren.0[lane],
                    backslash: g.backslash.0[lane],
                });
            }
        }
    }

    fn collect(level: Level, bytes: &[u8]) -> Vec<Masks> {
        let mut sink = Collect(Vec::new());
        groups(level, bytes, &mut sink);
        sink.0.truncate(bytes.len().div_ceil(BLOCK));
        sink.0
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
                }
            }
        }
    }

    proptest! {
        #[test]
        fn all_levels_give_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
            let scalar = collect(Level::Scalar, &bytes);
            prop_assert_eq!(scalar.len(), bytes.len().div_ceil(BLOCK));
            for level in levels() {
                prop_assert_eq!(&collect(level, &bytes), &scalar);
            }
        }
    }
}
