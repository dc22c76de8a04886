//! `/api/v1/link/passkey` and `/passkeys`: a contact's passkeys, in place of the mailed code.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::account::{Ceremony, NewPasskey, Passkey, PasskeySignIn};
use coffer_api::link::PassCreated;
use coffer_api::problem::Problem;
use coffer_app::signin::CeremonyAnswer;

use crate::auth::{Sender, brake, was_right};
use crate::convert;
use crate::problem::ApiError;
use crate::routes::path::id;
use crate::routes::{Json, Path};
use crate::state::Http;

/// Begin to open the link with its contact's passkey; the answer says nothing of their keys.
#[utoipa::path(post, operation_id = "begin_link_passkey", path = "/api/v1/link/passkey/options", tag = "link",
    responses((status = 200, body = Ceremony), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn options(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<Ceremony>, ApiError> {
    let offer = http
        .app
        .begin_link_passkey(&sender.ctx, &sender.link)
        .await?;
    Ok(axum::Json(convert::ceremony(offer)?))
}

/// Open the link with its contact's passkey; answers with a pass.
#[utoipa::path(post, operation_id = "enter_link_passkey", path = "/api/v1/link/passkey", tag = "link", request_body = PasskeySignIn,
    responses((status = 200, body = PassCreated), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn show(
    State(http): State<Http>,
    sender: Sender,
    Json(form): Json<PasskeySignIn>,
) -> Result<axum::Json<PassCreated>, ApiError> {
    brake(&sender.ctx, &http)?;
    let credential = form.credential.to_string();
    let answer = CeremonyAnswer {
        ticket: &form.ticket,
        credential: &credential,
    };
    let (pass, expires) = http
        .app
        .enter_passkey(&sender.ctx, &sender.link, answer)
        .await?;
    was_right(&sender.ctx, &http);
    Ok(axum::Json(PassCreated {
        pass: pass.expose().to_owned(),
        expires: expires.to_string(),
    }))
}

/// The contact's own passkeys, oldest first.
#[utoipa::path(get, operation_id = "list_link_passkeys", path = "/api/v1/link/passkeys", tag = "link",
    responses((status = 200, body = List<Passkey>), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<List<Passkey>>, ApiError> {
    let passkeys = http.app.contact_passkeys(&sender.link).await?;
    let items = passkeys.iter().map(convert::passkey).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Begin to add a passkey; the contact's address must have been proved.
#[utoipa::path(post, operation_id = "begin_contact_passkey", path = "/api/v1/link/passkeys/options", tag = "link",
    responses((status = 200, body = Ceremony), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add_options(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<Ceremony>, ApiError> {
    let offer = http
        .app
        .begin_contact_passkey(&sender.ctx, &sender.link)
        .await?;
    Ok(axum::Json(convert::ceremony(offer)?))
}

/// Add the passkey just made; the contact is told by mail.
#[utoipa::path(post, operation_id = "add_contact_passkey", path = "/api/v1/link/passkeys", tag = "link", request_body = NewPasskey,
    responses((status = 201, body = Passkey), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    State(http): State<Http>,
    sender: Sender,
    Json(form): Json<NewPasskey>,
) -> Result<(StatusCode, axum::Json<Passkey>), ApiError> {
    let credential = form.credential.to_string();
    let answer = CeremonyAnswer {
        ticket: &form.ticket,
        credential: &credential,
    };
    let passkey = http
        .app
        .add_contact_passkey(&sender.ctx, &sender.link, answer, &form.name)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(convert::passkey(&passkey))))
}

/// Remove one of the contact's passkeys; codes by mail remain.
#[utoipa::path(delete, operation_id = "remove_contact_passkey", path = "/api/v1/link/passkeys/{passkey}", tag = "link",
    params(("passkey" = String, Path)),
    responses((status = 204), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    State(http): State<Http>,
    sender: Sender,
    Path(passkey): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app
        .remove_contact_passkey(&sender.ctx, &sender.link, id(&passkey)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
