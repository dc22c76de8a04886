//! The customer's lockbox: while it is on, single values and originals of a case stay sealed until the customer's contact
//! approves, through a link whose mailed code they have entered.

use coffer_domain::access_request::{AccessRequest, Answerer, NoAnswer, Refusal, RequestState};
use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::grant::GrantKind;
use coffer_domain::id::{AccessRequestId, GrantId};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::ports::{AccessFilter, random};
use coffer_domain::text::Name;

use super::answer::{may_act, started};
use super::ask::said_of;
use crate::app::App;
use crate::cases::CaseView;
use crate::error::AppError;
use crate::link::OpenLink;
use crate::reason;

/// A question to the customer.
pub struct UnsealRequest {
    /// The question.
    pub request: AccessRequest,
    /// Who asks.
    pub asker: Name,
}

impl App {
    /// Switches the lockbox of a case on or off.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn set_case_lockbox(
        &self,
        ctx: &RequestCtx,
        case: &str,
        on: bool,
    ) -> Result<CaseView, AppError> {
        let case = self.find_case(case).await?;
        self.may_set_lockboxes(ctx).await?;
        let event = Event::new(EventKind::LockboxSet)
            .case(case.id)
            .object(case.id)
            .with("on", on);
        let change = Change::SetCaseLockbox { case: case.id, on };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.shown_case(ctx, case.id).await
    }

    /// Switches the lockbox of all of a customer's cases on or off; a case may have its own besides.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn set_customer_lockbox(
        &self,
        ctx: &RequestCtx,
        customer: &str,
        on: bool,
    ) -> Result<(), AppError> {
        let customer = self.find_customer(customer).await?.id;
        self.may_set_lockboxes(ctx).await?;
        let event = Event::new(EventKind::LockboxSet)
            .object(customer)
            .with("on", on);
        let change = Change::SetCustomerLockbox { customer, on };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }

    async fn may_set_lockboxes(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::PolicyManage>(ctx, Resource::Organisation(organisation))
            .await?;
        Ok(())
    }

    /// What the customer is asked in the link's case.
    ///
    /// # Errors
    /// No code was entered, refused, or the store does not work.
    pub async fn unseal_requests(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
    ) -> Result<Vec<UnsealRequest>, AppError> {
        self.may_unseal(ctx, link).await?;
        self.sweep_access(ctx.now).await?;
        let filter = AccessFilter {
            case: Some(link.request.case),
            waiting: true,
            limit: PAGE_ROWS_MAX,
            ..AccessFilter::default()
        };
        let mut asked = Vec::new();
        for request in self.store.access_requests(&filter).await? {
            if request.kind == GrantKind::Unseal {
                let asker = self.account(request.member).await?.member.name;
                asked.push(UnsealRequest { request, asker });
            }
        }
        Ok(asked)
    }

    /// The contact approves: what was asked for is unsealed for whoever asked, from now on.
    ///
    /// # Errors
    /// No code was entered, unknown in this case, refused, not waiting any more, or the store does not work.
    pub async fn approve_unseal(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: AccessRequestId,
    ) -> Result<UnsealRequest, AppError> {
        let request = self.asked_of(ctx, link, id).await?;
        let (case, _) = self.case_of(request.case).await?;
        let asker = self.account(request.member).await?.member;
        let grant = GrantId::from_random(random(&*self.entropy));
        let granted = if may_act(&asker) {
            request.unseal(link.request.contact, grant, ctx.now)
        } else {
            Err(NoAnswer::HolderGone)
        };
        let grant = match granted {
            Ok(grant) => grant,
            Err(why) => return Err(self.no_answer(ctx, &request, why).await?),
        };
        let change = Change::AnswerAccess {
            request: id,
            seen: 0,
            approval: None,
            grant: Some(grant.clone()),
        };
        self.commit(Commit::record(self.entry(ctx, started(&grant))?).change(change))
            .await?;
        self.tell_granted(&grant, &case, &asker).await;
        Ok(UnsealRequest {
            request: AccessRequest {
                state: RequestState::Approved,
                ..request
            },
            asker: asker.name,
        })
    }

    /// The contact says no.
    ///
    /// # Errors
    /// As [`App::approve_unseal`]; no reason.
    pub async fn deny_unseal(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: AccessRequestId,
        why: &str,
    ) -> Result<UnsealRequest, AppError> {
        let request = self.asked_of(ctx, link, id).await?;
        request.check_waiting(ctx.now)?;
        let why = reason::checked("reason", why)?;
        let event = said_of(EventKind::GrantRefused, &request).personal("reason", why);
        let change = Change::EndAccessRequest {
            request: id,
            state: RequestState::Denied,
            refusal: Some(Refusal {
                by: Answerer::Contact(link.request.contact),
                at: ctx.now,
                reason: why.to_owned(),
            }),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        let (case, _) = self.case_of(request.case).await?;
        let asker = self.account(request.member).await?.member;
        self.tell_refused(&case, &asker, why).await;
        Ok(UnsealRequest {
            request: AccessRequest {
                state: RequestState::Denied,
                ..request
            },
            asker: asker.name,
        })
    }

    async fn may_unseal(&self, ctx: &RequestCtx, link: &OpenLink) -> Result<(), AppError> {
        link.require_contact()?;
        let (case, _) = self.case_of(link.request.case).await?;
        self.allow::<act::AccessUnseal>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        Ok(())
    }

    async fn asked_of(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: AccessRequestId,
    ) -> Result<AccessRequest, AppError> {
        self.may_unseal(ctx, link).await?;
        let request = self.store.access_request(id).await?;
        request
            .filter(|request| {
                request.case == link.request.case && request.kind == GrantKind::Unseal
            })
            .ok_or(AppError::NotFound("access request"))
    }
}
