//! [`Messages`] on SQLite.

use async_trait::async_trait;
use coffer_domain::id::{CaseId, ContactId, MemberId, MessageId, ObjectId, RequestId};
use coffer_domain::message::{Author, Message};
use coffer_domain::ports::{Messages, StoreError};
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, one};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Messages for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn messages(
        &self,
        case: CaseId,
        below: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(u64, Message)>, StoreError> {
        // A number no column can hold is above all there are.
        let below = below.map_or(i64::MAX, |below| i64::try_from(below).unwrap_or(i64::MAX));
        let statement = sqlx::query(
            "SELECT number, id, case_id, member_id, contact_id, request_id, object_id, sealed, created
             FROM messages WHERE case_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
        )
        .bind(case.0.as_slice())
        .bind(below)
        .bind(i64::from(limit));
        all(self.readers(), statement, message).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn messages_of_contact(&self, contact: ContactId) -> Result<Vec<Message>, StoreError> {
        let statement = sqlx::query(
            "SELECT number, id, case_id, member_id, contact_id, request_id, object_id, sealed, created
             FROM messages WHERE contact_id = $1 ORDER BY number",
        )
        .bind(contact.0.as_slice());
        let found = all(self.readers(), statement, message).await?;
        Ok(found.into_iter().map(|(_, message)| message).collect())
    }

    #[instrument(level = "debug", skip_all)]
    async fn messages_since(
        &self,
        case: CaseId,
        author: Author,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        let (text, who) = match &author {
            Author::Member(member) => (
                "SELECT COUNT(*) AS messages FROM messages
                 WHERE case_id = $1 AND created >= $2 AND member_id = $3",
                member.0.as_slice(),
            ),
            Author::Contact { contact, .. } => (
                "SELECT COUNT(*) AS messages FROM messages
                 WHERE case_id = $1 AND created >= $2 AND contact_id = $3",
                contact.0.as_slice(),
            ),
        };
        let statement = sqlx::query(text)
            .bind(case.0.as_slice())
            .bind(since.0)
            .bind(who);
        let found = one(self.readers(), statement, count).await?;
        Ok(found.unwrap_or_default())
    }

    #[instrument(level = "debug", skip_all)]
    async fn message(&self, id: MessageId) -> Result<Option<(u64, Message)>, StoreError> {
        let statement = sqlx::query(
            "SELECT number, id, case_id, member_id, contact_id, request_id, object_id, sealed, created
             FROM messages WHERE id = $1",
        )
        .bind(id.0.as_slice());
        one(self.readers(), statement, message).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn erased_messages(&self) -> Result<Vec<ObjectId>, StoreError> {
        let statement = sqlx::query("SELECT object_id FROM messages WHERE sealed IS NULL");
        all(self.readers(), statement, |row| {
            let columns = Columns::of("messages", row);
            columns.array("object_id").map(ObjectId)
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn unread_messages(&self, member: MemberId, case: CaseId) -> Result<u32, StoreError> {
        let statement = sqlx::query(
            "SELECT COUNT(*) AS messages FROM messages
             WHERE case_id = $1 AND (member_id IS NULL OR member_id <> $2) AND sealed IS NOT NULL
                 AND number > COALESCE(
                     (SELECT number FROM message_marks WHERE member_id = $2 AND case_id = $1), 0)",
        )
        .bind(case.0.as_slice())
        .bind(member.0.as_slice());
        let found = one(self.readers(), statement, count).await?;
        Ok(found.unwrap_or_default())
    }

    #[instrument(level = "debug", skip_all)]
    async fn message_count(&self, case: CaseId) -> Result<u32, StoreError> {
        let statement = sqlx::query("SELECT COUNT(*) AS messages FROM messages WHERE case_id = $1")
            .bind(case.0.as_slice());
        let found = one(self.readers(), statement, count).await?;
        Ok(found.unwrap_or_default())
    }
}

fn count(row: &SqliteRow) -> Result<u32, StoreError> {
    Columns::of("messages", row).count("messages")
}

fn message(row: &SqliteRow) -> Result<(u64, Message), StoreError> {
    let columns = Columns::of("messages", row);
    let author = match columns.array_if_any("member_id")? {
        Some(member) => Author::Member(MemberId(member)),
        None => Author::Contact {
            contact: ContactId(columns.array("contact_id")?),
            link: RequestId(columns.array("request_id")?),
        },
    };
    let message = Message {
        id: MessageId(columns.array("id")?),
        case: CaseId(columns.array("case_id")?),
        author,
        object: ObjectId(columns.array("object_id")?),
        sealed: columns.bytes_if_any("sealed")?,
        created: columns.time("created")?,
    };
    Ok((columns.count("number")?, message))
}
