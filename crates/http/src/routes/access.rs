//! `/api/v1/access/requests`: asking for access, and the answers.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::access::{
    AccessReason, AccessRequest, ApproveAccess, NewAccessRequest, NewRelease,
};
use coffer_api::problem::Problem;
use coffer_app::access::{self, AccessQuery, Answered};
use coffer_domain::id::AccessRequestId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::files::file_id;
use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// Which requests to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only the caller's own.
    #[serde(default)]
    mine: bool,
    /// Only those that wait for an answer.
    #[serde(default)]
    waiting: bool,
    /// Only of this case: id or reference.
    case: Option<String>,
}

pub(super) fn request_id(text: &str) -> Result<AccessRequestId, ApiError> {
    text.parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))
}

/// Requests for access, newest first: the caller's own, those they may answer, and all for reviewers.
#[utoipa::path(get, operation_id = "list_access_requests", path = "/api/v1/access/requests", tag = "access", params(Filter),
    responses((status = 200, body = List<AccessRequest>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<List<AccessRequest>>, ApiError> {
    let query = AccessQuery {
        mine: filter.mine,
        waiting: filter.waiting,
        case: filter.case,
    };
    let views = http.app.access_requests(&signed.ctx, &query).await?;
    let items = views.iter().map(convert::access_request).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Ask for access to a case. Its time begins at approval.
#[utoipa::path(post, operation_id = "ask_access", path = "/api/v1/access/requests", tag = "access", request_body = NewAccessRequest,
    responses((status = 201, body = AccessRequest), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn ask(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewAccessRequest>,
) -> Result<(StatusCode, axum::Json<AccessRequest>), ApiError> {
    let new = asked(form);
    let view = http.app.ask_access(&signed.ctx, &new).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::access_request(&view)),
    ))
}

pub(super) fn asked(form: NewAccessRequest) -> access::NewAccessRequest {
    access::NewAccessRequest {
        case: form.case,
        acts: form.acts,
        minutes: form.minutes,
        reason: form.reason,
    }
}

/// Ask two others to release a file's original, as it is now, for one download.
#[utoipa::path(post, operation_id = "ask_release", path = "/api/v1/files/{file}/release", tag = "access",
    params(("file" = String, Path, description = "Id of the file.")), request_body = NewRelease,
    responses((status = 201, body = AccessRequest), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn ask_release(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Json(form): Json<NewRelease>,
) -> Result<(StatusCode, axum::Json<AccessRequest>), ApiError> {
    let file = file_id(&file)?;
    let view = http
        .app
        .ask_release(&signed.ctx, file, &form.reason)
        .await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::access_request(&view)),
    ))
}

/// Ask the customer's contacts to unseal single values or originals of a case whose lockbox is on.
#[utoipa::path(post, operation_id = "ask_unseal", path = "/api/v1/access/unseal", tag = "access", request_body = NewAccessRequest,
    responses((status = 201, body = AccessRequest), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn ask_unseal(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewAccessRequest>,
) -> Result<(StatusCode, axum::Json<AccessRequest>), ApiError> {
    let new = asked(form);
    let view = http.app.ask_unseal(&signed.ctx, &new).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::access_request(&view)),
    ))
}

/// One request.
#[utoipa::path(get, operation_id = "get_access_request", path = "/api/v1/access/requests/{request}", tag = "access",
    params(("request" = String, Path, description = "Id of the access request.")),
    responses((status = 200, body = AccessRequest), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(http): State<Http>,
    signed: Signed,
    Path(request): Path<String>,
) -> Result<axum::Json<AccessRequest>, ApiError> {
    let id = request_id(&request)?;
    let view = http.app.access_request(&signed.ctx, id).await?;
    Ok(axum::Json(convert::access_request(&view)))
}

/// Take one's own request back.
#[utoipa::path(delete, operation_id = "withdraw_access_request", path = "/api/v1/access/requests/{request}", tag = "access",
    params(("request" = String, Path, description = "Id of the access request.")),
    responses((status = 200, body = AccessRequest), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn withdraw(
    State(http): State<Http>,
    signed: Signed,
    Path(request): Path<String>,
) -> Result<axum::Json<AccessRequest>, ApiError> {
    let id = request_id(&request)?;
    let view = http.app.withdraw_access(&signed.ctx, id).await?;
    Ok(axum::Json(convert::access_request(&view)))
}

/// Approve somebody else's request, or less of it. The last approval needed makes the grant.
#[utoipa::path(post, operation_id = "approve_access_request", path = "/api/v1/access/requests/{request}/approve", tag = "access",
    params(("request" = String, Path, description = "Id of the access request.")), request_body = ApproveAccess,
    responses((status = 200, body = AccessRequest), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn approve(
    State(http): State<Http>,
    signed: Signed,
    Path(request): Path<String>,
    Json(form): Json<ApproveAccess>,
) -> Result<axum::Json<AccessRequest>, ApiError> {
    let id = request_id(&request)?;
    let answer = Answered {
        acts: form.acts,
        minutes: form.minutes,
    };
    let view = http.app.approve_access(&signed.ctx, id, &answer).await?;
    Ok(axum::Json(convert::access_request(&view)))
}

/// Deny somebody else's request.
#[utoipa::path(post, operation_id = "deny_access_request", path = "/api/v1/access/requests/{request}/deny", tag = "access",
    params(("request" = String, Path, description = "Id of the access request.")), request_body = AccessReason,
    responses((status = 200, body = AccessRequest), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn deny(
    State(http): State<Http>,
    signed: Signed,
    Path(request): Path<String>,
    Json(form): Json<AccessReason>,
) -> Result<axum::Json<AccessRequest>, ApiError> {
    let id = request_id(&request)?;
    let view = http.app.deny_access(&signed.ctx, id, &form.reason).await?;
    Ok(axum::Json(convert::access_request(&view)))
}
