//! Names that many people have, and what stands before a name.

use serde::Deserialize;

use super::spelling::{BySpelling, Spelling};
use super::tails::Tails;

/// Those of one rule file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PeopleSource {
    given: Vec<String>,
    /// Given names that are something else too.
    words: Vec<String>,
    families: Vec<String>,
    titles: Vec<String>,
    greetings: Vec<String>,
    /// What makes a place of the name behind it, and a place or organisation of the name before it.
    before_places: Vec<String>,
    places: Vec<String>,
    /// Other words that are in no name.
    no_names: Vec<String>,
}

/// What a word that a name may begin with, or follow, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// A given name.
    Given,
    /// A given name that is a word, a place, a month or a product too.
    Word,
    /// `Herr`, before any name.
    Title,
    /// `Dear`, before a given name.
    Greeting,
}

/// A set of words.
type Words = BySpelling<()>;

#[derive(Clone, Default)]
pub(crate) struct People {
    openings: BySpelling<Opening>,
    families: Words,
    before_places: Words,
    places: Words,
    no_names: Words,
    /// The last letters of all openings.
    tails: Tails,
}

impl People {
    pub(super) fn add(&mut self, source: &PeopleSource) {
        for (words, opening) in [
            (&source.greetings, Opening::Greeting),
            (&source.titles, Opening::Title),
            (&source.words, Opening::Word),
            (&source.given, Opening::Given),
        ] {
            for word in words {
                self.tails.add(word);
                for hash in spellings(word) {
                    self.openings.insert(hash, opening);
                }
            }
        }
        for (words, list) in [
            (&mut self.families, &source.families),
            (&mut self.before_places, &source.before_places),
            (&mut self.places, &source.places),
            (&mut self.no_names, &source.no_names),
        ] {
            words.extend(
                list.iter()
                    .flat_map(|word| spellings(word))
                    .map(|hash| (hash, ())),
            );
        }
    }

    /// The last letters of all words that a name may begin with, or follow.
    pub(super) fn tails(&self) -> &Tails {
        &self.tails
    }

    /// Whether a name may begin with, or follow, the word that ends at `last`. Never wrong when it says no.
    #[inline]
    pub(crate) fn may_open(&self, w: &[u8], last: usize) -> bool {
        self.tails.hold(w, last)
    }

    pub(crate) fn opening(&self, word: &[u8]) -> Option<Opening> {
        self.openings.get(&Spelling::of(word).hash).copied()
    }

    /// Whether many people have this given name, and few things; of `Jean-Luc` both parts.
    pub(crate) fn is_given(&self, word: &[u8]) -> bool {
        let mut parts = word.split(|b| *b == b'-');
        parts.all(|part| self.opening(part) == Some(Opening::Given))
    }

    /// The same, whatever else is called so.
    pub(crate) fn may_be_given(&self, word: &[u8]) -> bool {
        let given = |part| matches!(self.opening(part), Some(Opening::Given | Opening::Word));
        word.split(|b| *b == b'-').all(given)
    }

    /// Whether many people have this family name; of `García-Márquez` the first part says it.
    pub(crate) fn is_family(&self, word: &[u8]) -> bool {
        let first = word.split(|b| *b == b'-').next().unwrap_or(word);
        has(&self.families, first)
    }

    /// Whether a word makes a place of the name behind it.
    pub(crate) fn precedes_place(&self, word: &[u8]) -> bool {
        has(&self.before_places, word)
    }

    /// Whether a word makes a place or an organisation of the name before it.
    pub(crate) fn is_place(&self, word: &[u8]) -> bool {
        has(&self.places, word)
    }

    /// Whether a word with a capital is something else.
    pub(crate) fn is_no_name(&self, word: &[u8]) -> bool {
        has(&self.no_names, word)
    }
}

fn has(words: &Words, word: &[u8]) -> bool {
    words.contains_key(&Spelling::of(word).hash)
}

/// A word with a small first letter and with a capital: other letters than those of ASCII are spelt as they stand.
fn spellings(word: &str) -> impl Iterator<Item = u64> {
    let mut letters = word.chars();
    let capital: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let capital = capital + letters.as_str();
    [word.to_owned(), capital]
        .into_iter()
        .map(|word| Spelling::of(word.as_bytes()).hash)
}
