//! Liveness, readiness, how everything is, and the answer to paths nobody knows.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use coffer_api::List;
use coffer_api::health::{Health, Sink};
use coffer_api::problem::Problem;
use coffer_app::sinks::{SinkView, Takes};
use coffer_domain::time::Timestamp;

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

/// The places outside that are told what is in the ledger: how far each has got, why one takes nothing, and what mends it.
#[utoipa::path(get, operation_id = "list_sinks", path = "/api/v1/sinks", tag = "health",
    responses((status = 200, body = List<Sink>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn sinks(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<Sink>>, ApiError> {
    let views = http.app.list_sinks(&signed.ctx).await?;
    Ok(axum::Json(List {
        items: views.into_iter().map(sink).collect(),
        next: None,
    }))
}

fn sink(view: SinkView) -> Sink {
    let (format, addresses, severity) = match view.takes {
        Takes::Entries { format, addresses } => (Some(format.as_str()), addresses, None),
        Takes::Alerts(least) => (None, false, Some(least.as_str())),
    };
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    Sink {
        kind: view.kind.as_str().to_owned(),
        format: format.map(str::to_owned),
        addresses,
        severity: severity.map(str::to_owned),
        checkpoints: view.told_heads,
        state: view.health().as_str().to_owned(),
        next: view.state.next,
        behind: view.behind,
        taken: time(view.state.taken),
        failing_since: time(view.state.failing_since),
        disabled: time(view.state.disabled),
        mend: view.mend(),
        failure: view.state.failure,
        name: view.state.name,
    }
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
