//! Networks whose sign-ins an alert slows down.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use coffer_domain::limits::SLOWED_SIGN_IN_SPAN;
use coffer_domain::time::Timestamp;

/// When a password was last looked at from each network that is slowed down. Only such networks are here, and only for as
/// long as they have to wait.
#[derive(Default)]
pub(crate) struct SlowedSources(Mutex<HashMap<String, Timestamp>>);

impl SlowedSources {
    /// Whether a password from this network is looked at now; if so, the next one waits.
    pub(super) fn lets_through(&self, source: &str, now: Timestamp) -> bool {
        let mut looked_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Also if that was "later": the clock went back.
        looked_at.retain(|_, then| now.since(*then).0.saturating_abs() < SLOWED_SIGN_IN_SPAN.0);
        if looked_at.contains_key(source) {
            return false;
        }
        looked_at.insert(source.to_owned(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_waits_and_another_does_not() {
        let slowed = SlowedSources::default();
        let at = |milliseconds: i64| Timestamp(1_000_000 + milliseconds);
        assert!(slowed.lets_through("192.0.2.0/24", at(0)));
        assert!(!slowed.lets_through("192.0.2.0/24", at(9_999)));
        assert!(slowed.lets_through("198.51.100.0/24", at(9_999)));
        assert!(slowed.lets_through("192.0.2.0/24", at(10_000)));
        // A clock that goes back holds nobody for longer.
        assert!(slowed.lets_through("192.0.2.0/24", at(-60_000)));
    }
}
