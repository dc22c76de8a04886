//! What all layers of one file may use together, and the guard that each decompressor sits behind.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::fault;
use crate::limits::{Limits, ZSTD_WINDOWS_BYTES_MAX};
use crate::state::Reason;

/// Counters shared by the layers of one file.
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    /// Bytes taken from the outermost reader.
    source: AtomicU64,
    /// Bytes out of all decompressors.
    expanded: AtomicU64,
    zstd_windows: AtomicU64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            limits: limits.clone(),
            source: AtomicU64::new(0),
            expanded: AtomicU64::new(0),
            zstd_windows: AtomicU64::new(0),
        })
    }

    fn spend(&self, n: u64, layer_out: u64, layer_in: u64) -> io::Result<()> {
        let expanded = self.expanded.fetch_add(n, Relaxed).saturating_add(n);
        let source = self.source.load(Relaxed);
        let over = |out: u64, input: u64, grace: u64| {
            out > grace && out > self.limits.ratio.saturating_mul(input)
        };
        let grace = self.limits.ratio_grace_bytes;
        if expanded > self.limits.expanded_bytes {
            return Err(fault(Reason::ExpandedBytes));
        }
        if over(layer_out, layer_in, grace)
            || over(layer_out, source, grace)
            || over(expanded, source, self.limits.ratio_all_grace_bytes)
        {
            return Err(fault(Reason::Ratio));
        }
        Ok(())
    }

    /// Memory still allowed for a zstd window.
    pub(crate) fn zstd_window(&self) -> u64 {
        ZSTD_WINDOWS_BYTES_MAX.saturating_sub(self.zstd_windows.load(Relaxed))
    }

    pub(crate) fn take_zstd_window(&self, bytes: u64) {
        self.zstd_windows.fetch_add(bytes, Relaxed);
    }

    pub(crate) fn give_zstd_window(&self, bytes: u64) {
        self.zstd_windows.fetch_sub(bytes, Relaxed);
    }
}

/// Counts what is taken from the outermost reader and remembers its failure: an error of the source must
/// not be mistaken for damaged content.
pub(crate) struct Source<'r> {
    inner: &'r mut dyn Read,
    budget: Arc<Budget>,
    pub(crate) failure: Option<io::Error>,
}

impl<'r> Source<'r> {
    pub(crate) fn new(inner: &'r mut dyn Read, budget: Arc<Budget>) -> Self {
        Self {
            inner,
            budget,
            failure: None,
        }
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.inner.read(buf) {
            Ok(n) => {
                self.budget.source.fetch_add(n as u64, Relaxed);
                Ok(n)
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => Err(e),
            Err(e) => {
                let copy = io::Error::new(e.kind(), "the source failed");
                self.failure = Some(e);
                Err(copy)
            }
        }
    }
}

/// The same count for a reader that is owned, as `open_member` needs it.
pub(crate) struct OwnedSource<'a> {
    pub(crate) inner: Box<dyn Read + Send + 'a>,
    pub(crate) budget: Arc<Budget>,
}

impl Read for OwnedSource<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.budget.source.fetch_add(n as u64, Relaxed);
        Ok(n)
    }
}

/// A `BufRead` that counts what is consumed, so that a layer knows its own input.
pub(crate) struct Counted<R> {
    pub(crate) inner: R,
    pub(crate) consumed: u64,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, consumed: 0 }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.consumed = self.consumed.saturating_add(n as u64);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.consumed = self.consumed.saturating_add(n as u64);
        self.inner.consume(n);
    }
}

/// Bytes one decompressor has produced, checked against its input and the budget.
pub(crate) struct Meter {
    budget: Arc<Budget>,
    out: u64,
}

impl Meter {
    pub(crate) fn new(budget: &Arc<Budget>) -> Self {
        Self {
            budget: Arc::clone(budget),
            out: 0,
        }
    }

    pub(crate) fn out(&self) -> u64 {
        self.out
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Accounts `n` bytes out, after `input` bytes in.
    pub(crate) fn add(&mut self, n: usize, input: u64) -> io::Result<()> {
        self.out = self.out.saturating_add(n as u64);
        self.budget.spend(n as u64, self.out, input)
    }
}
