//! Receiving files: resumable appends that are sealed as they stream in.
//!
//! Durable order per step: write records, `fdatasync`, one transaction (offset, suspended sealer, entry), answer.
//! What was acknowledged survives a kill at any moment; what was not is cut off on resumption.

mod added;
mod append;
mod checksum;
mod create;
mod finish;
mod handover;
mod head;
pub(crate) mod slots;
mod versions;
mod worker;

pub use append::{Appended, Appender};
pub use checksum::{Checksum, ChecksumKind};
pub use create::{NewUpload, SenderCheck};
