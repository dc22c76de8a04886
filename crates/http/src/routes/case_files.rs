//! Files of a case.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::files::File;
use coffer_api::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::files::described;
use crate::routes::{Path, Query};
use crate::state::Http;
use crate::tus::body::frames;

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

/// What the file is called.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// Its name, with folders if it has any.
    name: String,
}

/// Add a file to a case, as a member: what will be sent to a contact, or what came another way.
#[utoipa::path(post, operation_id = "add_case_file", path = "/api/v1/cases/{case}/files", tag = "files",
    params(("case" = String, Path, description = "Id or reference of the case."), Named),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = File), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Query(named): Query<Named>,
    body: Body,
) -> Result<(StatusCode, axum::Json<File>), ApiError> {
    let added = http
        .app
        .add_file(&signed.ctx, &case, &named.name, frames(body))
        .await?;
    Ok((StatusCode::CREATED, described(&http, &added)?))
}
