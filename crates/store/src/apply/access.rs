//! Enrolments, credentials, sessions, API tokens.

use coffer_domain::access::{ApiToken, Credentials, Enrolment, Session};
use coffer_domain::id::{MemberId, SessionId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::StoreError;
use coffer_domain::secret::TokenHash;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, failed};

pub(crate) async fn create_enrolment(
    connection: &mut SqliteConnection,
    it: &Enrolment,
) -> Result<(), StoreError> {
    let earlier =
        sqlx::query("DELETE FROM enrolments WHERE member_id = $1").bind(it.member.0.as_slice());
    affect(connection, earlier).await?;
    let statement = sqlx::query(
        "INSERT INTO enrolments (hash, member_id, expires, password_hash, totp_wrapped)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(it.hash.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.expires.0)
    .bind(it.password_hash.as_deref())
    .bind(it.totp_wrapped.as_deref());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn start_enrolment(
    connection: &mut SqliteConnection,
    hash: &TokenHash,
    password_hash: &str,
    totp_wrapped: &[u8],
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE enrolments SET password_hash = $2, totp_wrapped = $3 WHERE hash = $1")
            .bind(hash.0.as_slice())
            .bind(password_hash)
            .bind(totp_wrapped);
    affect_or(connection, statement, conflict::ENROLMENT_GONE).await
}

pub(crate) async fn complete_enrolment(
    connection: &mut SqliteConnection,
    hash: &TokenHash,
    credentials: &Credentials,
) -> Result<(), StoreError> {
    let member = credentials.member.0;
    let link = sqlx::query("DELETE FROM enrolments WHERE hash = $1 AND member_id = $2")
        .bind(hash.0.as_slice())
        .bind(member.as_slice());
    affect_or(connection, link, conflict::ENROLMENT_GONE).await?;
    let active = sqlx::query("UPDATE members SET state = $2 WHERE id = $1 AND state <> $3")
        .bind(member.as_slice())
        .bind(MemberState::Active.as_str())
        .bind(MemberState::Left.as_str());
    affect_or(connection, active, conflict::MEMBER_LEFT).await?;
    let statement = sqlx::query(
        "INSERT INTO credentials
            (member_id, password_hash, totp_wrapped, totp_step, failures, locked_until)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (member_id) DO UPDATE SET
            password_hash = excluded.password_hash,
            totp_wrapped = excluded.totp_wrapped,
            totp_step = excluded.totp_step,
            failures = excluded.failures,
            locked_until = excluded.locked_until",
    )
    .bind(member.as_slice())
    .bind(credentials.password_hash.as_str())
    .bind(credentials.totp_wrapped.as_slice())
    .bind(credentials.totp_step)
    .bind(i64::from(credentials.failures))
    .bind(credentials.locked_until.map(|time| time.0));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn use_totp_step(
    connection: &mut SqliteConnection,
    member: MemberId,
    step: i64,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE credentials SET totp_step = $2, failures = 0, locked_until = NULL
         WHERE member_id = $1 AND totp_step < $2",
    )
    .bind(member.0.as_slice())
    .bind(step);
    if affect(connection, statement).await? > 0 {
        return Ok(());
    }
    let known = sqlx::query("SELECT 1 FROM credentials WHERE member_id = $1")
        .bind(member.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    Err(StoreError::Conflict(match known {
        Some(_) => conflict::TOTP_REPLAYED,
        None => conflict::CREDENTIALS_GONE,
    }))
}

/// A failure that does not lock leaves an earlier lock as it is.
pub(crate) async fn count_failure(
    connection: &mut SqliteConnection,
    member: MemberId,
    locked_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE credentials SET failures = failures + 1, locked_until = COALESCE($2, locked_until)
         WHERE member_id = $1",
    )
    .bind(member.0.as_slice())
    .bind(locked_until.map(|time| time.0));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn create_session(
    connection: &mut SqliteConnection,
    it: &Session,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO sessions (id, hash, member_id, created, seen, expires)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.hash.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.created.0)
    .bind(it.seen.0)
    .bind(it.expires.0);
    affect(connection, statement).await.map(drop)
}

/// Requests of one session may overtake each other; the later time wins.
pub(crate) async fn touch_session(
    connection: &mut SqliteConnection,
    id: SessionId,
    seen: Timestamp,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE sessions SET seen = $2 WHERE id = $1 AND seen < $2")
        .bind(id.0.as_slice())
        .bind(seen.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_session(
    connection: &mut SqliteConnection,
    id: SessionId,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn create_api_token(
    connection: &mut SqliteConnection,
    it: &ApiToken,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO api_tokens (id, hash, member_id, label, created, expires)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.hash.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.label.as_str())
    .bind(it.created.0)
    .bind(it.expires.0);
    affect(connection, statement).await.map(drop)
}
