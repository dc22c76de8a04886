//! Search in a file's working copies.

use axum::extract::State;
use coffer_api::content::{Hit, SearchResult};
use coffer_api::problem::Problem;
use coffer_app::content::SearchQuery;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Hits returned when nothing is said.
pub(super) const LIMIT_DEFAULT: u32 = 200;

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    /// A regular expression; `^` and `$` are line ends.
    pub(super) q: String,
    /// Only in this member; all members otherwise.
    pub(super) member: Option<u32>,
    /// At most so many hits: 200 if not said; 1,000 at most, 10,000 where they come as they are found.
    pub(super) limit: Option<u32>,
}

/// Lines of the working copies that match.
#[utoipa::path(get, operation_id = "search_file", path = "/api/v1/files/{file}/search", tag = "content", params(("file" = String, Path, description = "Id of the file."), Wanted),
    responses((status = 200, body = SearchResult), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn search(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<axum::Json<SearchResult>, ApiError> {
    let query = SearchQuery {
        pattern: wanted.q,
        member: wanted.member,
        limit: wanted.limit.unwrap_or(LIMIT_DEFAULT),
    };
    let found = http
        .app
        .search(&signed.ctx, file_id(&file)?, &query)
        .await?;
    let hits = found
        .hits
        .into_iter()
        .map(|hit| Hit {
            member: hit.member,
            line: hit.line,
            column: hit.column,
            text: hit.text,
        })
        .collect();
    Ok(axum::Json(SearchResult {
        hits,
        lines_searched: found.lines_searched,
        truncated: found.truncated,
    }))
}
