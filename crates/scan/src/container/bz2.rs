//! bzip2: any number of streams one after another, zero padding at the end allowed.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use bzip2::{Decompress, Status};

use super::ahead::Counted;
use super::budget::{Budget, Window};
use super::fault;
use crate::bytes::at;
use crate::state::Reason;

/// What a decoder keeps besides four bytes for each byte of a block.
const TABLES_BYTES: u64 = 64 << 10;

pub(crate) struct Bz2Reader<R> {
    inner: Counted<R>,
    decoder: Option<Decompress>,
    window: Window,
    /// The decoder failed after it had put out bytes; said once they are read.
    broken: bool,
    streams: u64,
}

impl<R: BufRead> Bz2Reader<R> {
    pub(crate) fn new(inner: R, budget: &Arc<Budget>) -> Self {
        Self {
            inner: Counted::new(inner),
            decoder: None,
            window: Window::none(budget),
            broken: false,
            streams: 0,
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.inner.consumed()
    }

    pub(crate) fn into_inner(self) -> R {
        self.inner.into_inner()
    }

    /// Begins the next stream; false at the end.
    fn next_stream(&mut self) -> io::Result<bool> {
        if self.streams > 0 {
            self.inner.skip_zeros()?;
        }
        let head = self.inner.peek(4)?;
        if head.is_empty() && self.streams > 0 {
            return Ok(false);
        }
        let level = at(head, 3);
        if !head.starts_with(b"BZh") || !(b'1'..=b'9').contains(&level) {
            return Err(fault(match self.streams {
                0 => Reason::Damaged,
                _ => Reason::Trailing,
            }));
        }
        let bytes = u64::from(level - b'0') * 400_000 + TABLES_BYTES;
        self.window.whole(bytes)?;
        self.window.budget().prepare(bytes)?;
        self.decoder = Some(Decompress::new(false));
        self.streams += 1;
        Ok(true)
    }
}

impl<R: BufRead> Read for Bz2Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            if self.broken {
                return Err(fault(Reason::Damaged));
            }
            let Some(decoder) = &mut self.decoder else {
                if self.next_stream()? {
                    continue;
                }
                return Ok(0);
            };
            let input = self.inner.fill_buf()?;
            let ended = input.is_empty();
            let (before_in, before_out) = (decoder.total_in(), decoder.total_out());
            let status = decoder.decompress(input, buf);
            let used = usize::try_from(decoder.total_in() - before_in).unwrap_or(0);
            let out = usize::try_from(decoder.total_out() - before_out).unwrap_or(0);
            self.inner.consume(used);
            match status {
                Ok(Status::StreamEnd) => self.decoder = None,
                Ok(_) if ended && out == 0 => return Err(fault(Reason::Truncated)),
                Ok(_) => {}
                Err(_) => self.broken = true,
            }
            if out > 0 {
                return Ok(out);
            }
        }
    }
}
