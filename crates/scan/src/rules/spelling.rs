//! Words of text as numbers, so that a phrase is looked up without building it.
//!
//! `api key`, `api_key`, `apiKey` and `apikey` are spelt alike: a phrase is the letters and digits of its words, joined.
//! The number of joined words follows from those of its words (a polynomial hash).

use crate::bytes::{at, cut};
use crate::simd::{BLOCK, Letters, Level};

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

    /// The same for letters and digits alone.
    #[inline]
    fn of_word(word: &[u8]) -> Self {
        let mut all = Self::EMPTY;
        word.iter().for_each(|b| all.push(*b));
        all
    }

    #[inline]
    pub(crate) fn push(&mut self, b: u8) {
        let letter = u64::from(fold(b));
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(letter);
        self.power = self.power.wrapping_mul(BASE);
    }

    /// Puts a letter at the front.
    #[inline]
    pub(crate) fn push_before(&mut self, b: u8) {
        self.hash = u64::from(fold(b))
            .wrapping_mul(self.power)
            .wrapping_add(self.hash);
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
    fold(b) != 0
}

/// A letter or digit without its case; 0 for what is none.
#[inline]
fn fold(b: u8) -> u8 {
    FOLDED.get(usize::from(b)).copied().unwrap_or(0)
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const FOLDED: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0u8;
    loop {
        if b.is_ascii_alphanumeric() || b >= 0x80 {
            table[b as usize] = b.to_ascii_lowercase();
        }
        if b == u8::MAX {
            break;
        }
        b += 1;
    }
    table
};

/// One word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Word {
    start: u32,
    end: u32,
}

impl Word {
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    pub(crate) fn len(self) -> usize {
        self.end() - self.start()
    }
}

/// Words kept of a text; those before are of no interest.
pub(crate) const WORDS_MAX: usize = 10;
/// Longest phrase, in words.
pub(crate) const PHRASE_WORDS_MAX: usize = 5;

/// The last words of a text, the last one first. A word is spelt only when it is asked for: of most its last letters say
/// that they are in no phrase.
pub(crate) struct Spelled<'t> {
    text: &'t [u8],
    words: [Word; WORDS_MAX],
    count: usize,
    /// No more are kept.
    most: usize,
}

impl<'t> Spelled<'t> {
    /// Splits at other characters, at `aB` and at `ABc`.
    pub(crate) fn new(text: &'t [u8]) -> Self {
        Self::of(text, letters(text), WORDS_MAX)
    }

    /// The same for at most so many words of a text that may be of interest only if it is `lettered`, that is has other words
    /// than numbers.
    pub(crate) fn last(text: &'t [u8], most: usize, lettered: bool) -> Option<Self> {
        let letters = letters(text);
        let none = letters.as_ref().is_some_and(|l| l.upper | l.lower == 0);
        (!(none && lettered)).then(|| Self::of(text, letters, most))
    }

    fn of(text: &'t [u8], letters: Option<Letters>, most: usize) -> Self {
        let mut all = Self {
            text,
            words: [Word::default(); WORDS_MAX],
            count: 0,
            most: most.min(WORDS_MAX),
        };
        match letters {
            Some(letters) => all.split_block(&letters),
            None => all.split(),
        }
        all
    }

    /// A short text: all its bytes at once.
    fn split_block(&mut self, letters: &Letters) {
        let Letters {
            upper,
            lower,
            digit,
        } = *letters;
        let inside = upper | lower | digit;
        let camel = upper & (lower << 1 | (upper << 1 & lower >> 1));
        let starts = inside & (!(inside << 1) | camel);
        let mut left = starts;
        while left != 0 && self.count < self.most {
            let start = left.ilog2();
            left ^= 1 << start;
            // It ends where another one starts, or nothing of it stands.
            let ends = (starts | !inside) >> start >> 1;
            let end = start + 1 + ends.trailing_zeros().min(63 - start);
            self.add(Word { start, end });
        }
    }

    /// Any text, byte by byte from its end.
    fn split(&mut self) {
        // Where the word at hand ends; the byte behind `b` and the one behind that, as far as the word goes.
        let (mut end, mut later, mut after) = (0u32, 0u8, 0u8);
        let mut start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        for b in self.text.iter().copied().rev() {
            let inside = is_word(b);
            if end != 0 && (!inside || ends_before_camel(b, later, after)) {
                self.add(Word { start, end });
                if self.count >= self.most {
                    return;
                }
                end = 0;
            }
            if inside && end == 0 {
                end = start;
            }
            (later, after) = if inside { (b, later) } else { (0, 0) };
            start -= 1;
        }
        if end != 0 && self.count < self.most {
            self.add(Word { start, end });
        }
    }

    fn add(&mut self, word: Word) {
        if let Some(slot) = self.words.get_mut(self.count) {
            *slot = word;
            self.count += 1;
        }
    }

    /// The last one first.
    pub(crate) fn words(&self) -> &[Word] {
        self.words.get(..self.count).unwrap_or(&[])
    }

    fn letters(&self, word: Word) -> &'t [u8] {
        cut(self.text, word.start()..word.end())
    }

    pub(crate) fn spelling(&self, word: Word) -> Spelling {
        Spelling::of_word(self.letters(word))
    }

    /// Every word, and every phrase of up to [`PHRASE_WORDS_MAX`] words whose last word `ends` one; with how many words
    /// follow it and how many of its words there are. The last words come first. Words that `may` not end a phrase, by
    /// where they end in the text, are passed over.
    pub(crate) fn phrases(
        &self,
        may: impl Fn(&[u8], usize) -> bool,
        ends: impl Fn(Spelling) -> bool,
        mut each: impl FnMut(Spelling, usize, usize),
    ) {
        for (after, word) in self.words().iter().enumerate() {
            if !may(self.text, word.end() - 1) {
                continue;
            }
            let mut joined = self.spelling(*word);
            each(joined, after, 1);
            if !ends(joined) {
                continue;
            }
            let earlier = self
                .words()
                .iter()
                .skip(after + 1)
                .take(PHRASE_WORDS_MAX - 1);
            for (n, word) in earlier.enumerate() {
                joined = self.spelling(*word).then(joined);
                each(joined, after, n + 2);
            }
        }
    }

    /// The phrases that end the text, longest first; numbers at its end (`password2`) do not count.
    pub(crate) fn suffixes<T>(&self, mut find: impl FnMut(Spelling) -> Option<T>) -> Option<T> {
        let is_number = |w: &Word| self.letters(*w).iter().all(u8::is_ascii_digit);
        let from = self.words().iter().position(|w| !is_number(w))?;
        let mut joined = [Spelling::EMPTY; PHRASE_WORDS_MAX];
        let mut so_far = Spelling::EMPTY;
        let mut count = 0;
        for (slot, word) in joined.iter_mut().zip(self.words().iter().skip(from)) {
            so_far = self.spelling(*word).then(so_far);
            *slot = so_far;
            count += 1;
        }
        joined.iter().take(count).rev().find_map(|s| find(*s))
    }
}

/// Whether a word begins behind `b`: `aB`, and `ABc` before the `B`.
#[inline]
pub(super) fn ends_before_camel(b: u8, later: u8, after: u8) -> bool {
    later.is_ascii_uppercase()
        && (b.is_ascii_lowercase() || (b.is_ascii_uppercase() && after.is_ascii_lowercase()))
}

/// The letters and digits of a text that is one block at most.
#[inline]
fn letters(text: &[u8]) -> Option<Letters> {
    if text.len() > BLOCK || !text.is_ascii() {
        return None;
    }
    let mut block = [0; BLOCK];
    if let Some(front) = block.get_mut(..text.len()) {
        front.copy_from_slice(text);
    }
    Some(Letters::of(Level::best(), &block))
}

/// Where the word begins that ends a text, and its spelling.
pub(crate) fn last_word(text: &[u8]) -> (usize, Spelling) {
    let mut word = Spelling::EMPTY;
    let mut start = text.len();
    let (mut later, mut after) = (0, 0);
    for b in text.iter().rev() {
        if !is_word(*b) || ends_before_camel(*b, later, after) {
            break;
        }
        word.push_before(*b);
        (later, after) = (*b, later);
        start -= 1;
    }
    (start, word)
}

/// Whether the word that the byte at `last` belongs to ends with it.
#[inline]
pub(crate) fn ends_word(w: &[u8], last: usize) -> bool {
    let (b, later, after) = (at(w, last), at(w, last + 1), at(w, last + 2));
    is_word(b) && (!is_word(later) || ends_before_camel(b, later, after))
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
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> String {
        let spelled = Spelled::new(text.as_bytes());
        let words = spelled.words().iter().rev();
        let words: Vec<&str> = words
            .map(|w| &text[w.start()..w.start() + w.len()])
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

    proptest! {
        #[test]
        fn short_texts_are_split_like_any_other(text in "[aB1_ é]{0,70}") {
            let text = text.as_bytes();
            let mut one_by_one = Spelled { text, words: [Word::default(); WORDS_MAX], count: 0, most: WORDS_MAX };
            one_by_one.split();
            let at_once = Spelled::new(text);
            prop_assert_eq!(at_once.words(), one_by_one.words());
        }
    }

    #[test]
    fn a_phrase_is_spelt_alike_in_all_its_writings() {
        let want = Spelling::of(b"api key");
        for text in ["api key", "api_key", "apiKey", "APIKEY", "x.api-key"] {
            let found = Spelled::new(text.as_bytes()).suffixes(|s| (s == want).then_some(()));
            assert!(found.is_some(), "{text}");
        }
        assert_ne!(want, Spelling::of(b"key api"));
    }

    #[test]
    fn numbers_at_the_end_do_not_count_and_old_words_are_forgotten() {
        let want = Spelling::of(b"password");
        let ends = |text: &str| {
            Spelled::new(text.as_bytes())
                .suffixes(|s| (s == want).then_some(()))
                .is_some()
        };
        assert!(ends("db_password_2"));
        assert!(!ends("password file"));
        let long = "a ".repeat(40) + "password";
        assert!(ends(&long));
        assert_eq!(Spelled::new(long.as_bytes()).words().len(), WORDS_MAX);
    }
}
