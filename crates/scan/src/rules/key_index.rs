//! From a key to the assignment rule that owns it, without allocating: nearly all keys of a log belong to none.

use super::spelling::{BySpelling, Spelled, Spelling};
use crate::bytes::{at, cut};

/// Keys are looked at to this length.
const KEY_BYTES_MAX: usize = 64;
/// Longest phrase, in words.
const PHRASE_WORDS_MAX: usize = 4;
/// Phrases of this length are taken at the end of a longer word too: `PGPASSWORD`.
const LONG_PHRASE: usize = 6;
/// Lengths of the names of services.
const BRAND_BYTES: std::ops::RangeInclusive<usize> = 3..=20;

/// What a key says about its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct KeyMatch<'a> {
    pub(crate) rule: u16,
    /// The phrase the key ends with, as in the rule.
    pub(crate) phrase: &'a [u8],
    /// Whether the key names a service that gives out keys.
    pub(crate) brand: bool,
}

/// Phrases of all assignment rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeyIndex {
    phrases: BySpelling<(Vec<u8>, u16)>,
    brands: BySpelling<Vec<u8>>,
    /// The first three letters of every brand, one bit each.
    heads: Heads,
    /// For the last letter of a phrase: which letters may stand before it.
    endings: [u32; 26],
}

impl KeyIndex {
    pub(crate) fn add(&mut self, phrase: &[u8], rule: u16) {
        if let Some((last, before)) = ending(phrase)
            && let Some(set) = self.endings.get_mut(last)
        {
            *set |= 1 << before;
        }
        let hash = Spelling::of(phrase).hash;
        (self.phrases.entry(hash)).or_insert_with(|| (phrase.to_vec(), rule));
    }

    pub(crate) fn add_brand(&mut self, name: &str) {
        let folded = name.bytes().filter(u8::is_ascii_alphanumeric);
        let mut folded: Vec<u8> = folded.map(|b| b.to_ascii_lowercase()).collect();
        self.insert_brand(&folded);
        // Numbers at the end of a key do not count; what is left of a short name is a word.
        while folded.pop_if(|b| b.is_ascii_digit()).is_some() {}
        if folded.len() >= LONG_PHRASE {
            self.insert_brand(&folded);
        }
    }

    fn insert_brand(&mut self, name: &[u8]) {
        self.heads.add(name);
        (self.brands).insert(Spelling::of(name).hash, name.to_vec());
    }

    /// The rule of the longest known phrase the key ends with.
    pub(crate) fn find(&self, key: &[u8]) -> Option<KeyMatch<'_>> {
        if !self.may_match(key) {
            return None;
        }
        let key = Folded::new(key);
        let (phrase, rule) = self.ending(&key)?;
        Some(KeyMatch {
            rule,
            phrase,
            brand: self.names_brand(&key),
        })
    }

    /// The longest phrase of whole words that the key ends with; else the longest that ends its last word.
    fn ending(&self, key: &Folded) -> Option<(&[u8], u16)> {
        let text = key.text();
        let starts = key.word_starts();
        let (mut whole, mut within) = (None, None);
        let mut words = 0;
        let mut spelling = Spelling::EMPTY;
        for (from, b) in text.iter().enumerate().rev() {
            spelling.push_before(*b);
            let begins = starts >> from & 1 == 1;
            words += usize::from(begins);
            if begins || words == 0 && from > 0 && text.len() - from >= LONG_PHRASE {
                let found = self.phrases.get(&spelling.hash);
                let found = found.filter(|(phrase, _)| text.get(from..) == Some(phrase));
                let longest = if begins { &mut whole } else { &mut within };
                *longest = found.or(*longest);
            }
            if words == PHRASE_WORDS_MAX {
                break;
            }
        }
        let (phrase, rule) = whole.or(within)?;
        Some((phrase, *rule))
    }

    /// Whether the key is just the name of a service.
    pub(crate) fn is_brand(&self, key: &[u8]) -> bool {
        if !BRAND_BYTES.contains(&key.len()) {
            return false;
        }
        let key = Folded::new(key);
        let hash = Spelling::of(key.text()).hash;
        self.brands
            .get(&hash)
            .is_some_and(|name| name == key.text())
    }

    /// Whether a phrase may end with the last two letters of a key. Never wrong when it says no.
    pub(crate) fn may_match(&self, key: &[u8]) -> bool {
        let end = key.iter().rposition(u8::is_ascii_alphabetic);
        let letters = end.and_then(|i| key.get(..=i)).and_then(ending);
        letters.is_some_and(|(last, before)| {
            self.endings
                .get(last)
                .is_some_and(|set| set >> before & 1 == 1)
        })
    }

    fn names_brand(&self, key: &Folded) -> bool {
        let text = key.text();
        let mut starts = key.starts;
        while starts != 0 {
            let from = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let rest = text.get(from..).unwrap_or(&[]);
            if self.heads.has(rest) && self.begins_with_brand(rest) {
                return true;
            }
        }
        false
    }

    fn begins_with_brand(&self, text: &[u8]) -> bool {
        let mut spelling = Spelling::EMPTY;
        let mut letters = text.iter().take(*BRAND_BYTES.end()).enumerate();
        letters.any(|(i, b)| {
            spelling.push(*b);
            let name = (i + 1 >= *BRAND_BYTES.start())
                .then(|| self.brands.get(&spelling.hash))
                .flatten();
            name.is_some_and(|name| text.get(..=i) == Some(name))
        })
    }
}

/// The first three letters of names, five bits each: wrong at times when it says yes.
#[derive(Debug, Clone)]
struct Heads(Vec<u64>);

impl Default for Heads {
    fn default() -> Self {
        Self(vec![0; 1 << 9])
    }
}

impl Heads {
    fn bit(text: &[u8]) -> usize {
        [0, 1, 2]
            .iter()
            .fold(0, |bits, i| bits << 5 | usize::from(at(text, *i) & 31))
    }

    fn add(&mut self, name: &[u8]) {
        let bit = Self::bit(name);
        if let Some(word) = self.0.get_mut(bit >> 6) {
            *word |= 1 << (bit & 63);
        }
    }

    fn has(&self, text: &[u8]) -> bool {
        let bit = Self::bit(text);
        (self.0.get(bit >> 6)).is_some_and(|word| word >> (bit & 63) & 1 == 1)
    }
}

/// The last letter, and the letter before it (26 where there is none).
fn ending(text: &[u8]) -> Option<(usize, u32)> {
    let number = |b: u8| {
        let lower = b.to_ascii_lowercase();
        lower.is_ascii_lowercase().then(|| u32::from(lower - b'a'))
    };
    let mut letters = text
        .iter()
        .rev()
        .filter(|b| b.is_ascii_alphanumeric())
        .map(|b| number(*b));
    let last = letters.next()??;
    let before = letters.next().flatten().unwrap_or(26);
    Some((usize::try_from(last).ok()?, before))
}

/// A key in lower case without separators, and where its words begin. Numbers at its end do not count.
struct Folded {
    bytes: [u8; KEY_BYTES_MAX],
    len: usize,
    starts: u64,
}

impl Folded {
    fn new(key: &[u8]) -> Self {
        let mut folded = Self {
            bytes: [0; KEY_BYTES_MAX],
            len: 0,
            starts: 0,
        };
        let spelled = Spelled::new(cut(key, 0..KEY_BYTES_MAX));
        for word in spelled.words().iter().rev() {
            folded.starts |= 1 << folded.len;
            let letters = cut(key, word.start()..word.end()).iter();
            for b in letters.filter(|b| b.is_ascii_alphanumeric()) {
                if let Some(slot) = folded.bytes.get_mut(folded.len) {
                    *slot = b.to_ascii_lowercase();
                    folded.len += 1;
                }
            }
        }
        while folded.len > 0 && at(&folded.bytes, folded.len - 1).is_ascii_digit() {
            folded.len -= 1;
        }
        folded
    }

    fn text(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&[])
    }

    /// Where its words begin, one bit each.
    fn word_starts(&self) -> u64 {
        let within = 1u64.checked_shl(u32::try_from(self.len).unwrap_or(u32::MAX));
        self.starts & within.map_or(u64::MAX, |bit| bit - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phrase_at_the_end_of_a_key_wins() {
        let mut index = KeyIndex::default();
        for (n, phrase) in ["password", "key", "apikey", "secretaccesskey", "pw"]
            .into_iter()
            .enumerate()
        {
            index.add(phrase.as_bytes(), u16::try_from(n).unwrap());
        }
        index.add_brand("Acme");
        let found = |key: &str| {
            index
                .find(key.as_bytes())
                .map(|m| (std::str::from_utf8(m.phrase).unwrap(), m.brand))
        };
        assert_eq!(
            found("spring.datasource.password"),
            Some(("password", false))
        );
        assert_eq!(found("PGPASSWORD"), Some(("password", false)));
        assert_eq!(
            found("AWS_SECRET_ACCESS_KEY"),
            Some(("secretaccesskey", false))
        );
        assert_eq!(found("acmeApiKey2"), Some(("apikey", true)));
        assert_eq!(found("x-api-key"), Some(("apikey", false)));
        assert_eq!(found("monkey"), None);
        assert_eq!(found("pw"), Some(("pw", false)));
        assert_eq!(found("password_file"), None);
        assert_eq!(found(""), None);
        assert_eq!(found("_"), None);
        assert!(index.is_brand(b"ACME") && !index.is_brand(b"acme_key"));
    }
}
