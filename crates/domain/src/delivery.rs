//! Deliveries: a link by which the organisation sends files to one contact of a case.

use crate::id::{CaseId, ContactId, DeliveryId, FileId, ObjectId, RequestId};
use crate::request::FileRequest;
use crate::secret::TokenHash;
use crate::time::Timestamp;

/// Files on their way to one contact. Its link proves the contact by a mailed code, ends, and can be withdrawn, as every link;
/// it takes no files in.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// The link it is announced by: whom it is for, until when, and whether it was taken back.
    pub link: FileRequest,
    /// What its sender wrote to the contact.
    pub note: Option<String>,
    /// How often each file may be taken.
    pub downloads_max: u32,
    /// What is sent, in the order it was named.
    pub files: Vec<DeliveredFile>,
}

/// One file of a delivery. What is sent is the version its sender looked at, whatever the file becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveredFile {
    /// The file.
    pub file: FileId,
    /// The version that is sent.
    pub object: ObjectId,
    /// How often it was taken.
    pub downloads: u32,
}

/// A contact's right to fetch one delivered file for a while; a broken transfer goes on with the same one.
#[derive(Clone, PartialEq, Eq)]
pub struct DeliveryTicket {
    /// SHA-256 of the ticket. The ticket itself is never stored.
    pub hash: TokenHash,
    /// The delivery.
    pub delivery: DeliveryId,
    /// The version to fetch.
    pub object: ObjectId,
    /// The link through which the contact asked for it.
    pub request: RequestId,
    /// When it ends.
    pub expires: Timestamp,
}

/// Which deliveries are meant. Everything that is set must fit.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter {
    /// Only this one.
    pub id: Option<DeliveryId>,
    /// Only of this case.
    pub case: Option<CaseId>,
    /// Only to this contact.
    pub contact: Option<ContactId>,
    /// Only those of which this version is part.
    pub object: Option<ObjectId>,
    /// Only those that are alive then.
    pub alive_at: Option<Timestamp>,
}

impl Delivery {
    /// The delivered file, if `file` is part of this delivery.
    #[must_use]
    pub fn file(&self, file: FileId) -> Option<&DeliveredFile> {
        self.files.iter().find(|it| it.file == file)
    }

    /// How often `file` may still be taken.
    #[must_use]
    pub fn downloads_left(&self, file: &DeliveredFile) -> u32 {
        self.downloads_max.saturating_sub(file.downloads)
    }
}
