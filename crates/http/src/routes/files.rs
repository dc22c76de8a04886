//! One file: details, renaming, a further check, receipt, erasure.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::files::{Erase, Erasure, File, FileChange, FoundFile};
use coffer_api::ledger::Receipt;
use coffer_api::problem::Problem;
use coffer_domain::id::FileId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
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

/// What to find.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// Words in its name.
    q: String,
}

/// Files by name in all cases whose files the caller may list; the newest 20.
#[utoipa::path(get, operation_id = "find_files", path = "/api/v1/files", tag = "files", params(Named),
    responses((status = 200, body = List<FoundFile>), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn find(
    State(http): State<Http>,
    signed: Signed,
    Query(named): Query<Named>,
) -> Result<axum::Json<List<FoundFile>>, ApiError> {
    let found = http.app.find_files(&signed.ctx, &named.q).await?;
    let items = found.iter().map(|(file, case)| FoundFile {
        id: file.id.to_string(),
        name: file.name.to_string(),
        case: case.id.to_string(),
        case_reference: case.reference.to_string(),
    });
    Ok(axum::Json(List {
        items: items.collect(),
        next: None,
    }))
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

/// Erase a file: all versions and what was found in them, for good. Needs a reason, and a session that stepped up.
/// While its case is held for the law, this is refused.
#[utoipa::path(delete, operation_id = "erase_file", path = "/api/v1/files/{file}", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")), request_body = Erase,
    responses((status = 200, body = Erasure),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn erase(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Json(form): Json<Erase>,
) -> Result<axum::Json<Erasure>, ApiError> {
    let erased = http
        .app
        .erase_file(&signed.ctx, file_id(&file)?, &form.reason)
        .await?;
    Ok(axum::Json(Erasure {
        file: erased.file.to_string(),
        case: erased.case.to_string(),
        objects: erased.objects as u64,
        keys_destroyed: erased.destroyed,
        backups_until: erased.backups_until.to_string(),
    }))
}

/// The signed certificate that an erased file's keys are destroyed, for those who may see its case. A receipt like
/// others: `coffer verify` checks it. Its entry says which keys, and until when backups may hold them.
#[utoipa::path(get, operation_id = "erasure_certificate", path = "/api/v1/files/{file}/erasure", tag = "files",
    params(("file" = String, Path, description = "Id the file had.")),
    responses((status = 200, body = Receipt),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn erasure(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<axum::Json<Receipt>, ApiError> {
    let certificate = http
        .app
        .erasure_certificate(&signed.ctx, file_id(&file)?)
        .await?;
    Ok(axum::Json(convert::receipt(&certificate)))
}
