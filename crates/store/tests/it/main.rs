//! The contract of `MetaStore` and `KeyStore`, held against every backend, and what is particular to SQLite.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod contract;
mod fixture;
mod keys;
mod sqlite;
