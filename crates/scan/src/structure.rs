//! Values that their place says the meaning of: a column under its header, the list of an SQL insert, a field of an
//! HL7 or X12 segment. Everything here reads forward, each byte a bounded number of times.

mod aligned;
mod columns;
mod csv;
mod hl7;
mod meaning;
mod ruled;
mod sql;
mod x12;

use std::ops::Range;

use crate::bytes::{at, before, cut};
use crate::detect::Candidate;
use crate::engine::Engine;

/// What a window shows of a member.
pub(crate) struct Window<'a> {
    /// Context, fresh bytes, and what is there of later ones.
    pub(crate) bytes: &'a [u8],
    /// The fresh ones: places that begin there are looked at.
    pub(crate) fresh: Range<usize>,
    /// Nothing follows `bytes`.
    pub(crate) last: bool,
    /// The line breaks among the fresh bytes.
    pub(crate) newlines: &'a [usize],
}

/// What is carried from window to window of a member.
#[derive(Default)]
pub(crate) struct Structure {
    table: csv::Table,
    ruled: ruled::Ruled,
    aligned: aligned::Aligned,
    sql: sql::Statements,
    hl7: hl7::Marks,
    x12: x12::Marks,
    /// How many of the next window's bytes the last line of this one has taken.
    taken: usize,
    /// That line goes on.
    inside: bool,
}

impl Structure {
    /// Another member begins.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// All values that begin in a window.
    pub(crate) fn find(
        &mut self,
        engine: &Engine<'_>,
        window: &Window<'_>,
        out: &mut Vec<Candidate>,
    ) {
        self.hl7.forget();
        self.x12.forget();
        self.lines(engine, window, out);
        self.sql.resume(engine, window, out);
        self.marks(engine, window, out);
    }

    /// Line by line: tables, and what only stands at the beginning of a line.
    fn lines(&mut self, engine: &Engine<'_>, window: &Window<'_>, out: &mut Vec<Candidate>) {
        let w = window.bytes;
        let Range {
            start: from,
            end: to,
        } = window.fresh;
        // Nothing before this is the beginning of a line.
        let mut next = from + std::mem::take(&mut self.taken);
        if self.inside {
            // A line longer than what is kept ahead: on to its end.
            let rest = memchr::memchr(b'\n', cut(w, next..w.len()));
            self.inside = rest.is_none() && !window.last;
            next = rest.map_or(w.len(), |n| next + n + 1);
        }
        // A window may begin within a line, if that is very long.
        let begun = next == 0 || before(w, next) == b'\n';
        let later = window.newlines.partition_point(|n| *n < next);
        let mut breaks = window.newlines.get(later..).unwrap_or(&[]).iter().copied();
        let mut start = begun
            .then_some(next)
            .or_else(|| breaks.next().map(|n| n + 1));
        while let Some(line) = start.filter(|start| *start < to) {
            let newline = breaks.next();
            start = newline.map(|n| n + 1);
            if line >= next && self.may_be_read(at(w, line)) {
                next = self.line(engine, window, line, newline, out);
            }
        }
        self.taken = next.saturating_sub(to);
    }

    /// Whether a line that begins so is looked at.
    fn may_be_read(&self, first: u8) -> bool {
        self.table.is_open()
            || self.ruled.is_open()
            || self.aligned.is_open()
            || csv::may_begin(first)
            || ruled::may_begin(first)
    }

    /// The line that begins at `start`, and ends at `newline` if that is among the fresh bytes. Returns where the next one
    /// begins.
    fn line(
        &mut self,
        engine: &Engine<'_>,
        window: &Window<'_>,
        start: usize,
        newline: Option<usize>,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let w = window.bytes;
        let newline =
            newline.or_else(|| Some(start + memchr::memchr(b'\n', cut(w, start..w.len()))?));
        let whole = newline.is_some() || window.last;
        let line = start..newline.unwrap_or(w.len());
        let next = newline.map_or(w.len(), |n| n + 1);
        self.inside = !whole;
        self.hl7.begins(w, start);
        self.x12.begins(w, start);
        if whole && (self.ruled.is_open() || ruled::may_begin(at(w, start))) {
            self.ruled.line(engine, w, &line, out);
        }
        if self.table.is_open()
            && let Some(after) = self.table.row(engine, w, line.clone(), out)
        {
            return after.max(next);
        }
        if whole && !self.statement(engine, window, &line) {
            let first = start == 0 && window.fresh.start == 0;
            let found = self.table.header(engine, w, line.clone(), first);
            let names = found == csv::Line::Words && self.aligned.header(engine, w, &line);
            if found == csv::Line::Table {
                self.aligned.close();
            } else if self.aligned.is_open() && !names {
                self.aligned.line(engine, w, &line, out);
            }
        }
        next
    }

    /// `COPY …` and `CREATE TABLE …`.
    fn statement(&mut self, engine: &Engine<'_>, window: &Window<'_>, line: &Range<usize>) -> bool {
        let w = window.bytes;
        if !matches!(at(w, line.start), b'c' | b'C') {
            return false;
        }
        if let Some(columns) = sql::copy(engine, cut(w, line.clone())) {
            self.table.copy(columns);
            return true;
        }
        self.sql.create(engine, w, line.start)
    }

    /// Segments and lists, by the mark that follows their name.
    fn marks(&mut self, engine: &Engine<'_>, window: &Window<'_>, out: &mut Vec<Candidate>) {
        let w = window.bytes;
        let Range { start, end: to } = window.fresh;
        let (fields, elements) = (self.hl7.field(), self.x12.element());
        let mut from = start;
        'rows: loop {
            for n in memchr::memchr3_iter(fields, elements, b'(', cut(w, from..to)) {
                let mark = from + n;
                let b = at(w, mark);
                if b == b'(' {
                    self.sql.list(engine, window, mark, out);
                    continue;
                }
                // A name of two or three capitals and digits.
                let last = before(w, mark);
                if last.is_ascii_uppercase() || last.is_ascii_digit() {
                    if b == fields {
                        self.hl7.segment(engine, w, mark, out);
                    }
                    if b == elements {
                        self.x12.segment(engine, w, mark, out);
                    }
                } else if last == b {
                    // Of marks in a row only the first one follows a name.
                    let row = cut(w, mark..to).iter().take_while(|next| **next == b);
                    from = mark + row.count();
                    continue 'rows;
                }
            }
            return;
        }
    }
}

/// The parts of `range` between `mark`s.
fn parts(w: &[u8], range: Range<usize>, mark: u8) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = Some(range);
    std::iter::from_fn(move || {
        let now = rest.take()?;
        let found = memchr::memchr(mark, cut(w, now.clone())).map(|n| now.start + n);
        rest = found.map(|n| n + 1..now.end);
        Some(now.start..found.unwrap_or(now.end))
    })
}

/// Without blanks around it.
fn trimmed(w: &[u8], range: Range<usize>) -> Range<usize> {
    let text = cut(w, range.clone());
    let blank = |b: &&u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let front = text.iter().take_while(blank).count();
    let back = text.iter().rev().take_while(blank).count();
    let start = (range.start + front).min(range.end);
    start..range.end.saturating_sub(back).max(start)
}

/// Whether a name may begin at `i`: nothing that belongs to it stands before, unless that is an escape (`\rPID|1`).
fn stands_alone(w: &[u8], i: usize) -> bool {
    let previous = before(w, i);
    !(previous.is_ascii_alphanumeric() || matches!(previous, b'_' | b'-' | b'.')) || escaped(w, i)
}

/// Whether a line begins at `i`, maybe by an escape.
fn begins_line(w: &[u8], i: usize) -> bool {
    matches!(before(w, i), b'\n' | b'\r' | 0) || escaped(w, i)
}

/// `\r`, `\n` before `i`, as strings write them.
fn escaped(w: &[u8], i: usize) -> bool {
    matches!(before(w, i), b'r' | b'n') && i >= 2 && before(w, i - 1) == b'\\'
}
