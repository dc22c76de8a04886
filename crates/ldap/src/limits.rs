//! Bounds of what a directory can make us do.

use std::time::Duration;

/// Entries asked for at once (RFC 2696).
pub const PAGE_ENTRIES: i32 = 500;
/// The directory has so long to accept a connection.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The directory has so long for each answer.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
/// Entries read at most, people and groups each.
pub const ENTRIES_MAX: usize = 200_000;
