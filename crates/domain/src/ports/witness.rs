//! Witnesses: other people's programs that vouch for the ledger having only grown.

use async_trait::async_trait;

use super::{SinkError, StoreError};
use crate::time::Timestamp;

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessAnswer {
    /// The status of HTTP, which has its meaning in C2SP tlog-witness.
    pub status: u16,
    /// The body, bounded.
    pub body: String,
}

/// A witness as C2SP tlog-witness describes it.
#[async_trait]
pub trait WitnessPort: Send + Sync {
    /// `POST /add-checkpoint` with this body.
    async fn add_checkpoint(&self, body: String) -> Result<WitnessAnswer, SinkError>;
}

/// A head of the ledger that witnesses cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// Its number of entries.
    pub size: u64,
    /// The signed checkpoint with the witnesses' lines.
    pub checkpoint: String,
    /// When they were taken.
    pub at: Timestamp,
}

/// What is kept of checkpoints beside the newest.
#[async_trait]
pub trait Checkpoints: Send + Sync {
    /// The largest head that witnesses cosigned; none before the first.
    async fn witnessed(&self) -> Result<Option<Witnessed>, StoreError>;
    /// Keeps one; of the same size the later one counts. Old ones may go. Not an act: it can be had again.
    async fn keep_witnessed(&self, it: Witnessed) -> Result<(), StoreError>;
}
