//! `/api/v1/grants`: what access there is, and its end; emergencies.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::access::{AccessReason, BreakGlass, Grant, ReviewGrant};
use coffer_api::problem::Problem;
use coffer_app::access::{GrantQuery, ReviewForm};
use coffer_domain::id::GrantId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// Which grants to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only the caller's own.
    #[serde(default)]
    mine: bool,
    /// Only those that have not ended.
    #[serde(default)]
    live: bool,
    /// Only emergencies whose review is owed.
    #[serde(default)]
    to_review: bool,
    /// Only of this case: id or reference.
    case: Option<String>,
}

fn grant_id(text: &str) -> Result<GrantId, ApiError> {
    text.parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))
}

/// Grants, newest first: the caller's own, those of cases whose access they decide about, and all for reviewers.
#[utoipa::path(get, operation_id = "list_grants", path = "/api/v1/grants", tag = "access", params(Filter),
    responses((status = 200, body = List<Grant>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<List<Grant>>, ApiError> {
    let query = GrantQuery {
        mine: filter.mine,
        live: filter.live,
        to_review: filter.to_review,
        case: filter.case,
    };
    let views = http.app.grants(&signed.ctx, &query).await?;
    let items = views.iter().map(convert::grant).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// One grant.
#[utoipa::path(get, operation_id = "get_grant", path = "/api/v1/grants/{grant}", tag = "access",
    params(("grant" = String, Path, description = "Id of the grant.")),
    responses((status = 200, body = Grant), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(http): State<Http>,
    signed: Signed,
    Path(grant): Path<String>,
) -> Result<axum::Json<Grant>, ApiError> {
    let view = http.app.grant(&signed.ctx, grant_id(&grant)?).await?;
    Ok(axum::Json(convert::grant(&view)))
}

/// Give one's own grant back.
#[utoipa::path(post, operation_id = "give_back_grant", path = "/api/v1/grants/{grant}/give-back", tag = "access",
    params(("grant" = String, Path, description = "Id of the grant.")),
    responses((status = 200, body = Grant), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn give_back(
    State(http): State<Http>,
    signed: Signed,
    Path(grant): Path<String>,
) -> Result<axum::Json<Grant>, ApiError> {
    let view = http.app.give_back(&signed.ctx, grant_id(&grant)?).await?;
    Ok(axum::Json(convert::grant(&view)))
}

/// Take somebody's grant back; what they read with it ends within a second.
#[utoipa::path(post, operation_id = "end_grant", path = "/api/v1/grants/{grant}/end", tag = "access",
    params(("grant" = String, Path, description = "Id of the grant.")), request_body = AccessReason,
    responses((status = 200, body = Grant), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    State(http): State<Http>,
    signed: Signed,
    Path(grant): Path<String>,
    Json(form): Json<AccessReason>,
) -> Result<axum::Json<Grant>, ApiError> {
    let id = grant_id(&grant)?;
    let view = http.app.take_back(&signed.ctx, id, &form.reason).await?;
    Ok(axum::Json(convert::grant(&view)))
}

/// Break the glass: access to one case for an hour, at once. Recorded, mailed and reviewed.
#[utoipa::path(post, operation_id = "break_glass", path = "/api/v1/grants/break-glass", tag = "access", request_body = BreakGlass,
    responses((status = 201, body = Grant), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn break_glass(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<BreakGlass>,
) -> Result<(StatusCode, axum::Json<Grant>), ApiError> {
    let view = http
        .app
        .break_glass(&signed.ctx, &form.case, &form.acts, &form.reason)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(convert::grant(&view))))
}

/// Review an emergency, once; never one's own.
#[utoipa::path(post, operation_id = "review_grant", path = "/api/v1/grants/{grant}/review", tag = "access",
    params(("grant" = String, Path, description = "Id of the grant.")), request_body = ReviewGrant,
    responses((status = 200, body = Grant), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn review(
    State(http): State<Http>,
    signed: Signed,
    Path(grant): Path<String>,
    Json(form): Json<ReviewGrant>,
) -> Result<axum::Json<Grant>, ApiError> {
    let id = grant_id(&grant)?;
    let form = ReviewForm {
        verdict: form.verdict,
        note: form.note,
    };
    let view = http.app.review_grant(&signed.ctx, id, &form).await?;
    Ok(axum::Json(convert::grant(&view)))
}
