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
