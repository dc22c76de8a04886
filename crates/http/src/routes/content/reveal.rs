//! One original value.

use axum::extract::State;
use axum::http::{HeaderName, header};
use coffer_api::content::{Reveal, Revealed};
use coffer_api::problem::Problem;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Json, Path};
use crate::state::Http;

/// For how long a page shows a value.
const SHOW_SECONDS: u32 = 60;

/// Show one original value. Recorded before it is shown.
#[utoipa::path(post, operation_id = "reveal_finding", path = "/api/v1/files/{file}/reveal", tag = "content",
    params(("file" = String, Path, description = "Id of the file.")), request_body = Reveal,
    responses((status = 200, body = Revealed), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn reveal(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Json(form): Json<Reveal>,
) -> Result<([(HeaderName, &'static str); 1], axum::Json<Revealed>), ApiError> {
    let shown = http
        .app
        .reveal(
            &signed.ctx,
            file_id(&file)?,
            form.finding,
            form.pseudonym.as_deref(),
            &form.reason,
        )
        .await?;
    let revealed = Revealed {
        finding: shown.finding,
        value: shown.value.expose().to_owned(),
        show_seconds: SHOW_SECONDS,
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(revealed)))
}
