//! A buffered reader that can look ahead by a fixed count and that stays failed once it failed.

use std::io::{self, BufRead, Read};

use super::{fault, reason_of};
use crate::state::Reason;

/// Enough for a tar header; small because every member gets one.
pub(crate) const PEEK_BYTES: usize = 512;
const CAPACITY: usize = 64 << 10;

pub(crate) struct Buffered<R> {
    inner: R,
    buf: Vec<u8>,
    from: usize,
    to: usize,
    failed: Option<Reason>,
}

impl<R: Read> Buffered<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self::with_buffer(inner, Vec::new())
    }

    /// Reuses `buf`, so that a hundred thousand small members do not cost as many allocations.
    pub(crate) fn with_buffer(inner: R, mut buf: Vec<u8>) -> Self {
        buf.resize(CAPACITY, 0);
        Self {
            inner,
            buf,
            from: 0,
            to: 0,
            failed: None,
        }
    }

    pub(crate) fn into_buffer(self) -> Vec<u8> {
        self.buf
    }

    /// Fills the buffer as far as there is anything: how what is above reads must not depend on how the bytes arrive, or a
    /// damaged stream would end elsewhere.
    fn fill_more(&mut self) -> io::Result<usize> {
        if let Some(reason) = self.failed {
            return Err(fault(reason));
        }
        let before = self.to;
        while let Some(free) = self.buf.get_mut(self.to..).filter(|free| !free.is_empty()) {
            match self.inner.read(free) {
                Ok(0) => break,
                Ok(n) => self.to = (self.to + n).min(self.buf.len()),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    self.failed = Some(reason_of(&e));
                    if self.to == before {
                        return Err(e);
                    }
                    break;
                }
            }
        }
        Ok(self.to - before)
    }

    /// The next `n` bytes, fewer at the end or where the reader fails; nothing is consumed.
    pub(crate) fn peek(&mut self, n: usize) -> &[u8] {
        if self.to - self.from < n {
            self.buf.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.from = 0;
            // A failure is sticky: whoever reads next gets it.
            let _ = self.fill_more();
        }
        let end = self.to.min(self.from + n);
        self.buf.get(self.from..end).unwrap_or(&[])
    }
}

impl<R: Read> BufRead for Buffered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.to {
            self.from = 0;
            self.to = 0;
            self.fill_more()?;
        }
        Ok(self.buf.get(self.from..self.to).unwrap_or(&[]))
    }

    fn consume(&mut self, n: usize) {
        self.from = (self.from + n).min(self.to);
    }
}

impl<R: Read> Read for Buffered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut have = self.fill_buf()?;
        let n = have.read(out)?;
        self.consume(n);
        Ok(n)
    }
}
