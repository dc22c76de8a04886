//! Which parts of a window are worth decoding: the tokens with an encoded character, and a little around them.

use std::ops::Range;

use super::unit::{self, UNIT_BYTES_MAX};
use crate::bytes::{at, before, cut, tail};
use crate::limits::STRETCH_BYTES_MAX;

/// How far back the token of an encoded character may begin.
const TOKEN_BACK: usize = 512;
/// What is taken of the line before and after the token.
const AROUND: usize = 64;
/// How far the parts of a query are looked at for a `+`.
const QUERY_AHEAD: usize = 128;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) range: Range<usize>,
    /// Without what may be cut at its ends.
    pub(crate) valid: Range<usize>,
}

/// The stretches whose first encoded character lies in `at..to`.
pub(crate) struct Stretches<'w> {
    w: &'w [u8],
    at: usize,
    to: usize,
    /// The next escape, percent sign or entity, and the next blank or dash of print, at `at` or later as far as it is known.
    /// Where there is none it is `to`.
    encoded: Option<usize>,
    unbroken: Option<usize>,
}

impl<'w> Stretches<'w> {
    pub(crate) fn new(w: &'w [u8], from: usize, to: usize) -> Self {
        Self {
            w,
            at: from,
            to,
            encoded: None,
            unbroken: None,
        }
    }

    /// The next of all. Each kind is searched for once, however many there are of the other.
    fn first(&mut self) -> Option<usize> {
        let (w, at, to) = (self.w, self.at, self.to);
        let known = |place: &usize| *place >= at;
        let encoded = self.encoded.filter(known);
        let encoded = encoded.unwrap_or_else(|| next_escape(w, at, to).unwrap_or(to));
        let unbroken = self.unbroken.filter(known);
        let unbroken = unbroken.unwrap_or_else(|| next_unbroken(w, at, to).unwrap_or(to));
        self.encoded = Some(encoded);
        self.unbroken = Some(unbroken);
        Some(encoded.min(unbroken)).filter(|first| *first < to)
    }
}

impl Iterator for Stretches<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let w = self.w;
        let first = self.first()?;
        let (start, from) = start(w, first);
        let most = cut(w, first..start + STRETCH_BYTES_MAX);
        let line = memchr::memchr(b'\n', most);
        let limit = first + line.unwrap_or(most.len());
        // It ends with the line, or is full; both ends are seen.
        let closed = line.is_some() || limit == w.len();
        let (mut end, mut next) = (first, Some(first));
        while let Some(encoded) = next {
            let token = cut(w, encoded..limit).iter().take_while(|b| **b > b' ');
            let token_end = encoded + token.count();
            end = (token_end + AROUND).min(limit);
            next = next_encoded(w, token_end, end);
        }
        let full = end == limit && !closed;
        // What begins in the last bytes of a full stretch is whole in the next one.
        self.at = if full { end - TOKEN_BACK } else { end };
        let whole = end == limit && closed;
        Some(Stretch {
            range: start..end,
            valid: from..if whole { end } else { end - 1 },
        })
    }
}

/// Where the stretch of the encoded character at `first` begins, and from where on nothing is cut.
fn start(w: &[u8], first: usize) -> (usize, usize) {
    let back = cut(w, first.saturating_sub(TOKEN_BACK)..first);
    let line = memchr::memrchr(b'\n', back).map_or(0, |n| n + 1);
    let token = tail(back, line).iter().rev().take_while(|b| **b > b' ');
    let token = first - token.count();
    let start = token.saturating_sub(AROUND).max(first - back.len() + line);
    let cut_in_token = start > 0 && before(w, start) > b' ';
    let from = if cut_in_token {
        start + UNIT_BYTES_MAX
    } else {
        start
    };
    (start, from)
}

/// The next encoded character at or after `from` and before `to` that may hide something.
pub(super) fn next_encoded(w: &[u8], from: usize, to: usize) -> Option<usize> {
    let escape = next_escape(w, from, to);
    next_unbroken(w, from, escape.unwrap_or(to)).or(escape)
}

/// The next blank or dash of print that may part a value.
#[inline(never)]
fn next_unbroken(w: &[u8], from: usize, to: usize) -> Option<usize> {
    let [first, later] = unit::UNBROKEN;
    let mut i = from;
    loop {
        i += memchr::memchr2(first, later, cut(w, i..to))?;
        if unit::unit(w, i).is_some() {
            return Some(i);
        }
        i += 1;
    }
}

/// The next escape, percent sign or entity. `\"` and `\n` hide nothing that the detectors don't see, so they are undone
/// only beside others.
#[inline(never)]
fn next_escape(w: &[u8], from: usize, to: usize) -> Option<usize> {
    let mut i = from;
    while i < to {
        i += memchr::memchr3(b'%', b'\\', b'&', cut(w, i..to))?;
        let telling = match at(w, i) {
            b'\\' => {
                let slashes = tail(w, i).iter().take_while(|b| **b == b'\\').count();
                let last = i + slashes - 1;
                if matches!(at(w, last + 1), b'u' | b'x' | b'/') && unit::unit(w, last).is_some() {
                    return Some(i);
                }
                i += slashes - 1;
                false
            }
            b'&' => unit::unit(w, i).is_some() || has_blank(w, i),
            _ => unit::unit(w, i).is_some(),
        };
        if telling {
            return Some(i);
        }
        i += 1;
    }
    None
}

/// Whether the part of a query before or after the `&` at `i` has a `+` for a blank.
fn has_blank(w: &[u8], i: usize) -> bool {
    let inside = |b: &&u8| **b > b' ' && !matches!(b, b'&' | b'?' | b'"' | b'\'' | b'<' | b'>');
    let later = cut(w, i + 1..i + 1 + QUERY_AHEAD);
    let after = later.iter().take_while(inside).count();
    let earlier = cut(w, i.saturating_sub(AROUND)..i);
    let before = earlier.iter().rev().take_while(inside).count();
    let parts = cut(w, i - before..i + 1 + after);
    memchr::memchr_iter(b'+', parts).any(|n| unit::is_blank(parts, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        Stretches::new(text.as_bytes(), 0, text.len())
            .filter_map(|s| text.get(s.range))
            .collect()
    }

    #[test]
    fn a_stretch_is_a_part_of_a_line() {
        assert_eq!(of("a b\nc d%40e f\ng"), ["c d%40e f"]);
        assert_eq!(of("say \\\"x\\\" and\\n C:\\\\Users a&b 5 % 3 &c"), [""; 0]);
        assert_eq!(of("{\"a\":\"b\\\\\\\\u0040c\"}").len(), 1);
        assert_eq!(of("/f?card=4111+1111&x=1"), ["/f?card=4111+1111&x=1"]);
        assert_eq!(of("é 5\u{a0}€ – x"), [""; 0]);
        assert_eq!(of("a\nb 41\u{a0}11 c\nd"), ["b 41\u{a0}11 c"]);
        assert_eq!(of("a%40b 41\u{202f}11"), ["a%40b 41\u{202f}11"]);
        let far = format!("a%40b {} c%40d", "x ".repeat(100));
        let two = of(&far);
        assert_eq!(two.len(), 2);
        assert!(two[0].starts_with("a%40b x") && two[1].ends_with("x  c%40d"));
        assert!(two.iter().all(|s| s.len() < 75));
    }

    #[test]
    fn stretches_are_together_not_much_longer_than_the_text() {
        for unit in [
            "%41",
            "%25",
            "&amp;",
            "\\u0041",
            "\\\\",
            "&a+b",
            "\\/",
            "%41 ",
            "% 41%41\n",
            "&#64;&",
            "1\u{a0}",
            "1\u{2009}1%41 ",
        ] {
            for size in [1_000, 100_000] {
                let text = unit.repeat(size / unit.len());
                let mut all = 0;
                let mut last = 0;
                for s in Stretches::new(text.as_bytes(), 0, text.len()) {
                    assert!(s.range.len() <= STRETCH_BYTES_MAX, "{unit}");
                    assert!(s.range.end > last, "{unit}");
                    last = s.range.end;
                    all += s.range.len();
                }
                assert!(
                    all <= text.len() * 3 / 2 + STRETCH_BYTES_MAX,
                    "{unit}: {all}"
                );
            }
        }
    }
}
