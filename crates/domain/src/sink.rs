//! Sinks: places outside that are told what is in the ledger, each as far as it has got.

use crate::time::Timestamp;

/// How much a line matters to whoever watches. Ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// What happens every day.
    Informational,
    /// Worth knowing.
    Low,
    /// Worth a look today.
    Medium,
    /// Worth a look now.
    High,
    /// Everything else waits.
    Critical,
}

/// One entry of the ledger, written for a sink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutLine {
    /// What it is known by for ever: the same for the same entry, however often it is sent.
    pub uid: String,
    /// When it happened.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// What happened, a dotted word.
    pub event: String,
    /// The line itself, without an end of line in it.
    pub text: String,
}

/// How far a sink has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkState {
    /// The sink's name.
    pub name: String,
    /// Place of the next entry it has to be told.
    pub next: u64,
    /// When it last took something.
    pub taken: Option<Timestamp>,
    /// Since when it takes nothing, if it does not.
    pub failing_since: Option<Timestamp>,
    /// Why not, as last seen.
    pub failure: Option<String>,
    /// Whether the ledger has it that it takes nothing.
    pub stalled: bool,
    /// Since when it is not tried any more.
    pub disabled: Option<Timestamp>,
}

impl SinkState {
    /// A sink that was told nothing yet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            next: 0,
            taken: None,
            failing_since: None,
            failure: None,
            stalled: false,
            disabled: None,
        }
    }
}
