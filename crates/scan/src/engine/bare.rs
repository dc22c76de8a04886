//! Where values without quotes end.

use std::ops::Range;

use super::keys::VALUE_BYTES_MAX;
use crate::bytes::cut;

/// The end met last. Any number of keys may stand before the same end: the way to it is gone once.
#[derive(Default)]
pub(super) struct BareEnds {
    /// No value without quotes ends in here.
    within: Range<usize>,
    /// Bytes read on the way to ends.
    pub(super) read: u64,
}

impl BareEnds {
    pub(super) fn end(&mut self, w: &[u8], start: usize) -> usize {
        let limit = w.len().min(start + VALUE_BYTES_MAX);
        if !self.within.contains(&start) {
            self.within = start..start;
        }
        let ahead = cut(w, self.within.end..limit);
        let read = ahead
            .iter()
            .position(|b| ENDS_BARE.get(usize::from(*b)) == Some(&true))
            .unwrap_or(ahead.len());
        self.within.end += read;
        self.read += read as u64;
        self.within.end.min(limit)
    }
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const ENDS_BARE: [bool; 256] = {
    let mut table = [false; 256];
    let mut marks: &[u8] = b"\n\r;&|\"<})]\t\\";
    while let [mark, rest @ ..] = marks {
        table[*mark as usize] = true;
        marks = rest;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_bare_value_is_the_same_for_all_keys_before_it() {
        let text = "a: b: c: d; e: ".repeat(90) + &"f: ".repeat(400);
        let w = text.as_bytes();
        let mut bare = BareEnds::default();
        for start in (0..w.len()).filter(|i| i % 3 == 0) {
            assert_eq!(bare.end(w, start), BareEnds::default().end(w, start));
        }
    }
}
