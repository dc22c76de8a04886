//! Running statements and saying what went wrong.

use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};

/// A statement with its parameters.
pub(crate) type Statement<'q> = Query<'q, Sqlite, SqliteArguments>;

/// SQLite's result code for a full disk or quota (<https://sqlite.org/rescode.html>).
const SQLITE_FULL: i64 = 13;
/// Growing the shared-memory index failed: in practice only for want of space.
const SQLITE_IOERR_SHMSIZE: i64 = 4_874;
/// The low byte of an extended result code is its primary code.
const PRIMARY_CODE: i64 = 0xff;

/// The store's name for a database error.
pub(crate) fn failed(error: sqlx::Error) -> StoreError {
    let code = match &error {
        sqlx::Error::Database(database) => {
            database.code().and_then(|code| code.parse::<i64>().ok())
        }
        _ => None,
    };
    match code {
        Some(code) if code & PRIMARY_CODE == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE => {
            StoreError::Full
        }
        _ => StoreError::Backend(Box::new(error)),
    }
}

/// Runs a statement; how many rows it touched.
pub(crate) async fn affect(
    connection: &mut SqliteConnection,
    statement: Statement<'_>,
) -> Result<u64, StoreError> {
    let done = statement.execute(connection).await.map_err(failed)?;
    Ok(done.rows_affected())
}

/// Runs a statement that must touch a row; otherwise `conflict` holds.
pub(crate) async fn affect_or(
    connection: &mut SqliteConnection,
    statement: Statement<'_>,
    conflict: &'static str,
) -> Result<(), StoreError> {
    match affect(connection, statement).await? {
        0 => Err(StoreError::Conflict(conflict)),
        _ => Ok(()),
    }
}

/// A number no column can hold.
#[derive(Debug, thiserror::Error)]
#[error("{0} is larger than a column can hold")]
struct TooLarge(u64);

/// A count as columns hold it.
pub(crate) fn column(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Backend(Box::new(TooLarge(count))))
}
