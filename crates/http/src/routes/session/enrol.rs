//! `/api/v1/session/enrol`: choosing how to sign in, by a one-time link.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use coffer_api::problem::Problem;
use coffer_api::session::{EnrolConfirm, EnrolOffer, EnrolStart, Me};
use coffer_domain::secret::SecretText;

use super::{client, with_cookie};
use crate::auth::Anybody;
use crate::problem::ApiError;
use crate::routes::Json;
use crate::state::Http;

/// Choose a password; answers with the second factor to set up.
#[utoipa::path(post, operation_id = "start_enrolment", path = "/api/v1/session/enrol", tag = "session", request_body = EnrolStart,
    responses((status = 200, body = EnrolOffer), (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn start(
    State(http): State<Http>,
    anybody: Anybody,
    Json(form): Json<EnrolStart>,
) -> Result<axum::Json<EnrolOffer>, ApiError> {
    anybody.brake(&http)?;
    let offer = http
        .app
        .start_enrolment(&anybody.0, &form.token, SecretText::new(form.password))
        .await?;
    Ok(axum::Json(EnrolOffer {
        email: offer.email.to_string(),
        totp_secret: offer.secret.expose().to_owned(),
        otpauth_url: offer.otpauth_url.expose().to_owned(),
    }))
}

/// Prove the second factor; uses the link up and signs in.
#[utoipa::path(post, operation_id = "confirm_enrolment", path = "/api/v1/session/enrol/confirm", tag = "session", request_body = EnrolConfirm,
    responses((status = 200, body = Me), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn confirm(
    State(http): State<Http>,
    anybody: Anybody,
    headers: HeaderMap,
    Json(form): Json<EnrolConfirm>,
) -> Result<Response, ApiError> {
    anybody.brake(&http)?;
    let signed_in = http
        .app
        .confirm_enrolment(&anybody.0, &form.token, &form.code, client(&headers))
        .await?;
    with_cookie(&http, &anybody.0, &signed_in).await
}
