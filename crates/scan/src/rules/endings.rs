//! The last words of phrases: whether what ends here can be one is known from a word or two.

use super::spelling::{BySpelling, Spelled, Spelling, is_word};
use crate::bytes::{at, before};

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
        *self.words.entry(last.spelling.hash).or_default() |= rest.is_empty();
        if let Some(second) = rest.first() {
            self.pairs
                .insert(second.spelling.then(last.spelling).hash, ());
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
    let mut start = end;
    let mut spelling = Spelling::EMPTY;
    while start > 0 && end - start < WORD_BYTES_MAX {
        let b = before(w, start);
        let later = at(w, start);
        let camel = start < end
            && later.is_ascii_uppercase()
            && (b.is_ascii_lowercase()
                || (b.is_ascii_uppercase()
                    && start + 1 < end
                    && at(w, start + 1).is_ascii_lowercase()));
        if !is_word(b) || camel {
            break;
        }
        spelling.push_before(b);
        start -= 1;
    }
    (spelling, start)
}
