//! A bounded table: when it is full, the key untouched longest goes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One row, and when it was touched last.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Row<T> {
    touched: i64,
    value: T,
}

/// Rows by key. Equal tables have equal rows; how they came about does not matter.
#[derive(Clone, PartialEq)]
pub(crate) struct Table<T> {
    rows: BTreeMap<String, Row<T>>,
    /// The same keys by age, for forgetting.
    ages: BTreeSet<(i64, String)>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            ages: BTreeSet::new(),
        }
    }
}

impl<T: Default> Table<T> {
    /// The row of `key`, touched at `now`; made if it is not there, at the cost of the oldest if `max` are.
    pub(crate) fn touch(&mut self, key: &str, now: i64, max: usize) -> &mut T {
        if let Some(row) = self.rows.get(key) {
            self.ages.remove(&(row.touched, key.to_owned()));
        } else {
            while self.rows.len() >= max.max(1) {
                let Some((_, oldest)) = self.ages.pop_first() else {
                    break;
                };
                self.rows.remove(&oldest);
            }
        }
        self.ages.insert((now, key.to_owned()));
        let row = self.rows.entry(key.to_owned()).or_insert_with(|| Row {
            touched: now,
            value: T::default(),
        });
        row.touched = now;
        &mut row.value
    }
}

impl<T> Table<T> {
    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.rows.get(key).map(|row| &row.value)
    }

    pub(crate) fn remove(&mut self, key: &str) {
        if let Some(row) = self.rows.remove(key) {
            self.ages.remove(&(row.touched, key.to_owned()));
        }
    }

    /// Forgets what was last touched before `since`.
    pub(crate) fn forget_before(&mut self, since: i64) {
        while let Some((touched, _)) = self.ages.first() {
            if *touched >= since {
                return;
            }
            if let Some((_, key)) = self.ages.pop_first() {
                self.rows.remove(&key);
            }
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

impl<T: Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = BTreeMap::<String, Row<T>>::deserialize(deserializer)?;
        let ages = rows
            .iter()
            .map(|(key, row)| (row.touched, key.clone()))
            .collect();
        Ok(Self { rows, ages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_untouched_longest_goes_first() {
        let mut table = Table::<u32>::default();
        *table.touch("a", 1, 2) = 1;
        *table.touch("b", 2, 2) = 2;
        *table.touch("a", 3, 2) += 10;
        *table.touch("c", 4, 2) = 3;
        assert_eq!(
            (table.get("a"), table.get("b"), table.get("c")),
            (Some(&11), None, Some(&3))
        );
        table.forget_before(4);
        assert_eq!((table.get("a"), table.len()), (None, 1));
        table.remove("c");
        assert_eq!(table.ages.len(), 0);
    }

    #[test]
    fn a_million_keys_take_the_room_of_a_few() {
        let mut table = Table::<u8>::default();
        for n in 0..1_000_000_i64 {
            table.touch(&n.to_string(), n, 100);
        }
        assert_eq!((table.rows.len(), table.ages.len()), (100, 100));
    }
}
