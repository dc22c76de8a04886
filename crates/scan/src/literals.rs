//! A search for some hundred literals: four bytes of each, the least usual ones, are looked for with vectors.

mod buckets;

use crate::beginnings::Fronts;
use crate::bytes::{at, cut, tail, word};
use crate::simd::{Fingerprints, Level, PRINT_BYTES};
use buckets::Place;

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
    fronts: Fronts,
    /// Whole prints by their four bytes.
    whole: Lists,
    /// Shorter ones by their first two.
    short: Lists,
}

/// Prints by a hash of what they begin with.
struct Lists {
    /// Where in `prints` those of each hash are.
    ranges: Box<[(u32, u32); LISTS]>,
    prints: Vec<Print>,
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
    len: usize,
    /// The last eight bytes of the literal, which tell it from those that begin alike.
    last: u64,
    /// Ones where it has any.
    last_mask: u64,
}

/// Lists of each kind.
const LISTS: usize = 1 << 9;

impl Lists {
    fn new(lists: &[Vec<Print>]) -> Self {
        let mut prints = Vec::new();
        let mut ranges = Box::new([(0, 0); LISTS]);
        let place = |prints: &[Print]| u32::try_from(prints.len()).unwrap_or(u32::MAX);
        for (list, range) in lists.iter().zip(ranges.iter_mut()) {
            let start = place(&prints);
            prints.extend_from_slice(list);
            *range = (start, place(&prints));
        }
        Self { ranges, prints }
    }

    #[inline]
    fn of(&self, list: usize) -> &[Print] {
        let (start, end) = self.ranges.get(list).copied().unwrap_or((0, 0));
        let range = start as usize..end as usize;
        self.prints.get(range).unwrap_or(&[])
    }
}

/// The list of whole prints that are these four bytes.
#[inline]
fn list_of_whole(print: u32) -> usize {
    (print.wrapping_mul(0x9e37_79b1) >> 23) as usize % LISTS
}

/// The list of shorter ones that begin with the first two of these.
#[inline]
fn list_of_short(print: u32) -> usize {
    list_of_whole(print & 0xffff)
}

/// Puts a print into a list, once.
fn put(lists: &mut [Vec<Print>], list: usize, print: Print) {
    if let Some(list) = lists.get_mut(list)
        && list.last().is_none_or(|last| last.number != print.number)
    {
        list.push(print);
    }
}

impl Literals {
    pub(crate) fn new(texts: Vec<String>) -> Self {
        let (mut prints, mut fronts) = (Fingerprints::EMPTY, Fronts::default());
        let mut whole = vec![Vec::new(); LISTS];
        let mut short = whole.clone();
        for (number, (place, text)) in (0..).zip(buckets::places(&texts).into_iter().zip(&texts)) {
            let Some(place) = place else {
                continue;
            };
            prints.add(place.print, place.bucket);
            fronts.add(place.print);
            let print = Print::new(number, place, text.as_bytes());
            if place.print.len() == PRINT_BYTES {
                put(&mut whole, list_of_whole(print.bytes), print);
                continue;
            }
            for pair in pairs(place.print) {
                put(&mut short, list_of_short(pair.into()), print);
            }
        }
        Self {
            texts,
            prints,
            fronts,
            whole: Lists::new(&whole),
            short: Lists::new(&short),
        }
    }

    /// How many places of a text are compared.
    #[cfg(test)]
    pub(crate) fn places(&self, text: &[u8]) -> usize {
        let mut places = 0;
        self.prints.each(Level::best(), text, |_, here| {
            places += usize::from(self.fronts.has(here));
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
        let found = |at, here| self.look(text, at, here, all);
        self.prints.each(level, text, found);
        all.sort_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
    }

    /// The literals whose fingerprint is `here`, at `at`.
    #[inline(always)]
    fn look(&self, text: &[u8], at: usize, here: u32, all: &mut Vec<Found>) {
        // Nearly all places are turned away here.
        if self.fronts.has(here) {
            self.compare(text, at, here, all);
        }
    }

    /// The literals whose fingerprint is `here`, at `at`. No part of the loop that asks for it: that one is so short
    /// that saving registers would be most of it.
    #[inline(never)]
    fn compare(&self, text: &[u8], at: usize, here: u32, all: &mut Vec<Found>) {
        let whole = self.whole.of(list_of_whole(here)).iter();
        for print in whole.chain(self.short.of(list_of_short(here))) {
            if here & print.mask == print.bytes
                && let Some(start) = at.checked_sub(print.offset)
                && self.stands(print, text, start)
            {
                all.push(Found {
                    start,
                    end: start + print.len,
                    number: print.number,
                });
            }
        }
    }

    /// Whether a literal stands at `start`, whose print does.
    #[inline]
    fn stands(&self, print: &Print, text: &[u8], start: usize) -> bool {
        if print.len <= PRINT_BYTES {
            return true;
        }
        let end = start + print.len;
        if let Some(from) = end.checked_sub(LAST_BYTES)
            && let Some(last) = tail(text, from).first_chunk()
        {
            let same = u64::from_le_bytes(*last) & print.last_mask == print.last;
            if !same || print.len <= LAST_BYTES {
                return same;
            }
        }
        tail(text, start).starts_with(self.text(print))
    }
}

impl Print {
    fn new(number: usize, place: Place<'_>, text: &[u8]) -> Self {
        let (mut last, mut last_mask) = ([0; LAST_BYTES], [0; LAST_BYTES]);
        let bytes = text.iter().rev();
        for ((byte, mask), from) in last.iter_mut().zip(&mut last_mask).rev().zip(bytes) {
            (*byte, *mask) = (*from, u8::MAX);
        }
        Self {
            number,
            offset: place.offset,
            bytes: word(place.print),
            mask: word(cut(&[u8::MAX; PRINT_BYTES], 0..place.print.len())),
            len: text.len(),
            last: u64::from_le_bytes(last),
            last_mask: u64::from_le_bytes(last_mask),
        }
    }
}

/// Bytes that are compared at once.
const LAST_BYTES: usize = size_of::<u64>();

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
