//! Column statistics: a checksum that holds for one value in ten of a column says nothing about that column.
//!
//! A column is what stands before a value with its numbers taken out: `order `, `"txn":"`. Random numbers pass a
//! Luhn check one time in ten; a column of card numbers passes it every time.

use std::collections::HashMap;

use crate::bytes::{cut, tail};

/// Columns counted in one member; further ones are not.
const COLUMNS_MAX: usize = 4_096;
/// What stands before a value is looked at so far.
const BEFORE: usize = 24;
/// From so many values on the rate says something.
const VALUES_MIN: u32 = 12;
/// At most this share passes by chance, and at least that one of what is checked on purpose.
const CHANCE_PERCENT: u32 = 30;
const PURPOSE_PERCENT: u32 = 80;
/// Evidence of either, in hundredths of a bit.
pub(crate) const CHANCE: i32 = -800;
const PURPOSE: i32 = 200;

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    values: u32,
    passed: u32,
}

impl Count {
    fn at_most(self, percent: u32) -> bool {
        u64::from(self.passed) * 100 <= u64::from(percent) * u64::from(self.values)
    }
}

/// Number of a column; 0 is none.
pub(crate) type Column = u64;

#[derive(Default)]
pub(crate) struct Columns {
    counts: HashMap<Column, Count>,
}

impl Columns {
    pub(crate) fn clear(&mut self) {
        self.counts.clear();
    }

    /// Counts a value of `rule` at `start` whose check held or not.
    pub(crate) fn count(&mut self, w: &[u8], start: usize, rule: u16, passed: bool) -> Column {
        let column = column(w, start, rule);
        if let Some(count) = self.counts.get_mut(&column) {
            count.values = count.values.saturating_add(1);
            count.passed = count.passed.saturating_add(u32::from(passed));
        } else if self.counts.len() < COLUMNS_MAX {
            let passed = u32::from(passed);
            self.counts.insert(column, Count { values: 1, passed });
        }
        column
    }

    /// Evidence of the column so far, with its term.
    pub(crate) fn evidence(&self, column: Column) -> Option<(i32, &'static str)> {
        let count = self
            .counts
            .get(&column)
            .filter(|c| c.values >= VALUES_MIN)?;
        if count.at_most(CHANCE_PERCENT) {
            Some((CHANCE, "most of its column fails the check"))
        } else if count.at_most(PURPOSE_PERCENT - 1) {
            None
        } else {
            Some((PURPOSE, "its column passes the check"))
        }
    }

    /// Whether values of this column pass by chance only.
    pub(crate) fn by_chance(&self, column: Column) -> bool {
        self.evidence(column)
            .is_some_and(|(score, _)| score == CHANCE)
    }
}

fn column(w: &[u8], start: usize, rule: u16) -> Column {
    let text = cut(w, start.saturating_sub(BEFORE)..start);
    let line = tail(text, memchr::memrchr(b'\n', text).map_or(0, |n| n + 1));
    let seed = 0x51_7c_c1_b7_27_22_0a_95 ^ u64::from(rule);
    let hash = line
        .iter()
        .filter(|b| !b.is_ascii_digit())
        .fold(seed, |h, b| {
            (h.rotate_left(5) ^ u64::from(*b)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        });
    hash.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_that_passes_by_chance_is_known_after_twelve_values() {
        let mut columns = Columns::default();
        let line = b"order 4111111111111111";
        for i in 0..11 {
            let column = columns.count(line, 6, 0, i == 0);
            assert!(columns.evidence(column).is_none());
        }
        let column = columns.count(line, 6, 0, false);
        assert!(columns.by_chance(column));
        let other = columns.count(b"card 4111", 5, 0, true);
        assert!(!columns.by_chance(other));
    }

    #[test]
    fn numbers_before_a_value_do_not_make_another_column() {
        let a = column(b"row 17 card 4111", 12, 0);
        assert_eq!(a, column(b"row 98 card 5500", 12, 0));
        assert_ne!(a, column(b"row 98 path 5500", 12, 0));
    }
}
