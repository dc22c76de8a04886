//! Private keys in PEM, OpenSSH and OpenPGP armour, on many lines or escaped on one.

use std::ops::Range;

use super::Candidate;
use crate::bytes::{at, cut, tail};
use crate::limits::KEY_BLOCK_BYTES_MAX;
use crate::rules::{Detector, RuleSet};

/// What a block begins with.
pub(crate) const KEY_BLOCK_BEGIN: &str = "-----BEGIN ";
const BEGIN: &[u8] = KEY_BLOCK_BEGIN.as_bytes();
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";
const LABEL_BYTES_MAX: usize = 64;
/// Base64 characters that a block cut short must have to count.
const BODY_BYTES_MIN: usize = 24;
/// A line that has so many makes the block longer; blank and short ones at its end do not.
const LINE_BASE64_MIN: usize = 12;
/// A line's prefix is not longer.
const LINE_BYTES_MAX: usize = 512;

pub(crate) struct KeyBlocks {
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
            rule: rules.with(Detector::KeyBlock).map(|(i, _)| i).next(),
        }
    }

    /// Blocks that begin in `within`, at one of `begins`. Returns where the window is to be cut instead of its end: before a
    /// block that is not whole yet (a window that begins with a block always holds the longest one).
    pub(crate) fn find(
        &self,
        w: &[u8],
        within: Range<usize>,
        last: bool,
        begins: &[usize],
        out: &mut Vec<Candidate>,
    ) -> usize {
        let Range {
            start: from,
            end: to,
        } = within;
        let Some(rule) = self.rule else { return to };
        let mut at_byte = from;
        for begin in begins.iter().copied() {
            if begin < at_byte {
                continue;
            }
            at_byte = begin + BEGIN.len();
            let end = match block(w, begin, last) {
                Block::None => continue,
                Block::Open if begin > from => return begin,
                Block::Open => continue,
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
    let found = Candidate {
        long,
        keyed: true,
        ..Candidate::new(rule, start, end, 0)
    };
    found.because("private key armour")
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
    let limit = begin + KEY_BLOCK_BYTES_MAX;
    let region = cut(w, body_at..limit);
    // Another beginning ends this one; it also keeps the work for many beginnings linear.
    let (region, ends) = match memchr::memmem::find(region, BEGIN) {
        Some(n) => (cut(region, 0..n), Ends::Here),
        None if w.len() >= limit => (region, Ends::AtLimit),
        None if last => (region, Ends::Here),
        None => (region, Ends::WithWindow),
    };
    let mut body = Body {
        base64: 0,
        end: body_at,
    };
    let prefix = prefix_len(w, begin);
    let mut i = 0;
    while i == 0 || i < region.len() {
        let rest = tail(region, i);
        let line = cut(rest, 0..memchr::memchr(b'\n', rest).unwrap_or(rest.len()));
        if let Some(end) =
            memchr::memmem::find(line, END).filter(|n| is_body(cut(line, 0..*n), prefix))
        {
            body.add(body_at + i, cut(line, 0..end));
            if body.base64 < BODY_BYTES_MIN {
                // `-----BEGIN PRIVATE KEY-----\nXXXX\n-----END …` says where a key would stand.
                return Block::None;
            }
            let after = body_at + i + end + END.len();
            let closing = memchr::memmem::find(cut(w, after..after + LABEL_BYTES_MAX), DASHES);
            return Block::Whole(closing.map_or(after, |n| after + n + DASHES.len()));
        }
        let fitting = match i {
            0 => first_part(line),
            _ if is_body(line, prefix) => line.len(),
            _ => return body.cut(false),
        };
        body.add(body_at + i, cut(line, 0..fitting));
        if fitting < line.len() {
            return body.cut(false);
        }
        i += line.len() + 1;
    }
    match ends {
        Ends::WithWindow => Block::Open,
        Ends::AtLimit => body.cut(true),
        Ends::Here => body.cut(false),
    }
}

/// Why no more lines of a block are there to look at.
enum Ends {
    Here,
    AtLimit,
    WithWindow,
}

/// What was seen of a body.
struct Body {
    base64: usize,
    end: usize,
}

impl Body {
    fn add(&mut self, at: usize, line: &[u8]) {
        let n = line.iter().filter(|b| b.is_ascii_alphanumeric()).count();
        self.base64 += n;
        if n >= LINE_BASE64_MIN {
            self.end = at + line.len();
        }
    }

    fn cut(&self, long: bool) -> Block {
        let end = self.end;
        if self.base64 < BODY_BYTES_MIN {
            Block::None
        } else {
            Block::Cut { end, long }
        }
    }
}

/// Bytes before the beginning on its line: a log's time stamp, or indentation.
fn prefix_len(w: &[u8], begin: usize) -> usize {
    let before = cut(w, begin.saturating_sub(LINE_BYTES_MAX)..begin);
    before.len() - memchr::memrchr(b'\n', before).map_or(0, |n| n + 1)
}

/// On the line of the beginning: how much of it is body (all of it, or up to a quote that ends a string). A string may go on
/// on the next line.
fn first_part(line: &[u8]) -> usize {
    let joins = |b: u8| {
        matches!(
            b,
            b'"' | b'\'' | b'+' | b'.' | b' ' | b'\t' | b'\r' | b'\\' | b'n'
        )
    };
    let ends = line.trim_ascii_end();
    if (ends.ends_with(b"+") || ends.ends_with(b"\\")) && line.iter().all(|b| joins(*b)) {
        return line.len();
    }
    super::span(line, line.len(), |b| {
        is_base64(b) || matches!(b, b'\\' | b' ' | b'\t' | b'\r' | b'-' | b':' | b',')
    })
}

/// A line of a body: base64, an armour header, blank; after the same prefix as the first line, or indented.
fn is_body(line: &[u8], prefix: usize) -> bool {
    let plain = |text: &[u8]| {
        let text = text.trim_ascii();
        let quoted = |b: u8| matches!(b, b'\\' | b' ' | b'"' | b'\'' | b'+' | b',' | b'-');
        let base64 = text.iter().all(|b| is_base64(*b) || quoted(*b));
        let header = memchr::memmem::find(text, b": ").is_some_and(|n| {
            n < 20
                && cut(text, 0..n)
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        });
        let words = text.iter().filter(|b| **b == b' ').count();
        (base64 && words <= 1) || (header && text.len() <= 200)
    };
    plain(line) || (prefix > 0 && at(line, prefix - 1) != 0 && plain(tail(line, prefix)))
}

fn is_base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}
