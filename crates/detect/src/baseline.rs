//! What is usual for somebody: their largest value of each active day, and the line above it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::limits::{BASELINE_DAYS, BASELINE_DAYS_MIN};
use crate::moment::DAY_MS;

/// The largest values of the last active days.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    /// Day number and its largest value, oldest first; the last may be today.
    days: VecDeque<(i64, u64)>,
}

impl Baseline {
    /// Notes a value.
    pub(crate) fn note(&mut self, at: i64, value: u64) {
        let today = at.div_euclid(DAY_MS);
        match self.days.back_mut() {
            Some((day, largest)) if *day == today => *largest = (*largest).max(value),
            _ => {
                self.days.push_back((today, value));
                if self.days.len() > BASELINE_DAYS + 1 {
                    self.days.pop_front();
                }
            }
        }
    }

    /// Median plus `times` the median absolute deviation (at least 1) of the days before today; none before there are
    /// enough of them. Medians, because a few wild days, be they work or theft, hardly move them.
    pub(crate) fn line(&self, at: i64, times: u64) -> Option<u64> {
        let today = at.div_euclid(DAY_MS);
        let values: Vec<u64> = self
            .days
            .iter()
            .filter(|(day, _)| *day != today)
            .map(|(_, value)| *value)
            .collect();
        if values.len() < BASELINE_DAYS_MIN {
            return None;
        }
        let middle = median(values.clone())?;
        let deviation = median(values.iter().map(|value| value.abs_diff(middle)).collect())?;
        Some(middle.saturating_add(deviation.max(1).saturating_mul(times)))
    }
}

/// The upper of the two in the middle, where there are two.
fn median(mut values: Vec<u64>) -> Option<u64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_needs_history_and_leaves_today_out() {
        let mut baseline = Baseline::default();
        for (day, value) in [(1, 3), (1, 2), (2, 4), (3, 3), (4, 90)] {
            baseline.note(day * DAY_MS, value);
        }
        assert_eq!(baseline.line(5 * DAY_MS, 8), None);
        baseline.note(5 * DAY_MS, 3);
        baseline.note(6 * DAY_MS, 500);
        // Days 3 4 3 90 3: median 3, deviations 0 0 0 1 87.
        assert_eq!(baseline.line(6 * DAY_MS, 8), Some(11));
    }

    #[test]
    fn only_so_many_days_are_kept() {
        let mut baseline = Baseline::default();
        for day in 0..400 {
            baseline.note(day * DAY_MS, day.unsigned_abs());
        }
        assert_eq!(baseline.days.len(), BASELINE_DAYS + 1);
    }
}
