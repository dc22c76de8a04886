//! UTF-16 and UTF-32 text, decoded to UTF-8 as it is read.
//!
//! The byte order mark is left out: it says how to read the text and is none of it. What is no character becomes U+FFFD.

use std::io::{self, BufRead, Read};

use super::ahead::Counted;
use super::attributes::Units;
use crate::bytes::{at, tail};

/// Input decoded in one go: a reader of small pieces does not make the decoder hold more.
const PIECE_BYTES: usize = 16 << 10;

/// What tells the encoding.
pub(super) const HEAD_BYTES: usize = 16;

/// How bytes make up units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Encoding {
    pub(super) wide: bool,
    pub(super) big: bool,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
}

impl Encoding {
    /// By the byte order mark, or by where the zero bytes of its first characters are.
    pub(super) fn of(head: &[u8]) -> Self {
        let (wide, big, mark) = match head {
            [0xff, 0xfe, 0, 0, ..] => (true, false, 4),
            [0, 0, 0xfe, 0xff, ..] => (true, true, 4),
            [0xff, 0xfe, ..] => (false, false, 2),
            [0xfe, 0xff, ..] => (false, true, 2),
            _ => {
                let even = head.iter().step_by(2).filter(|b| **b == 0).count();
                let all = head.iter().filter(|b| **b == 0).count();
                (false, 2 * even > all, 0)
            }
        };
        Self { wide, big, mark }
    }

    pub(super) fn units(self) -> Units {
        Units {
            mark: self.mark as u64,
            wide: self.wide,
        }
    }

    pub(super) fn unit_bytes(self) -> usize {
        if self.wide { 4 } else { 2 }
    }

    pub(super) fn unit(self, bytes: &[u8]) -> u32 {
        let byte = |i: usize| u32::from(at(bytes, i));
        match (self.wide, self.big) {
            (false, false) => byte(0) | byte(1) << 8,
            (false, true) => byte(0) << 8 | byte(1),
            (true, false) => byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24,
            (true, true) => byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3),
        }
    }
}

pub(crate) struct Utf16Reader<R> {
    inner: Counted<R>,
    encoding: Option<Encoding>,
    /// The first bytes of a unit whose others are not read yet.
    part: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u32>,
    out: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: BufRead> Utf16Reader<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner: Counted::new(inner),
            encoding: None,
            part: Vec::new(),
            high: None,
            out: Vec::new(),
            given: 0,
            ended: false,
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.inner.consumed()
    }

    /// Decodes more into the empty `out`.
    fn more(&mut self) -> io::Result<()> {
        let encoding = match self.encoding {
            Some(encoding) => encoding,
            None => {
                let encoding = Encoding::of(self.inner.peek(HEAD_BYTES)?);
                let mut mark = [0; 4];
                (self.inner).read_exact(mark.get_mut(..encoding.mark).unwrap_or_default())?;
                *self.encoding.insert(encoding)
            }
        };
        let input = self.inner.fill_buf()?;
        let input = input.get(..PIECE_BYTES).unwrap_or(input);
        let taken = input.len();
        let size = encoding.unit_bytes();
        if taken == 0 {
            self.ended = true;
            let rest = !self.part.is_empty();
            if self.high.take().is_some() || rest {
                push(&mut self.out, char::REPLACEMENT_CHARACTER);
            }
            return Ok(());
        }
        let mut rest = input;
        if !self.part.is_empty() {
            let missing = size - self.part.len();
            self.part.extend(rest.iter().take(missing));
            rest = tail(rest, missing.min(rest.len()));
            if self.part.len() == size {
                unit(&mut self.out, &mut self.high, encoding.unit(&self.part));
                self.part.clear();
            }
        }
        if encoding.wide {
            for bytes in rest.chunks_exact(size) {
                unit(&mut self.out, &mut self.high, encoding.unit(bytes));
            }
        } else {
            narrow(&mut self.out, &mut self.high, encoding, rest);
        }
        let over = rest.len() % size;
        self.part.extend_from_slice(tail(rest, rest.len() - over));
        self.inner.consume(taken);
        Ok(())
    }
}

/// All whole units of `bytes`; eight at a time as long as they are ASCII.
fn narrow(out: &mut Vec<u8>, high: &mut Option<u32>, encoding: Encoding, bytes: &[u8]) {
    const NOT_ASCII: u128 = 0xff80_ff80_ff80_ff80_ff80_ff80_ff80_ff80;
    let (groups, rest) = bytes.as_chunks::<16>();
    for group in groups {
        let eight = if encoding.big {
            u128::from_be_bytes(*group)
        } else {
            u128::from_le_bytes(*group)
        };
        if eight & NOT_ASCII == 0 && high.is_none() {
            let low = usize::from(encoding.big);
            out.extend(group.iter().skip(low).step_by(2));
        } else {
            for pair in group.chunks_exact(2) {
                unit(out, high, encoding.unit(pair));
            }
        }
    }
    for pair in rest.chunks_exact(2) {
        unit(out, high, encoding.unit(pair));
    }
}

/// One unit, after the first half of a pair perhaps.
fn unit(out: &mut Vec<u8>, high: &mut Option<u32>, unit: u32) {
    if let Some(first) = high.take() {
        if (0xdc00..0xe000).contains(&unit) {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (unit - 0xdc00);
            push(
                out,
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
            );
            return;
        }
        push(out, char::REPLACEMENT_CHARACTER);
    }
    if (0xd800..0xdc00).contains(&unit) {
        *high = Some(unit);
    } else {
        push(
            out,
            char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
        );
    }
}

fn push(out: &mut Vec<u8>, c: char) {
    let mut utf8 = [0; 4];
    out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes());
}

impl<R: BufRead> Read for Utf16Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() && !self.ended {
            self.out.clear();
            self.given = 0;
            self.more()?;
        }
        let n = tail(&self.out, self.given).read(buf)?;
        self.given += n;
        Ok(n)
    }
}
