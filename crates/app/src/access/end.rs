//! Ending grants before their time.

use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::grant::{Ended, EndedBy, Grant};
use coffer_domain::id::GrantId;

use super::caller;
use super::view::GrantView;
use crate::app::App;
use crate::error::AppError;
use crate::reason;

impl App {
    /// Gives one's own grant back.
    ///
    /// # Errors
    /// Unknown, not the caller's, over before, or the store does not work.
    pub async fn give_back(&self, ctx: &RequestCtx, id: GrantId) -> Result<GrantView, AppError> {
        let grant = self.store.grant(id).await?;
        let grant = grant
            .filter(|grant| caller(ctx).is_ok_and(|member| member.id == grant.member))
            .ok_or(AppError::NotFound("grant"))?;
        self.end_grant(ctx, &grant, EndedBy::GivenBack, None).await
    }

    /// Takes somebody's grant back: what they read with it ends within a second.
    ///
    /// # Errors
    /// Unknown, refused, over before, no reason, or the store does not work.
    pub async fn take_back(
        &self,
        ctx: &RequestCtx,
        id: GrantId,
        why: &str,
    ) -> Result<GrantView, AppError> {
        let grant = self
            .store
            .grant(id)
            .await?
            .ok_or(AppError::NotFound("grant"))?;
        let (case, facts) = self.case_of(grant.case).await?;
        self.allow::<act::AccessApprove>(ctx, Resource::Case(facts))
            .await?;
        let why = reason::checked("reason", why)?;
        let view = self
            .end_grant(ctx, &grant, EndedBy::TakenBack, Some(why))
            .await?;
        self.tell_taken_back(&grant, &case, why).await?;
        Ok(view)
    }

    async fn end_grant(
        &self,
        ctx: &RequestCtx,
        grant: &Grant,
        how: EndedBy,
        why: Option<&str>,
    ) -> Result<GrantView, AppError> {
        let event = ended(grant, how);
        let event = match why {
            Some(why) => event.personal("reason", why),
            None => event,
        };
        let change = Change::EndGrant {
            grant: grant.id,
            ended: Ended { at: ctx.now, how },
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.shown_grant(grant.id, ctx.now).await
    }
}

/// What the ledger says of a grant's end.
pub(crate) fn ended(grant: &Grant, how: EndedBy) -> Event {
    Event::new(EventKind::GrantEnded)
        .case(grant.case)
        .object(grant.id)
        .with("member", grant.member.to_string())
        .with("kind", grant.kind.as_str())
        .with("how", how.as_str())
}
