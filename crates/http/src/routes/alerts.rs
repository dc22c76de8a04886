//! `/api/v1/alerts`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::alerts::{
    Alert, CloseAlert, LiftAlert, NewAlertNote, NewNotice, NewReport, NewResponse,
};
use coffer_api::problem::Problem;
use coffer_app::AppError;
use coffer_domain::alert::{AlertFilter, AlertState, Response, Told, Verdict};
use coffer_domain::id::AlertId;
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::time::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;

use super::Json;
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Which alerts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    /// Only in this state: `open`, `acknowledged` or `closed`.
    state: Option<String>,
    /// Only of this rule.
    rule: Option<String>,
    /// Only those after this one in the list: the last page's `next`.
    after: Option<String>,
    /// How many; a page at most.
    limit: Option<u32>,
}

fn id(text: &str) -> Result<AlertId, ApiError> {
    text.parse().map_err(|_| AppError::NotFound("alert").into())
}

fn bad(field: &'static str, problem: &'static str) -> ApiError {
    AppError::Value { field, problem }.into()
}

/// Alerts, newest first.
#[utoipa::path(get, operation_id = "list_alerts", path = "/api/v1/alerts", tag = "alerts", params(Which),
    responses((status = 200, body = List<Alert>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(which): Query<Which>,
) -> Result<axum::Json<List<Alert>>, ApiError> {
    let state = match which.state.as_deref() {
        None => None,
        Some(word) => Some(
            AlertState::from_word(word)
                .ok_or_else(|| bad("state", "must be open, acknowledged or closed"))?,
        ),
    };
    let after = which.after.as_deref().map(str::parse::<AlertId>);
    let limit = which.limit.unwrap_or(PAGE_ROWS_MAX).min(PAGE_ROWS_MAX);
    let filter = AlertFilter {
        state,
        rule: which.rule,
        after: after
            .transpose()
            .map_err(|_| bad("after", "must be the id of an alert"))?,
        limit,
        ..AlertFilter::default()
    };
    let views = http.app.alerts(&signed.ctx, &filter).await?;
    let full = u32::try_from(views.len()).is_ok_and(|count| count >= limit);
    let next = views
        .last()
        .filter(|_| full)
        .map(|view| view.alert.id.to_string());
    let items = views.iter().map(convert::alert).collect();
    Ok(axum::Json(List { items, next }))
}

/// One alert, with notes and what followed.
#[utoipa::path(get, operation_id = "get_alert", path = "/api/v1/alerts/{alert}", tag = "alerts",
    params(("alert" = String, Path, description = "Id of the alert.")),
    responses((status = 200, body = Alert), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(http): State<Http>,
    signed: Signed,
    Path(alert): Path<String>,
) -> Result<axum::Json<Alert>, ApiError> {
    let view = http.app.alert(&signed.ctx, id(&alert)?).await?;
    Ok(axum::Json(convert::alert(&view)))
}

/// Take an alert: whoever asks looks into it.
#[utoipa::path(post, operation_id = "acknowledge_alert", path = "/api/v1/alerts/{alert}/acknowledge", tag = "alerts",
    params(("alert" = String, Path, description = "Id of the alert.")),
    responses((status = 200, body = Alert), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn acknowledge(
    State(http): State<Http>,
    signed: Signed,
    Path(alert): Path<String>,
) -> Result<axum::Json<Alert>, ApiError> {
    let view = http.app.acknowledge_alert(&signed.ctx, id(&alert)?).await?;
    Ok(axum::Json(convert::alert(&view)))
}

/// Write a note to an alert.
#[utoipa::path(post, operation_id = "note_alert", path = "/api/v1/alerts/{alert}/notes", tag = "alerts", request_body = NewAlertNote,
    params(("alert" = String, Path, description = "Id of the alert.")),
    responses((status = 200, body = Alert), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn note(
    State(http): State<Http>,
    signed: Signed,
    Path(alert): Path<String>,
    Json(form): Json<NewAlertNote>,
) -> Result<axum::Json<Alert>, ApiError> {
    let view = http
        .app
        .note_alert(&signed.ctx, id(&alert)?, &form.text)
        .await?;
    Ok(axum::Json(convert::alert(&view)))
}

/// Close an alert with a verdict. Unless it was a threat, what it holds is lifted.
#[utoipa::path(post, operation_id = "close_alert", path = "/api/v1/alerts/{alert}/close", tag = "alerts", request_body = CloseAlert,
    params(("alert" = String, Path, description = "Id of the alert.")),
    responses((status = 200, body = Alert), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn close(
    State(http): State<Http>,
    signed: Signed,
    Path(alert): Path<String>,
    Json(form): Json<CloseAlert>,
) -> Result<axum::Json<Alert>, ApiError> {
    let verdict = Verdict::from_word(&form.verdict)
        .ok_or_else(|| bad("verdict", "must be threat, mistake, test or not_a_threat"))?;
    let view = http
        .app
        .close_alert(&signed.ctx, id(&alert)?, verdict, &form.note)
        .await?;
    Ok(axum::Json(convert::alert(&view)))
}

fn response(word: &str) -> Result<Response, ApiError> {
    let known = Response::from_word(word);
    known.ok_or_else(|| bad("response", "must be one of the alert's `open_responses`"))
}

/// Begin a response to an alert by hand; the reason becomes a note.
#[utoipa::path(post, operation_id = "respond_to_alert", path = "/api/v1/alerts/{alert}/responses", tag = "alerts", request_body = NewResponse,
    params(("alert" = String, Path, description = "Id of the alert.")),
    responses((status = 200, body = Alert), (status = 400, body = Problem, content_type = "application/problem+json"), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn respond(
    State(http): State<Http>,
    signed: Signed,
    Path(alert): Path<String>,
    Json(form): Json<NewResponse>,
) -> Result<axum::Json<Alert>, ApiError> {
    let new = coffer_app::watch::NewResponse {
        response: response(&form.response)?,
        hours: form.hours,
        text: form.note,
    };
    let view = http
        .app
        .respond_by_hand(&signed.ctx, id(&alert)?, &new)
        .await?;
    Ok(axum::Json(convert::alert(&view)))
}

/// Tell security officers of something suspicious; it becomes an alert.
#[utoipa::path(post, operation_id = "report_suspicion", path = "/api/v1/reports", tag = "alerts", request_body = NewReport,
    responses((status = 204), (status = 400, body = Problem, content_type = "application/problem+json"), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn report(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewReport>,
) -> Result<StatusCode, ApiError> {
    http.app.report_suspicion(&signed.ctx, &form.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End what an alert holds, all of it or one response, before its time; the reason becomes a note.
#[utoipa::path(post, operation_id = "lift_alert", path = "/api/v1/alerts/{alert}/lift", tag = "alerts", request_body = LiftAlert,
    params(("alert" = String, Path, description = "Id of the alert.")),
    responses((status = 200, body = Alert), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn lift(
    State(http): State<Http>,
    signed: Signed,
    Path(alert): Path<String>,
    Json(form): Json<LiftAlert>,
) -> Result<axum::Json<Alert>, ApiError> {
    let only = form.response.as_deref().map(response).transpose()?;
    let view = http
        .app
        .lift_containments(&signed.ctx, id(&alert)?, only, &form.text)
        .await?;
    Ok(axum::Json(convert::alert(&view)))
}

/// Say that a duty to tell somebody was done; its clock stops.
#[utoipa::path(post, operation_id = "give_notice", path = "/api/v1/alerts/{alert}/clocks/{clock}/notice", tag = "alerts", request_body = NewNotice,
    params(("alert" = String, Path, description = "Id of the alert."), ("clock" = String, Path, description = "Id of the clock.")),
    responses((status = 200, body = Alert), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn give_notice(
    State(http): State<Http>,
    signed: Signed,
    Path((alert, clock)): Path<(String, String)>,
    Json(form): Json<NewNotice>,
) -> Result<axum::Json<Alert>, ApiError> {
    let told = Told::from_word(&form.told)
        .ok_or_else(|| bad("told", "must be authority, customer, people or other"))?;
    let given = Timestamp::parse(&form.given)
        .ok_or_else(|| bad("given", "must be a time such as 2026-11-24T09:30:00.000Z"))?;
    let new = coffer_app::watch::NewNotice {
        told,
        given,
        reference: form.reference,
    };
    let view = http
        .app
        .give_notice(&signed.ctx, id(&alert)?, &clock, new)
        .await?;
    Ok(axum::Json(convert::alert(&view)))
}

/// Take back that a duty was done, with the reason; its clock runs again.
#[utoipa::path(post, operation_id = "withdraw_notice", path = "/api/v1/alerts/{alert}/clocks/{clock}/notice/withdraw", tag = "alerts", request_body = NewAlertNote,
    params(("alert" = String, Path, description = "Id of the alert."), ("clock" = String, Path, description = "Id of the clock.")),
    responses((status = 200, body = Alert), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn withdraw_notice(
    State(http): State<Http>,
    signed: Signed,
    Path((alert, clock)): Path<(String, String)>,
    Json(form): Json<NewAlertNote>,
) -> Result<axum::Json<Alert>, ApiError> {
    let view = http
        .app
        .withdraw_notice(&signed.ctx, id(&alert)?, &clock, &form.text)
        .await?;
    Ok(axum::Json(convert::alert(&view)))
}
