//! What became of the spans that were handed to a collector. Traces are told as well as it goes: nothing waits for them,
//! and what the collector did not take is counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::health::{Health, HealthState};

/// Counts spans, and remembers since when none were taken.
#[derive(Debug, Default)]
pub struct TraceDelivery {
    sent: AtomicU64,
    lost: AtomicU64,
    failing: Mutex<Option<Failing>>,
}

#[derive(Debug)]
struct Failing {
    since: Timestamp,
    why: String,
}

impl TraceDelivery {
    /// The collector took so many; true if it takes again after it did not.
    pub fn taken(&self, spans: u64) -> bool {
        self.sent.fetch_add(spans, Ordering::Relaxed);
        self.failing().take().is_some()
    }

    /// So many were lost because the collector did not take them; true if it took those before.
    pub fn lost(&self, spans: u64, at: Timestamp, why: &str) -> bool {
        self.lost.fetch_add(spans, Ordering::Relaxed);
        let mut failing = self.failing();
        let begins = failing.is_none();
        let since = failing.as_ref().map_or(at, |it| it.since);
        let why = why.to_owned();
        *failing = Some(Failing { since, why });
        begins
    }

    pub(crate) fn sent_spans(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(crate) fn lost_spans(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn failing(&self) -> MutexGuard<'_, Option<Failing>> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// How the collector of traces is, if there is one. Never a fault: Coffer does without.
    pub(crate) fn traces_health(&self) -> Option<Health> {
        let traces = self.traces.as_ref()?;
        let found = match &*traces.failing() {
            None => {
                return Some(Health::ok(
                    "traces",
                    format!("{} spans sent", traces.sent_spans()),
                ));
            }
            Some(it) => format!(
                "the collector takes no spans since {}: {}; {} in all are lost",
                it.since,
                it.why,
                traces.lost_spans()
            ),
        };
        let mend = "see whether the collector that [traces] names runs, takes OTLP over HTTP, and shows a certificate that is trusted here (ca_file)";
        Some(Health::bad("traces", HealthState::Warning, found, mend))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_that_is_away_is_said_once_and_its_return_too() {
        let traces = TraceDelivery::default();
        assert!(!traces.taken(3));
        assert!(traces.lost(2, Timestamp(10), "refused"));
        assert!(!traces.lost(4, Timestamp(20), "too slow"));
        let failing = traces
            .failing()
            .as_ref()
            .map(|it| (it.since, it.why.clone()));
        assert_eq!(failing, Some((Timestamp(10), "too slow".to_owned())));
        assert!(traces.taken(1));
        assert!(!traces.taken(1));
        assert_eq!((traces.sent_spans(), traces.lost_spans()), (5, 6));
    }
}
