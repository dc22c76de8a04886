//! `/api/v1/budgets`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::alerts::{BudgetList, BudgetRaise, NewBudgetRaise};
use coffer_api::problem::Problem;
use coffer_app::budgets as app;

use super::Json;
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::state::Http;

/// How much goes out in an hour, and what is raised now.
#[utoipa::path(get, operation_id = "list_budgets", path = "/api/v1/budgets", tag = "alerts",
    responses((status = 200, body = BudgetList), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<BudgetList>, ApiError> {
    let view = http.app.budgets(&signed.ctx).await?;
    Ok(axum::Json(convert::budgets(&view)))
}

/// Raise a budget for a time, in place of an earlier raise of it.
#[utoipa::path(post, operation_id = "raise_budget", path = "/api/v1/budgets/raises", tag = "alerts", request_body = NewBudgetRaise,
    responses((status = 201, body = BudgetRaise), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn raise(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewBudgetRaise>,
) -> Result<(StatusCode, axum::Json<BudgetRaise>), ApiError> {
    let new = app::NewBudgetRaise {
        of: form.of,
        factor: form.factor,
        hours: form.hours,
        reason: form.reason,
    };
    let raise = http.app.raise_budget(&signed.ctx, &new).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::budget_raise(&raise)),
    ))
}

/// End a raise before its time.
#[utoipa::path(delete, operation_id = "end_budget_raise", path = "/api/v1/budgets/raises/{of}", tag = "alerts",
    params(("of" = String, Path, description = "Whose budget is raised: a member's or a case's id.")),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    State(http): State<Http>,
    signed: Signed,
    Path(of): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app.end_budget_raise(&signed.ctx, &of).await?;
    Ok(StatusCode::NO_CONTENT)
}
