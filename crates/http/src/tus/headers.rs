//! tus headers, parsed and written.

use axum::http::{HeaderMap, HeaderName, StatusCode};
use coffer_app::UploadProblem;
use coffer_app::upload::{Checksum, ChecksumKind};
use coffer_domain::file::Upload;
use coffer_domain::time::Timestamp;
use data_encoding::BASE64;

use crate::auth::text_header;
use crate::problem::ApiError;

pub(super) const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub(super) const VERSION: HeaderName = HeaderName::from_static("tus-version");
pub(super) const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub(super) const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub(super) const CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// The one version spoken.
pub(super) const TUS: &str = "1.0.0";
/// The extensions offered.
pub(super) const EXTENSIONS: &str =
    "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination";

/// Refuses another version of the protocol.
pub(super) fn check_version(headers: &HeaderMap) -> Result<(), ApiError> {
    match text_header(headers, RESUMABLE.as_str()) {
        Some(TUS) => Ok(()),
        _ => Err(ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "tus_version",
            "Another version of tus is needed",
            "Send `Tus-Resumable: 1.0.0`.",
        )
        .with_header(VERSION, TUS)),
    }
}

/// A whole number in a header.
pub(super) fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, ApiError> {
    let Some(text) = text_header(headers, name.as_str()) else {
        return Ok(None);
    };
    text.trim()
        .parse()
        .map(Some)
        .map_err(|_| ApiError::bad_request(format!("`{name}` must be a whole number of bytes.")))
}

/// `Upload-Checksum: algorithm base64`.
pub(super) fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, ApiError> {
    let Some(text) = text_header(headers, "upload-checksum") else {
        return Ok(None);
    };
    let (algorithm, value) = text.trim().split_once(' ').ok_or_else(|| {
        ApiError::bad_request("`Upload-Checksum` must be an algorithm and a base64 value.")
    })?;
    let kind = ChecksumKind::ALL
        .iter()
        .find(|(name, _)| *name == algorithm)
        .map(|(_, kind)| *kind);
    let kind = kind.ok_or(coffer_app::AppError::Upload(UploadProblem::ChecksumUnknown))?;
    let expected = BASE64.decode(value.trim().as_bytes()).map_err(|_| {
        ApiError::bad_request("`Upload-Checksum` must be an algorithm and a base64 value.")
    })?;
    Ok(Some(Checksum::new(kind, expected)))
}

/// Where an upload stands, on every answer about it.
pub(super) fn standing(upload: &Upload) -> Vec<(HeaderName, String)> {
    let mut headers = vec![
        (RESUMABLE, TUS.to_owned()),
        (OFFSET, upload.offset.to_string()),
        (EXPIRES, http_date(upload.expires)),
        (axum::http::header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    match upload.length {
        Some(length) => headers.push((LENGTH, length.to_string())),
        None => headers.push((DEFER_LENGTH, "1".to_owned())),
    }
    headers
}

/// RFC 9110 section 5.6.7, `Sun, 06 Nov 1994 08:49:37 GMT`, which tus asks for in `Upload-Expires`.
fn http_date(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = at.to_string();
    let weekday = at.0.div_euclid(86_400_000).rem_euclid(7);
    let day_name = usize::try_from(weekday)
        .ok()
        .and_then(|day| DAYS.get(day))
        .copied()
        .unwrap_or("Thu");
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or("00");
    let month = part(5..7)
        .parse::<usize>()
        .ok()
        .and_then(|month| MONTHS.get(month.checked_sub(1)?))
        .copied();
    format!(
        "{day_name}, {} {} {} {} GMT",
        part(8..10),
        month.unwrap_or("Jan"),
        part(0..4),
        part(11..19)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        assert_eq!(
            http_date(Timestamp(784_111_777_000)),
            "Sun, 06 Nov 1994 08:49:37 GMT"
        );
        assert_eq!(http_date(Timestamp(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
