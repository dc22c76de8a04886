//! Putting files back to what they were.

use axum::extract::State;
use coffer_api::List;
use coffer_api::cases::{PutBack, RollBack, RolledBack, ShowVersion};
use coffer_api::files::{File, FileVersion};
use coffer_api::problem::Problem;
use coffer_app::AppError;
use coffer_app::rollback::{self, Since};
use coffer_domain::time::Timestamp;
use data_encoding::HEXLOWER;

use super::files::{described, file_id};
use super::{Json, Path};
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::state::Http;

/// Put the files of a case back to what they were at a time: the versions and names they had. For leads who work the case, and security officers;
/// a session must have stepped up. What came after stays, set aside; files that came into being after it stay as they are.
#[utoipa::path(post, operation_id = "roll_back_case", path = "/api/v1/cases/{case}/roll-back", tag = "cases", request_body = RollBack,
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = RolledBack),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn roll_back_case(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<RollBack>,
) -> Result<axum::Json<RolledBack>, ApiError> {
    let since = since(&form)?;
    let done = http.app.roll_back_case(&signed.ctx, &case, since).await?;
    Ok(axum::Json(rolled_back(done)))
}

/// Undo what a member did to files since a time, in all cases: versions they added, unless somebody added another one since, and names they gave. For
/// who decides about alerts; a session must have stepped up.
#[utoipa::path(post, operation_id = "roll_back_member", path = "/api/v1/members/{member}/roll-back", tag = "members", request_body = RollBack,
    params(("member" = String, Path, description = "Id or address of the member.")),
    responses((status = 200, body = RolledBack),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn roll_back_member(
    State(http): State<Http>,
    signed: Signed,
    Path(member): Path<String>,
    Json(form): Json<RollBack>,
) -> Result<axum::Json<RolledBack>, ApiError> {
    let since = since(&form)?;
    let done = http
        .app
        .roll_back_member(&signed.ctx, &member, since)
        .await?;
    Ok(axum::Json(rolled_back(done)))
}

/// The versions a file has, oldest first, those set aside as well; for whoever may list the file.
#[utoipa::path(get, operation_id = "list_versions", path = "/api/v1/files/{file}/versions", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 200, body = List<FileVersion>),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn versions(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<axum::Json<List<FileVersion>>, ApiError> {
    let versions = http.app.file_versions(&signed.ctx, file_id(&file)?).await?;
    let shown = versions.iter().rev().find(|it| !it.set_aside);
    let shown = shown.map(|it| it.number);
    let items = versions.iter().map(|it| FileVersion {
        number: it.number,
        bytes: it.bytes,
        blake3: HEXLOWER.encode(&it.blake3),
        created: it.created.to_string(),
        shown: shown == Some(it.number),
        set_aside: it.set_aside,
    });
    Ok(axum::Json(List {
        items: items.collect(),
        next: None,
    }))
}

/// Show one version of a file, be it set aside or not; further ones are set aside. Undoes a roll-back of one file, and is one.
#[utoipa::path(put, operation_id = "show_version", path = "/api/v1/files/{file}/version", tag = "files", request_body = ShowVersion,
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 200, body = File),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn show_version(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Json(form): Json<ShowVersion>,
) -> Result<axum::Json<File>, ApiError> {
    let file = http
        .app
        .show_version(&signed.ctx, file_id(&file)?, form.number, &form.reason)
        .await?;
    described(&http, &file)
}

fn since(form: &RollBack) -> Result<Since<'_>, ApiError> {
    let time = Timestamp::parse(&form.since).ok_or(AppError::Value {
        field: "since",
        problem: "must be a time such as 2026-11-24T09:30:00.000Z",
    })?;
    Ok(Since {
        time,
        reason: &form.reason,
        preview: form.preview,
    })
}

fn rolled_back(done: rollback::RolledBack) -> RolledBack {
    let files = done.files.into_iter().map(|file| PutBack {
        file: file.file.to_string(),
        case: file.case.to_string(),
        case_reference: file.reference.to_string(),
        from: file.from,
        to: file.to,
        renamed: file.renamed,
    });
    RolledBack {
        files: files.collect(),
        newer: done.newer,
        refused: done.refused,
    }
}
