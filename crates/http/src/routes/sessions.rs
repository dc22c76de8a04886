//! `/api/v1/sessions`: where somebody is signed in, and ending that.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::problem::Problem;
use coffer_api::session::Session;
use coffer_domain::id::SessionId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::path::id;
use super::{Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// Whose.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// A member's id or address, for administrators; oneself if not given.
    pub(crate) member: Option<String>,
}

/// Where somebody is signed in, newest first: oneself, or anybody for administrators.
#[utoipa::path(get, operation_id = "list_sessions", path = "/api/v1/sessions", tag = "session", params(Whose),
    responses((status = 200, body = List<Session>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(whose): Query<Whose>,
) -> Result<axum::Json<List<Session>>, ApiError> {
    let sessions = http
        .app
        .sessions(&signed.ctx, whose.member.as_deref())
        .await?;
    let items = sessions
        .iter()
        .map(|view| convert::session(view, signed.session))
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// End all sessions: one's own but the one of this request, or anybody's for administrators.
#[utoipa::path(delete, operation_id = "end_sessions", path = "/api/v1/sessions", tag = "session", params(Whose),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end_all(
    State(http): State<Http>,
    signed: Signed,
    Query(whose): Query<Whose>,
) -> Result<StatusCode, ApiError> {
    http.app
        .end_sessions(&signed.ctx, whose.member.as_deref(), signed.session)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End one session: one's own, or anybody's for administrators.
#[utoipa::path(delete, operation_id = "end_session", path = "/api/v1/sessions/{session}", tag = "session",
    params(("session" = String, Path)),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    State(http): State<Http>,
    signed: Signed,
    Path(session): Path<String>,
) -> Result<StatusCode, ApiError> {
    let session: SessionId = id(&session)?;
    http.app.end_session(&signed.ctx, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
