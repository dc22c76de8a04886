//! `/api/v1/session/step-up`: showing again who is behind a session.

use axum::extract::State;
use axum::response::Response;
use coffer_api::account::Ceremony;
use coffer_api::problem::Problem;
use coffer_api::session::{Me, StepUp};
use coffer_app::signin::CeremonyAnswer;
use coffer_domain::secret::SecretText;

use super::with_cookie;
use crate::auth::{Signed, brake};
use crate::convert;
use crate::problem::ApiError;
use crate::routes::Json;
use crate::state::Http;

/// Begin to step up with the passkey that began the session.
#[utoipa::path(post, operation_id = "begin_step_up", path = "/api/v1/session/step-up/options", tag = "session",
    responses((status = 200, body = Ceremony), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn options(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<Ceremony>, ApiError> {
    let offer = http
        .app
        .begin_passkey_step_up(&signed.ctx, signed.session()?)
        .await?;
    Ok(axum::Json(convert::ceremony(offer)?))
}

/// Step up: for 15 minutes the session reaches sensitive acts. Answers with a new cookie; the old one is dead.
#[utoipa::path(post, operation_id = "step_up", path = "/api/v1/session/step-up", tag = "session", request_body = StepUp,
    responses((status = 200, body = Me), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn step_up(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<StepUp>,
) -> Result<Response, ApiError> {
    brake(&signed.ctx, &http)?;
    let session = signed.session()?;
    let signed_in = match (form.password, form.code, form.ticket, form.credential) {
        (Some(password), Some(code), None, None) => {
            let password = SecretText::new(password);
            http.app
                .step_up(&signed.ctx, session, password, &code)
                .await?
        }
        (None, None, Some(ticket), Some(credential)) => {
            let credential = credential.to_string();
            let answer = CeremonyAnswer {
                ticket: &ticket,
                credential: &credential,
            };
            http.app
                .step_up_by_passkey(&signed.ctx, session, answer)
                .await?
        }
        _ => {
            return Err(ApiError::bad_request(
                "Send `password` and `code`, or `ticket` and `credential`.",
            ));
        }
    };
    with_cookie(&http, &signed.ctx, &signed_in).await
}
