//! What is held about one contact, for when they ask to see it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ledger::Receipt;
use crate::link::CustodyMember;

/// Asks for it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportSubject {
    /// Why; it is kept in the ledger.
    pub reason: String,
    /// Only entries before this one: the next part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u64>,
}

/// What is held about a contact, or the next part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectExport {
    /// Their rows; with the first part only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Entries of the ledger that they caused, or that are about what is theirs, newest first; each a receipt that `coffer verify` checks.
    /// What the contact gave is opened, what others gave is not.
    pub entries: Vec<Receipt>,
    /// There are older ones: ask with `below` set to the last entry's index.
    pub more: bool,
    /// Members who did something with the contact's files, as the organisation names them now.
    pub members: Vec<CustodyMember>,
}

/// The rows of a contact. `entry` is where in the ledger each begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// `con_…`
    pub id: String,
    /// Their address.
    pub email: String,
    /// The customer they belong to.
    pub customer: String,
    /// When they were first named.
    pub created: String,
    /// Their passkeys.
    pub passkeys: Vec<SubjectPasskey>,
    /// Links that were made for them.
    pub links: Vec<SubjectLink>,
    /// Files that came through those links; not what is in them.
    pub files: Vec<SubjectFile>,
    /// What they wrote.
    pub messages: Vec<SubjectMessage>,
    /// What was sent to them.
    pub deliveries: Vec<SubjectDelivery>,
}

/// A passkey that stands for the mailed code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectPasskey {
    pub id: String,
    /// What they call it.
    pub name: String,
    pub created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectLink {
    pub id: String,
    pub case: String,
    pub created: String,
    pub expires: String,
    /// When it was taken back, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// Whether it worked without a code.
    pub script: bool,
    /// Files and bytes that came or were begun through it.
    pub files_used: u32,
    pub bytes_used: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// A file they sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectFile {
    pub id: String,
    /// The link it came through.
    pub link: String,
    /// Its name; absent once it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// BLAKE3 of its newest version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// When it was begun; absent once it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// When it was erased, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// Something they wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectMessage {
    pub id: String,
    pub case: String,
    /// What it says; absent once it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub created: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// Something that was sent to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectDelivery {
    pub id: String,
    /// The link it is announced by.
    pub link: String,
    pub case: String,
    /// What was written to them with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub files: Vec<SubjectDeliveredFile>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
}

/// A file of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectDeliveredFile {
    pub id: String,
    /// How often they took it.
    pub downloads: u32,
}
