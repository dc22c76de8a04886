#![expect(clippy::unwrap_used, clippy::panic, reason = "test code")]

mod filters;
mod hostile;
mod patches;
mod resources;
mod support;
