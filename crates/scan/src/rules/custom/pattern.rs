//! One pattern, compiled within limits, and the ways to run it.

use std::ops::Range;

use regex_automata::dfa::{dense, regex as full};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, Match, meta};
use regex_syntax::hir::Hir;

use super::Stretch;
use super::literals::{Required, required};
use crate::detect::Candidate;
use crate::limits::{
    REGEX_AUTOMATON_BYTES_MAX, REGEX_BEFORE_BYTES, REGEX_BUILD_BYTES_MAX, REGEX_BYTES_MAX,
    REGEX_CACHE_BYTES, REGEX_MATCH_BYTES_MAX, REGEX_MATCH_BYTES_MIN, REGEX_PROGRAM_BYTES_MAX,
};
use crate::rules::RuleError;

/// The group of a pattern that is the value; without one the whole match is.
const VALUE_GROUP: &str = "value";
/// How deep groups may be nested.
const NEST_MAX: u32 = 64;

/// Where a pattern is run.
pub(super) enum Lane {
    /// Where its literal stands.
    Prefix,
    /// Around its literal.
    Inner,
    /// On every byte.
    Slow(Box<full::Regex>),
}

/// A compiled pattern.
pub(super) struct Pattern {
    /// Index of its rule.
    pub(super) rule: u16,
    pub(super) lane: Lane,
    regex: meta::Regex,
    /// Number of the group [`VALUE_GROUP`].
    value: Option<usize>,
    /// See [`required`].
    pub(super) literals: Vec<Vec<u8>>,
}

impl Pattern {
    /// Compiles the pattern `text` of the rule `id` at `index`.
    pub(super) fn compile(index: u16, id: &str, text: &str) -> Result<Self, RuleError> {
        let refuse = |what| RuleError::Invalid {
            rule: id.to_owned(),
            what,
        };
        if text.len() > REGEX_BYTES_MAX {
            return Err(refuse("the pattern is too long"));
        }
        let hir = parse(id, text)?;
        if hir
            .properties()
            .minimum_len()
            .is_none_or(|n| n < REGEX_MATCH_BYTES_MIN)
        {
            return Err(refuse("the pattern matches fewer than three bytes"));
        }
        let config = meta::Config::new()
            .utf8_empty(false)
            .nfa_size_limit(Some(REGEX_PROGRAM_BYTES_MAX))
            .onepass_size_limit(Some(REGEX_PROGRAM_BYTES_MAX))
            .hybrid_cache_capacity(REGEX_CACHE_BYTES);
        let regex = meta::Builder::new()
            .configure(config)
            .build_from_hir(&hir)
            .map_err(|_| refuse("the pattern is too large"))?;
        let names = regex
            .group_info()
            .pattern_names(regex_automata::PatternID::ZERO);
        let value = names.into_iter().position(|name| name == Some(VALUE_GROUP));
        let (lane, literals) = match required(&hir) {
            Some(Required::AtStart(literals)) => (Lane::Prefix, literals),
            Some(Required::Within(literals)) => (Lane::Inner, literals),
            None => (Lane::Slow(Box::new(automaton(id, text)?)), Vec::new()),
        };
        Ok(Self {
            rule: index,
            lane,
            regex,
            value,
            literals,
        })
    }

    /// The match that begins at `at`, if any. Returns where to go on.
    pub(super) fn at(&self, w: &[u8], at: usize, out: &mut Vec<Candidate>) -> usize {
        let until = w.len().min(at + REGEX_MATCH_BYTES_MAX);
        let input = Input::new(w).span(at..until).anchored(Anchored::Yes);
        match self.regex.search(&input) {
            Some(found) => {
                self.push(w, &found, until, out);
                found.end()
            }
            None => at,
        }
    }

    /// The matches around the hits of `stretch`.
    pub(super) fn around(&self, w: &[u8], stretch: &Stretch, out: &mut Vec<Candidate>) {
        let from = stretch.first.saturating_sub(REGEX_BEFORE_BYTES);
        let until = w.len().min(stretch.until);
        // What ends before the first hit has a literal of its own, earlier.
        self.matches(w, from..until, |_, end| end > stretch.first, out);
    }

    /// All matches within `range` that `wanted` takes by start and end. Each search is on a bounded stretch.
    pub(super) fn matches(
        &self,
        w: &[u8],
        range: Range<usize>,
        wanted: impl Fn(usize, usize) -> bool,
        out: &mut Vec<Candidate>,
    ) {
        let mut at = range.start;
        while at < range.end {
            let until = range.end.min(at + 2 * REGEX_MATCH_BYTES_MAX);
            let Some(found) = self.find(w, at..until) else {
                if until == range.end {
                    return;
                }
                at += REGEX_MATCH_BYTES_MAX;
                continue;
            };
            let cut = found.end() == until && until < range.end;
            if cut && found.start() > at {
                // It may go on: look again with room behind it.
                at = found.start();
                continue;
            }
            if wanted(found.start(), found.end()) {
                self.push(w, &found, until, out);
            }
            at = found.end().max(at + 1);
        }
    }

    fn find(&self, w: &[u8], span: Range<usize>) -> Option<Match> {
        let input = Input::new(w).span(span);
        match &self.lane {
            // An automaton built without quit bytes does not fail.
            Lane::Slow(automaton) => automaton.try_search(&input).ok().flatten(),
            Lane::Prefix | Lane::Inner => self.regex.search(&input),
        }
    }

    fn push(&self, w: &[u8], found: &Match, until: usize, out: &mut Vec<Candidate>) {
        let value = self.value_in(w, found).unwrap_or(found.range());
        if value.is_empty() {
            return;
        }
        let long = found.end() == until && until < w.len() && value.end == until;
        let mut candidate = Candidate::new(self.rule, value.start, value.end, 0);
        candidate.long = long;
        out.push(candidate.because("pattern"));
    }

    fn value_in(&self, w: &[u8], found: &Match) -> Option<Range<usize>> {
        let group = self.value?;
        let mut groups = self.regex.create_captures();
        let input = Input::new(w).span(found.range()).anchored(Anchored::Yes);
        self.regex.search_captures(&input, &mut groups);
        groups.get_group(group).map(|span| span.range())
    }
}

fn syntax_of() -> syntax::Config {
    // Logs are bytes, and `\w` and `\d` mean ASCII unless a pattern says `(?u)`.
    syntax::Config::new()
        .unicode(false)
        .utf8(false)
        .nest_limit(NEST_MAX)
}

fn parse(id: &str, text: &str) -> Result<Hir, RuleError> {
    let refused = |e: &dyn std::fmt::Display| RuleError::Pattern {
        rule: id.to_owned(),
        what: e.to_string(),
    };
    let mut parser = regex_syntax::ParserBuilder::new();
    parser.unicode(false).utf8(false).nest_limit(NEST_MAX);
    parser.build().parse(text).map_err(|e| refused(&e))
}

/// The automaton that reads every byte once, if it is small enough.
fn automaton(id: &str, text: &str) -> Result<full::Regex, RuleError> {
    let dense = dense::Config::new()
        .dfa_size_limit(Some(REGEX_AUTOMATON_BYTES_MAX))
        .determinize_size_limit(Some(REGEX_BUILD_BYTES_MAX));
    let thompson = thompson::Config::new()
        .utf8(false)
        .nfa_size_limit(Some(REGEX_PROGRAM_BYTES_MAX));
    full::Builder::new()
        .syntax(syntax_of())
        .thompson(thompson)
        .dense(dense)
        .build(text)
        .map_err(|_| RuleError::OverBudget {
            rule: id.to_owned(),
            what: "no match of its pattern has to contain a literal of three bytes, and the automaton that would \
                   read every byte instead is too large"
                .to_owned(),
        })
}
