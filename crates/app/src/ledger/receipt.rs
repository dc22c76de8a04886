//! Receipts: an entry, the proof that it is in the tree, and the signed head.

use coffer_domain::authz::{FileFacts, Resource, act};
use coffer_domain::commit::{Commit, Opening};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, FileSource};
use coffer_domain::id::FileId;
use coffer_domain::request::FileRequest;
use coffer_tlog::{Hash, Receipt, inclusion_proof, tiles_for_inclusion};

use crate::app::App;
use crate::error::AppError;

/// Fields a sender may see opened in the receipt of their own file.
const SENDER_FIELDS: [&str; 1] = ["name"];

impl App {
    /// The receipt of a file's newest version, for a member who may see the file.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn file_receipt(&self, ctx: &RequestCtx, id: FileId) -> Result<Receipt, AppError> {
        let (file, case) = self.file_and_case(id).await?;
        self.allow::<act::FileView>(ctx, Resource::File(FileFacts::new(&file, &case)))
            .await?;
        self.issue(ctx, &file).await
    }

    /// The receipt of a file that came through `link`, for its sender.
    ///
    /// # Errors
    /// Unknown or from elsewhere, or the store does not work.
    pub async fn sender_receipt(
        &self,
        ctx: &RequestCtx,
        link: &FileRequest,
        id: FileId,
    ) -> Result<Receipt, AppError> {
        let file = self
            .store
            .file(id)
            .await?
            .ok_or(AppError::NotFound("file"))?;
        if file.source != FileSource::Request(link.id) {
            return Err(AppError::NotFound("file"));
        }
        self.issue(ctx, &file).await
    }

    /// The receipt of the entry at `index`, without openings.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn entry_receipt(&self, ctx: &RequestCtx, index: u64) -> Result<Receipt, AppError> {
        self.may_read_ledger(ctx, "receipt").await?;
        self.prove(index, Vec::new()).await
    }

    async fn issue(&self, ctx: &RequestCtx, file: &File) -> Result<Receipt, AppError> {
        let version = file.version.as_ref().ok_or(AppError::NotFound("version"))?;
        let outbox = version
            .receipt_outbox
            .ok_or(AppError::NotFound("receipt"))?;
        self.sequence_all().await?;
        let index = self
            .store
            .index_of(outbox)
            .await?
            .ok_or(AppError::Bug("a sequenced entry has no place"))?;
        let openings = self.store.openings(index).await?;
        let event = Event::new(EventKind::ReceiptIssued)
            .case(file.case)
            .object(file.id)
            .with("index", index);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        let openings = openings
            .into_iter()
            .filter(|opening| SENDER_FIELDS.contains(&opening.field.as_str()))
            .collect();
        self.prove(index, openings).await
    }

    pub(crate) async fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Hash>, AppError> {
        let ids: Vec<(u8, u64)> = tiles_for_inclusion(index, size)
            .iter()
            .map(|id| (id.level, id.index))
            .collect();
        let map = self.tile_map(&ids).await?;
        inclusion_proof(&map, index, size)
            .map_err(|_| AppError::Bug("the ledger's stored tiles do not fit its size"))
    }

    pub(crate) async fn prove(
        &self,
        index: u64,
        openings: Vec<Opening>,
    ) -> Result<Receipt, AppError> {
        let head = self
            .store
            .head()
            .await?
            .ok_or(AppError::NotFound("entry"))?;
        if index >= head.size {
            return Err(AppError::NotFound("entry"));
        }
        let (_, entry) = self
            .store
            .entries(index, 1)
            .await?
            .into_iter()
            .next()
            .ok_or(AppError::NotFound("entry"))?;
        let proof = self.inclusion(index, head.size).await?;
        let openings = openings.into_iter().map(|o| coffer_tlog::Opening {
            field: o.field,
            salt: o.salt,
            value: o.value,
        });
        Ok(Receipt {
            log: self.log_verifier().await?.to_vkey(),
            index,
            entry,
            proof,
            checkpoint: head.checkpoint,
            openings: openings.collect(),
        })
    }
}
