//! Sets of phrases, looked up by their words joined.

use std::collections::HashSet;

use super::spelling::Spelled;
use crate::bytes::cut;

/// Longest phrase, in words.
const PHRASE_WORDS_MAX: usize = 4;

/// A set of phrases, each as its words joined: `api key`, `api_key`, `apiKey` and `apikey` are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phrases(HashSet<Vec<u8>>);

impl Phrases {
    pub(crate) fn new<S: AsRef<str>>(phrases: &[S]) -> Self {
        let join = |p: &S| {
            p.as_ref()
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|b| b.to_ascii_lowercase())
                .collect()
        };
        Self(phrases.iter().map(join).collect())
    }

    /// Adds to the set.
    pub(crate) fn add<S: AsRef<str>>(&mut self, phrases: &[S]) {
        self.0.extend(Self::new(phrases).0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.0.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, joined: &[u8]) -> bool {
        self.0.contains(joined)
    }

    /// Whether a phrase stands anywhere in `text`.
    pub(crate) fn stands_in(&self, text: &[u8]) -> bool {
        if self.is_empty() {
            return false;
        }
        let spelled = Spelled::new(text);
        let words = spelled.words();
        (0..words.len()).any(|after| {
            let mut joined = Vec::new();
            let earlier = words.iter().skip(after).take(PHRASE_WORDS_MAX);
            earlier.into_iter().any(|word| {
                let letters = cut(text, word.start()..word.end());
                joined.splice(0..0, letters.to_ascii_lowercase());
                self.contains(&joined)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_ignore_spelling() {
        let set = Phrases::new(&["card number", "pan"]);
        assert!(set.stands_in(b"the cardNumber is"));
        assert!(set.stands_in(b"PAN"));
        assert!(!set.stands_in(b"company"));
        assert!(!set.stands_in(b""));
    }
}
