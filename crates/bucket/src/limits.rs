//! Every bound of this crate, by name.

use std::time::Duration;

/// What is put or read with one request; longer files go in parts of this length. While it is sent it is in
/// memory twice.
pub const PART_BYTES: u64 = 16 << 20;
/// Parts of a file at most (the protocol's bound); longer parts make up for it.
pub const PARTS_MAX: u64 = 10_000;
/// Longest answer that is not a file: a page of 1,000 versions with keys of 1,024 bytes, percent-encoded, and more.
pub const ANSWER_BYTES_MAX: u64 = 8 << 20;
/// Versions on a page.
pub const PAGE_VERSIONS: u32 = 1_000;
/// Pages of one list: ten million versions. A store that lies could go on for ever.
pub const PAGES_MAX: u32 = 10_000;
/// How deep an answer's elements may nest; three is what there is.
pub const XML_DEPTH_MAX: usize = 16;
/// How often a request is tried that may pass by itself.
pub const TRIES_MAX: u32 = 6;
/// The pause before the second try; each further one is twice as long.
pub const PAUSE_FIRST: Duration = Duration::from_millis(500);
/// Longest wait for the connection.
pub const CONNECT_MAX: Duration = Duration::from_secs(20);
/// Longest time for a request and its answer, beside its content.
pub const ANSWER_MAX: Duration = Duration::from_secs(60);
/// A line slower than this is taken for a dead one: bytes of content a second.
pub const RATE_MIN: u64 = 32 << 10;
/// Of what a bucket says about a failure, so much is passed on.
pub const SAID_CHARS_MAX: usize = 300;
