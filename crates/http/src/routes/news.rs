//! What changed, told to open pages: one JSON value a line (NDJSON).

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use coffer_api::news;
use coffer_api::problem::Problem;
use coffer_app::news::{About, Listener, News};
use futures::{Stream, StreamExt, stream};
use tokio::time::timeout;

use crate::auth::Unattended;
use crate::limits::NEWS_ALIVE_EVERY;
use crate::problem::ApiError;
use crate::state::Http;

/// Listen for what changes, one `News` a line. It says that something changed, not what it is now, and only of what the
/// member may see. The first line is about `everything`, because what happened before is not told; empty lines say that
/// the connection is alive. Takes a session, which goes idle all the same; the stream ends with it.
#[utoipa::path(get, operation_id = "listen", path = "/api/v1/news", tag = "cases",
    responses((status = 200, body = news::News, content_type = "application/x-ndjson"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn listen(
    State(http): State<Http>,
    Unattended(ctx): Unattended,
) -> Result<Response, ApiError> {
    let listener = http.app.listen(&ctx)?;
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
        // A proxy in front of us must not gather it.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(lines(listener))).into_response())
}

fn lines(listener: Listener) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let anything = News {
        about: About::Everything,
        case: None,
        own: false,
    };
    let first = stream::once(async move { Ok(line(anything)) });
    let news = stream::unfold(listener, |mut listener| async move {
        // An empty line now and then, so that a connection that is gone is noticed.
        let line = match timeout(NEWS_ALIVE_EVERY, listener.next()).await {
            Ok(news) => line(news?),
            Err(_nothing) => Bytes::from_static(b"\n"),
        };
        Some((Ok(line), listener))
    });
    first.chain(news)
}

fn line(news: News) -> Bytes {
    let news = news::News {
        about: word(news.about).to_owned(),
        case: news.case.map(|case| case.to_string()),
        own: news.own,
    };
    // Texts and a flag always are JSON, on one line.
    let mut line = serde_json::to_vec(&news).unwrap_or_default();
    line.push(b'\n');
    line.into()
}

const fn word(about: About) -> &'static str {
    match about {
        About::Case => "case",
        About::Files => "files",
        About::Requests => "requests",
        About::Messages => "messages",
        About::Deliveries => "deliveries",
        About::Access => "access",
        About::Alerts => "alerts",
        About::Notices => "notices",
        About::Everything => "everything",
    }
}
