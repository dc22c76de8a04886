//! Erasure: the keys of a file's content and reports, or of all that a case has, are destroyed, everywhere at once; the bytes follow.
//!
//! The decision is one commit: the ledger's entry, the rows' end, what is to be destroyed, and the job that sees to it. Then
//! keys and bytes go, and a second entry says so. Whatever is cut off in between is done again.

mod case;

use std::collections::HashSet;
use std::sync::Arc;

use coffer_domain::authz::{Action, CaseFacts, FileFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::erasure::Erasing;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{Doomed, File, FileSource};
use coffer_domain::id::{CaseId, FileId, ObjectId};
use coffer_domain::job::JobKind;
use coffer_domain::limits::{ERASED_KEYS_LISTED_MAX, KEY_BACKUP_LIFE};
use coffer_domain::time::Timestamp;
use coffer_tlog::Receipt;
use data_encoding::HEXLOWER;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::error::AppError;
use crate::limits::ERASURE_ENTRIES_MAX;
use crate::link::OpenLink;
use crate::reason;

pub use case::ErasedCase;

/// What became of an erasure so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// The file that is no more.
    pub file: FileId,
    /// The case it was in.
    pub case: CaseId,
    /// How many objects it had: versions and reports, each with a key of its own.
    pub objects: usize,
    /// Whether all keys are destroyed. If not, the server goes on trying.
    pub destroyed: bool,
    /// From when on no backup has its keys, if they are pruned as they should.
    pub backups_until: Timestamp,
}

/// An entry about a file's erasure.
struct SaidOfErasure {
    index: u64,
    kind: EventKind,
    /// The case it was in.
    case: String,
}

impl App {
    /// Erases a file: its versions, what was found in them, and the keys to all of it. Reads under way end.
    ///
    /// # Errors
    /// Unknown, refused (by a legal hold too), no reason, changed meanwhile, or the store does not work.
    pub async fn erase_file(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        reason: &str,
    ) -> Result<Erased, AppError> {
        let reason = reason::checked("reason", reason)?;
        let (file, case) = self.file_and_case(id).await?;
        let proof = self
            .allow::<act::FileDelete>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        if !proof.covers_file(id) {
            return Err(AppError::Bug("a proof for another file"));
        }
        self.require_over(ctx, Action::FileDelete, &case, id.to_string())
            .await?;
        let mut objects = Vec::new();
        for object in self.store.objects_of_file(id).await? {
            let wrap = self.keys.wrap_hash(object).await?;
            objects.push(Doomed {
                object,
                case: case.id,
                wrap,
            });
        }
        let event = naming(Event::new(EventKind::FileErased), &objects)
            .case(case.id)
            .object(id)
            .with("rules", proof.rule_ids())
            .with("backups_until", ctx.now.plus(KEY_BACKUP_LIFE).to_string())
            .personal("reason", reason);
        let count = objects.len();
        let mut commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::EraseFile {
                file: id,
                at: ctx.now,
                objects,
            })
            .job(self.job_id(), JobKind::Erase(Erasing::File(id)));
        if let Some(room) = room_of(&file) {
            commit = commit.change(room);
        }
        self.commit(commit).await?;
        let destroyed = self.destroy_erased(id).await;
        if let Err(error) = &destroyed {
            not_yet(Erasing::File(id), error);
        }
        Ok(Erased {
            file: id,
            case: case.id,
            objects: count,
            destroyed: destroyed.is_ok(),
            backups_until: self.clock.now().plus(KEY_BACKUP_LIFE),
        })
    }

    /// The proof that an erased file's keys are destroyed, for those who may see its case.
    ///
    /// # Errors
    /// Unknown or not erased, refused, not done yet, or the store does not work.
    pub async fn erasure_certificate(
        &self,
        ctx: &RequestCtx,
        id: FileId,
    ) -> Result<Receipt, AppError> {
        let said = self.said_of_erasure(id).await?;
        let case = self.find_case(&said.case).await?;
        self.allow::<act::CaseView>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        self.certify(ctx, id, case.id, &said).await
    }

    /// The same for a file that came through `link`, for its sender.
    ///
    /// # Errors
    /// Not verified, from elsewhere or not erased, not done yet, or the store does not work.
    pub async fn sender_erasure_certificate(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: FileId,
    ) -> Result<Receipt, AppError> {
        link.require_contact()?;
        let request = &link.request;
        let erased = self.store.erased_files_of_request(request.id).await?;
        if !erased.iter().any(|(file, _)| *file == id) {
            return Err(AppError::NotFound("file"));
        }
        let said = self.said_of_erasure(id).await?;
        self.certify(ctx, id, request.case, &said).await
    }

    /// The newest that the ledger says of a file's erasure.
    async fn said_of_erasure(&self, id: FileId) -> Result<SaidOfErasure, AppError> {
        self.sequence_all().await?;
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let about = [id.to_string()];
        let entries = self
            .store
            .entries_about(&about, size, ERASURE_ENTRIES_MAX)
            .await?;
        let mut said = entries.iter().filter_map(|(index, text)| {
            let said: Json = serde_json::from_str(text).ok()?;
            let kind = EventKind::from_word(said.get("event")?.as_str()?)?;
            let of_erasure = matches!(kind, EventKind::FileErased | EventKind::FileKeysDestroyed);
            of_erasure.then_some(SaidOfErasure {
                index: *index,
                kind,
                case: said.get("case")?.as_str()?.to_owned(),
            })
        });
        // The newest of the two comes first.
        said.next().ok_or(AppError::NotFound("file"))
    }

    async fn certify(
        &self,
        ctx: &RequestCtx,
        id: FileId,
        case: CaseId,
        said: &SaidOfErasure,
    ) -> Result<Receipt, AppError> {
        if said.kind != EventKind::FileKeysDestroyed {
            return Err(AppError::Conflict("erasure.under_way"));
        }
        // Not about the file: however often it is asked for, what was said of its erasure stays the newest about it.
        let event = Event::new(EventKind::ReceiptIssued)
            .case(case)
            .with("file", id.to_string())
            .with("index", said.index);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        self.prove(said.index, Vec::new()).await
    }

    /// What a job does: again and again, until it is done.
    pub(crate) async fn destroy_again(&self, of: Erasing) {
        let done = match of {
            Erasing::File(file) => self.destroy_erased(file).await,
            Erasing::Case(case) => self.destroy_erased_case(case).await,
        };
        if let Err(error) = done {
            not_yet(of, &error);
        }
    }

    /// Destroys what an erased file leaves, and says so in the ledger, once.
    async fn destroy_erased(&self, file: FileId) -> Result<(), AppError> {
        let doomed = self.store.doomed_objects(Erasing::File(file)).await?;
        let Some(case) = doomed.first().map(|it| it.case) else {
            return Ok(());
        };
        for it in &doomed {
            self.keys.destroy_object(it.object).await?;
        }
        self.remove_bytes(&doomed).await?;
        let ctx = self.system_ctx();
        let event = naming(Event::new(EventKind::FileKeysDestroyed), &doomed)
            .case(case)
            .object(file)
            .with("backups_until", ctx.now.plus(KEY_BACKUP_LIFE).to_string());
        self.finish_erasure(&ctx, event, Erasing::File(file)).await
    }

    /// Removes sealed bytes whose keys are gone, and what was opened of them and is kept in memory.
    async fn remove_bytes(&self, doomed: &[Doomed]) -> Result<(), AppError> {
        let gone: HashSet<ObjectId> = doomed.iter().map(|it| it.object).collect();
        self.reports.forget(|object| gone.contains(&object));
        let blobs = Arc::clone(&self.blobs);
        let removing = tokio::task::spawn_blocking(move || {
            gone.into_iter().try_for_each(|object| blobs.remove(object))
        });
        removing
            .await
            .map_err(|_| AppError::Bug("removing thread died"))??;
        Ok(())
    }

    async fn finish_erasure(
        &self,
        ctx: &RequestCtx,
        event: Event,
        of: Erasing,
    ) -> Result<(), AppError> {
        let done = Change::FinishErasure { of, at: ctx.now };
        let commit = Commit::record(self.entry(ctx, event)?).change(done);
        match self.commit(commit).await {
            // The job or the request did the same at the same moment, and said so.
            Ok(_) | Err(AppError::Conflict("erasure.done")) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// The room a file took on its link, given back: who sent the wrong one can send the right one. What later versions took
/// was never the link's; what the first one had is not known any more once there is another.
fn room_of(file: &File) -> Option<Change> {
    let FileSource::Request(request) = file.source else {
        return None;
    };
    let first = file.version.as_ref().filter(|it| it.number == 1);
    Some(Change::ReleaseOnRequest {
        request,
        files: 1,
        bytes: first.map_or(0, |it| it.bytes),
    })
}

fn not_yet(of: Erasing, error: &AppError) {
    let error = crate::error_chain(error);
    match of {
        Erasing::File(file) => {
            tracing::warn!(%file, %error, "an erased file's keys are not all destroyed yet; this is tried again");
        }
        Erasing::Case(case) => {
            tracing::warn!(%case, %error, "an erased case's keys are not all destroyed yet; this is tried again");
        }
    }
}

/// Names each object with the hash of its wrapped key, and the digest over these lines.
fn naming(event: Event, objects: &[Doomed]) -> Event {
    let lines: Vec<String> = objects
        .iter()
        .map(|it| match &it.wrap {
            Some(hash) => format!("{} {}", it.object, HEXLOWER.encode(hash)),
            None => format!("{} none", it.object),
        })
        .collect();
    let digest = HEXLOWER.encode(&Sha256::digest(lines.join("\n")));
    let listed: Vec<String> = lines.into_iter().take(ERASED_KEYS_LISTED_MAX).collect();
    event
        .with("objects", objects.len() as u64)
        .with("keys", listed)
        .with("keys_sha256", digest)
}
