//! Liveness, readiness, and the answer to paths nobody knows.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::problem::ApiError;
use crate::state::Http;

pub(super) fn router() -> Router<Http> {
    Router::new()
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
}

/// The process answers.
async fn healthy() -> &'static str {
    "ok\n"
}

/// Store and key provider answer too.
async fn ready(State(http): State<Http>) -> Result<&'static str, ApiError> {
    http.app.check_ready().await?;
    Ok("ready\n")
}

pub(super) async fn unknown() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "Not found",
        "There is nothing at this address.",
    )
}

pub(super) async fn other_method() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Not possible with this method",
        "This address takes other methods; `Allow` names them.",
    )
}
