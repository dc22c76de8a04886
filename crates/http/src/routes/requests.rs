//! File requests of a case.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::cases::{FileRequest, FileRequestCreated, NewFileRequest};
use coffer_api::problem::Problem;
use coffer_app::requests::NewRequest;

use super::{Json, Path};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// A case's file requests, newest first.
#[utoipa::path(get, operation_id = "list_requests", path = "/api/v1/cases/{case}/requests", tag = "requests",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = List<FileRequest>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<List<FileRequest>>, ApiError> {
    let views = http.app.requests(&signed.ctx, &case).await?;
    let items = views
        .iter()
        .map(|view| convert::request(view, signed.ctx.now))
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Make a file request; its addresses are shown once.
#[utoipa::path(post, operation_id = "create_request", path = "/api/v1/cases/{case}/requests", tag = "requests",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = NewFileRequest,
    responses((status = 201, body = FileRequestCreated), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<NewFileRequest>,
) -> Result<(StatusCode, axum::Json<FileRequestCreated>), ApiError> {
    let new = NewRequest {
        contact: form.contact,
        expires_hours: form.expires_hours,
        bytes_max: form.max_bytes,
        files_max: form.max_files,
        script: form.script,
        asked: convert::new_items(form.asked),
    };
    let created = http.app.create_request(&signed.ctx, &case, &new).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::request_created(&created, signed.ctx.now)),
    ))
}

/// Take a file request back. What was sent stays.
#[utoipa::path(delete, operation_id = "withdraw_request", path = "/api/v1/requests/{request}", tag = "requests",
    params(("request" = String, Path, description = "Id of the file request.")),
    responses((status = 200, body = FileRequest), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn withdraw(
    State(http): State<Http>,
    signed: Signed,
    Path(request): Path<String>,
) -> Result<axum::Json<FileRequest>, ApiError> {
    let id = request
        .parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))?;
    let view = http.app.withdraw_request(&signed.ctx, id).await?;
    Ok(axum::Json(convert::request(&view, signed.ctx.now)))
}
