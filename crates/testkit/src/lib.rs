//! For tests: a clock that moves when told, entropy from a seed, mail that is kept, and ports around real
//! adapters that fail at a chosen call or lose in a crash what was not synced.
//!
//! - **Invariant:** never a dependency of anything but tests.
//! - **Invariant:** the same seed and the same calls give the same run; only keys of passkeys are fresh ones.

#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a device in a test that cannot answer fails the test"
)]
mod authenticator;
mod blobs;
mod clock;
mod entropy;
mod faults;
mod keys;
mod mailer;
mod store;

pub use authenticator::{Maker, SoftPasskey};
pub use blobs::LossyBlobs;
pub use clock::SimClock;
pub use entropy::SeededEntropy;
pub use faults::{Fault, Faults};
pub use keys::FaultyKeyStore;
pub use mailer::MemoryMailer;
pub use store::FaultyStore;
