//! A search for some hundred literals: four bytes of each, the least usual ones, are looked for with vectors.

mod buckets;

use crate::beginnings::Beginnings;
use crate::bytes::{at, cut, tail, word};
use crate::rules::spelling::BySpelling;
use crate::simd::{Fingerprints, Level, PRINT_BYTES};

/// Where a literal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Which literal it is.
    pub(crate) number: usize,
}

/// Literals with their fingerprints.
pub(crate) struct Literals {
    texts: Vec<String>,
    prints: Fingerprints,
    /// All prints.
    beginnings: Beginnings,
    /// Prints by their first two bytes.
    by_first: BySpelling<Vec<Print>>,
}

/// Four bytes of a literal, or all of a shorter one.
#[derive(Clone, Copy)]
struct Print {
    /// Which literal it is, and where in it they begin.
    number: usize,
    offset: usize,
    bytes: u32,
    /// Ones where they are.
    mask: u32,
}

impl Literals {
    pub(crate) fn new(texts: Vec<String>) -> Self {
        let mut all = Self {
            texts: Vec::new(),
            prints: Fingerprints::EMPTY,
            beginnings: Beginnings::default(),
            by_first: BySpelling::default(),
        };
        for (number, place) in (0..).zip(buckets::places(&texts)) {
            let Some(place) = place else {
                continue;
            };
            all.prints.add(place.print, place.bucket);
            let print = Print {
                number,
                offset: place.offset,
                bytes: word(place.print),
                mask: word(cut(&[u8::MAX; PRINT_BYTES], 0..place.print.len())),
            };
            all.beginnings.add(place.print);
            for pair in pairs(place.print) {
                all.by_first.entry(u64::from(pair)).or_default().push(print);
            }
        }
        all.texts = texts;
        all
    }

    /// How many places of a text are compared.
    #[cfg(test)]
    pub(crate) fn places(&self, text: &[u8]) -> usize {
        let mut places = 0;
        self.prints.each(Level::best(), text, |at| {
            places += usize::from(self.beginnings.has(word(tail(text, at))));
        });
        places
    }

    fn text(&self, print: &Print) -> &[u8] {
        let text = self.texts.get(print.number);
        text.map_or(&[][..], |text| text.as_bytes())
    }

    /// All literals in `text`, in order; of those that begin at one place the longest first. They may overlap.
    pub(crate) fn find(&self, level: Level, text: &[u8], all: &mut Vec<Found>) {
        all.clear();
        self.prints.each(level, text, |at| self.look(text, at, all));
        all.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    }

    /// The literals whose fingerprint is at `at`.
    #[inline(always)]
    fn look(&self, text: &[u8], at: usize, all: &mut Vec<Found>) {
        let here = word(tail(text, at));
        // Nearly all places are turned away here.
        if self.beginnings.has(here) {
            self.compare(text, at, here, all);
        }
    }

    /// The literals whose fingerprint is `here`, at `at`. No part of the loop that asks for it: that one is so short
    /// that saving registers would be most of it.
    #[inline(never)]
    fn compare(&self, text: &[u8], at: usize, here: u32, all: &mut Vec<Found>) {
        let prints = self.by_first.get(&u64::from(here & 0xffff));
        for print in prints.into_iter().flatten() {
            if here & print.mask != print.bytes {
                continue;
            }
            let literal = self.text(print);
            if let Some(start) = at.checked_sub(print.offset)
                && (literal.len() <= PRINT_BYTES || tail(text, start).starts_with(literal))
            {
                all.push(Found {
                    start,
                    end: start + literal.len(),
                    number: print.number,
                });
            }
        }
    }
}

/// All pairs of bytes that a print may begin with: a shorter one with any that begins so.
fn pairs(print: &[u8]) -> impl Iterator<Item = u16> {
    let (first, second) = (at(print, 0), print.get(1).copied());
    let seconds = second.map_or(0..=u8::MAX, |second| second..=second);
    seconds.map(move |second| u16::from_le_bytes([first, second]))
}

/// Of literals in order that overlap the first one counts, and the longest.
pub(crate) fn part(all: &mut Vec<Found>) {
    let mut end = 0;
    all.retain(|found| {
        let apart = found.start >= end;
        end = if apart { found.end } else { end };
        apart
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(literals: &Literals, text: &str) -> Vec<(usize, String)> {
        let mut all = Vec::new();
        literals.find(Level::best(), text.as_bytes(), &mut all);
        part(&mut all);
        all.iter()
            .map(|f| (f.start, literals.texts[f.number].clone()))
            .collect()
    }

    #[test]
    fn the_first_and_longest_counts() {
        let texts = ["$1$", "$6$", "pass", "pass:", "net use", "net user", "a"];
        let literals = Literals::new(texts.map(str::to_owned).to_vec());
        let all = found(&literals, "$1$6$ pass: net users");
        let want = [(0, "$1$"), (6, "pass:"), (12, "net user")];
        assert_eq!(all, want.map(|(i, t)| (i, t.to_owned())));
        assert!(found(&Literals::new(Vec::new()), "abc").is_empty());
    }

    proptest! {
        #[test]
        fn what_stands_there_is_found(
            texts in proptest::collection::vec("[ab$:]{1,6}", 1..80), text in "[ab$: ]{0,200}",
        ) {
            let literals = Literals::new(texts.clone());
            let mut want = Vec::new();
            let mut at = 0;
            while at < text.len() {
                let rest = text.get(at..).unwrap();
                let here = texts.iter().filter(|t| rest.starts_with(t.as_str()));
                let Some(longest) = here.max_by_key(|t| t.len()) else {
                    at += 1;
                    continue;
                };
                want.push((at, longest.clone()));
                at += longest.len();
            }
            prop_assert_eq!(found(&literals, &text), want);
        }
    }
}
