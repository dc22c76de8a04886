//! `/api/v1/account`: how one signs in.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::account::{Account, Freeze, NewPassword, RecoveryCodes};
use coffer_api::problem::Problem;
use coffer_domain::secret::SecretText;

use super::Json;
use crate::auth::{Anybody, Signed};
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// How one can sign in.
#[utoipa::path(get, operation_id = "account", path = "/api/v1/account", tag = "account", responses((status = 200, body = Account)))]
pub(crate) async fn get(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<Account>, ApiError> {
    let (password, recovery_codes) = http.app.other_ways_in(&signed.ctx).await?;
    let passkeys = http.app.own_passkeys(&signed.ctx).await?;
    Ok(axum::Json(Account {
        password,
        recovery_codes,
        passkeys: passkeys.iter().map(convert::passkey).collect(),
        attested_possible: http.app.attests_passkeys(),
    }))
}

/// Set another password; needs a session that has stepped up. All other sessions end.
#[utoipa::path(put, operation_id = "change_password", path = "/api/v1/account/password", tag = "account", request_body = NewPassword,
    responses((status = 204), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn change_password(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewPassword>,
) -> Result<StatusCode, ApiError> {
    let password = SecretText::new(form.password);
    http.app
        .change_password(&signed.ctx, signed.session()?, password)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make recovery codes anew; needs a session that has stepped up. Shown once.
#[utoipa::path(post, operation_id = "renew_recovery_codes", path = "/api/v1/account/recovery-codes", tag = "account",
    responses((status = 201, body = RecoveryCodes), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn renew_recovery_codes(
    State(http): State<Http>,
    signed: Signed,
) -> Result<(StatusCode, axum::Json<RecoveryCodes>), ApiError> {
    let codes = http.app.renew_recovery_codes(&signed.ctx).await?;
    let codes = codes.iter().map(|code| code.expose().to_owned()).collect();
    Ok((StatusCode::CREATED, axum::Json(RecoveryCodes { codes })))
}

/// Say that a change one was told of by mail was not one's own: locks the account.
#[utoipa::path(post, operation_id = "freeze_account", path = "/api/v1/account/freeze", tag = "account", request_body = Freeze,
    responses((status = 204), (status = 410, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn freeze(
    State(http): State<Http>,
    anybody: Anybody,
    Json(form): Json<Freeze>,
) -> Result<StatusCode, ApiError> {
    anybody.brake(&http)?;
    http.app.freeze(&anybody.0, &form.token).await?;
    Ok(StatusCode::NO_CONTENT)
}
