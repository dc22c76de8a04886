//! What can be told about the rules of a set.

use super::{Rule, RuleSet, TypeInfo};
use crate::report::Labels;

/// One rule, as people are told about it.
#[derive(Clone, Copy)]
pub struct RuleInfo<'a> {
    set: &'a RuleSet,
    index: u16,
    rule: &'a Rule,
    ty: &'a TypeInfo,
}

impl<'a> RuleInfo<'a> {
    /// Without version: `card.pan`.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.rule.name()
    }

    /// With version, as findings name it: `card.pan@1`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        &self.rule.id
    }

    /// Raised when what the rule finds changes.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.rule.version
    }

    /// What it finds: `payment_card`.
    #[must_use]
    pub fn type_name(&self) -> &'a str {
        &self.ty.name
    }

    /// The class in pseudonyms: `CARD`.
    #[must_use]
    pub fn token_class(&self) -> &'a str {
        &self.ty.token
    }

    /// Regulations and classes that its type falls under: `pci`, `hipaa`.
    #[must_use]
    pub fn labels(&self) -> Labels {
        self.ty.labels
    }

    /// What proposes candidates: `vendor`, `regex`.
    #[must_use]
    pub fn detector(&self) -> &'a str {
        &self.rule.detector_name
    }

    /// The pattern of a rule that has one.
    #[must_use]
    pub fn pattern(&self) -> Option<&'a str> {
        self.rule.regex.as_deref()
    }

    /// Texts in which it has to find something.
    #[must_use]
    pub fn examples(&self) -> &'a [String] {
        &self.rule.examples
    }

    /// Texts in which it must not.
    #[must_use]
    pub fn non_examples(&self) -> &'a [String] {
        &self.rule.non_examples
    }

    /// Whether its pattern has no literal, so that it reads every byte.
    #[must_use]
    pub fn reads_every_byte(&self) -> bool {
        self.set.custom.is_slow(self.index)
    }
}

impl RuleSet {
    /// All rules, in the order of their files.
    pub fn rules(&self) -> impl Iterator<Item = RuleInfo<'_>> {
        (0u16..).zip(&self.rules).filter_map(|(index, rule)| {
            Some(RuleInfo {
                set: self,
                index,
                rule,
                ty: self.ty(rule)?,
            })
        })
    }

    /// Names of all types of sensitive data.
    pub fn type_names(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(|t| t.name.as_str())
    }
}
