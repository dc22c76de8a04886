//! `/api/v1/link`: the sending side's own view of a link.

pub(crate) mod passkeys;

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::ledger::Receipt;
use coffer_api::link::{CodeSent, Custody, EnterCode, LinkInfo, PassCreated, SentFile};
use coffer_api::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::files::file_id;
use super::{Json, Path, Query};
use crate::auth::{Sender, brake, was_right};
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// What the link is for, and what it still takes.
#[utoipa::path(get, operation_id = "link_info", path = "/api/v1/link", tag = "link",
    responses((status = 200, body = LinkInfo), (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn info(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<LinkInfo>, ApiError> {
    let view = http.app.view_link(&sender.link).await?;
    Ok(axum::Json(convert::link_info(&sender.link, &view)))
}

/// Mail a code to the link's contact.
#[utoipa::path(post, operation_id = "send_code", path = "/api/v1/link/code", tag = "link",
    responses((status = 202, body = CodeSent), (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn code(
    State(http): State<Http>,
    sender: Sender,
) -> Result<(StatusCode, axum::Json<CodeSent>), ApiError> {
    brake(&sender.ctx, &http)?;
    let (contact, expires) = http.app.send_code(&sender.ctx, &sender.link).await?;
    let sent = CodeSent {
        contact_masked: contact.masked(),
        expires: expires.to_string(),
    };
    Ok((StatusCode::ACCEPTED, axum::Json(sent)))
}

/// Enter the mailed code; answers with a pass.
#[utoipa::path(post, operation_id = "enter_code", path = "/api/v1/link/verify", tag = "link", request_body = EnterCode,
    responses((status = 200, body = PassCreated), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn verify(
    State(http): State<Http>,
    sender: Sender,
    Json(form): Json<EnterCode>,
) -> Result<axum::Json<PassCreated>, ApiError> {
    brake(&sender.ctx, &http)?;
    let (pass, expires) = http
        .app
        .enter_code(&sender.ctx, &sender.link, &form.code)
        .await?;
    was_right(&sender.ctx, &http);
    Ok(axum::Json(PassCreated {
        pass: pass.expose().to_owned(),
        expires: expires.to_string(),
    }))
}

/// What came through this link, and what is still under way.
#[utoipa::path(get, operation_id = "link_files", path = "/api/v1/link/files", tag = "link", responses((status = 200, body = List<SentFile>)))]
pub(crate) async fn files(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<List<SentFile>>, ApiError> {
    let sent = http.app.sent_files(&sender.link).await?;
    let answers = http.app.answers(&sender.link).await?;
    let answers: HashMap<String, u32> = answers
        .iter()
        .map(|it| (it.file.to_string(), it.item))
        .collect();
    let received = sent.received.iter();
    let items = sent
        .open
        .iter()
        .map(convert::open_upload)
        .chain(received.filter_map(|(file, print)| convert::sent_file(file, *print)))
        .map(|file| SentFile {
            item: answers.get(&file.id).copied(),
            ..file
        })
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// The signed receipt of a file sent through this link.
#[utoipa::path(get, operation_id = "link_receipt", path = "/api/v1/link/files/{file}/receipt", tag = "link",
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 200, body = Receipt), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn receipt(
    State(http): State<Http>,
    sender: Sender,
    Path(file): Path<String>,
) -> Result<axum::Json<Receipt>, ApiError> {
    sender.link.require_verified()?;
    let receipt = http
        .app
        .sender_receipt(&sender.ctx, &sender.link.request, file_id(&file)?)
        .await?;
    Ok(axum::Json(convert::receipt(&receipt)))
}

/// The signed certificate that the keys to a file sent through this link are destroyed. A receipt like others: `coffer verify`
/// checks it. Its entry says which keys, and until when backups may hold them.
#[utoipa::path(get, operation_id = "link_erasure_certificate", path = "/api/v1/link/files/{file}/erasure", tag = "link",
    params(("file" = String, Path, description = "Id the file had.")),
    responses((status = 200, body = Receipt),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn erasure(
    State(http): State<Http>,
    sender: Sender,
    Path(file): Path<String>,
) -> Result<axum::Json<Receipt>, ApiError> {
    let certificate = http
        .app
        .sender_erasure_certificate(&sender.ctx, &sender.link, file_id(&file)?)
        .await?;
    Ok(axum::Json(convert::receipt(&certificate)))
}

/// Which part of the record.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustodyPage {
    /// Only entries before this one.
    below: Option<u64>,
}

/// What happened to the files sent through this link, and the proof.
#[utoipa::path(get, operation_id = "link_custody", path = "/api/v1/link/custody", tag = "link", params(CustodyPage),
    responses((status = 200, body = Custody), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn custody(
    State(http): State<Http>,
    sender: Sender,
    Query(page): Query<CustodyPage>,
) -> Result<axum::Json<Custody>, ApiError> {
    let record = http
        .app
        .custody(&sender.ctx, &sender.link, page.below)
        .await?;
    Ok(axum::Json(convert::custody(&record)))
}
