//! Beginning an upload: room on the link, a fresh key sealed to the case, an object with its header.

use std::sync::Arc;

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::class::Class;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, FileSource, Upload};
use coffer_domain::id::{FileId, ObjectId, UploadId};
use coffer_domain::limits::{FILE_BYTES_MAX, UPLOAD_IDLE_MAX};
use coffer_domain::ports::random;
use coffer_domain::text::FileName;
use coffer_envelope::{Binding, Dek, Sealer, Suite, wrap_for_link};

use crate::app::App;
use crate::error::{AppError, UploadProblem};
use crate::keys::binding;
use crate::link::OpenLink;

/// An upload to begin.
#[derive(Default)]
pub struct NewUpload {
    /// The file's name as sent.
    pub name: String,
    /// Its length, if the sender knows it.
    pub length: Option<u64>,
    /// By what the sender will know the content again.
    pub fingerprint: Option<[u8; 32]>,
    /// What the sender's own check came to, as they say.
    pub check: Option<SenderCheck>,
    /// Which of what the link asks for it answers, counted from 1.
    pub item: Option<u32>,
}

/// What a sender did about what their own check found. Nobody relies on it: the server checks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderCheck {
    /// Findings replaced before sending.
    pub blacked_out: u64,
    /// Findings sent as they were.
    pub kept: u64,
}

impl App {
    /// Begins an upload through a link.
    ///
    /// # Errors
    /// Not verified, no room, a bad name, too large, refused, or the store, key provider or disk do not work.
    pub async fn create_upload(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        new: &NewUpload,
    ) -> Result<Upload, AppError> {
        link.require_verified()?;
        let request = &link.request;
        let name = FileName::parse(&new.name).map_err(AppError::text("name"))?;
        if new.length.is_some_and(|length| length > FILE_BYTES_MAX) {
            return Err(UploadProblem::TooLarge.into());
        }
        request.check_room(new.length.unwrap_or(0))?;
        if let Some(item) = new.item {
            self.check_item(link, item).await?;
        }
        let case = self
            .store
            .case(request.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        self.allow::<act::FileUpload>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;

        let upload = UploadId::from_random(random(&*self.entropy));
        let object = ObjectId::from_random(random(&*self.entropy));
        let binding = binding(self.organisation().await?.id, case.id, object);
        let dek = Dek::generate().map_err(|_| AppError::Bug("no entropy"))?;
        self.keys
            .keep_object(&case.public_key, binding, &dek)
            .await?;
        let link_wrap = wrap_for_link(link.token.expose().as_bytes(), &upload.0, &dek)
            .map_err(|_| AppError::Bug("link wrap failed"))?;
        let seal_state = match self.begin_object(dek, binding).await {
            Ok(state) => state,
            Err(error) => {
                self.discard_object(object).await;
                return Err(error);
            }
        };
        let file = File {
            id: FileId::from_random(random(&*self.entropy)),
            case: case.id,
            name: name.clone(),
            source: FileSource::Request(request.id),
            class: Class::Internal,
            canary: false,
            quarantined: false,
            held: false,
            created: ctx.now,
            version: None,
        };
        let upload = Upload {
            id: upload,
            request: request.id,
            case: case.id,
            file: file.id,
            object,
            name,
            length: new.length,
            fingerprint: new.fingerprint,
            offset: 0,
            seal_state,
            link_wrap,
            expires: ctx.now.plus(UPLOAD_IDLE_MAX),
            created: ctx.now,
        };
        let commit = self.record_creation(ctx, file, &upload, new)?;
        self.commit_with_object(commit, object).await?;
        Ok(upload)
    }

    fn record_creation(
        &self,
        ctx: &RequestCtx,
        file: File,
        upload: &Upload,
        new: &NewUpload,
    ) -> Result<Commit, AppError> {
        let mut event = Event::new(EventKind::UploadCreated)
            .case(upload.case)
            .object(upload.id)
            .with("file", file.id.to_string())
            .with("through", upload.request.to_string())
            .personal("name", upload.name.as_str());
        if let Some(length) = upload.length {
            event = event.with("length", length);
        }
        if let Some(check) = new.check {
            event = event
                .with("blacked_out", check.blacked_out)
                .with("kept", check.kept);
        }
        if let Some(item) = new.item {
            event = event.with("item", item);
        }
        let reserve = Change::ReserveOnRequest {
            request: upload.request,
            files: 1,
            bytes: upload.length.unwrap_or(0),
        };
        let create = Change::CreateUpload {
            file,
            upload: upload.clone(),
        };
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(reserve)
            .change(create);
        Ok(match new.item {
            Some(item) => commit.change(Change::AnswerItem {
                request: upload.request,
                item,
                file: upload.file,
            }),
            None => commit,
        })
    }

    /// Commits what refers to a new object. Where the store says that nothing was changed, the object goes at
    /// once; where it cannot say, the object stays and the orphan sweep decides.
    pub(crate) async fn commit_with_object(
        &self,
        commit: Commit,
        object: ObjectId,
    ) -> Result<(), AppError> {
        match self.commit(commit).await {
            Ok(_) => Ok(()),
            Err(error) => {
                if !matches!(error, AppError::Store(_)) {
                    self.discard_object(object).await;
                }
                Err(error)
            }
        }
    }

    /// Writes a new object's header durably and returns the suspended sealer.
    async fn begin_object(&self, dek: Dek, binding: Binding) -> Result<Vec<u8>, AppError> {
        let blobs = Arc::clone(&self.blobs);
        let begun = tokio::task::spawn_blocking(move || {
            let (sealer, header) = Sealer::create(&dek, binding, Suite::Aes256Gcm)
                .map_err(|_| AppError::Bug("sealing failed"))?;
            let mut writer = blobs.create(ObjectId(binding.object))?;
            writer.append(&header)?;
            writer.sync()?;
            let state = sealer
                .suspend()
                .map_err(|_| AppError::Bug("sealing failed"))?;
            Ok(state.to_bytes())
        });
        begun
            .await
            .map_err(|_| AppError::Bug("sealing thread died"))?
    }

    /// Removes an object that no row refers to. What fails here is found again by the orphan sweep.
    pub(crate) async fn discard_object(&self, object: ObjectId) {
        if let Err(error) = self.keys.destroy_object(object).await {
            tracing::warn!(%object, error = %crate::error_chain(&error), "a discarded object's key stays until the sweep");
        }
        let blobs = Arc::clone(&self.blobs);
        let removed = tokio::task::spawn_blocking(move || blobs.remove(object)).await;
        if !matches!(removed, Ok(Ok(()))) {
            tracing::warn!(%object, "a discarded object's bytes stay until the sweep");
        }
    }
}
