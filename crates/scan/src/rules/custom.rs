//! Rules with a regular expression, as organisations write them.
//!
//! A pattern is run only where one of its own literals stands, on a bounded stretch around it. A pattern without
//! such a literal has to be small enough for a full automaton, which reads every byte once. All engines used take
//! linear time, and every size is limited before anything is built, so that a rule file cannot take the scan down.

mod literals;
mod pattern;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use self::pattern::{Lane, Pattern};
use super::{Rule, RuleError};
use crate::detect::Candidate;
use crate::limits::{
    REGEX_BEFORE_BYTES, REGEX_LITERAL_BYTES_MAX, REGEX_LITERALS_MAX, REGEX_MATCH_BYTES_MAX,
    REGEX_RULES_MAX, REGEX_SLOW_RULES_MAX,
};

/// The compiled patterns of all rules that have one.
#[derive(Default)]
pub(crate) struct CustomRules {
    literals: Option<AhoCorasick>,
    /// By pattern of `literals`: places in `anchored`.
    by_literal: Vec<Vec<usize>>,
    anchored: Vec<Pattern>,
    slow: Vec<Pattern>,
}

impl CustomRules {
    /// Compiles the patterns of `rules`.
    pub(super) fn build(rules: &[Rule]) -> Result<Self, RuleError> {
        let mut built = Self::default();
        let mut literals: Vec<Vec<u8>> = Vec::new();
        for (index, rule) in (0u16..).zip(rules) {
            let Some(text) = &rule.regex else { continue };
            let pattern = Pattern::compile(index, rule.name(), text)?;
            let own = pattern.literals.clone();
            if matches!(pattern.lane, Lane::Slow(_)) {
                built.slow.push(pattern);
            } else {
                built.anchored.push(pattern);
            }
            let place = built.anchored.len().wrapping_sub(1);
            for literal in own {
                let at = literals
                    .iter()
                    .position(|l| *l == literal)
                    .unwrap_or_else(|| {
                        literals.push(literal);
                        built.by_literal.push(Vec::new());
                        literals.len() - 1
                    });
                built.by_literal.get_mut(at).into_iter().for_each(|places| {
                    places.push(place);
                });
            }
            let refuse = |what| RuleError::Invalid {
                rule: rule.name().to_owned(),
                what,
            };
            if built.slow.len() > REGEX_SLOW_RULES_MAX {
                return Err(refuse("too many rules without a literal"));
            }
            if built.anchored.len() > REGEX_RULES_MAX || literals.len() > REGEX_LITERALS_MAX {
                return Err(refuse("too many rules with a pattern"));
            }
        }
        if !literals.is_empty() {
            let built_literals = AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .build(&literals)
                .map_err(|e| RuleError::Literals(Box::new(e)))?;
            built.literals = Some(built_literals);
        }
        Ok(built)
    }

    /// Whether no rule has a pattern.
    pub(crate) fn is_empty(&self) -> bool {
        self.anchored.is_empty() && self.slow.is_empty()
    }

    /// Whether the rule at `index` reads every byte.
    pub(super) fn is_slow(&self, index: u16) -> bool {
        self.slow.iter().any(|pattern| pattern.rule == index)
    }

    /// The literals by which the rule at `index` is found.
    pub(super) fn literals_of(&self, index: u16) -> &[Vec<u8>] {
        let pattern = self.anchored.iter().find(|p| p.rule == index);
        pattern.map_or(&[], |p| p.literals.as_slice())
    }

    /// All candidates whose literal lies in `from..to`; without literals, those that begin there.
    pub(crate) fn candidates(&self, w: &[u8], from: usize, to: usize, out: &mut Vec<Candidate>) {
        if let Some(literals) = &self.literals {
            self.at_literals(literals, w, from..to, out);
        }
        for pattern in &self.slow {
            let until = w.len().min(to.saturating_add(REGEX_MATCH_BYTES_MAX));
            pattern.matches(w, from..until, |start, _| start < to, out);
        }
    }

    fn at_literals(
        &self,
        literals: &AhoCorasick,
        w: &[u8],
        range: std::ops::Range<usize>,
        out: &mut Vec<Candidate>,
    ) {
        let mut stretches: Vec<Option<Stretch>> = vec![None; self.anchored.len()];
        let until = w.len().min(range.end + REGEX_LITERAL_BYTES_MAX);
        let input = Input::new(w).span(range.start..until);
        for hit in literals.find_overlapping_iter(input) {
            if hit.start() >= range.end {
                continue;
            }
            let places = self.by_literal.get(hit.pattern().as_usize());
            for place in places.into_iter().flatten() {
                let Some(pattern) = self.anchored.get(*place) else {
                    continue;
                };
                let Some(stretch) = stretches.get_mut(*place) else {
                    continue;
                };
                match (&pattern.lane, stretch) {
                    (Lane::Prefix, stretch) => {
                        if stretch.as_ref().is_none_or(|s| s.until <= hit.start()) {
                            let until = pattern.at(w, hit.start(), out);
                            *stretch = Some(Stretch::new(hit.start(), until));
                        }
                    }
                    (_, Some(open)) if hit.start() <= open.until + REGEX_BEFORE_BYTES => {
                        open.until = hit.end() + REGEX_MATCH_BYTES_MAX - REGEX_BEFORE_BYTES;
                    }
                    (_, stretch) => {
                        if let Some(done) = stretch.take() {
                            pattern.around(w, &done, out);
                        }
                        let until = hit.end() + REGEX_MATCH_BYTES_MAX - REGEX_BEFORE_BYTES;
                        *stretch = Some(Stretch::new(hit.start(), until));
                    }
                }
            }
        }
        for (pattern, stretch) in self.anchored.iter().zip(stretches) {
            if let (Lane::Inner, Some(open)) = (&pattern.lane, stretch) {
                pattern.around(w, &open, out);
            }
        }
    }
}

/// Neighbouring hits of one rule's literals: searched together, so that no byte is read more often than twice.
#[derive(Debug, Clone)]
struct Stretch {
    /// The first hit.
    first: usize,
    /// Where the search ends, or has ended.
    until: usize,
}

impl Stretch {
    fn new(first: usize, until: usize) -> Self {
        Self { first, until }
    }
}

#[cfg(test)]
mod tests;
