//! Literals that no shape leads to: what announces a password, and the marks of password hashes.
//!
//! They are searched for as written, and in capitals, so that the vector search
//! for few literals can be used; one that folds case takes ten times as long.

use aho_corasick::{AhoCorasick, packed};

use super::{Detector, Rule, RuleError};

/// Where literals begin and end, and the rule they belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) rule: u16,
}

pub(crate) struct Marks {
    words: Literals,
    /// Names of programs, looked for only where an option follows.
    commands: Option<AhoCorasick>,
    command_rules: Vec<u16>,
}

/// The literals, with the fastest search there is for them here.
struct Literals {
    packed: Option<packed::Searcher>,
    plain: Option<AhoCorasick>,
    rules: Vec<u16>,
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
        let packed = packed::Config::new()
            .match_kind(packed::MatchKind::LeftmostLongest)
            .builder()
            .extend(&words)
            .build();
        let plain = match packed {
            None if !words.is_empty() => Some(AhoCorasick::new(&words).map_err(cannot)?),
            _ => None,
        };
        let commands = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(&commands)
            .map_err(cannot)?;
        Ok(Self {
            words: Literals {
                packed,
                plain,
                rules: word_rules,
            },
            commands: (!command_rules.is_empty()).then_some(commands),
            command_rules,
        })
    }

    /// All marks in `text`.
    pub(crate) fn each(&self, text: &[u8], mut f: impl FnMut(Mark)) {
        let rules = &self.words.rules;
        let mut tell = |pattern: usize, start, end| {
            if let Some(rule) = rules.get(pattern).copied() {
                f(Mark { start, end, rule });
            }
        };
        if let Some(packed) = &self.words.packed {
            for m in packed.find_iter(text) {
                tell(m.pattern().as_usize(), m.start(), m.end());
            }
        } else if let Some(plain) = &self.words.plain {
            for m in plain.find_iter(text) {
                tell(m.pattern().as_usize(), m.start(), m.end());
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
    fn few_enough_for_the_vector_search() {
        let rules = crate::RuleSet::builtin().unwrap();
        let marks = &rules.marks;
        let vectors = cfg!(any(target_arch = "x86_64", target_arch = "aarch64"));
        assert_eq!(
            marks.words.packed.is_some(),
            vectors,
            "{} literals",
            marks.words.rules.len()
        );
    }
}
