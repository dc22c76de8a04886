//! `/api/v1/cases/{case}/decoys`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::alerts::{Decoy, NewDecoy};
use coffer_api::problem::Problem;

use super::Json;
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::state::Http;

/// Set a decoy out in a case: a file that nobody has work with. Touching it is refused and raises a critical alert.
#[utoipa::path(post, operation_id = "plant_decoy", path = "/api/v1/cases/{case}/decoys", tag = "alerts", request_body = NewDecoy,
    params(("case" = String, Path, description = "Id or reference of the case.")),
    responses((status = 201, body = Decoy), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn plant(
    State(http): State<Http>,
    signed: Signed,
    Path(case): Path<String>,
    Json(form): Json<NewDecoy>,
) -> Result<(StatusCode, axum::Json<Decoy>), ApiError> {
    let file = http
        .app
        .plant_decoy(&signed.ctx, &case, &form.name, &form.content)
        .await?;
    let decoy = Decoy {
        id: file.id.to_string(),
        case: file.case.to_string(),
        name: file.name.to_string(),
    };
    Ok((StatusCode::CREATED, axum::Json(decoy)))
}
