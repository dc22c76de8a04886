//! What happened lately: sliding windows of counts, sums and different values.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::limits::{EVIDENCE_MAX, WINDOW_ITEMS_MAX};

/// One event in a window.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) at: i64,
    pub(crate) index: u64,
    /// What it adds to a sum; 1 in counts.
    pub(crate) amount: u64,
    /// Whether it is of the kind a share asks for.
    pub(crate) marked: bool,
}

/// Events of the last while, oldest first.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Window {
    items: VecDeque<Item>,
}

impl Window {
    /// Adds an event and drops those before `since`. A full window adds its two oldest together, so that sums stay
    /// whole and count a little longer than they should.
    pub(crate) fn push(&mut self, item: Item, since: i64) {
        self.items.push_back(item);
        self.slide(since, item.at);
        if self.items.len() > WINDOW_ITEMS_MAX
            && let Some(oldest) = self.items.pop_front()
            && let Some(next) = self.items.front_mut()
        {
            next.amount = next.amount.saturating_add(oldest.amount);
        }
    }

    fn slide(&mut self, since: i64, now: i64) {
        // What lies ahead was written while the clock ran ahead.
        self.items.retain(|item| item.at >= since && item.at <= now);
    }

    pub(crate) fn sum(&self) -> u64 {
        self.items
            .iter()
            .fold(0, |sum, item| sum.saturating_add(item.amount))
    }

    pub(crate) fn count(&self) -> u64 {
        self.items.len() as u64
    }

    pub(crate) fn marked(&self) -> u64 {
        self.items.iter().filter(|item| item.marked).count() as u64
    }

    /// How evenly the events are spaced: the standard deviation of the gaps in hundredths of their mean.
    pub(crate) fn variation_percent(&self) -> Option<u64> {
        let times = self.items.iter().map(|item| item.at);
        let gaps: Vec<i64> = times
            .clone()
            .zip(times.skip(1))
            .map(|(a, b)| b.saturating_sub(a).max(0))
            .collect();
        let count = i64::try_from(gaps.len()).ok().filter(|count| *count > 1)?;
        let mean = gaps.iter().sum::<i64>() / count;
        if mean == 0 {
            // Everything at once: as even as can be.
            return Some(0);
        }
        // Whole numbers, so that every machine says the same.
        let variance = gaps
            .iter()
            .map(|gap| u128::from(gap.abs_diff(mean)).pow(2))
            .sum::<u128>()
            / u128::from(count.unsigned_abs());
        let deviation = u64::try_from(variance.isqrt()).ok()?;
        Some(deviation.saturating_mul(100) / mean.unsigned_abs())
    }

    pub(crate) fn evidence(&self) -> Vec<u64> {
        let skip = self.items.len().saturating_sub(EVIDENCE_MAX);
        self.items
            .iter()
            .skip(skip)
            .map(|item| item.index)
            .collect()
    }
}

/// Different values of the last while, each with when and where it was last seen.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Values {
    seen: BTreeMap<String, (i64, u64)>,
}

impl Values {
    pub(crate) fn push(&mut self, value: &str, at: i64, index: u64, since: i64) {
        self.seen
            .retain(|_, (seen, _)| *seen >= since && *seen <= at);
        self.seen.insert(value.to_owned(), (at, index));
        if self.seen.len() > WINDOW_ITEMS_MAX {
            let oldest = self.seen.iter().min_by_key(|(_, seen)| **seen);
            if let Some(oldest) = oldest.map(|(value, _)| value.clone()) {
                self.seen.remove(&oldest);
            }
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.seen.len() as u64
    }

    pub(crate) fn evidence(&self) -> Vec<u64> {
        let mut places: Vec<u64> = self.seen.values().map(|(_, index)| *index).collect();
        places.sort_unstable();
        let skip = places.len().saturating_sub(EVIDENCE_MAX);
        places.split_off(skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(at: i64, amount: u64) -> Item {
        Item {
            at,
            index: at.unsigned_abs(),
            amount,
            marked: amount > 5,
        }
    }

    #[test]
    fn old_events_leave_and_those_ahead_too() {
        let mut window = Window::default();
        for at in [1, 2, 3, 900] {
            window.push(item(at, 2), 0);
        }
        window.push(item(5, 9), 2);
        assert_eq!((window.count(), window.sum(), window.marked()), (3, 13, 1));
        assert_eq!(window.evidence(), [2, 3, 5]);
    }

    #[test]
    fn a_full_window_keeps_its_sum() {
        let mut window = Window::default();
        for at in 0..10_000 {
            window.push(item(at, 1), 0);
        }
        assert_eq!(window.sum(), 10_000);
        assert_eq!(window.count(), WINDOW_ITEMS_MAX as u64);
        assert_eq!(window.evidence().len(), EVIDENCE_MAX);
    }

    #[test]
    fn machines_are_more_even_than_people() {
        let spaced = |gaps: &[i64]| {
            let mut window = Window::default();
            let mut at = 0;
            for gap in gaps {
                at += gap;
                window.push(item(at, 1), 0);
            }
            window.variation_percent()
        };
        assert_eq!(spaced(&[5]), None);
        assert_eq!(spaced(&[1_000; 40]), Some(0));
        assert_eq!(spaced(&[0, 0, 0, 0]), Some(0));
        assert!(spaced(&[10, 1_000, 1_100, 900, 1_050]).unwrap() < 20);
        assert!(spaced(&[10, 300, 9_000, 40, 2_000]).unwrap() > 80);
    }

    #[test]
    fn a_value_seen_again_counts_once() {
        let mut values = Values::default();
        for (value, at) in [("a", 1), ("b", 2), ("a", 3)] {
            values.push(value, at, at.unsigned_abs(), 0);
        }
        assert_eq!((values.count(), values.evidence()), (2, vec![2, 3]));
        values.push("c", 4, 4, 3);
        assert_eq!(values.count(), 2);
        for n in 0..6_000 {
            values.push(&n.to_string(), 5 + n, 0, 0);
        }
        assert_eq!(values.count(), WINDOW_ITEMS_MAX as u64);
    }
}
