//! Pairs of a key and a value in which nothing can be found, so that they need not be looked at as a text of their own.

use std::cell::RefCell;

use super::Engine;
use super::recent::RecentKeys;
use crate::bytes::{at, cut};
use crate::decode::{Apart, Key};
use crate::detect::{self, Heads};
use crate::rules::Detector;

/// Values and keys of so few letters are no tokens.
const LETTERS_MAX: usize = 15;
/// Without its key nothing so short is anything.
const SHORT_MAX: usize = 3;

/// What a key makes of a value in which nothing is found without it.
#[derive(Clone, Copy, Default)]
pub(super) enum Owns<'r> {
    /// No rule knows the key.
    #[default]
    Nothing,
    /// Identifiers that begin so, dates and phone numbers, and secrets at most.
    Some { heads: &'r Heads, secret: bool },
    /// It may be a name or another thing that letters alone may be.
    Any,
}

/// What keys that stand apart own.
pub(super) struct Owners<'a, 'r> {
    engine: &'a Engine<'r>,
    recent: RefCell<RecentKeys<Owns<'r>>>,
}

impl<'a, 'r> Owners<'a, 'r> {
    pub(super) fn new(engine: &'a Engine<'r>, recent: RecentKeys<Owns<'r>>) -> Self {
        Self {
            engine,
            recent: RefCell::new(recent),
        }
    }

    pub(super) fn into_recent(self) -> RecentKeys<Owns<'r>> {
        self.recent.into_inner()
    }

    pub(super) fn is_key(&self, key: &[u8]) -> bool {
        !matches!(self.owns(key), Owns::Nothing)
    }

    fn owns(&self, key: &[u8]) -> Owns<'r> {
        let find = || self.engine.owns(key);
        (self.recent.try_borrow_mut()).map_or_else(|_| find(), |mut recent| recent.entry(key, find))
    }

    /// Whether a key needs more than the mark of a block behind it.
    fn opens_nothing(&self, key: &[u8]) -> bool {
        match self.owns(key) {
            Owns::Some { heads, secret } => !secret && !may_begin(b"|", heads),
            Owns::Nothing | Owns::Any => false,
        }
    }

    /// Whether nothing can be found in a pair. Never wrong when it says so.
    pub(super) fn is_idle(&self, w: &[u8], pair: &Apart) -> bool {
        let value = cut(w, pair.value.clone());
        let letters =
            |text: &[u8]| text.len() <= LETTERS_MAX && text.iter().all(u8::is_ascii_lowercase);
        let small = value.len() <= SHORT_MAX || letters(value);
        let opens = |key: &[u8]| letters(key) && self.opens_nothing(key);
        if !small && !block_key(value).is_some_and(opens) {
            return false;
        }
        let Key::At(key) = &pair.key else {
            return false;
        };
        let key = cut(w, key.clone());
        if key.len() > LETTERS_MAX || !is_plain(key) {
            return false;
        }
        match self.owns(key) {
            Owns::Nothing | Owns::Any => false,
            Owns::Some { heads, secret } => {
                (!secret || detect::is_placeholder(value)) && !may_begin(value, heads)
            }
        }
    }
}

/// The key of a value that is no more than the first line of a block: `ssn: |`.
fn block_key(value: &[u8]) -> Option<&[u8]> {
    (value.strip_suffix(b": |")).or_else(|| value.strip_suffix(b": >"))
}

/// Whether nothing is found in a key: it is one word, or words without capitals or longer numbers.
fn is_plain(key: &[u8]) -> bool {
    let small = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b' ';
    let digits = key.iter().filter(|b| b.is_ascii_digit()).count();
    digits <= SHORT_MAX && key.iter().all(small) || key.iter().all(u8::is_ascii_alphanumeric)
}

/// Whether an identifier may begin with the first letter or digit of a value.
fn may_begin(text: &[u8], heads: &Heads) -> bool {
    let none = !text.iter().any(u8::is_ascii_alphanumeric) && !heads.begin_with_mark();
    let alone = at(text, 0).is_ascii_alphanumeric() && !detect::may_be_keyed_id(text, 0, heads);
    !none && !alone
}

static NONE: Heads = Heads::NONE;

impl<'r> Engine<'r> {
    fn owns(&self, key: &[u8]) -> Owns<'r> {
        if !self.rules.is_key(key) {
            return Owns::Nothing;
        }
        // Rules of others may find anything.
        if !self.rules.custom.is_empty() {
            return Owns::Any;
        }
        let entry = self.entry(key);
        let numbers = entry.map_or(&[][..], |entry| &entry.rules);
        let rules = || numbers.iter().filter_map(|n| self.rules.rule(*n));
        let of_secrets = |detector: Detector| detector.has_keys() || detector == Detector::Cookie;
        let few = |detector| {
            of_secrets(detector)
                || matches!(detector, Detector::Id | Detector::Date | Detector::Phone)
        };
        if !rules().all(|rule| few(rule.detector)) {
            return Owns::Any;
        }
        Owns::Some {
            heads: entry.map_or(&NONE, |entry| &entry.heads),
            secret: rules().any(|rule| of_secrets(rule.detector))
                || self.rules.keys.find(key).is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pseudonym::{CaseKey, Pseudonyms};
    use crate::rules::RuleSet;

    #[test]
    fn only_what_is_nothing_is_idle() {
        let rules = RuleSet::builtin().unwrap();
        let engine = Engine::new(&rules, Pseudonyms::new(&CaseKey::new([1; 32])));
        let owners = Owners::new(&engine, RecentKeys::default());
        let idle = |key: &str, value: &str| {
            let w = format!("{key} {value}");
            let pair = Apart {
                key: Key::At(0..key.len()),
                value: key.len() + 1..w.len(),
                bounded: true,
            };
            owners.is_idle(w.as_bytes(), &pair)
        };
        for (key, value) in [
            ("ssn", "1"),
            ("ssn", "ssn"),
            ("SSN", "["),
            ("dob", "none"),
            ("ssn 1", "1"),
            ("ssn", "ssn: |"),
            ("ssn", "dob: >"),
        ] {
            assert!(idle(key, value), "{key} {value}");
        }
        for (key, value) in [
            ("ssn", "536-90-4399"),
            ("ssn", "jdoe@x.org"),
            ("password", "letmein"),
            ("pin", "123"),
            ("cvc", "123"),
            ("name", "anna"),
            ("city", "reno"),
            ("My ssn", "1"),
            ("level", "info"),
            ("ssn", "city: |"),
            ("ssn", "password: |"),
            ("password", "ssn: |"),
            ("ssn", "level: |"),
        ] {
            assert!(!idle(key, value), "{key} {value}");
        }
    }
}
