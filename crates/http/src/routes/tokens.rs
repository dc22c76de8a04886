//! `/api/v1/tokens`: API tokens of one's own.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::problem::Problem;
use coffer_api::session::{NewToken, Token, TokenCreated};
use coffer_app::signin;
use coffer_domain::id::TokenId;

use super::path::id;
use super::sessions::Whose;
use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// API tokens, newest first: one's own, or anybody's for administrators.
#[utoipa::path(get, operation_id = "list_tokens", path = "/api/v1/tokens", tag = "session", params(Whose),
    responses((status = 200, body = List<Token>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(whose): Query<Whose>,
) -> Result<axum::Json<List<Token>>, ApiError> {
    let tokens = http
        .app
        .tokens(&signed.ctx, whose.member.as_deref())
        .await?;
    let items = tokens.iter().map(convert::token).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Make an API token for oneself; needs a session that has stepped up. Shown once.
#[utoipa::path(post, operation_id = "create_token", path = "/api/v1/tokens", tag = "session", request_body = NewToken,
    responses((status = 201, body = TokenCreated), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewToken>,
) -> Result<(StatusCode, axum::Json<TokenCreated>), ApiError> {
    let new = signin::NewToken {
        label: form.label,
        scopes: form.scopes,
        days: form.days,
    };
    let (token, secret) = http.app.create_own_token(&signed.ctx, &new).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::token_created(&token, &secret)),
    ))
}

/// End an API token: one's own, or anybody's for administrators.
#[utoipa::path(delete, operation_id = "end_token", path = "/api/v1/tokens/{token}", tag = "session",
    params(("token" = String, Path)),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    State(http): State<Http>,
    signed: Signed,
    Path(token): Path<String>,
) -> Result<StatusCode, ApiError> {
    let token: TokenId = id(&token)?;
    http.app.end_token(&signed.ctx, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
