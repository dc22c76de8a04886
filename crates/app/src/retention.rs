//! How long cases are kept after their close: the rules, what is due, and what a minimum refuses.
//!
//! Erasing by a rule is `retention/sweep.rs`.

mod sweep;

use std::collections::HashMap;

use coffer_domain::authz::{Action, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::class::Lane;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{CaseId, RetentionRuleId};
use coffer_domain::limits::{RETENTION_DAYS_MAX, RETENTION_LISTINGS_MIN, RETENTION_RULES_MAX};
use coffer_domain::ports::random;
use coffer_domain::retention::{
    Bound, DueCase, Kept, ListedCase, Minimum, RetentionRule, maximum, minimum,
    minimum_by_lost_lane,
};
use coffer_domain::text::Name;
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;
use crate::limits::DUE_PAGE;
use crate::reason;

/// A rule to set.
pub struct NewRetentionRule {
    /// What it rests on.
    pub name: String,
    /// Only for this department's cases: id or name.
    pub department: Option<String>,
    /// Only for cases in this lane.
    pub lane: Option<String>,
    /// `at_least` or `at_most`.
    pub bound: String,
    /// How many days from the close of a case on.
    pub days: u32,
}

/// A case that is due, as people see it.
pub struct DueView {
    /// The case.
    pub case: Case,
    /// Its customer's name.
    pub customer: Name,
    /// Its department's name.
    pub department: Name,
    /// The rule.
    pub rule: RetentionRule,
    /// When the rule's days are over.
    pub due: Timestamp,
    /// On how many days it was listed by that rule; it is erased when it was on enough of them.
    pub listings: u32,
}

impl App {
    /// All rules that count, oldest first, for those who may read them.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn retention_rules(&self, ctx: &RequestCtx) -> Result<Vec<RetentionRule>, AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::RetentionRead>(ctx, Resource::Organisation(organisation))
            .await?;
        let mut rules = self.store.retention_rules().await?;
        rules.retain(|rule| rule.counts(ctx.now));
        Ok(rules)
    }

    /// Sets a rule.
    ///
    /// # Errors
    /// Refused, a field is bad, there are too many, or the store does not work.
    pub async fn set_retention_rule(
        &self,
        ctx: &RequestCtx,
        new: &NewRetentionRule,
    ) -> Result<RetentionRule, AppError> {
        let organisation = self.organisation().await?.id;
        let proof = self
            .allow::<act::RetentionManage>(ctx, Resource::Organisation(organisation))
            .await?;
        let rule = self.rule_from(ctx, new).await?;
        let there = self.store.retention_rules().await?;
        if there.iter().filter(|it| it.counts(ctx.now)).count() >= RETENTION_RULES_MAX {
            return Err(AppError::Conflict("retention.too_many"));
        }
        let mut event = Event::new(EventKind::RetentionRuleSet)
            .object(rule.id)
            .with("name", rule.name.as_str())
            .with("bound", rule.bound.as_str())
            .with("days", rule.days)
            .with("rules", proof.rule_ids());
        if let Some(department) = rule.department {
            event = event.with("department", department.to_string());
        }
        if let Some(lane) = rule.lane {
            event = event.with("lane", lane.as_str());
        }
        let change = Change::PutRetentionRule(rule.clone());
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(rule)
    }

    async fn rule_from(
        &self,
        ctx: &RequestCtx,
        new: &NewRetentionRule,
    ) -> Result<RetentionRule, AppError> {
        let value = |field, problem| AppError::Value { field, problem };
        let department = match &new.department {
            Some(text) => Some(self.find_department(text).await?.id),
            None => None,
        };
        let lane = match &new.lane {
            Some(word) => Some(
                Lane::from_word(word).ok_or(value("lane", "is none of pci, phi, glba, ferpa"))?,
            ),
            None => None,
        };
        if new.days == 0 || new.days > RETENTION_DAYS_MAX {
            return Err(value("days", "must be from 1 to 36,525"));
        }
        Ok(RetentionRule {
            id: RetentionRuleId::from_random(random(&*self.entropy)),
            name: Name::parse(&new.name).map_err(AppError::text("name"))?,
            department,
            lane,
            bound: Bound::from_word(&new.bound)
                .ok_or(value("bound", "is neither at_least nor at_most"))?,
            days: new.days,
            set_by: member_of(ctx)?.id,
            set: ctx.now,
            ended: None,
        })
    }

    /// Ends a rule. A minimum counts on for a while.
    ///
    /// # Errors
    /// Unknown, refused, no reason, ended before, or the store does not work.
    pub async fn end_retention_rule(
        &self,
        ctx: &RequestCtx,
        id: RetentionRuleId,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = reason::checked("reason", reason)?;
        let organisation = self.organisation().await?.id;
        let proof = self
            .allow::<act::RetentionManage>(ctx, Resource::Organisation(organisation))
            .await?;
        let event = Event::new(EventKind::RetentionRuleEnded)
            .object(id)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        let change = Change::EndRetentionRule {
            rule: id,
            at: ctx.now,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }

    /// Closed cases that rules erase within so many days, soonest first. Held ones are not among them.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn due_cases(&self, ctx: &RequestCtx, days: u32) -> Result<Vec<DueView>, AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::RetentionRead>(ctx, Resource::Organisation(organisation))
            .await?;
        let until = ctx
            .now
            .plus(Span::days(i64::from(days.min(RETENTION_DAYS_MAX))));
        let rules = self.store.retention_rules().await?;
        let due = self.due_until(&rules, until, ctx.now).await?;
        let listed = self.store.listed_cases().await?;
        let listed: HashMap<CaseId, ListedCase> =
            listed.into_iter().map(|it| (it.due.case, it)).collect();
        let mut views = Vec::with_capacity(due.len());
        for it in due {
            let listings = listed
                .get(&it.case)
                .filter(|listed| listed.due.rule == it.rule)
                .map_or(0, |listed| listed.listings);
            let rule = rules.iter().find(|rule| rule.id == it.rule).cloned();
            let view = self.shown_case(ctx, it.case).await?;
            views.push(DueView {
                case: view.case,
                customer: view.customer,
                department: view.department,
                rule: rule.ok_or(AppError::Bug("a case is due by no rule"))?,
                due: it.due,
                listings: listings.min(RETENTION_LISTINGS_MIN),
            });
        }
        Ok(views)
    }

    /// What is due by then, soonest first, at most a page.
    async fn due_until(
        &self,
        rules: &[RetentionRule],
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<DueCase>, AppError> {
        let maxima = rules
            .iter()
            .filter(|it| it.bound == Bound::AtMost && it.counts(now));
        let Some(shortest) = maxima.map(|it| it.days).min() else {
            return Ok(Vec::new());
        };
        let closed_by = until.plus(Span(-Span::days(i64::from(shortest)).0));
        let mut due = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .store
                .erasable_cases(closed_by, after, DUE_PAGE)
                .await?;
            let Some((last, _)) = page.last() else {
                break;
            };
            after = Some(*last);
            due.extend(page.iter().filter_map(|(case, kept)| {
                let (rule, at) = maximum(rules, kept, now)?;
                (at <= until).then_some(DueCase {
                    case: *case,
                    rule,
                    due: at,
                })
            }));
        }
        due.sort_by_key(|it| (it.due, it.case));
        due.truncate(usize::try_from(DUE_PAGE).unwrap_or(usize::MAX));
        Ok(due)
    }

    /// Refuses to erase what a minimum keeps, and records that. The store looks again in the transaction.
    pub(crate) async fn require_over(
        &self,
        ctx: &RequestCtx,
        action: Action,
        case: &Case,
        object: String,
    ) -> Result<(), AppError> {
        let rules = self.store.retention_rules().await?;
        let Some(kept) = minimum(&rules, &Kept::from(case), ctx.now) else {
            return Ok(());
        };
        self.record_kept(ctx, action, case, object, &kept).await?;
        Err(AppError::Kept(kept))
    }

    /// Refuses to take away a lane by which a minimum keeps the case, and records that: what is kept for the law would be free to erase
    /// without it. The store looks again in the transaction.
    pub(crate) async fn require_lanes_free(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        lanes: &[Lane],
    ) -> Result<(), AppError> {
        let rules = self.store.retention_rules().await?;
        let lost = minimum_by_lost_lane(&rules, &Kept::from(case), lanes, ctx.now);
        let Some((lane, kept)) = lost else {
            return Ok(());
        };
        let object = case.id.to_string();
        self.record_kept(ctx, Action::CaseAssign, case, object, &kept)
            .await?;
        Err(AppError::KeptByLane(lane, kept))
    }

    async fn record_kept(
        &self,
        ctx: &RequestCtx,
        action: Action,
        case: &Case,
        object: String,
        kept: &Minimum,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::AccessDenied)
            .case(case.id)
            .object(object)
            .with("action", action.as_str())
            .with("rules", vec![kept.rule.to_string()]);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(())
    }
}
