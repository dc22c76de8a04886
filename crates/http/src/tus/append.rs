//! tus `PATCH`.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_app::upload::{Appended, Appender};
use coffer_domain::id::FileId;

use super::Uploader;
use super::body::push_all;
use super::headers::{self, LENGTH, OFFSET, RESUMABLE, TUS};
use crate::auth::text_header;
use crate::problem::ApiError;
use crate::state::Http;

/// The one content type of an append.
pub(super) const CONTENT_TYPE: &str = "application/offset+octet-stream";

pub(super) async fn patch(
    State(http): State<Http>,
    uploader: Uploader,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    headers::check_version(&headers)?;
    if text_header(&headers, header::CONTENT_TYPE.as_str()) != Some(CONTENT_TYPE) {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content_type",
            "Another content type is needed",
            format!("Send `Content-Type: {CONTENT_TYPE}`."),
        ));
    }
    let offset = headers::number(&headers, &OFFSET)?
        .ok_or_else(|| ApiError::bad_request("Send `Upload-Offset`."))?;
    let length = headers::number(&headers, &LENGTH)?;
    let checksum = headers::checksum(&headers)?;
    let id = uploader.upload()?;
    let sender = &uploader.sender;
    let appender = http
        .app
        .append(&sender.ctx, &sender.link, id, offset, length, checksum)
        .await?;
    let appended = append_body(appender, body).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let mut answer = vec![
        (RESUMABLE, TUS.to_owned()),
        (OFFSET, appended.offset.to_string()),
    ];
    if appended.file.is_none() {
        let upload = http.app.upload(&sender.link, id).await?;
        answer = headers::standing(&upload);
    }
    put_headers(&mut response, answer);
    put_file(&mut response, appended.file);
    Ok(response)
}

/// Appends a body. One that breaks off keeps what came; the sender, if still there, learns the offset.
pub(super) async fn append_body(mut appender: Appender, body: Body) -> Result<Appended, ApiError> {
    if push_all(&mut appender, body).await? {
        return Ok(appender.finish(false).await?);
    }
    // Dropping the appender makes the sealing thread keep what it has.
    drop(appender);
    Err(coffer_app::AppError::Upload(coffer_app::UploadProblem::EndedEarly).into())
}

pub(super) fn put_headers(response: &mut Response, headers: Vec<(HeaderName, String)>) {
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
}

pub(super) fn put_file(response: &mut Response, file: Option<FileId>) {
    if let Some(file) = file {
        let name = HeaderName::from_static(coffer_api::headers::FILE);
        put_headers(response, vec![(name, file.to_string())]);
    }
}
