//! Which bytes a text is made of: one pass over it answers all questions of that kind.

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Makeup([u64; 4]);

impl Makeup {
    pub(super) const LOWER: Self = Self::range(b'a', b'z');
    pub(super) const UPPER: Self = Self::range(b'A', b'Z');
    pub(super) const DIGIT: Self = Self::range(b'0', b'9');
    pub(super) const LETTER: Self = Self::LOWER.or(Self::UPPER);
    pub(super) const ALNUM: Self = Self::LETTER.or(Self::DIGIT);
    pub(super) const HEX: Self = Self::DIGIT
        .or(Self::range(b'a', b'f'))
        .or(Self::range(b'A', b'F'));
    pub(super) const HEX_OR_DASH: Self = Self::HEX.or(Self::range(b'-', b'-'));

    /// The bytes of `text`.
    pub(super) fn of(text: &[u8]) -> Self {
        // Four registers: a chain through memory would take longer than the rest.
        let (mut a, mut b, mut c, mut d) = (0u64, 0u64, 0u64, 0u64);
        for byte in text {
            let bit = 1u64 << (byte & 63);
            let word = byte >> 6;
            a |= if word == 0 { bit } else { 0 };
            b |= if word == 1 { bit } else { 0 };
            c |= if word == 2 { bit } else { 0 };
            d |= if word == 3 { bit } else { 0 };
        }
        Self([a, b, c, d])
    }

    const fn range(first: u8, last: u8) -> Self {
        let mut all = Self([0; 4]);
        let mut byte = first;
        while byte <= last {
            let bit = 1u64 << (byte & 63);
            let [a, b, c, d] = all.0;
            all = match byte >> 6 {
                0 => Self([a | bit, b, c, d]),
                1 => Self([a, b | bit, c, d]),
                2 => Self([a, b, c | bit, d]),
                _ => Self([a, b, c, d | bit]),
            };
            byte += 1;
        }
        all
    }

    const fn or(self, other: Self) -> Self {
        let [a, b, c, d] = self.0;
        let [e, f, g, h] = other.0;
        Self([a | e, b | f, c | g, d | h])
    }

    /// How many different bytes there are.
    pub(super) fn distinct(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether any byte is in `set`.
    pub(super) fn has(self, set: Self) -> bool {
        self.0.iter().zip(set.0).any(|(own, set)| own & set != 0)
    }

    /// Whether all bytes are in `set`.
    pub(super) fn is_within(self, set: Self) -> bool {
        self.0.iter().zip(set.0).all(|(own, set)| own & !set == 0)
    }
}

/// Which kinds of bytes a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds(u16);

impl Kinds {
    pub(super) const LOWER: Self = Self(1);
    pub(super) const UPPER: Self = Self(1 << 1);
    pub(super) const DIGIT: Self = Self(1 << 2);
    pub(super) const BEYOND: Self = Self(1 << 3);
    pub(super) const BLANK: Self = Self(1 << 4);
    /// Marks that words of code are joined by.
    pub(super) const JOINT: Self = Self(1 << 5);
    /// Others that stand in code.
    pub(super) const CODE: Self = Self(1 << 6);
    pub(super) const DOLLAR: Self = Self(1 << 7);
    /// Those that people put into passwords.
    pub(super) const STRANGE: Self = Self(1 << 8);
    pub(super) const OTHER: Self = Self(1 << 9);
    pub(super) const LETTER: Self = Self::LOWER.or(Self::UPPER);
    pub(super) const ALNUM: Self = Self::LETTER.or(Self::DIGIT);

    pub(super) fn of(text: &[u8]) -> Self {
        let kind = |b: &u8| KINDS.get(usize::from(*b)).copied().unwrap_or(0);
        Self(text.iter().fold(0, |all, b| all | kind(b)))
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any byte is of these kinds.
    pub(super) const fn has(self, kinds: Self) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Whether all bytes are.
    pub(super) const fn is_within(self, kinds: Self) -> bool {
        self.0 & !kinds.0 == 0
    }
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
static KINDS: [u16; 256] = {
    let mut table = [0; 256];
    let mut b = 0u8;
    loop {
        let kind = match b {
            b'a'..=b'z' => Kinds::LOWER,
            b'A'..=b'Z' => Kinds::UPPER,
            b'0'..=b'9' => Kinds::DIGIT,
            0x80.. => Kinds::BEYOND,
            b' ' => Kinds::BLANK,
            b'.' | b'-' | b'_' | b'/' => Kinds::JOINT,
            b':' | b'\\' => Kinds::CODE,
            b'$' => Kinds::DOLLAR,
            b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'*' | b'+' | b'~' => Kinds::STRANGE,
            _ => Kinds::OTHER,
        };
        table[b as usize] = kind.0;
        if b == u8::MAX {
            break;
        }
        b += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_of_its_bytes() {
        let made = Makeup::of(b"aab1-\xff");
        assert_eq!(made.distinct(), 5);
        assert!(made.has(Makeup::DIGIT) && made.has(Makeup::LOWER) && !made.has(Makeup::UPPER));
        assert!(!made.is_within(Makeup::HEX_OR_DASH));
        assert!(Makeup::of(b"0aF-").is_within(Makeup::HEX_OR_DASH));
        assert!(Makeup::of(b"").is_within(Makeup::HEX) && !Makeup::of(b"").has(Makeup::ALNUM));
        for b in 0..=u8::MAX {
            let made = Makeup::of(&[b]);
            assert_eq!(made.has(Makeup::ALNUM), b.is_ascii_alphanumeric());
            assert_eq!(made.is_within(Makeup::HEX), b.is_ascii_hexdigit());
        }
    }
}
