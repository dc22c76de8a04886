//! Compiled look-ups: from a key, a word, a prefix or the beginning of a number to the rules concerned.

use super::by_front::ByFront;
use super::endings::{Endings, Held};
use super::spelling::{self, BySpelling, Hashed, Spelled, Spelling};
use super::tails::Tails;
use super::{Detector, People, Rule};
use crate::detect::{Beginning, Form, Front, Head, Heads};

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
    /// How the identifiers of those rules begin.
    pub(crate) heads: Heads,
}

/// One form of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FormRef {
    pub(crate) rule: u16,
    /// Index into the forms, of which each is there once.
    pub(crate) form: usize,
    pub(crate) head: Head,
    /// It needs evidence.
    pub(crate) bare: bool,
}

/// Headers with cookies (RFC 6265).
const COOKIE_HEADERS: &[&str] = &["cookie", "set cookie"];
/// Longest run of digits that is looked up.
const DIGITS_MAX: usize = 40;
/// Longest first group of digits.
const GROUP_MAX: usize = 6;

pub(crate) struct Index {
    keys: BySpelling<KeyEntry>,
    mentions: BySpelling<Vec<Mention>>,
    /// One bit for every phrase, so that most words are known to be none at once.
    mentioned: Vec<u64>,
    /// The same for the last word of every phrase of several words.
    ends: Vec<u64>,
    phrases: Vec<String>,
    /// A phrase has no letter.
    numbers: bool,
    /// The last letters of every key that leads to a value.
    tails: Tails,
    /// The same for phrases that speak nearby, for or against: nobody asks the words around a value about keys.
    near_tails: Tails,
    /// The same for the keys of all rules, whether or not they lead to a value.
    key_tails: Tails,
    keys_end: Endings,
    /// The same for words that a value may follow without an operator: `MRN 8812345`.
    word_tails: Tails,
    words_end: Endings,
    forms: Vec<Form>,
    digits: ByFront,
    groups: ByFront,
    capitals: ByFront,
}

impl Index {
    pub(super) fn new(rules: &[Rule], brands: &[String], people: &People) -> Self {
        let mut index = Self {
            keys: BySpelling::with_hasher(Hashed),
            mentions: BySpelling::with_hasher(Hashed),
            mentioned: vec![0; HASH_WORDS],
            ends: vec![0; HASH_WORDS],
            phrases: Vec::new(),
            numbers: false,
            tails: Tails::default(),
            near_tails: Tails::default(),
            key_tails: Tails::default(),
            word_tails: Tails::default(),
            keys_end: Endings::default(),
            words_end: Endings::default(),
            forms: Vec::new(),
            digits: ByFront::new(DIGITS_MAX),
            groups: ByFront::new(GROUP_MAX),
            capitals: ByFront::new(DIGITS_MAX),
        };
        for (number, rule) in (0u16..).zip(rules) {
            index.add_words(number, rule);
            index.add_forms(number, rule);
            match rule.detector {
                // A key may be just the name of a service.
                Detector::Service => brands.iter().for_each(|b| index.add_key(number, rule, b)),
                // `"name": "…", "value": "…"`: the detector looks for the name.
                Detector::Assignment => index.add_key(number, rule, "value"),
                _ => {}
            }
        }
        // A word before a capital is looked at for both, and asked about once.
        index.word_tails.join(people.tails());
        for lists in [&mut index.digits, &mut index.groups, &mut index.capitals] {
            lists.complete();
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
                set_bit(&mut self.mentioned, hash);
                self.numbers |= !text.chars().any(char::is_alphabetic);
                let spelled = Spelled::new(text.as_bytes());
                if let [last, _, ..] = spelled.words() {
                    set_bit(&mut self.ends, spelled.spelling(*last).hash);
                }
                if role == Role::Key {
                    self.key_tails.add(text);
                    if by_key {
                        self.add_key(number, rule, text);
                    }
                }
                if role != Role::Key {
                    self.near_tails.add(text);
                }
                if role == Role::Near && rule.follows_word() {
                    self.word_tails.add(text);
                    self.words_end.add(text);
                }
            }
        }
        if rule.detector == Detector::Cookie {
            COOKIE_HEADERS
                .iter()
                .for_each(|name| self.add_key(number, rule, name));
        } else if rule.detector.has_keys() {
            rule.key_phrases
                .iter()
                .for_each(|text| self.add_key(number, rule, text));
        }
    }

    fn phrase(&mut self, text: &str) -> u32 {
        self.phrases.push(text.to_owned());
        u32::try_from(self.phrases.len() - 1).unwrap_or(u32::MAX)
    }

    fn add_key(&mut self, number: u16, rule: &Rule, text: &str) {
        let phrase = self.phrase(text);
        let hash = Spelling::of(text.as_bytes()).hash;
        let entry = self.keys.entry(hash).or_insert_with(|| KeyEntry {
            phrase,
            rules: Vec::new(),
            heads: Heads::default(),
        });
        if !entry.rules.contains(&number) {
            entry.rules.push(number);
            for head in rule.forms.iter().map(|id| id.form.head()) {
                entry.heads.add(head);
            }
        }
        self.tails.add(text);
        self.keys_end.add(text);
    }

    /// Whether the word or words that end at `last` may end a key: cheaper than splitting it, and never wrong when it
    /// says no.
    pub(crate) fn may_lead(&self, w: &[u8], last: usize) -> bool {
        let (Held::Word(may) | Held::Within(may)) = self.keys_end.hold(w, last);
        may
    }

    /// The same for the last word of a text that begins with the mark before it, whatever stands before that.
    pub(crate) fn may_lead_alone(&self, text: &[u8], last: usize) -> bool {
        self.keys_end.hold_alone(text, last)
    }

    /// Whether the word or words that end at `last` may be what a value follows without an operator.
    pub(crate) fn may_precede(&self, w: &[u8], last: usize) -> bool {
        self.words_end.hold(w, last) == Held::Word(true)
    }

    /// Whether a key may end with the byte at `last`. Never wrong when it says no.
    #[inline]
    pub(crate) fn may_end_key(&self, w: &[u8], last: usize) -> bool {
        self.tails.hold(w, last)
    }

    /// Whether the key that ends at `last` may say something for or against a rule.
    #[inline]
    pub(crate) fn may_speak(&self, w: &[u8], last: usize) -> bool {
        self.key_tails.hold(w, last)
    }

    /// The same for a word that a value may follow.
    #[inline]
    pub(crate) fn may_end_word(&self, w: &[u8], last: usize) -> bool {
        self.word_tails.hold(w, last)
    }

    /// The rules for a key, if it is one.
    pub(crate) fn key(&self, spelling: Spelling) -> Option<&KeyEntry> {
        self.keys.get(&spelling.hash)
    }

    /// What the words and phrases of a key say, with how many words follow and how many there are.
    pub(crate) fn said_as_key(
        &self,
        spelled: &Spelled<'_>,
        each: impl FnMut(Mention, usize, usize),
    ) {
        let may = |text: &[u8], last| self.key_tails.hold(text, last) || self.may_say(text, last);
        self.said(spelled, may, each);
    }

    /// What the words and phrases of a text say nearby, likewise.
    pub(crate) fn said_nearby(
        &self,
        spelled: &Spelled<'_>,
        each: impl FnMut(Mention, usize, usize),
    ) {
        self.said(spelled, |text, last| self.may_say(text, last), each);
    }

    #[inline]
    fn said(
        &self,
        spelled: &Spelled<'_>,
        may: impl Fn(&[u8], usize) -> bool,
        mut each: impl FnMut(Mention, usize, usize),
    ) {
        spelled.phrases(
            may,
            |word| has_bit(&self.ends, word.hash),
            |spelling, after, words| {
                let mentions = self.mentions(spelling).iter();
                mentions.for_each(|m| each(*m, after, words));
            },
        );
    }

    /// Whether a phrase that speaks nearby may end with the byte at `last`. Never wrong when it says no.
    #[inline]
    pub(crate) fn may_say(&self, w: &[u8], last: usize) -> bool {
        self.near_tails.hold(w, last)
    }

    /// Whether a text without letters may say something.
    pub(crate) fn says_numbers(&self) -> bool {
        self.numbers
    }

    /// What the phrases say that end with a text, [`Self::may_say`] having been asked, and where in it each begins; the shortest one first.
    pub(crate) fn said_last(&self, text: &[u8], mut each: impl FnMut(Mention, usize)) {
        let (start, word) = spelling::last_word(text);
        let mut say = |spelling, start| {
            let mentions = self.mentions(spelling).iter();
            mentions.for_each(|m| each(*m, start));
        };
        if !has_bit(&self.ends, word.hash) {
            return say(word, start);
        }
        let spelled = Spelled::new(text);
        let start = |words: usize| {
            spelled
                .words()
                .get(words - 1)
                .map_or(0, |word| word.start())
        };
        spelled.phrases(
            |text, last| last + 1 == text.len(),
            |_| true,
            |spelling, _, words| say(spelling, start(words)),
        );
    }

    #[inline]
    pub(crate) fn mentions(&self, spelling: Spelling) -> &[Mention] {
        if !has_bit(&self.mentioned, spelling.hash) {
            return &[];
        }
        self.mentions.get(&spelling.hash).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn phrase_text(&self, phrase: u32) -> &str {
        self.phrases.get(phrase as usize).map_or("", String::as_str)
    }

    fn add_forms(&mut self, rule: u16, of: &Rule) {
        for id in &of.forms {
            let known = self.forms.iter().position(|form| *form == id.form);
            let form = known.unwrap_or(self.forms.len());
            if known.is_none() {
                self.forms.push(id.form.clone());
            }
            let head = id.form.head();
            let entry = FormRef {
                rule,
                form,
                head,
                bare: id.bare,
            };
            for beginning in id.form.beginnings() {
                match beginning {
                    Beginning::Digits(least, most) => self.digits.add(least..=most, entry),
                    Beginning::Group(least, most) => self.groups.add(least..=most, entry),
                    Beginning::Capital => self.capitals.add(head.runs(), entry),
                    Beginning::Other => {}
                }
            }
        }
    }

    /// The form that a reference stands for.
    pub(crate) fn form(&self, of: &FormRef) -> Option<&Form> {
        self.forms.get(of.form)
    }

    /// Forms that begin with exactly so many digits and may have this front.
    #[inline]
    pub(crate) fn digits(&self, count: usize, front: Front) -> &[FormRef] {
        self.digits.of(count, front)
    }

    /// Forms that begin with a group of so many digits and may have this front.
    #[inline]
    pub(crate) fn groups(&self, count: usize, front: Front) -> &[FormRef] {
        self.groups.of(count, front)
    }

    /// Forms with capitals at or near their beginning that may have this front.
    #[inline]
    pub(crate) fn capitals(&self, front: Front) -> &[FormRef] {
        self.capitals.of(front.run, front)
    }
}

/// Words of a set of hashes.
pub(super) const HASH_WORDS: usize = 1 << 10;

/// A set of hashes, one bit each: wrong at times when it says yes.
pub(super) fn set_bit(bits: &mut [u64], hash: u64) {
    if let Some(word) = bits.get_mut((hash >> 54) as usize) {
        *word |= 1 << (hash & 63);
    }
}

#[inline]
pub(super) fn has_bit(bits: &[u64], hash: u64) -> bool {
    bits.get((hash >> 54) as usize)
        .is_some_and(|word| word >> (hash & 63) & 1 == 1)
}
