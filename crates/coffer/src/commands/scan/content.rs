//! Reading and scanning one input.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use coffer_client::scan::{CaseKey, Limits, RuleSet, ScanReport, scan};
use indicatif::ProgressBar;

use super::Input;
use crate::watched::Watched;

/// An input is read in blocks of this size.
const READ_BYTES: usize = 1 << 20;

/// What a scan came to.
pub(super) struct Scanned {
    pub(super) report: ScanReport,
    /// The file was not the same at its end as at its beginning.
    pub(super) changed: bool,
}

/// Scans one input. What was read counts on `bar`; it ends early when `stop` is set.
pub(super) fn scanned(
    input: &Input,
    rules: &RuleSet,
    key: &CaseKey,
    bar: &ProgressBar,
    stop: &AtomicBool,
) -> anyhow::Result<Scanned> {
    let cannot = || format!("cannot scan `{}`", input.shown());
    let watched = match input {
        Input::File(file) => Some(Watched::open(&file.path).with_context(cannot)?),
        Input::Pipe(_) | Input::Stdin => None,
    };
    let reader: Box<dyn Read> = match (&watched, input.path()) {
        (Some(watched), _) => Box::new(&watched.file),
        (None, Some(path)) => Box::new(File::open(path).with_context(cannot)?),
        (None, None) => Box::new(io::stdin().lock()),
    };
    let counted = Counted {
        inner: reader,
        bar: bar.clone(),
    };
    let mut reader = BufReader::with_capacity(READ_BYTES, counted);
    let goes_on = &mut |_| match stop.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let name = input.own_name();
    let report = scan(&mut reader, name, rules, key, &Limits::default(), goes_on);
    let report = report.with_context(cannot)?;
    Ok(Scanned {
        report,
        changed: watched.as_ref().is_some_and(|watched| !watched.is_same()),
    })
}

struct Counted<R> {
    inner: R,
    bar: ProgressBar,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}
