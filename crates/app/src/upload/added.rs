//! A member adds a file to a case: what is to be sent to a contact, or what came another way.

use std::sync::Arc;

use bytes::Bytes;
use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::class::Class;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, FileSource};
use coffer_domain::id::FileId;
use coffer_domain::job::JobKind;
use coffer_domain::ports::random;
use coffer_domain::text::FileName;
use data_encoding::HEXLOWER;
use futures::Stream;

use crate::app::App;
use crate::error::{AppError, UploadProblem};

impl App {
    /// Adds a file from a body of unknown length. An interrupted body leaves nothing behind.
    ///
    /// # Errors
    /// Unknown, refused, a bad name, the body broke off, or the store, key provider or disk do not work.
    pub async fn add_file(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        case: &str,
        name: &str,
        body: impl Stream<Item = Result<Bytes, UploadProblem>> + Send,
    ) -> Result<File, AppError> {
        let case = self.find_case(case).await?;
        let proof = self
            .allow::<act::FileUpload>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let Principal::Member(member) = &ctx.principal else {
            return Err(AppError::NotFound("member"));
        };
        let name = FileName::parse(name).map_err(AppError::text("name"))?;
        let id = FileId::from_random(random(&*self.entropy));
        let (object, sealed, look) = self.seal_body(ctx, &case, body).await?;
        let event = Event::new(EventKind::FileAdded)
            .case(case.id)
            .object(id)
            .with("bytes", sealed.plaintext_bytes)
            .with("blake3", HEXLOWER.encode(&sealed.blake3))
            .with("format", look.format)
            .with("rules", proof.rule_ids())
            .personal("name", name.as_str());
        let file = File {
            id,
            case: case.id,
            name,
            source: FileSource::Member(member.id),
            class: Class::Internal,
            canary: false,
            quarantined: false,
            held: false,
            created: ctx.now,
            version: Some(self.new_version(ctx, id, object, 1, &sealed)),
        };
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::CreateFile(file))
            .job(self.job_id(), JobKind::Scan { file: id, object });
        self.commit_with_object(commit, object).await?;
        self.store.file(id).await?.ok_or(AppError::NotFound("file"))
    }
}
