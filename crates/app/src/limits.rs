//! Bounds of the use cases that are not the domain's own.

use coffer_domain::time::Span;

/// How long an unwrapped case key stays in memory.
pub(crate) const CASE_KEY_CACHE: Span = Span::minutes(5);
/// Case keys kept in memory at most.
pub(crate) const CASE_KEYS_CACHED_MAX: usize = 1_000;
/// Bytes of a body gathered before the sealing thread is given them.
pub(crate) const HANDOVER_BYTES: usize = 256 << 10;
/// Buffers of that size that an append has: one being filled, one waiting, one being sealed.
pub(crate) const HANDOVER_BUFFERS: usize = 3;
/// Frames of a new version's body waiting for the sealing thread.
pub(crate) const APPEND_QUEUE_FRAMES: usize = 2;
/// Sealed bytes gathered before they are written.
pub(crate) const APPEND_WRITE_BYTES: usize = 256 << 10;
/// Longest ending of a file's name that the ledger keeps.
pub(crate) const EXTENSION_BYTES_MAX: usize = 10;
/// Bytes of a version that are looked at for its format and entropy.
pub(crate) const HEAD_BYTES: usize = 64 << 10;
/// Sealed records opened together on the way out (256 KiB).
pub(crate) const DOWNLOAD_RUN_RECORDS: usize = 4;
/// Opened runs under way at once: one being opened, the others at the connection.
pub(crate) const DOWNLOAD_RUNS: usize = 4;
/// Pieces of a working copy waiting for the connection.
pub(crate) const WORKING_QUEUE_PIECES: usize = 2;
/// How long a new append waits for the one it takes over from, in seconds.
pub(crate) const TAKE_OVER_SECONDS: u64 = 15;
/// Entries the sequencer places per step.
pub(crate) const SEQUENCE_STEP_MAX: u32 = 1_024;
/// Password hashes computed at the same time; each takes 64 MiB.
pub(crate) const PASSWORD_HASHES_AT_ONCE: usize = 2;
/// How far the clock may be set back before sessions, passes, codes and tokens made until then are over.
pub(crate) const CLOCK_BACK_MAX: Span = Span::minutes(30);
/// Scan reports kept in memory.
pub(crate) const REPORTS_CACHED_MAX: usize = 16;
/// The largest sealed scan report read back, in bytes.
pub(crate) const REPORT_BYTES_MAX: u64 = 256 << 20;
/// Longest search pattern in bytes.
pub(crate) const SEARCH_PATTERN_BYTES_MAX: usize = 1_000;
/// Hits a search returns at most.
pub(crate) const SEARCH_HITS_MAX: u32 = 1_000;
/// Lines shown at once.
pub(crate) const LINES_MAX: u32 = 1_000;
/// Findings listed at once.
pub(crate) const FINDINGS_PAGE: usize = 500;
/// Bytes of one line that are shown.
pub(crate) const LINE_SHOWN_BYTES_MAX: usize = 2_000;
/// The longest value a reveal shows.
pub(crate) const REVEAL_BYTES_MAX: u64 = 64 << 10;
/// People whose membership of a group changes in one commit.
pub(crate) const GROUP_MEMBERS_CHANGED_MAX: usize = 2_000;
/// People of a directory that is followed.
pub(crate) const SYNC_PEOPLE_MAX: usize = 200_000;
/// People read together while comparing.
pub(crate) const SYNC_READ_PAGE: u32 = 1_000;
/// Answered sign-ins at identity providers that are remembered, so that none is answered twice.
pub(crate) const ANSWERED_FLOWS_KEPT: usize = 4_096;
/// Uploads removed per round of the expiry sweep.
pub(crate) const EXPIRY_BATCH: u32 = 100;
