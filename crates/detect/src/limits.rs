//! Every bound of the engine, by name. Whatever an attacker makes the ledger say, this is all it can make us remember.

use coffer_domain::time::Span;

/// Items a sliding window holds at most; thresholds lie below. Beyond it the oldest go, or are added together.
pub const WINDOW_ITEMS_MAX: usize = 4_096;
/// Keys one watch remembers at most (members, sources, links); beyond it the one untouched longest goes.
pub const WATCH_KEYS_MAX: usize = 20_000;
/// The longest window a rule may have.
pub const WINDOW_SPAN_MAX: Span = Span::days(31);
/// Ledger places a signal names as evidence at most: the newest.
pub const EVIDENCE_MAX: usize = 50;

/// Active days a baseline looks back.
pub const BASELINE_DAYS: usize = 30;
/// Active days a baseline needs before it says anything; until then the floor alone counts.
pub const BASELINE_DAYS_MIN: usize = 5;

/// Cases whose members are remembered.
pub const CASES_MAX: usize = 100_000;
/// Members of a case that are remembered.
pub const CASE_MEMBERS_MAX: usize = 500;
/// Sessions whose origin is remembered.
pub const SESSIONS_MAX: usize = 20_000;
/// Members whose habits are remembered.
pub const PEOPLE_MAX: usize = 20_000;
/// Places a member is known from; beyond it the one unseen longest goes.
pub const PLACES_PER_PERSON_MAX: usize = 64;
/// Places whose visitors are counted.
pub const PLACES_MAX: usize = 50_000;

/// How long a place stays known to a member who does not come from there any more.
pub const PLACE_KNOWN: Span = Span::days(90);
/// A place is as good as new for so long: who comes to a stranger's account begins there before they change anything.
pub const PLACE_NEW_FOR: Span = Span::hours(12);
/// Colleagues that make a place nobody's surprise, and how recently they must have been there.
pub const PLACE_COLLEAGUES: usize = 3;
/// See [`PLACE_COLLEAGUES`].
pub const PLACE_COLLEAGUES_SPAN: Span = Span::days(30);

/// Networks a table of places has at most: 48 bytes each in memory and their labels, three times that while the table is read.
pub const PLACE_NETWORKS_MAX: usize = 1_000_000;
/// The longest label of a place in it, in bytes.
pub const PLACE_LABEL_BYTES_MAX: usize = 64;

/// A clock set back further than this begins a new time: what lies ahead of it is forgotten.
pub const CLOCK_BACK_MAX: Span = Span::hours(1);

const _: () = {
    assert!(EVIDENCE_MAX <= WINDOW_ITEMS_MAX);
    assert!(BASELINE_DAYS_MIN < BASELINE_DAYS);
    assert!(PLACE_COLLEAGUES_SPAN.0 <= PLACE_KNOWN.0);
};
