//! Temporary access: asking for it, answering, giving it back, taking it back; emergencies and their review.

mod answer;
mod ask;
mod emergency;
mod end;
mod lockbox;
mod notice;
mod sweep;
mod view;

pub use answer::Answered;
pub use ask::NewAccessRequest;
pub use emergency::ReviewForm;
pub(crate) use end::ended;
pub use lockbox::UnsealRequest;
pub use view::{AccessQuery, AccessRequestView, GrantQuery, GrantView, Named};

use coffer_domain::access_request::{ApprovalRules, NoAnswer};
use coffer_domain::authz::CaseFacts;
use coffer_domain::case::Case;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::grant::Acts;
use coffer_domain::id::CaseId;
use coffer_domain::people::Member;
use coffer_domain::time::Span;

use crate::app::App;
use crate::error::AppError;

/// What the organisation asks for beyond what the walls ask for anyway.
#[derive(Debug, Clone, Copy)]
pub struct AccessRules {
    /// How many others must approve a grant.
    pub approvals: ApprovalRules,
    /// Whether taking out an original needs the release of two others each time.
    pub originals_need_release: bool,
}

impl Default for AccessRules {
    /// One approval where the walls do not ask for two; originals by right or grant alone.
    fn default() -> Self {
        Self {
            approvals: ApprovalRules::ONE,
            originals_need_release: false,
        }
    }
}

fn caller(ctx: &RequestCtx) -> Result<&Member, AppError> {
    match &ctx.principal {
        Principal::Member(member) => Ok(member),
        _ => Err(AppError::NotFound("member")),
    }
}

fn acts_of(words: &[String]) -> Result<Acts, AppError> {
    Acts::from_words(words.iter().map(String::as_str)).map_err(|_| AppError::Value {
        field: "acts",
        problem: "must be one or more of view, reveal and download",
    })
}

fn span_of(minutes: u32) -> Span {
    Span::minutes(i64::from(minutes))
}

impl From<NoAnswer> for AppError {
    fn from(why: NoAnswer) -> Self {
        AppError::NoAnswer(why)
    }
}

impl App {
    pub(crate) async fn case_of(&self, id: CaseId) -> Result<(Case, CaseFacts), AppError> {
        let case = self
            .store
            .case(id)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let facts = CaseFacts::from(&case);
        Ok((case, facts))
    }
}
