//! `/api/v1/members/{member}/…`: where a member stands.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::people::{Member, MoveMember};
use coffer_api::problem::Problem;

use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::{Json, Path};
use crate::state::Http;

/// Lock a member: sessions, API tokens and enrolment links end at once.
#[utoipa::path(post, operation_id = "lock_member", path = "/api/v1/members/{member}/lock", tag = "people",
    params(("member" = String, Path)),
    responses((status = 200, body = Member), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn lock(
    State(http): State<Http>,
    signed: Signed,
    Path(member): Path<String>,
) -> Result<axum::Json<Member>, ApiError> {
    let member = http.app.lock_member(&signed.ctx, &member).await?;
    Ok(axum::Json(convert::member(&member)))
}

/// Unlock a member. What was ended stays ended.
#[utoipa::path(post, operation_id = "unlock_member", path = "/api/v1/members/{member}/unlock", tag = "people",
    params(("member" = String, Path)),
    responses((status = 200, body = Member), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn unlock(
    State(http): State<Http>,
    signed: Signed,
    Path(member): Path<String>,
) -> Result<axum::Json<Member>, ApiError> {
    let member = http.app.unlock_member(&signed.ctx, &member).await?;
    Ok(axum::Json(convert::member(&member)))
}

/// Note that a member has left, for good: as locking, and they work no case any more.
#[utoipa::path(post, operation_id = "member_leaves", path = "/api/v1/members/{member}/leave", tag = "people",
    params(("member" = String, Path)),
    responses((status = 200, body = Member), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn leave(
    State(http): State<Http>,
    signed: Signed,
    Path(member): Path<String>,
) -> Result<axum::Json<Member>, ApiError> {
    let member = http.app.member_leaves(&signed.ctx, &member).await?;
    Ok(axum::Json(convert::member(&member)))
}

/// Move a member to another department: sessions, API tokens and work on cases of other departments end.
#[utoipa::path(post, operation_id = "move_member", path = "/api/v1/members/{member}/move", tag = "people",
    params(("member" = String, Path)), request_body = MoveMember,
    responses((status = 200, body = Member), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn relocate(
    State(http): State<Http>,
    signed: Signed,
    Path(member): Path<String>,
    Json(form): Json<MoveMember>,
) -> Result<axum::Json<Member>, ApiError> {
    let member = http
        .app
        .move_member(&signed.ctx, &member, &form.department)
        .await?;
    Ok(axum::Json(convert::member(&member)))
}

/// Have a further one-time enrolment link mailed to a member; it is shown to nobody else.
#[utoipa::path(post, operation_id = "enrol_member", path = "/api/v1/members/{member}/enrolment", tag = "people",
    params(("member" = String, Path)),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn enrol(
    State(http): State<Http>,
    signed: Signed,
    Path(member): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app.mail_enrolment(&signed.ctx, &member).await?;
    Ok(StatusCode::NO_CONTENT)
}
