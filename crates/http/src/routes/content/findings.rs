//! The findings of a file.

use axum::extract::State;
use coffer_api::List;
use coffer_api::content::Finding;
use coffer_api::problem::Problem;
use coffer_app::content::FindingFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Signed;
use crate::problem::ApiError;
use crate::routes::files::file_id;
use crate::routes::{Path, Query};
use crate::state::Http;

/// Which findings to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filter {
    /// Only in this member.
    member: Option<u32>,
    /// Only of this type.
    #[serde(rename = "type")]
    #[param(rename = "type")]
    kind: Option<String>,
    /// `next` of the page before.
    after: Option<u64>,
}

/// Findings in file order; never a value.
#[utoipa::path(get, operation_id = "list_findings", path = "/api/v1/files/{file}/findings", tag = "content", params(("file" = String, Path, description = "Id of the file."), Filter),
    responses((status = 200, body = List<Finding>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn findings(
    State(http): State<Http>,
    signed: Signed,
    Path(file): Path<String>,
    Query(filter): Query<Filter>,
) -> Result<axum::Json<List<Finding>>, ApiError> {
    let filter = FindingFilter {
        member: filter.member,
        kind: filter.kind,
        from: filter.after.unwrap_or(0),
    };
    let page = http
        .app
        .findings(&signed.ctx, file_id(&file)?, &filter)
        .await?;
    let items = page
        .findings
        .into_iter()
        .map(|view| Finding {
            finding: view.number,
            member: view.member,
            kind: view.kind,
            rule: view.rule,
            confidence: view.confidence.to_owned(),
            start: view.start,
            end: view.end,
            line: view.line,
            column: view.column,
            pseudonym: view.pseudonym,
            why: view.why,
            labels: view.labels,
            expires_at: view.expires.map(|at| at.to_string()),
            expired: view.expires.map(|at| at <= signed.ctx.now),
        })
        .collect();
    Ok(axum::Json(List {
        items,
        next: page.next.map(|number| number.to_string()),
    }))
}
