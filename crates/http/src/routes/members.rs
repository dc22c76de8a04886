//! `/api/v1/members`

pub(super) mod standing;

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::people::{Member, MemberAdded, NewMember};
use coffer_api::problem::Problem;
use coffer_app::people;

use super::Json;
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// All members, by name.
#[utoipa::path(get, operation_id = "list_members", path = "/api/v1/members", tag = "people", responses((status = 200, body = List<Member>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    _signed: Signed,
) -> Result<axum::Json<List<Member>>, ApiError> {
    let items = http
        .app
        .members()
        .await?
        .iter()
        .map(convert::member)
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Add a member; answers with their one-time enrolment link.
#[utoipa::path(post, operation_id = "add_member", path = "/api/v1/members", tag = "people", request_body = NewMember,
    responses((status = 201, body = MemberAdded), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewMember>,
) -> Result<(StatusCode, axum::Json<MemberAdded>), ApiError> {
    let new = people::NewMember {
        email: form.email,
        name: form.name,
        department: form.department,
        roles: form.roles,
    };
    let (member, link) = http.app.add_member(&signed.ctx, &new).await?;
    let added = MemberAdded {
        id: member.id.to_string(),
        member: convert::member(&member),
        enrolment_url: link.url.expose().to_owned(),
    };
    Ok((StatusCode::CREATED, axum::Json(added)))
}
