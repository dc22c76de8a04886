//! A whole file in one plain `PUT`, for `curl -T FILE https://host/u/TOKEN/`.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::files::Received;
use coffer_api::ledger::Receipt;
use coffer_app::upload::NewUpload;
use coffer_app::{AppError, UploadProblem};

use super::Uploader;
use super::body::push_all;
use super::headers;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::state::Http;

pub(super) async fn put(
    State(http): State<Http>,
    uploader: Uploader,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let name = uploader.rest.clone().unwrap_or_default();
    let length = headers::number(&headers, &header::CONTENT_LENGTH)?;
    let sender = &uploader.sender;
    let upload = http
        .app
        .create_upload(
            &sender.ctx,
            &sender.link,
            &NewUpload {
                name,
                length,
                ..NewUpload::default()
            },
        )
        .await?;
    // In a task of its own: a connection that breaks drops this handler, and the upload must still be given up.
    let received = tokio::spawn(async move {
        let received = receive(&http, &uploader, upload.id, body).await;
        if received.is_err() {
            // A plain PUT cannot be continued: its room on the link comes back.
            let sender = &uploader.sender;
            http.app
                .terminate_upload(&sender.ctx, &sender.link, upload.id)
                .await?;
        }
        received
    });
    let received = received
        .await
        .map_err(|_| ApiError::internal("a receiving task died"))??;
    Ok((StatusCode::CREATED, axum::Json(received)).into_response())
}

async fn receive(
    http: &Http,
    uploader: &Uploader,
    id: coffer_domain::id::UploadId,
    body: Body,
) -> Result<Received, ApiError> {
    let sender = &uploader.sender;
    let mut appender = http
        .app
        .append(&sender.ctx, &sender.link, id, 0, None, None)
        .await?;
    if !push_all(&mut appender, body).await? {
        return Err(AppError::Upload(UploadProblem::EndedEarly).into());
    }
    let appended = appender.finish(true).await?;
    let file = appended
        .file
        .ok_or(AppError::Upload(UploadProblem::EndedEarly))?;
    let sent = http.app.sent_files(&sender.link).await?;
    let sent = sent
        .arrived(file)
        .and_then(|file| convert::sent_file(file, None));
    let sent = sent.ok_or(AppError::NotFound("file"))?;
    Ok(Received {
        receipt_url: format!("{}receipts/{}", uploader.base, sent.id),
        id: sent.id,
        name: sent.name,
        bytes: appended.offset,
        blake3: sent.blake3.unwrap_or_default(),
    })
}

/// The receipt of a file sent through this address.
pub(super) async fn receipt(
    State(http): State<Http>,
    uploader: Uploader,
    Path((_token, file)): Path<(String, String)>,
) -> Result<axum::Json<Receipt>, ApiError> {
    let sender = &uploader.sender;
    sender.link.require_verified()?;
    let id = file
        .parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))?;
    let receipt = http
        .app
        .sender_receipt(&sender.ctx, &sender.link.request, id)
        .await?;
    Ok(axum::Json(convert::receipt(&receipt)))
}
