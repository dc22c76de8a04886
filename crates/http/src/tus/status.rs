//! tus `OPTIONS`, `HEAD` and `DELETE`.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use coffer_app::upload::ChecksumKind;
use coffer_domain::limits::FILE_BYTES_MAX;

use super::append::put_headers;
use super::headers::{
    self, CHECKSUM_ALGORITHM, EXTENSION, EXTENSIONS, MAX_SIZE, RESUMABLE, TUS, VERSION,
};
use super::{Uploader, append};
use crate::problem::ApiError;
use crate::state::Http;

/// What this server can; needs no link.
pub(super) async fn capabilities() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let algorithms = ChecksumKind::ALL.map(|(name, _)| name).join(",");
    let headers = vec![
        (RESUMABLE, TUS.to_owned()),
        (VERSION, TUS.to_owned()),
        (EXTENSION, EXTENSIONS.to_owned()),
        (MAX_SIZE, FILE_BYTES_MAX.to_string()),
        (CHECKSUM_ALGORITHM, algorithms),
    ];
    put_headers(&mut response, headers);
    response
}

/// Where an upload stands.
pub(super) async fn head(
    State(http): State<Http>,
    uploader: Uploader,
) -> Result<Response, ApiError> {
    let id = uploader.upload()?;
    let upload = http.app.upload(&uploader.sender.link, id).await?;
    let mut response = StatusCode::OK.into_response();
    append::put_headers(&mut response, headers::standing(&upload));
    Ok(response)
}

/// Gives an upload up.
pub(super) async fn terminate(
    State(http): State<Http>,
    uploader: Uploader,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    headers::check_version(&headers)?;
    let sender = &uploader.sender;
    http.app
        .terminate_upload(&sender.ctx, &sender.link, uploader.upload()?)
        .await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    put_headers(&mut response, vec![(RESUMABLE, TUS.to_owned())]);
    Ok(response)
}
