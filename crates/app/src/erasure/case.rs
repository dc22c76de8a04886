//! Erasing a whole case: its files, open uploads and messages, and the key pair all of it is sealed to.
//!
//! A tombstone stays: which case it was, when it was erased, and who had access. Destroying the pair alone would do; the
//! objects' keys go as well, so that the certificate can name each of them.

use std::collections::HashMap;

use coffer_domain::authz::{Action, CaseFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::erasure::Erasing;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::Doomed;
use coffer_domain::id::{CaseId, RetentionRuleId};
use coffer_domain::job::JobKind;
use coffer_domain::limits::KEY_BACKUP_LIFE;
use coffer_domain::time::Timestamp;
use coffer_tlog::Receipt;
use data_encoding::HEXLOWER;

use super::{naming, not_yet};
use crate::app::App;
use crate::error::AppError;
use crate::limits::ERASE_CASE_TRIES;
use crate::reason;

/// What became of a case's erasure so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedCase {
    /// The case that is no more.
    pub case: CaseId,
    /// How many objects it had: versions, reports, open uploads and messages, each with a key of its own.
    pub objects: usize,
    /// Whether all keys are destroyed. If not, the server goes on trying.
    pub destroyed: bool,
    /// From when on no backup has its keys, if they are pruned as they should.
    pub backups_until: Timestamp,
}

impl App {
    /// Erases a case, open or closed, and all that is in it. Reads and uploads under way end.
    ///
    /// # Errors
    /// Unknown, refused (by a legal hold too), no reason, erased before, changed all the time, or the store does not work.
    pub async fn erase_case(
        &self,
        ctx: &RequestCtx,
        case: &str,
        reason: &str,
    ) -> Result<ErasedCase, AppError> {
        let reason = reason::checked("reason", reason)?;
        let case = self.find_case(case).await?;
        let proof = self
            .allow::<act::CaseErase>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        if !proof.covers_case(case.id) {
            return Err(AppError::Bug("a proof for another case"));
        }
        self.require_over(ctx, Action::CaseErase, &case, case.id.to_string())
            .await?;
        let event = Event::new(EventKind::CaseErased)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        self.erase_whole(ctx, &case, &event, None).await
    }

    /// The decision and, if it can be done at once, the destruction. What arrives in the meantime is counted in.
    pub(crate) async fn erase_whole(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        event: &Event,
        by: Option<RetentionRuleId>,
    ) -> Result<ErasedCase, AppError> {
        let mut tries = 1;
        let objects = loop {
            match self.decide_erasure(ctx, case, event.clone(), by).await {
                Err(AppError::Conflict("case.changed")) if tries < ERASE_CASE_TRIES => tries += 1,
                decided => break decided?,
            }
        };
        let destroyed = self.destroy_erased_case(case.id).await;
        if let Err(error) = &destroyed {
            not_yet(Erasing::Case(case.id), error);
        }
        Ok(ErasedCase {
            case: case.id,
            objects,
            destroyed: destroyed.is_ok(),
            backups_until: self.clock.now().plus(KEY_BACKUP_LIFE),
        })
    }

    /// Says in one commit what is to be destroyed, and how many objects that is.
    async fn decide_erasure(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        event: Event,
        by: Option<RetentionRuleId>,
    ) -> Result<usize, AppError> {
        let mut wraps: HashMap<_, _> = self.keys.wrap_hashes(case.id).await?.into_iter().collect();
        let objects: Vec<Doomed> = self
            .store
            .objects_of_case(case.id)
            .await?
            .into_iter()
            .map(|object| Doomed {
                object,
                case: case.id,
                wrap: wraps.remove(&object),
            })
            .collect();
        let key = self.keys.case_wrap_hash(case.id).await?;
        let event = with_key(naming(event, &objects), key)
            .case(case.id)
            .object(case.id)
            .with("backups_until", ctx.now.plus(KEY_BACKUP_LIFE).to_string());
        let count = objects.len();
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::EraseCase {
                case: case.id,
                at: ctx.now,
                by,
                key,
                objects,
            })
            .job(self.job_id(), JobKind::Erase(Erasing::Case(case.id)));
        self.commit(commit).await?;
        Ok(count)
    }

    /// Destroys what an erased case leaves, and says so in the ledger, once.
    pub(super) async fn destroy_erased_case(&self, case: CaseId) -> Result<(), AppError> {
        let found = self.store.case(case).await?;
        let Some(tombstone) = found.and_then(|case| case.erased) else {
            return Ok(());
        };
        if tombstone.destroyed.is_some() {
            return Ok(());
        }
        let of = Erasing::Case(case);
        let doomed = self.store.doomed_objects(of).await?;
        self.keys.destroy_case(case).await?;
        self.remove_bytes(&doomed).await?;
        let ctx = self.system_ctx();
        let event = naming(Event::new(EventKind::CaseKeysDestroyed), &doomed);
        let event = with_key(event, tombstone.key)
            .case(case)
            .object(case)
            .with("erased", tombstone.erased.to_string())
            .with("backups_until", ctx.now.plus(KEY_BACKUP_LIFE).to_string());
        self.finish_erasure(&ctx, event, of).await
    }

    /// The proof that an erased case's keys are destroyed, for those who may see it, and those who erase cases.
    ///
    /// # Errors
    /// Unknown or not erased, refused, not done yet, or the store does not work.
    pub async fn case_erasure_certificate(
        &self,
        ctx: &RequestCtx,
        case: &str,
    ) -> Result<Receipt, AppError> {
        let case = self.find_case(case).await?;
        let facts = CaseFacts::from(&case);
        // Erasing it is for officers who do not see it; they must be able to prove that they did.
        if !self.may::<act::CaseErase>(ctx, Resource::Case(facts.clone())) {
            self.allow::<act::CaseView>(ctx, Resource::Case(facts))
                .await?;
        }
        let tombstone = case.erased.ok_or(AppError::NotFound("erasure"))?;
        let Some(outbox) = tombstone.certificate else {
            return Err(AppError::Conflict("erasure.under_way"));
        };
        self.sequence_all().await?;
        let index = self.store.index_of(outbox).await?;
        let index = index.ok_or(AppError::NotFound("entry"))?;
        let event = Event::new(EventKind::ReceiptIssued)
            .case(case.id)
            .with("index", index);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        self.prove(index, Vec::new()).await
    }
}

/// Names the key pair of the case by the hash of its wrapped half.
fn with_key(event: Event, key: Option<[u8; 32]>) -> Event {
    let named = key.map_or_else(|| "none".to_owned(), |hash| HEXLOWER.encode(&hash));
    event.with("case_key", named)
}
