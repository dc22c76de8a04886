//! The OpenAPI document, generated from the routes.

use utoipa::OpenApi;

use crate::routes;

#[derive(OpenApi)]
#[openapi(info(
    title = "Coffer",
    description = "Secure file exchange for customer support. Members send `Authorization: Bearer coffer_pat_…` or the session cookie; the sending side sends `Coffer-Link` and, where a code is asked for, `Coffer-Pass`. Uploads speak tus 1.0 at `/api/v1/uploads` and `/u/{token}/`; the latter also takes plain `PUT`. Failures are RFC 9457 problem documents.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// The document as pretty JSON with a line break at the end; committed as `openapi.json`.
///
/// # Errors
/// It cannot be serialised: our own fault.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let mut document = Document::openapi();
    document.merge(routes::api().into_openapi());
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}
