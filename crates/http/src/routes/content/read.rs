//! The bytes of a file: working copy by default, the original for those who may download it.

use std::ops::Range;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::problem::Problem;
use coffer_app::content::{Download, Pieces};
use coffer_domain::authz::Act;
use data_encoding::HEXLOWER;
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::{Signed, text_header};
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Which bytes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// `working` (default) or `original`.
    copy: Option<String>,
    /// The member, for working copies; the file itself if not given.
    #[serde(default)]
    member: u32,
}

/// Bytes of a file; one `Range` is honoured.
#[utoipa::path(get, operation_id = "read_content", path = "/api/v1/files/{file}/content", tag = "content", params(("file" = String, Path, description = "Id of the file."), Which),
    responses((status = 200, content_type = "application/octet-stream"), (status = 206, content_type = "application/octet-stream"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn read(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(which): Query<Which>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id = file_id(&file)?;
    match which.copy.as_deref() {
        None | Some("working") => {
            let copy = http.app.working_copy(&signed.ctx, id, which.member).await?;
            let span = Span::of(&headers, copy.length, None)?;
            let name = copy.name.base().to_owned();
            Ok(answer(
                &span,
                &name,
                None,
                copy.stream(span.range.clone()).await?,
            ))
        }
        Some("original") => {
            answer_original(http.app.download(&signed.ctx, id).await?, &headers).await
        }
        Some(_) => Err(ApiError::bad_request("`copy` must be working or original.")),
    }
}

/// The part of an original that is asked for.
pub(crate) async fn answer_original<A: Act + 'static>(
    download: Download<A>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let etag = format!("\"{}\"", HEXLOWER.encode(&download.version.blake3));
    let span = Span::of(headers, download.version.bytes, Some(&etag))?;
    let name = download.file.name.base().to_owned();
    Ok(answer(
        &span,
        &name,
        Some(&etag),
        download.stream(span.range.clone()).await?,
    ))
}

/// The part asked for.
struct Span {
    range: Range<u64>,
    total: u64,
    partial: bool,
}

impl Span {
    /// RFC 9110 section 14: one byte range; a form we do not serve is ignored, one beyond the end is 416.
    fn of(headers: &HeaderMap, total: u64, etag: Option<&str>) -> Result<Self, ApiError> {
        let whole = Self {
            range: 0..total,
            total,
            partial: false,
        };
        let Some(wanted) = text_header(headers, header::RANGE.as_str()) else {
            return Ok(whole);
        };
        let condition = text_header(headers, header::IF_RANGE.as_str());
        if condition.is_some() && condition != etag {
            return Ok(whole);
        }
        let Some((first, last)) = wanted
            .strip_prefix("bytes=")
            .and_then(|range| range.split_once('-'))
        else {
            return Ok(whole);
        };
        let range = match (first.trim(), last.trim()) {
            ("", suffix) => suffix
                .parse::<u64>()
                .ok()
                .map(|length| total.saturating_sub(length)..total),
            (first, "") => first.parse::<u64>().ok().map(|first| first..total),
            (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
                (Ok(first), Ok(last)) if first <= last => {
                    Some(first..last.saturating_add(1).min(total))
                }
                _ => None,
            },
        };
        match range {
            None => Ok(whole),
            Some(range) if range.start < range.end => Ok(Self {
                range,
                total,
                partial: true,
            }),
            Some(_) => Err(ApiError::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "range_not_satisfiable",
                "There is nothing in that range",
                format!("There are {total} bytes."),
            )
            .with_header(header::CONTENT_RANGE, format!("bytes */{total}"))),
        }
    }
}

fn answer(span: &Span, name: &str, etag: Option<&str>, pieces: Pieces) -> Response {
    let body = stream::unfold(pieces, |mut pieces| async move {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    let length = span.range.end.saturating_sub(span.range.start);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_DISPOSITION, disposition(name)),
    ];
    let mut response = (headers, Body::from_stream(body)).into_response();
    if let Some(value) = etag.and_then(|etag| etag.parse().ok()) {
        response.headers_mut().insert(header::ETAG, value);
    }
    if span.partial {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let last = span.range.end.saturating_sub(1);
        if let Ok(value) = format!("bytes {}-{last}/{}", span.range.start, span.total).parse() {
            response.headers_mut().insert(header::CONTENT_RANGE, value);
        }
    }
    response
}

/// RFC 6266 with the extended form of RFC 8187: the name is data from outside.
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_. ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let extended: String = name
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{extended}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(range: &str, total: u64) -> Result<(Range<u64>, bool), StatusCode> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, range.parse().unwrap());
        Span::of(&headers, total, None)
            .map(|span| (span.range, span.partial))
            .map_err(|error| error.into_response().status())
    }

    #[test]
    fn one_range_is_honoured_and_others_are_ignored() {
        assert_eq!(span("bytes=0-0", 10), Ok((0..1, true)));
        assert_eq!(span("bytes=5-", 10), Ok((5..10, true)));
        assert_eq!(span("bytes=-3", 10), Ok((7..10, true)));
        assert_eq!(span("bytes=2-999", 10), Ok((2..10, true)));
        assert_eq!(
            span("bytes=10-", 10),
            Err(StatusCode::RANGE_NOT_SATISFIABLE)
        );
        assert_eq!(span("bytes=3-2", 10), Ok((0..10, false)));
        assert_eq!(span("lines=1-2", 10), Ok((0..10, false)));
        assert_eq!(span("bytes=0-1,4-5", 10), Ok((0..10, false)));
    }

    #[test]
    fn hostile_names_stay_inside_their_quotes() {
        assert_eq!(
            disposition("a\"; x=\u{202e}é.log"),
            "attachment; filename=\"a__ x___.log\"; filename*=UTF-8''a%22%3B%20x%3D%E2%80%AE%C3%A9.log"
        );
    }
}
