//! Looking at requests and grants.

use coffer_domain::access_request::AccessRequest;
use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::grant::{Grant, GrantKind};
use coffer_domain::id::{AccessRequestId, GrantId, MemberId};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::people::Member;
use coffer_domain::ports::{AccessFilter, GrantFilter};
use coffer_domain::text::Name;
use coffer_domain::time::Timestamp;

use super::caller;
use crate::app::App;
use crate::error::AppError;

/// A member as others see them named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub id: MemberId,
    /// What they are called.
    pub name: Name,
}

/// A request with what an answerer wants to know.
pub struct AccessRequestView {
    /// The request.
    pub request: AccessRequest,
    /// When it was looked at.
    pub now: Timestamp,
    /// The case's reference.
    pub reference: Name,
    /// Who asks.
    pub asker: Named,
    /// Whether they are of another department than the case.
    pub other_department: bool,
    /// Whether they work the case.
    pub works_case: bool,
    /// How many grants they had before.
    pub grants_before: usize,
    /// How many must approve all of it.
    pub needed: usize,
    /// Who may answer; nobody here in a list, once it is decided, and if the customer's contact answers.
    pub answerers: Vec<Named>,
}

/// A grant with the names a person reads.
pub struct GrantView {
    /// The grant.
    pub grant: Grant,
    /// When it was looked at.
    pub now: Timestamp,
    /// The case's reference.
    pub reference: Name,
    /// Whose it is.
    pub holder: Named,
    /// Who approved.
    pub approvers: Vec<Named>,
}

/// Which requests to list.
#[derive(Default)]
pub struct AccessQuery {
    /// Only the caller's own.
    pub mine: bool,
    /// Only those that wait.
    pub waiting: bool,
    /// Only of this case: id or reference.
    pub case: Option<String>,
}

/// Which grants to list.
#[derive(Default)]
pub struct GrantQuery {
    /// Only the caller's own.
    pub mine: bool,
    /// Only those that have not ended.
    pub live: bool,
    /// Only emergencies whose review is owed.
    pub to_review: bool,
    /// Only of this case: id or reference.
    pub case: Option<String>,
}

fn named(member: &Member) -> Named {
    Named {
        id: member.id,
        name: member.name.clone(),
    }
}

impl App {
    /// Whether the policies would let somebody answer, were they signed in well enough. Nobody is let do anything by it.
    pub(super) fn could_answer(&self, member: &Member, facts: &CaseFacts) -> bool {
        let ctx = self.well_signed_in(Principal::Member(member.clone()));
        self.may::<act::AccessApprove>(&ctx, Resource::Case(facts.clone()))
    }

    /// As somebody who has just signed in as well as one can.
    fn well_signed_in(&self, principal: Principal) -> RequestCtx {
        let ctx = self.system_ctx();
        RequestCtx {
            principal,
            aal: 3,
            phishing_resistant: true,
            authenticated: Some(ctx.now),
            ..ctx
        }
    }

    /// Whether the caller decides about access to this case. To see what waits takes no step-up; to decide does.
    pub(crate) fn decides(&self, ctx: &RequestCtx, facts: CaseFacts) -> bool {
        let ctx = RequestCtx {
            reach: ctx.reach.as_stepped_up(),
            ..ctx.clone()
        };
        self.may::<act::AccessApprove>(&ctx, Resource::Case(facts))
    }

    /// Whether the caller sees everybody's requests and grants.
    async fn sees_all(&self, ctx: &RequestCtx) -> Result<bool, AppError> {
        let organisation = self.organisation().await?.id;
        Ok(self.may::<act::AccessReview>(ctx, Resource::Organisation(organisation)))
    }

    /// Requests the caller may see, newest first: their own, those they may answer, and all for reviewers.
    ///
    /// # Errors
    /// Unknown, or the store does not work.
    pub async fn access_requests(
        &self,
        ctx: &RequestCtx,
        query: &AccessQuery,
    ) -> Result<Vec<AccessRequestView>, AppError> {
        let me = caller(ctx)?.id;
        self.sweep_access(ctx.now).await?;
        let case = match &query.case {
            Some(case) => Some(self.find_case(case).await?.id),
            None => None,
        };
        let filter = AccessFilter {
            case,
            member: query.mine.then_some(me),
            waiting: query.waiting,
            limit: PAGE_ROWS_MAX,
            ..AccessFilter::default()
        };
        let all = self.sees_all(ctx).await?;
        let mut views = Vec::new();
        for request in self.store.access_requests(&filter).await? {
            let (_, facts) = self.case_of(request.case).await?;
            if request.member == me || all || self.decides(ctx, facts) {
                views.push(self.outline(request, ctx.now).await?);
            }
        }
        Ok(views)
    }

    /// One request.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn access_request(
        &self,
        ctx: &RequestCtx,
        id: AccessRequestId,
    ) -> Result<AccessRequestView, AppError> {
        let request = self
            .store
            .access_request(id)
            .await?
            .ok_or(AppError::NotFound("access request"))?;
        if request.member != caller(ctx)?.id && !self.sees_all(ctx).await? {
            let (_, facts) = self.case_of(request.case).await?;
            self.allow::<act::AccessApprove>(ctx, Resource::Case(facts))
                .await?;
        }
        self.view_access_request(request, ctx.now).await
    }

    /// Grants the caller may see, newest first: their own, those of cases whose access they may end, and all for reviewers.
    ///
    /// # Errors
    /// Unknown, or the store does not work.
    pub async fn grants(
        &self,
        ctx: &RequestCtx,
        query: &GrantQuery,
    ) -> Result<Vec<GrantView>, AppError> {
        let me = caller(ctx)?.id;
        self.sweep_access(ctx.now).await?;
        let case = match &query.case {
            Some(case) => Some(self.find_case(case).await?.id),
            None => None,
        };
        let filter = GrantFilter {
            case,
            member: query.mine.then_some(me),
            not_ended: query.live,
            to_review: query.to_review,
            limit: PAGE_ROWS_MAX,
            ..GrantFilter::default()
        };
        let all = self.sees_all(ctx).await?;
        let mut views = Vec::new();
        for grant in self.store.grants(&filter).await? {
            let (_, facts) = self.case_of(grant.case).await?;
            if grant.member == me || all || self.decides(ctx, facts) {
                views.push(self.view_grant(grant, ctx.now).await?);
            }
        }
        Ok(views)
    }

    /// One grant.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn grant(&self, ctx: &RequestCtx, id: GrantId) -> Result<GrantView, AppError> {
        let grant = self
            .store
            .grant(id)
            .await?
            .ok_or(AppError::NotFound("grant"))?;
        if grant.member != caller(ctx)?.id && !self.sees_all(ctx).await? {
            let (_, facts) = self.case_of(grant.case).await?;
            self.allow::<act::AccessApprove>(ctx, Resource::Case(facts))
                .await?;
        }
        self.view_grant(grant, ctx.now).await
    }

    /// As it stands after a change.
    pub(super) async fn shown_access_request(
        &self,
        id: AccessRequestId,
        now: Timestamp,
    ) -> Result<AccessRequestView, AppError> {
        let request = self.store.access_request(id).await?;
        let request = request.ok_or(AppError::NotFound("access request"))?;
        self.view_access_request(request, now).await
    }

    /// With those who may answer: a question to the policies for each member.
    pub(super) async fn view_access_request(
        &self,
        request: AccessRequest,
        now: Timestamp,
    ) -> Result<AccessRequestView, AppError> {
        let waiting = request.check_waiting(now).is_ok() && request.kind != GrantKind::Unseal;
        let mut view = self.outline(request, now).await?;
        if waiting {
            let (_, facts) = self.case_of(view.request.case).await?;
            let asker = self.account(view.request.member).await?;
            let said_yes = |member: &&Member| {
                let approvals = &view.request.approvals;
                approvals.iter().any(|approval| approval.by == member.id)
            };
            let answerers = self.answerers(&facts, &asker).await?;
            let open = answerers.iter().filter(|member| !said_yes(member));
            view.answerers = open.map(named).collect();
        }
        Ok(view)
    }

    /// Without those who may answer.
    async fn outline(
        &self,
        request: AccessRequest,
        now: Timestamp,
    ) -> Result<AccessRequestView, AppError> {
        let (case, _) = self.case_of(request.case).await?;
        let asker = self.account(request.member).await?;
        let before = GrantFilter {
            member: Some(request.member),
            limit: PAGE_ROWS_MAX,
            ..GrantFilter::default()
        };
        let before = self.store.grants(&before).await?;
        let other_department = asker.member.department != case.department;
        let rules = self.access_rules.approvals;
        let needed = rules.needed_for(request.kind, other_department);
        Ok(AccessRequestView {
            now,
            reference: case.reference,
            asker: named(&asker.member),
            other_department,
            works_case: case.members.contains(&request.member),
            grants_before: before
                .iter()
                .filter(|grant| grant.request != Some(request.id))
                .count(),
            needed: needed.count(request.acts),
            answerers: Vec::new(),
            request,
        })
    }

    /// As it stands after a change.
    pub(super) async fn shown_grant(
        &self,
        id: GrantId,
        now: Timestamp,
    ) -> Result<GrantView, AppError> {
        let grant = self.store.grant(id).await?;
        self.view_grant(grant.ok_or(AppError::NotFound("grant"))?, now)
            .await
    }

    async fn view_grant(&self, grant: Grant, now: Timestamp) -> Result<GrantView, AppError> {
        let (case, _) = self.case_of(grant.case).await?;
        let holder = self.account(grant.member).await?;
        let mut approvers = Vec::with_capacity(grant.approvers.len());
        for id in &grant.approvers {
            approvers.push(named(&self.account(*id).await?.member));
        }
        Ok(GrantView {
            now,
            reference: case.reference,
            holder: named(&holder.member),
            approvers,
            grant,
        })
    }
}
