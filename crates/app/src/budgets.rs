//! Budgets: how much goes to a member and leaves a case in an hour. The count is made in the transaction that records the
//! handing out, so that of many at once only so many come through; whoever is refused is refused by the policies.

use coffer_domain::alert::Response;
use coffer_domain::authz::{Act, FileFacts, Resource, act};
use coffer_domain::budget::{BudgetOf, BudgetRaise, Budgets, Handout, HandoutKind, Room};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, Version};
use coffer_domain::id::MemberId;
use coffer_domain::limits::{
    BUDGET_FACTOR_MAX, BUDGET_RAISE_HOURS_DEFAULT, BUDGET_RAISE_HOURS_MAX, RISK_SLOWED,
};
use coffer_domain::time::Span;

use crate::app::App;
use crate::error::AppError;
use crate::reason;

/// A budget to raise for a time.
pub struct NewBudgetRaise {
    /// Whose: a member's id, or a case's id or reference.
    pub of: String,
    /// To how many times what is configured.
    pub factor: u32,
    /// For how long, in hours.
    pub hours: Option<u32>,
    /// Why.
    pub reason: String,
}

/// What may go out in an hour.
pub struct BudgetsView {
    /// As configured.
    pub configured: Budgets,
    /// What is raised now, soonest end first.
    pub raises: Vec<BudgetRaise>,
}

fn caller(ctx: &RequestCtx) -> Option<MemberId> {
    match &ctx.principal {
        Principal::Member(member) => Some(member.id),
        _ => None,
    }
}

impl App {
    /// What counts when a version goes to whoever asks; nothing for who is no member: what a contact may take is counted
    /// when it is sent.
    pub(crate) async fn handout(
        &self,
        ctx: &RequestCtx,
        file: &File,
        version: Option<&Version>,
        kind: HandoutKind,
    ) -> Result<Option<Handout>, AppError> {
        let (Principal::Member(member), Some(version)) = (&ctx.principal, version) else {
            return Ok(None);
        };
        let (member_max, case_max) = self.budgets.of(kind);
        // The risk spares a look at what holds for everybody else.
        let slowed = member.standing.risk >= RISK_SLOWED
            && self
                .is_contained(Response::SlowHandouts, &member.id.to_string(), ctx.now)
                .await?;
        Ok(Some(Handout {
            member: member.id,
            case: file.case,
            version: version.object,
            kind,
            bytes: version.bytes,
            at: ctx.now,
            slowed,
            member_max,
            case_max,
        }))
    }

    /// The fact that the policies ask for.
    pub(crate) async fn room_for(&self, it: Option<&Handout>) -> Result<Room, AppError> {
        match it {
            Some(it) => Ok(self.store.room_for(it).await?),
            None => Ok(Room::Fits),
        }
    }

    /// Somebody else may have taken the room between the decision and the commit. Then the policies are asked again, with
    /// that fact, so that the refusal is recorded and says why.
    pub(crate) async fn or_no_room<A: Act, T>(
        &self,
        ctx: &RequestCtx,
        file: &FileFacts,
        result: Result<T, AppError>,
    ) -> Result<T, AppError> {
        let room = match result {
            Err(AppError::Conflict("budget.spent")) => Room::Spent,
            Err(AppError::Conflict("handout.too_soon")) => Room::TooSoon,
            other => return other,
        };
        let facts = FileFacts {
            room,
            ..file.clone()
        };
        self.allow::<A>(ctx, Resource::File(facts)).await?;
        Err(AppError::Bug(
            "the policies permit what there is no room for",
        ))
    }

    /// What may go out in an hour, and what is raised now.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn budgets(&self, ctx: &RequestCtx) -> Result<BudgetsView, AppError> {
        self.may_watch::<act::AlertRead>(ctx).await?;
        Ok(BudgetsView {
            configured: self.budgets,
            raises: self.store.budget_raises(ctx.now).await?,
        })
    }

    /// Raises a budget for a time, in place of an earlier raise of it.
    ///
    /// # Errors
    /// Refused, a value is bad, nobody or no case of that name, one's own budget, or the store does not work.
    pub async fn raise_budget(
        &self,
        ctx: &RequestCtx,
        new: &NewBudgetRaise,
    ) -> Result<BudgetRaise, AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let refuse = |field, problem| Err(AppError::Value { field, problem });
        let reason = reason::checked("reason", &new.reason)?;
        if !(2..=BUDGET_FACTOR_MAX).contains(&new.factor) {
            return refuse("factor", "must be 2 to 10");
        }
        let hours = new.hours.unwrap_or(BUDGET_RAISE_HOURS_DEFAULT);
        if !(1..=BUDGET_RAISE_HOURS_MAX).contains(&hours) {
            return refuse("hours", "must be 1 to 24");
        }
        let raise = BudgetRaise {
            of: self.budget_of(ctx, &new.of).await?,
            factor: new.factor,
            by: caller(ctx),
            reason: reason.to_owned(),
            since: ctx.now,
            until: ctx.now.plus(Span::hours(i64::from(hours))),
        };
        let event = about(EventKind::BudgetRaised, raise.of)
            .with("factor", raise.factor)
            .with("until", raise.until.to_string())
            .personal("reason", reason);
        self.commit(
            Commit::record(self.entry(ctx, event)?).change(Change::RaiseBudget(raise.clone())),
        )
        .await?;
        Ok(raise)
    }

    /// Ends a raise before its time.
    ///
    /// # Errors
    /// Refused, not raised, or the store does not work.
    pub async fn end_budget_raise(&self, ctx: &RequestCtx, of: &str) -> Result<(), AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let of = BudgetOf::parse(of).ok_or(AppError::NotFound("raise"))?;
        let raises = self.store.budget_raises(ctx.now).await?;
        if raises.iter().all(|raise| raise.of != of) {
            return Err(AppError::NotFound("raise"));
        }
        let event = about(EventKind::BudgetRaiseEnded, of);
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::EndBudgetRaise(of)))
            .await?;
        Ok(())
    }

    /// Whose budget is to be raised. Nobody raises their own, nor that of a case they work.
    async fn budget_of(&self, ctx: &RequestCtx, text: &str) -> Result<BudgetOf, AppError> {
        let own = match text.parse::<MemberId>() {
            Ok(id) => {
                let member = self.store.member(id).await?;
                let id = member.ok_or(AppError::NotFound("member"))?.id;
                (BudgetOf::Member(id), caller(ctx) == Some(id))
            }
            Err(_) => {
                let case = self.find_case(text).await?;
                let works = caller(ctx).is_some_and(|id| case.members.contains(&id));
                (BudgetOf::Case(case.id), works)
            }
        };
        match own {
            (of, false) => Ok(of),
            (_, true) => Err(AppError::Value {
                field: "of",
                problem: "is your own budget or that of a case you work; somebody else has to decide",
            }),
        }
    }
}

fn about(kind: EventKind, of: BudgetOf) -> Event {
    let event = Event::new(kind).object(of);
    match of {
        BudgetOf::Member(_) => event,
        BudgetOf::Case(case) => event.case(case),
    }
}
