//! One file: details, renaming, a further check, receipt.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::files::{File, FileChange};
use coffer_api::ledger::Receipt;
use coffer_api::problem::Problem;
use coffer_domain::id::FileId;

use super::{Json, Path};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

pub(super) fn file_id(text: &str) -> Result<FileId, ApiError> {
    text.parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))
}

pub(super) fn described(
    http: &Http,
    file: &coffer_domain::file::File,
) -> Result<axum::Json<File>, ApiError> {
    let file = convert::file(&http.app, file).ok_or(coffer_app::AppError::NotFound("file"))?;
    Ok(axum::Json(file))
}

/// One file's details.
#[utoipa::path(get, operation_id = "get_file", path = "/api/v1/files/{file}", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 200, body = File), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<axum::Json<File>, ApiError> {
    let found = http.app.file(&signed.ctx, file_id(&file)?).await?;
    described(&http, &found)
}

/// Rename a file.
#[utoipa::path(patch, operation_id = "change_file", path = "/api/v1/files/{file}", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")), request_body = FileChange,
    responses((status = 200, body = File), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn change(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Json(form): Json<FileChange>,
) -> Result<axum::Json<File>, ApiError> {
    let renamed = http
        .app
        .rename_file(&signed.ctx, file_id(&file)?, &form.name)
        .await?;
    described(&http, &renamed)
}

/// Have the newest version checked again: after a failure, or by newer rules. The findings there are stay until the
/// new ones are known. While a check waits or runs, asking again changes nothing.
#[utoipa::path(post, operation_id = "rescan_file", path = "/api/v1/files/{file}/rescan", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 202, body = File), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn rescan(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<(StatusCode, axum::Json<File>), ApiError> {
    let queued = http.app.rescan_file(&signed.ctx, file_id(&file)?).await?;
    Ok((StatusCode::ACCEPTED, described(&http, &queued)?))
}

/// The signed receipt of the file's arrival.
#[utoipa::path(get, operation_id = "file_receipt", path = "/api/v1/files/{file}/receipt", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 200, body = Receipt), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn receipt(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<axum::Json<Receipt>, ApiError> {
    let receipt = http.app.file_receipt(&signed.ctx, file_id(&file)?).await?;
    Ok(axum::Json(convert::receipt(&receipt)))
}
