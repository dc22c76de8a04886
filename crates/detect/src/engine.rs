//! The engine: entries in, in order; signals out.

use std::collections::BTreeMap;

use coffer_domain::event::{Actor, EventKind};
use coffer_domain::id::MemberId;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::limits::{BASELINE_DAYS, CLOCK_BACK_MAX, WATCH_KEYS_MAX};
use crate::measure::Kept;
use crate::moment::DAY_MS;
use crate::observed::Observed;
use crate::rule::{Rule, RuleSet, Watch};
use crate::signal::{Signal, Subject};
use crate::table::Table;
use crate::world::World;

/// Everything the engine remembers.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    /// The place of the next entry.
    pub(crate) next: u64,
    world: World,
    /// By `rule/watch`.
    watches: BTreeMap<String, Table<Kept>>,
    /// By rule: when it last gave a signal for a key.
    signalled: BTreeMap<String, Table<i64>>,
    /// The latest time an entry said.
    latest: i64,
}

/// The rules, and what they remember.
#[derive(Clone)]
pub struct Engine {
    rules: RuleSet,
    by_kind: BTreeMap<EventKind, Vec<(usize, usize)>>,
    pub(crate) state: State,
}

impl PartialEq for Engine {
    /// Equal rules that remember the same.
    fn eq(&self, other: &Self) -> bool {
        self.rules.name() == other.rules.name() && self.state == other.state
    }
}

impl Engine {
    /// An engine that has seen nothing.
    #[must_use]
    pub fn new(rules: RuleSet) -> Self {
        Self::with_state(rules, State::default())
    }

    pub(crate) fn with_state(rules: RuleSet, state: State) -> Self {
        Self {
            by_kind: rules.by_kind(),
            rules,
            state,
        }
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The place of the next entry it has to see.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.state.next
    }

    /// Passes over an entry of a kind this version does not know.
    pub fn skip(&mut self, index: u64) {
        self.state.next = self.state.next.max(index.saturating_add(1));
    }

    /// Takes the next entry. One that was taken already changes nothing: whoever feeds the engine may repeat.
    pub fn observe(&mut self, event: &Observed) -> Vec<Signal> {
        if event.index < self.state.next {
            return Vec::new();
        }
        self.skip(event.index);
        let behind = self.state.pass_time(event);
        let now = self.state.latest;
        let learnt = self.state.world.judge(event, now, behind);
        let facts = Facts {
            event,
            learnt: &learnt,
            now,
        };
        let mut signals = Vec::new();
        for (r, w) in self.by_kind.get(&event.kind).into_iter().flatten() {
            if let Some(rule) = self.rules.rules().get(*r)
                && let Some(watch) = rule.watches.get(*w)
            {
                signals.extend(self.state.ask(rule, watch, &facts));
            }
        }
        self.state.world.learn(event, now);
        signals
    }
}

/// Whether entries of this kind carry the time of their writing. The others carry that of a request whose body may have
/// taken hours.
fn keeps_time(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::UploadAppended
            | EventKind::UploadCompleted
            | EventKind::FileVersionAdded
            | EventKind::DownloadClosed
    )
}

impl State {
    /// Moves the time on; says by how many milliseconds the entry is behind it, where that means anything. A clock set far
    /// back begins a new time; what merely took long does not, or a slow sender could make us forget.
    fn pass_time(&mut self, event: &Observed) -> Option<i64> {
        let behind = self.latest.saturating_sub(event.at.0);
        let keeps_time = keeps_time(event.kind);
        if behind < 0 || (keeps_time && behind > CLOCK_BACK_MAX.0) {
            self.latest = event.at.0;
        }
        keeps_time.then_some(behind.max(0))
    }

    fn ask(&mut self, rule: &Rule, watch: &Watch, facts: &Facts<'_>) -> Option<Signal> {
        let event = facts.event;
        if !watch
            .conditions
            .iter()
            .all(|condition| condition.holds(facts))
        {
            return None;
        }
        let key = watch.per.of(event)?;
        let now = facts.now;
        if !self.follows(watch, &key, now) {
            return None;
        }
        let table = self
            .watches
            .entry(format!("{}/{}", rule.id, watch.name))
            .or_default();
        table.forget_before(now.saturating_sub(horizon(rule, watch)));
        let kept = table.touch(&key, now, WATCH_KEYS_MAX);
        let reached = kept.take(watch, facts)?;
        let may_signal = kept.may_signal(now, rule.quiet_span.0);
        // Also while it is quiet: what waits for this rule waits for what goes on, not for what was said.
        let signalled = self.signalled.entry(rule.id.clone()).or_default();
        *signalled.touch(&key, now, WATCH_KEYS_MAX) = now;
        if !may_signal {
            return None;
        }
        Some(Signal {
            rule: rule.id.clone(),
            watch: watch.name.clone(),
            severity: watch.severity.unwrap_or(rule.severity),
            at: event.at,
            index: event.index,
            subject: subject(event),
            key,
            measured: reached.measured,
            threshold: reached.threshold,
            evidence: reached.evidence,
        })
    }

    /// Whether one of the rules this watch waits for gave a signal for the key lately.
    fn follows(&self, watch: &Watch, key: &str, at: i64) -> bool {
        watch.after.is_empty()
            || watch.after.iter().any(|rule| {
                let when = self.signalled.get(rule).and_then(|table| table.get(key));
                when.is_some_and(|when| at.saturating_sub(*when) <= watch.after_span.0)
            })
    }
}

/// How long a key that nothing happens to is worth remembering.
fn horizon(rule: &Rule, watch: &Watch) -> i64 {
    let usual = match watch.usual_times {
        // Active days may be far apart.
        Some(_) => i64::try_from(BASELINE_DAYS).unwrap_or(i64::MAX) * 3 * DAY_MS,
        None => 0,
    };
    watch.span.0.max(rule.quiet_span.0).max(usual)
}

fn subject(event: &Observed) -> Subject {
    let member = match event.actor {
        Actor::Member(member) => Some(member.to_string()),
        Actor::Anonymous => event
            .object
            .clone()
            .filter(|object| object.parse::<MemberId>().is_ok()),
        Actor::Contact(_) | Actor::Service(_) | Actor::Operator | Actor::System => None,
    };
    Subject {
        actor: event.actor.to_string(),
        member,
        session: event.session.clone(),
        source: event.source(),
        case: event.case.map(|case| case.to_string()),
        object: event.object.clone(),
        link: event.link(),
    }
}
