//! Tests of the engine and of the rules that ship with it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at what they do not expect"
)]

mod engine;
mod evaluation;
mod example;
mod rules;
