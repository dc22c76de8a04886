//! When to try again after a failure, and when to give up.

use std::time::{Duration, Instant};

use crate::limits::BACKOFF_SECONDS;

/// Up to this share of a wait is added at random, so that many senders do not come back together.
const JITTER_SHARE: f64 = 0.25;

/// Plans waits of 0, 1, 3, 8, 20 and 60 s (the last repeats) and gives up after a time without progress.
#[derive(Debug, Clone)]
pub struct Backoff {
    give_up_after: Duration,
    failures: usize,
    failing_since: Option<Instant>,
}

impl Backoff {
    #[must_use]
    pub fn new(give_up_after: Duration) -> Self {
        Self {
            give_up_after,
            failures: 0,
            failing_since: None,
        }
    }

    /// Something went through: the plan begins anew.
    pub fn progressed(&mut self) {
        self.failures = 0;
        self.failing_since = None;
    }

    /// How long to wait after a failure at `now`; `None` to give up. `jitter` is random in 0..1, `asked` what the
    /// server asked for.
    pub fn after_failure(
        &mut self,
        now: Instant,
        jitter: f64,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        let last = BACKOFF_SECONDS.len() - 1;
        let seconds = BACKOFF_SECONDS
            .get(self.failures.min(last))
            .copied()
            .unwrap_or_default();
        let planned =
            Duration::from_secs(seconds).mul_f64(1.0 + JITTER_SHARE * jitter.clamp(0.0, 1.0));
        let wait = planned.max(asked.unwrap_or_default());
        let since = *self.failing_since.get_or_insert(now);
        self.failures += 1;
        (now.duration_since(since) + wait <= self.give_up_after).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(backoff: &mut Backoff, now: Instant) -> Option<u64> {
        backoff
            .after_failure(now, 0.0, None)
            .map(|wait| wait.as_secs())
    }

    #[test]
    fn waits_grow_and_the_last_repeats() {
        let now = Instant::now();
        let mut backoff = Backoff::new(Duration::from_secs(600));
        let plan: Vec<_> = (0..8).map(|_| seconds(&mut backoff, now)).collect();
        let expected = [0, 1, 3, 8, 20, 60, 60, 60].map(Some);
        assert_eq!(plan, expected);
        backoff.progressed();
        assert_eq!(seconds(&mut backoff, now), Some(0));
    }

    #[test]
    fn it_gives_up_after_a_time_without_progress() {
        let start = Instant::now();
        let at = |s| start + Duration::from_secs(s);
        let mut backoff = Backoff::new(Duration::from_secs(10));
        assert_eq!(seconds(&mut backoff, at(0)), Some(0));
        assert_eq!(seconds(&mut backoff, at(1)), Some(1));
        assert_eq!(seconds(&mut backoff, at(7)), Some(3));
        assert_eq!(seconds(&mut backoff, at(10)), None);
        backoff.progressed();
        assert_eq!(seconds(&mut backoff, at(100)), Some(0));
        assert_eq!(seconds(&mut Backoff::new(Duration::ZERO), at(0)), Some(0));
    }

    #[test]
    fn jitter_and_the_servers_wish_only_lengthen() {
        let now = Instant::now();
        let mut backoff = Backoff::new(Duration::from_secs(600));
        let asked = Some(Duration::from_secs(5));
        assert_eq!(backoff.after_failure(now, 0.5, asked), asked);
        let second = backoff.after_failure(now, 1.0, None).unwrap();
        assert_eq!(second, Duration::from_millis(1_250));
    }
}
