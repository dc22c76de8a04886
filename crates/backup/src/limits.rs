//! Every bound of this crate, by name.

use coffer_domain::time::Span;

/// Bytes copied and hashed at a time.
pub const COPY_BYTES: usize = 1 << 20;
/// A manifest's longest text: about a million objects added in one backup.
pub const MANIFEST_BYTES_MAX: u64 = 256 << 20;
/// All manifests of a place together: forty thousand of a backup an hour take a tenth of it. They are held in memory while a chain is
/// checked, and a place may be in somebody else's hands.
pub const MANIFESTS_BYTES_MAX: u64 = 1 << 30;
/// The file with the key that signs manifests: one line.
pub const SIGNER_BYTES_MAX: u64 = 4 << 10;
/// A file that holds one number.
pub const NUMBER_BYTES_MAX: u64 = 32;
/// A hold's longest text.
pub const HOLD_BYTES_MAX: u64 = 4 << 10;
/// Offline keys a backup is sealed to at most.
pub const RECIPIENTS_MAX: usize = 8;
/// A key file's longest text.
pub const KEY_TEXT_BYTES_MAX: u64 = 8 << 10;
/// How often the state of the server is taken anew because objects vanished while they were copied.
pub const TAKES_MAX: u32 = 3;
/// In so many runs every byte that was backed up is compared with its backup once, a share of them each run.
pub const ROUNDS: u64 = 100;
/// What is compared of an object at a time.
pub const PIECE_BYTES: u64 = 1 << 20;
/// Of so many objects the beginning is compared in each run.
pub const BEGINNINGS: usize = 16;
/// How long a beginning is.
pub const BEGINNING_BYTES: u64 = 64 << 10;
/// Where objects and their copies differ, so many are read whole to tell which of the two is what was backed up.
pub const NAMED_BY_HASH_MAX: usize = 16;
/// Between two backups, age grows by no more than this: a clock that jumps makes nothing old at once.
pub const AGE_STEP_MAX: Span = Span::days(7);
/// Points that stay whatever their age.
pub const KEEP_NEWEST: usize = 3;
/// A manifest dated later than this after now is an alarm.
pub const FUTURE_MAX: Span = Span::minutes(10);
/// Of a hundred objects, so many may go between two backups before that is an alarm.
pub const SHRINK_PERCENT_MAX: u64 = 10;
/// Requests to a bucket at the same time; each may hold a part of a file in memory.
pub const WORKERS: usize = 4;
/// Of a key in a bucket, so many versions are considered: the oldest of the right length.
pub const VERSIONS_CONSIDERED: usize = 64;
/// Keys of a bucket that are kept track of at most.
pub const BUCKET_KEYS_MAX: usize = 4_000_000;
/// A lock that ends earlier than this from now is an alarm.
pub const LOCK_SLACK_MIN: Span = Span::days(14);
/// A lock that ends later than ours ever would by this is an alarm: somebody else made it, and it costs.
pub const LOCK_EXCESS_MAX: Span = Span::days(14);
