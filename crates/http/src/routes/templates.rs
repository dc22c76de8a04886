//! Templates of what file requests ask for.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::checklist::{NewRequestTemplate, RequestTemplate};
use coffer_api::problem::Problem;
use coffer_app::checklist::{Language, builtin};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// For whom templates are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// The language of whoever is asked, such as `en` or `de`, for those that come with Coffer.
    language: Option<String>,
}

/// The templates that can be used in a case: its department's own, and those that come with Coffer.
#[utoipa::path(get, operation_id = "list_case_templates", path = "/api/v1/cases/{case}/templates", tag = "requests",
    params(("case" = String, Path, description = "Id or reference of the case."), Asking),
    responses((status = 200, body = List<RequestTemplate>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn of_case(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Query(asking): Query<Asking>,
) -> Result<axum::Json<List<RequestTemplate>>, ApiError> {
    let language = asking.language.as_deref().unwrap_or("en");
    let language = Language::from_tag(language)
        .ok_or_else(|| ApiError::bad_request("`language` must be `en` or `de`."))?;
    let own = http.app.case_templates(&signed.ctx, &case).await?;
    let own = own.iter().map(convert::template);
    let shipped = builtin(language).into_iter().map(convert::builtin_template);
    let items = own.chain(shipped).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// A department's own templates.
#[utoipa::path(get, operation_id = "list_templates", path = "/api/v1/departments/{department}/templates", tag = "requests",
    params(("department" = String, Path, description = "Id or name of the department.")),
    responses((status = 200, body = List<RequestTemplate>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Path(department): Path<String>,
) -> Result<axum::Json<List<RequestTemplate>>, ApiError> {
    let own = http.app.templates(&signed.ctx, &department).await?;
    let items = own.iter().map(convert::template).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Save a template, in place of the one of the department that is called the same.
#[utoipa::path(post, operation_id = "save_template", path = "/api/v1/departments/{department}/templates", tag = "requests",
    params(("department" = String, Path, description = "Id or name of the department.")), request_body = NewRequestTemplate,
    responses((status = 201, body = RequestTemplate), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn save(
    State(http): State<Http>,
    signed: Signed,
    Path(department): Path<String>,
    Json(form): Json<NewRequestTemplate>,
) -> Result<(StatusCode, axum::Json<RequestTemplate>), ApiError> {
    let items = convert::new_items(form.items);
    let saved = http
        .app
        .save_template(&signed.ctx, &department, &form.name, &items)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(convert::template(&saved))))
}

/// Remove a template. Requests made from it stay as they are.
#[utoipa::path(delete, operation_id = "remove_template", path = "/api/v1/templates/{template}", tag = "requests",
    params(("template" = String, Path, description = "Id of the template.")),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    State(http): State<Http>,
    signed: Signed,
    Path(template): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = template
        .parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))?;
    http.app.remove_template(&signed.ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
