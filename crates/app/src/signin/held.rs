//! What an alert that holds a member means for how they sign in: no new way in while it holds, and no session at all while they are
//! locked by it. Else a thief would use the hold to put in a key of their own, and wait.
//!
//! Taking away (passkeys, sessions, tokens) stays possible: that only helps whose account it is.

use coffer_domain::commit::Commit;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::people::Member;

use crate::app::App;
use crate::error::AppError;
use crate::limits::{RISK_HELD_FROM, RISK_LOCKED_FROM};

/// The wall that refuses the same members everything else.
const HIGH_RISK_WALL: &str = "W12-high-risk";

impl App {
    /// The member of a session that has stepped up, for adding a way in: a passkey, a password, recovery codes, an API token.
    pub(super) async fn may_add_way_in(&self, ctx: &RequestCtx) -> Result<Member, AppError> {
        let member = self.stepped_up_member(ctx)?;
        self.refuse_held(ctx, &member).await?;
        Ok(member)
    }

    /// Refuses whom an alert holds, and records that.
    pub(super) async fn refuse_held(
        &self,
        ctx: &RequestCtx,
        member: &Member,
    ) -> Result<(), AppError> {
        if member.standing.risk < RISK_HELD_FROM {
            return Ok(());
        }
        self.record_held(ctx, member, "way_in.add").await?;
        Err(AppError::HeldByAlert)
    }

    /// Refuses whom an alert has locked, and records that.
    pub(super) async fn refuse_locked(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        action: &'static str,
    ) -> Result<(), AppError> {
        if member.standing.risk < RISK_LOCKED_FROM {
            return Ok(());
        }
        self.record_held(ctx, member, action).await?;
        Err(AppError::LockedByAlert)
    }

    async fn record_held(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        action: &'static str,
    ) -> Result<(), AppError> {
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        let event = Event::new(EventKind::AccessDenied)
            .object(member.id)
            .with("action", action)
            .with("rules", vec![HIGH_RISK_WALL.to_owned()]);
        self.commit(Commit::record(self.entry(&ctx, event)?))
            .await?;
        Ok(())
    }
}
