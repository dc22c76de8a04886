//! The scan of one version: open, read once, seal the report, commit the state.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use coffer_domain::commit::{Change, Commit};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, ScanState};
use coffer_domain::id::{FileId, JobId, ObjectId};
use coffer_domain::job::Job;
use coffer_domain::limits::{JOB_ATTEMPTS_MAX, JOB_LEASE};
use coffer_domain::ports::{BlobStore, random};
use coffer_domain::time::{Span, Timestamp};
use coffer_envelope::{Binding, Dek, SealedReader, Suite, seal_bytes};
use coffer_scan::{CaseKey, Limits, RuleSet, ScanError, ScanReport};
use tokio::runtime::Handle;

use crate::app::App;
use crate::content::member::Blob;
use crate::error::AppError;
use crate::keys::binding;

/// The lease is renewed when this much of it is used up.
const RENEW_AFTER: Span = Span(JOB_LEASE.0 / 4);

struct Work {
    blobs: Arc<dyn BlobStore>,
    binding: Binding,
    dek: Dek,
    name: String,
    rules: Arc<RuleSet>,
    case_key: CaseKey,
}

impl App {
    pub(super) async fn scan_version(
        self: &Arc<Self>,
        job: &Job,
        file: FileId,
        object: ObjectId,
        rules: &Arc<RuleSet>,
    ) -> Result<(), AppError> {
        let found = self.store.file(file).await?;
        let current = found.filter(|file| {
            file.version
                .as_ref()
                .is_some_and(|version| version.object == object)
        });
        let Some(file) = current else {
            // Replaced or gone in the meantime: nothing to scan.
            return self
                .finish_scan(job.id, file, None, object, ScanState::Failed, None)
                .await;
        };
        if job.attempt > JOB_ATTEMPTS_MAX {
            // Every attempt took its worker down before it could say so; one more would too.
            tracing::error!(file = %file.id, attempt = job.attempt, "a scan never ended; it is given up");
            let failed = ScanState::Failed;
            return self
                .finish_scan(job.id, file.id, Some(&file), object, failed, None)
                .await;
        }
        match self.scan_file(job, &file, object, rules).await {
            Ok(report) => self.keep_report(job.id, &file, object, &report).await,
            Err(ScanFailure::Lost) => Ok(()),
            Err(ScanFailure::Again(error)) if job.attempt < JOB_ATTEMPTS_MAX => {
                tracing::warn!(file = %file.id, attempt = job.attempt, error = %crate::error_chain(&error), "a scan failed; it will be tried again");
                Ok(())
            }
            Err(ScanFailure::Again(error)) => {
                tracing::error!(file = %file.id, error = %crate::error_chain(&error), "a scan failed for good");
                self.finish_scan(
                    job.id,
                    file.id,
                    Some(&file),
                    object,
                    ScanState::Failed,
                    None,
                )
                .await
            }
        }
    }

    async fn scan_file(
        self: &Arc<Self>,
        job: &Job,
        file: &File,
        object: ObjectId,
        rules: &Arc<RuleSet>,
    ) -> Result<ScanReport, ScanFailure> {
        let now = self.clock.now();
        let organisation = self.organisation().await?.id;
        let binding = binding(organisation, file.case, object);
        let work = Work {
            blobs: Arc::clone(&self.blobs),
            binding,
            dek: self.keys.open_object(binding, now).await?,
            name: file.name.as_str().to_owned(),
            rules: Arc::clone(rules),
            case_key: self.keys.pseudonyms(organisation, file.case, now).await?,
        };
        let lease = Lease {
            app: Arc::clone(self),
            job: job.id,
            attempt: job.attempt,
            renewed: now,
        };
        let runtime = Handle::current();
        let scanned = tokio::task::spawn_blocking(move || scan(&work, lease, &runtime)).await;
        scanned.map_err(|_| ScanFailure::Again(AppError::Bug("scanning thread died")))?
    }

    async fn keep_report(
        &self,
        job: JobId,
        file: &File,
        object: ObjectId,
        report: &ScanReport,
    ) -> Result<(), AppError> {
        let case = self
            .store
            .case(file.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let sidecar = ObjectId::from_random(random(&*self.entropy));
        let binding = binding(self.organisation().await?.id, file.case, sidecar);
        let dek = Dek::generate().map_err(|_| AppError::Bug("no entropy"))?;
        self.keys
            .keep_object(&case.public_key, binding, &dek)
            .await?;
        let bytes = zeroize::Zeroizing::new(report.to_bytes());
        let blobs = Arc::clone(&self.blobs);
        let written = tokio::task::spawn_blocking(move || {
            let (sealed, _) = seal_bytes(&dek, binding, Suite::Aes256Gcm, &bytes)
                .map_err(|_| AppError::Bug("sealing failed"))?;
            let mut writer = blobs.create(sidecar)?;
            writer.append(&sealed)?;
            writer.sync()?;
            Ok::<_, AppError>(())
        });
        written
            .await
            .map_err(|_| AppError::Bug("sealing thread died"))??;
        let state =
            ScanState::from_word(report.state.word()).ok_or(AppError::Bug("unknown scan state"))?;
        self.finish_scan(
            job,
            file.id,
            Some(file),
            object,
            state,
            Some((sidecar, report)),
        )
        .await
    }

    async fn finish_scan(
        &self,
        job: JobId,
        id: FileId,
        file: Option<&File>,
        object: ObjectId,
        scan: ScanState,
        kept: Option<(ObjectId, &ScanReport)>,
    ) -> Result<(), AppError> {
        let findings: Vec<(String, u64)> = kept
            .map(|(_, report)| {
                report
                    .counts()
                    .iter()
                    .map(|count| (count.name.to_owned(), count.count))
                    .collect()
            })
            .unwrap_or_default();
        let mut event = Event::new(EventKind::FileScanned)
            .object(id)
            .with("state", scan.as_str())
            .with(
                "findings",
                findings.iter().map(|(_, count)| count).sum::<u64>(),
            );
        event.case = file.map(|file| file.case);
        let mut commit =
            Commit::record(self.entry(&self.system_ctx(), event)?).change(Change::FinishJob(job));
        if file.is_some() {
            commit = commit.change(Change::SetScan {
                object,
                scan,
                sidecar: kept.map(|(sidecar, _)| sidecar),
                findings,
            });
        }
        self.commit(commit).await?;
        Ok(())
    }
}

enum ScanFailure {
    /// Another worker has the job by now.
    Lost,
    /// Worth another try.
    Again(AppError),
}

impl From<AppError> for ScanFailure {
    fn from(error: AppError) -> Self {
        ScanFailure::Again(error)
    }
}

impl From<coffer_domain::ports::StoreError> for ScanFailure {
    fn from(error: coffer_domain::ports::StoreError) -> Self {
        ScanFailure::Again(error.into())
    }
}

impl From<io::Error> for ScanFailure {
    fn from(error: io::Error) -> Self {
        ScanFailure::Again(error.into())
    }
}

struct Lease {
    app: Arc<App>,
    job: JobId,
    attempt: u32,
    renewed: Timestamp,
}

impl Lease {
    /// Keeps the job while the scan goes on; breaks off if it was lost.
    fn keep(&mut self, runtime: &Handle) -> ControlFlow<()> {
        let now = self.app.clock.now();
        if now.since(self.renewed) < RENEW_AFTER {
            return ControlFlow::Continue(());
        }
        self.renewed = now;
        let renewed = runtime.block_on(self.app.store.renew_job(
            self.job,
            self.attempt,
            now.plus(JOB_LEASE),
        ));
        match renewed {
            Ok(false) => ControlFlow::Break(()),
            // A store that fails now may work at the next renewal; the lease has time left.
            Ok(true) | Err(_) => ControlFlow::Continue(()),
        }
    }
}

fn scan(work: &Work, mut lease: Lease, runtime: &Handle) -> Result<ScanReport, ScanFailure> {
    let object = ObjectId(work.binding.object);
    let mut reader = SealedReader::open(&work.dek, &work.binding, Blob(work.blobs.open(object)?))?;
    let scanned = coffer_scan::scan(
        &mut reader,
        work.name.as_bytes(),
        &work.rules,
        &work.case_key,
        &Limits::default(),
        &mut |_progress| lease.keep(runtime),
    );
    scanned.map_err(|error| match error {
        ScanError::Stopped => ScanFailure::Lost,
        ScanError::Read(error) => ScanFailure::Again(error.into()),
    })
}
