//! `/api/v1/retention`: how long cases are kept after their close, and what is due.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::keeping::{DueCase, EndRetentionRule, NewRetentionRule, RetentionRule};
use coffer_api::problem::Problem;
use coffer_app::retention;
use coffer_domain::id::RetentionRuleId;
use coffer_domain::limits::RETENTION_LISTINGS_MIN;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::state::Http;

/// How far ahead to look.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ahead {
    /// Due within so many days; 30 if not given.
    days: Option<u32>,
}

const AHEAD_DAYS: u32 = 30;

/// The rules that count, oldest first. For data protection and security officers, auditors and administrators.
#[utoipa::path(get, operation_id = "list_retention_rules", path = "/api/v1/retention/rules", tag = "retention",
    responses((status = 200, body = List<RetentionRule>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<RetentionRule>>, ApiError> {
    let rules = http.app.retention_rules(&signed.ctx).await?;
    Ok(axum::Json(List {
        items: rules.iter().map(shown).collect(),
        next: None,
    }))
}

/// Set a rule: how long at least, or at most, what is in closed cases is kept. For data protection officers and administrators; a session
/// must have stepped up.
#[utoipa::path(post, operation_id = "set_retention_rule", path = "/api/v1/retention/rules", tag = "retention",
    request_body = NewRetentionRule,
    responses((status = 201, body = RetentionRule),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn set(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewRetentionRule>,
) -> Result<(StatusCode, axum::Json<RetentionRule>), ApiError> {
    let new = retention::NewRetentionRule {
        name: form.name,
        department: form.department,
        lane: form.lane,
        bound: form.bound,
        days: form.days,
    };
    let rule = http.app.set_retention_rule(&signed.ctx, &new).await?;
    Ok((StatusCode::CREATED, axum::Json(shown(&rule))))
}

/// End a rule. A minimum counts on for seven days. Needs a reason, and a session that stepped up.
#[utoipa::path(delete, operation_id = "end_retention_rule", path = "/api/v1/retention/rules/{rule}", tag = "retention",
    params(("rule" = String, Path, description = "Id of the rule.")), request_body = EndRetentionRule,
    responses((status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    State(http): State<Http>,
    signed: Signed,
    Path(rule): Path<String>,
    Json(form): Json<EndRetentionRule>,
) -> Result<StatusCode, ApiError> {
    let id: RetentionRuleId = rule
        .parse()
        .map_err(|error| ApiError::bad_request(format!("{error}.")))?;
    http.app
        .end_retention_rule(&signed.ctx, id, &form.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closed cases that rules erase soon, soonest first, at most 1,000; what is held is not among them.
#[utoipa::path(get, operation_id = "list_due_cases", path = "/api/v1/retention/due", tag = "retention",
    params(Ahead),
    responses((status = 200, body = List<DueCase>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn due(
    State(http): State<Http>,
    signed: Signed,
    Query(ahead): Query<Ahead>,
) -> Result<axum::Json<List<DueCase>>, ApiError> {
    let days = ahead.days.unwrap_or(AHEAD_DAYS);
    let due = http.app.due_cases(&signed.ctx, days).await?;
    let items = due.iter().map(|it| DueCase {
        case: it.case.id.to_string(),
        reference: it.case.reference.to_string(),
        customer_name: it.customer.to_string(),
        department_name: it.department.to_string(),
        closed: it.case.closed.map(|at| at.to_string()),
        rule: it.rule.id.to_string(),
        rule_name: it.rule.name.to_string(),
        due: it.due.to_string(),
        listings: it.listings,
        listings_needed: RETENTION_LISTINGS_MIN,
    });
    Ok(axum::Json(List {
        items: items.collect(),
        next: None,
    }))
}

fn shown(rule: &coffer_domain::retention::RetentionRule) -> RetentionRule {
    RetentionRule {
        id: rule.id.to_string(),
        name: rule.name.to_string(),
        department: rule.department.map(|it| it.to_string()),
        lane: rule.lane.map(|lane| lane.as_str().to_owned()),
        bound: rule.bound.as_str().to_owned(),
        days: rule.days,
        set_by: rule.set_by.to_string(),
        set: rule.set.to_string(),
        ended: rule.ended.map(|at| at.to_string()),
    }
}
