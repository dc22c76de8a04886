//! One watch's measure for one key.

use serde::{Deserialize, Serialize};

use crate::baseline::Baseline;
use crate::facts::{Fact, Facts};
use crate::limits::WINDOW_ITEMS_MAX;
use crate::rule::{Measure, Watch};
use crate::window::{Item, Values, Window};

/// What is remembered for one key of one watch.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(default, skip_serializing_if = "is_default")]
    window: Window,
    #[serde(default, skip_serializing_if = "is_default")]
    values: Values,
    #[serde(default, skip_serializing_if = "is_default")]
    baseline: Baseline,
    /// When it last gave a signal.
    #[serde(default, skip_serializing_if = "is_default")]
    signalled: Option<i64>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A threshold that was reached.
pub(crate) struct Reached {
    pub(crate) measured: u64,
    pub(crate) threshold: u64,
    pub(crate) evidence: Vec<u64>,
}

impl Kept {
    /// Takes an entry that fulfils the watch's conditions.
    pub(crate) fn take(&mut self, watch: &Watch, facts: &Facts<'_>) -> Option<Reached> {
        let event = facts.event;
        let at = facts.now;
        let since = at.saturating_sub(watch.span.0);
        let measured = match &watch.measure {
            Measure::Distinct(of) => {
                self.values.push(&of.of(event)?, at, event.index, since);
                self.values.count()
            }
            Measure::Sum(name) => {
                self.window
                    .push(item(facts, amount(facts, name)?, false), since);
                self.window.sum()
            }
            Measure::Count | Measure::Even { .. } => {
                self.window.push(item(facts, 1, false), since);
                self.window.count()
            }
            Measure::Share { of, .. } => {
                let marked = of.iter().all(|condition| condition.holds(facts));
                self.window.push(item(facts, 1, marked), since);
                self.window.count()
            }
        };
        let threshold = self.threshold(watch, at);
        self.baseline_note(watch, at, measured);
        if measured < threshold || !self.fulfils(&watch.measure) {
            return None;
        }
        let evidence = match watch.measure {
            Measure::Distinct(_) => self.values.evidence(),
            _ => self.window.evidence(),
        };
        Some(Reached {
            measured,
            threshold,
            evidence,
        })
    }

    fn fulfils(&self, measure: &Measure) -> bool {
        match measure {
            Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => true,
            Measure::Share { percent, .. } => {
                let asked = self.window.count().saturating_mul(*percent);
                self.window.marked().saturating_mul(100) >= asked
            }
            Measure::Even { variation_percent } => self
                .window
                .variation_percent()
                .is_some_and(|variation| variation < *variation_percent),
        }
    }

    fn threshold(&self, watch: &Watch, at: i64) -> u64 {
        let usual = watch
            .usual_times
            .and_then(|times| self.baseline.line(at, times))
            .unwrap_or(0);
        let lifted = usual.min(watch.at_most.unwrap_or(u64::MAX));
        let threshold = watch.at_least.max(lifted);
        match watch.measure {
            Measure::Sum(_) => threshold,
            // A window holds no more.
            _ => threshold.min(WINDOW_ITEMS_MAX as u64),
        }
    }

    fn baseline_note(&mut self, watch: &Watch, at: i64, measured: u64) {
        if watch.usual_times.is_some() {
            self.baseline.note(at, measured);
        }
    }

    /// Whether it has been quiet long enough to say something again; notes that it does.
    pub(crate) fn may_signal(&mut self, at: i64, quiet_ms: i64) -> bool {
        let spoke_lately = self
            .signalled
            .is_some_and(|then| then <= at && at.saturating_sub(then) < quiet_ms);
        if !spoke_lately {
            self.signalled = Some(at);
        }
        !spoke_lately
    }
}

fn item(facts: &Facts<'_>, amount: u64, marked: bool) -> Item {
    Item {
        at: facts.now,
        index: facts.event.index,
        amount,
        marked,
    }
}

fn amount(facts: &Facts<'_>, name: &str) -> Option<u64> {
    match facts.get(name)? {
        Fact::Int(number) => u64::try_from(number).ok(),
        _ => None,
    }
}
