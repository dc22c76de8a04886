//! Places in the file itself of what is found in its decoded text: UTF-16 and UTF-32 are scanned as UTF-8.

use std::ops::Range;

use crate::bytes::cut;
use crate::container::Units;
use crate::report::RawPlace;

/// Bytes of a window between two places that are known.
const STEP_BYTES: usize = 1 << 10;

/// The way from the decoded text of a member to its file.
pub(super) struct Raw {
    units: Units,
    /// Where the window begins in the file, and where the line does that holds its first fresh byte.
    base: u64,
    line_start: u64,
    /// Where every step of the window begins; made when the first place is asked for.
    steps: Vec<u64>,
}

impl Raw {
    pub(super) fn new(units: Units) -> Self {
        Self {
            units,
            base: units.mark,
            line_start: units.mark,
            steps: Vec::new(),
        }
    }

    /// The place of a range of the window; `line` is where its line begins in it, if that is there.
    pub(super) fn place(
        &mut self,
        w: &[u8],
        range: &Range<usize>,
        line: Option<usize>,
    ) -> RawPlace {
        let start = self.offset(w, range.start);
        let length = self.offset(w, range.end).saturating_sub(start);
        let line = line.map_or(self.line_start, |line| self.offset(w, line));
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        RawPlace {
            start,
            length: small(length),
            column: small(start.saturating_sub(line) + 1),
        }
    }

    /// The window moves: its first `keep` bytes go. `line` is where its last line begins.
    pub(super) fn advance(&mut self, w: &[u8], keep: usize, line: Option<usize>) {
        if let Some(line) = line {
            self.line_start = self.offset(w, line);
        }
        self.base = self.offset(w, keep);
        self.steps.clear();
    }

    fn offset(&mut self, w: &[u8], at: usize) -> u64 {
        if self.steps.is_empty() {
            let mut next = self.base;
            for step in w.chunks(STEP_BYTES) {
                self.steps.push(next);
                next += self.length(step);
            }
        }
        let step = at / STEP_BYTES;
        match self.steps.get(step) {
            Some(known) => known + self.length(cut(w, step * STEP_BYTES..at)),
            // The end of a window that is full to its last step.
            None => {
                let last = step.saturating_sub(1);
                let known = self.steps.get(last).copied().unwrap_or(self.base);
                known + self.length(cut(w, last * STEP_BYTES..at))
            }
        }
    }

    /// Bytes that the characters of a text have in the file.
    fn length(&self, text: &[u8]) -> u64 {
        let count = |is: fn(&u8) -> bool| text.iter().filter(|b| is(b)).count() as u64;
        let chars = count(|b| b & 0xc0 != 0x80);
        if self.units.wide {
            4 * chars
        } else {
            // Four bytes in UTF-8 are a pair of units.
            2 * (chars + count(|b| *b >= 0xf0))
        }
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_units() {
        let text = "a\u{e9}\u{1f600}\u{4e2d} x".repeat(400);
        let w = text.as_bytes();
        for wide in [false, true] {
            let mut raw = Raw::new(Units { mark: 2, wide });
            let size = |part: &str| {
                let units = if wide {
                    part.chars().count() * 4
                } else {
                    part.encode_utf16().count() * 2
                };
                units as u64
            };
            for (n, (at, _)) in text.char_indices().enumerate() {
                if n % 37 == 0 {
                    assert_eq!(raw.offset(w, at), 2 + size(&text[..at]), "{at}");
                }
            }
            assert_eq!(raw.offset(w, w.len()), 2 + size(&text));
            let place = raw.place(w, &(0..1), None);
            assert_eq!((place.start, place.column), (2, 1));
        }
    }
}
