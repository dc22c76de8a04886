//! The shipped policies, asked from outside.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "tests fail by panicking, and say what they skip"
)]

mod facts;
mod invariants;
mod loading;
mod matrix;
mod proof;
mod select;
mod world;
