//! Private keys in PEM, OpenSSH and OpenPGP armour, on many lines or escaped on one.

use std::borrow::Cow;

use memchr::memmem::Finder;

use super::Candidate;
use crate::bytes::{at, cut, tail};
use crate::limits::KEY_BLOCK_BYTES_MAX;
use crate::rules::{Detector, RuleSet};

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const LABEL_BYTES_MAX: usize = 64;
/// Base64 characters that a block cut short must have to count.
const BODY_BYTES_MIN: usize = 24;
/// A line of a block is not longer.
const LINE_BYTES_MAX: usize = 512;

pub(crate) struct KeyBlocks {
    begin: Finder<'static>,
    rule: Option<u16>,
}

enum Block {
    Whole(usize),
    /// It goes on past the end of the window.
    Open,
    /// No end line: what looks like a body ends here.
    Cut {
        end: usize,
        long: bool,
    },
    None,
}

impl KeyBlocks {
    pub(crate) fn new(rules: &RuleSet) -> Self {
        Self {
            begin: Finder::new(BEGIN),
            rule: rules.with(Detector::KeyBlock).map(|(i, _)| i).next(),
        }
    }

    /// Blocks that begin in `from..to`. Returns where the window is to be cut instead of `to`: before a block that
    /// is not whole yet, unless the window begins with it.
    pub(crate) fn find(
        &self,
        w: &[u8],
        from: usize,
        to: usize,
        last: bool,
        out: &mut Vec<Candidate>,
    ) -> usize {
        let Some(rule) = self.rule else { return to };
        let mut at_byte = from;
        while at_byte < to {
            let ahead = cut(w, at_byte..to + BEGIN.len() - 1);
            let Some(begin) = self.begin.find(ahead).map(|i| at_byte + i) else {
                break;
            };
            at_byte = begin + BEGIN.len();
            let end = match block(w, begin, last) {
                Block::None => continue,
                Block::Open => {
                    let line =
                        memchr::memrchr(b'\n', cut(w, from..begin)).map_or(from, |n| from + n + 1);
                    if line > from {
                        return line;
                    }
                    continue;
                }
                Block::Whole(end) => {
                    out.push(candidate(rule, begin, end, false));
                    end
                }
                Block::Cut { end, long } => {
                    out.push(candidate(rule, begin, end, long));
                    end
                }
            };
            at_byte = end.max(at_byte);
        }
        to
    }
}

fn candidate(rule: u16, start: usize, end: usize, long: bool) -> Candidate {
    let terms = vec![Cow::Borrowed("private key armour")];
    Candidate {
        long,
        keyed: true,
        terms,
        ..Candidate::new(rule, start, end, 0)
    }
}

fn block(w: &[u8], begin: usize, last: bool) -> Block {
    let label_at = begin + BEGIN.len();
    let label = cut(w, label_at..label_at + LABEL_BYTES_MAX);
    let Some(dashes) = memchr::memmem::find(label, DASHES) else {
        return Block::None;
    };
    if memchr::memmem::find(cut(label, 0..dashes), b"PRIVATE KEY").is_none() {
        return Block::None;
    }
    let body_at = label_at + dashes + DASHES.len();
    let line_start = memchr::memrchr(b'\n', cut(w, begin.saturating_sub(LINE_BYTES_MAX)..begin));
    let prefix = line_start.map_or(begin.min(LINE_BYTES_MAX), |n| {
        begin.min(LINE_BYTES_MAX) - n - 1
    });
    let limit = begin + KEY_BLOCK_BYTES_MAX;
    let mut i = body_at;
    let mut base64 = 0;
    let mut body_end = body_at;
    loop {
        let line_end = memchr::memchr(
            b'\n',
            cut(w, i..i + LINE_BYTES_MAX.max(KEY_BLOCK_BYTES_MAX)),
        )
        .map(|n| i + n);
        let line = cut(w, i..line_end.unwrap_or(w.len()).min(limit));
        if let Some(end) = memchr::memmem::find(line, END) {
            if is_body(cut(line, 0..end), prefix) {
                let after = i + end + END.len();
                let closing = memchr::memmem::find(cut(w, after..after + LABEL_BYTES_MAX), DASHES);
                return Block::Whole(closing.map_or(after, |n| after + n + DASHES.len()));
            }
        }
        let fits = if i == body_at {
            body_part(line)
        } else {
            is_body(line, prefix).then_some(line.len())
        };
        let Some(fitting) = fits else { break };
        base64 += cut(line, 0..fitting)
            .iter()
            .filter(|b| b.is_ascii_alphanumeric())
            .count();
        body_end = i + fitting;
        let Some(next) = line_end else {
            if !last && w.len() < limit {
                return Block::Open;
            }
            break;
        };
        if next >= limit {
            return Block::Cut {
                end: body_end,
                long: true,
            };
        }
        if fitting < line.len() {
            break;
        }
        i = next + 1;
    }
    if base64 < BODY_BYTES_MIN {
        return Block::None;
    }
    Block::Cut {
        end: body_end,
        long: false,
    }
}

/// On the line of the beginning: how much of it is body (all of it, or up to a quote that ends a string).
fn body_part(line: &[u8]) -> Option<usize> {
    let n = super::span(line, line.len(), |b| {
        is_base64(b) || matches!(b, b'\\' | b' ' | b'\t' | b'\r' | b'-' | b':' | b',')
    });
    Some(n)
}

/// A line of a body: base64, an armour header, blank; after the same prefix as the first line, or indented.
fn is_body(line: &[u8], prefix: usize) -> bool {
    let plain = |text: &[u8]| {
        let text = text.trim_ascii();
        let quoted = |b: u8| matches!(b, b'\\' | b' ' | b'"' | b'\'' | b'+' | b',' | b'.' | b'-');
        let base64 = text.iter().all(|b| is_base64(*b) || quoted(*b));
        let header = memchr::memmem::find(text, b": ").is_some_and(|n| {
            n < 20
                && cut(text, 0..n)
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        });
        let words = text.iter().filter(|b| **b == b' ').count();
        (base64 && words <= 2) || (header && text.len() <= 200)
    };
    plain(line) || (prefix > 0 && at(line, prefix - 1) != 0 && plain(tail(line, prefix)))
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}
