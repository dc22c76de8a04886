//! HTML tables: the cells of a row under the headers of their columns.

use std::borrow::Cow;
use std::ops::Range;

use super::arrays::Columns;
use super::{Key, Pairs, key_trimmed, skip};
use crate::bytes::{at, cut};

/// The longest row, and the most cells of one.
const ROW_BYTES_MAX: usize = 4 << 10;
const CELLS_MAX: usize = 64;
const TAG_BYTES_MAX: usize = 256;

/// The columns of the tables at hand.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// In HTML; those whose header says nothing are empty.
    html: Vec<Vec<u8>>,
    /// In JSON.
    pub(super) arrays: Columns,
}

impl Header {
    pub(super) fn clear(&mut self) {
        self.html.clear();
    }

    /// The row whose end tag is at `end`: a header, or values under one.
    pub(super) fn row(pairs: &mut Pairs<'_>, end: usize) {
        let w = pairs.w;
        // Each byte is looked back at once.
        let back = end.saturating_sub(ROW_BYTES_MAX).max(pairs.row);
        pairs.row = end;
        let Some(start) = memchr::memmem::rfind(cut(w, back..end), b"<tr") else {
            return;
        };
        let cells = cells(w, back + start + 3..end);
        let heads = cells.iter().filter(|(head, _)| *head).count();
        if heads == cells.len() && heads >= 2 {
            let names = cells.into_iter().map(|(_, text)| pairs.key(text));
            let names = names.map(|key| key.map_or(Vec::new(), |key| cut(w, key).to_vec()));
            let names: Vec<Vec<u8>> = names.collect();
            let known = names.iter().any(|name| !name.is_empty());
            pairs.header.html = if known { names } else { Vec::new() };
        } else if cells.len() == pairs.header.html.len() {
            let names = pairs.header.html.clone();
            for (name, (_, value)) in names.into_iter().zip(cells) {
                if !name.is_empty() {
                    pairs.add(Key::Text(Cow::Owned(name)), value, true);
                }
            }
        }
    }
}

/// The text of each cell, and whether it is a header.
fn cells(w: &[u8], row: Range<usize>) -> Vec<(bool, Range<usize>)> {
    let mut cells = Vec::new();
    let mut i = row.start;
    while let Some(n) = memchr::memmem::find(cut(w, i..row.end), b"<t") {
        let tag = i + n;
        i = tag + 2;
        let head = at(w, i) == b'h';
        if !(head || at(w, i) == b'd')
            || !matches!(at(w, i + 1), b'>' | b' ')
            || cells.len() == CELLS_MAX
        {
            continue;
        }
        cells.push((head, text(w, i + 1..row.end)));
    }
    cells
}

/// The first text after the tag that ends next, within other tags perhaps.
fn text(w: &[u8], range: Range<usize>) -> Range<usize> {
    let mut i = range.start;
    loop {
        let Some(close) = memchr::memchr(b'>', cut(w, i..range.end.min(i + TAG_BYTES_MAX))) else {
            return i..i;
        };
        i = skip(w, i + close + 1, 64, super::is_blank);
        if at(w, i) != b'<' || at(w, i + 1) == b'/' {
            break;
        }
    }
    let end = memchr::memchr(b'<', cut(w, i..range.end));
    key_free(w, i..end.map_or(range.end, |n| i + n))
}

/// The text without blanks around it.
fn key_free(w: &[u8], range: Range<usize>) -> Range<usize> {
    let trimmed = super::trimmed(w, range.clone());
    if key_trimmed(w, range).is_empty() {
        trimmed.start..trimmed.start
    } else {
        trimmed
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn cells_under_their_headers() {
        let table = "<table><tr><th>ID</th><th class=x>SSN</th><th>x</th></tr>\n\
            <tr><td>1</td><td><b>536</b></td><td>y</td></tr>\n<tr><td>2</td><td>537</td><td></td></tr></table>\
            <tr><td>1</td><td>538</td><td>y</td></tr>";
        let found = of(table);
        assert_eq!(found, ["SSN='536'", "SSN='537'"]);
    }
}
