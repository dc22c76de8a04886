//! Literals that no shape leads to: what announces a password, the marks of password hashes, and what parts some keys from
//! their values.
//!
//! All are searched for at once, as written, and those of rules in small letters in capitals too, by the fingerprints of four of their bytes.

use aho_corasick::AhoCorasick;

use std::ops::Range;

use super::{Detector, Rule, RuleError};
use crate::bytes::cut;
use crate::decode;
use crate::detect::KEY_BLOCK_BEGIN;
use crate::limits::RULE_LITERAL_BYTES_MAX;
use crate::literals::{self, Found, Literals};
use crate::simd::Level;

/// Where literals begin and end, and the rule they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) rule: u16,
}

pub(crate) struct Marks {
    words: Literals,
    /// What each literal is.
    kinds: Vec<Kind>,
    /// Names of programs, looked for only where an option follows.
    commands: Option<AhoCorasick>,
    /// The same names in small letters: before most options stands none of them, which is known faster.
    command_names: Literals,
    command_rules: Vec<u16>,
}

/// What a literal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A mark of a rule.
    Rule(u16),
    /// What parts a key from its value, by its number there.
    Apart(usize),
    /// What a private key begins with.
    KeyBlock,
    /// The same in base64.
    Armour,
    /// What the values of a Kubernetes Secret stand under.
    Data,
}

/// The rare marks of a text.
#[derive(Debug, Default)]
pub(crate) struct Rare {
    /// Of rules: of those that overlap the first one counts, and the longest.
    pub(crate) rules: Vec<Found>,
    /// Between keys and values, the same way. Their number says which.
    pub(crate) apart: Vec<Found>,
    /// Where the others begin.
    pub(crate) key_blocks: Vec<usize>,
    pub(crate) armour: Vec<usize>,
    pub(crate) data: Vec<usize>,
    all: Vec<Found>,
}

impl Rare {
    fn clear(&mut self) {
        self.rules.clear();
        self.apart.clear();
        self.key_blocks.clear();
        self.armour.clear();
        self.data.clear();
    }
}

impl Marks {
    pub(super) fn new(rules: &[Rule]) -> Result<Self, RuleError> {
        let cannot = |e| RuleError::Literals(Box::new(e));
        let (mut words, mut kinds) = (Vec::new(), Vec::new());
        let (mut commands, mut command_rules) = (Vec::new(), Vec::new());
        for (number, rule) in (0u16..).zip(rules) {
            for literal in &rule.literals {
                match rule.detector {
                    Detector::Announced | Detector::Bearer | Detector::Basic => {
                        let small =
                            |b: u8| b.is_ascii_lowercase() || matches!(b, b' ' | b'(' | b':');
                        let capitals = literal
                            .bytes()
                            .all(small)
                            .then(|| literal.to_ascii_uppercase());
                        for written in [literal.clone()].into_iter().chain(capitals) {
                            if !words.contains(&written) {
                                words.push(written);
                                kinds.push(Kind::Rule(number));
                            }
                        }
                    }
                    Detector::PasswordHash | Detector::Prose => {
                        words.push(literal.clone());
                        kinds.push(Kind::Rule(number));
                    }
                    Detector::Command => {
                        commands.push(literal.clone());
                        command_rules.push(number);
                    }
                    _ => {}
                }
            }
        }
        for (number, mark) in decode::marks_apart().enumerate() {
            words.push(mark.to_owned());
            kinds.push(Kind::Apart(number));
        }
        for (mark, kind) in [
            (KEY_BLOCK_BEGIN, Kind::KeyBlock),
            (decode::ARMOUR, Kind::Armour),
            (decode::DATA, Kind::Data),
        ] {
            words.push(mark.to_owned());
            kinds.push(kind);
        }
        let command_names = commands.iter().map(|name| name.to_ascii_lowercase());
        let command_names = Literals::new(command_names.collect());
        let commands = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&commands)
            .map_err(cannot)?;
        Ok(Self {
            words: Literals::new(words),
            kinds,
            commands: (!command_rules.is_empty()).then_some(commands),
            command_names,
            command_rules,
        })
    }

    /// All marks that begin in `within`.
    pub(crate) fn find(&self, level: Level, w: &[u8], within: Range<usize>, rare: &mut Rare) {
        rare.clear();
        // One that began before takes what it overlaps with it.
        let offset = within.start.saturating_sub(RULE_LITERAL_BYTES_MAX);
        let text = cut(w, offset..within.end + RULE_LITERAL_BYTES_MAX);
        let mut all = std::mem::take(&mut rare.all);
        self.words.find(level, text, &mut all);
        for found in &all {
            let start = offset + found.start;
            let inside = within.contains(&start);
            let at = |number| Found {
                start,
                end: offset + found.end,
                number,
            };
            match self.kinds.get(found.number) {
                Some(Kind::Rule(rule)) => rare.rules.push(at(usize::from(*rule))),
                Some(Kind::Apart(number)) if inside => rare.apart.push(at(*number)),
                Some(Kind::KeyBlock) if inside => rare.key_blocks.push(start),
                Some(Kind::Armour) if inside => rare.armour.push(start),
                Some(Kind::Data) if inside => rare.data.push(start),
                _ => {}
            }
        }
        rare.all = all;
        literals::part(&mut rare.rules);
        rare.rules.retain(|found| within.contains(&found.start));
        literals::part(&mut rare.apart);
    }

    /// Names of programs in `text`.
    pub(crate) fn commands<'t>(
        &'t self,
        level: Level,
        text: &'t [u8],
    ) -> impl Iterator<Item = Mark> + 't {
        let mut names = Vec::new();
        (self.command_names).find(level, &text.to_ascii_lowercase(), &mut names);
        let commands = self.commands.iter().filter(move |_| !names.is_empty());
        let found = commands.flat_map(move |c| c.find_iter(text));
        found.filter_map(|m| {
            let rule = *self.command_rules.get(m.pattern().as_usize())?;
            Some(Mark {
                start: m.start(),
                end: m.end(),
                rule,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn few_places_are_looked_at() {
        let rules = crate::RuleSet::builtin().unwrap();
        let literals = &rules.marks.words;
        // Not the rules for passwords: those are full of the literals themselves.
        let text = include_str!("../../rules/person.toml").repeat(4);
        let log = "2025-10-09 08:53:20,056 INFO  [kafka-consumer-18] c.a.portal.CacheLoader - Processed batch 26642 in 611ms\n";
        let log = log.repeat(1 + text.len() / log.len());
        for text in [text, log] {
            let places = literals.places(text.as_bytes());
            assert!(
                places * 1_000 <= text.len() * 10,
                "{places} in {}",
                text.len()
            );
        }
    }
}
