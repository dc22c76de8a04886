//! Reads: one file per port. They see the last commit that was made durable before they began.

pub(crate) mod access;
pub(crate) mod alerts;
pub(crate) mod budgets;
pub(crate) mod cases;
pub(crate) mod checklists;
pub(crate) mod checkpoints;
pub(crate) mod decoys;
pub(crate) mod deliveries;
pub(crate) mod directory;
pub(crate) mod files;
pub(crate) mod grants;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod messages;
pub(crate) mod policies;
pub(crate) mod provisioning;
pub(crate) mod retention;
pub(crate) mod sinks;
mod standing;
pub(crate) mod views;
pub(crate) mod vitals;

use coffer_domain::ports::StoreError;
use sqlx::sqlite::{SqlitePool, SqliteRow};

use crate::database::{Statement, failed};

/// The row a statement finds, read by `read`.
async fn one<T>(
    pool: &SqlitePool,
    statement: Statement<'_>,
    read: impl FnOnce(&SqliteRow) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let row = statement.fetch_optional(pool).await.map_err(failed)?;
    row.map(|row| read(&row)).transpose()
}

/// The rows a statement finds, read by `read`.
pub(crate) async fn all<T>(
    pool: &SqlitePool,
    statement: Statement<'_>,
    read: impl FnMut(&SqliteRow) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let rows = statement.fetch_all(pool).await.map_err(failed)?;
    rows.iter().map(read).collect()
}

/// The pattern of LIKE for what has these words in it, taken as they are; to be used with `ESCAPE '\\'`.
fn containing(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
