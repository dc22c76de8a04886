//! Ledger entries as a commit carries them.

use crate::id::{DepartmentId, MemberId, ServiceId};
use crate::people::Role;

/// Personal data behind a commitment in the ledger, kept where it can be erased.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// The field's name in the entry.
    pub field: String,
    /// 32 random bytes.
    pub salt: [u8; 32],
    /// The value.
    pub value: String,
}

/// A ledger entry ready to be written: its canonical text and the openings of its commitments.
#[derive(Clone)]
pub struct LedgerEntry {
    /// Canonical JSON; the Merkle leaf is exactly these bytes.
    pub text: String,
    /// What it is about, as the text says: to find it again.
    pub object: Option<String>,
    /// Openings, one per commitment in `text`.
    pub openings: Vec<Opening>,
    /// Who did it, as they were when it was decided. The commit fails if that is not so any more, so that an act
    /// under way does not outlive its doer's rights.
    pub doer: Option<Doer>,
}

/// Whoever does something, with all that decisions about it rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doer {
    /// A member who may act, of this department and with these roles.
    Member {
        /// Who.
        id: MemberId,
        /// Their department.
        department: DepartmentId,
        /// Their roles.
        roles: Vec<Role>,
    },
    /// A service account that has not ended.
    Service(ServiceId),
}
