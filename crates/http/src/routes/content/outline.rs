//! The outline of a log, and going to a line by time or level.

use axum::extract::State;
use coffer_api::content::{LineFound, Outline, OutlineBlock};
use coffer_api::problem::Problem;
use coffer_app::content::LineQuery;
use coffer_app::outline::{Level, Wanted};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Whose outline.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    /// The member; the file itself if not given.
    #[serde(default)]
    member: u32,
}

/// When the lines of a log were written and how grave they are, in blocks of equal length.
#[utoipa::path(get, operation_id = "read_outline", path = "/api/v1/files/{file}/outline", tag = "content", params(("file" = String, Path, description = "Id of the file."), Whose),
    responses((status = 200, body = Outline), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn outline(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(whose): Query<Whose>,
) -> Result<axum::Json<Outline>, ApiError> {
    let found = http
        .app
        .log_outline(&signed.ctx, file_id(&file)?, whose.member)
        .await?;
    let Some(outline) = found else {
        return Ok(axum::Json(Outline {
            stride: 1,
            blocks: Vec::new(),
        }));
    };
    let blocks = outline.blocks().iter().map(|block| {
        let [error, warn, info, debug] = block.levels;
        OutlineBlock {
            first: block.times.map(|(first, _)| first),
            last: block.times.map(|(_, last)| last),
            error,
            warn,
            info,
            debug,
        }
    });
    Ok(axum::Json(Outline {
        stride: outline.stride(),
        blocks: blocks.collect(),
    }))
}

/// Which line: by `time` or by `level`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sought {
    /// The member; the file itself if not given.
    #[serde(default)]
    member: u32,
    /// The first line at or after this time; milliseconds since 1970.
    time: Option<i64>,
    /// A line at least as grave: `error`, `warn`, `info` or `debug`.
    level: Option<String>,
    /// Where to begin, from 1; this line counts.
    from: Option<u64>,
    /// Backwards from there.
    #[serde(default)]
    back: bool,
}

/// The next line of a log by its time or level.
#[utoipa::path(get, operation_id = "find_line", path = "/api/v1/files/{file}/line", tag = "content", params(("file" = String, Path, description = "Id of the file."), Sought),
    responses((status = 200, body = LineFound), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn find(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(sought): Query<Sought>,
) -> Result<axum::Json<LineFound>, ApiError> {
    let wanted = match (sought.time, sought.level.as_deref()) {
        (Some(time), None) => Wanted::Time(time),
        (None, Some(word)) => Wanted::Level(
            Level::from_word(word)
                .ok_or_else(|| ApiError::bad_request("`level` is not one of the levels."))?,
        ),
        _ => {
            return Err(ApiError::bad_request(
                "Give `time` or `level`, and not both.",
            ));
        }
    };
    let query = LineQuery {
        member: sought.member,
        wanted,
        from: sought.from.unwrap_or(1),
        back: sought.back,
    };
    let line = http
        .app
        .find_line(&signed.ctx, file_id(&file)?, query)
        .await?;
    Ok(axum::Json(LineFound { line }))
}
