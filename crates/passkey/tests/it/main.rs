//! WebAuthn ceremonies with a device in software.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets something unexpected fails"
)]

mod ceremonies;
