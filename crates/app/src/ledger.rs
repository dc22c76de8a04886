//! The ledger: encoding events, giving entries their places, proofs and receipts.

mod compare;
mod custody;
mod entry;
mod export;
mod receipt;
mod sequencer;

pub use compare::{Compared, Difference, Odd};
pub use custody::{Custody, CustodyEntry, ErasedFile};
pub(crate) use entry::encode;
pub use export::{ExportFile, ExportPlan, WITNESSED_PATH};
pub use sequencer::Sequencer;

use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::Commit;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::ports::TreeHead;
use coffer_tlog::{Hash, LogSigner, LogVerifier};

use crate::app::App;
use crate::error::AppError;

/// A consistency proof up to size `to`, and the newest head.
pub struct Consistency {
    /// The newer size.
    pub to: u64,
    /// The proof's hashes, base64.
    pub proof: Vec<String>,
    /// The newest signed head.
    pub head: TreeHead,
}

const LOG_SEED: &str = "log signing seed";

impl App {
    /// Makes the log's signing key at set-up.
    pub(crate) async fn ensure_log_key(&self) -> Result<(), AppError> {
        let organisation = self.organisation().await?.id;
        self.keys
            .ensure_server_key(organisation, LOG_SEED, &*self.entropy)
            .await
    }

    pub(crate) async fn log_signer(&self) -> Result<LogSigner, AppError> {
        let organisation = self.organisation().await?.id;
        let seed = self.keys.server_key(organisation, LOG_SEED).await?;
        let seed = seed
            .expose()
            .first_chunk::<32>()
            .ok_or(AppError::Bug("log seed has a wrong length"))?;
        LogSigner::from_seed(&format!("coffer/{organisation}"), seed)
            .map_err(|_| AppError::Bug("log origin is not a key name"))
    }

    /// The log's public key, for whoever checks receipts and exports.
    ///
    /// # Errors
    /// The key provider or the store does not work.
    pub async fn log_verifier(&self) -> Result<LogVerifier, AppError> {
        Ok(self.log_signer().await?.verifier())
    }

    /// The newest signed head.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn checkpoint(&self, ctx: &RequestCtx) -> Result<TreeHead, AppError> {
        self.may_read_ledger(ctx, "checkpoint").await?;
        self.sequence_all().await?;
        self.store
            .head()
            .await?
            .ok_or(AppError::NotFound("checkpoint"))
    }

    /// The largest head that witnesses cosigned, if there is one. Whoever may read the newest head may read it.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn witnessed(&self) -> Result<Option<String>, AppError> {
        let kept = self.store.witnessed().await?;
        Ok(kept.map(|witnessed| witnessed.checkpoint))
    }

    /// Entries by place, at most a page.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn ledger_entries(
        &self,
        ctx: &RequestCtx,
        from: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, AppError> {
        self.may_read_ledger(ctx, "entries").await?;
        Ok(self.store.entries(from, limit.min(PAGE_ROWS_MAX)).await?)
    }

    /// Proof that the first `from` entries are the beginning of the first `to` (all, if not given).
    ///
    /// # Errors
    /// Refused, sizes the log does not have, or the store does not work.
    pub async fn consistency(
        &self,
        ctx: &RequestCtx,
        from: u64,
        to: Option<u64>,
    ) -> Result<Consistency, AppError> {
        let head = self.checkpoint(ctx).await?;
        let to = to.unwrap_or(head.size);
        if from > to || to > head.size {
            return Err(AppError::Value {
                field: "from",
                problem: "must not be larger than `to`, and `to` not larger than the log",
            });
        }
        let proof = self.grown(from, to).await?;
        Ok(Consistency {
            to,
            proof: proof.iter().map(Hash::to_base64).collect(),
            head,
        })
    }

    /// The operator at the server's command line may always read the ledger; members by policy.
    async fn may_read_ledger(&self, ctx: &RequestCtx, what: &'static str) -> Result<(), AppError> {
        if !matches!(ctx.principal, Principal::Operator | Principal::System) {
            let organisation = self.organisation().await?.id;
            self.allow::<act::LedgerRead>(ctx, Resource::Organisation(organisation))
                .await?;
        }
        let event = Event::new(EventKind::LedgerRead).with("what", what);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(())
    }
}
