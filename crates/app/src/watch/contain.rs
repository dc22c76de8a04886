//! Responses: done within limits, for a time, and undone as they were done.
//!
//! An attacker must not be able to use our defence against us: never more than a small share of staff in an hour, never
//! the last administrator. Beyond that, people are told and decide.

use coffer_detect::Rule;
use coffer_domain::alert::{Alert, Containment, ContainmentState, EVERYBODY, Response, Severity};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{FileId, MemberId, RequestId};
use coffer_domain::limits::{READ_ONLY_AGAIN_AFTER, RISK_LOCKED};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::backup::BACKUPS;
use crate::error::AppError;
use crate::limits::{
    CONTAIN_PERCENT_MAX, CONTAIN_SPAN, NEW_PASSKEYS_DISABLED, RESPOND_WITHIN, SNAPSHOT_HOLD,
};

/// What a response to an alert is done to; none if the alert has nothing of the kind.
pub(super) fn subject(alert: &Alert, response: Response) -> Option<String> {
    let member = || alert.member.map(|id| id.to_string());
    match response {
        Response::EndSessions => alert.session.map(|id| id.to_string()),
        Response::RequireStepUp
        | Response::SlowHandouts
        | Response::HoldHandouts
        | Response::LockMember
        | Response::RevokeTokens
        | Response::DisablePassword
        | Response::DisableNewPasskeys => member(),
        Response::BlockSource | Response::SlowSource => alert.source.clone(),
        Response::FreezeLink => alert.link.map(|id| id.to_string()),
        // Rules that hold a file back are kept by the file.
        Response::QuarantineFile => alert.key.parse::<FileId>().ok().map(|id| id.to_string()),
        Response::HoldCase => alert.case.map(|id| id.to_string()),
        Response::HoldBackups => Some(BACKUPS.to_owned()),
        Response::ReadOnly | Response::WarnStaff => Some(EVERYBODY.to_owned()),
    }
}

/// Whether it takes something from a member that an attacker could want them not to have. To be slowed down is not among it:
/// whoever has one account to lose must not use up by it what others are contained by.
fn takes_from_member(response: Response) -> bool {
    matches!(
        response,
        Response::RequireStepUp
            | Response::HoldHandouts
            | Response::LockMember
            | Response::RevokeTokens
            | Response::DisablePassword
            | Response::DisableNewPasskeys
    )
}

/// Whether it only keeps things from going: it takes nothing from anybody, helps however late it comes, and is worth more time than
/// whatever else follows, as it may be days until somebody looks.
fn keeps(response: Response) -> bool {
    matches!(response, Response::HoldCase | Response::HoldBackups)
}

pub(super) fn lasts(response: Response, rule: &Rule, watch: &str) -> Span {
    match response {
        _ if keeps(response) => SNAPSHOT_HOLD,
        Response::DisableNewPasskeys => NEW_PASSKEYS_DISABLED,
        _ => rule.respond_span(watch),
    }
}

impl App {
    /// Adds to an alert's commit what follows from it.
    pub(super) async fn respond(
        &self,
        mut commit: Commit,
        ctx: &RequestCtx,
        alert: &Alert,
        rule: &Rule,
    ) -> Result<Commit, AppError> {
        let read_only = self.is_read_only_for(alert).then_some(Response::ReadOnly);
        // An alert alone, and telling whom it is about, hold nothing.
        let own = rule.responses(&alert.watch).iter();
        let own = own.filter_map(|it| Response::from_word(it.as_str()));
        for response in own.chain(read_only) {
            let Some(subject) = subject(alert, response) else {
                continue;
            };
            if self.is_idle(ctx, alert, response).await? {
                continue;
            }
            let refused = self.why_not(ctx, alert, response).await?;
            let containment = Containment {
                alert: alert.id,
                response,
                subject,
                state: match refused {
                    None => ContainmentState::Active,
                    Some("dry run") => ContainmentState::DryRun,
                    Some(_) => ContainmentState::HeldBack,
                },
                since: ctx.now,
                until: ctx.now.plus(lasts(response, rule, &alert.watch)),
                words: match response {
                    Response::WarnStaff => rule.warning.clone(),
                    _ => None,
                },
                by_hand: false,
            };
            let mut event = begun(&containment);
            if let Some(why) = refused {
                event = event.with("why", why);
            }
            commit = commit.and_record(self.entry(ctx, event)?);
            if containment.state == ContainmentState::Active {
                commit = self.take_effect(commit, ctx, alert, &containment).await?;
            }
            let weigh = weighed(&containment);
            commit = commit.change(Change::Contain(containment));
            if let Some(change) = weigh {
                commit = commit.change(change);
            }
        }
        Ok(commit)
    }

    /// Whether there is nothing it could be done to.
    pub(super) async fn is_idle(
        &self,
        ctx: &RequestCtx,
        alert: &Alert,
        response: Response,
    ) -> Result<bool, AppError> {
        match (response, alert.member) {
            (Response::RevokeTokens, Some(member)) => {
                Ok(self.store.api_tokens(member).await?.is_empty())
            }
            (Response::DisablePassword, Some(member)) => {
                Ok(self.store.credentials(member).await?.is_none())
            }
            (Response::DisableNewPasskeys, Some(member)) => {
                Ok(!self.has_new_passkeys(alert, member, ctx.now).await?)
            }
            _ => Ok(false),
        }
    }

    pub(super) async fn take_effect(
        &self,
        commit: Commit,
        ctx: &RequestCtx,
        alert: &Alert,
        containment: &Containment,
    ) -> Result<Commit, AppError> {
        let response = containment.response;
        match (response, alert.member, alert.session) {
            (Response::EndSessions, _, Some(session)) => {
                let event = Event::new(EventKind::SessionEnded)
                    .object(session)
                    .with("alert", alert.id.to_string());
                Ok(commit
                    .and_record(self.entry(ctx, event)?)
                    .change(Change::EndSession(session)))
            }
            (Response::RevokeTokens, Some(member), _) => {
                let ended = self.with_tokens_ended(commit, ctx, member, None, Some(alert.id));
                Ok(ended.await?.0)
            }
            (Response::DisableNewPasskeys, Some(member), _) => {
                self.with_sessions_ended(commit, ctx, alert, member)
            }
            // Asked for where it counts: at the sign-in, at the link.
            _ => Ok(commit),
        }
    }

    /// Ends, with a commit that gives a member another password, what held the one before.
    pub(crate) async fn with_another_password(
        &self,
        mut commit: Commit,
        ctx: &RequestCtx,
        member: MemberId,
    ) -> Result<Commit, AppError> {
        let held = self
            .store
            .active_containments(Some(&member.to_string()))
            .await?;
        let held = held.into_iter();
        for containment in held.filter(|it| it.response == Response::DisablePassword) {
            let state = ContainmentState::Lifted;
            let event =
                about(EventKind::ContainmentEnded, &containment).with("state", state.as_str());
            commit = commit
                .and_record(self.entry(ctx, event)?)
                .change(Change::EndContainment(Containment {
                    state,
                    until: ctx.now,
                    ..containment
                }));
        }
        Ok(commit)
    }

    /// Why a response is not done, if it is not.
    async fn why_not(
        &self,
        ctx: &RequestCtx,
        alert: &Alert,
        response: Response,
    ) -> Result<Option<&'static str>, AppError> {
        if !self.watcher.settings.respond {
            return Ok(Some("dry run"));
        }
        if !keeps(response) && ctx.now.since(alert.at) > RESPOND_WITHIN {
            return Ok(Some("too late to help"));
        }
        if response == Response::ReadOnly && self.was_read_only_lately(ctx.now).await? {
            return Ok(Some("it is, or somebody ended it in the last day"));
        }
        let Some(member) = alert.member.filter(|_| takes_from_member(response)) else {
            return Ok(None);
        };
        if self.would_lock_out(ctx, alert, response).await? {
            return Ok(Some("the last administrator"));
        }
        let staff = self.store.members().await?;
        let since = Timestamp(ctx.now.0.saturating_sub(CONTAIN_SPAN.0));
        let contained = self.store.contained_since(since).await?;
        let room = (staff.len() as u64 * CONTAIN_PERCENT_MAX / 100).max(1);
        let is_further = !contained.contains(&member.to_string());
        Ok((is_further && contained.len() as u64 >= room).then_some("too many at once"))
    }

    /// Whether it would take the server from its last administrator.
    pub(super) async fn would_lock_out(
        &self,
        ctx: &RequestCtx,
        alert: &Alert,
        response: Response,
    ) -> Result<bool, AppError> {
        let Some(member) = alert.member else {
            return Ok(false);
        };
        let locks = match response {
            Response::LockMember | Response::DisablePassword => true,
            Response::DisableNewPasskeys => {
                (self.has_only_new_passkeys(alert, member, ctx.now)).await?
            }
            _ => false,
        };
        if !locks {
            return Ok(false);
        }
        Ok(is_last_administrator(&self.store.members().await?, member))
    }

    /// Whether a further alert would only take from people what they decided.
    async fn was_read_only_lately(&self, now: Timestamp) -> Result<bool, AppError> {
        let holds = self.read_only_until().await?;
        let last = self
            .store
            .last_contained(Response::ReadOnly, Some(ContainmentState::Lifted))
            .await?;
        let again = last.map(|it| it.until.plus(READ_ONLY_AGAIN_AFTER));
        Ok(holds.max(again).is_some_and(|until| now < until))
    }

    /// Whether the operator wants nothing changed any more after such an alert.
    fn is_read_only_for(&self, alert: &Alert) -> bool {
        let rules = &self.watcher.settings.read_only_after;
        alert.severity == Severity::Critical && rules.contains(&alert.rule)
    }

    /// Ends what has had its time.
    pub(super) async fn end_due_containments(&self) -> Result<(), AppError> {
        let ctx = self.system_ctx();
        for containment in self.store.active_containments(None).await? {
            if containment.until <= ctx.now {
                self.end_containment(&ctx, &containment, ContainmentState::Expired)
                    .await?;
            }
        }
        Ok(())
    }

    /// Ends a containment; what others still hold stays held.
    pub(super) async fn end_containment(
        &self,
        ctx: &RequestCtx,
        containment: &Containment,
        state: ContainmentState,
    ) -> Result<(), AppError> {
        let event = about(EventKind::ContainmentEnded, containment).with("state", state.as_str());
        let ended = Containment {
            state,
            until: ctx.now,
            ..containment.clone()
        };
        let mut commit =
            Commit::record(self.entry(ctx, event)?).change(Change::EndContainment(ended));
        if let Some(change) = weighed(containment) {
            commit = commit.change(change);
        }
        if let Some(request) = thawed(containment, state) {
            commit = commit.change(Change::ForgiveCodes(request));
        }
        match self.commit(commit).await {
            // Somebody else was faster.
            Ok(_) | Err(AppError::Conflict("containment.over")) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether a response holds for a subject now.
    pub(crate) async fn is_contained(
        &self,
        response: Response,
        subject: &str,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let active = self.store.active_containments(Some(subject)).await?;
        Ok(active
            .iter()
            .any(|it| it.response == response && now < it.until))
    }
}

fn is_last_administrator(staff: &[Member], member: MemberId) -> bool {
    let can_act = |it: &&Member| {
        it.roles.contains(&Role::Administrator)
            && matches!(it.state, MemberState::Active | MemberState::Invited)
            && it.standing.risk < RISK_LOCKED
    };
    let mut administrators = staff.iter().filter(can_act);
    administrators.any(|it| it.id == member)
        && !staff.iter().filter(can_act).any(|it| it.id != member)
}

/// What follows for the subject of a containment that begins or ends, from all that hold it then.
pub(super) fn weighed(containment: &Containment) -> Option<Change> {
    let subject = &containment.subject;
    match containment.response {
        Response::QuarantineFile => subject.parse().ok().map(Change::WeighQuarantine),
        Response::HoldCase => subject.parse().ok().map(Change::WeighCaseHold),
        response if response.risk() > 0 => subject.parse().ok().map(Change::WeighRisk),
        _ => None,
    }
}

/// The file request whose link somebody lets go again: its wrong codes count anew. Time alone forgives none.
fn thawed(containment: &Containment, state: ContainmentState) -> Option<RequestId> {
    let lifted = containment.response == Response::FreezeLink && state == ContainmentState::Lifted;
    let request = containment.subject.parse().ok();
    request.filter(|_| lifted)
}

/// What the ledger says of a response that begins.
pub(super) fn begun(containment: &Containment) -> Event {
    about(EventKind::ContainmentBegun, containment)
        .with("state", containment.state.as_str())
        .with("until", containment.until.to_string())
}

/// Networks are personal data; ids are not.
fn about(kind: EventKind, containment: &Containment) -> Event {
    let event = Event::new(kind)
        .object(containment.alert)
        .with("response", containment.response.as_str());
    match containment.response {
        Response::BlockSource | Response::SlowSource => {
            event.personal("source", containment.subject.as_str())
        }
        _ => event.with("subject", containment.subject.as_str()),
    }
}
