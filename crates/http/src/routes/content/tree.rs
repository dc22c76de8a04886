//! The members of a file.

use axum::extract::State;
use coffer_api::List;
use coffer_api::content::Member;
use coffer_api::problem::Problem;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::Path;
use crate::routes::files::file_id;
use crate::state::Http;

/// The file and, for archives, everything in it.
#[utoipa::path(get, operation_id = "list_tree", path = "/api/v1/files/{file}/tree", tag = "content",
    params(("file" = String, Path, description = "Id of the file.")),
    responses((status = 200, body = List<Member>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn tree(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
) -> Result<axum::Json<List<Member>>, ApiError> {
    let views = http.app.tree(&signed.ctx, file_id(&file)?).await?;
    let items = views
        .into_iter()
        .map(|view| Member {
            member: view.member,
            path: view.path,
            kind: view.kind.to_owned(),
            bytes: view.bytes,
            lines: view.lines,
            scan: view.state.to_owned(),
            findings: view.findings,
        })
        .collect();
    Ok(axum::Json(List { items, next: None }))
}
