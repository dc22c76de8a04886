//! The contract of `BlobStore`, held against every adapter, and what is particular to directories.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod directory;
