//! One attempt at a scan: on a thread of its own, beside whatever the server does for people.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use coffer_domain::id::{JobId, ObjectId};
use coffer_domain::job::Job;
use coffer_domain::limits::JOB_LEASE;
use coffer_domain::ports::BlobStore;
use coffer_domain::time::{Span, Timestamp};
use coffer_envelope::{Binding, Dek, SealedReader};
use coffer_scan::{CaseKey, Limits, Progress, ScanError, ScanReport};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::board::OnBoard;
use super::outlines::{Beside, Outlining, of_archive};
use super::rules::ScanRules;
use crate::app::App;
use crate::content::member::Blob;
use crate::error::AppError;

/// The lease is renewed, and how far the scan is noted durably, this often.
const RENEW_AFTER: Span = Span(JOB_LEASE.0 / 24);

/// What a scan reads, and with what.
pub(super) struct Work {
    pub(super) blobs: Arc<dyn BlobStore>,
    pub(super) binding: Binding,
    pub(super) dek: Dek,
    pub(super) name: String,
    pub(super) rules: Arc<ScanRules>,
    pub(super) case_key: CaseKey,
}

/// How an attempt ended.
pub(super) struct Attempt {
    /// The report, or why there is none.
    pub(super) result: Result<Scanned, ScanFailure>,
    /// Whether it got further than all attempts before.
    pub(super) further: bool,
}

/// What a scan came to.
pub(super) struct Scanned {
    pub(super) report: ScanReport,
    pub(super) beside: Beside,
}

/// Why there is no report.
pub(super) enum ScanFailure {
    /// Another worker has the job by now.
    Lost,
    /// The scanner itself failed; it would again on the same bytes.
    Fault,
    /// Worth another try.
    Again(AppError),
}

impl From<AppError> for ScanFailure {
    fn from(error: AppError) -> Self {
        ScanFailure::Again(error)
    }
}

impl From<ScanFailure> for Attempt {
    fn from(failure: ScanFailure) -> Self {
        Self {
            result: Err(failure),
            further: false,
        }
    }
}

/// Holds the job and the place on the board while the scan goes on.
pub(super) struct Lease {
    app: Arc<App>,
    job: JobId,
    attempt: u32,
    best_percent: u8,
    renewed: Timestamp,
    on_board: OnBoard,
    further: bool,
}

impl Lease {
    pub(super) fn new(app: &Arc<App>, job: &Job, on_board: OnBoard) -> Self {
        Self {
            app: Arc::clone(app),
            job: job.id,
            attempt: job.attempt,
            best_percent: job.percent,
            renewed: app.clock.now(),
            on_board,
            further: false,
        }
    }

    /// Keeps the job while the scan goes on; breaks off if it was lost.
    fn keep(&mut self, progress: Progress, runtime: &Handle) -> ControlFlow<()> {
        let findings = progress.findings as u64;
        let noted = (self.on_board).note(progress.read_bytes, progress.members, findings);
        self.further |= noted.percent() > self.best_percent;
        let now = self.app.clock.now();
        if now.since(self.renewed) < RENEW_AFTER {
            return ControlFlow::Continue(());
        }
        self.renewed = now;
        let renewed = runtime.block_on(self.app.store.renew_job(
            self.job,
            self.attempt,
            now.plus(JOB_LEASE),
            noted.percent(),
        ));
        match renewed {
            Ok(false) => ControlFlow::Break(()),
            // A store that fails now may work at the next renewal; the lease has time left.
            Ok(true) | Err(_) => ControlFlow::Continue(()),
        }
    }
}

/// Scans on a thread of its own, not one of the pool that seals uploads. Should it panic, only the scan has failed.
pub(super) async fn attempt(begins: fn(), work: Work, lease: Lease) -> Attempt {
    let runtime = Handle::current();
    let (done, ended) = oneshot::channel();
    let thread = std::thread::Builder::new().name("scan".to_owned());
    let started = thread.spawn(move || {
        begins();
        // Nobody waits any more only when the server stops.
        let _stopping = done.send(scan(&work, lease, &runtime));
    });
    if let Err(error) = started {
        return ScanFailure::Again(error.into()).into();
    }
    ended.await.unwrap_or_else(|_| ScanFailure::Fault.into())
}

fn scan(work: &Work, mut lease: Lease, runtime: &Handle) -> Attempt {
    let result = read_through(work, &mut lease, runtime);
    Attempt {
        result,
        further: lease.further,
    }
}

fn read_through(work: &Work, lease: &mut Lease, runtime: &Handle) -> Result<Scanned, ScanFailure> {
    let mut reader = Outlining::new(opened(work)?);
    let mut reached = None;
    let scanned = coffer_scan::scan(
        &mut reader,
        work.name.as_bytes(),
        work.rules.set(),
        &work.case_key,
        &Limits::default(),
        &mut |progress| {
            reached = Some(progress);
            lease.keep(progress, runtime)
        },
    );
    let report = scanned.map_err(|error| match error {
        ScanError::Stopped => ScanFailure::Lost,
        ScanError::Read(error) => again(error),
    })?;
    let beside = if report.members.len() == 1 {
        reader.finish(work.name.as_bytes(), &report)
    } else {
        let mut alive = || reached.map_or(ControlFlow::Continue(()), |at| lease.keep(at, runtime));
        of_archive(
            &mut opened(work)?,
            work.name.as_bytes(),
            &report,
            &mut alive,
        )
        .map_err(again)?
        .ok_or(ScanFailure::Lost)?
    };
    Ok(Scanned { report, beside })
}

fn opened(work: &Work) -> Result<SealedReader<Blob>, ScanFailure> {
    let object = ObjectId(work.binding.object);
    let blob = Blob(work.blobs.open(object).map_err(again)?);
    SealedReader::open(&work.dek, &work.binding, blob).map_err(again)
}

fn again(error: io::Error) -> ScanFailure {
    ScanFailure::Again(error.into())
}
