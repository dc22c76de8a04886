//! Text that an encoding hides: JSON escapes, percent-encoding, entities, base64 and hex, undone layer by layer.
//!
//! Every byte of a decoded text knows the bytes of the window it was written as, so a value found in it is masked as
//! the whole of what stands for it. An escape, percent sign or entity never needs more than the few bytes after it;
//! what is decoded is a bounded stretch of a line around such bytes, or one token of base64 or hex.

mod ansi;
mod apart;
mod packed;
mod secret;
mod stretch;
mod unit;

use std::ops::Range;

use crate::bytes::{at, cut};
pub(crate) use ansi::coloured;
pub(crate) use apart::{
    Apart, Header, KEY_BYTES_MAX as APART_KEY_BYTES_MAX, Key, Places, is_word as is_apart_word,
    marks_apart, may_stand_apart, pairs,
};
pub(crate) use packed::{ARMOUR, Packed, marked, value_after};
pub(crate) use secret::{DATA, secret_values};
pub(crate) use stretch::{Stretch, Stretches};
use unit::Query;

/// A set of encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Ways(u8);

impl Ways {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ESCAPE: Self = Self(1);
    pub(crate) const PERCENT: Self = Self(1 << 1);
    pub(crate) const ENTITY: Self = Self(1 << 2);
    pub(crate) const BASE64: Self = Self(1 << 3);
    pub(crate) const HEX: Self = Self(1 << 4);
    /// The key stands apart from its value.
    pub(crate) const APART: Self = Self(1 << 5);
    /// Between the colours of a terminal.
    pub(crate) const ANSI: Self = Self(1 << 6);
    /// Blanks and dashes that do not break a line.
    pub(crate) const UNBROKEN: Self = Self(1 << 7);

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn is_none(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What the finding says about it.
    pub(crate) fn term(self) -> &'static str {
        let several = self.0.count_ones() > 1;
        match self {
            Self::APART => "its key stands apart",
            Self::ANSI => "between terminal colours",
            Self::UNBROKEN => "with blanks or dashes of print",
            _ if several => "decoded from several encodings",
            Self::ESCAPE => "decoded from string escapes",
            Self::PERCENT => "decoded from percent-encoding",
            Self::ENTITY => "decoded from entities",
            Self::BASE64 => "decoded from base64",
            _ => "decoded from hex",
        }
    }
}

/// Where a decoded byte was written in the window, and how.
#[derive(Debug, Clone, Copy)]
struct Origin {
    start: usize,
    end: usize,
    ways: Ways,
}

/// A text with the origin of each of its bytes.
#[derive(Debug)]
pub(crate) struct Decoded {
    text: Vec<u8>,
    origins: Vec<Origin>,
    /// Where in the window a value may lie: beside it the text may be cut in the middle of something.
    valid: Range<usize>,
}

impl Decoded {
    /// Bytes of the window as they are.
    pub(crate) fn plain(w: &[u8], stretch: &Stretch) -> Self {
        let text = cut(w, stretch.range.clone()).to_vec();
        let origin = |start| Origin {
            start,
            end: start + 1,
            ways: Ways::NONE,
        };
        let first = stretch.range.start;
        Self {
            origins: (first..first + text.len()).map(origin).collect(),
            text,
            valid: stretch.valid.clone(),
        }
    }

    fn empty(capacity: usize, valid: Range<usize>) -> Self {
        Self {
            text: Vec::with_capacity(capacity),
            origins: Vec::with_capacity(capacity),
            valid,
        }
    }

    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    fn push(&mut self, byte: u8, origin: Origin) {
        self.text.push(byte);
        self.origins.push(origin);
    }

    /// The part of the window that `range` of the text was written as.
    fn origin(&self, range: &Range<usize>) -> Option<Origin> {
        let all = self.origins.get(range.clone())?;
        let (first, last) = (all.first()?, all.last()?);
        Some(Origin {
            start: first.start,
            end: last.end,
            ways: all.iter().fold(Ways::NONE, |ways, o| ways.and(o.ways)),
        })
    }

    /// The text with one layer of escapes, percent-encoding and entities undone; nothing where there is none.
    pub(crate) fn undo(&self) -> Option<Self> {
        stretch::next_encoded(&self.text, 0, self.text.len())?;
        let mut out = Self::empty(self.text.len(), self.valid.clone());
        let mut query = Query::default();
        let (mut i, mut undone) = (0, false);
        while i < self.text.len() {
            let byte = at(&self.text, i);
            let encoded = unit::may_be(byte).then(|| query.unit(&self.text, i));
            let Some(unit) = encoded.flatten() else {
                query.plain(byte);
                out.push(byte, *self.origins.get(i)?);
                i += 1;
                continue;
            };
            undone = true;
            let mut origin = self.origin(&(i..i + unit.len))?;
            origin.ways = origin.ways.and(unit.way);
            for byte in unit.bytes() {
                // `%26` is part of a value, `&amp;` and `\u0026` are what parts values.
                if unit.way != Ways::PERCENT {
                    query.plain(*byte);
                }
                out.push(*byte, origin);
            }
            i += unit.len;
        }
        // A `+` may have been none.
        undone.then_some(out)
    }

    /// Where a value found at `range` of the text lies in the window, and how it was encoded. Nothing for a value that
    /// stands in the window as it is, with bounds that are seen there, and for one that may be cut.
    pub(crate) fn place(&self, range: &Range<usize>) -> Option<(Range<usize>, Ways)> {
        let beside = range.start.saturating_sub(1)..(range.end + 1).min(self.text.len());
        if self.origin(&beside)?.ways.is_none() {
            return None;
        }
        let origin = self.origin(range)?;
        // Pairs that are written one after the other do not stand so.
        let several = origin.ways.has(Ways::APART)
            && memchr::memchr(b'\n', cut(&self.text, range.clone())).is_some();
        if several || origin.end <= origin.start {
            return None;
        }
        let valid = origin.start >= self.valid.start && origin.end <= self.valid.end;
        valid.then_some((origin.start..origin.end, origin.ways))
    }

    /// Whether what bounds a value is percent-encoded or an entity: a pseudonym must be a word there.
    pub(crate) fn is_strict(&self, range: &Range<usize>) -> bool {
        let beside = range.start.saturating_sub(1)..(range.end + 1).min(self.text.len());
        let strict = Ways::PERCENT.and(Ways::ENTITY);
        self.origin(&beside).is_some_and(|o| o.ways.has(strict))
    }
}
