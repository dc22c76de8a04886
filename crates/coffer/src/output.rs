//! What is written: data to standard output, messages to standard error.

use std::io::{self, IsTerminal as _, Write as _};

use coffer_client::text::{shown, shown_lines};
use serde::Serialize;

/// The command's output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    quiet: bool,
}

impl Out {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    /// A line of data, as it is.
    pub(crate) fn line(self, text: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{text}")
    }

    /// One JSON document on one line.
    pub(crate) fn json(self, value: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string(value)?;
        self.line(&text)?;
        Ok(())
    }

    /// Bytes as they are.
    pub(crate) fn raw(self, bytes: &[u8]) -> io::Result<()> {
        io::stdout().lock().write_all(bytes)
    }

    pub(crate) fn flush(self) -> io::Result<()> {
        io::stdout().lock().flush()
    }

    /// Text of somebody else's making: escaped on a terminal, untouched for programs.
    pub(crate) fn foreign(self, text: &str) -> io::Result<()> {
        if io::stdout().is_terminal() {
            self.line(&shown_lines(text))
        } else {
            self.line(text)
        }
    }

    /// A message for the person at the terminal; not with `--quiet`.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet {
            self.error_line(text);
        }
    }

    /// Why the command failed.
    pub(crate) fn error(self, text: &str) {
        self.error_line(&format!("coffer: {text}"));
    }

    fn error_line(self, text: &str) {
        // Nobody is left to be told when standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// Columns, aligned; every cell is escaped.
    pub(crate) fn table(self, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(table(head, rows).as_bytes())
    }

    /// `name  value` lines of one thing.
    pub(crate) fn details(self, rows: &[(&str, String)]) -> io::Result<()> {
        let width = rows.iter().map(|(name, _)| name.chars().count()).max();
        let width = width.unwrap_or_default();
        let mut out = io::stdout().lock();
        for (name, value) in rows {
            writeln!(out, "{name:width$}  {}", shown(value))?;
        }
        Ok(())
    }
}

/// As [`Out::table`] writes it.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|cell| cell.to_uppercase()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head)
        .chain(
            rows.iter()
                .map(|row| row.iter().map(|cell| shown(cell)).collect()),
        )
        .collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or_default()
        })
        .collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:width$}  ", width = *width));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_cells_escaped() {
        let rows = vec![
            vec!["T-1".to_owned(), "short".to_owned()],
            vec!["T-1000".to_owned(), "a\u{202e}b\x1b[2J".to_owned()],
        ];
        let expected = "ID      SUBJECT\nT-1     short\nT-1000  a\\u{202e}b\\u{1b}[2J\n";
        assert_eq!(table(&["id", "subject"], &rows), expected);
    }
}
