//! A `BufRead` that counts what is consumed, so that a layer knows its own input, and that can look a few bytes ahead
//! wherever the buffer below happens to end.

use std::io::{self, BufRead, Read};

use crate::bytes::cut;

/// Enough for the longest stream header that is looked at as a whole (zstd: 18 bytes).
const AHEAD_BYTES: usize = 18;

pub(crate) struct Counted<R> {
    inner: R,
    consumed: u64,
    ahead: [u8; AHEAD_BYTES],
    from: usize,
    to: usize,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            inner,
            consumed: 0,
            ahead: [0; AHEAD_BYTES],
            from: 0,
            to: 0,
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// Bytes that were looked at and not consumed are lost.
    pub(crate) fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: BufRead> Counted<R> {
    /// The next `n` bytes (at most [`AHEAD_BYTES`]), fewer at the end; nothing is consumed.
    pub(crate) fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        if self.to - self.from < n {
            self.ahead.copy_within(self.from..self.to, 0);
            self.to -= self.from;
            self.from = 0;
            while let Some(free) = self.ahead.get_mut(self.to..n).filter(|f| !f.is_empty()) {
                match self.inner.read(free) {
                    Ok(0) => break,
                    Ok(got) => self.to += got,
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            }
        }
        Ok(cut(&self.ahead, self.from..self.to.min(self.from + n)))
    }

    /// Consumes zero bytes up to the next other byte or the end, and counts them.
    pub(crate) fn skip_zeros(&mut self) -> io::Result<u64> {
        let mut skipped = 0u64;
        loop {
            let bytes = self.fill_buf()?;
            let zeros = bytes.iter().take_while(|b| **b == 0).count();
            if zeros == 0 {
                return Ok(skipped);
            }
            self.consume(zeros);
            skipped = skipped.saturating_add(zeros as u64);
        }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut have = self.fill_buf()?;
        let n = have.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from < self.to {
            return Ok(cut(&self.ahead, self.from..self.to));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.consumed = self.consumed.saturating_add(n as u64);
        if self.from < self.to {
            self.from = (self.from + n).min(self.to);
        } else {
            self.inner.consume(n);
        }
    }
}
