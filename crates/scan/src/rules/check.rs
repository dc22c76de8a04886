//! Checks every rule: against its own examples, for what it costs, and for what it finds where nothing is.

mod corpus;

use std::time::Duration;

use super::{Rule, RuleError, RuleSet};
use crate::limits::{
    Limits, RULE_DOUBTFUL_PER_MB_MAX, RULE_FALSE_PER_MB_MAX, RULE_MB_PER_SECOND_MIN,
    RULE_WORST_MB_PER_SECOND_MIN,
};
use crate::pseudonym::CaseKey;
use crate::report::Confidence;

/// The text a rule is measured on.
const TEXT_BYTES: usize = 1 << 20;
/// The worst text of a rule; smaller, because it may be slow.
const WORST_TEXT_BYTES: usize = 128 << 10;
/// An example of the rule stands in the text once in so many lines.
const EXAMPLE_EVERY_LINES: usize = 64;
/// The best of so many measurements counts: everything else a computer does only makes it slower.
const ROUNDS: usize = 3;
/// Makes the text the same everywhere.
const SEED: u64 = 20_311_117;

/// A rule that does not do what its file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckFailure {
    /// Rule id with version.
    pub rule: String,
    /// The example.
    pub example: String,
    /// Whether it should have been found.
    pub expected: bool,
}

/// What one rule costs by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCost {
    /// Rule id with version.
    pub rule: String,
    /// Megabytes a second on ordinary text that has some of the rule's examples in it.
    pub mb_per_second: f64,
    /// The same on the worst text: nothing but the rule's literals and examples.
    pub worst_mb_per_second: f64,
    /// Findings that are at least likely, per megabyte of a text in which there is nothing to find.
    pub false_per_mb: f64,
    /// Findings that are only possible, likewise.
    pub doubtful_per_mb: f64,
}

impl RuleCost {
    /// Why the rule is refused; `None` if it is within budget.
    #[must_use]
    pub fn over_budget(&self) -> Option<String> {
        if self.mb_per_second < RULE_MB_PER_SECOND_MIN {
            return Some(format!(
                "this rule costs {:.0} MB/s, and at least {RULE_MB_PER_SECOND_MIN:.0} MB/s are required",
                self.mb_per_second
            ));
        }
        if self.worst_mb_per_second < RULE_WORST_MB_PER_SECOND_MIN {
            return Some(format!(
                "this rule costs {:.1} MB/s on its worst text, and at least {RULE_WORST_MB_PER_SECOND_MIN:.0} MB/s \
                 are required",
                self.worst_mb_per_second
            ));
        }
        let noise = [
            (self.false_per_mb, RULE_FALSE_PER_MB_MAX, "values"),
            (
                self.doubtful_per_mb,
                RULE_DOUBTFUL_PER_MB_MAX,
                "possible values",
            ),
        ];
        let (found, most, what) = noise.into_iter().find(|(found, most, _)| found > most)?;
        Some(format!(
            "this rule finds {found:.1} {what} per MB where nothing is, and at most {most:.0} are allowed"
        ))
    }
}

impl RuleSet {
    /// Scans all examples (each must give a finding of the rule's type) and non-examples (none of the rule).
    #[must_use]
    pub fn check(&self) -> Vec<CheckFailure> {
        self.check_some(&|_| true)
    }

    /// As [`RuleSet::check`], for the rules whose id with version `wanted` takes.
    #[must_use]
    pub fn check_some(&self, wanted: &dyn Fn(&str) -> bool) -> Vec<CheckFailure> {
        let mut failures = Vec::new();
        for rule in self.rules.iter().filter(|rule| wanted(&rule.id)) {
            let cases = rule
                .examples
                .iter()
                .map(|e| (e, true))
                .chain(rule.non_examples.iter().map(|e| (e, false)));
            for (example, expected) in cases {
                if self.finds(rule, example, expected) != expected {
                    failures.push(CheckFailure {
                        rule: rule.id.clone(),
                        example: example.clone(),
                        expected,
                    });
                }
            }
        }
        failures
    }

    /// Measures the rules whose id with version `wanted` takes, each by itself. `clock` tells the time that this
    /// thread has worked.
    ///
    /// # Errors
    /// None for a set that compiled.
    pub fn costs(
        &self,
        wanted: &dyn Fn(&str) -> bool,
        clock: &mut dyn FnMut() -> Duration,
    ) -> Result<Vec<RuleCost>, RuleError> {
        let clean = corpus::clean(SEED, TEXT_BYTES);
        let mut costs = Vec::new();
        for (index, rule) in (0u16..).zip(&self.rules).filter(|(_, r)| wanted(&r.id)) {
            let alone = self.only(rule)?;
            let ordinary = with_examples(&clean, rule);
            let worst = self.worst_text(index, rule);
            let found = alone.report(&clean);
            let sure = |sure: bool| {
                let findings = found.iter().flat_map(|report| &report.findings);
                let counted = findings.filter(|f| (f.confidence >= Confidence::Likely) == sure);
                counted.count()
            };
            costs.push(RuleCost {
                rule: rule.id.clone(),
                mb_per_second: alone.speed(&ordinary, clock),
                worst_mb_per_second: alone.speed(&worst, clock),
                false_per_mb: per(sure(true), clean.len()),
                doubtful_per_mb: per(sure(false), clean.len()),
            });
        }
        Ok(costs)
    }

    /// The set with one rule in it.
    fn only(&self, rule: &Rule) -> Result<Self, RuleError> {
        Self::assemble(self.types.clone(), vec![rule.clone()], self.lists.clone())
    }

    /// Nothing but what the rule looks at.
    fn worst_text(&self, index: u16, rule: &Rule) -> String {
        let mut piece = String::new();
        let own = self.custom.literals_of(index).iter();
        let literals = rule.literals.iter().map(String::as_bytes);
        for literal in literals.chain(own.map(Vec::as_slice)) {
            piece.push_str(&String::from_utf8_lossy(literal));
        }
        for example in &rule.examples {
            piece.push_str(example);
        }
        piece.push(' ');
        piece.repeat(WORST_TEXT_BYTES / piece.len() + 1)
    }

    /// Megabytes a second, the best of several runs.
    fn speed(&self, text: &str, clock: &mut dyn FnMut() -> Duration) -> f64 {
        let mut best = Duration::MAX;
        for _ in 0..ROUNDS {
            let before = clock();
            self.report(text);
            best = best.min(clock().saturating_sub(before));
        }
        text.len() as f64 / 1e6 / best.as_secs_f64().max(1e-9)
    }

    fn report(&self, text: &str) -> Option<crate::ScanReport> {
        let key = CaseKey::new([0; 32]);
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        let bytes = &mut text.as_bytes();
        crate::scan(bytes, b"example", self, &key, &Limits::default(), go_on).ok()
    }

    fn finds(&self, rule: &Rule, example: &str, by_type: bool) -> bool {
        self.report(example).is_some_and(|report| {
            report.findings.iter().any(|f| {
                if by_type {
                    f.ty == rule.ty
                } else {
                    report.rule_id(f) == rule.id
                }
            })
        })
    }
}

/// `text` with the rule's examples in it.
fn with_examples(text: &str, rule: &Rule) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut examples = rule.examples.iter().cycle();
    for (place, line) in text.lines().enumerate() {
        if place.is_multiple_of(EXAMPLE_EVERY_LINES)
            && let Some(example) = examples.next()
        {
            out.push_str(example);
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn per(count: usize, bytes: usize) -> f64 {
    count as f64 * 1e6 / bytes.max(1) as f64
}
