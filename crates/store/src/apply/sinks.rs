//! How far sinks have got.

use coffer_domain::ports::StoreError;
use coffer_domain::sink::SinkState;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{Statement, affect_or, column};

/// A row as it is told, unless there is one.
const INSERT: &str =
    "INSERT INTO sinks (name, next, taken, failing_since, failure, stalled, disabled)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING";

/// A row as it is told, if it stands where the caller thinks.
const ADVANCE: &str = "UPDATE sinks SET next = $2, taken = $3, failing_since = $4, failure = $5, stalled = $6, disabled = $7
    WHERE name = $1 AND next = $8";

pub(crate) async fn keep(
    connection: &mut SqliteConnection,
    from: Option<u64>,
    it: &SinkState,
) -> Result<(), StoreError> {
    let statement = match from {
        None => bound(INSERT, it)?,
        Some(from) => bound(ADVANCE, it)?.bind(column(from)?),
    };
    affect_or(connection, statement, conflict::SINK_MOVED).await
}

fn bound<'s>(sql: &'static str, it: &'s SinkState) -> Result<Statement<'s>, StoreError> {
    Ok(sqlx::query(sql)
        .bind(it.name.as_str())
        .bind(column(it.next)?)
        .bind(it.taken.map(|at| at.0))
        .bind(it.failing_since.map(|at| at.0))
        .bind(it.failure.as_deref())
        .bind(i64::from(it.stalled))
        .bind(it.disabled.map(|at| at.0)))
}
