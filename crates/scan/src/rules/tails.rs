//! The last letters of phrases: of most words of a log four bytes say that they end none.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::spelling::{Spelled, is_word};
use crate::bytes::at;

/// Bits of the table: one for each four letters of five bits. Few of its lines are ever read.
const BITS: usize = 1 << 20;

/// A set of endings: wrong at times when it says yes, never when it says no.
#[derive(Clone)]
pub(super) struct Tails {
    bits: Vec<u64>,
    /// Phrases that are in it: many rules have the same ones.
    phrases: HashSet<String>,
}

impl Default for Tails {
    fn default() -> Self {
        Self {
            bits: vec![0; BITS / 64],
            phrases: HashSet::new(),
        }
    }
}

impl Tails {
    /// Adds all that `other` holds.
    pub(super) fn join(&mut self, other: &Self) {
        for (bits, more) in self.bits.iter_mut().zip(&other.bits) {
            *bits |= more;
        }
    }

    pub(super) fn add(&mut self, phrase: &str) {
        if !self.phrases.insert(phrase.to_owned()) {
            return;
        }
        let letters: Vec<u8> = phrase.bytes().filter(|b| is_word(*b)).collect();
        let Some(last) = letters.len().checked_sub(1) else {
            return;
        };
        let spelled = Spelled::new(phrase.as_bytes());
        let word = spelled.words().first().map_or(0, |word| word.len());
        let letter = |back| {
            let letter = letters.get(last.checked_sub(back)?)?;
            Some(five_bits(*letter))
        };
        // Joined to the word before: `apikey`, `apiKey`; before that one, and before the phrase, may stand anything.
        let joined = |back| letter(back).filter(|_| back <= word);
        // Behind a mark: `api_key`, and `user_pwd` for `userpwd`.
        let marked = |back: usize| match back.cmp(&word.min(3)) {
            Ordering::Less => letter(back),
            Ordering::Equal => Some(0),
            Ordering::Greater => None,
        };
        self.fill([3, 2, 1, 0].map(joined));
        self.fill([3, 2, 1, 0].map(marked));
    }

    /// Sets all tails with these letters and marks; where there is none, any may stand.
    fn fill(&mut self, [a, b, c, d]: [Option<u8>; 4]) {
        let each = |known: Option<u8>| known.map_or(0..32, |known| known..known + 1);
        // The first letter is the lowest part of the place: where any may stand, 32 bits are set at once.
        let (first, ones) = a.map_or((0, u64::from(u32::MAX)), |a| (a, 1));
        for d in each(d) {
            for c in each(c) {
                for b in each(b) {
                    let bit = bit([first, b, c, d]);
                    if let Some(word) = self.bits.get_mut(bit >> 6) {
                        *word |= ones << (bit & 63);
                    }
                }
            }
        }
    }

    /// Whether a phrase may end with the byte at `last`.
    #[inline]
    pub(super) fn hold(&self, w: &[u8], last: usize) -> bool {
        let bit = bit(tail(w, last));
        (self.bits.get(bit >> 6)).is_some_and(|word| word >> (bit & 63) & 1 == 1)
    }
}

/// The four bytes up to `last`, in five bits each.
#[inline]
fn tail(w: &[u8], last: usize) -> [u8; 4] {
    let four = last.checked_sub(3).and_then(|i| w.get(i..)?.first_chunk());
    let bytes = four.copied().unwrap_or_else(|| {
        let back = |n| last.checked_sub(n).map_or(0, |i| at(w, i));
        [back(3), back(2), back(1), back(0)]
    });
    bytes.map(five_bits)
}

#[inline]
fn five_bits(b: u8) -> u8 {
    FIVE_BITS.get(usize::from(b)).copied().unwrap_or(0)
}

#[inline]
fn bit(tail: [u8; 4]) -> usize {
    let [a, b, c, d] = tail.map(usize::from);
    d << 15 | c << 10 | b << 5 | a
}

/// 0 for what is in no word; the same for both cases of a letter.
#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const FIVE_BITS: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0u8;
    loop {
        if b.is_ascii_alphanumeric() || b >= 0x80 {
            table[b as usize] = 1 + b.to_ascii_lowercase() % 31;
        }
        if b == u8::MAX {
            break;
        }
        b += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_held_in_all_its_writings() {
        let mut tails = Tails::default();
        for phrase in ["api key", "user id", "id", "ssn", "userpwd", "password"] {
            tails.add(phrase);
        }
        let held = [
            "api key",
            "API_KEY",
            "apiKey",
            "x.api-key",
            "id",
            "x: ID",
            "x_id",
            "userid",
            "xy - id",
            "itsId",
            "user_pwd",
            "userPwd",
            "password",
            "dbPassword",
            "ssn",
            "mySsn",
        ];
        for text in held {
            assert!(tails.hold(text.as_bytes(), text.len() - 1), "{text}");
        }
        for text in ["level", "passport", "key file", "host", "monkey", "s", ""] {
            let last = text.len().saturating_sub(1);
            assert!(!tails.hold(text.as_bytes(), last), "{text}");
        }
    }
}
