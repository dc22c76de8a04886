//! Reading and scanning one input.

use std::fs::{self, File, Metadata};
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use coffer_client::scan::{CaseKey, Limits, RuleSet, ScanReport, scan};
use indicatif::ProgressBar;

use super::Input;

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

/// A file, and what it was when it was opened.
struct Watched {
    file: File,
    before: Metadata,
    path: std::path::PathBuf,
}

impl Watched {
    fn open(path: &std::path::Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let before = file.metadata()?;
        Ok(Self {
            file,
            before,
            path: path.to_owned(),
        })
    }

    /// Whether it has the length and the time of change that it had, and is still there.
    fn is_same(&self) -> bool {
        let same = |now: &Metadata| {
            let time = (self.before.modified().ok(), now.modified().ok());
            now.len() == self.before.len() && time.0 == time.1
        };
        self.file.metadata().is_ok_and(|now| same(&now))
            && fs::metadata(&self.path).is_ok_and(|now| same(&now))
    }
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_that_grows_or_vanishes_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.log");
        fs::write(&path, "one\n").unwrap();
        let watched = Watched::open(&path).unwrap();
        assert!(watched.is_same());
        let mut more = fs::OpenOptions::new().append(true).open(&path).unwrap();
        more.write_all(b"two\n").unwrap();
        assert!(!watched.is_same());
        let watched = Watched::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(!watched.is_same());
    }
}
