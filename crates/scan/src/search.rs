//! Line search with a regular expression over the working copy (or any reader).

use std::io::Read;
use std::ops::ControlFlow;

use regex::bytes::{Regex, RegexBuilder};

use crate::bytes::{cut, tail};
use crate::limits::{HIT_TEXT_BYTES_MAX, QUERY_BYTES_MAX, SEARCH_LINE_BYTES_MAX};

const CHUNK: usize = 256 << 10;

/// A compiled expression: `^` and `$` are line ends, its compiled size is bounded, its time linear.
#[derive(Debug, Clone)]
pub struct Query(Regex);

/// The expression is wrong or too large.
#[derive(Debug, thiserror::Error)]
#[error("the expression is not valid")]
pub struct QueryError(#[from] regex::Error);

impl Query {
    /// Compiles a regular expression.
    ///
    /// # Errors
    /// [`QueryError`] with the reason as its source.
    pub fn regex(pattern: &str, ignore_case: bool) -> Result<Self, QueryError> {
        let regex = RegexBuilder::new(pattern)
            .multi_line(true)
            .crlf(true)
            .case_insensitive(ignore_case)
            .size_limit(QUERY_BYTES_MAX)
            .dfa_size_limit(QUERY_BYTES_MAX)
            .build()?;
        Ok(Self(regex))
    }

    /// Plain text.
    ///
    /// # Errors
    /// [`QueryError`] if the text is too large.
    pub fn literal(text: &str, ignore_case: bool) -> Result<Self, QueryError> {
        Self::regex(&regex::escape(text), ignore_case)
    }
}

/// One line that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// 1-based.
    pub line: u64,
    /// 1-based byte column of the match.
    pub column: u64,
    /// Bytes of the match.
    pub length: u64,
    /// Up to 2,000 bytes of the line around the match, as text.
    pub text: String,
    /// 1-based byte column at which `text` begins.
    pub text_column: u64,
}

/// Tells of every line that matches, in order. The first match of a line counts. Returns whether the end was
/// reached.
///
/// # Errors
/// The reader's.
pub fn search_lines(
    reader: &mut dyn Read,
    first_line: u64,
    query: &Query,
    on_hit: &mut dyn FnMut(Hit) -> ControlFlow<()>,
) -> std::io::Result<bool> {
    let mut buf: Vec<u8> = Vec::new();
    let mut line = Lines {
        number: first_line,
        offset: 0,
    };
    loop {
        let got = reader.take(CHUNK as u64).read_to_end(&mut buf)?;
        let end = if got == 0 {
            buf.len()
        } else if let Some(newline) = memchr::memrchr(b'\n', &buf) {
            newline + 1
        } else if buf.len() >= SEARCH_LINE_BYTES_MAX {
            buf.len()
        } else {
            continue;
        };
        if line.search(cut(&buf, 0..end), query, on_hit).is_break() {
            return Ok(false);
        }
        if got == 0 {
            return Ok(true);
        }
        buf.drain(..end);
    }
}

/// Where the searched bytes begin.
struct Lines {
    number: u64,
    /// Bytes of this line already searched (only of a line longer than the limit).
    offset: u64,
}

impl Lines {
    fn search(
        &mut self,
        bytes: &[u8],
        query: &Query,
        on_hit: &mut dyn FnMut(Hit) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut from = 0;
        let mut counted = 0;
        while from < bytes.len() {
            // A match in the whole buffer only tells the line to look at: it may reach over a line break.
            let Some(m) = query.0.find_at(bytes, from) else {
                break;
            };
            let start = memchr::memrchr(b'\n', cut(bytes, 0..m.start()))
                .map_or(0, |n| n + 1)
                .max(from);
            let end = memchr::memchr(b'\n', tail(bytes, start)).map_or(bytes.len(), |n| start + n);
            if start >= bytes.len() {
                break;
            }
            let line = cut(bytes, start..end);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            self.advance(cut(bytes, counted..start));
            counted = start;
            if let Some(found) = query.0.find(line) {
                on_hit(self.hit(line, found.start(), found.end()))?;
            }
            from = end + 1;
        }
        self.advance(tail(bytes, counted));
        ControlFlow::Continue(())
    }

    fn advance(&mut self, over: &[u8]) {
        match memchr::memrchr(b'\n', over) {
            Some(last) => {
                self.number += memchr::memchr_iter(b'\n', over).count() as u64;
                self.offset = (over.len() - last - 1) as u64;
            }
            None => self.offset += over.len() as u64,
        }
    }

    fn hit(&self, line: &[u8], start: usize, end: usize) -> Hit {
        let lead = HIT_TEXT_BYTES_MAX / 4;
        let from = if line.len() <= HIT_TEXT_BYTES_MAX {
            0
        } else {
            start.saturating_sub(lead)
        };
        let text = cut(line, from..from.saturating_add(HIT_TEXT_BYTES_MAX));
        Hit {
            line: self.number,
            column: self.offset + start as u64 + 1,
            length: (end - start) as u64,
            text: String::from_utf8_lossy(text).into_owned(),
            text_column: self.offset + from as u64 + 1,
        }
    }
}
