//! What is erased as a whole, and what is left of it.

use crate::id::{CaseId, CustomerId, FileId};
use crate::time::Timestamp;

/// What is erased as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasing {
    /// One file: its versions and their reports.
    File(FileId),
    /// A whole case: its files, open uploads and messages, and the key pair they are sealed to.
    Case(CaseId),
}

impl Erasing {
    /// The id's bytes. Ids are random, so no file's are a case's.
    #[must_use]
    pub const fn bytes(self) -> [u8; 16] {
        match self {
            Erasing::File(id) => id.0,
            Erasing::Case(id) => id.0,
        }
    }
}

/// What is left of an erased case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// When its erasure was decided; from then on nobody reads anything of it.
    pub erased: Timestamp,
    /// SHA-256 of its wrapped private key; none if there was no key.
    pub key: Option<[u8; 32]>,
    /// When the last of its keys was destroyed, once that is so.
    pub destroyed: Option<Timestamp>,
    /// The ledger's outbox number of the entry that says so, for the certificate.
    pub certificate: Option<i64>,
}

/// What is held for the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// A case with all that is in it.
    Case(CaseId),
    /// All of a customer's cases, those to come as well.
    Customer(CustomerId),
    /// One file.
    File(FileId),
}
