//! Finds the places worth a look with shifted byte-class masks, 64 bytes at a time.
//!
//! A log has a hundred thousand digit runs a megabyte; looking at each is what makes scanners slow. Here a place is
//! only listed if what surrounds it has the shape of something sensitive: about one place in a hundred bytes.

mod bits;
mod places;

use crate::bytes::{cut, tail};
use crate::simd::{BLOCK, GROUP, Group, LANES, Level, Sink, Words, groups};
use bits::{FEW, MANY, MORE};
use places::Places;

/// A shape found at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A token that begins with at least 7 digits.
    Digits,
    /// A token of digit groups: `536-90-4399`, `4111 1111 1111 1111`, `756.1234.5678.97`.
    Groups,
    /// A capital letter before digits: two, or seven after a dash, or pairs after a blank; the token began earlier or here.
    Upper,
    /// `@` between letters or digits.
    Sign,
    /// The digit before the first of three dots between digits.
    Quad,
    /// The first of four colons close together, or of two in a row, or of five dashes three bytes apart, or of two dots
    /// five bytes apart.
    Colons,
    /// `+` before a digit.
    Plus,
    /// `(` before three digits.
    Paren,
    /// The last byte of a key, before `=`, `:`, `>` or `("` with quotes and blanks between; or the dash of an option of a
    /// program: `--` before a letter, or a blank before `-` and a letter.
    Key,
    /// The last byte of a word before a blank and a capital or digit.
    Word,
    /// A run of at least 16 letters, digits, `_`, `-` and `.` begins.
    Long,
    /// `://`
    Url,
    /// Two capitals, a blank, five digits: a state and its ZIP code.
    StateZip,
    /// A blank before a quote, `#` or `(`; or a quote before a colon with no word or quote behind it: a key and its value
    /// may stand apart here.
    Apart,
    /// A line break.
    Line,
}

/// How many there are.
const SHAPES: usize = Shape::Line as usize + 1;

/// Where each shape is, in order of position. Options are among the keys.
#[derive(Default)]
pub(crate) struct Hits([Places; SHAPES]);

impl Hits {
    /// The places of a shape.
    pub(crate) fn of(&self, shape: Shape) -> &[usize] {
        self.0.get(shape as usize).map_or(&[], Places::list)
    }

    /// How many there are, besides line breaks.
    pub(crate) fn count(&self) -> usize {
        let all: usize = self.0.iter().map(|places| places.list().len()).sum();
        all - self.of(Shape::Line).len()
    }

    fn clear(&mut self) {
        self.0.iter_mut().for_each(|places| places.count = 0);
    }

    #[inline(always)]
    fn make_room(&mut self) {
        self.0.iter_mut().for_each(Places::make_room);
    }

    /// Lists all places of some shapes.
    #[inline(always)]
    fn add_all<const N: usize>(
        &mut self,
        group: usize,
        shapes: [Shape; N],
        words: &[[u64; LANES]; N],
        filled: u64,
    ) {
        places::each_bit(words, filled, |number, bit| {
            let places = shapes
                .get(number / LANES)
                .and_then(|shape| self.0.get_mut(*shape as usize));
            if let Some(places) = places {
                places.add(group + number % LANES * BLOCK + bit, true);
            }
        });
    }
}

/// Is asked about the places of which there are many, as they are found.
pub(crate) trait Keep {
    /// Whether a key, or an option, may be at a place, which ends so many letters, digits and `_` in a row.
    fn key(&mut self, place: usize, run: usize) -> bool;
    /// Whether a word that a value may follow ends at a place.
    fn word(&self, place: usize) -> bool;
    /// Whether the run that begins at a place, and may be a `long` one, may be something.
    fn run(&self, place: usize, long: impl Fn() -> bool) -> bool;
    /// Whether a key and a value may stand apart at a place.
    fn apart(&self, place: usize) -> bool;
}

/// Lists all shapes in `from..to`; of those there are many of, the ones that `keep` says.
pub(crate) fn scan<K: Keep>(
    level: Level,
    w: &[u8],
    from: usize,
    to: usize,
    keep: &mut K,
    hits: &mut Hits,
) {
    hits.clear();
    // A block earlier, so that what lies before `from` is known; two later, so that what follows `to` is.
    let start = from.saturating_sub(BLOCK);
    let bytes = tail(cut(w, 0..to.saturating_add(2 * BLOCK)), start);
    let mut finder = Finder {
        start,
        from,
        to,
        keep,
        hits,
    };
    groups(level, bytes, &mut finder);
}

struct Finder<'h, K> {
    start: usize,
    from: usize,
    to: usize,
    keep: &'h mut K,
    hits: &'h mut Hits,
}

impl<K: Keep> Sink for Finder<'_, K> {
    #[inline(always)]
    fn group<W: Words>(&mut self, first: usize, g: &Group<'_, W>) {
        let at = self.start + first * BLOCK;
        if at >= self.to {
            return;
        }
        let mut found = bits::find(g);
        if at < self.from || at + GROUP * BLOCK > self.to {
            found.clip(&self.within(at));
        }
        self.hits.make_room();
        for ((shape, words), filled) in MANY.into_iter().zip(&found.many).zip(found.many_filled) {
            let Some(places) = self.hits.0.get_mut(shape as usize) else {
                continue;
            };
            let keep = &mut *self.keep;
            if shape == Shape::Key {
                let before = places.count;
                places.add_many::<4>(at, words);
                places.choose(before, |place| {
                    keep.key(place, found.run_to(place.saturating_sub(at)))
                });
                continue;
            }
            places::each_bit(std::array::from_ref(words), filled.into(), |lane, bit| {
                let byte = lane * BLOCK + bit;
                let place = at + byte;
                let kept = match shape {
                    Shape::Word => keep.word(place),
                    Shape::Long => keep.run(place, || found.is_long(byte)),
                    _ => keep.apart(place),
                };
                places.add(place, kept);
            });
        }
        let few = u64::from_le_bytes(found.few_filled);
        self.hits.add_all(at, FEW, &found.few, few);
        let [url, zip, line] = found.more_filled;
        let more = u32::from_le_bytes([url, zip, line, 0]);
        self.hits.add_all(at, MORE, &found.more, more.into());
    }
}

impl<K> Finder<'_, K> {
    /// The bits of the group at `at` that are in `from..to`.
    fn within(&self, at: usize) -> [u64; LANES] {
        let below = |end: usize, block: usize| match end.saturating_sub(block) {
            n @ 0..BLOCK => (1u64 << n) - 1,
            _ => u64::MAX,
        };
        let mut lane = 0;
        [(); LANES].map(|()| {
            let block = at + lane * BLOCK;
            lane += 1;
            below(self.to, block) & !below(self.from, block)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ALL: [Shape; SHAPES] = [
        Shape::Digits,
        Shape::Groups,
        Shape::Upper,
        Shape::Sign,
        Shape::Quad,
        Shape::Colons,
        Shape::Plus,
        Shape::Paren,
        Shape::Key,
        Shape::Word,
        Shape::Long,
        Shape::Url,
        Shape::StateZip,
        Shape::Apart,
        Shape::Line,
    ];

    struct All;

    impl Keep for All {
        fn key(&mut self, _: usize, _: usize) -> bool {
            true
        }

        fn word(&self, _: usize) -> bool {
            true
        }

        fn run(&self, _: usize, _: impl Fn() -> bool) -> bool {
            true
        }

        fn apart(&self, _: usize) -> bool {
            true
        }
    }

    fn found(level: Level, w: &[u8], from: usize, to: usize) -> Vec<(usize, Shape)> {
        let mut hits = Hits::default();
        scan(level, w, from, to, &mut All, &mut hits);
        let of = |shape: Shape| hits.of(shape).iter().map(move |at| (*at, shape));
        let mut all: Vec<_> = ALL.iter().flat_map(|shape| of(*shape)).collect();
        assert!(ALL.iter().all(|shape| hits.of(*shape).is_sorted()));
        all.sort_by_key(|(at, shape)| (*at, *shape as u8));
        all
    }

    fn shapes_of(text: &str) -> Vec<(usize, Shape)> {
        found(Level::best(), text.as_bytes(), 0, text.len())
    }

    #[test]
    fn shapes_are_where_they_should_be() {
        let has = |text: &str, at, shape| {
            assert!(
                shapes_of(text).contains(&(at, shape)),
                "{text} {:?}",
                shapes_of(text)
            );
        };
        has("n 1234567", 2, Shape::Digits);
        has("x=\\n12345678", 4, Shape::Digits);
        has("ssn 536-90-4399", 4, Shape::Groups);
        has("4111 1111 1111 1111", 0, Shape::Groups);
        has("3782 822463 10005", 0, Shape::Groups);
        has("756.1234.5678.97", 0, Shape::Groups);
        has("06 12 34 56 78", 0, Shape::Groups);
        has("11.222.333/0001-81", 0, Shape::Groups);
        has("20-12345678-6", 0, Shape::Groups);
        has("850730-1234", 0, Shape::Groups);
        has("07123 456789", 0, Shape::Groups);
        has("id AB123456C", 4, Shape::Upper);
        has("a@b", 1, Shape::Sign);
        has("ip 10.20.30.4", 4, Shape::Quad);
        has("00:1a:2b:3c:4d:5e", 2, Shape::Colons);
        has("00-1A-2B-3C-4D-5E", 2, Shape::Colons);
        has("0050.56a1.2b3c", 4, Shape::Colons);
        has("fe80::1", 4, Shape::Colons);
        has("tel +4930", 4, Shape::Plus);
        has("(212) 555", 0, Shape::Paren);
        for text in [
            "key=v",
            "key: v",
            "key = v",
            "key\": 1",
            "key'] = 1",
            "key\\\": 1",
            "key('v')",
            "key>v",
            "key       : v",
        ] {
            has(text, 2, Shape::Key);
        }
        has("6.594.294-1", 0, Shape::Groups);
        has("37 021150 B 298", 0, Shape::Groups);
        has("1 71 08 2B 942", 0, Shape::Groups);
        has("BE 72 97 58 A", 1, Shape::Upper);
        has("X-7660868-M", 0, Shape::Upper);
        has("BIC DEUTDEFF", 2, Shape::Word);
        has("a --pass x", 2, Shape::Key);
        has("mysql -px", 6, Shape::Key);
        has("ghp_abcdefghijklmnop", 0, Shape::Long);
        has("http://x", 4, Shape::Url);
        has("Reno, NV 89501", 6, Shape::StateZip);
        for text in [
            "id \"x\"", "id 'x'", "id `x`", "id #x", "17 (id)", "\"a\":{", "\"a\": x",
        ] {
            has(text, 2, Shape::Apart);
        }
        has("a\":[", 1, Shape::Apart);
        has("a\n", 1, Shape::Line);
    }

    #[test]
    fn ordinary_text_has_few() {
        let quiet = "2025-10-09 08:53:20,002 INFO took 12 ms at 3.5 std::x https:// 10:20:30";
        let found = shapes_of(quiet);
        assert!(
            found
                .iter()
                .all(|(_, s)| matches!(s, Shape::Colons | Shape::Url | Shape::Key | Shape::Word)),
            "{found:?}"
        );
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop_oneof![
            6 => b'0'..=b'9', 2 => b'A'..=b'Z', 2 => b'a'..=b'z', 1 => any::<u8>(),
            5 => proptest::sample::select(b" -./:=@+(\"'\\]_>\n".to_vec()),
        ];
        proptest::collection::vec(byte, 0..500)
    }

    proptest! {
        #[test]
        fn all_levels_find_the_same(w in text()) {
            let plain = found(Level::Scalar, &w, 0, w.len());
            prop_assert_eq!(found(Level::best(), &w, 0, w.len()), plain);
        }

        #[test]
        fn a_part_finds_what_the_whole_finds_there(w in text(), from in 0usize..300, len in 0usize..300) {
            let from = from.min(w.len());
            let to = (from + len).min(w.len());
            let whole: Vec<_> = found(Level::best(), &w, 0, w.len())
                .into_iter()
                .filter(|(at, _)| (from..to).contains(at))
                .collect();
            prop_assert_eq!(found(Level::best(), &w, from, to), whole);
        }
    }
}
