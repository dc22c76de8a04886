//! Metrics for Prometheus, on a listener of their own: never on the one that customers reach.

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::problem::ApiError;
use crate::state::Http;

/// OpenMetrics 1.0 text.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the metrics listener answers: `GET /metrics`.
pub fn metrics_router(http: Http) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(http)
}

async fn metrics(State(http): State<Http>) -> Result<impl IntoResponse, ApiError> {
    let text = http.app.scrape().await?;
    Ok(([(CONTENT_TYPE, OPEN_METRICS)], text))
}
