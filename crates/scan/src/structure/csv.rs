//! Tables of lines: comma, semicolon, tab and pipe separated values, tables as databases print them, Markdown.

use std::ops::Range;

use super::columns::{COLUMNS_MAX, Columns, NAME_BYTES_MAX, NAMES_BYTES_MAX};
use super::{parts, trimmed};
use crate::bytes::{at, before, cut, tail};
use crate::detect::Candidate;
use crate::engine::Engine;

/// Lines in a row that do not fit end a table.
const MISFITS_MAX: u8 = 2;
/// How far a quoted field may go on behind the end of its line.
const QUOTED_BYTES_MAX: usize = 2 << 10;
/// Words of a title in a header.
const TITLE_WORDS_MAX: usize = 5;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The table whose lines are being read.
#[derive(Default)]
pub(super) struct Table {
    /// What separates its fields; 0 while there is none.
    separator: u8,
    columns: Columns,
    misfits: u8,
    /// `COPY … FROM stdin`: ends at `\.` only, and has no quotes.
    copy: bool,
    fields: Vec<(usize, Range<usize>)>,
}

/// Whether a line that begins so may be a header, or anything else that is known by its beginning.
pub(super) fn may_begin(b: u8) -> bool {
    b.is_ascii_alphabetic() || matches!(b, b'"' | b'\'' | b'_' | b'|' | b' ' | b'#' | 0xc3 | 0xef)
}

impl Table {
    pub(super) fn is_open(&self) -> bool {
        self.separator != 0
    }

    fn close(&mut self) {
        self.separator = 0;
        self.misfits = 0;
        self.copy = false;
    }

    /// The rows of a `COPY` follow.
    pub(super) fn copy(&mut self, columns: Columns) {
        self.close();
        if !columns.say_nothing() {
            self.separator = b'\t';
            self.copy = true;
            self.columns = columns;
        }
    }

    /// Opens a table if the line is its header. `first`: the member begins with it.
    #[inline(never)]
    pub(super) fn header(
        &mut self,
        engine: &Engine<'_>,
        w: &[u8],
        mut line: Range<usize>,
        first: bool,
    ) -> Line {
        if first && cut(w, line.start..line.start + 3) == BYTE_ORDER_MARK {
            line.start += 3;
        }
        line.start += usize::from(at(w, line.start) == b'#');
        let separator = match separator(cut(w, line.clone())) {
            Ok(separator) => separator,
            Err(line) => return line,
        };
        let Some(columns) = header(engine, w, line, separator, first) else {
            return Line::Other;
        };
        self.close();
        self.separator = separator;
        self.columns = columns;
        Line::Table
    }

    /// Takes a line as a row. Returns where the next line begins if it is one.
    pub(super) fn row(
        &mut self,
        engine: &Engine<'_>,
        w: &[u8],
        line: Range<usize>,
        out: &mut Vec<Candidate>,
    ) -> Option<usize> {
        let text = cut(w, line.clone()).trim_ascii_end();
        if self.copy && text == b"\\." {
            self.close();
            return Some(line.end + 1);
        }
        if is_rule(text) {
            return Some(line.end + 1);
        }
        // Behind a line that is none, another table may begin.
        if self.misfits > 0 && !self.copy {
            self.header(engine, w, line.clone(), false);
            if self.misfits == 0 {
                return Some(line.end + 1);
            }
        }
        let mut fields = std::mem::take(&mut self.fields);
        let end = self.fields(w, line, &mut fields);
        if end.is_some() {
            self.columns.take(engine, w, &fields, out);
            self.misfits = 0;
        } else {
            self.misfits += 1;
            if self.misfits >= MISFITS_MAX {
                self.close();
            }
        }
        self.fields = fields;
        end.map(|end| end + 1)
    }

    /// The fields of a row that are of interest, and where its last line ends; nothing if the row does not fit.
    fn fields(
        &self,
        w: &[u8],
        line: Range<usize>,
        fields: &mut Vec<(usize, Range<usize>)>,
    ) -> Option<usize> {
        fields.clear();
        let mut end = line.end;
        let mut inner = if self.separator == b'|' {
            within_pipes(w, line.clone())
        } else {
            line.start..without_return(w, end)
        };
        let doubled = self.separator == b'|' && is_doubled(w, &line);
        let mut column = 0;
        loop {
            let start = inner.start + blanks(w, inner.clone(), self.separator);
            let quoted = !self.copy && at(w, start) == b'"' && start < inner.end;
            let (value, stop) = if quoted {
                let close = closing(w, start, inner.end, self.separator)?;
                if close >= inner.end {
                    // The field has line breaks in it.
                    end = close + memchr::memchr(b'\n', tail(w, close)).unwrap_or(w.len() - close);
                    inner.end = without_return(w, end);
                }
                let behind = close + 1..inner.end;
                let stop = close + 1 + blanks(w, behind, self.separator);
                (start + 1..close, stop)
            } else {
                let found = memchr::memchr(self.separator, cut(w, inner.clone()));
                let stop = found.map_or(inner.end, |n| inner.start + n);
                (unquoted(w, trimmed(w, inner.start..stop)), stop)
            };
            if self.columns.knows(column) {
                fields.push((column, value));
            }
            column += 1;
            if stop >= inner.end || column > self.columns.count {
                break;
            }
            inner.start = stop + 1 + usize::from(doubled);
        }
        (column == self.columns.count).then_some(end)
    }
}

/// `'x'` as `x`.
fn unquoted(w: &[u8], value: Range<usize>) -> Range<usize> {
    let quote = at(w, value.start);
    let quoted = matches!(quote, b'\'' | b'`')
        && value.end - value.start >= 2
        && before(w, value.end) == quote;
    if quoted {
        value.start + 1..value.end - 1
    } else {
        value
    }
}

fn without_return(w: &[u8], end: usize) -> usize {
    end - usize::from(before(w, end) == b'\r')
}

/// Blanks at the front that are no separators.
fn blanks(w: &[u8], range: Range<usize>, separator: u8) -> usize {
    let text = cut(w, range);
    text.iter()
        .take_while(|b| matches!(b, b' ' | b'\t') && **b != separator)
        .count()
}

/// The quote that closes the field that begins with one at `start`. A doubled one does not.
fn closing(w: &[u8], start: usize, line_end: usize, separator: u8) -> Option<usize> {
    let limit = line_end.max(start + QUOTED_BYTES_MAX).min(w.len());
    let mut i = start + 1;
    loop {
        let quote = i + memchr::memchr(b'"', cut(w, i..limit))?;
        if at(w, quote + 1) == b'"' {
            i = quote + 2;
            continue;
        }
        let next = at(w, quote + 1);
        if next == separator || matches!(next, b'\n' | b'\r' | b' ' | b'\t' | 0) {
            return Some(quote);
        }
        i = quote + 1;
    }
}

/// The cells of a line that may have pipes at both ends.
fn within_pipes(w: &[u8], line: Range<usize>) -> Range<usize> {
    let mut inner = trimmed(w, line);
    for _ in 0..1 + usize::from(is_doubled(w, &inner)) {
        if at(w, inner.start) == b'|' && inner.start < inner.end {
            inner.start += 1;
            if before(w, inner.end) == b'|' && inner.start < inner.end {
                inner.end -= 1;
            }
        }
    }
    inner
}

/// `---+---`, `|---|:--|`: a line between header and rows.
fn is_rule(line: &[u8]) -> bool {
    let mark = |b: &u8| matches!(b, b'-' | b'+' | b'|' | b':' | b' ' | b'=');
    line.len() >= 3 && line.contains(&b'-') && line.iter().all(mark)
}

/// The columns if this line is the header of a table.
#[inline(never)]
fn header(
    engine: &Engine<'_>,
    w: &[u8],
    line: Range<usize>,
    separator: u8,
    first: bool,
) -> Option<Columns> {
    if line.end - line.start > NAMES_BYTES_MAX + 2 * COLUMNS_MAX {
        return None;
    }
    let rule = line.end + 1;
    let mut ruled = true;
    let doubled = separator == b'|' && is_doubled(w, &line);
    let framed = is_framed(cut(w, line.clone()));
    let inner = if separator == b'|' {
        // Many logs have pipes: a table is the whole file or has a line under its header.
        let under = tail(w, rule);
        let under = cut(
            under,
            0..memchr::memchr(b'\n', cut(under, 0..NAMES_BYTES_MAX))?,
        );
        ruled = first || is_rule(under.trim_ascii_end());
        // A wiki and an export have no such line: the next one is a row like it.
        let bars = |line: &[u8]| memchr::memchr_iter(b'|', line).count();
        let titles = cut(w, line.clone());
        let alike = is_framed(titles) == is_framed(under);
        if !(ruled || alike && (is_framed(titles) || bars(titles) == bars(under))) {
            return None;
        }
        within_pipes(w, line)
    } else {
        line.start..without_return(w, line.end)
    };
    // `||a||b||`: every other part is none.
    let step = 1 + usize::from(doubled);
    let titles = || {
        parts(w, inner.clone(), separator)
            .step_by(step)
            .map(|part| title(w, part))
    };
    let (mut count, mut plain) = (0, true);
    for title in titles() {
        let title = title?;
        count += 1;
        plain &= !cut(w, title).contains(&b' ');
        if count > COLUMNS_MAX {
            return None;
        }
    }
    let columns = Columns::new(engine, titles().flatten().map(|t| cut(w, t)))?;
    // A sentence has commas too: a title is a known one from end to end, or all of them are single words.
    let known = columns.exact > 0 || (plain && count >= 3 && !columns.say_nothing());
    // Two cells in a row may be a name and its value, and a log has bars too.
    let several = ruled || columns.exact >= 2 || count >= 3 && framed;
    (count >= 2 && known && several).then_some(columns)
}

/// Bars at both ends.
fn is_framed(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() >= 3 && at(line, 0) == b'|' && before(line, line.len()) == b'|'
}

/// `||a||b||`, as some wikis write titles, and some all rows.
fn is_doubled(w: &[u8], line: &Range<usize>) -> bool {
    let line = cut(w, line.clone()).trim_ascii();
    line.len() > 4 && line.starts_with(b"||") && line.ends_with(b"||")
}

/// What a line is that is no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// The header of a table.
    Table,
    /// Words and blanks.
    Words,
    Other,
}

/// What separates the titles of a header; what the line is, if it begins like none.
fn separator(line: &[u8]) -> Result<u8, Line> {
    let quote = at(line, 0);
    let quoted = matches!(quote, b'"' | b'\'');
    // Most lines are turned away by what stands where their first title would end.
    let front = line.iter().take(NAME_BYTES_MAX + 4);
    let title = front.clone().take_while(|b| is_title(**b)).count();
    for (i, b) in front.enumerate().skip(title) {
        match b {
            b'|' if i == 0 || line.iter().take(i).all(|b| *b == b' ') => return Ok(b'|'),
            b',' | b';' | b'\t' | b'|' => return Ok(*b),
            b'\r' => {}
            b'"' | b'\'' if quoted => {}
            b if is_title(*b) => {}
            _ => return Err(Line::Other),
        }
    }
    let double = cut(line, 0..NAME_BYTES_MAX)
        .windows(2)
        .any(|pair| pair == b"  ");
    let words = double && line.iter().all(|b| is_title(*b) || *b == b'\r');
    Err(if words { Line::Words } else { Line::Other })
}

fn is_title(b: u8) -> bool {
    TITLE.get(usize::from(b)).copied().unwrap_or(false)
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const TITLE: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0u8;
    loop {
        let mark = matches!(b, b'_' | b'-' | b' ' | b'.' | b'/' | b'#' | b'(' | b')');
        table[b as usize] = b.is_ascii_alphanumeric() || b >= 0x80 || mark;
        if b == u8::MAX {
            break;
        }
        b += 1;
    }
    table
};

/// A short title or identifier, without its quotes.
fn title(w: &[u8], part: Range<usize>) -> Option<Range<usize>> {
    let part = trimmed(w, part);
    let quote = at(w, part.start);
    let part = if quote == b'"' && part.end - part.start > 2 && before(w, part.end) == b'"' {
        part.start + 1..part.end - 1
    } else {
        unquoted(w, part)
    };
    let text = cut(w, part.clone());
    let words = text.split(|b| *b == b' ').count();
    let short = (1..=NAME_BYTES_MAX).contains(&text.len()) && words <= TITLE_WORDS_MAX;
    (short && text.iter().all(|b| is_title(*b)) && text.iter().any(u8::is_ascii_alphabetic))
        .then_some(part)
}
