//! A clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};

use coffer_domain::ports::Clock;
use coffer_domain::time::{Span, Timestamp};

/// Simulated time.
pub struct SimClock(AtomicI64);

impl SimClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves by `span`; a negative one moves back, as a wrongly set clock does.
    pub fn advance(&self, span: Span) {
        self.0.fetch_add(span.0, Ordering::Relaxed);
    }

    /// Shows `now` from here on.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::Relaxed);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}
