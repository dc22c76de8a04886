//! `/api/v1/policies`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::policies::{
    NewPolicyVersion, Policies, PolicyAnswer, PolicyCheck, PolicyReplay, PolicyText, PolicyVersion,
    PolicyVisible,
};
use coffer_api::problem::Problem;
use coffer_domain::id::PolicyVersionId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert::policies as convert;
use crate::problem::ApiError;
use crate::state::Http;

/// The rules in force, and the organisation's own policies.
#[utoipa::path(get, operation_id = "list_policies", path = "/api/v1/policies", tag = "policies",
    responses((status = 200, body = Policies), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<Policies>, ApiError> {
    let found = http.app.policies(&signed.ctx).await?;
    Ok(axum::Json(convert::policies(found)))
}

/// What is to be said of policies, without putting them in force.
#[utoipa::path(post, operation_id = "check_policies", path = "/api/v1/policies/check", tag = "policies", request_body = PolicyText,
    responses((status = 200, body = PolicyCheck), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn check(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<PolicyText>,
) -> Result<axum::Json<PolicyCheck>, ApiError> {
    let check = http.app.check_policies(&signed.ctx, &form.text).await?;
    Ok(axum::Json(convert::check(check)))
}

/// What policies would have said of what people did, as the ledger has it.
#[utoipa::path(post, operation_id = "replay_policies", path = "/api/v1/policies/replay", tag = "policies", request_body = PolicyText,
    responses((status = 200, body = PolicyReplay), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn replay(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<PolicyText>,
) -> Result<axum::Json<PolicyReplay>, ApiError> {
    let replay = http.app.replay_policies(&signed.ctx, &form.text).await?;
    Ok(axum::Json(convert::replay(replay)))
}

/// All versions of the organisation's own policies, newest first.
#[utoipa::path(get, operation_id = "list_policy_versions", path = "/api/v1/policies/versions", tag = "policies",
    responses((status = 200, body = List<PolicyVersion>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn versions(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<PolicyVersion>>, ApiError> {
    let versions = http.app.policy_versions(&signed.ctx).await?;
    let items = versions.iter().map(convert::version).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Propose all the organisation's own policies anew.
#[utoipa::path(post, operation_id = "propose_policies", path = "/api/v1/policies/versions", tag = "policies", request_body = NewPolicyVersion,
    responses((status = 201, body = PolicyVersion), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn propose(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewPolicyVersion>,
) -> Result<(StatusCode, axum::Json<PolicyVersion>), ApiError> {
    let app = &http.app;
    let version = app
        .propose_policies(&signed.ctx, &form.text, &form.why)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(convert::version(&version))))
}

/// Approve what somebody else proposed.
#[utoipa::path(post, operation_id = "approve_policies", path = "/api/v1/policies/versions/{version}/approve", tag = "policies",
    params(("version" = String, Path, description = "`pol_…`")),
    responses((status = 200, body = PolicyVersion), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn approve(
    State(http): State<Http>,
    signed: Signed,
    Path(version): Path<String>,
) -> Result<axum::Json<PolicyVersion>, ApiError> {
    let id = version_id(&version)?;
    let version = http.app.approve_policies(&signed.ctx, id).await?;
    Ok(axum::Json(convert::version(&version)))
}

/// Refuse what was proposed, or take it back, until it is in force.
#[utoipa::path(post, operation_id = "refuse_policies", path = "/api/v1/policies/versions/{version}/refuse", tag = "policies",
    params(("version" = String, Path, description = "`pol_…`")),
    responses((status = 200, body = PolicyVersion), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn refuse(
    State(http): State<Http>,
    signed: Signed,
    Path(version): Path<String>,
) -> Result<axum::Json<PolicyVersion>, ApiError> {
    let id = version_id(&version)?;
    let version = http.app.refuse_policies(&signed.ctx, id).await?;
    Ok(axum::Json(convert::version(&version)))
}

fn version_id(text: &str) -> Result<PolicyVersionId, ApiError> {
    let unknown = coffer_app::AppError::NotFound("policy version");
    text.parse().map_err(|_| unknown.into())
}

/// Whose act, on what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    /// The member: id or address.
    member: String,
    /// The action, such as `file.view`.
    action: String,
    /// On what: a file's, case's or department's id, a case's reference, or `organisation`.
    on: String,
}

/// Whether a member may do this, and by which rules.
#[utoipa::path(get, operation_id = "explain_access", path = "/api/v1/policies/explain", tag = "policies", params(Act),
    responses((status = 200, body = PolicyAnswer), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn explain(
    State(http): State<Http>,
    signed: Signed,
    Query(act): Query<Act>,
) -> Result<axum::Json<PolicyAnswer>, ApiError> {
    let app = &http.app;
    let answer = app.explain_access(&signed.ctx, &act.member, &act.action, &act.on);
    Ok(axum::Json(convert::answer(&answer.await?)))
}

/// Which act, on what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anybody {
    /// The action, such as `file.view`.
    action: String,
    /// On what: a file's, case's or department's id, a case's reference, or `organisation`.
    on: String,
}

/// Everybody who may do this, and by which rules.
#[utoipa::path(get, operation_id = "who_can", path = "/api/v1/policies/who-can", tag = "policies", params(Anybody),
    responses((status = 200, body = List<PolicyAnswer>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn who_can(
    State(http): State<Http>,
    signed: Signed,
    Query(act): Query<Anybody>,
) -> Result<axum::Json<List<PolicyAnswer>>, ApiError> {
    let answers = http.app.who_can(&signed.ctx, &act.action, &act.on).await?;
    let items = answers.iter().map(convert::answer).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Whose view.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    /// The member: id or address.
    member: String,
    /// `next` of the page of files before.
    after: Option<String>,
}

/// Which cases and files a member may see. Everybody may ask it of themselves.
#[utoipa::path(get, operation_id = "visible_to", path = "/api/v1/policies/visible", tag = "policies", params(Whose),
    responses((status = 200, body = PolicyVisible), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn visible(
    State(http): State<Http>,
    signed: Signed,
    Query(whose): Query<Whose>,
) -> Result<axum::Json<PolicyVisible>, ApiError> {
    let after = whose.after.as_deref().map(|text| {
        text.parse()
            .map_err(|_| ApiError::bad_request("`after` must be the `next` of the page before."))
    });
    let app = &http.app;
    let visible = app.visible_to(&signed.ctx, &whose.member, after.transpose()?);
    Ok(axum::Json(convert::visible(&visible.await?)))
}
