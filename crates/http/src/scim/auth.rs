//! Who brings people: the service account behind a token. Cookies and members' tokens do not count here.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use coffer_domain::context::{Principal, RequestCtx};
use serde_json::Value;

use super::answer::ScimRefusal;
use crate::auth::{bearer, context, text_header};
use crate::state::Http;

/// A service account at work.
pub(super) struct Provisioner(pub(super) RequestCtx);

impl FromRequestParts<Http> for Provisioner {
    type Rejection = ScimRefusal;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ScimRefusal> {
        let ctx = context(parts, http);
        let unknown = || {
            ScimRefusal::new(
                StatusCode::UNAUTHORIZED,
                "Send the token of a service account with the scope `scim` as `Authorization: Bearer …`.",
            )
        };
        let token = bearer(&parts.headers).ok_or_else(unknown)?;
        let account = http.app.token_service(token, ctx.now).await?;
        let Some(account) = account else {
            http.app.note_unknown_token(&ctx, token).await;
            return Err(unknown());
        };
        Ok(Self(RequestCtx {
            principal: Principal::Service(account),
            ..ctx
        }))
    }
}

/// A JSON body, as values.
pub(super) struct Body(pub(super) Value);

impl FromRequest<Http> for Body {
    type Rejection = ScimRefusal;

    async fn from_request(request: Request, http: &Http) -> Result<Self, ScimRefusal> {
        let kind = text_header(request.headers(), header::CONTENT_TYPE.as_str());
        let kind = kind
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default();
        let kind = kind.trim().to_ascii_lowercase();
        if kind != "application/scim+json" && kind != "application/json" {
            return Err(ScimRefusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Send `application/scim+json`.",
            ));
        }
        let bytes = Bytes::from_request(request, http).await.map_err(|error| {
            ScimRefusal::new(error.status(), "The body did not arrive, or is too large.")
        })?;
        let value = serde_json::from_slice(&bytes).map_err(|_| {
            coffer_scim::ScimError::new(
                coffer_scim::ErrorKind::InvalidSyntax,
                "The body is not JSON.",
            )
        })?;
        Ok(Self(value))
    }
}
