//! SQL: `INSERT INTO t (a, b) VALUES (1, 'x'), …`, inserts without a list after their `CREATE TABLE`, and `COPY`.

use std::ops::Range;
use std::sync::Arc;

use super::columns::{COLUMNS_MAX, Columns, NAMES_BYTES_MAX};
use super::{Window, trimmed};
use crate::bytes::{at, before, cut, tail};
use crate::detect::Candidate;
use crate::engine::Engine;
use crate::limits::LOOKAHEAD_BYTES;

/// Tables whose columns are known.
const TABLES_MAX: usize = 64;
/// White space in a row between parts of a statement.
const BLANKS_MAX: usize = 256;
/// A name with schema and quotes.
const NAME_BYTES_MAX: usize = 192;

/// What was seen of statements.
#[derive(Default)]
pub(super) struct Statements {
    /// Tables by name.
    tables: Vec<(Vec<u8>, Arc<Columns>)>,
    /// The insert whose rows go on, and how far into the next window.
    open: Option<(Arc<Columns>, usize)>,
    /// Up to where the window was read as rows, and as definitions of tables.
    done: usize,
    defined: usize,
    row: Vec<(usize, Range<usize>)>,
}

impl Statements {
    /// Begins a window, with the rows that go on from the one before.
    pub(super) fn resume(
        &mut self,
        engine: &Engine<'_>,
        window: &Window<'_>,
        out: &mut Vec<Candidate>,
    ) {
        self.done = 0;
        self.defined = 0;
        if let Some((columns, ahead)) = self.open.take() {
            self.rows(engine, window, window.fresh.start + ahead, &columns, out);
        }
    }

    /// The parenthesis at `open`: of a list of columns, or of the first row where the columns are known.
    pub(super) fn list(
        &mut self,
        engine: &Engine<'_>,
        window: &Window<'_>,
        open: usize,
        out: &mut Vec<Candidate>,
    ) {
        let w = window.bytes;
        if open < self.done {
            return;
        }
        let end = back_over_blanks(w, open);
        let values = end.saturating_sub(b"values".len());
        if cut(w, values..end).eq_ignore_ascii_case(b"values") {
            if self.tables.is_empty() {
                return;
            }
            let end = back_over_blanks(w, values);
            let Some(name) = name_after_into(w, end) else {
                return;
            };
            let name = plain_name(cut(w, name));
            let known = self.tables.iter().find(|(table, _)| *table == name);
            if let Some(columns) = known.map(|(_, columns)| Arc::clone(columns)) {
                self.rows(engine, window, open, &columns, out);
            }
            return;
        }
        if name_after_into(w, end).is_none() {
            return;
        }
        let Some((names, after)) = column_list(w, open + 1) else {
            return;
        };
        let i = over_blanks(w, after);
        let word = cut(w, i..i + 6);
        if !word.eq_ignore_ascii_case(b"values") {
            return;
        }
        let first = over_blanks(w, i + 6);
        let columns = Columns::new(engine, names.iter().map(|n| cut(w, n.clone())));
        if let Some(columns) = columns.filter(|c| !c.say_nothing() && at(w, first) == b'(') {
            self.rows(engine, window, first, &Arc::new(columns), out);
        }
    }

    /// Rows from the parenthesis at `i` on.
    fn rows(
        &mut self,
        engine: &Engine<'_>,
        window: &Window<'_>,
        mut i: usize,
        columns: &Arc<Columns>,
        out: &mut Vec<Candidate>,
    ) {
        let w = window.bytes;
        let mut row = std::mem::take(&mut self.row);
        while at(w, i) == b'(' {
            if i >= window.fresh.end {
                if !window.last {
                    self.open = Some((Arc::clone(columns), i - window.fresh.end));
                }
                break;
            }
            let (count, end) = tuple(w, i, columns, &mut row);
            self.done = end;
            if count == Some(columns.count) {
                columns.take(engine, w, &row, out);
            }
            let comma = over_blanks(w, end);
            if count.is_none() || at(w, comma) != b',' {
                break;
            }
            i = over_blanks(w, comma + 1);
        }
        self.row = row;
    }

    /// `CREATE TABLE …` at `start`, if it is one.
    pub(super) fn create(&mut self, engine: &Engine<'_>, w: &[u8], start: usize) -> bool {
        let line = cut(w, start..start + NAME_BYTES_MAX);
        let Some(rest) = after_word(line, b"create").and_then(|rest| after_word(rest, b"table"))
        else {
            return false;
        };
        if start < self.defined {
            return true;
        }
        let rest = [&b"if"[..], b"not", b"exists"]
            .iter()
            .fold(rest, |rest, word| after_word(rest, word).unwrap_or(rest));
        let name = plain_name(cut(rest, 0..name_length(rest)));
        let Some(open) = memchr::memchr(b'(', line).map(|n| start + n) else {
            return true;
        };
        let (names, end) = definitions(w, open + 1);
        self.defined = end;
        let columns = Columns::new(engine, names.iter().map(|n| cut(w, n.clone())));
        self.tables.retain(|(table, _)| *table != name);
        if let Some(columns) = columns.filter(|c| !c.say_nothing())
            && self.tables.len() < TABLES_MAX
        {
            self.tables.push((name, Arc::new(columns)));
        }
        true
    }
}

/// The columns of `COPY t (a, b) FROM stdin;`.
pub(super) fn copy(engine: &Engine<'_>, line: &[u8]) -> Option<Columns> {
    let rest = after_word(line, b"copy")?;
    let open = name_length(rest);
    let open = over_blanks(rest, open);
    if at(rest, open) != b'(' {
        return None;
    }
    let (names, after) = column_list(rest, open + 1)?;
    let from = after_word(tail(rest, over_blanks(rest, after)), b"from")?;
    if !cut(from, 0..5).eq_ignore_ascii_case(b"stdin") {
        return None;
    }
    Columns::new(engine, names.iter().map(|n| cut(rest, n.clone())))
}

/// What follows a word and the blanks behind it.
fn after_word<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let found = cut(text, 0..word.len()).eq_ignore_ascii_case(word);
    let rest = tail(text, word.len());
    (found && at(rest, 0).is_ascii_whitespace()).then(|| tail(rest, over_blanks(rest, 0)))
}

fn is_name(b: u8) -> bool {
    NAME.get(usize::from(b)).copied().unwrap_or(false)
}

/// Every parenthesis of a log is looked at from behind: a table, as it is read for each byte of what stands before.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0u8;
    loop {
        let mark = matches!(b, b'_' | b'.' | b'$' | b'"' | b'`' | b'[' | b']' | b'\\');
        table[b as usize] = b.is_ascii_alphanumeric() || b >= 0x80 || mark;
        if b == u8::MAX {
            break;
        }
        b += 1;
    }
    table
};

fn name_length(text: &[u8]) -> usize {
    let bytes = text.iter().take(NAME_BYTES_MAX);
    bytes.take_while(|b| is_name(**b)).count()
}

/// The name that ends at `end`, if the word before it is `INTO`.
fn name_after_into(w: &[u8], end: usize) -> Option<Range<usize>> {
    let bytes = cut(w, end.saturating_sub(NAME_BYTES_MAX)..end).iter().rev();
    let start = end - bytes.take_while(|b| is_name(**b)).count();
    let word = back_over_blanks(w, start);
    let into = cut(w, word.saturating_sub(4)..word).eq_ignore_ascii_case(b"into");
    (into && word < start && start < end && !before(w, word - 4).is_ascii_alphanumeric())
        .then_some(start..end)
}

/// A name without schema and quotes, in small letters.
fn plain_name(name: &[u8]) -> Vec<u8> {
    let last = memchr::memrchr(b'.', name).map_or(0, |n| n + 1);
    let plain = tail(name, last).iter();
    let plain = plain.filter(|b| !matches!(b, b'"' | b'`' | b'[' | b']' | b'\\'));
    plain.map(u8::to_ascii_lowercase).collect()
}

/// Also over line breaks that are written as escapes.
fn over_blanks(w: &[u8], from: usize) -> usize {
    let mut i = from;
    while i < from + BLANKS_MAX {
        match (at(w, i), at(w, i + 1)) {
            (b' ' | b'\t' | b'\n' | b'\r', _) => i += 1,
            (b'\\', b'n' | b'r' | b't') => i += 2,
            _ => break,
        }
    }
    i
}

fn back_over_blanks(w: &[u8], from: usize) -> usize {
    let text = cut(w, from.saturating_sub(BLANKS_MAX)..from);
    let blanks = text.iter().rev();
    from - blanks.take_while(|b| b.is_ascii_whitespace()).count()
}

/// The names of a list up to its closing parenthesis, and where that ends.
fn column_list(w: &[u8], from: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let mut names = Vec::new();
    let mut i = from;
    while i < from + NAMES_BYTES_MAX && names.len() < COLUMNS_MAX {
        let (name, after) = identifier(w, over_blanks(w, i))?;
        names.push(name);
        i = over_blanks(w, after);
        match at(w, i) {
            b',' => i += 1,
            b')' => return Some((names, i + 1)),
            _ => return None,
        }
    }
    None
}

/// A name at `start`, in quotes or not, and where it ends.
fn identifier(w: &[u8], start: usize) -> Option<(Range<usize>, usize)> {
    let slash = usize::from(at(w, start) == b'\\');
    let quote = at(w, start + slash);
    let quoted = matches!(quote, b'"' | b'`' | b'[');
    let from = start + slash + usize::from(quoted);
    let text = cut(w, from..from + NAME_BYTES_MAX).iter();
    let inside = |b: &&u8| {
        b.is_ascii_alphanumeric()
            || **b >= 0x80
            || matches!(b, b'_' | b'$' | b'.')
            || (quoted && matches!(b, b' ' | b'-' | b'#' | b'/'))
    };
    let end = from + text.take_while(inside).count();
    let close = end + slash + usize::from(quoted);
    (end > from).then_some((from..end, close))
}

/// The names of columns in a definition of a table, and up to where it was read.
fn definitions(w: &[u8], from: usize) -> (Vec<Range<usize>>, usize) {
    let limit = w.len().min(from + LOOKAHEAD_BYTES);
    let mut names = Vec::new();
    let mut i = from;
    while i < limit && names.len() <= COLUMNS_MAX {
        if let Some((name, _)) = identifier(w, over_blanks(w, i)) {
            let word = cut(w, name.clone());
            let clauses: &[&[u8]] = &[
                b"primary",
                b"key",
                b"constraint",
                b"unique",
                b"index",
                b"foreign",
                b"check",
                b"fulltext",
                b"spatial",
                b"exclude",
                b"like",
            ];
            let quoted = !before(w, name.start).is_ascii_whitespace() && name.start > from;
            if quoted || !clauses.iter().any(|c| word.eq_ignore_ascii_case(c)) {
                names.push(name);
            }
        }
        let (_, end) = item(w, i, limit);
        if at(w, end) != b',' {
            return (names, end);
        }
        i = end + 1;
    }
    (names, i)
}

/// The items of the row at the parenthesis `open`: their number, if it is closed, and up to where it was read. Those
/// of known columns go to `row`.
fn tuple(
    w: &[u8],
    open: usize,
    columns: &Columns,
    row: &mut Vec<(usize, Range<usize>)>,
) -> (Option<usize>, usize) {
    row.clear();
    let limit = w.len().min(open + LOOKAHEAD_BYTES);
    let mut i = open + 1;
    let mut count = 0;
    loop {
        let (value, end) = item(w, i, limit);
        if columns.knows(count) {
            row.push((count, value));
        }
        count += 1;
        match at(w, end) {
            b',' if end < limit => i = end + 1,
            b')' if end < limit => return (Some(count), end + 1),
            _ => return (None, end.max(open + 1)),
        }
    }
}

/// One item of a list: what it says, and where the `,` or `)` behind it stands. A call says nothing.
fn item(w: &[u8], from: usize, limit: usize) -> (Range<usize>, usize) {
    let start = over_blanks(w, from);
    let mut text = None;
    let (mut i, mut depth, mut call) = (start, 0_usize, false);
    while i < limit {
        match at(w, i) {
            b'\'' | b'"' => {
                let close = string_end(w, i, limit);
                let value = i + 1..close.saturating_sub(usize::from(before(w, i) == b'\\'));
                text = text.or((depth == 0).then_some(value));
                i = close;
            }
            b'(' => {
                depth += 1;
                call = true;
            }
            b')' if depth > 0 => depth -= 1,
            b')' => break,
            b',' if depth == 0 => break,
            _ => {}
        }
        i += 1;
    }
    let i = i.min(limit);
    let value = match text {
        _ if call => start..start,
        Some(text) => text,
        None => trimmed(w, start.min(i)..i),
    };
    (value, i)
}

/// The quote that ends the string that begins with one at `open`: neither a doubled nor an escaped one. In a string
/// of another language both quotes are escaped.
fn string_end(w: &[u8], open: usize, limit: usize) -> usize {
    let quote = at(w, open);
    let escaped = before(w, open) == b'\\';
    let mut i = open + 1;
    while let Some(n) = memchr::memchr2(quote, b'\\', cut(w, i..limit)) {
        let here = i + n;
        let next = at(w, here + 1);
        match (at(w, here), escaped) {
            (b'\\', true) if next == quote => return here + 1,
            (b'\\', _) => i = here + 2,
            _ if next == quote => i = here + 2,
            _ => return here,
        }
    }
    limit
}
