//! Names every request, answers with the name, and turns a panic into a problem.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use coffer_api::headers;
use coffer_domain::id::TraceId;
use coffer_domain::ports::random;
use futures::FutureExt;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::problem::ApiError;
use crate::state::Http;

/// The request's name, for extractors.
#[derive(Clone, Copy)]
pub(crate) struct Trace(pub(crate) TraceId);

/// What stands for the pattern of a path nobody knows.
const UNMATCHED: &str = "unmatched";

/// The method, if it is one of the usual: whoever asks may send any word, and each would be a counter.
fn known(method: &Method) -> &'static str {
    const USUAL: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let usual = USUAL.into_iter().find(|word| *word == method.as_str());
    usual.unwrap_or("other")
}

/// The outermost layer.
pub(crate) async fn name_request(
    State(http): State<Http>,
    mut request: Request,
    next: Next,
) -> Response {
    let trace = TraceId::from_random(random(http.app.entropy()));
    request.extensions_mut().insert(Trace(trace));
    let method = request.method().clone();
    let started = http.app.clock().now();
    // Only the pattern of the path is logged: links carry their token in it.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let pattern = route.as_deref().unwrap_or(UNMATCHED);
    let span = tracing::info_span!(
        "request",
        request = %trace,
        otel.name = format!("{} {pattern}", known(&method)),
        otel.kind = "server",
        http.request.method = known(&method),
        http.route = pattern,
        http.response.status_code = Empty,
        otel.status_code = Empty,
    );
    let answered = std::panic::AssertUnwindSafe(next.run(request))
        .catch_unwind()
        .instrument(span.clone())
        .await;
    let mut response =
        answered.unwrap_or_else(|_| ApiError::internal("a handler panicked").into_response());
    if let Ok(value) = HeaderValue::from_str(&trace.to_string()) {
        response.headers_mut().insert(headers::TRACE, value);
    }
    let status = response.status().as_u16();
    // Collectors expect signed numbers, and get others as text.
    span.record("http.response.status_code", i64::from(status));
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    http.app.count_request(known(&method), pattern, status);
    tracing::info!(
        request = %trace,
        %method,
        route = pattern,
        status,
        duration_ms = http.app.clock().now().since(started).0,
        "answered"
    );
    response
}
