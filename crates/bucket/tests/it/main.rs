//! The adapter against a server that says what a test gives it; a real store is met in `cofferd`'s tests.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop at what they do not expect"
)]

mod asking;
mod store;
