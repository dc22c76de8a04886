//! Holding a case, a customer's cases or one file for the law: while it is held, nothing of it is erased.

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::erasure::Holding;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::FileId;

use crate::app::App;
use crate::error::AppError;
use crate::reason;

impl App {
    /// Holds a case for the law, open or closed, or ends that.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn hold_case(
        &self,
        ctx: &RequestCtx,
        case: &str,
        on: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = reason::checked("reason", reason)?;
        let case = self.find_case(case).await?;
        let proof = self
            .allow::<act::CaseHold>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::CaseHoldSet)
            .case(case.id)
            .object(case.id)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        self.set_hold(ctx, event, Holding::Case(case.id), on).await
    }

    /// Holds one file for the law, or ends that: for those who hold its case.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn hold_file(
        &self,
        ctx: &RequestCtx,
        file: FileId,
        on: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = reason::checked("reason", reason)?;
        let (file, case) = self.file_and_case(file).await?;
        let proof = self
            .allow::<act::CaseHold>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::FileHoldSet)
            .case(case.id)
            .object(file.id)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        self.set_hold(ctx, event, Holding::File(file.id), on).await
    }

    /// Holds all cases of a customer for the law, those to come as well, or ends that.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or the store does not work.
    pub async fn hold_customer(
        &self,
        ctx: &RequestCtx,
        customer: &str,
        on: bool,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = reason::checked("reason", reason)?;
        let organisation = self.organisation().await?.id;
        let proof = self
            .allow::<act::CustomerHold>(ctx, Resource::Organisation(organisation))
            .await?;
        let customer = self.find_customer(customer).await?;
        let event = Event::new(EventKind::CustomerHoldSet)
            .object(customer.id)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        self.set_hold(ctx, event, Holding::Customer(customer.id), on)
            .await
    }

    async fn set_hold(
        &self,
        ctx: &RequestCtx,
        event: Event,
        on: Holding,
        held: bool,
    ) -> Result<(), AppError> {
        let event = event.with("on", held);
        let change = Change::SetLegalHold { on, held };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }
}
