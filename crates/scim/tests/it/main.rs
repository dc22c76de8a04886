#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code"
)]

mod filters;
mod hostile;
mod patches;
mod resources;
mod support;
