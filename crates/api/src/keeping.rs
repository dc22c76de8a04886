//! How long things are kept: erasing whole cases.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of a case's erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseErasure {
    /// `case_…`; its reference, its customer and who had access to it are left, and entries of the ledger.
    pub case: String,
    /// Sealed objects it had: versions, reports, open uploads and messages, each with a key of its own.
    pub objects: u64,
    /// Whether all its keys are destroyed. If not, the server goes on trying; the certificate is there once it is done.
    pub keys_destroyed: bool,
    /// From when on no backup holds the keys, if keys are pruned from backups after 30 days. RFC 3339 UTC.
    pub backups_until: String,
}
