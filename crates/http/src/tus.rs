//! tus 1.0 (creation, creation-with-upload, creation-defer-length, expiration, checksum, termination), and a
//! plain `PUT` for `curl -T`. One engine behind two addresses:
//!
//! - `/api/v1/uploads`: the link's token is in the `Coffer-Link` header (pages, `coffer`);
//! - `/u/{token}/`: the address itself is the secret (scripts, collectors).
//!
//! Locations are relative paths: behind a proxy we do not know our own name.

mod append;
pub(crate) mod body;
mod create;
mod headers;
mod metadata;
mod status;
mod whole;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path};
use axum::http::request::Parts;
use axum::routing::{options, put};
use coffer_domain::id::UploadId;
use serde::Deserialize;

use crate::auth::{self, Sender};
use crate::problem::ApiError;
use crate::state::Http;

pub(crate) fn router() -> Router<Http> {
    let collection = || options(status::capabilities).post(create::create);
    let upload = || {
        options(status::capabilities)
            .head(status::head)
            .patch(append::patch)
            .delete(status::terminate)
    };
    Router::new()
        .route("/api/v1/uploads", collection())
        .route("/api/v1/uploads/{upload}", upload())
        .route("/u/{token}/", collection())
        .route(
            "/u/{token}/receipts/{file}",
            axum::routing::get(whole::receipt),
        )
        .route("/u/{token}/{*rest}", upload().merge(put(whole::put)))
        // Bodies are streamed and bounded by the upload's own length.
        .layer(DefaultBodyLimit::disable())
}

#[derive(Deserialize)]
struct Address {
    token: Option<String>,
    upload: Option<String>,
    rest: Option<String>,
}

/// The sender, and the base of the addresses they use.
pub(crate) struct Uploader {
    pub(crate) sender: Sender,
    /// `/api/v1/uploads/` or `/u/{token}/`.
    base: String,
    /// What stands behind the base, if anything.
    rest: Option<String>,
}

impl FromRequestParts<Http> for Uploader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let Path(address) = Path::<Address>::from_request_parts(parts, http)
            .await
            .map_err(|_| ApiError::bad_request("The address is not of the expected form."))?;
        let (token, base) = match address.token {
            Some(token) => (token.clone(), format!("/u/{token}/")),
            None => {
                let token = auth::text_header(&parts.headers, coffer_api::headers::LINK)
                    .unwrap_or_default();
                (token.to_owned(), "/api/v1/uploads/".to_owned())
            }
        };
        let sender = auth::open(parts, http, &token).await?;
        Ok(Self {
            sender,
            base,
            rest: address.upload.or(address.rest),
        })
    }
}

impl Uploader {
    /// The upload the address names.
    fn upload(&self) -> Result<UploadId, ApiError> {
        let text = self.rest.as_deref().unwrap_or_default();
        text.parse()
            .map_err(|_| coffer_app::AppError::NotFound("upload").into())
    }
}
