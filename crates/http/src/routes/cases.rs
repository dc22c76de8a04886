//! `/api/v1/cases`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::cases::{Case, NewCase, NewCaseMember, SetHold};
use coffer_api::problem::Problem;
use coffer_api::views::CaseSelection;
use coffer_app::cases::{self, CaseQuery};
use serde::Deserialize;
use utoipa::IntoParams;

use super::views::selection;
use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// Which cases to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// `open` or `closed`.
    state: Option<String>,
    /// Only those the caller works.
    #[serde(default)]
    mine: bool,
    /// Only this department's: id or name.
    department: Option<String>,
    /// Only those in this lane: `pci`, `phi`, `glba` or `ferpa`.
    lane: Option<String>,
    /// Only those that got a file within so many hours, 8,784 at most.
    received_hours: Option<u32>,
    /// Only those with these words in reference, subject or the customer's name.
    q: Option<String>,
    /// Only with this reference.
    reference: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Cases the caller may see, newest first.
#[utoipa::path(get, operation_id = "list_cases", path = "/api/v1/cases", tag = "cases", params(Filter), responses((status = 200, body = List<Case>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<List<Case>>, ApiError> {
    let after = filter.after.as_deref().map(|text| {
        text.parse()
            .map_err(|_| ApiError::bad_request("`after` must be the `next` of the page before."))
    });
    let query = CaseQuery {
        shows: selection(CaseSelection {
            state: filter.state,
            mine: filter.mine,
            department: filter.department,
            lane: filter.lane,
            received_hours: filter.received_hours,
            q: filter.q,
        })?,
        reference: filter.reference,
        after: after.transpose()?,
    };
    let (views, next) = http.app.cases(&signed.ctx, &query).await?;
    let items = views.iter().map(convert::case).collect();
    Ok(axum::Json(List {
        items,
        next: next.map(|id| id.to_string()),
    }))
}

/// Open a case.
#[utoipa::path(post, operation_id = "create_case", path = "/api/v1/cases", tag = "cases", request_body = NewCase,
    responses((status = 201, body = Case), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewCase>,
) -> Result<(StatusCode, axum::Json<Case>), ApiError> {
    let new = cases::NewCase {
        reference: form.reference,
        subject: form.subject,
        customer: form.customer,
        department: form.department,
        members: form.members,
    };
    let view = http.app.create_case(&signed.ctx, &new).await?;
    Ok((StatusCode::CREATED, axum::Json(convert::case(&view))))
}

/// One case, by id or reference.
#[utoipa::path(get, operation_id = "get_case", path = "/api/v1/cases/{case}", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = Case), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<Case>, ApiError> {
    Ok(axum::Json(convert::case(
        &http.app.case(&signed.ctx, &case).await?,
    )))
}

/// Close a case: membership and links end with it.
#[utoipa::path(post, operation_id = "close_case", path = "/api/v1/cases/{case}/close", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = Case), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn close(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<Case>, ApiError> {
    Ok(axum::Json(convert::case(
        &http.app.close_case(&signed.ctx, &case).await?,
    )))
}

/// Open a closed case again: nobody gets membership, grants or links back by it.
#[utoipa::path(post, operation_id = "reopen_case", path = "/api/v1/cases/{case}/reopen", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = Case), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn reopen(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<Case>, ApiError> {
    Ok(axum::Json(convert::case(
        &http.app.reopen_case(&signed.ctx, &case).await?,
    )))
}

/// Let a member work a case.
#[utoipa::path(post, operation_id = "add_case_member", path = "/api/v1/cases/{case}/members", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = NewCaseMember,
    responses((status = 200, body = Case), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add_member(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<NewCaseMember>,
) -> Result<axum::Json<Case>, ApiError> {
    Ok(axum::Json(convert::case(
        &http
            .app
            .add_case_member(&signed.ctx, &case, &form.member)
            .await?,
    )))
}

/// Let a member work a case no longer; everybody may leave.
#[utoipa::path(delete, operation_id = "remove_case_member", path = "/api/v1/cases/{case}/members/{member}", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case."), ("member" = String, Path, description = "Id or address of the member.")),
    responses((status = 200, body = Case), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove_member(
    State(http): State<Http>,
    signed: Signed,
    Path((case, member)): Path<(String, String)>,
) -> Result<axum::Json<Case>, ApiError> {
    Ok(axum::Json(convert::case(
        &http
            .app
            .remove_case_member(&signed.ctx, &case, &member)
            .await?,
    )))
}

/// Hold a case for the law, or end that: while it is held, none of its files is erased. For those who decide about holds; a session
/// must have stepped up.
#[utoipa::path(put, operation_id = "set_case_hold", path = "/api/v1/cases/{case}/hold", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = SetHold,
    responses((status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn hold(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<SetHold>,
) -> Result<StatusCode, ApiError> {
    http.app
        .hold_case(&signed.ctx, &case, form.on, &form.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
