//! Keys that stand apart from their values: in table cells, a line above, beside a `value` in the same object.
//!
//! Every such pair becomes a line of a text, `key: "value"`, which all detectors look at as if it had been written so.
//! What makes a pair is cheap to find: an end tag, a line that ends with a mark, a few fixed words. What the pair says is
//! looked at only if its key is one that some rule knows.

mod arrays;
mod cells;
mod documents;
mod fields;
mod lines;
mod marks;
mod numbered;
mod owners;
mod programs;
mod records;
mod scripts;
mod statements;
mod tables;
mod words;

use std::borrow::Cow;
use std::ops::Range;

use super::{Decoded, Origin, Ways};
use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::literals::Found;
pub(crate) use marks::{may_stand_apart, texts as marks_apart};
pub(crate) use tables::Header;

/// The longest key.
pub(crate) const KEY_BYTES_MAX: usize = 48;
/// The longest value, and how far ahead of its key it may begin.
const VALUE_BYTES_MAX: usize = 1 << 10;

/// What names a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// A part of the window.
    At(Range<usize>),
    /// What the format says, or the header of a column says.
    Text(Cow<'static, [u8]>),
}

impl Key {
    fn len(&self) -> usize {
        match self {
            Self::At(range) => range.len(),
            Self::Text(text) => text.len(),
        }
    }
}

/// A key and a value of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Apart {
    pub(crate) key: Key,
    pub(crate) value: Range<usize>,
    /// The value ends there and not before.
    pub(crate) bounded: bool,
}

impl Apart {
    /// Bytes of key and value.
    pub(crate) fn size(&self) -> usize {
        self.key.len() + self.value.len()
    }
}

/// The pairs of a window, as they are found.
pub(crate) struct Pairs<'a> {
    w: &'a [u8],
    /// Whether a rule knows the key.
    known: &'a dyn Fn(&[u8]) -> bool,
    header: &'a mut Header,
    /// The fresh bytes.
    fresh: Range<usize>,
    /// Where the last row of a table ended.
    row: usize,
    /// Where the last array ended that may be a row.
    array: usize,
    /// Where the last list of keys and values ended.
    list: usize,
    operators: fields::Operators,
    found: Vec<Apart>,
}

/// Where pairs are looked for in a window.
pub(crate) struct Places<'a> {
    /// The fresh bytes.
    pub(crate) fresh: Range<usize>,
    /// The line breaks among them.
    pub(crate) newlines: &'a [usize],
    /// All places among them of which [`may_stand_apart`] says so.
    pub(crate) marks: &'a [usize],
    /// All of [`marks_apart`] among them.
    pub(crate) rare: &'a [Found],
}

/// All pairs whose mark is among the fresh bytes. `header` says what the columns of the tables at hand are, if there are any.
pub(crate) fn pairs(
    w: &[u8],
    places: Places<'_>,
    header: &mut Header,
    known: &dyn Fn(&[u8]) -> bool,
) -> Vec<Apart> {
    let mut pairs = Pairs {
        w,
        known,
        header,
        fresh: places.fresh,
        row: 0,
        array: 0,
        list: 0,
        operators: fields::Operators::default(),
        found: Vec::new(),
    };
    records::resume(&mut pairs);
    marks::find(&mut pairs, places.marks, places.rare);
    lines::find(&mut pairs, places.newlines);
    pairs.found
}

impl Pairs<'_> {
    /// The part of a text that is a key some rule knows: all of it, or its singular.
    fn key(&self, text: Range<usize>) -> Option<Range<usize>> {
        let key = key_trimmed(self.w, text);
        if self.is_known(cut(self.w, key.clone())) {
            return Some(key);
        }
        let single = key.start..key.end.checked_sub(1)?;
        if !matches!(at(self.w, single.end), b's' | b'S') || single.is_empty() {
            return None;
        }
        // `maxTokens` is a number of them.
        let count = COUNTS
            .iter()
            .any(|c| cut(self.w, key.start..key.start + c.len()).eq_ignore_ascii_case(c));
        (!count && self.is_known(cut(self.w, single.clone()))).then_some(single)
    }

    fn is_known(&self, key: &[u8]) -> bool {
        // Its last letters say nearly always that it is none.
        (2..=KEY_BYTES_MAX).contains(&key.len())
            && (self.known)(key)
            && key.iter().all(|b| is_key_byte(*b))
            && !key.eq_ignore_ascii_case(VERDICT)
    }

    /// A pair, if its key is known. Returns whether it is.
    fn push(&mut self, key: Range<usize>, value: Range<usize>, bounded: bool) -> bool {
        let key = self.key(key);
        let known = key.is_some();
        if let Some(key) = key {
            self.add(Key::At(key), value, bounded);
        }
        known
    }

    fn add(&mut self, key: Key, value: Range<usize>, bounded: bool) {
        let value = trimmed(self.w, value);
        if !value.is_empty() && value.len() <= VALUE_BYTES_MAX {
            self.found.push(Apart {
                key,
                value,
                bounded,
            });
        }
    }
}

impl Pairs<'_> {
    /// A field of which its format says what it holds. One function, not a copy for each field: the browser loads them all.
    #[inline(never)]
    fn field(&mut self, says: &'static str, value: Range<usize>) {
        self.add(Key::Text(Cow::Borrowed(says.as_bytes())), value, true);
    }
}

/// Where a byte stands in a part of a text.
fn places(w: &[u8], part: Range<usize>, byte: u8) -> impl Iterator<Item = usize> + '_ {
    let start = part.start;
    let found = cut(w, part).iter().enumerate();
    found
        .filter(move |(_, b)| **b == byte)
        .map(move |(n, _)| start + n)
}

/// What keys of numbers begin with.
const COUNTS: &[&[u8]] = &[b"max", b"min", b"num", b"total", b"count"];
/// `pass` beside something else is a verdict as often as a password.
const VERDICT: &[u8] = b"pass";

impl Decoded {
    /// Pairs as they are usually written, one a line.
    pub(crate) fn joined(w: &[u8], pairs: &[Apart]) -> Self {
        let size = pairs.iter().map(|p| p.key.len() + p.value.len() + 5).sum();
        let mut out = Self::empty(size, 0..w.len());
        for pair in pairs {
            let value = cut(w, pair.value.clone());
            let quote = [b'"', b'\'', b'`']
                .into_iter()
                .find(|quote| pair.bounded && !value.contains(quote));
            match &pair.key {
                Key::At(range) => out.append(w, range),
                Key::Text(text) => text.iter().for_each(|b| out.mark(*b, pair.value.start)),
            }
            for byte in [b':', b' '].into_iter().chain(quote) {
                out.mark(byte, pair.value.start);
            }
            out.append(w, &pair.value);
            for byte in quote.into_iter().chain([b'\n']) {
                out.mark(byte, pair.value.end);
            }
        }
        out
    }

    /// Bytes of the window as they are.
    fn append(&mut self, w: &[u8], range: &Range<usize>) {
        let bytes = cut(w, range.clone());
        self.text.extend_from_slice(bytes);
        let places = range.start..range.start + bytes.len();
        self.origins.extend(places.map(|start| Origin {
            start,
            end: start + 1,
            ways: Ways::APART,
        }));
    }

    /// A mark that stands nowhere.
    fn mark(&mut self, byte: u8, place: usize) {
        self.push(
            byte,
            Origin {
                start: place,
                end: place,
                ways: Ways::APART,
            },
        );
    }
}

fn is_key_byte(b: u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b" _-.'/()&#").and_beyond();
    SET.has(b)
}

pub(crate) fn is_word(b: u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b"_-.").and_beyond();
    SET.has(b)
}

fn is_blank(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\r' | b'\n')
}

/// The first byte at or after `from` that is not in the set, within `most`.
fn skip(w: &[u8], from: usize, most: usize, set: impl Fn(u8) -> bool) -> usize {
    from + cut(w, from..from + most)
        .iter()
        .take_while(|b| set(**b))
        .count()
}

/// The end of what precedes the bytes in the set before `to`, within `most`.
fn skip_back(w: &[u8], to: usize, most: usize, set: impl Fn(u8) -> bool) -> usize {
    let back = cut(w, to.saturating_sub(most)..to);
    to - back.iter().rev().take_while(|b| set(**b)).count()
}

fn trimmed(w: &[u8], range: Range<usize>) -> Range<usize> {
    let start = skip(w, range.start, range.len(), is_blank);
    start..skip_back(w, range.end, range.end.saturating_sub(start), is_blank).max(start)
}

/// Without what labels have around them.
fn key_trimmed(w: &[u8], range: Range<usize>) -> Range<usize> {
    let start = skip(w, range.start, range.len(), is_around_label);
    let most = range.end.saturating_sub(start);
    start..skip_back(w, range.end, most, is_around_label).max(start)
}

fn is_around_label(b: u8) -> bool {
    static SET: ByteSet = ByteSet::of(b" \t\r\n\"'`\\[](){}>:*.=-#_|?");
    SET.has(b)
}

/// The string or bare value at `start`: within quotes, or up to a mark or blank that ends it.
fn value_at(w: &[u8], start: usize) -> Option<(Range<usize>, bool)> {
    let slashes = skip(w, start, 4, |b| b == b'\\') - start;
    let open = start + slashes;
    let quote = at(w, open);
    if matches!(quote, b'"' | b'\'' | b'`') {
        let text = cut(w, open + 1..open + 1 + VALUE_BYTES_MAX);
        let mut from = 0;
        loop {
            let close = from + memchr::memchr2(quote, b'\n', tail(text, from))?;
            if at(text, close) == b'\n' {
                return None;
            }
            let escapes = close - skip_back(text, close, close, |b| b == b'\\');
            if escapes <= slashes {
                let end = open + 1 + close - escapes;
                return (end > open + 1).then_some((open + 1..end, true));
            }
            from = close + 1;
        }
    }
    let ends = |b: u8| {
        let bracket = matches!(b, b'<' | b'>' | b'{' | b'}' | b'[' | b']');
        b <= b' ' || bracket || matches!(b, b'"' | b'\'' | b',' | b';' | b'&' | b'|')
    };
    let end = skip(w, start, VALUE_BYTES_MAX, |b| !ends(b));
    (end > start).then_some((start..end, false))
}

/// The key whose closing quote or last byte stands before `end`: `"key"`, `key`.
fn key_before(w: &[u8], end: usize) -> Range<usize> {
    let end = skip_back(w, end, 16, |b| is_blank(b) || matches!(b, b'\\'));
    let quote = before(w, end);
    if matches!(quote, b'"' | b'\'' | b'`') {
        let back = cut(w, end.saturating_sub(KEY_BYTES_MAX + 2)..end - 1);
        let open = memchr::memrchr2(quote, b'\n', back);
        return match open {
            Some(n) if at(back, n) == quote => end - 1 - back.len() + n + 1..end - 1,
            _ => end..end,
        };
    }
    skip_back(w, end, KEY_BYTES_MAX + 1, is_word)..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All pairs of a text.
    fn pairs_of(w: &[u8], known: &dyn Fn(&[u8]) -> bool) -> Vec<Apart> {
        let newlines: Vec<usize> = memchr::memchr_iter(b'\n', w).collect();
        let marks: Vec<usize> = (0..w.len()).filter(|i| may_stand_apart(w, *i)).collect();
        let rules = crate::rules::RuleSet::builtin().unwrap();
        let mut rare = crate::rules::Rare::default();
        (rules.marks).find(crate::simd::Level::best(), w, 0..w.len(), &mut rare);
        let places = Places {
            fresh: 0..w.len(),
            newlines: &newlines,
            marks: &marks,
            rare: &rare.apart,
        };
        pairs(w, places, &mut Header::default(), known)
    }

    /// Every pair as `key=value`; a value in quotes is bounded.
    pub(super) fn of(text: &str) -> Vec<String> {
        let known = |key: &[u8]| {
            let key = String::from_utf8_lossy(key).to_ascii_lowercase();
            ["ssn", "dob", "pin"].iter().any(|k| key.ends_with(k))
        };
        let shown = |pair: Apart| {
            let part = |r: Range<usize>| text.get(r).unwrap_or("?").to_owned();
            let value = part(pair.value);
            let key = match pair.key {
                Key::At(range) => part(range),
                Key::Text(text) => String::from_utf8_lossy(&text).into_owned(),
            };
            if pair.bounded {
                format!("{key}='{value}'")
            } else {
                format!("{key}={value}")
            }
        };
        pairs_of(text.as_bytes(), &known)
            .into_iter()
            .map(shown)
            .collect()
    }

    #[test]
    fn a_pair_is_written_so_that_its_value_is_whole() {
        let w = br#"<b>ssn</b><i>1 "2"</i>"#;
        let pair = Apart {
            key: Key::At(3..6),
            value: 13..18,
            bounded: true,
        };
        let joined = Decoded::joined(w, &[pair.clone(), pair]);
        let line = "ssn: '1 \"2\"'\n";
        assert_eq!(joined.text(), line.repeat(2).as_bytes());
        assert_eq!(joined.place(&(6..11)).map(|p| p.0), Some(13..18));
    }

    /// Text made of what parts keys from values, in any order.
    fn text() -> impl Strategy<Value = String> {
        let pieces = [
            "ssn",
            "dob",
            "536",
            " ",
            "\n",
            ":",
            "\"",
            "'",
            "`",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            "=",
            "|",
            "**",
            "-",
            ">",
            "<td>",
            "</td>",
            "<tr>",
            "</tr>",
            "<th>",
            "</th>",
            "</ssn>",
            "<![CDATA[",
            "]]>",
            "value",
            "\"value\":",
            "\"name\":",
            "\"ssn\":",
            " is ",
            " as ",
            " (",
            " #",
            "BEGIN:VCARD\n",
            "BDAY:",
            "dn: x\n",
            "cn: ",
            "\"given\": [",
            "\"code\":",
            "Key (",
            ")=(",
            "rejected value [",
            "input_value=",
            "define(",
            "Some(\"",
            "form-data; name=\"",
            "\r\n",
            " ....",
            "é",
            "\u{1f600}",
        ];
        proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..80)
            .prop_map(|p| p.concat())
    }

    proptest! {
        #[test]
        fn pairs_lie_in_the_text_and_map_back(text in text()) {
            let w = text.as_bytes();
            let found = pairs_of(w, &|_| true);
            for pair in &found {
                prop_assert!(pair.value.start < pair.value.end && pair.value.end <= w.len());
                if let Key::At(key) = &pair.key {
                    prop_assert!(key.start < key.end && key.end <= w.len());
                }
            }
            let joined = Decoded::joined(w, &found);
            let lines = joined.text().split(|b| *b == b'\n').count();
            prop_assert!(lines > found.len());
            for start in 0..joined.text().len() {
                if let Some((place, _)) = joined.place(&(start..start + 1)) {
                    prop_assert_eq!(cut(w, place), cut(joined.text(), start..start + 1));
                }
            }
        }
    }

    #[test]
    fn unknown_keys_make_no_pair() {
        assert_eq!(of("<th>Name</th><td>1</td>"), [""; 0]);
        assert_eq!(of("count:\n  12\n"), [""; 0]);
    }
}
