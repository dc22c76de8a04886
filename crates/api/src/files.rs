//! Files, versions and receipts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct File {
    /// `file_…`
    pub id: String,
    /// The case's id.
    pub case: String,
    /// Its name as sent.
    pub name: String,
    /// Length of the newest version in bytes.
    pub bytes: u64,
    /// BLAKE3 of the newest version (`b3sum`).
    pub blake3: String,
    /// Number of the newest version, from 1.
    pub version: u32,
    /// `pending`, `clean`, `infected`, `encrypted`, `too_large`, `partly_scanned` or `failed`.
    pub scan: String,
    /// Findings by type, most first.
    pub findings: Vec<FindingCount>,
    /// `contact` or `member`.
    pub source: String,
    /// When the newest version was complete.
    pub created: String,
}

/// How many findings of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingCount {
    /// The type, such as `card`.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// Changes a file's details.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileChange {
    /// Its new name.
    pub name: String,
}

/// What a plain upload (`curl -T`) answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Received {
    /// `file_…`
    pub id: String,
    /// Its name as kept.
    pub name: String,
    /// Bytes received.
    pub bytes: u64,
    /// BLAKE3 of what was received (`b3sum`).
    pub blake3: String,
    /// Where the signed receipt is, relative to the server.
    pub receipt_url: String,
}
