//! The engine's memory as bytes, so that a restart need not read the ledger from its beginning.

use serde::{Deserialize, Serialize};

use crate::engine::{Engine, State};
use crate::rule::RuleSet;

/// Raised when what is remembered changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    rules: &'a str,
    state: &'a State,
}

#[derive(Deserialize)]
struct Read {
    version: u32,
    rules: String,
    state: State,
}

/// A snapshot cannot be used: read the ledger from its beginning.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It is of another version of the engine.
    #[error("the snapshot is of another version")]
    Version,
    /// It is of other rules.
    #[error("the snapshot is of other rules")]
    Rules,
    /// It is not readable.
    #[error("the snapshot is not readable")]
    Json(#[from] serde_json::Error),
}

impl Engine {
    /// What is remembered, and up to which place of the ledger ([`Engine::next`]).
    ///
    /// # Errors
    /// The state cannot be written; a state always can.
    pub fn snapshot(&self) -> Result<Vec<u8>, SnapshotError> {
        Ok(serde_json::to_vec(&Written {
            version: VERSION,
            rules: self.rules().name(),
            state: &self.state,
        })?)
    }

    /// The engine a snapshot was taken of.
    ///
    /// # Errors
    /// It is of another version, of other rules, or not readable.
    pub fn restore(rules: RuleSet, bytes: &[u8]) -> Result<Self, SnapshotError> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
        }
        if serde_json::from_slice::<Head>(bytes)?.version != VERSION {
            return Err(SnapshotError::Version);
        }
        let read: Read = serde_json::from_slice(bytes)?;
        if read.version != VERSION {
            return Err(SnapshotError::Version);
        }
        if read.rules != rules.name() {
            return Err(SnapshotError::Rules);
        }
        Ok(Self::with_state(rules, read.state))
    }
}
