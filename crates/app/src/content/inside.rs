//! Getting inside a file: the proof, the key, the report.

use std::sync::Arc;

use coffer_domain::authz::{Act, Authorized, FileFacts, Resource, act};
use coffer_domain::budget::{Handout, HandoutKind};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, ScanState, Version};
use coffer_domain::id::{FileId, ObjectId};
use coffer_domain::ports::BlobStore;
use coffer_envelope::{Binding, Dek};
use coffer_scan::ScanReport;

use super::reports::Sidecar;
use crate::app::App;
use crate::error::AppError;
use crate::gate::Gate;
use crate::keys::binding;

/// A file opened for work inside: its key, and what the scanner said.
pub(super) struct Inside {
    pub(super) file: File,
    pub(super) case: Case,
    pub(super) binding: Binding,
    pub(super) dek: Dek,
    pub(super) report: Arc<ScanReport>,
    pub(super) sidecar: Arc<Sidecar>,
    pub(super) blobs: Arc<dyn BlobStore>,
    /// What counts if it is read.
    handout: Option<Handout>,
    /// From before the decision on.
    pub(super) gate: Gate,
}

impl Inside {
    /// The version that is read.
    pub(super) fn version(&self) -> ObjectId {
        ObjectId(self.binding.object)
    }
}

impl App {
    /// Opens a file for `A`. The key is only fetched with the proof in hand.
    pub(super) async fn inside<A: Act>(
        &self,
        ctx: &RequestCtx,
        id: FileId,
    ) -> Result<(Inside, Authorized<A>), AppError> {
        let gate = self.gate();
        let (file, case) = self.file_and_case(id).await?;
        self.opened(ctx, gate, file, case, None).await
    }

    /// Opens a file whose working copy is to be read, which counts: to be recorded by [`App::record_read`].
    pub(super) async fn inside_to_read(
        &self,
        ctx: &RequestCtx,
        id: FileId,
    ) -> Result<Inside, AppError> {
        let gate = self.gate();
        let (file, case) = self.file_and_case(id).await?;
        let handout = self
            .handout(ctx, &file, file.version.as_ref(), HandoutKind::WorkingCopy)
            .await?;
        let (inside, _proof) = self
            .opened::<act::FileView>(ctx, gate, file, case, handout)
            .await?;
        Ok(inside)
    }

    /// Opens a file of which one value is to be revealed, which counts only for whom an alert slows down.
    pub(super) async fn inside_to_reveal(
        &self,
        ctx: &RequestCtx,
        id: FileId,
    ) -> Result<(Inside, Authorized<act::FileReveal>), AppError> {
        let gate = self.gate();
        let (file, case) = self.file_and_case(id).await?;
        let handout = self
            .handout(ctx, &file, file.version.as_ref(), HandoutKind::WorkingCopy)
            .await?;
        // Only how soon it comes counts: budgets are about files.
        let handout = handout.filter(|it| it.slowed).map(Handout::without_budget);
        self.opened(ctx, gate, file, case, handout).await
    }

    /// Records that a working copy is read, before anything of it is shown, counts it, and waits until it was watched.
    pub(super) async fn record_read<A: Act>(
        &self,
        ctx: &RequestCtx,
        inside: &Inside,
        event: Event,
    ) -> Result<(), AppError> {
        let mut commit = Commit::record(self.entry(ctx, event)?);
        if let Some(handout) = inside.handout {
            commit = commit.change(Change::HandOut(handout));
        }
        let facts = FileFacts::new(&inside.file, &inside.case);
        let recorded = self.commit(commit).await.map(drop);
        self.or_no_room::<A, _>(ctx, &facts, recorded).await?;
        self.watched_first::<A>(ctx, inside.version(), &inside.gate)
            .await
    }

    async fn opened<A: Act>(
        &self,
        ctx: &RequestCtx,
        gate: Gate,
        file: File,
        case: Case,
        handout: Option<Handout>,
    ) -> Result<(Inside, Authorized<A>), AppError> {
        let facts = FileFacts {
            room: self.room_for(handout.as_ref()).await?,
            ..FileFacts::new(&file, &case)
        };
        let proof = self.allow::<A>(ctx, Resource::File(facts)).await?;
        if !proof.covers_file(file.id) {
            return Err(AppError::Bug("a proof for another file"));
        }
        let version = file.version.as_ref().ok_or(AppError::NotFound("version"))?;
        let sidecar = scanned(version)?;
        let organisation = self.organisation().await?.id;
        let report_binding = binding(organisation, case.id, sidecar);
        let report_dek = self.keys.open_object(report_binding, ctx.now).await?;
        let sidecar = self
            .noting_damage(ctx, &file, self.report(report_binding, report_dek).await)
            .await?;
        let binding = binding(organisation, case.id, version.object);
        let dek = self.keys.open_object(binding, ctx.now).await?;
        let blobs = Arc::clone(&self.blobs);
        Ok((
            Inside {
                file,
                case,
                binding,
                dek,
                report: Arc::clone(&sidecar.report),
                sidecar,
                blobs,
                handout,
                gate,
            },
            proof,
        ))
    }

    /// Records a failed integrity check before it is reported.
    pub(super) async fn noting_damage<T>(
        &self,
        ctx: &RequestCtx,
        file: &File,
        result: Result<T, AppError>,
    ) -> Result<T, AppError> {
        if let Err(AppError::Integrity) = &result {
            self.note_damage(ctx, file).await?;
        }
        result
    }

    /// Records that an object of a file failed its integrity check.
    pub(crate) async fn note_damage(&self, ctx: &RequestCtx, file: &File) -> Result<(), AppError> {
        let event = Event::new(EventKind::IntegrityFailed)
            .case(file.case)
            .object(file.id);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        tracing::error!(file = %file.id, "a stored object failed its integrity check");
        Ok(())
    }
}

fn scanned(version: &Version) -> Result<coffer_domain::id::ObjectId, AppError> {
    match (version.scan, version.sidecar) {
        (ScanState::Pending, _) => Err(AppError::NotShowable(
            "is still being checked; try again in a moment",
        )),
        (_, None) => Err(AppError::NotShowable(
            "could not be checked, so its working copy is withheld",
        )),
        (_, Some(sidecar)) => Ok(sidecar),
    }
}
