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
    /// Why its check got no further, in short words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan_reason: Option<String>,
    /// Whether a check waits or runs: the first one, or a further one while the findings are those of the last.
    #[serde(default)]
    pub scan_queued: bool,
    /// How far the running check is; absent while none runs. After a restart of the server it begins anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan_progress: Option<ScanProgress>,
    /// Which rules the findings come from: equal for equal rules, your organisation's own included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_set: Option<String>,
    /// Whether those are other rules than are in force now; `rescan` checks by the new ones.
    #[serde(default)]
    pub scan_outdated: bool,
    /// Findings by type, most first.
    pub findings: Vec<FindingCount>,
    /// Findings by label, most first; a finding counts under each label of its type.
    #[serde(default)]
    pub labels: Vec<LabelCount>,
    /// Whether it is held for the law by itself: neither it nor its case is erased.
    #[serde(default)]
    pub held: bool,
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
    /// What the type falls under: `pci`, `pii`, `hipaa`, `glba`, `ferpa`, `gdpr`, `gdpr_special`, `secret`.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// How many findings under one label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LabelCount {
    /// The label, such as `pci`.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// How far a running check is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScanProgress {
    /// Whole percent of the file that were read.
    pub percent: u8,
    /// Bytes of the file read so far.
    pub bytes: u64,
    /// Bytes of the file.
    pub total_bytes: u64,
    /// Members met so far.
    pub members: u32,
    /// Findings so far.
    pub findings: u64,
}

/// A file that was found by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FoundFile {
    /// `file_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its case's id.
    pub case: String,
    /// Its case's ticket number or name.
    pub case_reference: String,
}

/// One version of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileVersion {
    /// 1 for the first, counting up.
    pub number: u32,
    /// Its length.
    pub bytes: u64,
    /// Its BLAKE3 (`b3sum`).
    pub blake3: String,
    /// When it was complete.
    pub created: String,
    /// Whether it is the one that is shown: the newest that is not set aside.
    pub shown: bool,
    /// Whether it was set aside, for an earlier one.
    pub set_aside: bool,
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

/// Why a file is erased.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Erase {
    /// Why, in at least ten characters; goes into the ledger as a commitment.
    pub reason: String,
}

/// What became of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Erasure {
    /// `file_…`; nothing else is left under that id than entries of the ledger.
    pub file: String,
    /// `case_…`
    pub case: String,
    /// Sealed objects the file had: versions and reports, each with a key of its own.
    pub objects: u64,
    /// Whether all their keys are destroyed. If not, the server goes on trying; the certificate is there once it is done.
    pub keys_destroyed: bool,
    /// From when on no backup holds the keys, if keys are pruned from backups after 30 days. RFC 3339 UTC.
    pub backups_until: String,
}
