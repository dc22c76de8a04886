//! Bits of eight blocks at once, shifted and joined: what stands before and after each byte.

/// Blocks that are looked at together.
pub(crate) const LANES: usize = 8;

/// One class of the blocks of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Lanes([u64; LANES]);

impl Lanes {
    pub(crate) const NONE: Self = Self([0; LANES]);
    pub(crate) const ALL: Self = Self([u64::MAX; LANES]);

    /// From the bits of each block.
    pub(crate) fn each(of: impl Fn(usize) -> u64) -> Self {
        let mut all = Self::NONE;
        for (lane, bits) in all.0.iter_mut().enumerate() {
            *bits = of(lane);
        }
        all
    }

    /// One block's bits.
    #[inline(always)]
    pub(crate) fn get(&self, lane: usize) -> u64 {
        self.0.get(lane).copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        let [a, b, c, d, e, f, g, h] = self.0;
        a | b | c | d | e | f | g | h == 0
    }

    /// Which lanes have any bit, one bit each.
    #[inline(always)]
    pub(crate) fn present(self) -> u32 {
        let [a, b, c, d, e, f, g, h] = self.0.map(|lane| u32::from(lane != 0));
        a | b << 1 | c << 2 | d << 3 | e << 4 | f << 5 | g << 6 | h << 7
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
    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        (self.now | self.next).is_empty()
    }

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

/// One class of a group of blocks, with what stands one block before and after each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Class {
    before: Lanes,
    now: Lanes,
    next: Lanes,
}

impl Class {
    /// From the words of a group: the block before it, its blocks, the block after it.
    #[inline(always)]
    pub(super) fn of(words: &[u64; LANES + 2]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j] = *words;
        Self {
            before: Lanes([a, b, c, d, e, f, g, h]),
            now: Lanes([b, c, d, e, f, g, h, i]),
            next: Lanes([c, d, e, f, g, h, i, j]),
        }
    }

    /// The blocks.
    #[inline(always)]
    pub(crate) fn now(self) -> Lanes {
        self.now
    }

    /// The blocks, and what follows each.
    #[inline(always)]
    pub(crate) fn ahead(self) -> Ahead {
        Ahead {
            now: self.now,
            next: self.next,
        }
    }

    /// Bit `i` says what byte `i - n` is.
    #[inline(always)]
    pub(crate) fn after(self, n: u32) -> Lanes {
        self.before.zip(self.now, |before, now| {
            now.wrapping_shl(n) | before.wrapping_shr(64u32.wrapping_sub(n))
        })
    }
}

impl std::ops::BitOr for Class {
    type Output = Self;

    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self {
            before: self.before | other.before,
            now: self.now | other.now,
            next: self.next | other.next,
        }
    }
}
