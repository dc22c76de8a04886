//! Masks a stream of original bytes.

use std::io::{self, Read};

use super::{Plan, Splices};
use crate::bytes::{cut, tail};

const CHUNK: usize = 64 << 10;

/// The working copy from the offset at which `inner` stands.
///
/// A position inside a masked range is taken as the start of that range: its pseudonym is given whole.
pub struct WorkingReader<R> {
    inner: R,
    splices: Splices,
    /// Offset in the member of the next byte of `chunk`.
    at: u64,
    next: usize,
    chunk: Vec<u8>,
    chunk_at: usize,
    chunk_len: usize,
    /// Masked text not given yet.
    text: Vec<u8>,
    text_at: usize,
    skip: u64,
    left: u64,
}

impl<R: Read> WorkingReader<R> {
    /// Everything from byte `at` of the member on, which is where `inner` stands.
    pub fn new(inner: R, splices: Splices, at: u64) -> Self {
        Self::build(inner, splices, at, 0, u64::MAX)
    }

    /// A part of the working copy as planned; `inner` stands at `plan.from`.
    pub fn with_plan(inner: R, splices: Splices, plan: &Plan) -> Self {
        Self::build(inner, splices, plan.from, plan.skip, plan.len)
    }

    fn build(inner: R, splices: Splices, at: u64, skip: u64, left: u64) -> Self {
        let next = splices.first_from(at);
        Self {
            inner,
            splices,
            at,
            next,
            chunk: Vec::new(),
            chunk_at: 0,
            chunk_len: 0,
            text: Vec::new(),
            text_at: 0,
            skip,
            left,
        }
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.chunk_at == self.chunk_len {
            self.chunk.resize(CHUNK, 0);
            self.chunk_at = 0;
            self.chunk_len = loop {
                match self.inner.read(&mut self.chunk) {
                    Ok(n) => break n.min(self.chunk.len()),
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            };
        }
        Ok(self.chunk_at < self.chunk_len)
    }

    fn advance(&mut self, n: usize) {
        self.chunk_at += n;
        self.at = self.at.saturating_add(n as u64);
    }

    /// The next stretch of output is in `text`, or is `Some(n)` bytes of the chunk; 0 bytes at the end.
    fn step(&mut self) -> io::Result<Option<usize>> {
        loop {
            if self.text_at < self.text.len() {
                return Ok(None);
            }
            let splice = self.splices.get(self.next).cloned();
            match splice {
                Some(s) if self.at >= s.start => {
                    // The replacement comes once the whole range was read over, so a short read leaks nothing.
                    while self.at < s.end {
                        if !self.fill()? {
                            return Err(io::ErrorKind::UnexpectedEof.into());
                        }
                        let have = self.chunk_len - self.chunk_at;
                        let want = usize::try_from(s.end - self.at).unwrap_or(usize::MAX);
                        self.advance(have.min(want));
                    }
                    self.text.clear();
                    self.text_at = 0;
                    self.splices.append_replacement(&s, &mut self.text);
                    self.next += 1;
                }
                other => {
                    if !self.fill()? {
                        return Ok(Some(0));
                    }
                    let have = self.chunk_len - self.chunk_at;
                    let until = other.map_or(u64::MAX, |s| s.start - self.at);
                    return Ok(Some(have.min(usize::try_from(until).unwrap_or(usize::MAX))));
                }
            }
        }
    }
}

impl<R: Read> Read for WorkingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.left == 0 {
            return Ok(0);
        }
        loop {
            let literal = self.step()?;
            let have = match literal {
                Some(0) => return Ok(0),
                Some(n) => cut(&self.chunk, self.chunk_at..self.chunk_at + n),
                None => tail(&self.text, self.text_at),
            };
            let n = if self.skip > 0 {
                have.len()
                    .min(usize::try_from(self.skip).unwrap_or(usize::MAX))
            } else {
                let want = out
                    .len()
                    .min(usize::try_from(self.left).unwrap_or(usize::MAX));
                let n = have.len().min(want);
                if let (Some(to), Some(from)) = (out.get_mut(..n), have.get(..n)) {
                    to.copy_from_slice(from);
                }
                n
            };
            if literal.is_some() {
                self.advance(n);
            } else {
                self.text_at += n;
            }
            if self.skip > 0 {
                self.skip -= n as u64;
            } else {
                self.left -= n as u64;
                return Ok(n);
            }
        }
    }
}
