//! The `data` of Kubernetes Secrets, in YAML and JSON: every value is base64, and secret whatever its key says.

use std::ops::Range;

use memchr::memmem;

use super::packed::token_end;
use crate::bytes::{at, before, cut, tail};
use crate::limits::{LOOKAHEAD_BYTES, LOOKBEHIND_BYTES};

/// Shortest value that is looked at.
const VALUE_BYTES_MIN: usize = 8;
/// Between `kind` and `Secret`.
const OPERATOR_BYTES_MAX: usize = 12;

/// What the values of a Secret stand under.
pub(crate) const DATA: &str = "data";

/// Values of all blocks of data that begin in `from..to`, at one of `words`.
pub(crate) fn secret_values(
    w: &[u8],
    from: usize,
    to: usize,
    words: &[usize],
) -> Vec<Range<usize>> {
    let mut values = Vec::new();
    let mut marks = None;
    let mut i = from;
    for word in words.iter().copied() {
        if word < i || word + DATA.len() > to {
            continue;
        }
        i = word + DATA.len();
        let Some(block) = block(w, word) else {
            continue;
        };
        let marks = marks.get_or_insert_with(|| Marks::new(w));
        if marks.is_secret(word, matches!(block, Block::Yaml { .. })) {
            i = match block {
                Block::Yaml { start, indent } => yaml(w, start, indent, &mut values),
                Block::Json { start } => json(w, start, &mut values),
            };
        }
    }
    values
}

enum Block {
    Yaml { start: usize, indent: usize },
    Json { start: usize },
}

/// Whether `data` at `word` begins a block.
fn block(w: &[u8], word: usize) -> Option<Block> {
    let skip = |i: usize, set: &[u8]| {
        let text = cut(w, i..i + LINE_BLANKS_MAX);
        i + text.iter().take_while(|b| set.contains(b)).count()
    };
    let end = word + 4;
    if matches!(before(w, word), b'"' | b'\'') {
        let colon = skip(end, b"\\\"' ");
        let open = skip(colon + 1, b" \t\r\n");
        let found = at(w, colon) == b':' && at(w, open) == b'{';
        return found.then_some(Block::Json { start: open + 1 });
    }
    let back = cut(w, word.saturating_sub(LINE_BLANKS_MAX)..word);
    let indent = back.iter().rev().take_while(|b| **b == b' ').count();
    let begins = matches!(before(w, word - indent), b'\n' | 0);
    let line_end = skip(end + 1, b" \t\r");
    let found = begins && at(w, end) == b':' && at(w, line_end) == b'\n';
    found.then_some(Block::Yaml {
        start: line_end + 1,
        indent,
    })
}

/// Blanks before or after a key on its line.
const LINE_BLANKS_MAX: usize = 64;

/// Entries of a block in YAML: lines that are indented more. Returns where they end.
fn yaml(w: &[u8], start: usize, indent: usize, values: &mut Vec<Range<usize>>) -> usize {
    let block = cut(w, start..start + LOOKAHEAD_BYTES);
    let mut i = 0;
    while i < block.len() {
        let rest = tail(block, i);
        let line = cut(rest, 0..memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
        let blanks = line.iter().take_while(|b| **b == b' ').count();
        if blanks <= indent && !line.trim_ascii().is_empty() {
            break;
        }
        if let Some(colon) = memmem::find(line, b": ") {
            value(w, start + i + colon + 1, values);
        }
        i += line.len() + 1;
    }
    start + i
}

/// Entries of a block in JSON, which may itself be in a string. Returns where they end.
fn json(w: &[u8], start: usize, values: &mut Vec<Range<usize>>) -> usize {
    let block = cut(w, start..start + LOOKAHEAD_BYTES);
    let block = cut(block, 0..memchr::memchr(b'}', block).unwrap_or(block.len()));
    for colon in memchr::memchr_iter(b':', block) {
        value(w, start + colon + 1, values);
    }
    start + block.len()
}

fn value(w: &[u8], after: usize, values: &mut Vec<Range<usize>>) {
    let before = cut(w, after..after + OPERATOR_BYTES_MAX).iter();
    let before = before.take_while(|b| matches!(b, b' ' | b'"' | b'\'' | b'\\'));
    let start = after + before.count();
    let end = token_end(w, start);
    let closed = matches!(at(w, end), b'"' | b'\'' | b'\\' | b'\n' | b'\r' | b' ' | 0);
    if closed && end - start >= VALUE_BYTES_MIN && (end - start).is_multiple_of(4) {
        values.push(start..end);
    }
}

/// Where a window speaks of Secrets, and where its documents part.
struct Marks {
    kinds: Vec<usize>,
    documents: Vec<usize>,
}

impl Marks {
    fn new(w: &[u8]) -> Self {
        let is_kind = |i: &usize| {
            let back = cut(w, i.saturating_sub(OPERATOR_BYTES_MAX)..*i);
            let ends = back.iter().rposition(u8::is_ascii_alphabetic);
            let word = cut(back, 0..ends.map_or(0, |n| n + 1));
            word.ends_with(b"kind") && !at(w, i + 6).is_ascii_alphanumeric()
        };
        Self {
            kinds: memmem::find_iter(w, b"Secret").filter(is_kind).collect(),
            documents: memmem::find_iter(w, b"\n---").collect(),
        }
    }

    /// Whether the block at `word` is a Secret's: its kind stands before or after it in the same document.
    fn is_secret(&self, word: usize, documents: bool) -> bool {
        let after = self.kinds.partition_point(|i| *i < word);
        let same = |i: usize| {
            let (from, to) = (word.min(i), word.max(i));
            let near = to - from <= LOOKAHEAD_BYTES && (i > word || to - from <= LOOKBEHIND_BYTES);
            let first = self.documents.partition_point(|d| *d < from);
            near && !(documents && self.documents.get(first).is_some_and(|d| *d < to))
        };
        let kind = |n: Option<usize>| n.and_then(|n| self.kinds.get(n)).copied();
        kind(after.checked_sub(1)).is_some_and(same) || kind(Some(after)).is_some_and(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<&str> {
        let words: Vec<_> = text.match_indices(DATA).map(|(i, _)| i).collect();
        let values = secret_values(text.as_bytes(), 0, text.len(), &words);
        values.into_iter().filter_map(|r| text.get(r)).collect()
    }

    #[test]
    fn values_of_secrets_in_yaml_and_json() {
        let yaml = "kind: Secret\ndata:\n  a.b: aHVudGVyMjI=\n  c: \"aHVudGVyMjI=\"\ntype: Opaque\nd: aHVudGVyMjI=\n";
        assert_eq!(of(yaml), ["aHVudGVyMjI="; 2]);
        let sorted =
            "data:\r\n  a: aHVudGVyMjI=\r\nkind: Secret\r\nmetadata:\r\n  name: aHVudGVy\r\n";
        assert_eq!(of(sorted), ["aHVudGVyMjI="]);
        let json = r#"{"data":{"a":"aHVudGVyMjI=","b":"aHVudGVyMjI="},"kind":"Secret","x":"aHVudGVyMjI="}"#;
        assert_eq!(of(json), ["aHVudGVyMjI="; 2]);
        let within = r#"note: '{\"kind\":\"Secret\",\"data\":{\"a\":\"aHVudGVyMjI=\"}}'"#;
        assert_eq!(of(&within.replace('\'', "\"")), ["aHVudGVyMjI="]);
    }

    #[test]
    fn data_of_other_kinds_is_left_alone() {
        for text in [
            "kind: ConfigMap\ndata:\n  a: aHVudGVyMjI=\n",
            "kind: ConfigMap\ndata:\n  a: aHVudGVyMjI=\n---\nkind: Secret\n",
            "kind: SecretList\ndata:\n  a: aHVudGVyMjI=\n",
            "kind: Secret\nmetadata:\n  a: aHVudGVyMjI=\n",
            "{\"data\":{\"a\":\"aHVudGVyMjI=\"}}",
        ] {
            assert_eq!(of(text), [""; 0], "{text}");
        }
    }
}
