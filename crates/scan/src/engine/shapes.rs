//! Finds the places worth a look with shifted byte-class masks, 64 bytes at a time.
//!
//! A log has a hundred thousand digit runs a megabyte; looking at each is what makes scanners slow. Here a place is
//! only listed if what surrounds it has the shape of something sensitive: about one place in a hundred bytes.

use crate::bytes::{cut, tail};
use crate::simd::{BLOCK, Level, Masks, Sink, blocks};

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
    /// The first of three dots between digits.
    Quad,
    /// The first of four colons close together, or of two in a row, or of five dashes three bytes apart.
    Colons,
    /// `+` before a digit.
    Plus,
    /// `(` before three digits.
    Paren,
    /// The last byte of a key: before `=`, `:`, `>` or `("`, with quotes and blanks between.
    Key,
    /// The last byte of a word before a blank and a capital or digit.
    Word,
    /// `--` before a letter.
    Flag,
    /// A run of at least 16 letters, digits, `_`, `-` and `.` begins.
    Long,
    /// `://`
    Url,
    /// Two capitals, a blank, five digits: a state and its ZIP code.
    StateZip,
}

/// A place worth a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) at: usize,
    pub(crate) shape: Shape,
}

/// Lists all shapes in `from..to`, in order of position within 64 bytes.
pub(crate) fn scan(level: Level, w: &[u8], from: usize, to: usize, hits: &mut Vec<Hit>) {
    hits.clear();
    // A block earlier, so that what lies before `from` is known; two later, so that what follows `to` is.
    let start = from.saturating_sub(BLOCK);
    let bytes = tail(cut(w, 0..to.saturating_add(2 * BLOCK)), start);
    let mut finder = Finder {
        start,
        from,
        to,
        before: Before::default(),
        hits,
    };
    blocks(level, bytes, &mut finder);
}

/// Classes of the bytes just before a block, at the low end.
#[derive(Default)]
struct Before {
    digit: u64,
    word: u64,
    joined: u64,
    lower: u64,
    /// Two bytes: for `\n` before a token, and for a number at the end of a key.
    backslash: u64,
    letter: u64,
    dash: u64,
}

struct Finder<'h> {
    start: usize,
    from: usize,
    to: usize,
    before: Before,
    hits: &'h mut Vec<Hit>,
}

/// Two blocks as one number: shifting right looks ahead.
#[inline(always)]
fn wide(now: u64, next: u64) -> u128 {
    u128::from(now) | u128::from(next) << 64
}

#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the upper half is the next block"
)]
fn low(bits: u128) -> u64 {
    bits as u64
}

impl Sink for Finder<'_> {
    #[inline(always)]
    fn block(&mut self, index: usize, m: &Masks, n: &Masks) {
        let at = self.start + index * BLOCK;
        let digit = wide(m.digit, n.digit);
        let letters = m.upper | m.lower;
        let word = m.digit | letters | m.underscore;
        // A token begins where no letter, digit or `_` precedes, or only the letter of an escape such as `\n`.
        let after_word = word << 1 | self.before.word;
        let after_escape =
            (m.lower << 1 | self.before.lower) & (m.backslash << 2 | self.before.backslash);
        let begins = !after_word | after_escape;
        let after_digit = m.digit << 1 | self.before.digit;
        let runs = m.digit & !after_digit & begins;
        let two = digit & digit >> 1;
        if at < self.to {
            if runs != 0 {
                self.numbers(at, runs, digit, two, m, n);
            }
            self.capitals(at, two, m, n);
            self.each(Shape::Sign, at, m.sign);
            self.dotted(at, digit, after_digit, m, n);
            self.colons(at, m, n);
            self.each(Shape::Plus, at, m.plus & low(digit >> 1) & !after_word);
            self.each(Shape::Paren, at, m.paren & low(two >> 1 & digit >> 3));
            self.keys(at, m, n);
            self.long(at, m, n);
            let urls = m.colon & low(wide(m.slash, n.slash) >> 1 & wide(m.slash, n.slash) >> 2);
            self.each(Shape::Url, at, urls);
            if m.upper & low(wide(m.blank, n.blank) >> 2) != 0 {
                let upper = wide(m.upper, n.upper);
                let five = two & two >> 2 & digit >> 4;
                let zips = upper & upper >> 1 & wide(m.blank, n.blank) >> 2 & five >> 3;
                self.each(Shape::StateZip, at, low(zips) & !after_word);
            }
        }
        self.before = Before {
            digit: m.digit >> 63,
            word: word >> 63,
            joined: (word | m.dash | m.dot) >> 63,
            lower: m.lower >> 63,
            backslash: m.backslash >> 62,
            letter: (letters | m.underscore) >> 62,
            dash: m.dash >> 63,
        };
    }
}

impl Finder<'_> {
    #[inline(always)]
    fn each(&mut self, shape: Shape, at: usize, mut bits: u64) {
        while bits != 0 {
            let i = at + bits.trailing_zeros() as usize;
            if i >= self.from && i < self.to {
                self.hits.push(Hit { at: i, shape });
            }
            bits &= bits - 1;
        }
    }

    #[inline(always)]
    fn capitals(&mut self, at: usize, two: u128, m: &Masks, n: &Masks) {
        let blank = wide(m.blank, n.blank);
        let dash = wide(m.dash, n.dash);
        let four = two & two >> 2;
        let dashed = dash >> 1 & four >> 2 & two >> 6;
        let spaced = blank >> 1 & two >> 2 & blank >> 4 & two >> 5;
        self.each(Shape::Upper, at, m.upper & low(two >> 1 | dashed | spaced));
    }

    /// Long runs of digits, and groups of digits with the same kind of mark between them.
    #[inline(always)]
    fn numbers(&mut self, at: usize, runs: u64, digit: u128, two: u128, m: &Masks, n: &Masks) {
        let three = two & digit >> 2;
        let four = two & two >> 2;
        let six = four & two >> 4;
        self.each(Shape::Digits, at, runs & low(four & three >> 4));
        let mark = wide(
            m.blank | m.dash | m.dot | m.slash,
            n.blank | n.dash | n.dot | n.slash,
        );
        // Exactly so many digits, then a mark.
        let x1 = digit & mark >> 1;
        let (x2, x3, x4) = (two & mark >> 2, three & mark >> 3, four & mark >> 4);
        let five = four & digit >> 4;
        let (x5, x6) = (five & mark >> 5, six & mark >> 6);
        let grouped = x3 & (x2 >> 4 & four >> 7 | x3 >> 4 & two >> 8 | x4 >> 4 & four >> 9)
            | x4 & (x4 >> 5 | six >> 5 | x5 >> 5)
            | x2 & (x2 >> 3 & x2 >> 6
                | x3 >> 3 & x3 >> 7
                | six >> 3 & (two >> 9 & mark >> 11 | mark >> 9))
            | x1 & (x2 >> 2 & two >> 5 | x3 >> 2 & x3 >> 6)
            | x5 & five >> 6
            | x6 & four >> 7;
        self.each(Shape::Groups, at, runs & low(grouped));
    }

    #[inline(always)]
    fn dotted(&mut self, at: usize, digit: u128, after_digit: u64, m: &Masks, n: &Masks) {
        let after = wide(after_digit, n.digit << 1 | m.digit >> 63);
        let dots = wide(m.dot, n.dot) & after & digit >> 1;
        if low(dots) == 0 {
            return;
        }
        let next = |of: u128| of >> 2 | of >> 3 | of >> 4;
        let twice = dots & next(dots);
        self.each(Shape::Quad, at, low(twice & next(twice)));
    }

    #[inline(always)]
    fn colons(&mut self, at: usize, m: &Masks, n: &Masks) {
        let dash = wide(m.dash, n.dash);
        let dashes = dash & dash >> 3;
        let hardware = dashes & dashes >> 6 & dash >> 12;
        self.each(
            Shape::Colons,
            at,
            low(hardware) & !(m.dash << 1 | self.before.dash),
        );
        let colon = wide(m.colon, n.colon);
        if low(colon) == 0 {
            return;
        }
        let next = |of: u128| of >> 1 | of >> 2 | of >> 3 | of >> 4 | of >> 5;
        let twice = colon & next(colon);
        let thrice = colon & next(twice);
        let four = colon & next(thrice);
        self.each(Shape::Colons, at, low(four | colon & colon >> 1));
    }

    #[inline(always)]
    fn keys(&mut self, at: usize, m: &Masks, n: &Masks) {
        let close = wide(m.close, n.close);
        let colon = wide(m.colon, n.colon);
        // `::` and `://` are no operators.
        let single = colon & !(colon >> 1) & !(wide(m.slash, n.slash) >> 1);
        let call = wide(m.paren, n.paren) & close >> 1;
        let operator = wide(m.assign, n.assign) | single | call;
        // Up to seven blanks before the operator, then up to three quotes or the like.
        let blank = wide(m.blank, n.blank);
        let blanks = (blank, blank & blank >> 1);
        let four = blanks.1 & blanks.1 >> 2;
        let mut before = operator | blanks.0 & operator >> 1;
        before |= blanks.1 & before >> 2;
        before |= four & before >> 4;
        for _ in 0..3 {
            before |= close & before >> 1;
        }
        let word = m.digit | m.upper | m.lower | m.underscore;
        let after = n.digit | n.upper | n.lower | n.underscore;
        // A key may end with a number, but the hours of a time are none.
        let letter = m.upper | m.lower | m.underscore;
        let recent = letter << 1 | letter << 2 | self.before.letter | self.before.letter >> 1;
        let ends = (letter | m.digit & recent) & low(!(wide(word, after) >> 1));
        self.each(Shape::Key, at, ends & low(before >> 1));
        let value = wide(m.upper | m.digit, n.upper | n.digit);
        let before_value = low(blank >> 1 & value >> 2);
        self.each(Shape::Word, at, (m.upper | m.lower) & before_value);
        let flags = m.dash & low(wide(m.dash, n.dash) >> 1 & wide(m.lower, n.lower) >> 2);
        self.each(
            Shape::Flag,
            at,
            flags & !((m.dash | word) << 1 | self.before.dash | self.before.word),
        );
    }

    #[inline(always)]
    fn long(&mut self, at: usize, m: &Masks, n: &Masks) {
        let joined = |m: &Masks| m.digit | m.upper | m.lower | m.underscore | m.dash | m.dot;
        let run = wide(joined(m), joined(n));
        let two = run & run >> 1;
        let four = two & two >> 2;
        let eight = four & four >> 4;
        let begins = low(run) & !(low(run) << 1 | self.before.joined);
        self.each(Shape::Long, at, begins & low(eight & eight >> 8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(level: Level, w: &[u8], from: usize, to: usize) -> Vec<(usize, Shape)> {
        let mut hits = Vec::new();
        scan(level, w, from, to, &mut hits);
        let mut all: Vec<_> = hits.iter().map(|h| (h.at, h.shape)).collect();
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
        has("ip 10.20.30.4", 5, Shape::Quad);
        has("00:1a:2b:3c:4d:5e", 2, Shape::Colons);
        has("00-1A-2B-3C-4D-5E", 2, Shape::Colons);
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
        has("a --pass x", 2, Shape::Flag);
        has("ghp_abcdefghijklmnop", 0, Shape::Long);
        has("http://x", 4, Shape::Url);
        has("Reno, NV 89501", 6, Shape::StateZip);
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
