//! How long things are kept: erasing whole cases, holding files and customers.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::cases::SetHold;
use coffer_api::files::Erase;
use coffer_api::keeping::CaseErasure;
use coffer_api::ledger::Receipt;
use coffer_api::problem::Problem;

use super::files::file_id;
use super::{Json, Path};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// Erase a case, open or closed: its files, open uploads, messages, deliveries and keys, for good. For leads of its department and
/// data protection officers; needs a reason, and a session that stepped up. While it is held for the law, this is refused.
#[utoipa::path(delete, operation_id = "erase_case", path = "/api/v1/cases/{case}", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = Erase,
    responses((status = 200, body = CaseErasure),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn erase_case(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<Erase>,
) -> Result<axum::Json<CaseErasure>, ApiError> {
    let erased = http
        .app
        .erase_case(&signed.ctx, &case, &form.reason)
        .await?;
    Ok(axum::Json(CaseErasure {
        case: erased.case.to_string(),
        objects: erased.objects as u64,
        keys_destroyed: erased.destroyed,
        backups_until: erased.backups_until.to_string(),
    }))
}

/// The signed certificate that an erased case's keys are destroyed, for those who may see it or erase it. A receipt like others:
/// `coffer verify` checks it. Its entry says which keys, and until when backups may hold them.
#[utoipa::path(get, operation_id = "case_erasure_certificate", path = "/api/v1/cases/{case}/erasure", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = Receipt),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn case_certificate(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<Receipt>, ApiError> {
    let certificate = http
        .app
        .case_erasure_certificate(&signed.ctx, &case)
        .await?;
    Ok(axum::Json(convert::receipt(&certificate)))
}

/// Hold one file for the law, or end that: while it is held, neither it nor its case is erased. For those who decide about holds; a session
/// must have stepped up.
#[utoipa::path(put, operation_id = "set_file_hold", path = "/api/v1/files/{file}/hold", tag = "files",
    params(("file" = String, Path, description = "Id of the file.")), request_body = SetHold,
    responses((status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn hold_file(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Json(form): Json<SetHold>,
) -> Result<StatusCode, ApiError> {
    http.app
        .hold_file(&signed.ctx, file_id(&file)?, form.on, &form.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hold all cases of a customer for the law, those to come as well, or end that. For those who decide about holds; a session must have
/// stepped up.
#[utoipa::path(put, operation_id = "set_customer_hold", path = "/api/v1/customers/{customer}/hold", tag = "customers",
    params(("customer" = String, Path, description = "Id or name of the customer.")), request_body = SetHold,
    responses((status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn hold_customer(
    State(http): State<Http>,
    signed: Signed,
    Path(customer): Path<String>,
    Json(form): Json<SetHold>,
) -> Result<StatusCode, ApiError> {
    http.app
        .hold_customer(&signed.ctx, &customer, form.on, &form.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
