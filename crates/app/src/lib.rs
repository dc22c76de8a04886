//! Use cases: each reads, decides, and hands the store changes together with the ledger entries
//! that record them. Only ports are reached from here; no adapter is named.
//!
//! - **Invariant:** every act on a case or file consumes an [`Authorized`](coffer_domain::authz::Authorized)
//!   proof, which only the Authorizer makes; refusals are recorded.
//! - **Invariant:** an acknowledged byte is durable: records, then `fdatasync`, then the transaction.
//! - **Invariant:** plaintext exists only in wiped buffers on its way in or out, never in a file.

pub mod access;
pub mod anchor;
mod app;
pub mod backup;
pub mod budgets;
pub mod cases;
pub mod checklist;
pub mod content;
pub mod delivery;
pub mod directory;
pub mod erasure;
mod error;
pub mod files;
mod gate;
pub mod health;
mod hold;
pub mod jobs;
mod keys;
pub mod ledger;
mod life;
mod limits;
pub mod link;
pub mod messages;
mod metrics;
pub mod news;
pub mod outline;
pub mod people;
pub mod policies;
mod protection;
mod reason;
pub mod requests;
pub mod retention;
pub mod rollback;
pub mod setup;
pub mod signin;
pub mod sinks;
mod streams;
pub mod subject;
pub mod token;
mod traces;
pub mod training;
pub mod upload;
pub mod views;
pub mod watch;

pub use app::{App, Parts};
pub use coffer_tlog::{RECEIPT_FORMAT, Receipt};
pub use error::{AppError, UploadProblem};
pub use keys::KeyRing;
pub use limits::BLOCKING_THREADS;
pub use metrics::METRICS;
pub use traces::TraceDelivery;

/// An error with its causes, for the one place that logs it.
#[must_use]
pub fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}
