//! Arrays of arrays in JSON: the elements of a row under the names of its columns.

use std::borrow::Cow;
use std::ops::Range;

use super::{KEY_BYTES_MAX, Key, Pairs, is_blank, is_key_byte, skip, skip_back, value_at};
use crate::bytes::{at, before, cut};

/// The longest row, and the most elements of one.
const ROW_BYTES_MAX: usize = 4 << 10;
const CELLS_MAX: usize = 64;
/// White space between elements.
const BLANKS_MAX: usize = 64;

/// The columns of the rows at hand; those whose name says nothing are empty.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<Vec<u8>>);

/// An element, and whether it is a string.
struct Cell {
    text: Range<usize>,
    string: bool,
}

/// The array that ends at `close`: names of columns, which a list may have (`"columns":["id","ssn"]`) or the first row
/// (`[["id","ssn"],[17,"536…"]]`), or values under them.
pub(super) fn row(pairs: &mut Pairs<'_>, close: usize, _: usize) {
    let w = pairs.w;
    // Each byte is looked back at once.
    let back = close.saturating_sub(ROW_BYTES_MAX).max(pairs.array);
    pairs.array = close;
    let Some(open) = memchr::memrchr(b'[', cut(w, back..close)).map(|n| back + n) else {
        return;
    };
    let Some(cells) = cells(w, open + 1, close).filter(|cells| cells.len() >= 2) else {
        return;
    };
    let mark = skip_back(w, open, BLANKS_MAX, is_blank);
    let first = before(w, mark) == b'[';
    let later = before(w, mark) == b',' && {
        let previous = skip_back(w, mark - 1, BLANKS_MAX, is_blank);
        before(w, previous) == b']'
    };
    let fits = (first || later) && cells.len() == pairs.header.arrays.0.len();
    if (first || before(w, mark) == b':')
        && let Some(names) = names(pairs, &cells)
    {
        pairs.header.arrays.0 = names;
    } else if fits {
        let names = pairs.header.arrays.0.clone();
        for (name, cell) in names.into_iter().zip(cells) {
            if !name.is_empty() {
                pairs.add(Key::Text(Cow::Owned(name)), cell.text, true);
            }
        }
    } else if let ([name, value], true) = (cells.as_slice(), first || later)
        && name.string
        && pairs.push(name.text.clone(), value.text.clone(), value.string)
    {
        // `[["ssn", "536…"], ["id", 17]]`
    } else if first || later {
        // Other rows follow.
        pairs.header.arrays.0.clear();
    }
}

/// The names of columns, if all cells may be such and a rule knows one of them.
fn names(pairs: &Pairs<'_>, cells: &[Cell]) -> Option<Vec<Vec<u8>>> {
    let w = pairs.w;
    let is_name = |cell: &Cell| {
        let text = cut(w, cell.text.clone());
        cell.string
            && text.len() <= KEY_BYTES_MAX
            && text.iter().any(u8::is_ascii_alphabetic)
            && text.iter().all(|b| is_key_byte(*b))
    };
    if !cells.iter().all(is_name) {
        return None;
    }
    let known = cells.iter().map(|cell| pairs.key(cell.text.clone()));
    let names: Vec<Vec<u8>> = known
        .map(|key| key.map_or(Vec::new(), |key| cut(w, key).to_vec()))
        .collect();
    names.iter().any(|name| !name.is_empty()).then_some(names)
}

/// The elements of the array from `i` to its bracket at `close`; nothing if there is anything else than plain values.
fn cells(w: &[u8], mut i: usize, close: usize) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    loop {
        i = skip(w, i, BLANKS_MAX, is_blank);
        let string = at(w, i) == b'"';
        let text = match (string, at(w, i + 1)) {
            (true, b'"') => i + 1..i + 1,
            (true, _) => value_at(w, i).filter(|(_, closed)| *closed)?.0,
            (false, _) => i..skip(w, i, KEY_BYTES_MAX, is_plain),
        };
        i = text.end + usize::from(string);
        if !string && text.is_empty() || cells.len() == CELLS_MAX {
            return None;
        }
        cells.push(Cell { text, string });
        i = skip(w, i, BLANKS_MAX, is_blank);
        match at(w, i) {
            b',' if i < close => i += 1,
            b']' if i == close => return Some(cells),
            _ => return None,
        }
    }
}

/// A number or one of the words of JSON.
fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.')
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn rows_under_their_columns() {
        for text in [
            r#"{"columns":["id","ssn","x"],"rows":[[1,"536","y"],[2,"537",""]]}"#,
            r#"[["id","ssn","x"],[1,"536","y"],[2,"537",null]]"#,
            "{\"columns\": [\n  \"id\", \"SSN\", \"x\"\n ],\n \"data\": [\n  [\n 1,\n \"536\", \"y\"],\n  [2, \"537\", true]\n]}",
        ] {
            let found = of(text);
            let found: Vec<String> = found.iter().map(|f| f.to_lowercase()).collect();
            assert_eq!(found, ["ssn='536'", "ssn='537'"], "{text}");
        }
        assert_eq!(
            of(r#"[["id","ssn"],[1,536],[2,537]]"#),
            ["ssn='536'", "ssn='537'"]
        );
    }

    #[test]
    fn other_arrays_are_no_rows() {
        for text in [
            r#"{"required":["id","ssn"],"sizes":[1,2],"x":[3,4]}"#,
            r#"[["id","ssn"],[1,2,3],[1,536]]"#,
            r#"[["id","level"],[1,536]]"#,
            r#"[[1,"ssn"],[1,536]]"#,
            r#"[["ssn"],["536"]]"#,
            r#"[["id","ssn"],[1,{"a":"536"}],[[1],2]]"#,
        ] {
            assert_eq!(of(text), [""; 0], "{text}");
        }
    }
}
