//! What was set out for those who look round.

use std::num::NonZeroU32;

use async_trait::async_trait;

use super::StoreError;
use crate::decoy::DecoyCredential;
use crate::file::File;
use crate::id::{CaseId, FileId};
use crate::secret::TokenHash;
use crate::text::Email;

/// Decoys: credentials that open nothing, and files that nobody has work with.
#[async_trait]
pub trait Decoys: Send + Sync {
    /// The decoy whose token this is.
    async fn decoy_token(&self, hash: &TokenHash) -> Result<Option<DecoyCredential>, StoreError>;
    /// The decoy account of this address.
    async fn decoy_account(&self, email: &Email) -> Result<Option<DecoyCredential>, StoreError>;
    /// All credentials that are set out, newest first.
    async fn decoy_credentials(&self) -> Result<Vec<DecoyCredential>, StoreError>;
    /// All files that are decoys, newest first.
    async fn decoy_files(&self) -> Result<Vec<File>, StoreError>;
    /// An open case that somebody works, nobody holds or has further access to, and that has no decoy, the one that `pick` says, if fewer than one in `every` of those
    /// that are worked has one.
    async fn case_without_decoy(
        &self,
        every: NonZeroU32,
        pick: u64,
    ) -> Result<Option<CaseId>, StoreError>;
    /// A decoy file that has, or had, this content; by the hash of its bytes.
    async fn decoy_with_content(&self, blake3: &[u8; 32]) -> Result<Option<FileId>, StoreError>;
}
