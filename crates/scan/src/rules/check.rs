//! Checks every rule against its own examples.

use super::RuleSet;
use crate::limits::Limits;
use crate::pseudonym::CaseKey;

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

impl RuleSet {
    /// Scans all examples (each must give a finding of the rule's type) and non-examples (none of the rule).
    #[must_use]
    pub fn check(&self) -> Vec<CheckFailure> {
        let mut failures = Vec::new();
        for rule in &self.rules {
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

    fn finds(&self, rule: &super::Rule, example: &str, by_type: bool) -> bool {
        let key = CaseKey::new([0; 32]);
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        let scanned = crate::scan(
            &mut example.as_bytes(),
            b"example",
            self,
            &key,
            &Limits::default(),
            go_on,
        );
        let Ok(report) = scanned else { return false };
        report.findings.iter().any(|f| {
            if by_type {
                f.ty == rule.ty
            } else {
                report.rule_id(f) == rule.id
            }
        })
    }
}
