//! Messages.

use coffer_domain::id::{CaseId, MemberId, MessageId};
use coffer_domain::message::{Author, Message};
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::cases::require_open;
use super::erasure;
use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::row::Columns;

pub(crate) async fn add(connection: &mut SqliteConnection, it: &Message) -> Result<(), StoreError> {
    require_open(connection, it.case).await?;
    let (member, contact) = match it.author {
        Author::Member(member) => (Some(member), None),
        Author::Contact { contact, link } => {
            // The link may have been taken back since it was looked at.
            let alive = sqlx::query(
                "UPDATE requests SET withdrawn = withdrawn
                 WHERE id = $1 AND case_id = $2 AND contact_id = $3 AND withdrawn IS NULL",
            )
            .bind(link.0.as_slice())
            .bind(it.case.0.as_slice())
            .bind(contact.0.as_slice());
            affect_or(connection, alive, conflict::REQUEST_WITHDRAWN).await?;
            (None, Some((contact, link)))
        }
    };
    let statement = sqlx::query(
        "INSERT INTO messages (id, case_id, member_id, contact_id, request_id, object_id, sealed, created)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.case.0.as_slice())
    .bind(member.as_ref().map(|id| id.0.as_slice()))
    .bind(contact.as_ref().map(|(id, _)| id.0.as_slice()))
    .bind(contact.as_ref().map(|(_, id)| id.0.as_slice()))
    .bind(it.object.0.as_slice())
    .bind(it.sealed.as_deref())
    .bind(it.created.0);
    affect(connection, statement).await.map(drop)
}

/// That it was written, by whom and when, stays.
pub(crate) async fn erase(
    connection: &mut SqliteConnection,
    id: MessageId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT case_id FROM messages WHERE id = $1 AND sealed IS NOT NULL")
        .bind(id.0.as_slice())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::MESSAGE_GONE))?;
    let case = CaseId(Columns::of("messages", &row).array("case_id")?);
    erasure::require_free(connection, case, None, at).await?;
    let statement =
        sqlx::query("UPDATE messages SET sealed = NULL WHERE id = $1").bind(id.0.as_slice());
    affect_or(connection, statement, conflict::MESSAGE_GONE).await
}

pub(crate) async fn mark_read(
    connection: &mut SqliteConnection,
    member: MemberId,
    case: CaseId,
    number: u64,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO message_marks (member_id, case_id, number) VALUES ($1, $2, $3)
         ON CONFLICT (member_id, case_id) DO UPDATE SET number = excluded.number
         WHERE excluded.number > message_marks.number",
    )
    .bind(member.0.as_slice())
    .bind(case.0.as_slice())
    .bind(i64::try_from(number).unwrap_or(i64::MAX));
    affect(connection, statement).await.map(drop)
}
