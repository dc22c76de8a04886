//! Completion: the upload becomes a version, the link's wrap goes, the scan is queued, all in one transaction.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{ScanState, Upload, Version};
use coffer_domain::id::{CaseId, FileId, JobId, ObjectId};
use coffer_domain::job::JobKind;
use coffer_domain::ports::random;
use coffer_envelope::Sealed;
use data_encoding::HEXLOWER;

use crate::app::App;
use crate::error::AppError;

impl App {
    pub(super) async fn complete_upload(
        &self,
        ctx: &RequestCtx,
        upload: &Upload,
        from: u64,
        sealed: &Sealed,
        reserve: Option<Change>,
    ) -> Result<FileId, AppError> {
        let version = self.new_version(ctx, upload.file, upload.object, 1, sealed);
        let event = received(upload.case, upload.file, sealed)
            .with("through", upload.request.to_string())
            .personal("name", upload.name.as_str());
        let mut commit = Commit::record(self.entry(ctx, event)?);
        if let Some(reserve) = reserve {
            commit = commit.change(reserve);
        }
        let commit = commit
            .change(Change::CompleteUpload {
                upload: upload.id,
                from,
                version,
            })
            .job(
                self.job_id(),
                JobKind::Scan {
                    file: upload.file,
                    object: upload.object,
                },
            );
        self.commit(commit).await?;
        Ok(upload.file)
    }

    pub(crate) fn new_version(
        &self,
        ctx: &RequestCtx,
        file: FileId,
        object: ObjectId,
        number: u32,
        sealed: &Sealed,
    ) -> Version {
        Version {
            object,
            file,
            number,
            bytes: sealed.plaintext_bytes,
            blake3: sealed.blake3,
            scan: ScanState::Pending,
            scan_reason: None,
            scan_queued: true,
            rules: None,
            sidecar: None,
            findings: Vec::new(),
            created: self.clock.now().max(ctx.now),
            receipt_outbox: None,
        }
    }

    pub(crate) fn job_id(&self) -> JobId {
        JobId::from_random(random(&*self.entropy))
    }
}

/// What a receipt proves: this file, so many bytes, this hash.
pub(super) fn received(case: CaseId, file: FileId, sealed: &Sealed) -> Event {
    Event::new(EventKind::UploadCompleted)
        .case(case)
        .object(file)
        .with("bytes", sealed.plaintext_bytes)
        .with("blake3", HEXLOWER.encode(&sealed.blake3))
}
