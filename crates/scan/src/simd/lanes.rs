//! Bits of eight blocks at once, shifted and joined: what stands before and after each byte.

use std::ops::{BitAnd, BitOr, Not};

/// Blocks that are computed with at once.
pub(crate) const LANES: usize = 8;
/// Blocks of a group: the last one of those at once is only there for what follows them.
pub(crate) const GROUP: usize = LANES - 1;

/// A word of 64 bits for each lane: a vector of the instruction set, or plain numbers.
pub(crate) trait Words: Copy {
    fn none() -> Self;
    /// The first of these words.
    fn first(words: &[u64; LANES + 1]) -> Self;
    /// All but the first.
    fn last(words: &[u64; LANES + 1]) -> Self;
    fn array(self) -> [u64; LANES];
    fn is_empty(self) -> bool;
    /// Bit `i` says that word `i` is not zero.
    fn filled(self) -> u32;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn not(self) -> Self;
    /// Every word in the lane before its own; none in the last one.
    fn next(self) -> Self;
    /// Shifted right; the low bits of `next` come in.
    fn right(self, next: Self, n: u32) -> Self;
    /// Shifted left; the high bits of `before` come in.
    fn left(self, before: Self, n: u32) -> Self;
}

// Written out, and shifts without checks: loops and checks take the compiler minutes in a debug build.
#[inline(always)]
fn zip(one: [u64; LANES], other: [u64; LANES], f: impl Fn(u64, u64) -> u64) -> [u64; LANES] {
    let [a0, a1, a2, a3, a4, a5, a6, a7] = one;
    let [b0, b1, b2, b3, b4, b5, b6, b7] = other;
    [
        f(a0, b0),
        f(a1, b1),
        f(a2, b2),
        f(a3, b3),
        f(a4, b4),
        f(a5, b5),
        f(a6, b6),
        f(a7, b7),
    ]
}

impl Words for [u64; LANES] {
    #[inline(always)]
    fn none() -> Self {
        [0; LANES]
    }

    #[inline(always)]
    fn first(words: &[u64; LANES + 1]) -> Self {
        let [a, b, c, d, e, f, g, h, _] = *words;
        [a, b, c, d, e, f, g, h]
    }

    #[inline(always)]
    fn last(words: &[u64; LANES + 1]) -> Self {
        let [_, a, b, c, d, e, f, g, h] = *words;
        [a, b, c, d, e, f, g, h]
    }

    #[inline(always)]
    fn array(self) -> [u64; LANES] {
        self
    }

    #[inline(always)]
    fn is_empty(self) -> bool {
        let [a, b, c, d, e, f, g, h] = self;
        a | b | c | d | e | f | g | h == 0
    }

    #[inline(always)]
    fn filled(self) -> u32 {
        (self.iter().rev()).fold(0, |filled, word| filled << 1 | u32::from(*word != 0))
    }

    #[inline(always)]
    fn and(self, other: Self) -> Self {
        zip(self, other, |a, b| a & b)
    }

    #[inline(always)]
    fn or(self, other: Self) -> Self {
        zip(self, other, |a, b| a | b)
    }

    #[inline(always)]
    fn not(self) -> Self {
        zip(self, self, |a, _| !a)
    }

    #[inline(always)]
    fn next(self) -> Self {
        let [_, a, b, c, d, e, f, g] = self;
        [a, b, c, d, e, f, g, 0]
    }

    #[inline(always)]
    fn right(self, next: Self, n: u32) -> Self {
        zip(self, next, |now, next| {
            now.wrapping_shr(n) | next.wrapping_shl(64u32.wrapping_sub(n))
        })
    }

    #[inline(always)]
    fn left(self, before: Self, n: u32) -> Self {
        zip(self, before, |now, before| {
            now.wrapping_shl(n) | before.wrapping_shr(64u32.wrapping_sub(n))
        })
    }
}

/// Where something is in the blocks of a group, and in the block after them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lanes<W>(pub(crate) W);

impl<W: Words> Lanes<W> {
    #[inline(always)]
    pub(crate) fn none() -> Self {
        Self(W::none())
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Bit `i` says that it is somewhere in block `i`.
    #[inline(always)]
    pub(crate) fn filled(self) -> u32 {
        self.0.filled()
    }
}

impl<W: Words> BitAnd for Lanes<W> {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(self.0.and(other.0))
    }
}

impl<W: Words> BitOr for Lanes<W> {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }
}

impl<W: Words> Not for Lanes<W> {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self(self.0.not())
    }
}

/// The same, to look ahead from: shifting right brings the following bytes here. Bits beyond the block after each are
/// lost, so one may look 64 bytes ahead in all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ahead<W> {
    pub(crate) now: Lanes<W>,
}

impl<W: Words> Ahead<W> {
    /// Bit `i` is what bit `i + n` was.
    #[inline(always)]
    pub(crate) fn ahead(self, n: u32) -> Self {
        let words = self.now.0;
        Self {
            now: Lanes(words.right(words.next(), n)),
        }
    }
}

impl<W: Words> BitAnd for Ahead<W> {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self {
            now: self.now & other.now,
        }
    }
}

impl<W: Words> BitOr for Ahead<W> {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self {
            now: self.now | other.now,
        }
    }
}

impl<W: Words> Not for Ahead<W> {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self { now: !self.now }
    }
}

/// One class of a group of blocks, with what stands one block before each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Class<W> {
    before: W,
    now: W,
}

impl<W: Words> Class<W> {
    /// From the words of a group: the block before it, its blocks, the block after it.
    #[inline(always)]
    pub(super) fn of(words: &[u64; LANES + 1]) -> Self {
        Self {
            before: W::first(words),
            now: W::last(words),
        }
    }

    /// The blocks.
    #[inline(always)]
    pub(crate) fn now(self) -> Lanes<W> {
        Lanes(self.now)
    }

    /// The block before each.
    #[inline(always)]
    pub(crate) fn previous(self) -> Lanes<W> {
        Lanes(self.before)
    }

    /// The blocks, and what follows each.
    #[inline(always)]
    pub(crate) fn ahead(self) -> Ahead<W> {
        Ahead { now: self.now() }
    }

    /// Bit `i` says what byte `i - n` is.
    #[inline(always)]
    pub(crate) fn after(self, n: u32) -> Lanes<W> {
        Lanes(self.now.left(self.before, n))
    }
}

impl<W: Words> BitOr for Class<W> {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self {
            before: self.before.or(other.before),
            now: self.now.or(other.now),
        }
    }
}
