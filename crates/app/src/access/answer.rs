//! Answering requests: yes, yes to less, or no. Exactly one end of a request wins.

use coffer_domain::access_request::{
    AccessRequest, Answerer, Approval, NoAnswer, Party, Refusal, RequestState, Step,
};
use coffer_domain::authz::{Action, CaseFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::grant::Grant;
use coffer_domain::id::{AccessRequestId, GrantId, MemberId};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::random;

use super::ask::said_of;
use super::view::AccessRequestView;
use super::{acts_of, caller, span_of};
use crate::app::App;
use crate::error::AppError;
use crate::reason;

/// What an approval gives; all that was asked for if nothing is said.
#[derive(Default)]
pub struct Answered {
    /// `view`, `reveal`, `download`.
    pub acts: Vec<String>,
    /// For how long.
    pub minutes: Option<u32>,
}

/// A member with the accounts known to be in the same hands.
pub(super) struct Account {
    pub(super) member: Member,
    made_by: Vec<MemberId>,
}

impl Account {
    pub(super) fn party(&self) -> Party<'_> {
        Party {
            member: &self.member,
            made_by: &self.made_by,
        }
    }
}

impl App {
    pub(super) async fn account(&self, id: MemberId) -> Result<Account, AppError> {
        let member = self
            .store
            .member(id)
            .await?
            .ok_or(AppError::NotFound("member"))?;
        let made_by = self.store.makers(id).await?;
        Ok(Account { member, made_by })
    }

    /// A request that the caller may answer, with its case and whoever asks.
    async fn to_answer(
        &self,
        ctx: &RequestCtx,
        id: AccessRequestId,
    ) -> Result<(AccessRequest, Case, Account), AppError> {
        let request = self
            .store
            .access_request(id)
            .await?
            .ok_or(AppError::NotFound("access request"))?;
        let (case, facts) = self.case_of(request.case).await?;
        self.allow::<act::AccessApprove>(ctx, Resource::Case(facts))
            .await?;
        let asker = self.account(request.member).await?;
        Ok((request, case, asker))
    }

    /// Approves all or less of a request.
    ///
    /// # Errors
    /// Unknown, refused, not waiting any more, the caller's own, more than asked for, or the store does not work.
    pub async fn approve_access(
        &self,
        ctx: &RequestCtx,
        id: AccessRequestId,
        answer: &Answered,
    ) -> Result<AccessRequestView, AppError> {
        let (request, case, asker) = self.to_answer(ctx, id).await?;
        let approver = self.account(caller(ctx)?.id).await?;
        let acts = if answer.acts.is_empty() {
            request.acts
        } else {
            acts_of(&answer.acts)?
        };
        let approval = Approval {
            by: approver.member.id,
            at: ctx.now,
            acts,
            life: answer.minutes.map_or(request.life, span_of),
        };
        let crosses = asker.member.department != case.department;
        let needed = self
            .access_rules
            .approvals
            .needed_for(request.kind, crosses);
        let grant = GrantId::from_random(random(&*self.entropy));
        let step = if may_act(&asker.member) {
            let (asker, approver) = (asker.party(), approver.party());
            request.approve(&asker, &approver, approval, &needed, grant)
        } else {
            Err(NoAnswer::HolderGone)
        };
        let (approval, grant) = match step {
            Ok(Step::Counted(approval)) => (approval, None),
            Ok(Step::Granted(approval, grant)) => (approval, Some(*grant)),
            Err(why) => return Err(self.no_answer(ctx, &request, why).await?),
        };
        let approved = said_of(EventKind::GrantApproved, &request)
            .with("approved_acts", approval.acts.to_string())
            .with(
                "approved_minutes",
                coffer_domain::grant::minutes(approval.life),
            );
        let mut commit = Commit::record(self.entry(ctx, approved)?);
        if let Some(grant) = &grant {
            commit = commit.and_record(self.entry(ctx, started(grant))?);
        }
        let change = Change::AnswerAccess {
            request: id,
            seen: u32::try_from(request.approvals.len()).unwrap_or(u32::MAX),
            approval: Some(approval),
            grant: grant.clone(),
        };
        self.commit(commit.change(change)).await?;
        if let Some(grant) = &grant {
            self.tell_granted(grant, &case, &asker.member).await;
        }
        self.shown_access_request(id, ctx.now).await
    }

    /// Says no.
    ///
    /// # Errors
    /// As [`App::approve_access`]; no reason.
    pub async fn deny_access(
        &self,
        ctx: &RequestCtx,
        id: AccessRequestId,
        why: &str,
    ) -> Result<AccessRequestView, AppError> {
        let (request, case, asker) = self.to_answer(ctx, id).await?;
        let why = reason::checked("reason", why)?;
        let refuser = self.account(caller(ctx)?.id).await?;
        if let Err(no) = request.check_deny(&asker.party(), &refuser.party(), ctx.now) {
            return Err(self.no_answer(ctx, &request, no).await?);
        }
        let event = said_of(EventKind::GrantRefused, &request).personal("reason", why);
        let change = Change::EndAccessRequest {
            request: id,
            state: RequestState::Denied,
            refusal: Some(Refusal {
                by: Answerer::Member(refuser.member.id),
                at: ctx.now,
                reason: why.to_owned(),
            }),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.tell_refused(&case, &asker.member, why).await;
        self.shown_access_request(id, ctx.now).await
    }

    /// Records an answer that does not count, and what the request turned out to be.
    pub(super) async fn no_answer(
        &self,
        ctx: &RequestCtx,
        request: &AccessRequest,
        why: NoAnswer,
    ) -> Result<AppError, AppError> {
        if matches!(why, NoAnswer::Lapsed) {
            self.sweep_access(ctx.now).await?;
        }
        let event = said_of(EventKind::AccessDenied, request)
            .with("action", Action::AccessApprove.as_str())
            .with("reason", why.as_str());
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(AppError::NoAnswer(why))
    }

    /// Who could answer for a case: members whom the policies let approve and who are not the asker's.
    pub(super) async fn answerers(
        &self,
        facts: &CaseFacts,
        asker: &Account,
    ) -> Result<Vec<Member>, AppError> {
        let mut fitting = Vec::new();
        for member in self.store.members().await? {
            if !may_act(&member) || !self.could_answer(&member, facts) {
                continue;
            }
            let account = self.account(member.id).await?;
            if !account.party().may_be(&asker.party()) {
                fitting.push(member);
            }
        }
        Ok(fitting)
    }
}

/// Whether somebody may do anything at all.
pub(super) fn may_act(member: &Member) -> bool {
    matches!(member.state, MemberState::Active | MemberState::Invited)
}

/// What the ledger says of a grant's beginning.
pub(super) fn started(grant: &Grant) -> Event {
    let event = Event::new(EventKind::GrantStarted)
        .case(grant.case)
        .object(grant.id)
        .with("member", grant.member.to_string())
        .with("kind", grant.kind.as_str())
        .with("acts", grant.acts.to_string())
        .with("expires", grant.expires.to_string())
        .with(
            "approvers",
            grant
                .approvers
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
        );
    let event = match grant.request {
        Some(request) => event.with("request", request.to_string()),
        None => event,
    };
    match (grant.contact, grant.only) {
        (Some(contact), _) => event.with("contact", contact.to_string()),
        (None, Some((file, object))) => event
            .with("file", file.to_string())
            .with("version", object.to_string()),
        (None, None) => event,
    }
}
