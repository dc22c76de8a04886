//! Secrets whose time is over: their hashes serve nothing any more.

use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::database::affect;
use crate::limits::EXPIRED_ROWS_MAX;

/// Whatever lives for days at most. Tokens of programs live longer, and stay: a clock that leaps must not take them. Spent codes
/// stay, so that wrong ones of a link's whole life are counted; their hashes do not.
const EXPIRED: [&str; 7] = [
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires <= $1 LIMIT $2)",
    "DELETE FROM enrolments WHERE hash IN (SELECT hash FROM enrolments WHERE expires <= $1 LIMIT $2)",
    "DELETE FROM passes WHERE hash IN (SELECT hash FROM passes WHERE expires <= $1 LIMIT $2)",
    "DELETE FROM delivery_tickets WHERE hash IN (SELECT hash FROM delivery_tickets WHERE expires <= $1 LIMIT $2)",
    "DELETE FROM used_tickets WHERE hash IN (SELECT hash FROM used_tickets WHERE expires <= $1 LIMIT $2)",
    "DELETE FROM freezes WHERE hash IN (SELECT hash FROM freezes WHERE expires <= $1 LIMIT $2)",
    "UPDATE email_codes SET code_hash = zeroblob(32), live = 0 WHERE (request_id, number) IN
        (SELECT request_id, number FROM email_codes WHERE expires <= $1 AND code_hash <> zeroblob(32) LIMIT $2)",
];

/// Forgets what was over at a time, of each kind up to so many; how much that was.
pub(crate) async fn forget(
    connection: &mut SqliteConnection,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let mut forgotten = 0_u64;
    for statement in EXPIRED {
        let statement = sqlx::query(statement).bind(at.0).bind(EXPIRED_ROWS_MAX);
        let rows = affect(&mut *connection, statement).await?;
        forgotten = forgotten.saturating_add(rows);
    }
    Ok(forgotten)
}
