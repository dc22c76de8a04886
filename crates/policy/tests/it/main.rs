//! The shipped policies, asked from outside.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

mod facts;
mod invariants;
mod loading;
mod matrix;
mod world;
