//! The last words of phrases: whether what ends here can be one is known from a word or two.

use super::index::{HASH_WORDS, has_bit, set_bit};
use super::spelling::{BySpelling, Spelled, Spelling, ends_before_camel, is_word};
use crate::bytes::{before, cut};

pub(super) struct Endings {
    /// One bit for each of the words and endings: most are known to be none at once.
    known: Vec<u64>,
    /// The last word of every phrase, and whether it is one by itself.
    words: BySpelling<bool>,
    /// The last two words of every phrase that has more.
    pairs: BySpelling<()>,
    /// The last letters of every phrase that may end a longer word: `PGPASSWORD`.
    within: BySpelling<()>,
}

impl Default for Endings {
    fn default() -> Self {
        Self {
            known: vec![0; HASH_WORDS],
            words: BySpelling::default(),
            pairs: BySpelling::default(),
            within: BySpelling::default(),
        }
    }
}

/// Letters of a phrase that may end a longer word.
pub(crate) const LONG_PHRASE: usize = 6;

/// What ends somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// The last word of a phrase, and whether one may end there.
    Word(bool),
    /// No such word, and whether a phrase may end it.
    Within(bool),
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
        set_bit(&mut self.known, last.hash);
        set_bit(&mut self.known, whole.hash);
        let letters: Vec<u8> = phrase.bytes().filter(|b| is_word(*b)).collect();
        if let Some(last) = letters.last_chunk::<LONG_PHRASE>() {
            let last = Spelling::of(last).hash;
            self.within.insert(last, ());
            set_bit(&mut self.known, last);
        }
    }

    /// What ends at `last`. Never wrong when it says that no phrase does.
    pub(super) fn hold(&self, w: &[u8], last: usize) -> Held {
        let word = last_word(w, last + 1);
        let known = |hash| has_bit(&self.known, hash);
        if !known(word.spelling.hash) && !word.end.is_some_and(known) {
            return Held::Within(false);
        }
        match self.words.get(&word.spelling.hash) {
            Some(true) => Held::Word(true),
            Some(false) => {
                let mark = usize::from(!is_word(before(w, word.start)));
                let second = last_word(w, word.start.saturating_sub(mark));
                let pair = second.spelling.then(word.spelling);
                Held::Word(self.pairs.contains_key(&pair.hash))
            }
            None => {
                let within = |hash| self.within.contains_key(&hash);
                Held::Within(word.letters > LONG_PHRASE && word.end.is_some_and(within))
            }
        }
    }
}

impl Endings {
    /// Whether a phrase may end at `last` of a text that begins with a mark, whatever stands before that.
    pub(super) fn hold_alone(&self, text: &[u8], last: usize) -> bool {
        match self.hold(text, last) {
            Held::Word(true) | Held::Within(true) => true,
            Held::Within(false) => false,
            // The word before it decides: here it is only seen if it does not end with the mark.
            Held::Word(false) => last_word(text, last + 1).start <= 1,
        }
    }
}

/// Longest word that is looked at backwards.
const WORD_BYTES_MAX: usize = 24;

/// A word, from its end.
struct LastWord {
    spelling: Spelling,
    start: usize,
    letters: usize,
    /// The spelling of its last letters, if it has enough.
    end: Option<u64>,
}

/// The word that ends before `end`.
fn last_word(w: &[u8], end: usize) -> LastWord {
    let mut word = LastWord {
        spelling: Spelling::EMPTY,
        start: end,
        letters: 0,
        end: None,
    };
    let (mut later, mut after) = (0, 0);
    for b in cut(w, end.saturating_sub(WORD_BYTES_MAX)..end).iter().rev() {
        if !is_word(*b) || ends_before_camel(*b, later, after) {
            break;
        }
        word.spelling.push_before(*b);
        (later, after) = (*b, later);
        word.start -= 1;
        word.letters += 1;
        if word.letters == LONG_PHRASE {
            word.end = Some(word.spelling.hash);
        }
    }
    word
}
