//! `/api/v1/views`: the caller's saved views of the list of cases.

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::problem::Problem;
use coffer_api::views::{CaseSelection, NewSavedView, SavedView};
use coffer_app::views::NewSelection;
use coffer_domain::case::CaseState;
use coffer_domain::id::ViewId;

use super::path::id;
use super::{Json, Path};
use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// What somebody means by a selection.
pub(super) fn selection(said: CaseSelection) -> Result<NewSelection, ApiError> {
    let state = said.state.as_deref().map(|word| {
        CaseState::from_word(word)
            .ok_or_else(|| ApiError::bad_request("`state` must be open or closed."))
    });
    Ok(NewSelection {
        state: state.transpose()?,
        mine: said.mine,
        department: said.department,
        lane: said.lane,
        received_hours: said.received_hours,
        words: said.q,
    })
}

/// One's own saved views, by name.
#[utoipa::path(get, operation_id = "list_views", path = "/api/v1/views", tag = "cases", responses((status = 200, body = List<SavedView>)))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<SavedView>>, ApiError> {
    let views = http.app.views(&signed.ctx).await?;
    let items = views.iter().map(convert::view).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Save a view, in place of one's own of that name.
#[utoipa::path(post, operation_id = "save_view", path = "/api/v1/views", tag = "cases", request_body = NewSavedView,
    responses((status = 200, body = SavedView),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn save(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewSavedView>,
) -> Result<axum::Json<SavedView>, ApiError> {
    let shows = selection(form.shows)?;
    let view = http.app.save_view(&signed.ctx, &form.name, &shows).await?;
    Ok(axum::Json(convert::view(&view)))
}

/// Remove a saved view of one's own.
#[utoipa::path(delete, operation_id = "remove_view", path = "/api/v1/views/{view}", tag = "cases",
    params(("view" = String, Path, description = "Id of the saved view.")),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn remove(
    State(http): State<Http>,
    signed: Signed,
    Path(view): Path<String>,
) -> Result<StatusCode, ApiError> {
    let view: ViewId = id(&view)?;
    http.app.remove_view(&signed.ctx, view).await?;
    Ok(StatusCode::NO_CONTENT)
}
