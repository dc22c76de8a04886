//! Compiled look-ups: from a key, a word, a prefix or the beginning of a number to the rules concerned.

use std::collections::HashMap;

use super::spelling::{BySpelling, Hashed, Spelled, Spelling, is_word};
use super::{Detector, Rule};
use crate::bytes::{at, before, cut};
use crate::detect::Beginning;

/// What a phrase says for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// For it, as or in the owning key.
    Key,
    /// For it, nearby.
    Near,
    /// Against it.
    Not,
}

/// A rule that a phrase speaks for or against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub(crate) rule: u16,
    pub(crate) role: Role,
    /// Index into the phrases.
    pub(crate) phrase: u32,
}

/// The rules that a key leads to.
#[derive(Debug, Clone)]
pub(crate) struct KeyEntry {
    pub(crate) phrase: u32,
    pub(crate) rules: Vec<u16>,
}

/// One form of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FormRef {
    pub(crate) rule: u16,
    pub(crate) form: usize,
}

/// Longest run of digits that is looked up.
const DIGITS_MAX: usize = 40;
/// Longest first group of digits.
const GROUP_MAX: usize = 6;

pub(crate) struct Index {
    keys: BySpelling<KeyEntry>,
    mentions: BySpelling<Vec<Mention>>,
    /// One bit for every phrase, so that most words are known to be none at once.
    mentioned: Vec<u64>,
    phrases: Vec<String>,
    /// One bit for the last three letters of every key, five bits a letter.
    tails: Vec<u64>,
    /// The same for words that a value may follow without an operator: `MRN 8812345`.
    word_tails: Vec<u64>,
    /// By the first three bytes of a literal: rule and literal.
    prefixes: HashMap<[u8; 3], Vec<(u16, Vec<u8>)>>,
    /// One bit for the first two bytes of every literal.
    heads: Vec<u64>,
    digits: Vec<Vec<FormRef>>,
    groups: Vec<Vec<FormRef>>,
    capitals: Vec<FormRef>,
}

impl Index {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut index = Self {
            keys: BySpelling::with_hasher(Hashed),
            mentions: BySpelling::with_hasher(Hashed),
            mentioned: vec![0; 1 << 10],
            phrases: Vec::new(),
            tails: vec![0; 1 << 9],
            word_tails: vec![0; 1 << 9],
            prefixes: HashMap::new(),
            heads: vec![0; 1 << 10],
            digits: vec![Vec::new(); DIGITS_MAX + 1],
            groups: vec![Vec::new(); GROUP_MAX + 1],
            capitals: Vec::new(),
        };
        for (number, rule) in (0u16..).zip(rules) {
            index.add_words(number, rule);
            index.add_forms(number, rule);
            if rule.detector == Detector::Vendor {
                index.add_prefixes(number, rule);
            }
        }
        index
    }

    fn add_words(&mut self, number: u16, rule: &Rule) {
        let by_key = rule.detector.follows_key();
        for (words, role) in [
            (&rule.key, Role::Key),
            (&rule.near, Role::Near),
            (&rule.not, Role::Not),
        ] {
            for text in &words.phrases {
                let phrase = self.phrase(text);
                let hash = Spelling::of(text.as_bytes()).hash;
                let mention = Mention {
                    rule: number,
                    role,
                    phrase,
                };
                self.mentions.entry(hash).or_default().push(mention);
                if let Some(word) = self.mentioned.get_mut(mention_word(hash)) {
                    *word |= 1 << (hash & 63);
                }
                if by_key && role == Role::Key {
                    self.add_key(number, text);
                }
                if role == Role::Near && rule.detector.follows_word() {
                    add_tails(&mut self.word_tails, text);
                }
            }
        }
        let keys = match rule.detector {
            Detector::Assignment => &rule.key_phrases,
            Detector::Cookie => &rule.literals,
            _ => return,
        };
        keys.iter().for_each(|text| self.add_key(number, text));
    }

    fn phrase(&mut self, text: &str) -> u32 {
        self.phrases.push(text.to_owned());
        u32::try_from(self.phrases.len() - 1).unwrap_or(u32::MAX)
    }

    fn add_key(&mut self, rule: u16, text: &str) {
        let phrase = self.phrase(text);
        let hash = Spelling::of(text.as_bytes()).hash;
        let entry = self.keys.entry(hash).or_insert_with(|| KeyEntry {
            phrase,
            rules: Vec::new(),
        });
        if !entry.rules.contains(&rule) {
            entry.rules.push(rule);
        }
        add_tails(&mut self.tails, text);
    }

    /// Whether a key may end with the byte at `last`. Never wrong when it says no.
    #[inline]
    pub(crate) fn may_end_key(&self, w: &[u8], last: usize) -> bool {
        has_tail(&self.tails, w, last)
    }

    /// The same for a word that a value may follow.
    #[inline]
    pub(crate) fn may_end_word(&self, w: &[u8], last: usize) -> bool {
        has_tail(&self.word_tails, w, last)
    }

    /// The rules for a key, if it is one.
    pub(crate) fn key(&self, spelling: Spelling) -> Option<&KeyEntry> {
        self.keys.get(&spelling.hash)
    }

    #[inline]
    pub(crate) fn mentions(&self, spelling: Spelling) -> &[Mention] {
        let hash = spelling.hash;
        if self
            .mentioned
            .get(mention_word(hash))
            .is_none_or(|word| word >> (hash & 63) & 1 == 0)
        {
            return &[];
        }
        self.mentions.get(&spelling.hash).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn phrase_text(&self, phrase: u32) -> &str {
        self.phrases.get(phrase as usize).map_or("", String::as_str)
    }

    fn add_forms(&mut self, rule: u16, of: &Rule) {
        for (form, id) in of.forms.iter().enumerate() {
            let entry = FormRef { rule, form };
            for beginning in id.form.beginnings() {
                let lists: &mut [Vec<FormRef>] = match beginning {
                    Beginning::Digits(least, most) => self
                        .digits
                        .get_mut(least..=most.min(DIGITS_MAX))
                        .unwrap_or(&mut []),
                    Beginning::Group(least, most) => self
                        .groups
                        .get_mut(least..=most.min(GROUP_MAX))
                        .unwrap_or(&mut []),
                    Beginning::Capital => std::slice::from_mut(&mut self.capitals),
                    Beginning::Other => &mut [],
                };
                for list in lists {
                    if !list.contains(&entry) {
                        list.push(entry);
                    }
                }
            }
        }
    }

    /// Forms that begin with exactly so many digits.
    pub(crate) fn digits(&self, count: usize) -> &[FormRef] {
        self.digits.get(count).map_or(&[], Vec::as_slice)
    }

    /// Forms that begin with a group of so many digits.
    pub(crate) fn groups(&self, count: usize) -> &[FormRef] {
        self.groups.get(count).map_or(&[], Vec::as_slice)
    }

    /// Forms with capitals at or near their beginning.
    pub(crate) fn capitals(&self) -> &[FormRef] {
        &self.capitals
    }

    fn add_prefixes(&mut self, rule: u16, of: &Rule) {
        for literal in &of.literals {
            let bytes = literal.as_bytes();
            let head = [at(bytes, 0), at(bytes, 1), at(bytes, 2)];
            // A prefix of two bytes stands under every third one.
            let thirds = if bytes.len() < 3 {
                0..=u8::MAX
            } else {
                head[2]..=head[2]
            };
            for third in thirds {
                let list = self.prefixes.entry([head[0], head[1], third]).or_default();
                list.push((rule, bytes.to_vec()));
            }
            let bit = head_bit(head[0], head[1]);
            if let Some(word) = self.heads.get_mut(bit >> 6) {
                *word |= 1 << (bit & 63);
            }
        }
    }

    /// Vendor rules whose prefix stands at `start`, with where it ends.
    #[inline]
    pub(crate) fn prefixes(&self, w: &[u8], start: usize) -> impl Iterator<Item = (u16, usize)> {
        let head = [at(w, start), at(w, start + 1), at(w, start + 2)];
        let bit = head_bit(head[0], head[1]);
        let known = self
            .heads
            .get(bit >> 6)
            .is_some_and(|word| word >> (bit & 63) & 1 == 1);
        let list = known.then(|| self.prefixes.get(&head)).flatten();
        list.into_iter()
            .flatten()
            .filter_map(move |(rule, literal)| {
                let end = start + literal.len();
                (cut(w, start..end) == literal.as_slice()).then_some((*rule, end))
            })
    }
}

/// Which word of the bits for phrases; the bit is the low end of the hash.
#[inline]
fn mention_word(hash: u64) -> usize {
    usize::try_from(hash >> 54).unwrap_or(0)
}

#[inline]
fn has_tail(tails: &[u64], w: &[u8], last: usize) -> bool {
    let fold = |b: u8| usize::from(b & 31);
    let tail = fold(before(w, last.saturating_sub(1))) << 10
        | fold(before(w, last)) << 5
        | fold(at(w, last));
    tails
        .get(tail >> 6)
        .is_some_and(|word| word >> (tail & 63) & 1 == 1)
}

/// Notes the last three letters of a phrase. In text any byte may stand between its words.
fn add_tails(tails: &mut [u64], text: &str) {
    let spelled = Spelled::new(text.as_bytes());
    let last = spelled.words().last().map_or(0, |w| w.end - w.start);
    let letters: Vec<u8> = text.bytes().filter(|b| is_word(*b)).collect();
    let fold = |back: usize| {
        let i = letters.len().saturating_sub(back);
        usize::from(before(&letters, i) & 31)
    };
    let any = |from_words: usize, back: usize| {
        if last < from_words {
            0..32
        } else {
            fold(back)..fold(back) + 1
        }
    };
    let mut set = |tail: usize| {
        if let Some(word) = tails.get_mut(tail >> 6) {
            *word |= 1 << (tail & 63);
        }
    };
    set(fold(2) << 10 | fold(1) << 5 | fold(0));
    for third in any(3, 2) {
        for second in any(2, 1) {
            set(third << 10 | second << 5 | fold(0));
        }
    }
}

fn head_bit(first: u8, second: u8) -> usize {
    usize::from(first) << 8 | usize::from(second)
}
