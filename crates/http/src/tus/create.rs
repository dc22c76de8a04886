//! tus creation, with or without a first body.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_app::upload::NewUpload;

use super::headers::{self, DEFER_LENGTH, LENGTH, OFFSET, RESUMABLE, TUS};
use super::{Uploader, append, metadata};
use crate::auth::text_header;
use crate::problem::ApiError;
use crate::state::Http;

/// The name of a file whose sender gave none.
const NAMELESS: &str = "unnamed";

pub(super) async fn create(
    State(http): State<Http>,
    uploader: Uploader,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    headers::check_version(&headers)?;
    let length = headers::number(&headers, &LENGTH)?;
    if length.is_none() && text_header(&headers, DEFER_LENGTH.as_str()) != Some("1") {
        return Err(ApiError::bad_request(
            "Send `Upload-Length`, or `Upload-Defer-Length: 1`.",
        ));
    }
    let metadata = metadata::read(&headers)?;
    let new = NewUpload {
        name: metadata.name.unwrap_or_else(|| NAMELESS.to_owned()),
        length,
        fingerprint: metadata.fingerprint,
        check: metadata.check,
        item: metadata.item,
    };
    let sender = &uploader.sender;
    let upload = http
        .app
        .create_upload(&sender.ctx, &sender.link, &new)
        .await?;
    let location = format!("{}{}", uploader.base, upload.id);
    let with_body =
        text_header(&headers, header::CONTENT_TYPE.as_str()) == Some(append::CONTENT_TYPE);
    let mut answer = headers::standing(&upload);
    let mut file = None;
    if with_body || length == Some(0) {
        let checksum = headers::checksum(&headers)?;
        let appender = http
            .app
            .append(&sender.ctx, &sender.link, upload.id, 0, None, checksum)
            .await?;
        let appended =
            append::append_body(appender, if with_body { body } else { Body::empty() }).await?;
        answer.retain(|(name, _)| *name != OFFSET);
        answer.push((OFFSET, appended.offset.to_string()));
        file = appended.file;
    }
    let mut response = StatusCode::CREATED.into_response();
    append::put_headers(&mut response, answer);
    append::put_headers(
        &mut response,
        vec![(header::LOCATION, location), (RESUMABLE, TUS.to_owned())],
    );
    append::put_file(&mut response, file);
    Ok(response)
}
