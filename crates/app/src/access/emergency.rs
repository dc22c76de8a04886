//! Break-glass: access at once, loudly, for one case and one hour; and the review that follows.

use coffer_domain::access_request::NoAnswer;
use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::grant::{Acts, Grant, GrantKind, Review, Reviewed, Verdict};
use coffer_domain::id::GrantId;
use coffer_domain::limits::{BREAK_GLASS_LIFE, BREAK_GLASS_REVIEW};
use coffer_domain::ports::random;

use super::answer::started;
use super::view::GrantView;
use super::{acts_of, caller};
use crate::app::App;
use crate::error::AppError;
use crate::reason;

/// What a reviewer came to.
pub struct ReviewForm {
    /// `justified` or `not_justified`.
    pub verdict: String,
    /// In their words.
    pub note: String,
}

impl App {
    /// Takes access to one case for an hour, at once. Leads of its department and the security officers are told.
    /// Training, clearance, content check and the wall before administrators stand as ever.
    ///
    /// # Errors
    /// Unknown, refused (a sign-in that is not fresh or strong enough among them), no reason, or the store does not work.
    pub async fn break_glass(
        &self,
        ctx: &RequestCtx,
        case: &str,
        acts: &[String],
        why: &str,
    ) -> Result<GrantView, AppError> {
        let member = caller(ctx)?;
        let case = self.find_case(case).await?;
        let (case, facts) = self.case_of(case.id).await?;
        let proof = self
            .allow::<act::AccessBreakGlass>(ctx, Resource::Case(facts.clone()))
            .await?;
        let why = reason::checked("reason", why)?;
        let acts = if acts.is_empty() {
            Acts::VIEW
        } else {
            acts_of(acts)?
        };
        let due = ctx.now.plus(BREAK_GLASS_REVIEW);
        let grant = Grant {
            id: GrantId::from_random(random(&*self.entropy)),
            request: None,
            kind: GrantKind::BreakGlass,
            case: case.id,
            member: member.id,
            acts,
            only: None,
            reason: why.to_owned(),
            approvers: Vec::new(),
            contact: None,
            starts: ctx.now,
            expires: ctx.now.plus(BREAK_GLASS_LIFE),
            ended: None,
            review: Some(Review { due, done: None }),
        };
        let event = started(&grant)
            .with("review_due", due.to_string())
            .with("rules", proof.rule_ids())
            .personal("reason", why);
        let broken = Event {
            kind: EventKind::GlassBroken,
            ..event
        };
        let change = Change::CreateGrant(grant.clone());
        self.commit(Commit::record(self.entry(ctx, broken)?).change(change))
            .await?;
        tracing::warn!(grant = %grant.id, case = %case.id, member = %member.id, "the glass was broken");
        self.tell_broken(&grant, &case, member, &facts).await?;
        self.shown_grant(grant.id, ctx.now).await
    }

    /// Reviews an emergency, once; never by whoever had it.
    ///
    /// # Errors
    /// Unknown, refused, reviewed before, the caller's own, a field is bad, or the store does not work.
    pub async fn review_grant(
        &self,
        ctx: &RequestCtx,
        id: GrantId,
        form: &ReviewForm,
    ) -> Result<GrantView, AppError> {
        let grant = self.store.grant(id).await?;
        let grant = grant
            .filter(|grant| grant.review.is_some())
            .ok_or(AppError::NotFound("grant"))?;
        let organisation = self.organisation().await?.id;
        self.allow::<act::AccessReview>(ctx, Resource::Organisation(organisation))
            .await?;
        let verdict = Verdict::from_word(&form.verdict).ok_or(AppError::Value {
            field: "verdict",
            problem: "must be justified or not_justified",
        })?;
        let note = reason::checked("note", &form.note)?;
        let (holder, reviewer) = (
            self.account(grant.member).await?,
            self.account(caller(ctx)?.id).await?,
        );
        if holder.party().may_be(&reviewer.party()) {
            return Err(AppError::NoAnswer(NoAnswer::SamePerson));
        }
        let event = Event::new(EventKind::GlassReviewed)
            .case(grant.case)
            .object(grant.id)
            .with("member", grant.member.to_string())
            .with("verdict", verdict.as_str())
            .with("late", grant.review_overdue(ctx.now))
            .personal("note", note);
        let change = Change::ReviewGrant {
            grant: id,
            review: Reviewed {
                by: reviewer.member.id,
                at: ctx.now,
                verdict,
                note: note.to_owned(),
            },
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.shown_grant(id, ctx.now).await
    }
}
