//! What keys mean that were met lately: a log has the same ones again and again.

use crate::bytes::cut;

/// Longest key that is kept.
const KEY_BYTES_MAX: usize = 40;
/// Keys that are kept.
const KEYS: usize = 1 << 8;

/// A key, and what it leads to.
#[derive(Clone, Copy)]
struct Recent<T> {
    key: [u8; KEY_BYTES_MAX],
    len: usize,
    entry: T,
}

/// Each key has one place; the last one that was met there is kept.
pub(super) struct RecentKeys<T>(Vec<Recent<T>>);

impl<T> Default for RecentKeys<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + Default> RecentKeys<T> {
    /// What `key` leads to, which nothing but its bytes decides: `find` is asked where they were not met lately.
    pub(super) fn entry(&mut self, key: &[u8], find: impl FnOnce() -> T) -> T {
        if key.is_empty() || key.len() > KEY_BYTES_MAX {
            return find();
        }
        if self.0.is_empty() {
            let none = Recent {
                key: [0; KEY_BYTES_MAX],
                len: 0,
                entry: T::default(),
            };
            self.0.resize(KEYS, none);
        }
        let Some(slot) = self.0.get_mut(place(key)) else {
            return find();
        };
        if cut(&slot.key, 0..slot.len) != key {
            slot.entry = find();
            slot.len = key.len();
            if let Some(room) = slot.key.get_mut(..key.len()) {
                room.copy_from_slice(key);
            }
        }
        slot.entry
    }
}

/// By its first and last bytes and its length.
fn place(key: &[u8]) -> usize {
    let ends = match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(23)
        }
        _ => key.iter().fold(0, |all, b| all << 8 | u64::from(*b)),
    };
    let mixed = (ends ^ key.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 56).unwrap_or(0) % KEYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_once_is_known_and_no_key_is_taken_for_another_one() {
        let entry = 7;
        let mut recent = RecentKeys::default();
        let keys: Vec<String> = (0..2_000).map(|n| format!("key {n}")).collect();
        for key in &keys {
            let odd = key.ends_with(['1', '3', '5', '7', '9']);
            let found = recent.entry(key.as_bytes(), || odd.then_some(&entry));
            assert_eq!(found.is_some(), odd, "{key}");
            let again = recent.entry(key.as_bytes(), || None);
            assert_eq!(again.is_some(), odd, "{key}");
        }
        let long = "k".repeat(KEY_BYTES_MAX + 1);
        assert!(recent.entry(long.as_bytes(), || Some(&entry)).is_some());
        assert!(recent.entry(long.as_bytes(), || None).is_none());
        assert!(recent.entry(b"", || None).is_none());
    }
}
