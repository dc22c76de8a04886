//! Asking for access, and taking the question back.

use coffer_domain::access_request::{AccessRequest, RequestState, life_fits};
use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::grant::{Acts, GrantKind, minutes};
use coffer_domain::id::{AccessRequestId, FileId, ObjectId};
use coffer_domain::limits::{
    ACCESS_REQUEST_LIFE, ACCESS_REQUESTS_WAITING_MAX, GRANT_LIFE_DEFAULT, PAGE_ROWS_MAX,
    RELEASE_LIFE,
};
use coffer_domain::ports::{AccessFilter, random};
use coffer_domain::time::Span;

use super::view::AccessRequestView;
use super::{acts_of, caller, span_of};
use crate::app::App;
use crate::error::AppError;
use crate::reason;

/// What somebody asks for.
pub struct NewAccessRequest {
    /// The case: id or reference.
    pub case: String,
    /// `view`, `reveal`, `download`; viewing alone if nothing is named.
    pub acts: Vec<String>,
    /// For how long, from approval on; an hour if not said.
    pub minutes: Option<u32>,
    /// Why.
    pub reason: String,
}

/// A question as it is put into the books.
struct Question {
    kind: GrantKind,
    acts: Acts,
    only: Option<(FileId, ObjectId)>,
    life: Span,
}

impl App {
    /// Asks for access to a case. Those who may answer are told by mail.
    ///
    /// # Errors
    /// Unknown, refused, a field is bad, the same question waits already, or the store does not work.
    pub async fn ask_access(
        &self,
        ctx: &RequestCtx,
        new: &NewAccessRequest,
    ) -> Result<AccessRequestView, AppError> {
        let acts = if new.acts.is_empty() {
            Acts::VIEW
        } else {
            acts_of(&new.acts)?
        };
        let life = new.minutes.map_or(GRANT_LIFE_DEFAULT, span_of);
        if !life_fits(GrantKind::Access, life) {
            return Err(AppError::Value {
                field: "minutes",
                problem: "must be 5 to 1440",
            });
        }
        let question = Question {
            kind: GrantKind::Access,
            acts,
            only: None,
            life,
        };
        self.ask(ctx, &new.case, question, &new.reason).await
    }

    /// Asks for the release of one original, as it is now, by two others.
    ///
    /// # Errors
    /// As [`App::ask_access`].
    pub async fn ask_release(
        &self,
        ctx: &RequestCtx,
        file: FileId,
        reason: &str,
    ) -> Result<AccessRequestView, AppError> {
        let (file, case) = self.file_and_case(file).await?;
        let version = file.version.as_ref().ok_or(AppError::NotFound("version"))?;
        let question = Question {
            kind: GrantKind::Release,
            acts: Acts {
                reveal: false,
                download: true,
            },
            only: Some((file.id, version.object)),
            life: RELEASE_LIFE,
        };
        self.ask(ctx, &case.id.to_string(), question, reason).await
    }

    /// Asks the customer's contacts to unseal values or originals of a case.
    ///
    /// # Errors
    /// As [`App::ask_access`].
    pub async fn ask_unseal(
        &self,
        ctx: &RequestCtx,
        new: &NewAccessRequest,
    ) -> Result<AccessRequestView, AppError> {
        let acts = acts_of(&new.acts)?;
        let life = new.minutes.map_or(GRANT_LIFE_DEFAULT, span_of);
        if acts == Acts::VIEW || !life_fits(GrantKind::Unseal, life) {
            return Err(AppError::Value {
                field: "acts",
                problem: "must be reveal or download, for 5 to 1440 minutes",
            });
        }
        let question = Question {
            kind: GrantKind::Unseal,
            acts,
            only: None,
            life,
        };
        self.ask(ctx, &new.case, question, &new.reason).await
    }

    async fn ask(
        &self,
        ctx: &RequestCtx,
        case: &str,
        question: Question,
        reason: &str,
    ) -> Result<AccessRequestView, AppError> {
        let member = caller(ctx)?;
        let case = self.find_case(case).await?;
        let facts = CaseFacts::from(&case);
        self.allow::<act::AccessRequest>(ctx, Resource::Case(facts))
            .await?;
        // Only now: whether a lockbox is on is not for those who may not ask.
        if question.kind == GrantKind::Unseal && !case.sealed {
            return Err(AppError::Conflict("lockbox.off"));
        }
        let reason = reason::checked("reason", reason)?;
        self.sweep_access(ctx.now).await?;
        let waiting = AccessFilter {
            member: Some(member.id),
            waiting: true,
            limit: PAGE_ROWS_MAX,
            ..AccessFilter::default()
        };
        let waiting = self.store.access_requests(&waiting).await?;
        if waiting.len() >= ACCESS_REQUESTS_WAITING_MAX as usize {
            return Err(AppError::Conflict("access.too_many"));
        }
        let request = AccessRequest {
            id: AccessRequestId::from_random(random(&*self.entropy)),
            kind: question.kind,
            case: case.id,
            member: member.id,
            acts: question.acts,
            only: question.only,
            life: question.life,
            reason: reason.to_owned(),
            created: ctx.now,
            lapses: ctx.now.plus(ACCESS_REQUEST_LIFE),
            state: RequestState::Waiting,
            approvals: Vec::new(),
            refusal: None,
        };
        let event = said_of(EventKind::GrantRequested, &request)
            .with("lapses", request.lapses.to_string())
            .personal("reason", reason);
        let change = Change::CreateAccessRequest(request.clone());
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.tell_answerers(&request, &case, member).await?;
        self.view_access_request(request, ctx.now).await
    }

    /// Takes one's own question back.
    ///
    /// # Errors
    /// Unknown, not the caller's, answered before, or the store does not work.
    pub async fn withdraw_access(
        &self,
        ctx: &RequestCtx,
        id: AccessRequestId,
    ) -> Result<AccessRequestView, AppError> {
        let request = self.store.access_request(id).await?;
        let request = request
            .filter(|request| caller(ctx).is_ok_and(|member| member.id == request.member))
            .ok_or(AppError::NotFound("access request"))?;
        request.check_waiting(ctx.now)?;
        let event = said_of(EventKind::GrantWithdrawn, &request);
        let change = Change::EndAccessRequest {
            request: id,
            state: RequestState::Withdrawn,
            refusal: None,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.shown_access_request(id, ctx.now).await
    }
}

/// What every entry about a request says.
pub(super) fn said_of(kind: EventKind, request: &AccessRequest) -> Event {
    let event = Event::new(kind)
        .case(request.case)
        .object(request.id)
        .with("member", request.member.to_string())
        .with("kind", request.kind.as_str())
        .with("acts", request.acts.to_string())
        .with("minutes", minutes(request.life));
    match request.only {
        Some((file, object)) => event
            .with("file", file.to_string())
            .with("version", object.to_string()),
        None => event,
    }
}
