//! The customer's lockbox: switching it, and the contact's answers through their link.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::access::{AccessReason, SetLockbox, UnsealRequest};
use coffer_api::cases::CaseProtection;
use coffer_api::problem::Problem;
use coffer_app::access;
use coffer_domain::grant::minutes;

use super::access::request_id;
use super::protection;
use super::{Json, Path};
use crate::auth::{Sender, Signed};
use crate::problem::ApiError;
use crate::state::Http;

fn asked(asked: &access::UnsealRequest) -> UnsealRequest {
    let request = &asked.request;
    UnsealRequest {
        id: request.id.to_string(),
        asker: asked.asker.to_string(),
        acts: request
            .acts
            .words()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        minutes: minutes(request.life),
        reason: request.reason.clone(),
        state: request.state.as_str().to_owned(),
        lapses: request.lapses.to_string(),
    }
}

/// Switch the lockbox of a case on or off.
#[utoipa::path(put, operation_id = "set_case_lockbox", path = "/api/v1/cases/{case}/lockbox", tag = "access",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = SetLockbox,
    responses((status = 200, body = CaseProtection), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn of_case(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<SetLockbox>,
) -> Result<axum::Json<CaseProtection>, ApiError> {
    let view = http
        .app
        .set_case_lockbox(&signed.ctx, &case, form.on)
        .await?;
    // Who sets lockboxes need not be one who may see the case.
    Ok(axum::Json(protection::shown(&view)))
}

/// Switch the lockbox of all of a customer's cases on or off.
#[utoipa::path(put, operation_id = "set_customer_lockbox", path = "/api/v1/customers/{customer}/lockbox", tag = "access",
    params(("customer" = String, Path, description = "Id or name of the customer.")), request_body = SetLockbox,
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn of_customer(
    State(http): State<Http>,
    signed: Signed,
    Path(customer): Path<String>,
    Json(form): Json<SetLockbox>,
) -> Result<StatusCode, ApiError> {
    http.app
        .set_customer_lockbox(&signed.ctx, &customer, form.on)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the contact is asked in this link's case. Needs the mailed code.
#[utoipa::path(get, operation_id = "link_access_requests", path = "/api/v1/link/access-requests", tag = "link",
    responses((status = 200, body = List<UnsealRequest>), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    sender: Sender,
) -> Result<axum::Json<List<UnsealRequest>>, ApiError> {
    let requests = http.app.unseal_requests(&sender.ctx, &sender.link).await?;
    let items = requests.iter().map(asked).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Approve: what was asked for is unsealed for whoever asked, from now on. Needs the mailed code.
#[utoipa::path(post, operation_id = "link_approve_access", path = "/api/v1/link/access-requests/{request}/approve", tag = "link",
    params(("request" = String, Path, description = "Id of the access request.")),
    responses((status = 200, body = UnsealRequest), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn approve(
    State(http): State<Http>,
    sender: Sender,
    Path(request): Path<String>,
) -> Result<axum::Json<UnsealRequest>, ApiError> {
    let id = request_id(&request)?;
    let answered = http
        .app
        .approve_unseal(&sender.ctx, &sender.link, id)
        .await?;
    Ok(axum::Json(asked(&answered)))
}

/// Deny. Needs the mailed code.
#[utoipa::path(post, operation_id = "link_deny_access", path = "/api/v1/link/access-requests/{request}/deny", tag = "link",
    params(("request" = String, Path, description = "Id of the access request.")), request_body = AccessReason,
    responses((status = 200, body = UnsealRequest), (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn deny(
    State(http): State<Http>,
    sender: Sender,
    Path(request): Path<String>,
    Json(form): Json<AccessReason>,
) -> Result<axum::Json<UnsealRequest>, ApiError> {
    let id = request_id(&request)?;
    let answered = http
        .app
        .deny_unseal(&sender.ctx, &sender.link, id, &form.reason)
        .await?;
    Ok(axum::Json(asked(&answered)))
}
