//! Objects that name a field in one place and give its value in another: `{"field":"ssn","value":"536…"}`.

use std::ops::Range;

use super::{
    KEY_BYTES_MAX, Key, Pairs, VALUE_BYTES_MAX, is_blank, is_word, key_before, skip, skip_back,
    value_at,
};
use crate::bytes::{at, before, cut};

/// How far the name may stand before the value.
const NAME_BYTES_MAX: usize = 320;
/// Pairs of an object that are looked through for the name.
const NAMES_MAX: usize = 8;
/// Keys that give the name of a field; of these nothing further back is asked.
const NAMES: &[&[u8]] = &[
    b"name",
    b"key",
    b"field",
    b"fieldname",
    b"property",
    b"attribute",
    b"param",
    b"parameter",
    b"column",
    b"parameterkey",
    b"parametername",
    b"attributename",
    b"propertyname",
    b"variable",
    b"setting",
    b"option",
];
/// Keys that may give it.
const KINDS: &[&[u8]] = &[
    b"type",
    b"system",
    b"label",
    b"title",
    b"id",
    b"code",
    b"kind",
    b"idtype",
    b"id_type",
    b"doctype",
    b"documenttype",
];
/// What a nested object calls its value.
const NESTED: &[&[u8]] = &[
    b"value", b"s", b"n", b"text", b"content", b"raw", b"data", b"#text", b"$t",
];

/// The value after the key that ends at `end`.
fn after(w: &[u8], end: usize) -> Option<(Range<usize>, bool)> {
    let i = skip(w, end, 5, |b| matches!(b, b'\\' | b'"' | b'\''));
    let i = skip(w, i, 8, is_blank);
    matches!(at(w, i), b':' | b'=').then_some(())?;
    let start = skip(w, i + 1, 64, is_blank);
    let (value, bounded) = value_at(w, start)?;
    if bounded || at(w, i) == b'=' {
        return Some((value, bounded));
    }
    // YAML: without quotes it is all of its line.
    let line = skip(w, start, VALUE_BYTES_MAX, |b| {
        b >= b' ' && !b"\"<>{}[],".contains(&b)
    });
    let whole = matches!(at(w, line), b'\n' | b'\r' | 0);
    Some((if whole { start..line } else { value }, false))
}

/// A key that ends with `value`: the name stands before it in the same object or tag.
pub(super) fn value(pairs: &mut Pairs<'_>, word: usize, end: usize) {
    let w = pairs.w;
    let key = skip_back(w, word, KEY_BYTES_MAX, is_word)..end;
    let ends = matches!(before(w, word), b'v' | b'V') && !is_word(at(w, end));
    if !ends || cut(w, key.clone()).contains(&b'.') {
        return;
    }
    if !matches!(
        before(w, key.start),
        b' ' | b'\t' | b'\n' | b'"' | b'\'' | b'\\' | b',' | b'{' | b'<' | b'(' | b'['
    ) {
        return;
    }
    let from = key.start.saturating_sub(NAME_BYTES_MAX);
    let open = memchr::memrchr2(b'{', b'<', cut(w, from..key.start)).map(|n| from + n);
    // `…": {"value": …` is found as nested.
    let from = open.map_or(from, |open| open + 1);
    let name = name(pairs, from..key.start);
    let tag = || element(pairs, open?, key.start);
    if let Some(name) = name.or_else(tag)
        && let Some((value, bounded)) = after(w, key.end)
    {
        pairs.add(Key::At(name), value, bounded);
    }
}

/// `<birthDate value="…"/>`: the tag that opens at `open` names what stands in its one attribute (FHIR).
fn element(pairs: &Pairs<'_>, open: usize, attribute: usize) -> Option<Range<usize>> {
    let w = pairs.w;
    if at(w, open) != b'<' || before(w, attribute) != b' ' {
        return None;
    }
    let name = open + 1..skip(w, open + 1, KEY_BYTES_MAX, is_word);
    let alone = name.end + 1 == attribute;
    alone.then(|| pairs.key(name)).flatten()
}

/// The name in a part of an object: the nearest one, or what a type says.
fn name(pairs: &mut Pairs<'_>, part: Range<usize>) -> Option<Range<usize>> {
    let w = pairs.w;
    let mut end = part.end;
    for _ in 0..NAMES_MAX {
        let operator = pairs.operators.before(w, part.start..end)?;
        end = operator.at;
        if operator.gives == Gives::Nothing {
            continue;
        }
        let (text, _) = value_at(w, skip(w, operator.at + 1, 16, is_blank))?;
        let last = cut(w, text.clone())
            .iter()
            .rposition(|b| matches!(b, b'/' | b':'));
        let text = last.map_or(text.start, |n| text.start + n + 1)..text.end;
        if let Some(key) = pairs.key(text) {
            return Some(key);
        }
        if operator.gives == Gives::Name {
            return None;
        }
    }
    None
}

/// What the key before an operator gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gives {
    /// The name of a field.
    Name,
    /// Maybe its name.
    Kind,
    Nothing,
}

impl Gives {
    fn of(key: &[u8]) -> Self {
        // Most keys are of no use, by their length and last letter alone.
        if LIKELY >> likely(key) & 1 == 0 {
            return Self::Nothing;
        }
        let is = |names: &[&[u8]]| names.iter().any(|name| name.eq_ignore_ascii_case(key));
        if is(NAMES) {
            Self::Name
        } else if is(KINDS) {
            Self::Kind
        } else {
            Self::Nothing
        }
    }
}

/// A bit for the length and last letter of a key.
const fn likely(key: &[u8]) -> usize {
    let last = match key {
        [.., last] => *last | 0x20,
        [] => 0,
    };
    (last as usize + 5 * key.len()) % 64
}

/// The bits of all names and kinds.
const LIKELY: u64 = bits(NAMES) | bits(KINDS);

const fn bits(mut keys: &[&[u8]]) -> u64 {
    let mut all = 0;
    while let [key, rest @ ..] = keys {
        all |= 1 << likely(key);
        keys = rest;
    }
    all
}

/// A `:` or `=`.
#[derive(Debug, Clone, Copy)]
struct Operator {
    at: usize,
    /// The search from here met it first.
    end: usize,
    gives: Gives,
}

/// Operators that were met lately: of values in a row each looks back at the same ones.
#[derive(Debug, Default)]
pub(super) struct Operators([Option<Operator>; OPERATORS]);

/// Those that are kept, by where the search for them began.
const OPERATORS: usize = 32;

impl Operators {
    /// The last one in a part of the text.
    fn before(&mut self, w: &[u8], part: Range<usize>) -> Option<Operator> {
        // Places at equal distances are spread.
        let place = part.end.wrapping_mul(0x9e37_79b9) >> 20;
        let slot = self.0.get_mut(place % OPERATORS)?;
        let known = slot.filter(|operator| operator.end == part.end && operator.at >= part.start);
        if known.is_some() {
            return known;
        }
        let at = part.start + memchr::memrchr2(b':', b'=', cut(w, part.clone()))?;
        *slot = Some(Operator {
            at,
            end: part.end,
            gives: Gives::of(cut(w, key_before(w, at))),
        });
        *slot
    }
}

/// `"ssn":{"value":"536…"}`, `"ssn":{"S":"536…"}`, `"ssn":["…","536…"]`. `i` is behind the colon.
pub(super) fn nested(pairs: &mut Pairs<'_>, _: usize, i: usize) {
    let w = pairs.w;
    let open = skip(w, i, 8, is_blank);
    if !matches!(at(w, open), b'{' | b'[') {
        return;
    }
    let Some(key) = pairs.key(key_before(w, i - 1)) else {
        return;
    };
    if at(w, open) == b'[' {
        return elements(pairs, &key, open + 1);
    }
    let mut part = skip(w, open + 1, 64, is_blank);
    for _ in 0..4 {
        let Some((name, true)) = value_at(w, part) else {
            return;
        };
        let Some((value, bounded)) = after(w, name.end) else {
            return;
        };
        let word = cut(w, name);
        if NESTED.iter().any(|n| n.eq_ignore_ascii_case(word)) {
            return pairs.add(Key::At(key), value, bounded);
        }
        let end = value.end + usize::from(bounded);
        part = skip(w, end, 64, |b| is_blank(b) || b == b',');
    }
}

/// Elements of an array after the key that owns it.
fn elements(pairs: &mut Pairs<'_>, key: &Range<usize>, start: usize) {
    let w = pairs.w;
    let mut i = skip(w, start, 64, is_blank);
    for _ in 0..16 {
        let Some((value, bounded)) = value_at(w, i) else {
            return;
        };
        let end = value.end + usize::from(bounded);
        pairs.add(Key::At(key.clone()), value, bounded);
        i = skip(w, end, 4, is_blank);
        if at(w, i) != b',' {
            return;
        }
        i = skip(w, i + 1, 64, is_blank);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn the_name_stands_before_the_value() {
        for text in [
            r#"{"key":"ssn","type":"string","value":"536"}"#,
            r#"{"type":"SSN","value":"536"}"#,
            r#"{"field":"ssn","oldValue":null,"newValue":"536"}"#,
            r#"{"system":"http://hl7.org/fhir/sid/us-ssn","value":"536"}"#,
            r#"<input id="f" class="c" name="ssn" type="text" value="536">"#,
            "- name: SSN\n  value: \"536\"\n",
            r#"<ssn value="536"/>"#,
        ] {
            let found = of(text);
            assert!(
                found.iter().any(|f| f.to_lowercase().contains("ssn='536'")),
                "{text} {found:?}"
            );
        }
        assert_eq!(
            of("- name: SSN\n- name: LEVEL\n  value: \"536\"\n"),
            [""; 0]
        );
        assert_eq!(of(r#"{"key":"ssn"},{"value":"536"}"#), [""; 0]);
    }

    #[test]
    fn nested_values_and_elements() {
        assert_eq!(of(r#"{"ssn":{"value":"536","ok":true}}"#), ["ssn='536'"]);
        assert_eq!(of(r#"{"ssn":{"S":"536"}}"#), ["ssn='536'"]);
        assert_eq!(
            of(r#"{"ssn":{"checked":false,"value":"536"}}"#),
            ["ssn='536'"]
        );
        assert_eq!(of(r#"{"ssn": ["x", "536"]}"#), ["ssn='x'", "ssn='536'"]);
        assert_eq!(of(r#"{"ssn":{"a":{"value":"536"}}}"#), [""; 0]);
    }
}
