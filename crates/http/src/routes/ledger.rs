//! `/api/v1/ledger`

use axum::extract::State;
use coffer_api::List;
use coffer_api::ledger::{Checkpoint, Consistency, Entry, Receipt};
use coffer_api::problem::Problem;
use coffer_domain::limits::PAGE_ROWS_MAX;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::auth::Signed;
use crate::convert;
use crate::problem::ApiError;
use crate::routes::{Path, Query};
use crate::state::Http;

/// The newest signed head.
#[utoipa::path(get, operation_id = "ledger_checkpoint", path = "/api/v1/ledger/checkpoint", tag = "ledger",
    responses((status = 200, body = Checkpoint), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn checkpoint(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<Checkpoint>, ApiError> {
    let head = http.app.checkpoint(&signed.ctx).await?;
    let log = http.app.log_verifier().await?.to_vkey();
    Ok(axum::Json(Checkpoint {
        size: head.size,
        checkpoint: head.checkpoint,
        log,
        witnessed: http.app.witnessed().await?,
    }))
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Range {
    /// The first place.
    #[serde(default)]
    from: u64,
    /// How many; a page at most.
    limit: Option<u32>,
}

/// Entries by place.
#[utoipa::path(get, operation_id = "ledger_entries", path = "/api/v1/ledger/entries", tag = "ledger", params(Range),
    responses((status = 200, body = List<Entry>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn entries(
    State(http): State<Http>,
    signed: Signed,
    Query(range): Query<Range>,
) -> Result<axum::Json<List<Entry>>, ApiError> {
    let limit = range.limit.unwrap_or(PAGE_ROWS_MAX);
    let rows = http
        .app
        .ledger_entries(&signed.ctx, range.from, limit)
        .await?;
    let full = u32::try_from(rows.len()).is_ok_and(|count| count == limit.min(PAGE_ROWS_MAX));
    let next = rows
        .last()
        .filter(|_| full)
        .map(|(index, _)| index.saturating_add(1).to_string());
    let items = rows
        .into_iter()
        .map(|(index, text)| Entry { index, text })
        .collect();
    Ok(axum::Json(List { items, next }))
}

/// The signed inclusion proof of one entry.
#[utoipa::path(get, operation_id = "ledger_receipt", path = "/api/v1/ledger/entries/{index}/receipt", tag = "ledger",
    params(("index" = String, Path, description = "Place of the entry.")),
    responses((status = 200, body = Receipt), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn receipt(
    State(http): State<Http>,
    signed: Signed,
    Path(index): Path<u64>,
) -> Result<axum::Json<Receipt>, ApiError> {
    Ok(axum::Json(convert::receipt(
        &http.app.entry_receipt(&signed.ctx, index).await?,
    )))
}

/// Which two sizes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sizes {
    /// The older size, such as that of a checkpoint somebody kept.
    from: u64,
    /// The newer size; the whole log if not given.
    to: Option<u64>,
}

/// Proof that the log has only grown since it had `from` entries.
#[utoipa::path(get, operation_id = "ledger_consistency", path = "/api/v1/ledger/consistency", tag = "ledger", params(Sizes),
    responses((status = 200, body = Consistency), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn consistency(
    State(http): State<Http>,
    signed: Signed,
    Query(sizes): Query<Sizes>,
) -> Result<axum::Json<Consistency>, ApiError> {
    let found = http
        .app
        .consistency(&signed.ctx, sizes.from, sizes.to)
        .await?;
    Ok(axum::Json(Consistency {
        from: sizes.from,
        to: found.to,
        proof: found.proof,
        checkpoint: found.head.checkpoint,
    }))
}
