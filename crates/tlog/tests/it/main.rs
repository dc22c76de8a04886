#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod append;
mod checkpoint;
mod export;
mod oracle;
mod published;
mod receipt;
mod support;
mod vectors;
mod witness;
