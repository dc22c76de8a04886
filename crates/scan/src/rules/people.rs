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

/// All that is known of a word: it is looked up once.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Word {
    /// A name may begin with it, or follow it.
    pub(crate) opening: Option<Opening>,
    /// Many people have this family name.
    pub(crate) family: bool,
    /// It makes a place of the name behind it.
    pub(crate) precedes_place: bool,
    /// It makes a place or an organisation of the name before it.
    pub(crate) place: bool,
    /// With a capital it is something else.
    no_name: bool,
}

impl Word {
    /// Whether many people have this given name, whatever else is called so.
    fn may_be_given(self) -> bool {
        matches!(self.opening, Some(Opening::Given | Opening::Word))
    }

    /// Whether it is in no family name.
    pub(crate) fn is_no_name(self) -> bool {
        let opens = matches!(self.opening, Some(Opening::Title | Opening::Greeting));
        opens || self.place || self.no_name
    }
}

/// What is known of a part of a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// As [`People::is_given`], [`People::may_be_given`] and [`People::is_family`] say.
    pub(crate) given: bool,
    pub(crate) may_be_given: bool,
    pub(crate) family: bool,
    /// It is in no family name.
    pub(crate) no_name: bool,
}

#[derive(Clone, Default)]
pub(crate) struct People {
    words: BySpelling<Word>,
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
                self.note(word, |known| known.opening = Some(opening));
            }
        }
        for word in &source.families {
            self.note(word, |known| known.family = true);
        }
        for word in &source.before_places {
            self.note(word, |known| known.precedes_place = true);
        }
        for word in &source.places {
            self.note(word, |known| known.place = true);
        }
        for word in &source.no_names {
            self.note(word, |known| known.no_name = true);
        }
    }

    fn note(&mut self, word: &str, say: impl Fn(&mut Word)) {
        for hash in spellings(word) {
            say(self.words.entry(hash).or_default());
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

    /// What is known of a word.
    pub(crate) fn word(&self, word: &[u8]) -> Word {
        let hash = Spelling::of(word).hash;
        self.words.get(&hash).copied().unwrap_or_default()
    }

    /// What is known of a word that may be a part of a name.
    pub(crate) fn part(&self, word: &[u8]) -> Part {
        let whole = self.word(word);
        let hyphen = word.contains(&b'-');
        Part {
            given: if hyphen {
                self.is_given(word)
            } else {
                whole.opening == Some(Opening::Given)
            },
            may_be_given: if hyphen {
                self.may_be_given(word)
            } else {
                whole.may_be_given()
            },
            family: if hyphen {
                self.is_family(word)
            } else {
                whole.family
            },
            no_name: whole.is_no_name(),
        }
    }

    pub(crate) fn opening(&self, word: &[u8]) -> Option<Opening> {
        self.word(word).opening
    }

    /// Whether many people have this given name, and few things; of `Jean-Luc` both parts.
    pub(crate) fn is_given(&self, word: &[u8]) -> bool {
        let mut parts = word.split(|b| *b == b'-');
        parts.all(|part| self.opening(part) == Some(Opening::Given))
    }

    /// The same, whatever else is called so.
    pub(crate) fn may_be_given(&self, word: &[u8]) -> bool {
        let mut parts = word.split(|b| *b == b'-');
        parts.all(|part| self.word(part).may_be_given())
    }

    /// Whether many people have this family name; of `García-Márquez` the first part says it.
    pub(crate) fn is_family(&self, word: &[u8]) -> bool {
        let first = word.split(|b| *b == b'-').next().unwrap_or(word);
        self.word(first).family
    }
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
