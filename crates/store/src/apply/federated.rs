//! Identities at providers, and the sessions that providers can end.

use coffer_domain::access::{Federated, FederatedSessions, Identity};
use coffer_domain::id::SessionId;
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or};
use crate::limits::LOGOUT_MESSAGES_KEPT_MS;

pub(crate) async fn link(
    connection: &mut SqliteConnection,
    it: &Identity,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO identities (issuer, subject, member_id, created) VALUES ($1, $2, $3, $4)
         ON CONFLICT (issuer, subject) DO NOTHING",
    )
    .bind(it.issuer.as_str())
    .bind(it.subject.as_str())
    .bind(it.member.0.as_slice())
    .bind(it.created.0);
    affect_or(connection, statement, conflict::IDENTITY_TAKEN).await
}

pub(crate) async fn note_session(
    connection: &mut SqliteConnection,
    session: SessionId,
    it: &Federated,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO federated_sessions (session_id, issuer, subject, provider_session) VALUES ($1, $2, $3, $4)",
    )
    .bind(session.0.as_slice())
    .bind(it.issuer.as_str())
    .bind(it.subject.as_str())
    .bind(it.session.as_deref());
    affect(connection, statement).await.map(drop)
}

/// A message counts once.
pub(crate) async fn end_sessions(
    connection: &mut SqliteConnection,
    it: &FederatedSessions,
) -> Result<(), StoreError> {
    let Timestamp(at) = it.at;
    let old = sqlx::query("DELETE FROM logout_messages WHERE at < $1")
        .bind(at.saturating_sub(LOGOUT_MESSAGES_KEPT_MS));
    affect(connection, old).await?;
    let message = sqlx::query(
        "INSERT INTO logout_messages (issuer, message, at) VALUES ($1, $2, $3)
         ON CONFLICT (issuer, message) DO NOTHING",
    )
    .bind(it.issuer.as_str())
    .bind(it.message.as_str())
    .bind(at);
    affect_or(connection, message, conflict::LOGOUT_REPLAYED).await?;
    let sessions = sqlx::query(
        "DELETE FROM sessions WHERE id IN (
            SELECT session_id FROM federated_sessions
            WHERE issuer = $1 AND ($2 IS NULL OR subject = $2) AND ($3 IS NULL OR provider_session = $3)
         )",
    )
    .bind(it.issuer.as_str())
    .bind(it.subject.as_deref())
    .bind(it.session.as_deref());
    affect(connection, sessions).await.map(drop)
}
