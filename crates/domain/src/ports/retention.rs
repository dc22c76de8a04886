//! How long cases are kept.

use async_trait::async_trait;

use super::StoreError;
use crate::id::CaseId;
use crate::retention::{Kept, ListedCase, RetentionRule};
use crate::time::Timestamp;

/// Rules on how long cases are kept, and what is due by them.
#[async_trait]
pub trait Retention: Send + Sync {
    /// All rules there were, oldest first.
    async fn retention_rules(&self) -> Result<Vec<RetentionRule>, StoreError>;
    /// Cases closed by then that are neither held, with all their files, nor erased; in the order of their ids, after `after`, at
    /// most `limit`.
    async fn erasable_cases(
        &self,
        closed_by: Timestamp,
        after: Option<CaseId>,
        limit: u32,
    ) -> Result<Vec<(CaseId, Kept)>, StoreError>;
    /// What is listed as due, soonest first.
    async fn listed_cases(&self) -> Result<Vec<ListedCase>, StoreError>;
}
