//! Words before an operator that are no key, whatever stands before them: a log has the same ones again and again, and
//! most of what looks like a key in it is one of them.

use super::Engine;
use crate::bytes::{at, cut};

/// Words that are kept.
const WORDS: usize = 1 << 10;
/// The longest that is, with the byte before it.
const BYTES_MAX: usize = 15;
/// Set where a word may lead to something: no word is so long.
const LEADS: u128 = 1 << 127;

/// A word and the byte before it, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(u128);

impl Word {
    /// The word that ends at `last`, which has `run` letters, digits and `_`; nothing if it is too long, or begins the
    /// text, or ends with a digit.
    #[inline(always)]
    pub(super) fn at(w: &[u8], last: usize, run: usize) -> Option<Self> {
        let bytes = w.get(last.checked_sub(BYTES_MAX)?..)?.first_chunk()?;
        let fits = (1..BYTES_MAX).contains(&run) & !at(bytes, BYTES_MAX).is_ascii_digit();
        let above = 8 * BYTES_MAX.saturating_sub(run);
        fits.then(|| Self(u128::from_le_bytes(*bytes) >> above))
    }

    /// Its place: the last one that was met there is kept.
    #[inline(always)]
    fn place(self) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "each half is taken")]
        let (low, high) = (self.0 as u64, (self.0 >> 64) as u64);
        let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 54) as usize % WORDS
    }

    /// Whether it may be a key, or the end of one.
    pub(super) fn leads(self, engine: &Engine<'_>) -> bool {
        let bytes = self.0.to_le_bytes();
        let text = cut(&bytes, 0..bytes.len() - self.0.leading_zeros() as usize / 8);
        let (Some((first, key)), Some(last)) = (text.split_first(), text.len().checked_sub(1))
        else {
            return true;
        };
        let index = &engine.rules.index;
        if !index.may_end_key(text, last) {
            return false;
        }
        // `name="password" value="…"`: the key is itself a value.
        if [&b"name"[..], b"key"].iter().any(|end| ends_with(key, end)) || *first >= 0x80 {
            return true;
        }
        if goes_on(*first) {
            // It may be the end of a longer key: what its last word says, or its last two.
            index.may_lead_alone(text, last)
        } else {
            engine.entry(key).is_some()
        }
    }
}

/// Whether a key may begin before this byte.
fn goes_on(b: u8) -> bool {
    matches!(b, b' ' | b'\'' | b'-' | b'.')
}

fn ends_with(key: &[u8], end: &[u8]) -> bool {
    let from = key.len().checked_sub(end.len());
    from.is_some_and(|from| cut(key, from..key.len()).eq_ignore_ascii_case(end))
}

/// Words that were met lately.
#[derive(Default)]
pub(super) struct QuietKeys(Vec<u128>);

impl QuietKeys {
    /// Whether a word may lead to something, if it is known.
    #[inline(always)]
    pub(super) fn known(&self, word: Word) -> Option<bool> {
        let kept = self.0.get(word.place()).copied().unwrap_or(0);
        (kept & !LEADS == word.0).then_some(kept & LEADS != 0)
    }

    /// Keeps a word.
    pub(super) fn note(&mut self, word: Word, leads: bool) {
        self.0.resize(WORDS, 0);
        if let Some(slot) = self.0.get_mut(word.place()) {
            *slot = word.0 | if leads { LEADS } else { 0 };
        }
    }
}
