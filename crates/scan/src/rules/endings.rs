//! The last words of phrases: whether what ends here can be one is known from a word or two.

use super::spelling::{BySpelling, Spelled, Spelling, ends_before_camel, is_word};
use crate::bytes::{before, cut};

#[derive(Default)]
pub(super) struct Endings {
    /// The last word of every phrase, and whether it is one by itself.
    words: BySpelling<bool>,
    /// The last two words of every phrase that has more.
    pairs: BySpelling<()>,
}

impl Endings {
    pub(super) fn add(&mut self, phrase: &str) {
        let spelled = Spelled::new(phrase.as_bytes());
        let Some((last, rest)) = spelled.words().split_first() else {
            return;
        };
        let last = spelled.spelling(*last);
        *self.words.entry(last.hash).or_default() |= rest.is_empty();
        if let Some(second) = rest.first() {
            self.pairs
                .insert(spelled.spelling(*second).then(last).hash, ());
        }
        // `cardno` in one word.
        let whole = Spelling::of(phrase.as_bytes());
        *self.words.entry(whole.hash).or_default() = true;
    }

    /// Whether a phrase may end at `last`; the length of the word there if it ends none.
    pub(super) fn hold(&self, w: &[u8], last: usize) -> Result<bool, usize> {
        let (word, start) = last_word(w, last + 1);
        match self.words.get(&word.hash) {
            Some(true) => Ok(true),
            Some(false) => {
                let mark = usize::from(!is_word(before(w, start)));
                let (second, _) = last_word(w, start.saturating_sub(mark));
                Ok(self.pairs.contains_key(&second.then(word).hash))
            }
            None => Err(last + 1 - start),
        }
    }
}

/// Longest word that is looked at backwards.
const WORD_BYTES_MAX: usize = 24;

/// The word that ends before `end`, and where it begins.
fn last_word(w: &[u8], end: usize) -> (Spelling, usize) {
    let mut spelling = Spelling::EMPTY;
    let mut start = end;
    let (mut later, mut after) = (0, 0);
    for b in cut(w, end.saturating_sub(WORD_BYTES_MAX)..end).iter().rev() {
        if !is_word(*b) || ends_before_camel(*b, later, after) {
            break;
        }
        spelling.push_before(*b);
        (later, after) = (*b, later);
        start -= 1;
    }
    (spelling, start)
}
