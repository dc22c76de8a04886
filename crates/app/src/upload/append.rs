//! The front half of an append: checks, then a queue into the sealing thread.

use std::sync::Arc;

use bytes::Bytes;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::Upload;
use coffer_domain::id::{FileId, UploadId};
use coffer_domain::limits::FILE_BYTES_MAX;
use coffer_envelope::unwrap_for_link;
use tokio::task::JoinHandle;

use super::checksum::Checksum;
use super::handover::{Gatherer, handover};
use super::worker::Worker;
use crate::app::App;
use crate::error::{AppError, UploadProblem};
use crate::keys::binding;
use crate::link::OpenLink;

/// Where an append ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// Bytes held durably.
    pub offset: u64,
    /// The file the upload became, if it is complete.
    pub file: Option<FileId>,
}

/// An append under way. Dropping it keeps what has arrived.
pub struct Appender {
    gatherer: Gatherer,
    worker: JoinHandle<Result<Appended, AppError>>,
}

impl App {
    /// An upload of this link.
    ///
    /// # Errors
    /// Not verified, unknown or of another link, or the store does not work.
    pub async fn upload(&self, link: &OpenLink, id: UploadId) -> Result<Upload, AppError> {
        link.require_verified()?;
        let upload = self
            .store
            .upload(id)
            .await?
            .ok_or(AppError::NotFound("upload"))?;
        if upload.request != link.request.id {
            return Err(AppError::NotFound("upload"));
        }
        Ok(upload)
    }

    /// Starts to append at `offset`; `length` declares the total where it was left open.
    ///
    /// # Errors
    /// Not verified, unknown, another offset, a contradictory length, too many at once, or store or disk do not work.
    pub async fn append(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: UploadId,
        offset: u64,
        length: Option<u64>,
        checksum: Option<Checksum>,
    ) -> Result<Appender, AppError> {
        self.refuse_read_only()?;
        self.upload(link, id).await?;
        let turn = self.slots.take(id).await?;
        // Read again: whoever had the turn before has moved it.
        let mut upload = self.upload(link, id).await?;
        if upload.offset != offset {
            return Err(UploadProblem::OffsetMismatch {
                stands: upload.offset,
            }
            .into());
        }
        let declared_now = declare(&mut upload, length)?;
        if let Some(total) = declared_now {
            link.request
                .check_room(total.saturating_sub(upload.offset))
                .or_else(|problem| match problem {
                    // This upload already counts as a file.
                    coffer_domain::request::LinkProblem::FilesExhausted => Ok(()),
                    other => Err(other),
                })?;
        }
        let dek = unwrap_for_link(link.token.expose().as_bytes(), &id.0, &upload.link_wrap)
            .map_err(|_| AppError::NotFound("upload"))?;
        let binding = binding(self.organisation().await?.id, upload.case, upload.object);
        let left = upload.length.map(|total| total.saturating_sub(offset));
        let (gatherer, inbox) = handover(left);
        self.slots.running(id, gatherer.queue());
        // Taken last: the append this one takes over from has given its place back.
        let place = self.stream_place(ctx)?;
        let worker = Worker {
            app: Arc::clone(self),
            ctx: ctx.clone(),
            place,
            upload,
            binding,
            dek,
            checksum,
            reserves_as_it_goes: length.is_none() && declared_now.is_none(),
            turn,
        };
        let worker = worker.with_declared(declared_now);
        let runtime = tokio::runtime::Handle::current();
        let worker = tokio::task::spawn_blocking(move || worker.run(inbox, &runtime));
        Ok(Appender { gatherer, worker })
    }

    /// Gives an upload up; room on the link comes back.
    ///
    /// # Errors
    /// Not verified, unknown, or the store does not work.
    pub async fn terminate_upload(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: UploadId,
    ) -> Result<(), AppError> {
        self.refuse_read_only()?;
        self.upload(link, id).await?;
        let _turn = self.slots.take(id).await?;
        let upload = self.upload(link, id).await?;
        self.remove_upload(ctx, &upload, EventKind::UploadTerminated)
            .await
    }

    pub(crate) async fn remove_upload(
        &self,
        ctx: &RequestCtx,
        upload: &Upload,
        kind: EventKind,
    ) -> Result<(), AppError> {
        let event = Event::new(kind)
            .case(upload.case)
            .object(upload.id)
            .with("offset", upload.offset);
        let release = Change::ReleaseOnRequest {
            request: upload.request,
            files: 1,
            bytes: upload.length.unwrap_or(upload.offset),
        };
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::RemoveUpload(upload.id))
            .change(release);
        self.commit(commit).await?;
        self.discard_object(upload.object).await;
        Ok(())
    }
}

/// Takes a length declared late; returns it if it is new.
fn declare(upload: &mut Upload, length: Option<u64>) -> Result<Option<u64>, UploadProblem> {
    let Some(length) = length else {
        return Ok(None);
    };
    match upload.length {
        Some(known) if known == length => Ok(None),
        Some(_) => Err(UploadProblem::LengthContradiction),
        None if length < upload.offset => Err(UploadProblem::LengthContradiction),
        None if length > FILE_BYTES_MAX => Err(UploadProblem::TooLarge),
        None => {
            upload.length = Some(length);
            Ok(Some(length))
        }
    }
}

impl Appender {
    /// Hands over the next bytes; waits while the sealing thread is behind.
    ///
    /// # Errors
    /// What stopped the sealing thread.
    pub async fn push(&mut self, bytes: Bytes) -> Result<(), AppError> {
        if self.gatherer.push(&bytes).await.is_ok() {
            return Ok(());
        }
        match (&mut self.worker).await {
            Ok(Err(error)) => Err(error),
            // It stopped without a fault: somebody took over.
            Ok(Ok(_)) => Err(UploadProblem::TakenOver.into()),
            Err(_) => Err(AppError::Bug("sealing thread died")),
        }
    }

    /// Ends the append: what was pushed is durable on return, and the upload is complete if all of it is there.
    /// `is_whole` says that the body's end is the file's end although no length was declared.
    ///
    /// # Errors
    /// Wrong checksum, or store or disk do not work.
    pub async fn finish(self, is_whole: bool) -> Result<Appended, AppError> {
        let Self { gatherer, worker } = self;
        // If the thread has stopped, its result says why.
        let _stopped_is_fine = gatherer.finish(is_whole).await;
        worker
            .await
            .map_err(|_| AppError::Bug("sealing thread died"))?
    }
}
