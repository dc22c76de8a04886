//! Messages of a case: the members' side and the contact's.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::files::Erase;
use coffer_api::messages::{Message, MessageSent, Messages, NewMessage};
use coffer_api::problem::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
use crate::auth::{Sender, Signed};
use crate::convert::{self, Side};
use crate::problem::ApiError;
use crate::state::Http;

/// Which part of the messages.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct MessagePage {
    /// Only those before this number.
    below: Option<u64>,
}

/// What members and contacts of a case wrote to each other, newest first.
#[utoipa::path(get, operation_id = "list_messages", path = "/api/v1/cases/{case}/messages", tag = "messages",
    params(("case" = String, Path, description = "Id or reference of the case."), MessagePage),
    responses((status = 200, body = Messages), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Query(page): Query<MessagePage>,
) -> Result<axum::Json<Messages>, ApiError> {
    let list = http.app.messages(&signed.ctx, &case, page.below).await?;
    Ok(axum::Json(convert::messages(&list, Side::Member)))
}

/// Write to the contacts of a case who hold a link into it. A mail tells them that there is a message.
#[utoipa::path(post, operation_id = "send_message", path = "/api/v1/cases/{case}/messages", tag = "messages",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = NewMessage,
    responses((status = 201, body = MessageSent), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"), (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn send(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<NewMessage>,
) -> Result<(StatusCode, axum::Json<MessageSent>), ApiError> {
    let sent = http
        .app
        .send_message(&signed.ctx, &case, &form.text)
        .await?;
    let sent = convert::message_sent(&sent, Side::Member);
    Ok((StatusCode::CREATED, axum::Json(sent)))
}

/// The messages of the link's case. Needs the mailed code.
#[utoipa::path(get, operation_id = "link_messages", path = "/api/v1/link/messages", tag = "link", params(MessagePage),
    responses((status = 200, body = Messages), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn received(
    State(http): State<Http>,
    sender: Sender,
    Query(page): Query<MessagePage>,
) -> Result<axum::Json<Messages>, ApiError> {
    let list = http
        .app
        .link_messages(&sender.ctx, &sender.link, page.below)
        .await?;
    Ok(axum::Json(convert::messages(&list, Side::Contact)))
}

/// Write to the members who work the link's case. Needs the mailed code.
#[utoipa::path(post, operation_id = "link_send_message", path = "/api/v1/link/messages", tag = "link", request_body = NewMessage,
    responses((status = 201, body = MessageSent), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn answer(
    State(http): State<Http>,
    sender: Sender,
    Json(form): Json<NewMessage>,
) -> Result<(StatusCode, axum::Json<MessageSent>), ApiError> {
    let sent = http
        .app
        .send_link_message(&sender.ctx, &sender.link, &form.text)
        .await?;
    let sent = convert::message_sent(&sent, Side::Contact);
    Ok((StatusCode::CREATED, axum::Json(sent)))
}

/// Erase what a message says. That it was written stays; while the case is held for the law, nothing is erased.
#[utoipa::path(delete, operation_id = "erase_message", path = "/api/v1/messages/{message}", tag = "messages",
    params(("message" = String, Path, description = "Id of the message.")), request_body = Erase,
    responses((status = 200, body = Message), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn erase(
    State(http): State<Http>,
    signed: Signed,
    Path(message): Path<String>,
    Json(form): Json<Erase>,
) -> Result<axum::Json<Message>, ApiError> {
    let id = message
        .parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))?;
    let erased = http
        .app
        .erase_message(&signed.ctx, id, &form.reason)
        .await?;
    Ok(axum::Json(convert::message(&erased, Side::Member)))
}
