//! Who may: Coffer's policies in [Cedar](https://www.cedarpolicy.com) and the engine that asks them.
//!
//! Deny by default, forbid wins, and *any evaluation error is a deny*. The policies are files under
//! `policies/`, one per layer: walls (forbids nobody can edit) and roles (permits). They are embedded and
//! validated strictly against the schema when [`CedarPolicies`] is made, so a mistake in them stops the
//! server at its start rather than opening a door later.
//!
//! Two traps of Cedar shape the code: an erroring `forbid` is skipped by Cedar ([`CedarPolicies`] refuses
//! whenever anything erred), and entities built without the schema lack the action groups that walls
//! name (there is one constructor of entities, in `slice.rs`, and it always takes the schema).

mod describe;
mod engine;
mod invariants;
mod layer;
pub mod limits;
mod live;
mod load;
mod prove;
mod relevant;
mod select;
mod slice;
#[cfg(test)]
mod traps;
mod words;

pub use engine::{CedarPolicies, EVALUATION_ERROR, NO_PRINCIPAL};
pub use layer::{Effect, Layer};
pub use live::LivePolicies;
pub use load::PolicyError;
pub use prove::{Counterexample, Proof, ProveError, Prover};
