//! Watching: the ledger goes through the detections, alerts are raised, what follows by itself is done within limits, and
//! people decide about the rest.

mod bait;
mod by_hand;
mod clocks;
mod contain;
mod decoy;
mod desk;
mod feed;
mod first;
mod new_passkeys;
mod overdue;
mod raise;
mod read_only;
mod report;
mod sow;
mod telling;

pub use bait::Decoys;
pub use by_hand::NewResponse;
pub use clocks::{ClockState, DueClock, NewNotice};
pub use desk::AlertView;
pub use read_only::StaffNotice;
pub(crate) use read_only::moves_read_only;

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::PoisonError;

use coffer_detect::{Clock, Engine, Places, Rule, RuleSet};
use coffer_domain::alert::{Alert, Severity};
use coffer_domain::time::{Span, Timestamp};
use tokio::sync::{Mutex, Notify};

use crate::limits::{ALERT_MAIL_SPAN, ALERT_MAILS_MAX};

/// How is watched.
pub struct WatchSettings {
    /// The rules in force.
    pub rules: RuleSet,
    /// How long the law gives when an alert is an incident.
    pub clocks: Vec<Clock>,
    /// Whether responses are done; if not, they are only recorded.
    pub respond: bool,
    /// After critical alerts of which rules nothing may be changed on the whole server for a time.
    pub read_only_after: Vec<String>,
    /// Of how many open cases one has a decoy that Coffer sets out by itself; none if it sets out none.
    pub decoys_every: Option<NonZeroU32>,
    /// Where networks are; of none, impossible travel is not seen.
    pub places: Places,
}

/// The engine while it runs.
struct Running {
    engine: Engine,
    /// Entries before this place were watched by other rules; they teach, but they do not alert.
    silent_until: u64,
    /// Up to where, and when, its memory was kept last.
    kept_next: u64,
    kept_at: Timestamp,
}

/// Alerts are mailed up to so many an hour, in rooms of their own: nobody can cause so many of one kind that another is not
/// mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum MailRoom {
    Critical,
    /// What members say.
    Reports,
    Others,
}

impl MailRoom {
    fn of(alert: &Alert) -> Self {
        match alert.severity {
            Severity::Critical => Self::Critical,
            _ if report::is_report(alert) => Self::Reports,
            _ => Self::Others,
        }
    }
}

/// The watching side of the application.
pub(crate) struct Watcher {
    settings: WatchSettings,
    woken: Notify,
    /// None until first loaded or after a failure: then the last kept memory counts.
    running: Mutex<Option<Running>>,
    /// When alerts were mailed lately, in each room.
    mailed: std::sync::Mutex<HashMap<MailRoom, VecDeque<Timestamp>>>,
    /// When clocks that ran out were looked for last.
    looked_at_clocks: std::sync::Mutex<Option<Timestamp>>,
    touches: bait::Touches,
    waiting: first::Waiting,
    telling: telling::Telling,
}

impl Watcher {
    pub(crate) fn new(settings: WatchSettings) -> Self {
        Self {
            settings,
            woken: Notify::new(),
            running: Mutex::new(None),
            mailed: std::sync::Mutex::default(),
            looked_at_clocks: std::sync::Mutex::default(),
            touches: bait::Touches::default(),
            waiting: first::Waiting::default(),
            telling: telling::Telling::default(),
        }
    }

    /// Whether one more alert may be mailed now; counts it.
    fn may_mail(&self, room: MailRoom, now: Timestamp) -> bool {
        let since = Timestamp(now.0.saturating_sub(ALERT_MAIL_SPAN.0));
        let mut rooms = self.mailed.lock().unwrap_or_else(PoisonError::into_inner);
        let mailed = rooms.entry(room).or_default();
        mailed.retain(|at| (since..=now).contains(at));
        let may = mailed.len() < ALERT_MAILS_MAX;
        if may {
            mailed.push_back(now);
        }
        may
    }

    /// Whether it is time to look for clocks that ran out; notes that it is done.
    fn may_look_at_clocks(&self, now: Timestamp, every: Span) -> bool {
        let looked = self.looked_at_clocks.lock();
        let mut looked = looked.unwrap_or_else(PoisonError::into_inner);
        // Also if that was "later": the clock went back.
        let due = looked.is_none_or(|then| now.since(then).0.saturating_abs() >= every.0);
        if due {
            *looked = Some(now);
        }
        due
    }

    /// A rule in force.
    pub(crate) fn rule(&self, id: &str) -> Option<&Rule> {
        self.settings.rules.rule(id)
    }

    /// Where on earth an address is, as the ledger has it.
    pub(crate) fn position_of(&self, address: IpAddr) -> Option<String> {
        self.settings.places.of(address)
    }

    pub(crate) fn wake(&self) {
        self.woken.notify_one();
    }
}
