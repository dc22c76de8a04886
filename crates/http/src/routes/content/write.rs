//! A further version of a file.

use axum::body::Body;
use axum::extract::State;
use coffer_api::files::File;
use coffer_api::problem::Problem;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::routes::files::{described, file_id};
use crate::state::Http;
use crate::tus::body::frames;

/// Replace the content by a further version; nothing is overwritten.
#[utoipa::path(put, operation_id = "replace_content", path = "/api/v1/files/{file}/content", tag = "content",
    params(("file" = String, Path, description = "Id of the file.")), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = File), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn replace(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    body: Body,
) -> Result<axum::Json<File>, ApiError> {
    let added = http
        .app
        .add_version(&signed.ctx, file_id(&file)?, frames(body))
        .await?;
    described(&http, &added)
}
