//! Which four bytes of each literal are looked for, and in which bucket: those that let through the least of a log.

use crate::bytes::cut;
use crate::simd::{BUCKETS, PRINT_BYTES};

/// How often each literal may move to a better place.
const ROUNDS: usize = 3;

/// Where a literal went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) bucket: usize,
    /// Where in the literal its print begins.
    pub(super) offset: usize,
    pub(super) print: &'t [u8],
}

/// A place for every literal: each in turn where it costs least, and then moved while that costs less.
pub(super) fn places(texts: &[String]) -> Vec<Option<Place<'_>>> {
    let mut search = Search {
        buckets: Default::default(),
        places: vec![None; texts.len()],
    };
    // Those first that have only usual bytes: the others find room anywhere.
    let least = |text: &str| windows(text).map(|w| Part::EMPTY.with(w.1).weight()).min();
    let mut order: Vec<_> = (0..)
        .zip(texts)
        .map(|(n, text)| (least(text), n, text.as_str()))
        .collect();
    order.sort_by_key(|(least, number, _)| (std::cmp::Reverse(*least), *number));
    for _ in 0..=ROUNDS {
        for (_, number, text) in &order {
            search.settle(*number, text);
        }
    }
    search.places
}

struct Search<'t> {
    buckets: [Bucket; BUCKETS],
    places: Vec<Option<Place<'t>>>,
}

#[derive(Default)]
struct Bucket {
    /// The literals in it.
    numbers: Vec<usize>,
    part: Part,
    weight: u64,
}

impl<'t> Search<'t> {
    /// Puts literal `number` where it costs least, from where it is.
    fn settle(&mut self, number: usize, text: &'t str) {
        if let Some(place) = self.places.get(number).copied().flatten() {
            self.take_out(number, place.bucket);
        }
        let buckets = (0..).zip(&self.buckets);
        let all = buckets.flat_map(|(n, bucket)| {
            windows(text).map(move |(offset, print)| {
                let dearer = bucket.part.with(print).weight() - bucket.weight + usual(print);
                let place = Place {
                    bucket: n,
                    offset,
                    print,
                };
                (dearer, place)
            })
        });
        let Some((_, place)) = all.min_by_key(|(dearer, place)| (*dearer, place.bucket)) else {
            return;
        };
        if let Some(bucket) = self.buckets.get_mut(place.bucket) {
            bucket.numbers.push(number);
            bucket.part = bucket.part.with(place.print);
            bucket.weight = bucket.part.weight();
        }
        if let Some(slot) = self.places.get_mut(number) {
            *slot = Some(place);
        }
    }

    fn take_out(&mut self, number: usize, bucket: usize) {
        let Some(bucket) = self.buckets.get_mut(bucket) else {
            return;
        };
        bucket.numbers.retain(|n| *n != number);
        let prints = bucket
            .numbers
            .iter()
            .filter_map(|n| self.places.get(*n).copied().flatten());
        bucket.part = prints.fold(Part::EMPTY, |part, place| part.with(place.print));
        bucket.weight = bucket.part.weight();
    }
}

/// What a print costs that usual words have: bytes alone do not tell that `ing ` is in every line.
fn usual(print: &[u8]) -> u64 {
    let is = USUAL_PRINTS.iter().any(|usual| usual.as_slice() == print);
    if is { USUAL_PRINT_WEIGHT } else { 0 }
}

/// More than any bucket weighs otherwise.
const USUAL_PRINT_WEIGHT: u64 = 1 << 44;
const USUAL_PRINTS: &[&[u8; PRINT_BYTES]] = &[
    b"ing ", b"ed b", b"ted ", b"tion", b"ion ", b"ent ", b"user", b"onne", b"nnec", b"ecti",
    b"ctio", b"ecte", b"ort ", b"port", b"code", b"line", b"alue", b"valu", b"data", b"name",
    b"time", b"type", b"serv", b"erve", b"rver", b"ver ", b"mess", b"sage", b"stat", b"requ",
    b"ques", b"uest", b"ress", b"erro", b"rror", b" for", b"for ", b" the", b"the ", b"with",
    b"from", b"http", b"d\":\"", b"e\":\"", b"fied", b"ting", b"ate ", b"ted:", b" key", b"list",
];

/// All fingerprints of a literal, with where they begin.
fn windows(text: &str) -> impl Iterator<Item = (usize, &[u8])> {
    let text = text.as_bytes();
    let places = 0..=text.len().saturating_sub(PRINT_BYTES);
    places.map(move |i| (i, cut(text, i..i + PRINT_BYTES)))
}

/// What a bucket accepts: for each place which low halves and which high halves of bytes, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Part([(u16, u16); PRINT_BYTES]);

impl Part {
    const EMPTY: Self = Self([(0, 0); PRINT_BYTES]);

    fn with(mut self, print: &[u8]) -> Self {
        for (i, (low, high)) in self.0.iter_mut().enumerate() {
            *low |= print.get(i).map_or(u16::MAX, |b| 1 << (b & 15));
            *high |= print.get(i).map_or(u16::MAX, |b| 1 << (b >> 4));
        }
        self
    }

    /// How often it accepts what it sees, about.
    fn weight(self) -> u64 {
        self.0.iter().fold(1, |all, (low, high)| {
            let [first, second] = low.to_le_bytes();
            let row = |row: &[[u16; 256]; 2]| {
                let [one, two] = row;
                let of = |sums: &[u16; 256], set: u8| sums.get(usize::from(set)).copied();
                u64::from(of(one, first).unwrap_or(0)) + u64::from(of(two, second).unwrap_or(0))
            };
            let rows = (0..16u8).zip(&SUMS).filter(|(n, _)| high >> n & 1 == 1);
            all * rows.map(|(_, sums)| row(sums)).sum::<u64>()
        })
    }
}

/// For the high half of a byte, the sums of [`USUAL`] over every set of low halves, eight of them at once.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
static SUMS: [[[u16; 256]; 2]; 16] = {
    let mut sums = [[[0; 256]; 2]; 16];
    let mut high = 0;
    while high < 16 {
        let mut part = 0;
        while part < 2 {
            let mut set = 1;
            while set < 256usize {
                let low = set.trailing_zeros() as usize;
                let usual = USUAL[high << 4 | part << 3 | low] as u16;
                sums[high][part][set] = sums[high][part][set & (set - 1)] + usual;
                set += 1;
            }
            part += 1;
        }
        high += 1;
    }
    sums
};

/// How many of a thousand bytes of a log are this one, about.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const USUAL: [u8; 256] = {
    let mut table = [1; 256];
    let mut b = 0u8;
    while b < 0x80 {
        table[b as usize] = match b {
            b'0'..=b'9' => 30,
            b' ' => 70,
            b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' => 45,
            b'c' | b'd' | b'l' | b'p' | b'm' | b'u' => 22,
            b'a'..=b'z' => 10,
            b':' => 40,
            b'.' | b'-' | b'/' | b'"' | b'=' | b',' | b'\n' => 15,
            b'A'..=b'Z' => 8,
            b'_' | b'(' | b')' | b'[' | b']' => 4,
            _ => 1,
        };
        b += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_sums_of_what_is_accepted() {
        let part = Part::EMPTY.with(b"a1").with(b"b0xy");
        let accepted = |i: usize, b: u8| {
            let (low, high) = part.0[i];
            low >> (b & 15) & 1 == 1 && high >> (b >> 4) & 1 == 1
        };
        let sum = |i| {
            (0..=u8::MAX)
                .filter(|b| accepted(i, *b))
                .map(|b| u64::from(USUAL[usize::from(b)]))
                .sum::<u64>()
        };
        assert_eq!(part.weight(), (0..PRINT_BYTES).map(sum).product::<u64>());
    }
}
