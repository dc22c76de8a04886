//! Detections over the ledger: every entry goes through the rules once, and what stands out becomes a signal.
//!
//! - **Invariant:** time is the entries' own. There is no clock, no chance and nothing outside: two replays of a ledger give
//!   the same signals, and what happened live is what a replay says.
//! - **Invariant:** memory is bounded by [`limits`], whatever the ledger holds; what is forgotten is the oldest, so that
//!   forgetting is the same in every replay.
//! - **Invariant:** a snapshot restores to a state equal to the one it was taken of, at a place in the ledger, or not at all.
//!
//! Rules are data (`rules/*.toml`): which entries, measured how, against what, and what follows.

mod baseline;
mod engine;
mod facts;
pub mod limits;
mod measure;
mod moment;
mod observed;
mod person;
mod places;
mod position;
mod rule;
mod rules;
mod signal;
mod snapshot;
mod statutes;
mod table;
mod window;
mod world;

pub use engine::Engine;
pub use observed::{EntryError, Observed, network};
pub use places::{Network, NetworkError, Places, PlacesError};
pub use position::{Position, PositionError};
pub use rule::{
    Condition, Distinct, Measure, Per, Response, Rule, RuleError, RuleSet, Severity, Test, Watch,
};
pub use rules::BUILTIN;
pub use signal::{Signal, Subject};
pub use snapshot::SnapshotError;
pub use statutes::Clock;
