//! Every bound of the client.

use std::time::Duration;

/// Connecting may take this long.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// A call or transfer on which nothing moves for this long is given up (and, when sending, tried again).
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(120);
/// How often a running transfer reports how far it is.
pub const REPORT_INTERVAL: Duration = Duration::from_millis(200);

/// An answer in JSON is at most this long.
pub const ANSWER_BYTES_MAX: usize = 64 << 20;
/// A problem document is at most this long.
pub const PROBLEM_BYTES_MAX: usize = 1 << 20;
/// Pages of one list fetched at most.
pub const LIST_PAGES_MAX: usize = 10_000;

/// One request carries this much of a file unless told otherwise.
pub const CHUNK_BYTES_DEFAULT: u64 = 64 << 20;
/// The smallest chunk that makes sense.
pub const CHUNK_BYTES_MIN: u64 = 1 << 10;
/// A file is read in blocks of this size.
pub const READ_BYTES: usize = 256 << 10;
/// The sender gives up when no byte became durable for this long.
pub const RETRY_FOR_DEFAULT: Duration = Duration::from_secs(3_600);
/// Waits before the next try, in seconds; the last one repeats.
pub const BACKOFF_SECONDS: [u64; 6] = [0, 1, 3, 8, 20, 60];
/// A server may ask for a longer wait (`Retry-After`), but not for more than this.
pub const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);
/// Times a download is continued without a byte of progress.
pub const DOWNLOAD_TRIES_MAX: u32 = 6;

/// Files one folder walk takes at most.
pub const WALK_FILES_MAX: usize = 1_000_000;
/// Folders within folders.
pub const WALK_DEPTH_MAX: usize = 64;
/// The longest link accepted, in bytes.
pub const LINK_BYTES_MAX: usize = 2_048;
/// A trusted CA file is at most this long.
pub const CA_BYTES_MAX: u64 = 1 << 20;

const _: () = assert!(CHUNK_BYTES_DEFAULT >= CHUNK_BYTES_MIN);
const _: () = assert!(READ_BYTES as u64 <= CHUNK_BYTES_DEFAULT);
