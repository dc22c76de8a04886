//! Sinks: what they are handed, and what is kept of each.

use async_trait::async_trait;

use super::StoreError;
use crate::sink::{OutLine, SinkState};

/// Why a sink did not take what it was handed. Whether some of it arrived is not known: all of it is handed over again.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// It could not be reached, or the connection broke.
    #[error("it cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It answered, and did not take it.
    #[error("it does not take it: {0}")]
    Refused(String),
    /// It says that it wants no more.
    #[error("it says that it is gone for good")]
    Gone,
    /// It did not answer in time.
    #[error("it did not answer in time")]
    TooSlow,
}

/// A place outside that takes lines.
#[async_trait]
pub trait EventSink: Send + Sync {
    /// Returns once the sink has all lines, as far as its protocol can tell. At most once at a time per sink.
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError>;
}

/// What is kept of sinks. Acts on them (to move one, to give one up) are changes of a commit.
#[async_trait]
pub trait Sinks: Send + Sync {
    /// All sinks that were ever told something, by name.
    async fn sinks(&self) -> Result<Vec<SinkState>, StoreError>;
    /// One of them.
    async fn sink(&self, name: &str) -> Result<Option<SinkState>, StoreError>;
    /// Notes how far a sink has got. Not an act, so not in the ledger; if it is lost, the sink is told again. Fails with
    /// `sink.moved` unless it stands at `from` (and, with none, unless nothing is kept of it).
    async fn keep_sink(&self, from: Option<u64>, state: SinkState) -> Result<(), StoreError>;
}
