//! Answers and refusals in SCIM's form.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_app::AppError;
use coffer_scim::{ErrorKind, ScimError, error_body};
use serde_json::Value;

use crate::problem::ApiError;

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/scim+json");

/// A refusal (RFC 7644 section 3.12).
#[derive(Debug)]
pub(super) struct ScimRefusal {
    status: StatusCode,
    kind: Option<ErrorKind>,
    detail: String,
}

impl ScimRefusal {
    pub(super) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            kind: None,
            detail: detail.into(),
        }
    }

    pub(super) fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "There is no such resource, or another directory brought it.",
        )
    }
}

impl From<ScimError> for ScimRefusal {
    fn from(error: ScimError) -> Self {
        Self {
            status: StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::BAD_REQUEST),
            kind: Some(error.kind),
            detail: error.detail,
        }
    }
}

impl From<AppError> for ScimRefusal {
    fn from(error: AppError) -> Self {
        let kind = match &error {
            AppError::Conflict("member.email_taken" | "person.key_taken" | "group.name_taken") => {
                Some(ErrorKind::Uniqueness)
            }
            AppError::Text { .. } | AppError::Value { .. } => Some(ErrorKind::InvalidValue),
            _ => None,
        };
        Self {
            kind,
            ..ApiError::from(error).into()
        }
    }
}

impl From<ApiError> for ScimRefusal {
    fn from(error: ApiError) -> Self {
        Self::new(error.status(), error.detail())
    }
}

impl IntoResponse for ScimRefusal {
    fn into_response(self) -> Response {
        let body = error_body(self.status.as_u16(), self.kind, &self.detail);
        let mut response = (self.status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, MEDIA_TYPE);
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// An answer.
pub(super) fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = (status, body.to_string()).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, MEDIA_TYPE);
    response
}

/// The entity tag of a revision.
pub(super) fn tag(revision: u64) -> String {
    format!("W/\"{revision}\"")
}

/// A resource with its entity tag, and its address if it is new.
pub(super) fn resource(
    status: StatusCode,
    revision: u64,
    location: &str,
    body: &Value,
) -> Response {
    let mut response = answer(status, body);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&tag(revision)) {
        headers.insert(header::ETAG, value);
    }
    if status == StatusCode::CREATED
        && let Ok(value) = HeaderValue::from_str(location)
    {
        headers.insert(header::LOCATION, value);
    }
    response
}

/// `304` for somebody who has this revision.
pub(super) fn unchanged(headers: &HeaderMap, revision: u64) -> Option<Response> {
    names(headers, header::IF_NONE_MATCH, revision)
        .unwrap_or(false)
        .then(|| StatusCode::NOT_MODIFIED.into_response())
}

/// Refuses a change of a revision that is not there any more.
pub(super) fn if_match(headers: &HeaderMap, revision: u64) -> Result<(), ScimRefusal> {
    match names(headers, header::IF_MATCH, revision) {
        Some(false) => Err(ScimRefusal::new(
            StatusCode::PRECONDITION_FAILED,
            "The resource has changed since that version.",
        )),
        _ => Ok(()),
    }
}

fn names(headers: &HeaderMap, name: header::HeaderName, revision: u64) -> Option<bool> {
    let value = headers.get(name)?.to_str().ok()?;
    let ours = tag(revision);
    // Weak comparison: a strong form of the same tag is as good.
    let ours = ours.trim_start_matches("W/");
    Some(
        value
            .split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == ours),
    )
}
