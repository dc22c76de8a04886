//! File requests: room, withdrawal, mailed codes, passes.

use coffer_domain::id::{CaseId, ContactId, RequestId};
use coffer_domain::limits::CODE_ATTEMPTS_MAX;
use coffer_domain::ports::StoreError;
use coffer_domain::request::{EmailCode, FileRequest, Pass};
use coffer_domain::secret::TokenHash;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::cases::require_open;
use crate::conflict;
use crate::database::{affect, affect_or, column, failed};
use crate::row::Columns;

pub(crate) async fn create(
    connection: &mut SqliteConnection,
    it: &FileRequest,
) -> Result<(), StoreError> {
    require_open(connection, it.case).await?;
    let statement = sqlx::query(
        "INSERT INTO requests
            (id, case_id, contact_id, token_hash, script, expires, bytes_max, files_max,
             bytes_used, files_used, withdrawn, created_by, created)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.case.0.as_slice())
    .bind(it.contact.0.as_slice())
    .bind(it.token_hash.0.as_slice())
    .bind(i64::from(it.script))
    .bind(it.expires.0)
    .bind(column(it.bytes_max)?)
    .bind(i64::from(it.files_max))
    .bind(column(it.bytes_used)?)
    .bind(i64::from(it.files_used))
    .bind(it.withdrawn.map(|time| time.0))
    .bind(it.created_by.0.as_slice())
    .bind(it.created.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn withdraw(
    connection: &mut SqliteConnection,
    request: RequestId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE requests SET withdrawn = $2 WHERE id = $1 AND withdrawn IS NULL")
            .bind(request.0.as_slice())
            .bind(at.0);
    if affect(connection, statement).await? > 0 {
        return Ok(());
    }
    let known = sqlx::query("SELECT 1 FROM requests WHERE id = $1")
        .bind(request.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    Err(StoreError::Conflict(match known {
        Some(_) => conflict::REQUEST_WITHDRAWN,
        None => conflict::REQUEST_GONE,
    }))
}

pub(crate) async fn reserve(
    connection: &mut SqliteConnection,
    request: RequestId,
    files: u32,
    bytes: u64,
) -> Result<(), StoreError> {
    // A request for more than a column can hold is a request for more than there is.
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let statement = sqlx::query(
        "UPDATE requests SET files_used = files_used + $2, bytes_used = bytes_used + $3
         WHERE id = $1 AND withdrawn IS NULL
           AND $2 <= files_max - files_used AND $3 <= bytes_max - bytes_used
           AND EXISTS (SELECT 1 FROM cases WHERE cases.id = requests.case_id AND cases.state = 'open')",
    )
    .bind(request.0.as_slice())
    .bind(i64::from(files))
    .bind(bytes);
    if affect(connection, statement).await? > 0 {
        return Ok(());
    }
    Err(why_not_reserved(connection, request, files).await?)
}

/// Which of the conditions of [`reserve`] failed, the gravest first.
async fn why_not_reserved(
    connection: &mut SqliteConnection,
    request: RequestId,
    files: u32,
) -> Result<StoreError, StoreError> {
    let row = sqlx::query(
        "SELECT case_id, withdrawn, files_max - files_used AS files_left FROM requests WHERE id = $1",
    )
    .bind(request.0.as_slice())
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?;
    let Some(row) = row else {
        return Ok(StoreError::Conflict(conflict::REQUEST_GONE));
    };
    let columns = Columns::of("requests", &row);
    if let Err(closed) = require_open(connection, CaseId(columns.array("case_id")?)).await {
        return Ok(closed);
    }
    Ok(StoreError::Conflict(
        if columns.signed_if_any("withdrawn")?.is_some() {
            conflict::REQUEST_WITHDRAWN
        } else if i64::from(files) > columns.signed("files_left")? {
            conflict::REQUEST_FILES_EXHAUSTED
        } else {
            conflict::REQUEST_BYTES_EXHAUSTED
        },
    ))
}

/// Never below nothing: giving back twice must not make room that was not there.
pub(crate) async fn release(
    connection: &mut SqliteConnection,
    request: RequestId,
    files: u32,
    bytes: u64,
) -> Result<(), StoreError> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let statement = sqlx::query(
        "UPDATE requests SET
            files_used = CASE WHEN files_used > $2 THEN files_used - $2 ELSE 0 END,
            bytes_used = CASE WHEN bytes_used > $3 THEN bytes_used - $3 ELSE 0 END
         WHERE id = $1",
    )
    .bind(request.0.as_slice())
    .bind(i64::from(files))
    .bind(bytes);
    affect_or(connection, statement, conflict::REQUEST_GONE).await
}

pub(crate) async fn put_code(
    connection: &mut SqliteConnection,
    it: &EmailCode,
) -> Result<(), StoreError> {
    let earlier = sqlx::query("UPDATE email_codes SET live = 0 WHERE request_id = $1 AND live = 1")
        .bind(it.request.0.as_slice());
    affect(connection, earlier).await?;
    let statement = sqlx::query(
        "INSERT INTO email_codes (request_id, number, code_hash, sent, expires, failures, live)
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5, 1
         FROM email_codes WHERE request_id = $1",
    )
    .bind(it.request.0.as_slice())
    .bind(it.code_hash.0.as_slice())
    .bind(it.sent.0)
    .bind(it.expires.0)
    .bind(i64::from(it.failures));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn count_code_failure(
    connection: &mut SqliteConnection,
    request: RequestId,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE email_codes SET failures = failures + 1 WHERE request_id = $1 AND live = 1",
    )
    .bind(request.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn forgive_codes(
    connection: &mut SqliteConnection,
    request: RequestId,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE email_codes SET failures = 0, live = 0 WHERE request_id = $1")
            .bind(request.0.as_slice());
    affect(connection, statement).await.map(drop)
}

/// The count of failures is checked here as well: guesses sent all at once would each have seen a
/// fresh code when they were looked at.
pub(crate) async fn accept_code(
    connection: &mut SqliteConnection,
    request: RequestId,
    pass: &Pass,
) -> Result<(), StoreError> {
    let code = sqlx::query(
        "UPDATE email_codes SET live = 0 WHERE request_id = $1 AND live = 1 AND failures <= $2",
    )
    .bind(request.0.as_slice())
    .bind(i64::from(CODE_ATTEMPTS_MAX));
    affect_or(connection, code, conflict::CODE_GONE).await?;
    put_pass(connection, pass).await
}

pub(crate) async fn end_passes(
    connection: &mut SqliteConnection,
    contact: ContactId,
    keep: Option<TokenHash>,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "DELETE FROM passes WHERE request_id IN (SELECT id FROM requests WHERE contact_id = $1)
         AND ($2 IS NULL OR hash <> $2)",
    )
    .bind(contact.0.as_slice())
    .bind(keep.as_ref().map(|hash| hash.0.as_slice()));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn put_pass(
    connection: &mut SqliteConnection,
    pass: &Pass,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("INSERT INTO passes (hash, request_id, expires) VALUES ($1, $2, $3)")
            .bind(pass.hash.0.as_slice())
            .bind(pass.request.0.as_slice())
            .bind(pass.expires.0);
    affect(connection, statement).await.map(drop)
}
