//! File requests: a link by which a contact sends files into one case.

use crate::id::{CaseId, ContactId, MemberId, RequestId};
use crate::secret::TokenHash;
use crate::time::Timestamp;

/// A link by which a contact sends files. Write-only: it gives no right to read content.
#[derive(Clone, PartialEq, Eq)]
pub struct FileRequest {
    /// Its public id; part of the page's address.
    pub id: RequestId,
    /// Where the files go.
    pub case: CaseId,
    /// Who is asked.
    pub contact: ContactId,
    /// SHA-256 of the link's token. The token itself is never stored.
    pub token_hash: TokenHash,
    /// Whether the upload address alone suffices, for `curl` and collectors (no e-mail code).
    pub script: bool,
    /// When the link stops working.
    pub expires: Timestamp,
    /// How many bytes it accepts in all.
    pub bytes_max: u64,
    /// How many files it accepts in all.
    pub files_max: u32,
    /// Bytes reserved by its uploads so far.
    pub bytes_used: u64,
    /// Files begun so far.
    pub files_used: u32,
    /// When it was taken back, if it was.
    pub withdrawn: Option<Timestamp>,
    /// Who made it.
    pub created_by: MemberId,
    /// When it was made.
    pub created: Timestamp,
}

/// Why a link does not work now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkProblem {
    /// Its time is over.
    #[error("this link stopped working at its end date")]
    Expired,
    /// Somebody took it back.
    #[error("this link was withdrawn")]
    Withdrawn,
    /// Too many wrong codes were entered; it takes none until somebody lifts that.
    #[error("too many wrong codes were entered at this link")]
    Frozen,
    /// It has taken as many files as it may.
    #[error("this link has taken all the files it may")]
    FilesExhausted,
    /// It has taken as many bytes as it may.
    #[error("this link has taken all the bytes it may")]
    BytesExhausted,
}

impl FileRequest {
    /// Whether the link is alive at `now`; limits on files and bytes are checked when one is begun.
    ///
    /// # Errors
    /// Withdrawn or expired.
    pub fn check_alive(&self, now: Timestamp) -> Result<(), LinkProblem> {
        if self.withdrawn.is_some() {
            return Err(LinkProblem::Withdrawn);
        }
        if now >= self.expires {
            return Err(LinkProblem::Expired);
        }
        Ok(())
    }

    /// Whether one more file of `bytes` fits.
    ///
    /// # Errors
    /// Too many files or bytes.
    pub fn check_room(&self, bytes: u64) -> Result<(), LinkProblem> {
        if self.files_used >= self.files_max {
            return Err(LinkProblem::FilesExhausted);
        }
        if self.bytes_used.saturating_add(bytes) > self.bytes_max {
            return Err(LinkProblem::BytesExhausted);
        }
        Ok(())
    }
}

/// A code that was mailed to a contact, as the server keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailCode {
    /// The request it is for.
    pub request: RequestId,
    /// HMAC of the code under a server key; a bare hash of six digits would be no secret.
    pub code_hash: TokenHash,
    /// When it was sent.
    pub sent: Timestamp,
    /// When it stops working.
    pub expires: Timestamp,
    /// Wrong entries so far.
    pub failures: u32,
}

/// What a contact holds after entering the code: a right to send through one link for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct Pass {
    /// SHA-256 of the pass.
    pub hash: TokenHash,
    /// The link it is for.
    pub request: RequestId,
    /// When it ends.
    pub expires: Timestamp,
}
