//! Lines of a working copy.

use axum::extract::State;
use coffer_api::content::{Line, Lines};
use coffer_api::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Lines shown when nothing is said.
const COUNT_DEFAULT: u32 = 200;

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Window {
    /// The member; the file itself if not given.
    #[serde(default)]
    member: u32,
    /// The first line, from 1.
    from: Option<u64>,
    /// How many, 1,000 at most.
    count: Option<u32>,
}

/// Lines of a working copy, findings masked.
#[utoipa::path(get, operation_id = "read_lines", path = "/api/v1/files/{file}/lines", tag = "content", params(("file" = String, Path, description = "Id of the file."), Window),
    responses((status = 200, body = Lines), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn lines(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(window): Query<Window>,
) -> Result<axum::Json<Lines>, ApiError> {
    let from = window.from.unwrap_or(1).max(1);
    let count = window.count.unwrap_or(COUNT_DEFAULT);
    let found = http
        .app
        .lines(&signed.ctx, file_id(&file)?, window.member, from, count)
        .await?;
    let lines = found
        .lines
        .into_iter()
        .map(|line| Line {
            number: line.number,
            text: line.text,
            cut: line.cut,
        })
        .collect();
    Ok(axum::Json(Lines {
        total: found.total,
        from,
        lines,
    }))
}
