//! Whole values in base64 or hex, where a key or what they begin with says so.

use std::ops::Range;

use super::{Decoded, Origin, Stretch, Ways};
use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::detect::decode_base64 as base64;
use crate::limits::PACKED_BYTES_MAX;

/// Shortest value under a key that is looked at.
const VALUE_BYTES_MIN: usize = 24;
const HEX_DIGITS_MIN: usize = 32;
/// What `-----BEGIN ` begins with in base64.
pub(crate) const ARMOUR: &str = "LS0tLS1CRUdJTi";
/// What is taken of the line before a value.
const BEFORE: usize = 64;
/// Between a key and its value.
const OPERATOR_BYTES_MAX: usize = 16;

/// A value in base64 or hex that stands for text.
pub(crate) struct Packed {
    range: Range<usize>,
    text: Vec<u8>,
    way: Ways,
}

impl Packed {
    /// What the token at `range` stands for, if that is text.
    pub(crate) fn new(w: &[u8], range: Range<usize>) -> Option<Self> {
        let token = cut(w, range.clone());
        let hex = (token.len() >= HEX_DIGITS_MIN)
            .then(|| unhex(token))
            .flatten();
        if let Some(text) = hex.filter(|text| is_text(text)) {
            let way = Ways::HEX;
            return Some(Self { range, text, way });
        }
        let text = base64(token).filter(|text| is_text(text))?;
        let way = Ways::BASE64;
        Some(Self { range, text, way })
    }

    /// The value decoded, in quotes, after what stands before it on its line, or after `key`.
    pub(crate) fn decoded(&self, outer: &Decoded, key: Option<&[u8]>) -> Option<Decoded> {
        let mut token = outer.origin(&self.range)?;
        token.ways = token.ways.and(self.way);
        let bound = |place| Origin {
            start: place,
            end: place,
            ways: Ways::NONE,
        };
        let valid = token.start.max(outer.valid.start)..token.end.min(outer.valid.end);
        let mut out = Decoded::empty(BEFORE + self.text.len() + 2, valid);
        let back = self.range.start.saturating_sub(BEFORE)..self.range.start;
        let back_text = cut(outer.text(), back.clone());
        let line = memchr::memrchr(b'\n', back_text).map_or(0, |n| n + 1);
        match key {
            Some(key) => key.iter().for_each(|b| out.push(*b, bound(token.start))),
            None => {
                let origins = outer.origins.get(back.start + line..back.end)?;
                for (byte, origin) in tail(back_text, line).iter().zip(origins) {
                    out.push(
                        *byte,
                        Origin {
                            ways: Ways::NONE,
                            ..*origin
                        },
                    );
                }
            }
        }
        let quoted = matches!(before(&out.text, out.text.len()), b'"' | b'\'');
        let quote = if quoted {
            before(&out.text, out.text.len())
        } else {
            b'"'
        };
        if !quoted {
            out.push(quote, bound(token.start));
        }
        self.text.iter().for_each(|b| out.push(*b, token));
        out.push(quote, bound(token.end));
        Some(out)
    }

    /// The part of the window around it.
    pub(crate) fn stretch(w: &[u8], range: &Range<usize>) -> Stretch {
        Stretch {
            range: range.start.saturating_sub(BEFORE)..range.end.min(w.len()),
            valid: range.clone(),
        }
    }

    /// Whether a key may own the whole of it.
    pub(crate) fn is_one_line(&self) -> bool {
        !self.text.trim_ascii_end().contains(&b'\n')
    }
}

/// The end of the token of base64, hex or both that begins at `start`.
pub(super) fn token_end(w: &[u8], start: usize) -> usize {
    let text = cut(w, start..start + PACKED_BYTES_MAX);
    let n = text.iter().take_while(|b| is_inside(b)).count();
    let padding = tail(text, n)
        .iter()
        .take(2)
        .take_while(|b| **b == b'=')
        .count();
    start + n + padding
}

/// The value of the secret-like key that ends at `end`, if it may be base64 or hex.
pub(crate) fn value_after(w: &[u8], end: usize) -> Option<Range<usize>> {
    let between = cut(w, end..end + OPERATOR_BYTES_MAX);
    let between = between
        .iter()
        .take_while(|b| matches!(b, b'"' | b'\'' | b'\\' | b' ' | b'\t' | b':' | b'=' | b'>'));
    let start = end + between.count();
    let operator = cut(w, end..start)
        .iter()
        .any(|b| matches!(b, b':' | b'=' | b'>'));
    let range = start..token_end(w, start);
    (operator && range.len() >= VALUE_BYTES_MIN).then_some(range)
}

/// Armoured keys and the like in base64, whatever their key is; they begin before `to`, at one of `marks`. A token is
/// looked at once, however often the mark is in it.
pub(crate) fn marked(w: &[u8], to: usize, marks: &[usize]) -> impl Iterator<Item = Range<usize>> {
    let begins = marks.iter().copied().take_while(move |start| *start < to);
    begins
        .filter(|start| !is_inside(&before(w, *start)))
        .map(|start| start..token_end(w, start))
}

fn is_inside(b: &u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b"+/-_");
    SET.has(*b)
}

fn unhex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |b: u8| {
        char::from(b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks_exact(2)
        .map(|pair| Some(digit(at(pair, 0))? << 4 | digit(at(pair, 1))?))
        .collect()
}

fn is_text(bytes: &[u8]) -> bool {
    let shown = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    !bytes.is_empty() && str::from_utf8(bytes).is_ok_and(|text| text.chars().all(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(String, Ways)> {
        let packed = Packed::new(text.as_bytes(), 0..text.len())?;
        Some((String::from_utf8(packed.text).unwrap(), packed.way))
    }

    #[test]
    fn only_what_stands_for_text_is_decoded() {
        let text = "two words and é".to_owned();
        assert_eq!(
            of("dHdvIHdvcmRzIGFuZCDDqQ=="),
            Some((text.clone(), Ways::BASE64))
        );
        assert_eq!(of("dHdvIHdvcmRzIGFuZCDDqQ"), Some((text, Ways::BASE64)));
        assert_eq!(
            of("68756e746572323268756e746572323268756e74"),
            Some(("hunter22hunter22hunt".to_owned(), Ways::HEX))
        );
        assert_eq!(of("9f86d081884c7d659a2feaa0c55ad015"), None);
        assert_eq!(of("getAuthenticationTokenProvider"), None);
        assert_eq!(of("iVBORw0KGgoAAAANSUhEUgAAAAEA"), None);
    }

    #[test]
    fn a_token_with_the_mark_is_taken_once() {
        let text = format!("a: {}= {0}", "LS0tLS1CRUdJTi".repeat(3));
        let marks: Vec<_> = text.match_indices(ARMOUR).map(|(i, _)| i).collect();
        let found: Vec<_> = marked(text.as_bytes(), text.len(), &marks).collect();
        assert_eq!(found, [3..46, 47..89]);
    }

    #[test]
    fn the_value_of_a_key() {
        let after = |text: &str| {
            value_after(text.as_bytes(), 3).and_then(|r| text.get(r).map(str::to_owned))
        };
        let token = "dHdvIHdvcmRzIGFuZCDDqQ==";
        for around in [
            "key: T\n",
            "key=T",
            "key\":\"T\"",
            "key\\\": \\\"T\\\"",
            "key>T<",
            "key => 'T'",
        ] {
            assert_eq!(
                after(&around.replace('T', token)).as_deref(),
                Some(token),
                "{around}"
            );
        }
        assert_eq!(after(&format!("key {token}")), None);
        assert_eq!(after("key=c2hvcnQ="), None);
    }
}
