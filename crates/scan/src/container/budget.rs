//! What all layers of one file may use together, and the guard that each decompressor sits behind.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::fault;
use crate::limits::{
    Limits, PREPARED_GRACE_BYTES, PREPARED_RATIO_MAX, WINDOW_OF_ONE_BYTES_MAX, WINDOWS_BYTES_MAX,
};
use crate::state::Reason;

/// Counters shared by the layers of one file.
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    /// Bytes taken from the outermost reader.
    source: AtomicU64,
    /// Bytes out of all decompressors.
    expanded: AtomicU64,
    windows: AtomicU64,
    /// Memory that decoders set up, over all their streams.
    prepared: AtomicU64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            limits: limits.clone(),
            source: AtomicU64::new(0),
            expanded: AtomicU64::new(0),
            windows: AtomicU64::new(0),
            prepared: AtomicU64::new(0),
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

    /// Accounts memory that a decoder clears before its first byte: a stream of a few bytes may ask for megabytes, and
    /// millions of such streams fit into one file.
    pub(crate) fn prepare(&self, bytes: u64) -> io::Result<()> {
        let all = self
            .prepared
            .fetch_add(bytes, Relaxed)
            .saturating_add(bytes);
        let earned = PREPARED_RATIO_MAX.saturating_mul(self.source.load(Relaxed));
        if all > PREPARED_GRACE_BYTES.saturating_add(earned) {
            return Err(fault(Reason::Ratio));
        }
        Ok(())
    }
}

/// A decoder's share of the memory for windows; given back when it is dropped.
pub(crate) struct Window {
    budget: Arc<Budget>,
    bytes: u64,
}

impl Window {
    pub(crate) fn none(budget: &Arc<Budget>) -> Self {
        Self {
            budget: Arc::clone(budget),
            bytes: 0,
        }
    }

    /// Holds `bytes` or as much of it as may be had, and never less than before. Returns what is held.
    pub(crate) fn up_to(&mut self, bytes: u64) -> u64 {
        let left = WINDOWS_BYTES_MAX.saturating_sub(self.budget.windows.load(Relaxed));
        let wanted = bytes.min(WINDOW_OF_ONE_BYTES_MAX);
        let more = wanted.saturating_sub(self.bytes).min(left);
        self.budget.windows.fetch_add(more, Relaxed);
        self.bytes += more;
        self.bytes
    }

    /// Holds `bytes`, or fails.
    pub(crate) fn whole(&mut self, bytes: u64) -> io::Result<()> {
        if self.up_to(bytes) < bytes {
            return Err(fault(Reason::Memory));
        }
        Ok(())
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        self.budget.windows.fetch_sub(self.bytes, Relaxed);
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

    /// Accounts `n` bytes out, after `input` bytes in.
    pub(crate) fn add(&mut self, n: usize, input: u64) -> io::Result<()> {
        self.out = self.out.saturating_add(n as u64);
        self.budget.spend(n as u64, self.out, input)
    }
}
