//! Files of a case.

use axum::extract::State;
use coffer_api::List;
use coffer_api::files::File;
use coffer_api::problem::Problem;

use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::state::Http;

/// A case's files, newest first.
#[utoipa::path(get, operation_id = "list_case_files", path = "/api/v1/cases/{case}/files", tag = "files",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = List<File>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<List<File>>, ApiError> {
    let files = http.app.files(&signed.ctx, &case).await?;
    Ok(axum::Json(List {
        items: files
            .iter()
            .filter_map(|file| convert::file(&http.app, file))
            .collect(),
        next: None,
    }))
}
