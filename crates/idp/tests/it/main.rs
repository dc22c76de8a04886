//! A provider that says whatever a test wants it to say, and what we take of it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected fails"
)]

mod configuration;
mod forged;
mod keys;
mod logout;
mod provider;
