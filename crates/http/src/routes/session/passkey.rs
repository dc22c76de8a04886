//! `/api/v1/session/passkey`: signing in with a passkey.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use coffer_api::account::{
    Ceremony, EnrolPasskey, EnrolPasskeyOffer, EnrolPasskeyStart, PasskeySignIn,
};
use coffer_api::problem::Problem;
use coffer_api::session::Me;
use coffer_app::signin::CeremonyAnswer;

use super::{client, with_cookie};
use crate::auth::Anybody;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::Json;
use crate::state::Http;

/// Begin to sign in with a passkey; the answer is the same for everybody.
#[utoipa::path(post, operation_id = "begin_passkey_sign_in", path = "/api/v1/session/passkey/options", tag = "session",
    responses((status = 200, body = Ceremony), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn options(
    State(http): State<Http>,
    anybody: Anybody,
) -> Result<axum::Json<Ceremony>, ApiError> {
    let offer = http.app.begin_passkey_sign_in(&anybody.0).await?;
    Ok(axum::Json(convert::ceremony(offer)?))
}

/// Sign in with a passkey; answers with the session cookie.
#[utoipa::path(post, operation_id = "sign_in_by_passkey", path = "/api/v1/session/passkey", tag = "session", request_body = PasskeySignIn,
    responses((status = 200, body = Me), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn sign_in(
    State(http): State<Http>,
    anybody: Anybody,
    headers: HeaderMap,
    Json(form): Json<PasskeySignIn>,
) -> Result<Response, ApiError> {
    anybody.brake(&http)?;
    let credential = form.credential.to_string();
    let answer = CeremonyAnswer {
        ticket: &form.ticket,
        credential: &credential,
    };
    let signed_in = http
        .app
        .sign_in_by_passkey(&anybody.0, answer, client(&headers))
        .await?;
    with_cookie(&http, &anybody.0, &signed_in).await
}

/// Begin to enrol with a passkey instead of a password.
#[utoipa::path(post, operation_id = "begin_passkey_enrolment", path = "/api/v1/session/enrol/passkey/options", tag = "session",
    request_body = EnrolPasskeyStart,
    responses((status = 200, body = EnrolPasskeyOffer), (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn enrol_options(
    State(http): State<Http>,
    anybody: Anybody,
    Json(form): Json<EnrolPasskeyStart>,
) -> Result<axum::Json<EnrolPasskeyOffer>, ApiError> {
    anybody.brake(&http)?;
    let begun = http
        .app
        .begin_passkey_enrolment(&anybody.0, &form.token)
        .await?;
    let (email, offer) = begun;
    let ceremony = convert::ceremony(offer)?;
    Ok(axum::Json(EnrolPasskeyOffer {
        email: email.to_string(),
        ticket: ceremony.ticket,
        options: ceremony.options,
    }))
}

/// Enrol with the passkey just made; uses the link up and signs in.
#[utoipa::path(post, operation_id = "enrol_by_passkey", path = "/api/v1/session/enrol/passkey", tag = "session", request_body = EnrolPasskey,
    responses((status = 200, body = Me), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn enrol(
    State(http): State<Http>,
    anybody: Anybody,
    headers: HeaderMap,
    Json(form): Json<EnrolPasskey>,
) -> Result<Response, ApiError> {
    anybody.brake(&http)?;
    let credential = form.credential.to_string();
    let answer = CeremonyAnswer {
        ticket: &form.ticket,
        credential: &credential,
    };
    let enrolled = http.app.enrol_by_passkey(
        &anybody.0,
        &form.token,
        answer,
        &form.name,
        client(&headers),
    );
    with_cookie(&http, &anybody.0, &enrolled.await?).await
}
