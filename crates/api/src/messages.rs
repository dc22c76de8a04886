//! Messages between the members who work a case and its contacts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A message. Its text is plain: what looks like markup is none, and control characters in it are for whoever shows it to escape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// `msg_…`
    pub id: String,
    /// Its place in the order of all messages, for paging.
    pub number: u64,
    /// `member` or `contact`.
    pub side: String,
    /// A member's name; a contact's address, which other contacts see mostly hidden.
    pub author: String,
    /// Whether the caller wrote it.
    pub own: bool,
    /// What it says; empty once it was erased.
    pub text: String,
    /// Whether that was erased.
    #[serde(default)]
    pub erased: bool,
    /// When it was written.
    pub created: String,
}

/// Messages of a case, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Messages {
    /// The messages.
    pub items: Vec<Message>,
    /// There are older ones: ask with `below` set to the last one's number.
    pub more: bool,
}

/// Writes a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// What it says: plain text, at most 8000 bytes, and no card, account, password or key in it.
    pub text: String,
}

/// A message just written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MessageSent {
    /// The message.
    pub message: Message,
    /// How many people were told by mail that there is one; the mail does not say what it is.
    pub told: u32,
}
