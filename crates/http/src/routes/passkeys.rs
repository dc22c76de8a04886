//! `/api/v1/passkeys`: one's own passkeys.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::account::{Ceremony, NewPasskey, NewPasskeyStart, Passkey, RenamePasskey};
use coffer_api::problem::Problem;
use coffer_app::signin::CeremonyAnswer;

use super::path::id;
use super::{Json, Path};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// One's own passkeys, oldest first.
#[utoipa::path(get, operation_id = "list_passkeys", path = "/api/v1/passkeys", tag = "account", responses((status = 200, body = List<Passkey>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<Passkey>>, ApiError> {
    let passkeys = http.app.own_passkeys(&signed.ctx).await?;
    let items = passkeys.iter().map(convert::passkey).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Begin to add a passkey; needs a session that has stepped up.
#[utoipa::path(post, operation_id = "begin_passkey", path = "/api/v1/passkeys/options", tag = "account", request_body = NewPasskeyStart,
    responses((status = 200, body = Ceremony), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn options(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewPasskeyStart>,
) -> Result<axum::Json<Ceremony>, ApiError> {
    let offer = http
        .app
        .begin_own_passkey(&signed.ctx, signed.session()?, form.attested)
        .await?;
    Ok(axum::Json(convert::ceremony(offer)?))
}

/// Add the passkey just made; all other sessions end.
#[utoipa::path(post, operation_id = "add_passkey", path = "/api/v1/passkeys", tag = "account", request_body = NewPasskey,
    responses((status = 201, body = Passkey), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewPasskey>,
) -> Result<(StatusCode, axum::Json<Passkey>), ApiError> {
    let credential = form.credential.to_string();
    let answer = CeremonyAnswer {
        ticket: &form.ticket,
        credential: &credential,
    };
    let passkey = http
        .app
        .add_own_passkey(&signed.ctx, signed.session()?, answer, &form.name)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(convert::passkey(&passkey))))
}

/// Give a passkey another name.
#[utoipa::path(patch, operation_id = "rename_passkey", path = "/api/v1/passkeys/{passkey}", tag = "account", request_body = RenamePasskey,
    params(("passkey" = String, Path)),
    responses((status = 200, body = Passkey), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn rename(
    State(http): State<Http>,
    signed: Signed,
    Path(passkey): Path<String>,
    Json(form): Json<RenamePasskey>,
) -> Result<axum::Json<Passkey>, ApiError> {
    let passkey = http
        .app
        .rename_own_passkey(&signed.ctx, id(&passkey)?, &form.name)
        .await?;
    Ok(axum::Json(convert::passkey(&passkey)))
}

/// Remove a passkey, unless it is the last way in; all other sessions end.
#[utoipa::path(delete, operation_id = "remove_passkey", path = "/api/v1/passkeys/{passkey}", tag = "account",
    params(("passkey" = String, Path)),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    State(http): State<Http>,
    signed: Signed,
    Path(passkey): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app
        .remove_own_passkey(&signed.ctx, signed.session()?, id(&passkey)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
