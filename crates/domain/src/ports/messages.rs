//! What members and contacts write to each other.

use async_trait::async_trait;

use super::StoreError;
use crate::id::{CaseId, ContactId, MemberId, MessageId, ObjectId};
use crate::message::{Author, Message};
use crate::time::Timestamp;

/// Messages of cases.
#[async_trait]
pub trait Messages: Send + Sync {
    /// A case's messages with their numbers, newest first: those below `below` if given, at most `limit`.
    async fn messages(
        &self,
        case: CaseId,
        below: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(u64, Message)>, StoreError>;
    /// What a contact wrote, in whichever cases; oldest first.
    async fn messages_of_contact(&self, contact: ContactId) -> Result<Vec<Message>, StoreError>;
    /// How many messages somebody wrote in a case since then; through whichever link.
    async fn messages_since(
        &self,
        case: CaseId,
        author: Author,
        since: Timestamp,
    ) -> Result<u32, StoreError>;
    /// One message, with its number.
    async fn message(&self, id: MessageId) -> Result<Option<(u64, Message)>, StoreError>;
    /// By what the keys of erased messages are known.
    async fn erased_messages(&self) -> Result<Vec<ObjectId>, StoreError>;
    /// How many messages of a case, written by others and not erased, a member was not shown yet.
    async fn unread_messages(&self, member: MemberId, case: CaseId) -> Result<u32, StoreError>;
    /// How many messages a case has.
    async fn message_count(&self, case: CaseId) -> Result<u32, StoreError>;
}
