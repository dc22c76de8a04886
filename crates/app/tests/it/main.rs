//! Use cases over the real store, key file, objects and policies in a temporary folder, under a simulated clock.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at what they do not expect"
)]

mod access;
mod anchor;
mod backup;
mod budgets;
mod by_hand;
mod checklists;
mod clock;
mod contact_passkeys;
mod decoys;
mod delivering;
mod directory;
mod ends;
mod erasing_cases;
mod erasure;
mod faults;
mod federated;
mod grants;
mod held;
mod invariants;
mod ledger;
mod links;
mod messages;
mod misplaced;
mod new_passkeys;
mod news;
mod notices;
mod policies;
mod proofs;
mod quarantine;
mod read_only;
mod responses;
mod retention;
mod rollback;
mod scans;
mod searching;
mod simulation;
mod sinks;
mod slowed;
mod snapshot;
mod streams;
mod subject;
mod sweeps;
mod travel;
mod uploads;
mod views;
mod watch;
mod world;
