//! Messages: what members and the contacts of a case write to each other. Plain text, no files.

use crate::id::{CaseId, ContactId, MemberId, MessageId, ObjectId, RequestId};
use crate::time::Timestamp;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// A member who works the case.
    Member(MemberId),
    /// A contact, through a link of theirs.
    Contact {
        /// Who.
        contact: ContactId,
        /// Through which link.
        link: RequestId,
    },
}

/// A message as it is kept: sealed, with a key of its own that is sealed to the case.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Its case.
    pub case: CaseId,
    /// Who wrote it.
    pub author: Author,
    /// By what its key is known.
    pub object: ObjectId,
    /// Its text, sealed; none once it was erased.
    pub sealed: Option<Vec<u8>>,
    /// When it was written.
    pub created: Timestamp,
}
