//! What the interface says of itself.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use coffer_scim::Page;

use super::answer::{ScimRefusal, answer};
use super::auth::Provisioner;
use super::base;
use crate::state::Http;

pub(super) async fn config(State(http): State<Http>, _: Provisioner) -> Response {
    let body = coffer_scim::service_provider_config(&base(&http));
    answer(StatusCode::OK, &body)
}

pub(super) async fn resource_types(State(http): State<Http>, _: Provisioner) -> Response {
    list(coffer_scim::resource_types(&base(&http)))
}

pub(super) async fn resource_type(
    State(http): State<Http>,
    _: Provisioner,
    Path(name): Path<String>,
) -> Result<Response, ScimRefusal> {
    let found = coffer_scim::resource_type(&name, &base(&http));
    let found = found.ok_or_else(ScimRefusal::not_found)?;
    Ok(answer(StatusCode::OK, &found))
}

pub(super) async fn schemas(State(http): State<Http>, _: Provisioner) -> Response {
    list(coffer_scim::schemas(&base(&http)))
}

pub(super) async fn schema(
    State(http): State<Http>,
    _: Provisioner,
    Path(urn): Path<String>,
) -> Result<Response, ScimRefusal> {
    let found = coffer_scim::schema_document(&urn, &base(&http));
    let found = found.ok_or_else(ScimRefusal::not_found)?;
    Ok(answer(StatusCode::OK, &found))
}

fn list(all: Vec<serde_json::Value>) -> Response {
    let total = all.len();
    let body = coffer_scim::list_response(all, total, Page::new(None, None));
    answer(StatusCode::OK, &body)
}
