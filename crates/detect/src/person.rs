//! What is remembered of a member: when and from where they work, and when their credentials changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::limits::{PLACE_KNOWN, PLACE_NEW_FOR, PLACES_PER_PERSON_MAX};
use crate::moment::DAY_MS;
use crate::position::Position;

/// First and last time at a place.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Visit {
    first: i64,
    last: i64,
}

/// A member's habits.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Person {
    seen: Option<i64>,
    credentials: Option<i64>,
    /// Whether they were changed from a place that was new then.
    #[serde(default)]
    changed_elsewhere: bool,
    places: BTreeMap<String, Visit>,
    /// Where on earth they signed in last, of the times that is known of.
    signed_in: Option<(Position, i64)>,
}

/// The way between two sign-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Travel {
    pub(crate) kilometres: i64,
    pub(crate) kilometres_per_hour: i64,
}

impl Person {
    /// Whole days since they did anything; none before they did.
    pub(crate) fn idle_days(&self, now: i64) -> Option<i64> {
        self.seen
            .map(|seen| now.saturating_sub(seen).max(0) / DAY_MS)
    }

    /// Whole hours since they changed what they sign in with.
    pub(crate) fn credential_hours(&self, now: i64) -> Option<i64> {
        self.credentials
            .map(|changed| now.saturating_sub(changed).max(0) / (DAY_MS / 24))
    }

    /// Notes a change of credentials. The first one, before any work, is how everybody begins.
    pub(crate) fn change_credentials(&mut self, now: i64, place: Option<&str>) {
        if self.seen.is_some() {
            let new_since = now.saturating_sub(PLACE_NEW_FOR.0);
            self.changed_elsewhere = place.is_some_and(|it| self.is_only_since(it, new_since));
            self.credentials = Some(now);
        }
    }

    pub(crate) fn act(&mut self, now: i64) {
        self.seen = Some(now);
    }

    /// Whether they were never at this place before, though at others.
    pub(crate) fn is_new_place(&self, place: &str) -> bool {
        !self.places.is_empty() && !self.places.contains_key(place)
    }

    /// Whether what is done at `place`, in a session that began at `origin`, is done by somebody who came with the newest
    /// credentials. Changed at home, they are somebody else's if a session begins at a place they were never at before: where it
    /// goes on to is a train journey. Changed at a place that was new, whatever comes from there is.
    pub(crate) fn is_newcomer(&self, origin: Option<&str>, place: &str) -> bool {
        let Some(changed) = self.credentials else {
            return false;
        };
        let new_since = changed.saturating_sub(PLACE_NEW_FOR.0);
        self.is_only_since(origin.unwrap_or(place), changed)
            || (self.changed_elsewhere && self.is_only_since(place, new_since))
    }

    /// Whether they have been at this place only since then, and at others before.
    fn is_only_since(&self, place: &str, since: i64) -> bool {
        let here_before = |it: &Visit| it.first < since;
        let elsewhere_before = self.places.values().any(here_before);
        elsewhere_before && !self.places.get(place).is_some_and(here_before)
    }

    pub(crate) fn sign_in(&mut self, position: Position, now: i64) {
        self.signed_in = Some((position, now));
    }

    /// The way from where they signed in last, and how fast they must have been on it.
    pub(crate) fn travel_to(&self, position: Position, now: i64) -> Option<Travel> {
        let (from, then) = self.signed_in?;
        if then > now {
            // Written while the clock ran ahead.
            return None;
        }
        let kilometres = i64::from(from.kilometres_to(position));
        let milliseconds = now.saturating_sub(then).max(1);
        Some(Travel {
            kilometres,
            kilometres_per_hour: kilometres * (DAY_MS / 24) / milliseconds,
        })
    }

    pub(crate) fn visit(&mut self, place: &str, now: i64) {
        let since = now.saturating_sub(PLACE_KNOWN.0);
        self.places.retain(|_, visit| visit.last >= since);
        let visit = Visit {
            first: now,
            last: now,
        };
        self.places.entry(place.to_owned()).or_insert(visit).last = now;
        if self.places.len() > PLACES_PER_PERSON_MAX {
            let oldest = self.places.iter().min_by_key(|(_, visit)| visit.last);
            if let Some(oldest) = oldest.map(|(place, _)| place.clone()) {
                self.places.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_place_is_nobodys_surprise() {
        let mut person = Person::default();
        assert!(!person.is_new_place("home"));
        person.visit("home", 1);
        assert!(!person.is_new_place("home") && person.is_new_place("cafe"));
        person.visit("cafe", PLACE_KNOWN.0 + 2);
        assert!(person.is_new_place("home"), "forgotten after its time");
    }

    #[test]
    fn a_way_is_as_fast_as_the_time_between_says() {
        let (berlin, paris) = ("52.5,13.4".parse().unwrap(), "48.9,2.4".parse().unwrap());
        let mut person = Person::default();
        assert_eq!(person.travel_to(berlin, 5), None);
        person.sign_in(berlin, 5);
        let travel = person.travel_to(paris, 5 + DAY_MS / 12).unwrap();
        assert_eq!(travel.kilometres_per_hour, travel.kilometres / 2);
        let at_once = person.travel_to(paris, 5).unwrap();
        assert!(at_once.kilometres_per_hour > 1_000_000);
        assert_eq!(person.travel_to(paris, 4), None, "a clock that went back");
        assert_eq!(person.travel_to(berlin, 5).unwrap().kilometres, 0);
    }

    #[test]
    fn beginning_is_no_change_of_credentials() {
        let mut person = Person::default();
        person.change_credentials(1, Some("home"));
        assert_eq!(person.credential_hours(9), None);
        person.act(2);
        person.visit("home", 2);
        person.change_credentials(10, Some("home"));
        assert_eq!(person.credential_hours(10 + DAY_MS), Some(24));
        assert!(person.is_newcomer(None, "cafe"));
        assert!(!person.is_newcomer(None, "home"));
    }

    #[test]
    fn credentials_changed_at_home_travel_and_those_changed_elsewhere_are_not_hers() {
        let mut person = Person::default();
        person.act(1);
        person.visit("home", 1);
        person.change_credentials(DAY_MS, Some("home"));
        assert!(!person.is_newcomer(Some("home"), "train"));
        assert!(person.is_newcomer(Some("cafe"), "cafe"));
        // Somebody who came an hour before, or took a session of hers along.
        person.visit("cafe", 2 * DAY_MS);
        person.change_credentials(2 * DAY_MS + DAY_MS / 24, Some("cafe"));
        assert!(person.is_newcomer(Some("cafe"), "cafe"));
        assert!(person.is_newcomer(Some("home"), "cafe"));
        assert!(!person.is_newcomer(Some("home"), "home"));
        // In a hotel since yesterday.
        person.change_credentials(3 * DAY_MS, Some("cafe"));
        assert!(!person.is_newcomer(Some("cafe"), "cafe"));
    }
}
