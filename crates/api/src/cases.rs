//! Cases and file requests.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::checklist::{AskedItem, NewAskedItem};

/// The workspace of one support ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Case {
    /// `case_…`
    pub id: String,
    /// The ticket's number or name.
    pub reference: String,
    /// What it is about.
    pub subject: String,
    /// The customer's id.
    pub customer: String,
    /// The customer's name.
    pub customer_name: String,
    /// The department's id.
    pub department: String,
    /// The department's name.
    pub department_name: String,
    /// `open` or `closed`.
    pub state: String,
    /// Ids of the members who work it.
    pub members: Vec<String>,
    /// The regimes all its files are under: `pci`, `phi`, `glba`, `ferpa`.
    #[serde(default)]
    pub lanes: Vec<String>,
    /// Whether the customer's lockbox is on: single values and originals are sealed until a contact approves.
    #[serde(default)]
    pub sealed: bool,
    /// Whether it is held for the law: none of its files is erased.
    #[serde(default)]
    pub held: bool,
    /// Whether somebody has access to it by breaking the glass right now: shown loudly.
    #[serde(default)]
    pub emergency: bool,
    /// How many messages whoever asks was not shown yet, if they work it.
    #[serde(default)]
    pub unread_messages: u32,
    /// How many files it has.
    pub files: u64,
    /// When the newest of them arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest_file: Option<String>,
    /// When it was opened.
    pub created: String,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// When it was erased: nothing is left of it but this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<String>,
}

/// Opens a case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// The ticket's number or name, unique; one is made up if not given.
    #[serde(default)]
    pub reference: Option<String>,
    /// What it is about.
    pub subject: String,
    /// The customer: id or name.
    pub customer: String,
    /// The department: id or name; the caller's own if not given.
    #[serde(default)]
    pub department: Option<String>,
    /// Members who work it: ids or addresses. The caller joins if none is named.
    #[serde(default)]
    pub members: Vec<String>,
}

/// How a case is kept, and which one it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseProtection {
    /// `case_…`
    pub case: String,
    /// The ticket's number or name.
    pub reference: String,
    /// What it is about.
    pub subject: String,
    /// The customer's id.
    pub customer: String,
    /// The customer's name.
    pub customer_name: String,
    /// The department's name.
    pub department_name: String,
    /// `open` or `closed`.
    pub state: String,
    /// Whether it is held for the law, by a hold on it or its customer: none of its files is erased.
    pub held: bool,
    /// Whether its customer is held: ending the case's own hold does not end that.
    #[serde(default)]
    pub customer_held: bool,
    /// Whether the customer's lockbox is on, for this case or all of the customer's.
    pub sealed: bool,
    /// When it was erased: nothing is left of it but this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<String>,
}

/// Holds a case for the law, or ends that.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetHold {
    /// Whether it is held.
    pub on: bool,
    /// Why, in at least ten characters; goes into the ledger as a commitment.
    pub reason: String,
}

/// Puts files back to what they were.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    /// What happened after this time is undone, such as `2026-11-24T09:30:00.000Z`.
    pub since: String,
    /// Why, in at least ten characters; goes into the ledger as a commitment.
    pub reason: String,
    /// Says what would be put back, and puts nothing back.
    #[serde(default)]
    pub preview: bool,
}

/// What was put back, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RolledBack {
    /// File by file.
    pub files: Vec<PutBack>,
    /// Files that came into being after the time: they stay as they are.
    pub newer: u64,
    /// Files that were touched, in cases whose files you may not put back.
    pub refused: u64,
}

/// What was put back of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PutBack {
    /// Id of the file.
    pub file: String,
    /// Id of its case.
    pub case: String,
    /// Its case's ticket number or name.
    pub case_reference: String,
    /// The version that was shown; it is kept, set aside.
    pub from: u32,
    /// The version that is shown now.
    pub to: u32,
    /// Whether it has the name again that it had.
    pub renamed: bool,
}

/// Shows one version of a file.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowVersion {
    /// Which one, 1 for the first; it may be one that is set aside. Further ones are set aside.
    pub number: u32,
    /// Why, in at least ten characters; goes into the ledger as a commitment.
    pub reason: String,
}

/// Lets a member work a case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCaseMember {
    /// The member: id or address.
    pub member: String,
}

/// A link by which a contact sends files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileRequest {
    /// `req_…`
    pub id: String,
    /// The case's id.
    pub case: String,
    /// The contact's address.
    pub contact: String,
    /// Whether the upload address alone suffices (no e-mail code).
    pub script: bool,
    /// When the link stops working.
    pub expires: String,
    /// How many bytes it accepts in all.
    pub max_bytes: u64,
    /// How many files it accepts in all.
    pub max_files: u32,
    /// Bytes taken so far.
    pub used_bytes: u64,
    /// Files taken so far.
    pub used_files: u32,
    /// `open`, `expired`, `withdrawn` or `exhausted`.
    pub state: String,
    /// What it asks for, and which files answer it.
    #[serde(default)]
    pub asked: Vec<AskedItem>,
    /// When it was made.
    pub created: String,
}

/// Makes a file request.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFileRequest {
    /// The contact's address.
    pub contact: String,
    /// How long it works, in hours; 14 days if not given, 90 days at most.
    #[serde(default)]
    pub expires_hours: Option<u32>,
    /// How many bytes it accepts in all.
    #[serde(default)]
    pub max_bytes: Option<u64>,
    /// How many files it accepts in all.
    #[serde(default)]
    pub max_files: Option<u32>,
    /// No e-mail code: the upload address itself is the secret.
    #[serde(default)]
    pub script: bool,
    /// What is asked for, at most 20 items. Nothing is refused because one of them is missing.
    #[serde(default)]
    pub asked: Vec<NewAskedItem>,
}

/// A file request just made; the addresses are shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileRequestCreated {
    /// `req_…`
    pub id: String,
    /// The request.
    pub request: FileRequest,
    /// The page for a person: `https://…/c/{request}#{token}`. The secret is in the fragment, which
    /// browsers do not send.
    pub page_url: String,
    /// The address for programs: `https://…/u/{token}/` (tus, or `curl -T FILE`).
    pub upload_url: String,
}
