//! What an alert that holds a member means for how they sign in: no new way in while it holds, and no session at all while they are
//! locked by it. Else a thief would use the hold to put in a key of their own, and wait.
//!
//! Taking away (passkeys, sessions, tokens) stays possible: that only helps whose account it is.

use coffer_domain::access::Session;
use coffer_domain::alert::{Containment, Response};
use coffer_domain::commit::Commit;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::RISK_ASKED;
use coffer_domain::people::Member;
use coffer_domain::reach::{ASKED_BY_ALERT, Reach};
use coffer_domain::time::Timestamp;

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

    /// How little a session reaches because an alert asks whose it is to show that, and they have not since.
    ///
    /// What was shown after the alert began counts: a step-up, or the sign-in this session began with. Who has a passkey shows that,
    /// as a password and a code can be typed into a false page.
    pub(super) async fn asked_by_alert(
        &self,
        session: &Session,
        member: &Member,
        now: Timestamp,
    ) -> Result<Option<Reach>, AppError> {
        // Spares a look at what holds for everybody else.
        if member.standing.risk < RISK_ASKED {
            return Ok(None);
        }
        let subject = member.id.to_string();
        let held = self.store.active_containments(Some(&subject)).await?;
        let asked = |it: &Containment| it.response == Response::RequireStepUp && now < it.until;
        let Some(since) = held.into_iter().filter(asked).map(|it| it.since).max() else {
            return Ok(None);
        };
        let accepted = self.accepted_passkeys(member.id, now).await?;
        let step_up_helps = session.phishing_resistant || accepted.is_empty();
        let shown = session.authenticated > since && session.authenticated <= now;
        Ok((!shown || !step_up_helps).then_some(Reach::Asked { step_up_helps }))
    }

    /// Refuses everybody while the server is read-only, and whom an alert holds; records the latter.
    pub(super) async fn refuse_held(
        &self,
        ctx: &RequestCtx,
        member: &Member,
    ) -> Result<(), AppError> {
        self.refuse_read_only()?;
        if member.standing.risk < RISK_HELD_FROM {
            return Ok(());
        }
        self.record_held(ctx, member, HIGH_RISK_WALL, "way_in.add")
            .await?;
        Err(AppError::HeldByAlert)
    }

    /// Refuses, besides whom an alert holds, whom one asks to show once more who they are: for ways in that are had without a
    /// session, by a password and a code.
    pub(super) async fn refuse_asked(
        &self,
        ctx: &RequestCtx,
        member: &Member,
    ) -> Result<(), AppError> {
        self.refuse_held(ctx, member).await?;
        if member.standing.risk < RISK_ASKED {
            return Ok(());
        }
        self.record_held(ctx, member, ASKED_BY_ALERT, "way_in.add")
            .await?;
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
        self.record_held(ctx, member, HIGH_RISK_WALL, action)
            .await?;
        Err(AppError::LockedByAlert)
    }

    async fn record_held(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        rule: &'static str,
        action: &'static str,
    ) -> Result<(), AppError> {
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        let event = Event::new(EventKind::AccessDenied)
            .object(member.id)
            .with("action", action)
            .with("rules", vec![rule.to_owned()]);
        self.commit(Commit::record(self.entry(&ctx, event)?))
            .await?;
        Ok(())
    }
}
