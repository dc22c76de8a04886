//! The sending side: what a contact sees through a link.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::checklist::LinkAskedItem;

/// What a link is for. Nothing here helps somebody who found the link by accident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkInfo {
    /// `req_…`
    pub id: String,
    /// Who asks for files.
    pub organisation: String,
    /// The department that will work on them.
    pub department: String,
    /// The ticket; present once the contact is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<LinkCase>,
    /// The contact's address, mostly hidden.
    pub contact_masked: String,
    /// Whether this caller may send now (code entered, or a script link).
    pub verified: bool,
    /// Whether the link needs no code.
    pub script: bool,
    /// Whether the contact has a passkey and need not wait for a code.
    #[serde(default)]
    pub passkey: bool,
    /// When the link stops working.
    pub expires: String,
    /// Whether nothing is taken just now, because the whole server is read-only. What is sent goes on later.
    #[serde(default)]
    pub paused: bool,
    /// Whether it takes files at all; the link of a delivery does not.
    #[serde(default = "yes")]
    pub takes_files: bool,
    /// Bytes it still accepts.
    pub bytes_left: u64,
    /// Files it still accepts.
    pub files_left: u32,
    /// The largest single file.
    pub max_file_bytes: u64,
    /// What is asked for; present once the contact is verified. Nothing is refused because one of it is missing.
    #[serde(default)]
    pub asked: Vec<LinkAskedItem>,
}

fn yes() -> bool {
    true
}

/// The ticket behind a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkCase {
    /// Its number or name.
    pub reference: String,
    /// What it is about.
    pub subject: String,
}

/// A code is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CodeSent {
    /// The address it went to, mostly hidden.
    pub contact_masked: String,
    /// When it stops working.
    pub expires: String,
}

/// Enters the mailed code.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterCode {
    /// Six digits; spaces are ignored.
    pub code: String,
}

/// A contact's right to send for a while.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PassCreated {
    /// Send as `Coffer-Pass` from now on.
    pub pass: String,
    /// When it ends.
    pub expires: String,
}

/// A file sent through this link, or one still under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentFile {
    /// `file_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its length, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Bytes the server holds durably.
    pub offset: u64,
    /// `sending` or `received`.
    pub state: String,
    /// BLAKE3 of what was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blake3: Option<String>,
    /// By what the sender knows the content again, if they said so when they began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Where to continue (`upl_…`), while sending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    /// Which of what the link asks for it answers, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<u32>,
    /// When it was begun or received.
    pub created: String,
}

/// What happened to the files of a link, as the ledger has it: every entry with the proof that it is in the signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Custody {
    /// The log's public key in note form. It says who signed, not whom to trust.
    pub log: String,
    /// The signed note all proofs lead to.
    pub checkpoint: String,
    /// Newest first.
    pub entries: Vec<CustodyEntry>,
    /// There are older ones: ask with `below` set to the last entry's index.
    pub more: bool,
    /// Files sent through the link that were erased since; the last erased first.
    pub erased: Vec<ErasedSentFile>,
    /// The members among the actors, as the organisation names them now; not part of any proof.
    pub members: Vec<CustodyMember>,
}

/// A file sent through a link that was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErasedSentFile {
    /// The id it had.
    pub id: String,
    /// What it was sent as, if the entry of its arrival is among `entries`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When that was decided.
    pub erased: String,
}

/// One entry of a custody record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyEntry {
    /// Its place.
    pub index: u64,
    /// Its canonical text.
    pub entry: String,
    /// Sibling hashes from leaf to root, base64.
    pub proof: Vec<String>,
}

/// A member who acted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyMember {
    /// As in the entries.
    pub id: String,
    /// Their name.
    pub name: String,
}
