//! A member replaces a file's content: a further version, nothing overwritten.

use std::sync::Arc;

use bytes::Bytes;
use coffer_domain::authz::{FileFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::File;
use coffer_domain::id::{FileId, ObjectId};
use coffer_domain::job::JobKind;
use coffer_domain::limits::FILE_BYTES_MAX;
use coffer_domain::ports::random;
use coffer_envelope::{Binding, Dek, Sealed, Sealer, Suite};
use data_encoding::HEXLOWER;
use futures::{Stream, StreamExt};
use tokio::sync::mpsc;

use super::head::{Head, Look};
use crate::app::App;
use crate::error::{AppError, UploadProblem};
use crate::keys::binding;
use crate::limits::{APPEND_QUEUE_FRAMES, APPEND_WRITE_BYTES};

impl App {
    /// Adds a version from a body of unknown length. An interrupted body leaves nothing behind.
    ///
    /// # Errors
    /// Unknown, refused, the body broke off, or the store, key provider or disk do not work.
    pub async fn add_version(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        id: FileId,
        body: impl Stream<Item = Result<Bytes, UploadProblem>> + Send,
    ) -> Result<File, AppError> {
        let (file, case) = self.file_and_case(id).await?;
        let proof = self
            .allow::<act::FileModify>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        let newest = file.version.as_ref().ok_or(AppError::NotFound("file"))?;
        // Versions that are set aside keep their numbers.
        let last = self.store.versions(id).await?.last().map(|it| it.number);
        let number = last.unwrap_or(newest.number).saturating_add(1);
        let organisation = self.organisation().await?.id;
        let replaced = self
            .look_of(binding(organisation, case.id, newest.object))
            .await?;
        let (object, sealed, look) = self.seal_body(ctx, &case, body).await?;
        let version = self.new_version(ctx, id, object, number, &sealed);
        let event = Event::new(EventKind::FileVersionAdded)
            .case(case.id)
            .object(id)
            .with("number", number)
            .with("bytes", sealed.plaintext_bytes)
            .with("blake3", HEXLOWER.encode(&sealed.blake3))
            .with("format", look.format)
            .with(
                "format_before",
                replaced.map_or("unreadable", |it| it.format),
            )
            .with("entropy", look.entropy)
            .with("rules", proof.rule_ids());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::AddVersion(version))
            .job(self.job_id(), JobKind::Scan { file: id, object });
        self.commit_with_object(commit, object).await?;
        self.store.file(id).await?.ok_or(AppError::NotFound("file"))
    }

    /// Seals a body as a new object of a case, with a key of its own. A broken body leaves nothing behind.
    pub(super) async fn seal_body(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        body: impl Stream<Item = Result<Bytes, UploadProblem>> + Send,
    ) -> Result<(ObjectId, Sealed, Look), AppError> {
        let _place = self.stream_place(ctx)?;
        let object = ObjectId::from_random(random(&*self.entropy));
        let binding = binding(self.organisation().await?.id, case.id, object);
        let dek = Dek::generate().map_err(|_| AppError::Bug("no entropy"))?;
        self.keys
            .keep_object(&case.public_key, binding, &dek)
            .await?;
        match self.seal_stream(dek, binding, body).await {
            Ok((sealed, look)) => Ok((object, sealed, look)),
            Err(error) => {
                self.discard_object(object).await;
                Err(error)
            }
        }
    }

    async fn seal_stream(
        &self,
        dek: Dek,
        binding: Binding,
        body: impl Stream<Item = Result<Bytes, UploadProblem>> + Send,
    ) -> Result<(Sealed, Look), AppError> {
        let (queue, messages) = mpsc::channel(APPEND_QUEUE_FRAMES);
        let blobs = Arc::clone(&self.blobs);
        let sealing = tokio::task::spawn_blocking(move || {
            let writer = blobs.create(ObjectId(binding.object))?;
            seal_all(&dek, binding, writer, messages)
        });
        let mut body = std::pin::pin!(body);
        let mut broken = None;
        while let Some(frame) = body.next().await {
            match frame {
                Ok(bytes) => {
                    if queue.send(Some(bytes)).await.is_err() {
                        break;
                    }
                }
                Err(problem) => {
                    broken = Some(problem);
                    break;
                }
            }
        }
        if broken.is_none() {
            // If the thread has stopped, its result says why.
            let _stopped_is_fine = queue.send(None).await;
        }
        drop(queue);
        let sealed = sealing
            .await
            .map_err(|_| AppError::Bug("sealing thread died"))?;
        match broken {
            Some(problem) => Err(problem.into()),
            None => sealed,
        }
    }
}

/// Seals frames until the closing `None`; a queue that just ends is a broken body.
fn seal_all(
    dek: &Dek,
    binding: Binding,
    mut writer: Box<dyn coffer_domain::ports::BlobWriter>,
    mut messages: mpsc::Receiver<Option<Bytes>>,
) -> Result<(Sealed, Look), AppError> {
    let failed = |_| AppError::Bug("sealing failed");
    let (mut sealer, header) = Sealer::create(dek, binding, Suite::Aes256Gcm).map_err(failed)?;
    let mut out = header.to_vec();
    let mut head = Head::default();
    loop {
        match messages.blocking_recv() {
            Some(Some(bytes)) => {
                if sealer.offset().saturating_add(bytes.len() as u64) > FILE_BYTES_MAX {
                    return Err(UploadProblem::TooLarge.into());
                }
                head.take(&bytes);
                sealer.push(&bytes, &mut out).map_err(failed)?;
                if out.len() >= APPEND_WRITE_BYTES {
                    writer.append(&out)?;
                    out.clear();
                }
            }
            Some(None) => break,
            None => return Err(UploadProblem::EndedEarly.into()),
        }
    }
    let sealed = sealer.finish(&mut out).map_err(failed)?;
    writer.append(&out)?;
    writer.sync()?;
    Ok((sealed, head.look()))
}
