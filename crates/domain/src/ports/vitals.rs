//! What a store can say of itself.

use async_trait::async_trait;

use super::StoreError;
use crate::event::EventKind;

/// What those who watch over the server ask.
#[async_trait]
pub trait Vitals: Send + Sync {
    /// Size of the metadata database in bytes.
    async fn database_bytes(&self) -> Result<u64, StoreError>;
    /// The newest entry of a kind among the ledger's newest `among`: its place and text.
    async fn newest_entry(
        &self,
        kind: EventKind,
        among: u64,
    ) -> Result<Option<(u64, String)>, StoreError>;
}
