//! A brake on guessing: so many guessable entries per address and minute.
//!
//! The real bounds are per code and per account, in the application; this keeps one address from
//! trying many of them, and from keeping the password hasher busy.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use coffer_domain::time::{Span, Timestamp};

use crate::limits::{GUESSERS_MAX, GUESSES_PER_MINUTE};

/// Guesses by address in the current minute.
#[derive(Default)]
pub(crate) struct Guesses {
    counts: Mutex<HashMap<IpAddr, (Timestamp, u32)>>,
}

impl Guesses {
    /// Counts one guess; false if it is one too many.
    pub(crate) fn allow(&self, address: IpAddr, now: Timestamp) -> bool {
        let window = Span::minutes(1);
        let address = network(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= GUESSERS_MAX && !counts.contains_key(&address) {
            counts.retain(|_, (since, _)| now.since(*since) < window);
            if counts.len() >= GUESSERS_MAX {
                // A flood from many networks must not shut everybody out; the one that began first is forgotten.
                let oldest = counts
                    .iter()
                    .min_by_key(|(_, (since, _))| *since)
                    .map(|(address, _)| *address);
                oldest.and_then(|address| counts.remove(&address));
            }
        }
        let entry = counts.entry(address).or_insert((now, 0));
        if now.since(entry.0) >= window || now < entry.0 {
            *entry = (now, 0);
        }
        entry.1 = entry.1.saturating_add(1);
        entry.1 <= GUESSES_PER_MINUTE
    }

    /// Takes one back that was right.
    pub(crate) fn take_back(&self, address: IpAddr) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = counts.get_mut(&network(address)) {
            *count = count.saturating_sub(1);
        }
    }
}

/// An IPv6 customer holds a /64; its addresses count as one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6([a, b, c, d, 0, 0, 0, 0].into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_from_many_networks_shuts_nobody_out_and_frees_no_guesser_at_once() {
        let guesses = Guesses::default();
        let network = |n: u32| IpAddr::V4(n.into());
        for n in 0..u32::try_from(GUESSERS_MAX).unwrap() {
            assert!(guesses.allow(network(n), Timestamp(i64::from(n) / 1_000)));
        }
        let now = Timestamp(10_000);
        let guesser = network(5_000);
        for _ in 1..GUESSES_PER_MINUTE {
            assert!(guesses.allow(guesser, now));
        }
        assert!(guesses.allow(network(u32::MAX), now));
        assert!(!guesses.allow(guesser, now));
        assert_eq!(guesses.counts.lock().unwrap().len(), GUESSERS_MAX);
    }

    #[test]
    fn an_office_behind_one_address_signs_in_and_its_guesser_is_still_stopped() {
        let guesses = Guesses::default();
        let office: IpAddr = "192.0.2.1".parse().unwrap();
        let now = Timestamp(0);
        for _ in 0..10 * GUESSES_PER_MINUTE {
            assert!(guesses.allow(office, now));
            guesses.take_back(office);
        }
        for _ in 0..GUESSES_PER_MINUTE {
            assert!(guesses.allow(office, now));
        }
        assert!(!guesses.allow(office, now));
    }

    #[test]
    fn the_minute_s_guesses_are_counted_per_network() {
        let guesses = Guesses::default();
        let (a, same, other): (IpAddr, IpAddr, IpAddr) = (
            "2001:db8::1".parse().unwrap(),
            "2001:db8::2".parse().unwrap(),
            "2001:db8:1::1".parse().unwrap(),
        );
        let now = Timestamp(0);
        for _ in 0..GUESSES_PER_MINUTE {
            assert!(guesses.allow(a, now));
        }
        assert!(!guesses.allow(same, now));
        assert!(guesses.allow(other, now));
        assert!(guesses.allow(a, now.plus(Span::minutes(1))));
    }
}
