//! The scan of one version: open, read once, seal the report, commit the state.

use std::sync::Arc;

use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, FileSource, FindingCount, ScanOutcome, ScanState, Version};
use coffer_domain::id::{ContactId, FileId, ObjectId};
use coffer_domain::job::Job;
use coffer_domain::limits::JOB_ATTEMPTS_MAX;
use coffer_domain::ports::random;
use coffer_envelope::{Dek, Suite, seal_bytes};
use coffer_scan::{MemberReport, Reason, ScanReport};

use super::attempt::{Attempt, Lease, ScanFailure, Scanned, Work, attempt};
use crate::app::App;
use crate::error::AppError;
use crate::keys::binding;
use crate::outline;

/// Why a scan came to nothing. Shown beside the state.
mod reason {
    pub(super) const CUT_OFF: &str = "its scan was cut off again and again";
    pub(super) const DAMAGED: &str = "the stored object is altered or damaged";
    pub(super) const FAULT: &str = "the scanner itself failed on it";
    pub(super) const UNREADABLE: &str = "it could not be read";
}

/// A version under scan, and the job that asks for it.
struct Scanning<'a> {
    job: &'a Job,
    file: &'a File,
    version: &'a Version,
    /// Who sent it, if it came through a link.
    contact: Option<ContactId>,
}

impl App {
    pub(super) async fn scan_version(
        self: &Arc<Self>,
        job: &Job,
        file: FileId,
        object: ObjectId,
    ) -> Result<(), AppError> {
        let found = self.store.file_of_object(object).await?;
        let Some((file, version)) = found
            .as_ref()
            .and_then(|it| Some((it, it.version.as_ref()?)))
        else {
            // Gone in the meantime: nothing to scan.
            let event = Event::new(EventKind::FileScanned)
                .object(file)
                .with("state", ScanState::Failed.as_str());
            let entry = self.entry(&self.system_ctx(), event)?;
            let commit = Commit::record(entry).change(Change::FinishJob(job.id));
            return self.commit(commit).await.map(drop);
        };
        let contact = match file.source {
            FileSource::Request(link) => self.store.request(link).await?.map(|it| it.contact),
            FileSource::Member(_) => None,
        };
        let it = Scanning {
            job,
            file,
            version,
            contact,
        };
        if job.fruitless > JOB_ATTEMPTS_MAX {
            // Every attempt took its worker down before it could say so; one more would too.
            tracing::error!(file = %file.id, attempt = job.attempt, "a scan never ended; it is given up");
            return self.give_up(&it, reason::CUT_OFF).await;
        }
        let ended = match self.work(&it).await {
            Ok((work, lease)) => attempt(self.scans.thread_begins, work, lease).await,
            Err(error) => ScanFailure::Again(error).into(),
        };
        self.conclude(&it, ended).await
    }

    async fn conclude(&self, it: &Scanning<'_>, ended: Attempt) -> Result<(), AppError> {
        let (job, file) = (it.job, it.file.id);
        match ended.result {
            Ok(scanned) => self.keep_report(it, &scanned).await,
            Err(ScanFailure::Lost) => Ok(()),
            Err(ScanFailure::Fault) => {
                tracing::error!(%file, "the scanner failed; the file counts as not scanned");
                self.give_up(it, reason::FAULT).await
            }
            Err(ScanFailure::Again(AppError::Integrity)) => {
                self.note_damage(&self.system_ctx(), it.file).await?;
                self.give_up(it, reason::DAMAGED).await
            }
            Err(ScanFailure::Again(error))
                if !ended.further && job.fruitless >= JOB_ATTEMPTS_MAX =>
            {
                tracing::error!(%file, error = %crate::error_chain(&error), "a scan failed for good");
                self.give_up(it, reason::UNREADABLE).await
            }
            Err(ScanFailure::Again(error)) => {
                tracing::warn!(%file, attempt = job.attempt, error = %crate::error_chain(&error), "a scan failed; it will be tried again");
                Ok(())
            }
        }
    }

    async fn work(self: &Arc<Self>, it: &Scanning<'_>) -> Result<(Work, Lease), AppError> {
        let now = self.clock.now();
        let organisation = self.organisation().await?.id;
        let binding = binding(organisation, it.file.case, it.version.object);
        let work = Work {
            blobs: Arc::clone(&self.blobs),
            binding,
            dek: self.keys.open_object(binding, now).await?,
            name: it.file.name.as_str().to_owned(),
            rules: Arc::clone(&self.scans.rules),
            case_key: (self.keys.pseudonyms(organisation, it.file.case, now)).await?,
        };
        let on_board = self.scan_board.begin(it.version.object, it.version.bytes);
        Ok((work, Lease::new(self, it.job, on_board)))
    }

    async fn keep_report(&self, it: &Scanning<'_>, scanned: &Scanned) -> Result<(), AppError> {
        let report = &scanned.report;
        let case = self
            .store
            .case(it.file.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let sidecar = self.seal_report(&case, scanned).await?;
        let outcome = ScanOutcome {
            scan: ScanState::from_word(report.state.word())
                .ok_or(AppError::Bug("unknown scan state"))?,
            reason: report.reason.map(|reason| reason.text().to_owned()),
            rules: Some(self.scans.rules.name().to_owned()),
            sidecar: Some(sidecar),
            findings: counts(report),
        };
        let event = scan_ended(it, outcome.scan, outcome.reason.as_deref())
            .with("findings", total(&outcome.findings))
            .with("rule_set", self.scans.rules.name());
        let mut event = match suspect(scanned) {
            Some(word) => event.with("suspect", word),
            None => event,
        };
        let misplaced = self.misplaced(it.file, &case, report);
        let raised = self.scans.misplaced.class.filter(|class| {
            let would_raise = *class > it.file.class;
            would_raise && !misplaced.is_empty()
        });
        if !misplaced.is_empty() {
            event = event.with("misplaced", misplaced);
        }
        if let Some(class) = raised {
            event = event.with("class", class.as_str());
        }
        let mut commit = Commit::record(self.entry(&self.system_ctx(), event)?)
            .change(Change::FinishJob(it.job.id))
            .change(Change::SetScan {
                object: it.version.object,
                outcome,
            });
        if let Some(event) = self.decoy_came_back(it.file, it.version).await? {
            commit = commit.and_record(self.entry(&self.system_ctx(), event)?);
        }
        if let Some(class) = raised {
            let file = it.file.id;
            commit = commit.change(Change::ClassifyFile { file, class });
        }
        self.commit_with_object(commit, sidecar).await?;
        if let Some(replaced) = it.version.sidecar {
            self.discard_object(replaced).await;
        }
        Ok(())
    }

    /// What its case is not there for. A decoy is made to look like that.
    fn misplaced(&self, file: &File, case: &Case, report: &ScanReport) -> Vec<String> {
        if file.canary {
            return Vec::new();
        }
        let now = self.clock.now();
        self.scans.misplaced.among(report, &case.lanes, now)
    }

    /// Seals a report, and the outlines of its logs, as an object of its own.
    async fn seal_report(&self, case: &Case, scanned: &Scanned) -> Result<ObjectId, AppError> {
        let sidecar = ObjectId::from_random(random(&*self.entropy));
        let binding = binding(self.organisation().await?.id, case.id, sidecar);
        let dek = Dek::generate().map_err(|_| AppError::Bug("no entropy"))?;
        self.keys
            .keep_object(&case.public_key, binding, &dek)
            .await?;
        let report = zeroize::Zeroizing::new(scanned.report.to_bytes());
        let bytes = zeroize::Zeroizing::new(outline::join(&report, &scanned.beside.outlines));
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
        Ok(sidecar)
    }

    /// Ends the job without a report. A report of an earlier scan stays in use.
    async fn give_up(&self, it: &Scanning<'_>, reason: &'static str) -> Result<(), AppError> {
        let kept = it.version.sidecar.is_some();
        let event =
            scan_ended(it, ScanState::Failed, Some(reason)).with("earlier_report_kept", kept);
        let mut commit = Commit::record(self.entry(&self.system_ctx(), event)?)
            .change(Change::FinishJob(it.job.id));
        if let Some(event) = self.decoy_came_back(it.file, it.version).await? {
            commit = commit.and_record(self.entry(&self.system_ctx(), event)?);
        }
        if !kept {
            commit = commit.change(Change::SetScan {
                object: it.version.object,
                outcome: ScanOutcome {
                    scan: ScanState::Failed,
                    reason: Some(reason.to_owned()),
                    rules: None,
                    sidecar: None,
                    findings: Vec::new(),
                },
            });
        }
        self.commit(commit).await?;
        Ok(())
    }
}

fn scan_ended(it: &Scanning<'_>, state: ScanState, reason: Option<&str>) -> Event {
    if it.file.canary {
        // A file that was scanned and never came in would be known for what it is.
        return Event::new(EventKind::FileScanned)
            .with("state", state.as_str())
            .personal("decoy", it.file.id.to_string());
    }
    let event = Event::new(EventKind::FileScanned)
        .case(it.file.case)
        .object(it.file.id)
        .with("number", it.version.number)
        .with("state", state.as_str());
    let event = match it.file.source {
        FileSource::Request(link) => event.with("through", link.to_string()),
        FileSource::Member(_) => event,
    };
    let event = match it.contact {
        Some(contact) => event.with("contact", contact.to_string()),
        None => event,
    };
    match reason {
        Some(reason) => event.with("reason", reason),
        None => event,
    }
}

/// What makes a file one to be held back.
fn suspect(scanned: &Scanned) -> Option<&'static str> {
    let expands = |member: &MemberReport| member.reason == Some(Reason::Ratio);
    if scanned.beside.disguised {
        Some("disguised")
    } else if scanned.report.members.iter().any(expands) {
        Some("bomb")
    } else {
        None
    }
}

fn counts(report: &ScanReport) -> Vec<FindingCount> {
    let counts = report.counts().into_iter().map(|count| {
        let ty = report.types.iter().find(|ty| ty.name == count.name);
        let labels = ty.map(|ty| ty.labels).unwrap_or_default();
        FindingCount {
            kind: count.name.to_owned(),
            count: count.count,
            labels: labels.iter().map(|label| label.word().to_owned()).collect(),
        }
    });
    counts.collect()
}

fn total(findings: &[FindingCount]) -> u64 {
    findings.iter().map(|found| found.count).sum()
}
