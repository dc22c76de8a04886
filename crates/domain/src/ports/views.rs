//! What members keep for themselves.

use async_trait::async_trait;

use super::StoreError;
use crate::id::MemberId;
use crate::view::SavedView;

/// Saved views of the list of cases.
#[async_trait]
pub trait Views: Send + Sync {
    /// A member's saved views, by name.
    async fn views(&self, member: MemberId) -> Result<Vec<SavedView>, StoreError>;
}
