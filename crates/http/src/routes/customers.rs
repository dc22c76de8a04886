//! `/api/v1/customers`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::people::{Customer, NewCustomer};
use coffer_api::problem::Problem;

use super::Json;
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// All customers, by name.
#[utoipa::path(get, operation_id = "list_customers", path = "/api/v1/customers", tag = "people", responses((status = 200, body = List<Customer>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    _signed: Signed,
) -> Result<axum::Json<List<Customer>>, ApiError> {
    let items = http
        .app
        .customers()
        .await?
        .iter()
        .map(convert::customer)
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Add a customer.
#[utoipa::path(post, operation_id = "create_customer", path = "/api/v1/customers", tag = "people", request_body = NewCustomer,
    responses((status = 201, body = Customer), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewCustomer>,
) -> Result<(StatusCode, axum::Json<Customer>), ApiError> {
    let customer = http.app.create_customer(&signed.ctx, &form.name).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::customer(&customer)),
    ))
}
