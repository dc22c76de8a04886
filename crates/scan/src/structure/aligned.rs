//! Tables whose columns only blanks part, as pandas, R, `kubectl` and `ps` print them: names over values that begin or end
//! where they do.
//!
//! ```text
//!        mrn             name         dob
//! 4  4856982   Gregory Nelson  1998-09-28
//! ```

use std::ops::Range;

use super::columns::{COLUMNS_MAX, Columns, NAME_BYTES_MAX};
use crate::bytes::{at, cut};
use crate::detect::Candidate;
use crate::engine::Engine;

/// Lines in a row that do not fit end a table.
const MISFITS_MAX: u8 = 2;
/// The longest line that is looked at.
const LINE_BYTES_MAX: usize = 1 << 10;
/// Words of a name: more are a text.
const TITLE_WORDS_MAX: usize = 2;
/// A table has so many columns.
const COLUMNS_MIN: usize = 3;

/// A part of a line between blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    bytes: Range<usize>,
    /// Where it stands, in characters.
    place: Range<usize>,
}

#[derive(Default)]
pub(super) struct Aligned {
    /// Where each name stands, in characters; none while there is no table.
    names: Vec<Range<usize>>,
    columns: Columns,
    misfits: u8,
    fields: Vec<(usize, Range<usize>)>,
}

impl Aligned {
    pub(super) fn is_open(&self) -> bool {
        !self.names.is_empty()
    }

    pub(super) fn close(&mut self) {
        self.names.clear();
    }

    /// Opens a table if the line is one of names, some of which are known, and the next one is a row under them. Returns
    /// whether it is.
    #[inline(never)]
    pub(super) fn header(&mut self, engine: &Engine<'_>, w: &[u8], line: &Range<usize>) -> bool {
        if line.len() > LINE_BYTES_MAX {
            return false;
        }
        let cells = cells(w, line);
        let short = |cell: &Cell| {
            let text = cut(w, cell.bytes.clone());
            let words = text.split(|b| *b == b' ').count();
            text.len() <= NAME_BYTES_MAX && words <= TITLE_WORDS_MAX
        };
        if !(COLUMNS_MIN..=COLUMNS_MAX).contains(&cells.len()) || !cells.iter().all(short) {
            return false;
        }
        let names: Vec<Range<usize>> = cells.iter().map(|cell| cell.place.clone()).collect();
        let start = line.end + 1;
        let under = cut(w, start..start + LINE_BYTES_MAX);
        let under = start..start + memchr::memchr(b'\n', under).unwrap_or(under.len());
        let row = row(w, &under, &names);
        if row.is_none_or(|row| row.len() + 1 < names.len()) {
            return false;
        }
        let titles = cells.iter().map(|cell| cut(w, cell.bytes.clone()));
        let Some(columns) = Columns::new(engine, titles).filter(|columns| columns.exact > 0) else {
            return false;
        };
        self.columns = columns;
        self.names = names;
        self.misfits = 0;
        true
    }

    /// Takes a line as a row.
    pub(super) fn line(
        &mut self,
        engine: &Engine<'_>,
        w: &[u8],
        line: &Range<usize>,
        out: &mut Vec<Candidate>,
    ) {
        let row = if line.len() > LINE_BYTES_MAX {
            None
        } else {
            row(w, line, &self.names)
        };
        let Some(row) = row else {
            self.misfits += 1;
            if self.misfits >= MISFITS_MAX {
                self.close();
            }
            return;
        };
        self.misfits = 0;
        self.fields.clear();
        let known = row.into_iter().filter(|(n, _)| self.columns.knows(*n));
        self.fields.extend(known);
        self.columns.take(engine, w, &self.fields, out);
    }
}

/// The parts of a line that two blanks or more part.
#[inline(never)]
fn cells(w: &[u8], line: &Range<usize>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let (mut character, mut blanks) = (0, 2);
    for (n, b) in cut(w, line.clone()).iter().enumerate() {
        let i = line.start + n;
        if *b & 0xc0 == 0x80 {
            // Within a character.
            if let Some(last) = cells.last_mut() {
                last.bytes.end = i + 1;
            }
            continue;
        }
        if matches!(b, b' ' | b'\r') {
            blanks += 1;
        } else {
            let inside = cells.last_mut().filter(|_| blanks < 2);
            if let Some(last) = inside {
                last.bytes.end = i + 1;
                last.place.end = character + 1;
            } else if cells.len() > COLUMNS_MAX {
                return cells;
            } else {
                cells.push(Cell {
                    bytes: i..i + 1,
                    place: character..character + 1,
                });
            }
            blanks = 0;
        }
        character += 1;
    }
    cells
}

/// The values of a line by the columns they stand in, or, if they stand under no names, in their order.
#[inline(never)]
fn row(
    w: &[u8],
    line: &Range<usize>,
    names: &[Range<usize>],
) -> Option<Vec<(usize, Range<usize>)>> {
    let all = cells(w, line);
    under(w, &all, names).or_else(|| in_order(w, all, names.len()))
}

/// As many values as names, and perhaps the number of the row.
fn in_order(w: &[u8], all: Vec<Cell>, names: usize) -> Option<Vec<(usize, Range<usize>)>> {
    let number = all.first().filter(|cell| {
        let text = cut(w, cell.bytes.clone());
        all.len() == names + 1 && text.iter().all(u8::is_ascii_digit)
    });
    let numbers = usize::from(number.is_some());
    (all.len() == names + numbers).then(|| {
        let values = all.into_iter().skip(numbers).map(|cell| cell.bytes);
        values.enumerate().collect()
    })
}

/// Each value under a name of its own; nothing if one stands under none or two, but for a number of the row in front.
fn under(w: &[u8], all: &[Cell], names: &[Range<usize>]) -> Option<Vec<(usize, Range<usize>)>> {
    let mut row: Vec<(usize, Range<usize>)> = Vec::new();
    if all.len() < 2 {
        return None;
    }
    for (n, cell) in all.iter().cloned().enumerate() {
        let mut rest = if n == 0 {
            without_number(w, cell, names)
        } else {
            cell
        };
        loop {
            let over =
                |name: &Range<usize>| name.start < rest.place.end && rest.place.start < name.end;
            let Some(column) = names.iter().position(over) else {
                if n == 0 {
                    break;
                }
                return None;
            };
            if row.last().is_some_and(|(last, _)| *last >= column) {
                return None;
            }
            let next = names.get(column + 1).filter(|next| over(next));
            let Some(next) = next else {
                row.push((column, rest.bytes));
                break;
            };
            // One blank parts two values: where a name ends over it or begins behind it.
            let edge = names.get(column).map_or(0, |name| name.end);
            let (value, later) =
                split(w, &rest, edge).or_else(|| split(w, &rest, next.start - 1))?;
            row.push((column, value));
            rest = later;
        }
    }
    (row.len() >= 2).then_some(row)
}

/// The first value without the number of its row, which stands before all names.
fn without_number(w: &[u8], cell: Cell, names: &[Range<usize>]) -> Cell {
    let first = names.first().map_or(0, |name| name.start);
    let text = cut(w, cell.bytes.clone());
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 || cell.place.start + digits >= first {
        return cell;
    }
    let later = split(w, &cell, cell.place.start + digits);
    later.map_or(cell, |(_, later)| later)
}

/// Parts a cell at the blank that is its character `edge` of the line.
#[inline(never)]
fn split(w: &[u8], cell: &Cell, edge: usize) -> Option<(Range<usize>, Cell)> {
    let text = cut(w, cell.bytes.clone());
    let begins = |(_, b): &(usize, &u8)| **b & 0xc0 != 0x80;
    let mut characters = text.iter().enumerate().filter(begins);
    let (n, b) = characters.nth(edge.checked_sub(cell.place.start)?)?;
    (*b == b' ' && n > 0).then_some(())?;
    let blank = cell.bytes.start + n;
    let later = Cell {
        bytes: blank + 1..cell.bytes.end,
        place: edge + 1..cell.place.end,
    };
    (at(w, later.bytes.start) != b' ' && !later.place.is_empty())
        .then_some((cell.bytes.start..blank, later))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(header: &str, line: &str) -> Option<Vec<(usize, String)>> {
        let names = cells(header.as_bytes(), &(0..header.len()));
        let names: Vec<_> = names.into_iter().map(|cell| cell.place).collect();
        let row = row(line.as_bytes(), &(0..line.len()), &names)?;
        let text = |r: Range<usize>| String::from_utf8_lossy(cut(line.as_bytes(), r)).into_owned();
        Some(row.into_iter().map(|(n, r)| (n, text(r))).collect())
    }

    #[test]
    fn values_stand_under_their_names() {
        let of = |header, line| -> Vec<String> {
            let row = values(header, line).unwrap_or_default();
            row.into_iter().map(|(n, v)| format!("{n} {v}")).collect()
        };
        assert_eq!(
            of(
                "     mrn            name     dob",
                "4  48569  Gregory Nelson  1998-1"
            ),
            ["0 48569", "1 Gregory Nelson", "2 1998-1"]
        );
        assert_eq!(
            of("NAME   READY  MAIL", "jörg   1/1    j@x"),
            ["0 jörg", "1 1/1", "2 j@x"]
        );
        // One blank between values.
        assert_eq!(
            of("   id  given     tel", "1 584 Nicole  512-739"),
            ["0 584", "1 Nicole", "2 512-739"]
        );
        assert_eq!(
            of("ID      NAME    CITY", "1234567 Ann Lee  Reno"),
            ["0 1234567", "1 Ann Lee", "2 Reno"]
        );
        // Not quite under them.
        assert_eq!(
            of("  A    B   C", "7  12345  1234567  123"),
            ["0 12345", "1 1234567", "2 123"]
        );
        assert_eq!(of("A    B    C", "a text that goes over all"), [""; 0]);
        assert_eq!(of("A    B    C", ""), [""; 0]);
    }
}
