//! Search in a file's working copies, told of as it goes on: one JSON value a line (NDJSON).

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use coffer_api::content::{Hit, SearchNews};
use coffer_api::problem::Problem;
use coffer_app::content::{self, Pieces, SearchQuery};
use futures::{Stream, stream};

use super::search::{LIMIT_DEFAULT, Wanted};
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Lines of the working copies that match, each as soon as it is found, as one `SearchNews` a line. The last line has
/// `end`; a search that broke off has `problem` instead. Who hangs up ends the search.
#[utoipa::path(get, operation_id = "stream_search", path = "/api/v1/files/{file}/search/stream", tag = "content",
    params(("file" = String, Path, description = "Id of the file."), Wanted),
    responses((status = 200, body = SearchNews, content_type = "application/x-ndjson"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn stream(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, ApiError> {
    let query = SearchQuery {
        pattern: wanted.q,
        member: wanted.member,
        limit: wanted.limit.unwrap_or(LIMIT_DEFAULT),
    };
    let found = http
        .app
        .search_as_found(&signed.ctx, file_id(&file)?, &query);
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(lines(found.await?))).into_response())
}

fn lines(found: Pieces<content::SearchNews>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    stream::unfold(found, |mut found| async move {
        let news = match found.recv().await? {
            Ok(content::SearchNews::Hit(hit)) => SearchNews::Hit(Hit {
                member: hit.member,
                line: hit.line,
                column: hit.column,
                text: hit.text,
            }),
            Ok(content::SearchNews::Read { bytes, total }) => SearchNews::Read { bytes, total },
            Ok(content::SearchNews::End {
                lines_searched,
                truncated,
            }) => SearchNews::End {
                lines_searched,
                truncated,
            },
            Err(error) => SearchNews::Problem(ApiError::from(error).into_problem()),
        };
        // Everything in it is texts and numbers, which always are JSON.
        let mut line = serde_json::to_vec(&news).unwrap_or_default();
        line.push(b'\n');
        Some((Ok(line.into()), found))
    })
}
