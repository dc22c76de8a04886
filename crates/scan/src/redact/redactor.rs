//! One member, streamed: bytes in, bytes out, at most one value held.

use std::io::{self, Read, Write};

use zeroize::{Zeroize, Zeroizing};

use super::offsets::{Moved, OffsetMap};
use super::replace::Redaction;
use crate::bytes::{cut, tail};
use crate::limits::WINDOW_BYTES;
use crate::report::Finding;

/// What stands for bytes whose findings were not listed any more.
const WITHHELD: &[u8] = b"<NOT SCANNED>";

/// Takes the redacted bytes.
pub type Sink<'s> = &'s mut dyn FnMut(&[u8]) -> io::Result<()>;

/// A range that is replaced.
pub(super) struct Piece<'a> {
    pub(super) start: u64,
    pub(super) end: u64,
    /// The finding that names it; `None` for what is withheld.
    pub(super) finding: Option<&'a Finding>,
    /// Whether the range is exactly that of the finding.
    exact: bool,
}

/// Redacts the bytes of one member in one go, in pieces of any size.
pub struct Redactor<'a, 'r> {
    redaction: &'a Redaction<'r>,
    size: u64,
    pieces: Vec<Piece<'r>>,
    next: usize,
    /// Offset of the next byte in.
    at: u64,
    /// Bytes out so far.
    out: u64,
    value: Zeroizing<Vec<u8>>,
    breaks: usize,
    text: Vec<u8>,
    map: OffsetMap,
}

impl<'r> Redaction<'r> {
    /// The redactor for a member of the report.
    #[must_use]
    pub fn member(&self, member: u32) -> Redactor<'_, 'r> {
        let report = self.report;
        let size = report.member(member).map_or(0, |m| m.size);
        let mut pieces = self.pieces(report.findings_of(member).iter());
        if let Some(dropped) = report.dropped.filter(|d| member >= d.member && size > 0) {
            let from = if member == dropped.member {
                dropped.start
            } else {
                0
            };
            let start = pieces.last().map_or(from, |p| p.end.max(from));
            if start < size {
                pieces.push(Piece {
                    start,
                    end: size,
                    finding: None,
                    exact: true,
                });
            }
        }
        Redactor {
            redaction: self,
            size,
            pieces,
            next: 0,
            at: 0,
            out: 0,
            value: Zeroizing::new(Vec::new()),
            breaks: 0,
            text: Vec::new(),
            map: OffsetMap::default(),
        }
    }

    /// What is replaced, sorted and apart. Findings that overlap make one range, so that nothing of any is left: an
    /// outer one with those in it, which count on their own where the outer one is kept.
    pub(super) fn pieces<'f>(&self, findings: impl Iterator<Item = &'f Finding>) -> Vec<Piece<'f>> {
        let mut acted: Vec<&Finding> = findings
            .filter(|f| f.start < f.end && self.acts_on(f))
            .collect();
        acted.sort_by_key(|f| (f.start, f.inner, std::cmp::Reverse(f.end)));
        let mut pieces: Vec<Piece<'f>> = Vec::with_capacity(acted.len());
        for f in acted {
            match pieces.last_mut() {
                Some(last) if f.start < last.end => {
                    last.exact &= f.end <= last.end;
                    last.end = last.end.max(f.end);
                }
                _ => pieces.push(Piece {
                    start: f.start,
                    end: f.end,
                    finding: Some(f),
                    exact: true,
                }),
            }
        }
        pieces
    }
}

impl Redactor<'_, '_> {
    /// The length of what will come out, if it can be told without the values.
    #[must_use]
    pub fn known_len(&self) -> Option<u64> {
        let mut text = Vec::new();
        let mut length = self.size;
        for piece in &self.pieces {
            text.clear();
            let mut breaks = 0;
            match piece.finding {
                None => text.extend_from_slice(WITHHELD),
                Some(f) if !piece.exact || self.redaction.needs_value(f) => return None,
                Some(f) => {
                    self.redaction.append(f, None, &mut text);
                    breaks = u64::from(f.breaks);
                }
            }
            let old = piece.end - piece.start;
            length = length
                .checked_sub(old)?
                .checked_add(text.len() as u64 + breaks)?;
        }
        Some(length)
    }

    /// The next bytes of the member.
    ///
    /// # Errors
    /// Those of `out`, and `InvalidData` where the member is longer than the one that was scanned.
    pub fn push(&mut self, mut bytes: &[u8], out: Sink<'_>) -> io::Result<()> {
        if self.at.saturating_add(bytes.len() as u64) > self.size {
            return Err(Changed::error());
        }
        while !bytes.is_empty() {
            let until = match self.pieces.get(self.next) {
                None => self.size,
                Some(piece) if self.at < piece.start => piece.start,
                Some(piece) => {
                    let n = self.take(bytes, piece.end, piece.finding);
                    bytes = tail(bytes, n);
                    if self.pieces.get(self.next).is_some_and(|p| p.end == self.at) {
                        self.replace(out)?;
                    }
                    continue;
                }
            };
            let n = part(bytes, until - self.at);
            out(cut(bytes, 0..n))?;
            self.at += n as u64;
            self.out += n as u64;
            bytes = tail(bytes, n);
        }
        Ok(())
    }

    /// Takes bytes of a replaced range; keeps them only if the replacement is made of them.
    fn take(&mut self, bytes: &[u8], end: u64, finding: Option<&Finding>) -> usize {
        let n = part(bytes, end - self.at);
        let taken = cut(bytes, 0..n);
        if finding.is_some_and(|f| self.redaction.needs_value(f)) {
            self.value.extend_from_slice(taken);
        }
        self.breaks += memchr::memchr_iter(b'\n', taken).count();
        self.at += n as u64;
        n
    }

    fn replace(&mut self, out: Sink<'_>) -> io::Result<()> {
        let Some(piece) = self.pieces.get(self.next) else {
            return Ok(());
        };
        self.text.clear();
        match piece.finding {
            None => self.text.extend_from_slice(WITHHELD),
            Some(f) => {
                // Of a range that is more than its finding, the bytes are not the value.
                let whole = piece.exact && self.redaction.needs_value(f);
                let value = whole.then_some(self.value.as_slice());
                self.redaction.append(f, value, &mut self.text);
                self.text.extend(std::iter::repeat_n(b'\n', self.breaks));
            }
        }
        out(&self.text)?;
        let length = self.text.len() as u64;
        self.map.push(Moved {
            old_start: piece.start,
            old_end: piece.end,
            new_start: self.out,
            new_end: self.out + length,
        });
        self.out += length;
        self.next += 1;
        self.breaks = 0;
        self.value.zeroize();
        Ok(())
    }

    /// The member ends.
    ///
    /// # Errors
    /// `InvalidData` where it is shorter than the one that was scanned.
    pub fn finish(self) -> io::Result<OffsetMap> {
        if self.at != self.size || self.next != self.pieces.len() {
            return Err(Changed::error());
        }
        Ok(self.map)
    }

    /// All of the member from `reader` to `writer`.
    ///
    /// # Errors
    /// Those of both, and `InvalidData` where the member is not the one that was scanned.
    pub fn copy(mut self, reader: &mut dyn Read, writer: &mut dyn Write) -> io::Result<OffsetMap> {
        let mut buffer = vec![0; WINDOW_BYTES];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return self.finish(),
                Ok(n) => self.push(cut(&buffer, 0..n), &mut |b| writer.write_all(b))?,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }
}

fn part(bytes: &[u8], most: u64) -> usize {
    bytes.len().min(usize::try_from(most).unwrap_or(usize::MAX))
}

/// The second reading did not give what the first gave: where values lie is not known any more. Travels inside
/// `io::Error`.
#[derive(Debug, thiserror::Error)]
#[error("the content is not the one that was scanned")]
pub(super) struct Changed;

impl Changed {
    pub(super) fn error() -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self)
    }

    pub(super) fn is(e: &io::Error) -> bool {
        e.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}
