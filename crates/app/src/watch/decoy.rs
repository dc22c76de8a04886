//! Decoys: files that nobody has work with. Those who work the case do not see them; whoever comes another way and touches
//! one is refused, and an alert says so.

use std::sync::Arc;

use coffer_domain::authz::act;
use coffer_domain::case::Case;
use coffer_domain::class::Class;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::decoy::{DECOY_CONTENT, DECOY_FILE};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, FileSource, ScanState, Version};
use coffer_domain::id::{FileId, ObjectId};
use coffer_domain::job::JobKind;
use coffer_domain::limits::{DECOY_BYTES_MAX, DECOY_BYTES_MIN};
use coffer_domain::ports::random;
use coffer_domain::text::FileName;
use coffer_domain::time::Timestamp;
use coffer_envelope::{Binding, Dek, Sealed, Suite, seal_bytes};

use crate::app::App;
use crate::error::AppError;
use crate::keys::binding;

/// What a decoy looks like in lists.
pub(super) struct Looks {
    pub(super) name: FileName,
    /// Who seems to have added it.
    pub(super) source: FileSource,
    pub(super) class: Class,
    /// When it seems to have come.
    pub(super) created: Timestamp,
}

impl App {
    /// Sets a decoy out in a case. The ledger says that there is one more, not which file it is: its readers might be
    /// those it is meant for.
    ///
    /// # Errors
    /// Refused, no such case, a bad name, too long, or store, key provider or disk do not work.
    pub async fn plant_decoy(
        &self,
        ctx: &RequestCtx,
        case: &str,
        name: &str,
        content: &str,
    ) -> Result<File, AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let Principal::Member(officer) = &ctx.principal else {
            return Err(AppError::NotFound("member"));
        };
        if !(DECOY_BYTES_MIN..=DECOY_BYTES_MAX).contains(&content.len()) {
            return Err(AppError::Value {
                field: "content",
                problem: "must have 16 bytes to 64 KiB",
            });
        }
        let name = FileName::parse(name).map_err(AppError::text("name"))?;
        let case = self.find_case(case).await?;
        let looks = Looks {
            name,
            source: FileSource::Member(officer.id),
            class: Class::Confidential,
            created: ctx.now,
        };
        let id = self
            .set_out_decoy(ctx, &case, looks, content.as_bytes())
            .await?;
        self.store.file(id).await?.ok_or(AppError::NotFound("file"))
    }

    pub(super) async fn set_out_decoy(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        looks: Looks,
        content: &[u8],
    ) -> Result<FileId, AppError> {
        let id = FileId::from_random(random(&*self.entropy));
        let object = ObjectId::from_random(random(&*self.entropy));
        let binding = binding(self.organisation().await?.id, case.id, object);
        let dek = Dek::generate().map_err(|_| AppError::Bug("no entropy"))?;
        self.keys
            .keep_object(&case.public_key, binding, &dek)
            .await?;
        let sealed = self.write_decoy(dek, binding, content.to_vec()).await?;
        let file = File {
            id,
            case: case.id,
            name: looks.name,
            source: looks.source,
            class: looks.class,
            canary: true,
            quarantined: false,
            held: false,
            created: looks.created,
            version: Some(Version {
                created: looks.created,
                ..self.new_version(ctx, id, object, 1, &sealed)
            }),
        };
        let event = Event::new(EventKind::DecoyPlanted)
            .with("what", DECOY_FILE)
            .personal("decoy", id.to_string());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::CreateFile(file))
            .job(self.job_id(), JobKind::Scan { file: id, object });
        self.commit_with_object(commit, object).await?;
        Ok(id)
    }

    /// What to record of a version that has the content of a decoy: nobody can have read that here, so it came from somewhere
    /// it was not to be.
    pub(crate) async fn decoy_came_back(
        &self,
        file: &File,
        version: &Version,
    ) -> Result<Option<Event>, AppError> {
        // Scanning once more is no news.
        if file.canary || version.scan != ScanState::Pending {
            return Ok(None);
        }
        let decoy = self.store.decoy_with_content(&version.blake3).await?;
        Ok(decoy.map(|decoy| {
            // About the decoy, not the file: what is recorded about a file is told to whoever sent it.
            let event = Event::new(EventKind::DecoyTouched)
                .case(file.case)
                .object(decoy)
                .with("what", DECOY_CONTENT)
                .personal("file", file.id.to_string());
            match file.source {
                FileSource::Request(link) => event.with("through", link.to_string()),
                FileSource::Member(_) => event,
            }
        }))
    }

    async fn write_decoy(
        &self,
        dek: Dek,
        binding: Binding,
        content: Vec<u8>,
    ) -> Result<Sealed, AppError> {
        let blobs = Arc::clone(&self.blobs);
        let written = tokio::task::spawn_blocking(move || {
            let (bytes, sealed) = seal_bytes(&dek, binding, Suite::Aes256Gcm, &content)
                .map_err(|_| AppError::Bug("sealing failed"))?;
            let mut writer = blobs.create(ObjectId(binding.object))?;
            writer.append(&bytes)?;
            writer.sync()?;
            Ok::<_, AppError>(sealed)
        });
        written
            .await
            .map_err(|_| AppError::Bug("sealing thread died"))?
    }
}
