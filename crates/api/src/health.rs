//! Health over the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// What: `keys`, `ledger`, `disk`, `jobs`, `backup`, `sink`, `witness` or `alerts`.
    pub check: String,
    /// `ok`, `warning` or `fault`.
    pub state: String,
    /// What was found.
    pub found: String,
    /// What mends it, often a command; empty if nothing is to be mended.
    pub mend: String,
}

/// A place outside that is told what is in the ledger. Where it is, and what it is shown there, is in the server's configuration only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sink {
    /// What the operator calls it.
    pub name: String,
    /// `file`, `syslog`, `https` or `webhook`.
    pub kind: String,
    /// Of a sink of entries: how they are written, `ocsf`, `cef` or `coffer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Whether the addresses that entries came from are told as well.
    #[serde(default)]
    pub addresses: bool,
    /// Of a webhook: the least severity of alerts it is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Whether it is told the ledger's signed head as well.
    #[serde(default)]
    pub checkpoints: bool,
    /// `ok`, `failing` (it takes nothing, and is tried again) or `disabled` (it is not tried any more).
    pub state: String,
    /// Place in the ledger of the next entry it has to be told.
    pub next: u64,
    /// Entries it has not been told yet.
    pub behind: u64,
    /// When it last took something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<String>,
    /// Since when it takes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    /// Why not, as last seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Since when it is not tried any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<String>,
    /// What mends it; empty if nothing is to be mended.
    pub mend: String,
}
