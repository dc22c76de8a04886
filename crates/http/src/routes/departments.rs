//! `/api/v1/departments`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::people::{Department, NewDepartment};
use coffer_api::problem::Problem;

use super::Json;
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// All departments, by name.
#[utoipa::path(get, operation_id = "list_departments", path = "/api/v1/departments", tag = "people", responses((status = 200, body = List<Department>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    _signed: Signed,
) -> Result<axum::Json<List<Department>>, ApiError> {
    let items = http
        .app
        .departments()
        .await?
        .iter()
        .map(convert::department)
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Make a department.
#[utoipa::path(post, operation_id = "create_department", path = "/api/v1/departments", tag = "people", request_body = NewDepartment,
    responses((status = 201, body = Department), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewDepartment>,
) -> Result<(StatusCode, axum::Json<Department>), ApiError> {
    let department = http.app.create_department(&signed.ctx, &form.name).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::department(&department)),
    ))
}
