//! The queue of background work.

use coffer_domain::erasure::Erasing;
use coffer_domain::id::{FileId, JobId};
use coffer_domain::job::{Job, JobKind};
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::database::{affect, failed};
use crate::read::jobs::{ERASE_CASE, ERASE_FILE, SCAN, job};

/// The stored word of a [`JobKind::Erase`].
pub(crate) const fn erasing_word(of: Erasing) -> &'static str {
    match of {
        Erasing::File(_) => ERASE_FILE,
        Erasing::Case(_) => ERASE_CASE,
    }
}

pub(crate) async fn queue(
    connection: &mut SqliteConnection,
    id: JobId,
    kind: JobKind,
) -> Result<(), StoreError> {
    let (word, file, object) = match kind {
        JobKind::Scan { file, object } => (SCAN, file, object.0),
        // It is about no single object; neither a file's id nor a case's is one's.
        JobKind::Erase(of) => (erasing_word(of), FileId(of.bytes()), of.bytes()),
    };
    let statement = sqlx::query(
        "INSERT INTO jobs (id, kind, file_id, object_id, attempt) VALUES ($1, $2, $3, $4, 0)",
    )
    .bind(id.0.as_slice())
    .bind(word)
    .bind(file.0.as_slice())
    .bind(object.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn claim(
    connection: &mut SqliteConnection,
    now: Timestamp,
    leased_until: Timestamp,
) -> Result<Option<Job>, StoreError> {
    // A lease that reaches further than any could be given now was given while the clock ran ahead.
    let beyond = leased_until.plus(leased_until.since(now));
    let row = sqlx::query(
        "UPDATE jobs SET attempt = attempt + 1, fruitless = fruitless + 1, leased_until = $2
         WHERE number = (
            SELECT number FROM jobs WHERE leased_until IS NULL OR leased_until <= $1 OR leased_until > $3
            ORDER BY fruitless, number LIMIT 1)
         RETURNING id, kind, file_id, object_id, attempt, fruitless, percent, leased_until",
    )
    .bind(now.0)
    .bind(leased_until.0)
    .bind(beyond.0)
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    row.map(|row| job(&row)).transpose()
}

pub(crate) async fn renew(
    connection: &mut SqliteConnection,
    id: JobId,
    attempt: u32,
    leased_until: Timestamp,
    percent: u8,
) -> Result<bool, StoreError> {
    // Expressions see the row as it was.
    let statement = sqlx::query(
        "UPDATE jobs SET
            leased_until = $3,
            fruitless = CASE WHEN $4 > percent THEN 0 ELSE fruitless END,
            percent = CASE WHEN $4 > percent THEN $4 ELSE percent END
         WHERE id = $1 AND attempt = $2",
    )
    .bind(id.0.as_slice())
    .bind(i64::from(attempt))
    .bind(leased_until.0)
    .bind(i64::from(percent));
    Ok(affect(connection, statement).await? > 0)
}

pub(crate) async fn end_leases(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE jobs SET leased_until = NULL");
    affect(connection, statement).await.map(drop)
}

/// No effect on a job that is gone: another worker may have ended it.
pub(crate) async fn finish(connection: &mut SqliteConnection, id: JobId) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM jobs WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}
