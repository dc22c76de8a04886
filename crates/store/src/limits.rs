//! Every bound of the store, by name.

use std::time::Duration;

/// Acts that share one disk write at most.
pub const BATCH_ACTS_MAX: usize = 64;
/// Acts that wait for the writer at most; further callers wait for room.
pub const QUEUE_ACTS_MAX: usize = 1_024;
/// Reading connections.
pub const READERS_MAX: u32 = 4;
/// How long a reader waits for a free connection.
pub const READER_WAIT_MAX: Duration = Duration::from_secs(30);
/// How long a connection waits for another process's lock.
pub const LOCK_WAIT_MAX: Duration = Duration::from_secs(10);
/// Prepared statements kept per connection; more than this crate has.
pub const STATEMENTS_MAX: usize = 256;

const _: () = assert!(BATCH_ACTS_MAX < QUEUE_ACTS_MAX);

/// Logout messages are remembered for an hour, longer than they count, in milliseconds.
pub const LOGOUT_MESSAGES_KEPT_MS: i64 = 3_600_000;

/// Secrets of one kind whose time is over that are forgotten at once; the writer does nothing else meanwhile.
pub const EXPIRED_ROWS_MAX: i64 = 5_000;

/// Witnessed checkpoints that are kept, the newest; older ones are vouched for by newer.
pub const WITNESSED_KEPT: i64 = 1_000;
