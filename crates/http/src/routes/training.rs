//! `/api/v1/courses`, `/api/v1/trainings`, and the lanes of a case.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::cases::Case;
use coffer_api::problem::Problem;
use coffer_api::training::{Course, ImportTraining, PutCourse, RecordTraining, SetLanes, Training};
use coffer_app::training::{Completion, NewCourse, TrainingQuery, TrainingRow};
use coffer_domain::standing;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{Json, Path, Query};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

fn course(course: &standing::Course) -> Course {
    Course {
        lane: course.lane.to_string(),
        name: course.name.to_string(),
        days: course.days,
    }
}

fn listed(rows: &[TrainingRow]) -> axum::Json<List<Training>> {
    let items = rows.iter().map(|row| Training {
        member: row.member.to_string(),
        name: row.name.to_string(),
        course: course(&row.course),
        until: row.until.map(|until| until.to_string()),
        state: row.state.as_str().to_owned(),
    });
    axum::Json(List {
        items: items.collect(),
        next: None,
    })
}

/// The courses asked for, by lane.
#[utoipa::path(get, operation_id = "list_courses", path = "/api/v1/courses", tag = "training", responses((status = 200, body = List<Course>)))]
pub(crate) async fn courses(
    State(http): State<Http>,
    _signed: Signed,
) -> Result<axum::Json<List<Course>>, ApiError> {
    let courses = http.app.courses().await?;
    let items = courses.iter().map(course).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Ask for a course in a lane: its content is then for those who have passed it.
#[utoipa::path(put, operation_id = "put_course", path = "/api/v1/courses/{lane}", tag = "training",
    params(("lane" = String, Path, description = "`pci`, `phi`, `glba` or `ferpa`.")), request_body = PutCourse,
    responses((status = 200, body = Course), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn put_course(
    State(http): State<Http>,
    signed: Signed,
    Path(lane): Path<String>,
    Json(form): Json<PutCourse>,
) -> Result<axum::Json<Course>, ApiError> {
    let new = NewCourse {
        lane,
        name: form.name,
        days: form.days,
    };
    let put = http.app.put_course(&signed.ctx, &new).await?;
    Ok(axum::Json(course(&put)))
}

/// Ask for no course in a lane any more.
#[utoipa::path(delete, operation_id = "end_course", path = "/api/v1/courses/{lane}", tag = "training",
    params(("lane" = String, Path, description = "`pci`, `phi`, `glba` or `ferpa`.")),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end_course(
    State(http): State<Http>,
    signed: Signed,
    Path(lane): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app.end_course(&signed.ctx, &lane).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which rows to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only this lane's.
    lane: Option<String>,
    /// Only this member's: id or address.
    member: Option<String>,
    /// Only what is due, expired or missing.
    #[serde(default)]
    due: bool,
}

/// How members stand: one's own, or everybody's for those who manage or review training.
#[utoipa::path(get, operation_id = "list_trainings", path = "/api/v1/trainings", tag = "training", params(Filter),
    responses((status = 200, body = List<Training>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<List<Training>>, ApiError> {
    let query = TrainingQuery {
        lane: filter.lane,
        member: filter.member,
        due: filter.due,
    };
    Ok(listed(&http.app.trainings(&signed.ctx, &query).await?))
}

/// Record who passed which lane's course when; all or none.
#[utoipa::path(post, operation_id = "record_training", path = "/api/v1/trainings", tag = "training", request_body = RecordTraining,
    responses((status = 200, body = List<Training>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn record(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<RecordTraining>,
) -> Result<axum::Json<List<Training>>, ApiError> {
    let completions = form.completions.into_iter().map(|one| Completion {
        member: one.member,
        lane: one.lane,
        passed: one.passed,
    });
    let completions: Vec<_> = completions.collect();
    Ok(listed(
        &http.app.record_training(&signed.ctx, &completions).await?,
    ))
}

/// Record what a CSV file says; all or none.
#[utoipa::path(post, operation_id = "import_training", path = "/api/v1/trainings/import", tag = "training", request_body = ImportTraining,
    responses((status = 200, body = List<Training>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn import(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<ImportTraining>,
) -> Result<axum::Json<List<Training>>, ApiError> {
    Ok(listed(
        &http.app.import_training(&signed.ctx, &form.csv).await?,
    ))
}

/// Say under which regimes all files of a case are.
#[utoipa::path(put, operation_id = "set_case_lanes", path = "/api/v1/cases/{case}/lanes", tag = "training",
    params(("case" = String, Path, description = "Id or reference of the case.")), request_body = SetLanes,
    responses((status = 200, body = Case), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn set_lanes(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<SetLanes>,
) -> Result<axum::Json<Case>, ApiError> {
    let view = http
        .app
        .set_case_lanes(&signed.ctx, &case, &form.lanes)
        .await?;
    Ok(axum::Json(convert::case(&view)))
}
