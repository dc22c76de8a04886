//! Keys on the line above their value, and lines that are a key and a value by their marks.

use std::ops::Range;

use super::{
    KEY_BYTES_MAX, Key, Pairs, VALUE_BYTES_MAX, documents, is_blank, is_word, key_before, numbered,
    skip, skip_back, value_at,
};
use crate::bytes::{ByteSet, at, before, cut, tail};

/// The longest line that ends with a key.
const LINE_BYTES_MAX: usize = 160;
/// Values of a list below a key.
const ITEMS_MAX: usize = 16;
/// What follows an opening brace, up to the value that belongs to the key before it.
const BLOCK_BYTES_MAX: usize = 400;
/// Keys of the value within a block.
const VALUE_KEYS: &[&[u8]] = &[b"value", b"default", b"content", b"text", b"plaintext"];

/// What a line ends with whose value stands on the next ones.
static OPENS: ByteSet = ByteSet::of(b":|>-+{[");

pub(super) fn find(pairs: &mut Pairs<'_>, newlines: &[usize]) {
    let w = pairs.w;
    if pairs.fresh.start == 0 {
        numbered(pairs, 0);
    }
    // The next bar at or after the line.
    let mut bar = newlines.first().copied();
    for newline in newlines {
        let end = skip_back(w, *newline, 8, |b| matches!(b, b' ' | b'\t' | b'\r'));
        let from = newline.saturating_sub(LINE_BYTES_MAX);
        // Few lines end so.
        let last = before(w, end);
        if OPENS.has(last) {
            match last {
                b':' => above(pairs, line_start(w, from, end)..end - 1, *newline),
                b'|' | b'>' | b'-' | b'+' => scalar(pairs, end, *newline),
                b'{' => block(pairs, end - 1, *newline),
                _ => list(pairs, end - 1, *newline),
            }
        }
        if matches!(
            at(w, newline + 1),
            b':' | b'0' | b'1' | b'6' | b'C' | b'R' | b'D'
        ) {
            numbered(pairs, newline + 1);
        }
        // Few texts have a bar at all.
        if bar.is_some_and(|bar| bar <= *newline) {
            bar = memchr::memchr(b'|', tail(w, newline + 1)).map(|n| newline + 1 + n);
        }
        if bar.is_some_and(|bar| bar - newline <= KEY_BYTES_MAX + 3) {
            row(pairs, *newline + 1);
        }
    }
}

/// Lines that begin with the number or name of their field.
fn numbered(pairs: &mut Pairs<'_>, start: usize) {
    match at(pairs.w, start) {
        b':' => {
            numbered::party(pairs, start);
            numbered::statement(pairs, start);
        }
        b'0' => {
            numbered::balance(pairs, start);
            documents::patient(pairs, start);
        }
        b'1' | b'6' => numbered::entry(pairs, start),
        b'C' if cut(pairs.w, start..start + 4) == b"COM+" => {
            numbered::segment(pairs, start, start + 4);
        }
        b'R' => documents::wages(pairs, start),
        b'D' => documents::licence(pairs, start, start),
        _ => {}
    }
}

/// Where the line begins that ends at `end`, if that is at `from` or later.
fn line_start(w: &[u8], from: usize, end: usize) -> usize {
    memchr::memrchr(b'\n', cut(w, from..end)).map_or(from, |n| from + n + 1)
}

fn line_at(w: &[u8], start: usize) -> Range<usize> {
    let text = cut(w, start..start + VALUE_BYTES_MAX);
    start..start + memchr::memchr(b'\n', text).unwrap_or(text.len())
}

/// `SSN:` and on the next line `536…`, or a list of values with dashes.
fn above(pairs: &mut Pairs<'_>, key: Range<usize>, newline: usize) {
    let w = pairs.w;
    let start = skip(w, key.start, key.len(), |b| {
        is_blank(b) || b"->*#".contains(&b)
    });
    // A sentence that ends with a colon is no label.
    let Some(key) = pairs.key(start..key.end) else {
        return;
    };
    let first = newline + 1;
    let mut line = line_at(w, first);
    if cut(w, line.clone()).trim_ascii().is_empty() {
        line = line_at(w, line.end + 1);
    }
    for n in 0..ITEMS_MAX {
        let start = skip(w, line.start, 64, is_blank_in_line);
        let item = at(w, start) == b'-' && at(w, start + 1) == b' ';
        if n > 0 && !item {
            return;
        }
        let start = if item {
            skip(w, start + 1, 16, is_blank_in_line)
        } else {
            start
        };
        single(pairs, key.clone(), start..line.end);
        if !item || line.end >= w.len() {
            return;
        }
        line = line_at(w, line.end + 1);
    }
}

fn is_blank_in_line(b: u8) -> bool {
    matches!(b, b' ' | b'\t')
}

/// The one value of a line: in quotes, or all of it if it has no key of its own.
fn single(pairs: &mut Pairs<'_>, key: Range<usize>, line: Range<usize>) {
    let w = pairs.w;
    if matches!(at(w, line.start), b'"' | b'\'') {
        if let Some((value, true)) = value_at(w, line.start) {
            let next = skip(w, value.end + 1, 8, is_blank_in_line);
            if !matches!(at(w, next), b':' | b'=') {
                pairs.add(Key::At(key), value, true);
            }
        }
        return;
    }
    let text = cut(w, line.clone());
    let own = text.windows(2).any(|p| matches!(p, [b':', b' ' | b'\r']));
    let ends = before(text.trim_ascii_end(), text.trim_ascii_end().len());
    if !own && !matches!(ends, b':' | b'{' | b'[' | b'(') && !text.contains(&b'=') {
        pairs.add(Key::At(key), line, false);
    } else if own || text.contains(&b'=') {
        // A secret may have `=` in it; one word is no other pair.
        let word = skip(w, line.start, VALUE_BYTES_MAX, |b| b > b' ');
        if !own && word >= line.end - usize::from(before(w, line.end) == b'\r') {
            pairs.add(Key::At(key), line, false);
        }
    }
}

/// `key: |`, `key: >-` and the value indented on the next line; `["key"]=>` and `string(3) "…"`.
fn scalar(pairs: &mut Pairs<'_>, end: usize, newline: usize) {
    let w = pairs.w;
    let mark = skip_back(w, end, 3, |b| b"|>+-123456789".contains(&b));
    if at(w, mark) == b'>' && before(w, mark) == b'=' {
        return dumped(pairs, mark - 1, newline);
    }
    let colon = skip_back(w, mark, 8, is_blank_in_line);
    if before(w, colon) != b':' || !matches!(at(w, mark), b'|' | b'>') {
        return;
    }
    let line = line_at(w, newline + 1);
    let indented = matches!(at(w, line.start), b' ' | b'\t');
    if indented {
        pairs.push(key_before(w, colon - 1), line, false);
    }
}

/// `["ssn"]=>` as PHP dumps it.
fn dumped(pairs: &mut Pairs<'_>, arrow: usize, newline: usize) {
    let w = pairs.w;
    let key = key_before(w, skip_back(w, arrow, 1, |b| b == b']'));
    let line = line_at(w, newline + 1);
    let text = cut(w, line.clone()).trim_ascii_start();
    let start = line.end - text.len();
    if text.starts_with(b"string(")
        && let Some(quote) = memchr::memchr(b'"', text)
        && let Some((value, true)) = value_at(w, start + quote)
    {
        pairs.push(key, value, true);
    }
}

/// `"ssn": {` or `variable "ssn" {`, and `value` or `default` on one of the next lines.
fn block(pairs: &mut Pairs<'_>, brace: usize, newline: usize) {
    let w = pairs.w;
    let operator = skip_back(w, brace, 8, is_blank_in_line);
    let colon = matches!(before(w, operator), b':' | b'=');
    if colon && before(w, operator - 1) == b'"' {
        // An object of JSON is read as one.
        return;
    }
    let Some(key) = pairs.key(key_before(w, operator - usize::from(colon))) else {
        return;
    };
    let text = cut(w, newline + 1..newline + 1 + BLOCK_BYTES_MAX);
    let text = cut(
        text,
        0..memchr::memchr2(b'}', b'{', text).unwrap_or(text.len()),
    );
    let mut at_line = newline + 1;
    for line in text.split(|b| *b == b'\n') {
        let name = skip(w, at_line, 64, |b| is_blank_in_line(b) || b == b'"');
        let end = skip(w, name, KEY_BYTES_MAX, is_word);
        let word = cut(w, name..end);
        if VALUE_KEYS.iter().any(|k| k.eq_ignore_ascii_case(word)) {
            let value = skip(w, end, 24, |b| {
                is_blank_in_line(b) || b"\":=".contains(&b) && b != b'"'
            });
            let value = if at(w, end) == b'"' {
                skip(w, end + 1, 24, |b| {
                    is_blank_in_line(b) || matches!(b, b':' | b'=')
                })
            } else {
                value
            };
            if let Some((value, bounded)) = value_at(w, value) {
                pairs.add(Key::At(key), value, bounded);
            }
            return;
        }
        at_line += line.len() + 1;
    }
}

/// `"ssn": [` and one value on each of the next lines.
fn list(pairs: &mut Pairs<'_>, bracket: usize, newline: usize) {
    let w = pairs.w;
    let operator = skip_back(w, bracket, 8, is_blank_in_line);
    if !matches!(before(w, operator), b':' | b'=') || before(w, operator - 1) == b'"' {
        return;
    }
    let Some(key) = pairs.key(key_before(w, operator - 1)) else {
        return;
    };
    let mut line = line_at(w, newline + 1);
    for _ in 0..ITEMS_MAX {
        let start = skip(w, line.start, 64, is_blank_in_line);
        match value_at(w, start) {
            Some((value, bounded)) => pairs.add(Key::At(key.clone()), value, bounded),
            None => return,
        }
        line = line_at(w, line.end + 1);
    }
}

/// `| SSN | 536… |` and `ssn     | 536…`: a table on its side.
fn row(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    let first = skip(w, start, KEY_BYTES_MAX + 2, |b| b != b'|' && b != b'\n');
    if at(w, first) != b'|' {
        return;
    }
    let line = line_at(w, start);
    let bars = memchr::memchr_iter(b'|', cut(w, line.clone())).map(|n| line.start + n);
    let bars: Vec<usize> = bars.take(4).collect();
    let framed = cut(w, start..first).trim_ascii().is_empty();
    match (framed, bars.as_slice()) {
        (true, [a, b, c]) => {
            pairs.push(a + 1..*b, b + 1..*c, true);
        }
        (false, [bar]) if is_blank_in_line(before(w, *bar)) || is_blank_in_line(at(w, bar + 1)) => {
            pairs.push(start..*bar, bar + 1..line.end, true);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn values_on_the_next_line() {
        for text in [
            "SSN:\n536\n",
            "Case 1\n\n  SSN:\r\n536\r\n",
            "SSN:\n\n536\n",
            "a:\n  ssn: |\n    536\n",
            "ssn: >-\n    536\n",
            "\"ssn\": [\n  536\n]\n",
        ] {
            let found = of(text);
            assert_eq!(found.len(), 1, "{text} {found:?}");
            assert!(found[0].to_lowercase().starts_with("ssn=536"), "{found:?}");
        }
        assert_eq!(of("ssn:\n  - 536\n  - 537\nx"), ["ssn=536", "ssn=537"]);
        assert_eq!(of("  [\"ssn\"]=>\n  string(3) \"536\"\n"), ["ssn='536'"]);
        assert_eq!(of("ssn:\n  type: text\n"), [""; 0]);
        assert_eq!(of("ssn: |\n"), [""; 0]);
    }

    #[test]
    fn values_in_blocks() {
        assert_eq!(
            of("variable \"ssn\" {\n  type    = string\n  default = \"536\"\n}\n"),
            ["ssn='536'"]
        );
        assert_eq!(of("  \"ssn\": {\n    \"value\": \"536\",\n"), ["ssn='536'"]);
        assert_eq!(of("ssn {\n  other { value = 1 }\n}\n"), [""; 0]);
    }

    #[test]
    fn rows_of_two() {
        assert_eq!(of("x\n| SSN | 536 |\n"), ["SSN='536'"]);
        assert_eq!(of("x\nssn       | 536\n"), ["ssn='536'"]);
        assert_eq!(of("x\nssn | 536 | 1\n"), [""; 0]);
    }
}
