//! Literals that no shape leads to: what announces a password, and the marks of password hashes.
//!
//! They are searched for as written, and in capitals, by the fingerprints of four of their bytes.

use aho_corasick::AhoCorasick;

use super::{Detector, Rule, RuleError};
use crate::literals::Literals;
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
    /// The rule of each literal.
    word_rules: Vec<u16>,
    /// Names of programs, looked for only where an option follows.
    commands: Option<AhoCorasick>,
    command_rules: Vec<u16>,
}

impl Marks {
    pub(super) fn new(rules: &[Rule]) -> Result<Self, RuleError> {
        let cannot = |e| RuleError::Literals(Box::new(e));
        let (mut words, mut word_rules) = (Vec::new(), Vec::new());
        let (mut commands, mut command_rules) = (Vec::new(), Vec::new());
        for (number, rule) in (0u16..).zip(rules) {
            for literal in &rule.literals {
                match rule.detector {
                    Detector::Announced | Detector::Bearer | Detector::Basic => {
                        for written in [literal.clone(), literal.to_ascii_uppercase()] {
                            if !words.contains(&written) {
                                words.push(written);
                                word_rules.push(number);
                            }
                        }
                    }
                    Detector::PasswordHash => {
                        words.push(literal.clone());
                        word_rules.push(number);
                    }
                    Detector::Command => {
                        commands.push(literal.clone());
                        command_rules.push(number);
                    }
                    _ => {}
                }
            }
        }
        let commands = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&commands)
            .map_err(cannot)?;
        Ok(Self {
            words: Literals::new(words),
            word_rules,
            commands: (!command_rules.is_empty()).then_some(commands),
            command_rules,
        })
    }

    /// All marks in `text`, in order. Of those that overlap the first one counts, and the longest.
    pub(crate) fn each(&self, level: Level, text: &[u8], mut f: impl FnMut(Mark)) {
        for found in self.words.find(level, text) {
            if let Some(rule) = self.word_rules.get(found.number).copied() {
                f(Mark {
                    start: found.start,
                    end: found.end,
                    rule,
                });
            }
        }
    }

    /// Names of programs in `text`.
    pub(crate) fn commands<'t>(&'t self, text: &'t [u8]) -> impl Iterator<Item = Mark> + 't {
        let found = self.commands.iter().flat_map(move |c| c.find_iter(text));
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
        let text = include_str!("../../rules/passwords.toml").repeat(4);
        let log = "2025-10-09 08:53:20,056 INFO  [kafka-consumer-18] c.a.portal.CacheLoader - Processed batch 26642 in 611ms\n";
        let log = log.repeat(1 + text.len() / log.len());
        for (text, most) in [(text, 40), (log, 5)] {
            let places = literals.places(text.as_bytes());
            assert!(
                places * 1_000 <= text.len() * most,
                "{places} in {}",
                text.len()
            );
        }
    }
}
