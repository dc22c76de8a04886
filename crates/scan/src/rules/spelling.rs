//! Words of text as numbers, so that a phrase is looked up without building it.
//!
//! `api key`, `api_key`, `apiKey` and `apikey` are spelt alike: a phrase is the letters and digits of its words, joined.
//! The number of joined words follows from those of its words (a polynomial hash).

use crate::bytes::{at, before};

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The letters and digits of some text, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub(crate) hash: u64,
    power: u64,
}

impl Spelling {
    pub(crate) const EMPTY: Self = Self { hash: 0, power: 1 };

    /// The spelling of a phrase as it stands in a rule.
    pub(crate) fn of(phrase: &[u8]) -> Self {
        let mut all = Self::EMPTY;
        phrase
            .iter()
            .filter(|b| is_word(**b))
            .for_each(|b| all.push(*b));
        all
    }

    #[inline]
    pub(crate) fn push(&mut self, b: u8) {
        let letter = u64::from(b.to_ascii_lowercase()) + 1;
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(letter);
        self.power = self.power.wrapping_mul(BASE);
    }

    /// This, followed by `next`.
    #[inline]
    pub(crate) fn then(self, next: Self) -> Self {
        Self {
            hash: self.hash.wrapping_mul(next.power).wrapping_add(next.hash),
            power: self.power.wrapping_mul(next.power),
        }
    }
}

/// Letters and digits; bytes beyond ASCII are letters of other scripts.
#[inline]
pub(crate) fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80
}

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) spelling: Spelling,
    /// All its bytes are digits.
    pub(crate) number: bool,
}

/// Words kept of a text; those before are of no interest.
pub(crate) const WORDS_MAX: usize = 16;
/// Longest phrase, in words.
pub(crate) const PHRASE_WORDS_MAX: usize = 5;

/// The last words of a text.
pub(crate) struct Spelled {
    words: [Word; WORDS_MAX],
    count: usize,
}

impl Spelled {
    /// Splits at other characters, at `aB` and at `ABc`.
    pub(crate) fn new(text: &[u8]) -> Self {
        let none = Word {
            start: 0,
            end: 0,
            spelling: Spelling::EMPTY,
            number: true,
        };
        let mut all = Self {
            words: [none; WORDS_MAX],
            count: 0,
        };
        let mut word = none;
        for (i, b) in text.iter().enumerate() {
            if !is_word(*b) {
                all.add(word);
                word.end = word.start;
                continue;
            }
            let open = word.end > word.start;
            if open && begins_camel(text, i, *b) {
                all.add(word);
                word.end = word.start;
            }
            if word.end == word.start {
                word = Word {
                    start: i,
                    end: i,
                    ..none
                };
            }
            word.end = i + 1;
            word.number &= b.is_ascii_digit();
            word.spelling.push(*b);
        }
        all.add(word);
        all
    }

    fn add(&mut self, word: Word) {
        if word.end == word.start {
            return;
        }
        if self.count == WORDS_MAX {
            self.words.rotate_left(1);
            self.count -= 1;
        }
        if let Some(slot) = self.words.get_mut(self.count) {
            *slot = word;
            self.count += 1;
        }
    }

    pub(crate) fn words(&self) -> &[Word] {
        self.words.get(..self.count).unwrap_or(&[])
    }

    /// Every phrase of up to [`PHRASE_WORDS_MAX`] words, with the numbers of its first and last word; the last
    /// words come first.
    pub(crate) fn phrases(&self, mut each: impl FnMut(Spelling, usize, usize)) {
        let words = self.words();
        for from in (0..words.len()).rev() {
            let mut joined = Spelling::EMPTY;
            for (n, word) in words.iter().enumerate().skip(from).take(PHRASE_WORDS_MAX) {
                joined = joined.then(word.spelling);
                each(joined, from, n);
            }
        }
    }

    /// The phrases that end the text, longest first; numbers at its end (`password2`) do not count.
    pub(crate) fn suffixes<T>(
        &self,
        mut find: impl FnMut(Spelling, usize) -> Option<T>,
    ) -> Option<T> {
        let words = self.words();
        let end = words.iter().rposition(|w| !w.number).map_or(0, |i| i + 1);
        let words = words.get(..end)?;
        (words.len().saturating_sub(PHRASE_WORDS_MAX)..words.len()).find_map(|from| {
            let joined = words.get(from..)?.iter();
            let spelling = joined.fold(Spelling::EMPTY, |all, w| all.then(w.spelling));
            find(spelling, words.get(from).map_or(0, |w| w.start))
        })
    }
}

fn begins_camel(text: &[u8], i: usize, b: u8) -> bool {
    let previous = before(text, i);
    b.is_ascii_uppercase()
        && (previous.is_ascii_lowercase()
            || (previous.is_ascii_uppercase() && at(text, i + 1).is_ascii_lowercase()))
}

/// A map by spelling: its keys are hashes already.
pub(crate) type BySpelling<T> = std::collections::HashMap<u64, T, Hashed>;

/// Takes a number as its own hash.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hashed;

impl std::hash::BuildHasher for Hashed {
    type Hasher = Itself;

    fn build_hasher(&self) -> Itself {
        Itself(0)
    }
}

/// See [`Hashed`].
pub(crate) struct Itself(u64);

impl std::hash::Hasher for Itself {
    fn finish(&self) -> u64 {
        // The low bits of a polynomial depend on few letters; the table uses both ends.
        self.0 ^ self.0.rotate_right(29)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|b| self.0 = self.0.wrapping_mul(BASE).wrapping_add(u64::from(*b)));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let spelled = Spelled::new(text.as_bytes());
        let words: Vec<&str> = spelled
            .words()
            .iter()
            .map(|w| &text[w.start..w.end])
            .collect();
        words.join(" ")
    }

    #[test]
    fn keys_are_split_into_words() {
        assert_eq!(
            split("spring.datasource.password"),
            "spring datasource password"
        );
        assert_eq!(split("AWS_SECRET_ACCESS_KEY"), "AWS SECRET ACCESS KEY");
        assert_eq!(split("dbPassword"), "db Password");
        assert_eq!(split("XMLHttpToken"), "XML Http Token");
        assert_eq!(split("apiKey2"), "api Key2");
        assert_eq!(split("  "), "");
        assert_eq!(split("numéro de sécurité"), "numéro de sécurité");
    }

    #[test]
    fn a_phrase_is_spelt_alike_in_all_its_writings() {
        let want = Spelling::of(b"api key");
        for text in ["api key", "api_key", "apiKey", "APIKEY", "x.api-key"] {
            let found = Spelled::new(text.as_bytes()).suffixes(|s, _| (s == want).then_some(()));
            assert!(found.is_some(), "{text}");
        }
        assert_ne!(want, Spelling::of(b"key api"));
    }

    #[test]
    fn numbers_at_the_end_do_not_count_and_old_words_are_forgotten() {
        let want = Spelling::of(b"password");
        let ends = |text: &str| {
            Spelled::new(text.as_bytes())
                .suffixes(|s, _| (s == want).then_some(()))
                .is_some()
        };
        assert!(ends("db_password_2"));
        assert!(!ends("password file"));
        let long = "a ".repeat(40) + "password";
        assert!(ends(&long));
        assert_eq!(Spelled::new(long.as_bytes()).words().len(), WORDS_MAX);
    }
}
