//! Bounds of the use cases that are not the domain's own.

use std::time::Duration;

use coffer_domain::limits::{RISK_ASKED, RISK_HANDOUTS_HELD, RISK_LOCKED, RISK_SLOWED};
use coffer_domain::time::Span;

/// How long an unwrapped case key stays in memory.
pub(crate) const CASE_KEY_CACHE: Span = Span::minutes(5);
/// Case keys kept in memory at most.
pub(crate) const CASE_KEYS_CACHED_MAX: usize = 1_000;
/// Entries of a custody record handed out at once, each with its proof.
pub(crate) const CUSTODY_ENTRIES_MAX: u32 = 200;
/// Entries of the ledger that are read at once to find what is to be put back.
pub(crate) const ROLL_BACK_ENTRIES: u32 = 1_000;
/// How often a file that is changed while it is put back is looked at again, before whoever asked is told.
pub(crate) const ROLL_BACK_TRIES: u32 = 8;
/// Blocks of a log's outline; then they are joined in pairs.
pub(crate) const OUTLINE_BLOCKS_MAX: usize = 1_024;
const _: () = assert!(OUTLINE_BLOCKS_MAX.is_multiple_of(2));
/// Members of an archive that get an outline, the first ones.
pub(crate) const OUTLINES_MAX: usize = 1_000;
/// Lines read to find one by its time or level; the outline leads near it.
pub(crate) const SEEK_LINES_MAX: u64 = 50_000_000;
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
/// Mails about one act at most.
pub(crate) const NOTICES_MAX: usize = 50;
/// How often a read that goes on is decided anew when nothing is known to have changed. With the decision itself it
/// stays below the second within which ended access must show.
pub(crate) const RECHECK_EVERY: Duration = Duration::from_millis(700);
/// News kept for a listener that is slow to take it; beyond it they are told to ask for everything anew.
pub(crate) const NEWS_BEHIND_MAX: usize = 256;
/// What happens within so long of each other is told together.
pub(crate) const NEWS_GATHER: Duration = Duration::from_millis(250);
/// Uploads, downloads and searches of one person, link's contact or service account at once.
pub(crate) const STREAMS_OF_ONE_MAX: usize = 32;
/// Those of all together. Each holds a thread of the server's, which has [`BLOCKING_THREADS`].
pub(crate) const STREAMS_MAX: usize = 768;
/// Threads for work that waits. What streams leave is for everything short: passwords, keys, reports, scans.
pub const BLOCKING_THREADS: usize = 1_024;
const _: () = assert!(STREAMS_MAX + 128 <= BLOCKING_THREADS);
/// An answer of which nothing is taken for so long is broken off; a download goes on where it ended.
pub(crate) const ANSWER_IDLE: Duration = Duration::from_secs(300);
/// Pages of one member that may listen for news at once.
pub(crate) const LISTENERS_PER_MEMBER_MAX: usize = 24;
/// How often it is looked whether a listener is still signed in when there is nothing to tell; before something is told
/// it always is.
pub(crate) const LISTENERS_RECHECK_EVERY: Duration = Duration::from_secs(10);
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
/// Hits a search tells of at most while it goes on.
pub(crate) const SEARCH_STREAM_HITS_MAX: u32 = 10_000;
const _: () = assert!(SEARCH_HITS_MAX <= SEARCH_STREAM_HITS_MAX);
/// Hits and other news waiting for the connection.
pub(crate) const SEARCH_QUEUE_NEWS: usize = 64;
/// A search says how far it is after so many bytes.
pub(crate) const SEARCH_NEWS_EVERY_BYTES: u64 = 16 << 20;
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
/// Newest entries about an erased file in which its certificate is looked for; hardly anything happens to it after.
pub(crate) const ERASURE_ENTRIES_MAX: u32 = 200;
/// How often erasing a case is decided anew because something arrived in it meanwhile.
pub(crate) const ERASE_CASE_TRIES: u32 = 5;
/// Closed cases read at once while looking for what is due, and shown at once.
pub(crate) const DUE_PAGE: u32 = 1_000;
/// How long before it is due a case is listed: longer than it must have been listed before it is erased.
pub(crate) const RETENTION_LISTED_AHEAD: Span = Span::days(14);
/// Uploads removed per round of the expiry sweep.
pub(crate) const EXPIRY_BATCH: u32 = 100;
/// How long a session, link, pass, ticket or code is kept after its time: who comes late is told that it is over, and a clock that leaps
/// by less takes nothing.
pub(crate) const EXPIRED_KEPT: Span = Span::days(7);
/// Acts a draft of policies is asked about, at most; about 20 seconds of one core.
pub(crate) const POLICY_QUESTIONS_MAX: usize = 200_000;
/// Examples of what a draft of policies changes or breaks.
pub(crate) const POLICY_EXAMPLES_MAX: usize = 20;
/// Newest entries of the ledger that a replay looks at.
pub(crate) const REPLAY_ENTRIES_MAX: u64 = 100_000;
/// Entries of the ledger watched per step.
pub(crate) const WATCH_STEP_ENTRIES: u32 = 500;
/// The memory of watching is kept after so many entries; so many are watched again after a crash.
pub(crate) const WATCH_KEEP_ENTRIES: u64 = 5_000;
/// It is kept after so long as well.
pub(crate) const WATCH_KEEP_SPAN: Span = Span::minutes(10);
/// A response to what happened longer ago than this helps nobody; people decide.
pub(crate) const RESPOND_WITHIN: Span = Span::minutes(10);
/// How long an alert keeps a case from being erased and backups from being pruned, unless somebody lifts that: longer than somebody is
/// away, and not so long that erased data stays in backups far beyond what was said.
pub(crate) const SNAPSHOT_HOLD: Span = Span::days(14);
/// How long passkeys that an alert took their worth from stay without it, unless somebody says how long: longer than whoever it
/// is about is away.
pub(crate) const NEW_PASSKEYS_DISABLED: Span = Span::days(30);
/// Share of all members that may be held or locked by themselves within [`CONTAIN_SPAN`]; one always may.
pub(crate) const CONTAIN_PERCENT_MAX: u64 = 5;
/// See [`CONTAIN_PERCENT_MAX`].
pub(crate) const CONTAIN_SPAN: Span = Span::hours(1);
/// Risk from which wall `W12-high-risk` lets nothing be handed out; from there on nobody adds a way to sign in either.
pub(crate) const RISK_HELD_FROM: u8 = 70;
/// Risk from which that wall lets nothing be done at all; from there on no session begins or steps up.
pub(crate) const RISK_LOCKED_FROM: u8 = 90;
const _: () = assert!(
    0 < RISK_SLOWED
        && RISK_SLOWED < RISK_ASKED
        && RISK_ASKED < RISK_HELD_FROM
        && RISK_HELD_FROM < RISK_HANDOUTS_HELD
        && RISK_HANDOUTS_HELD < RISK_LOCKED_FROM
        && RISK_LOCKED_FROM < RISK_LOCKED
);
/// How often clocks of alerts that ran out are looked for.
pub(crate) const CLOCKS_LOOK_EVERY: Span = Span::minutes(15);
/// Clocks that ran out are looked for so long after, at least: a server may have been off meanwhile.
pub(crate) const CLOCKS_LOOK_BACK: Span = Span::days(30);
/// Of so many alerts of a rule the clocks are looked at, the newest.
pub(crate) const CLOCKS_LOOK_ALERTS_MAX: usize = 1_000;
/// Decoys and networks of which it is remembered that one was shown from the other.
pub(crate) const TOUCHES_KEPT_MAX: usize = 1_000;
/// Members who wait to be told of alerts about them, at most.
pub(crate) const TELLING_MAX: usize = 1_000;
/// After watching failed, it is tried again so soon.
pub(crate) const WATCH_AGAIN: Duration = Duration::from_secs(1);
/// How long a handout waits until its record was watched.
pub(crate) const WATCHED_FIRST_WAIT: Duration = Duration::from_secs(2);
/// So many members' reports are taken at once; those of one member one after the other.
pub(crate) const REPORT_LANES: usize = 16;
/// Decoys that are set out at once: a server with many cases gets them over days, not in one burst that tells of itself.
pub(crate) const DECOYS_SOWN_AT_ONCE: u32 = 2;
/// Alerts mailed at most within [`ALERT_MAIL_SPAN`]; the others are in the list.
pub(crate) const ALERT_MAILS_MAX: usize = 20;
/// See [`ALERT_MAILS_MAX`].
pub(crate) const ALERT_MAIL_SPAN: Span = Span::hours(1);
/// People of a directory that is followed.
pub(crate) const SYNC_PEOPLE_MAX: usize = 200_000;
/// People read together while comparing.
pub(crate) const SYNC_READ_PAGE: u32 = 1_000;
/// Entries read for a sink at once.
pub(crate) const SINK_BATCH_ENTRIES: u32 = 500;
/// Bytes of lines handed to a sink at once, from which on no further line is added. One entry has at most 64 KiB.
pub(crate) const SINK_BATCH_BYTES: usize = 1 << 20;
/// How long a sink may take over what it is handed.
pub(crate) const SINK_DELIVER_MAX: Duration = Duration::from_secs(60);
/// How often a sink that has been told everything is looked at, in case somebody moved it.
pub(crate) const SINK_LOOK_EVERY: Duration = Duration::from_secs(15);
/// How long until a sink that took nothing is tried again; doubles each time.
pub(crate) const SINK_RETRY_FIRST: Duration = Duration::from_secs(1);
/// The longest such wait.
pub(crate) const SINK_RETRY_MAX: Duration = Duration::from_secs(60);
/// A sink that takes nothing for so long is recorded, and thereby an alert.
pub(crate) const SINK_STALLED_AFTER: Span = Span::minutes(15);
/// A sink is told the ledger's head so often even if it is the same, so that silence means something.
pub(crate) const HEAD_TOLD_ANYWAY: Span = Span::hours(1);
/// Newest entries of the ledger in which the last backup is looked for.
pub(crate) const BACKUP_LOOK_ENTRIES: u64 = 200_000;
/// Below so much room on the disk, uploads will soon fail.
pub(crate) const DISK_FREE_LOW: u64 = 10 << 30;
/// More waiting jobs than this are worth a look.
pub(crate) const JOBS_MANY: u64 = 1_000;
