//! Background work, queued in the same transaction as the change that asks for it.

use crate::erasure::Erasing;
use crate::id::{FileId, JobId, ObjectId};
use crate::time::Timestamp;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Scan one version of a file.
    Scan {
        /// The file.
        file: FileId,
        /// The version's object.
        object: ObjectId,
    },
    /// Destroy the keys of what was erased, until it is done.
    Erase(Erasing),
}

/// A job as its worker holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: JobKind,
    /// 1 on the first attempt.
    pub attempt: u32,
    /// How many attempts in a row, this one included, did not get further than the best one before.
    pub fruitless: u32,
    /// How many percent of the work the best attempt before this one reached.
    pub percent: u8,
    /// The worker loses the job at this time unless it renews.
    pub leased_until: Timestamp,
}
