//! Tables of columns of fixed width, as databases print them: names, a line of dashes under each, values.
//!
//! ```text
//! ID     SSN         NAME
//! ------ ----------- --------------------
//!   2970 243-19-5169 JOSHUA MELENDEZ
//! ```

use std::ops::Range;

use super::columns::{COLUMNS_MAX, Columns, NAMES_BYTES_MAX};
use super::trimmed;
use crate::bytes::{at, cut};
use crate::detect::Candidate;
use crate::engine::Engine;

/// Lines in a row that do not fit end a table.
const MISFITS_MAX: u8 = 2;
/// The longest line that is looked at.
const LINE_BYTES_MAX: usize = 4 << 10;

#[derive(Default)]
pub(super) struct Ruled {
    /// Where each column begins, in characters; none while there is no table.
    starts: Vec<usize>,
    columns: Columns,
    misfits: u8,
    fields: Vec<(usize, Range<usize>)>,
}

/// Whether a line of dashes may begin so.
pub(super) fn may_begin(b: u8) -> bool {
    b == b'-'
}

impl Ruled {
    pub(super) fn is_open(&self) -> bool {
        !self.starts.is_empty()
    }

    /// Takes a line: one of dashes opens a table if the line before names known columns, others are rows of it.
    pub(super) fn line(
        &mut self,
        engine: &Engine<'_>,
        w: &[u8],
        line: &Range<usize>,
        out: &mut Vec<Candidate>,
    ) {
        let text = cut(w, line.clone());
        if text.len() > LINE_BYTES_MAX {
            self.starts.clear();
        } else if is_rule(text) {
            self.open(engine, w, line);
        } else if self.is_open() {
            self.row(engine, w, line, out);
        }
    }

    fn open(&mut self, engine: &Engine<'_>, w: &[u8], rule: &Range<usize>) {
        self.starts.clear();
        self.misfits = 0;
        let Some(end) = rule.start.checked_sub(1) else {
            return;
        };
        let back = end.saturating_sub(NAMES_BYTES_MAX);
        let start = memchr::memrchr(b'\n', cut(w, back..end)).map_or(back, |n| back + n + 1);
        let starts = starts(cut(w, rule.clone()));
        if !(2..=COLUMNS_MAX).contains(&starts.len()) {
            return;
        }
        let names = spans(w, &(start..end), &starts);
        let names = names.iter().map(|name| cut(w, name.clone()));
        let columns = Columns::new(engine, names).filter(|columns| !columns.say_nothing());
        if let Some(columns) = columns {
            self.columns = columns;
            self.starts = starts;
        }
    }

    fn row(
        &mut self,
        engine: &Engine<'_>,
        w: &[u8],
        line: &Range<usize>,
        out: &mut Vec<Candidate>,
    ) {
        let values = spans(w, line, &self.starts);
        // A value over the edge of its column, or an empty line.
        let fits =
            values.len() == self.starts.len() && values.iter().any(|value| !value.is_empty());
        if !fits {
            self.misfits += 1;
            if self.misfits >= MISFITS_MAX {
                self.starts.clear();
            }
            return;
        }
        self.misfits = 0;
        self.fields.clear();
        let known = values
            .into_iter()
            .enumerate()
            .filter(|(n, _)| self.columns.knows(*n));
        self.fields.extend(known);
        self.columns.take(engine, w, &self.fields, out);
    }
}

/// Groups of dashes with blanks between them, two at least.
fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    at(line, 0) == b'-'
        && line.iter().all(|b| matches!(b, b'-' | b' '))
        && line.windows(2).any(|pair| pair == b" -")
}

/// Where groups of dashes begin.
fn starts(rule: &[u8]) -> Vec<usize> {
    let begins = |i: &usize| at(rule, *i) == b'-' && (*i == 0 || at(rule, *i - 1) == b' ');
    (0..rule.len())
        .filter(begins)
        .take(COLUMNS_MAX + 1)
        .collect()
}

/// What stands in each column of a line, without blanks around it; fewer than there are columns if a value goes over the
/// edge of one.
fn spans(w: &[u8], line: &Range<usize>, starts: &[usize]) -> Vec<Range<usize>> {
    let text = cut(w, line.clone());
    let is_start = |b: &u8| *b & 0xc0 != 0x80;
    // Bytes by characters: the edges are counted in these.
    let mut bytes = text
        .iter()
        .enumerate()
        .filter(|(_, b)| is_start(b))
        .map(|(i, _)| i);
    let (mut edges, mut character) = (Vec::with_capacity(starts.len()), 0);
    for start in starts {
        let edge = bytes.nth(start - character).unwrap_or(text.len());
        character = start + 1;
        if edge > 0 && edge < text.len() && at(text, edge - 1) != b' ' {
            return Vec::new();
        }
        edges.push(line.start + edge);
    }
    let ends = edges.iter().skip(1).copied().chain([line.end]);
    let spans = edges.iter().zip(ends);
    spans.map(|(start, end)| trimmed(w, *start..end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_where_the_dashes_are() {
        assert!(is_rule(b"---- ------ --\r"));
        for no in ["----", "- x -", " --- ---", "", "-- a/src"] {
            assert!(!is_rule(no.as_bytes()), "{no}");
        }
        let starts = starts(b"---- ------ --");
        assert_eq!(starts, [0, 5, 12]);
        let values = |line: &str| -> Vec<String> {
            let spans = spans(line.as_bytes(), &(0..line.len()), &starts);
            let text = |span| String::from_utf8_lossy(cut(line.as_bytes(), span)).into_owned();
            spans.into_iter().map(text).collect()
        };
        assert_eq!(values("  12 Jo Ä   x"), ["12", "Jo Ä", "x"]);
        assert_eq!(values("Zoë  Mü     y"), ["Zoë", "Mü", "y"]);
        assert_eq!(values("12"), ["12", "", ""]);
        assert_eq!(values("too long for it"), [""; 0]);
    }
}
