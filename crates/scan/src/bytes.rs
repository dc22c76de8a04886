//! Total accessors: reading outside a slice gives 0 or nothing, which every parser here treats as a boundary.

use std::ops::Range;

/// The byte at `i`, or 0.
#[inline]
pub(crate) fn at(b: &[u8], i: usize) -> u8 {
    b.get(i).copied().unwrap_or(0)
}

/// The byte before `i`, or 0.
#[inline]
pub(crate) fn before(b: &[u8], i: usize) -> u8 {
    i.checked_sub(1).map_or(0, |i| at(b, i))
}

/// `b[r]`, clamped to what is there.
#[inline]
pub(crate) fn cut(b: &[u8], r: Range<usize>) -> &[u8] {
    let end = r.end.min(b.len());
    b.get(r.start.min(end)..end).unwrap_or(&[])
}

/// `b[from..]`, clamped.
#[inline]
pub(crate) fn tail(b: &[u8], from: usize) -> &[u8] {
    b.get(from..).unwrap_or(&[])
}

/// A set of bytes, as a table: in a text of letters and digits a chain of comparisons cannot be foreseen by the processor.
pub(crate) struct ByteSet([bool; 256]);

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
impl ByteSet {
    /// ASCII letters and digits, and `marks`.
    pub(crate) const fn alnum_and(marks: &[u8]) -> Self {
        let mut set = Self::of(marks);
        let mut b = 0u8;
        while b < 0x80 {
            set.0[b as usize] |= b.is_ascii_alphanumeric();
            b += 1;
        }
        set
    }

    /// These bytes alone.
    pub(crate) const fn of(mut marks: &[u8]) -> Self {
        let mut set = [false; 256];
        while let [mark, rest @ ..] = marks {
            set[*mark as usize] = true;
            marks = rest;
        }
        Self(set)
    }

    /// The same with all bytes beyond ASCII.
    pub(crate) const fn and_beyond(mut self) -> Self {
        let mut b = 0x80;
        while b < self.0.len() {
            self.0[b] = true;
            b += 1;
        }
        self
    }
}

impl ByteSet {
    #[inline]
    pub(crate) fn has(&self, b: u8) -> bool {
        self.0.get(usize::from(b)).copied().unwrap_or(false)
    }
}

/// Letters and digits.
pub(crate) static ALNUM: ByteSet = ByteSet::alnum_and(b"");

/// Where `needle` stands first in a text that is so short that preparing a search would be most of it.
pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    memchr::memchr_iter(first, text).find(|n| tail(text, *n).starts_with(needle))
}

/// The first four bytes as a number, zeros where there are none.
#[inline]
pub(crate) fn word(text: &[u8]) -> u32 {
    match text.first_chunk() {
        Some(bytes) => u32::from_le_bytes(*bytes),
        None => text
            .iter()
            .rev()
            .fold(0, |word, b| word << 8 | u32::from(*b)),
    }
}

/// Line breaks in a value.
pub(crate) fn breaks_in(value: &[u8]) -> u32 {
    // Nearly all values are short: a search costs more than all their bytes.
    let count = if value.len() <= SHORT_BYTES {
        value.iter().map(|b| usize::from(*b == b'\n')).sum()
    } else {
        memchr::memchr_iter(b'\n', value).count()
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Bytes of a value that are looked at one by one.
const SHORT_BYTES: usize = 64;

/// Little-endian number of 2 bytes at `i`.
pub(crate) fn le16(b: &[u8], i: usize) -> u16 {
    u16::from_le_bytes([at(b, i), at(b, i + 1)])
}

/// Little-endian number of 4 bytes at `i`.
pub(crate) fn le32(b: &[u8], i: usize) -> u32 {
    u32::from(le16(b, i)) | u32::from(le16(b, i + 2)) << 16
}

/// Little-endian number of 8 bytes at `i`.
pub(crate) fn le64(b: &[u8], i: usize) -> u64 {
    u64::from(le32(b, i)) | u64::from(le32(b, i + 4)) << 32
}
