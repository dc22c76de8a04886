//! How a case is kept: legal hold and lockbox.

use axum::extract::State;
use coffer_api::cases::CaseProtection;
use coffer_api::problem::Problem;
use coffer_app::cases::CaseView;

use super::Path;
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::state::Http;

/// Whether a case is held for the law, and whether the customer's lockbox is on: for those who may see the case, and for
/// those who decide about holds and lockboxes, whether or not they see it.
#[utoipa::path(get, operation_id = "get_case_protection", path = "/api/v1/cases/{case}/protection", tag = "cases",
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 200, body = CaseProtection), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn of_case(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
) -> Result<axum::Json<CaseProtection>, ApiError> {
    let view = http.app.case_protection(&signed.ctx, &case).await?;
    Ok(axum::Json(shown(&view)))
}

/// How a case is kept, and which it is: nothing of its members and files.
pub(super) fn shown(view: &CaseView) -> CaseProtection {
    CaseProtection {
        case: view.case.id.to_string(),
        reference: view.case.reference.to_string(),
        subject: view.case.subject.to_string(),
        customer: view.case.customer.to_string(),
        customer_name: view.customer.to_string(),
        department_name: view.department.to_string(),
        state: view.case.state.as_str().to_owned(),
        held: view.case.legal_hold,
        customer_held: view.case.customer_held,
        sealed: view.case.sealed,
        erased: view.case.erased.as_ref().map(|it| it.erased.to_string()),
    }
}
