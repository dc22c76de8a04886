//! Liveness, readiness, how everything is, and the answer to paths nobody knows.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use coffer_api::List;
use coffer_api::health::Health;
use coffer_api::problem::Problem;

use crate::auth::Signed;
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

/// Store and key provider answer too, and the ledger keeps up.
async fn ready(State(http): State<Http>) -> Result<&'static str, ApiError> {
    http.app.check_ready().await?;
    Ok("ready\n")
}

/// How everything is, and what mends what is not as it should be.
#[utoipa::path(get, operation_id = "health", path = "/api/v1/health", tag = "health",
    responses((status = 200, body = List<Health>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn health(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<Health>>, ApiError> {
    let found = http.app.health(&signed.ctx).await?;
    let items = found.into_iter().map(|it| Health {
        check: it.check.to_owned(),
        state: it.state.as_str().to_owned(),
        found: it.found,
        mend: it.mend,
    });
    Ok(axum::Json(List {
        items: items.collect(),
        next: None,
    }))
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
