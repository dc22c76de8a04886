//! What is done to which type, as data.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::report::{Confidence, Label, TypeName};
use crate::rules::RuleSet;

/// What stands for a value afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// `<CARD:7Q2MX4KA9T>`
    Token,
    /// `****1111` for cards, bank accounts and phones, `********` for everything else.
    Mask,
    /// Nothing.
    Remove,
    /// The value itself.
    Keep,
    /// Something of the same shape that is no real value, as far as the type allows; else the token.
    Format,
}

/// What is done with a member that was not read completely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unread {
    /// A short text that says why stands in its place.
    #[default]
    Drop,
    /// What was read of it is written, with its findings replaced. What cannot be read at all, such as an encrypted
    /// member of a zip archive, is dropped even so.
    Keep,
}

/// What is done to the findings of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// What stands for a value afterwards.
    pub action: Action,
    /// Findings below this are left as they are.
    pub confidence: Confidence,
    /// A token of a JSON web token says algorithm, issuer and expiry too.
    pub annotate: bool,
    /// The `format` of an e-mail address keeps apart one domain from another.
    pub keep_domain: bool,
}

/// Rules for all types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    default: Rule,
    /// By type name.
    types: BTreeMap<String, Rule>,
    unread: Unread,
}

impl Default for Policy {
    /// Tokens for everything that was found, members not read completely dropped.
    fn default() -> Self {
        Self {
            default: Rule {
                action: Action::Token,
                confidence: Confidence::Possible,
                annotate: false,
                keep_domain: false,
            },
            types: BTreeMap::new(),
            unread: Unread::Drop,
        }
    }
}

/// Why a policy was refused.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The text is not in the policy format.
    #[error("the policy cannot be read")]
    Syntax(#[source] Box<toml::de::Error>),
    /// No rule finds a type of this name.
    #[error("the policy names the type `{0}`, which no rule finds")]
    UnknownType(String),
    /// The word is none of `possible`, `likely`, `certain`.
    #[error("the policy names the confidence `{0}`, which does not exist")]
    UnknownConfidence(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default)]
    unread: Unread,
    #[serde(default)]
    default: RuleSource,
    #[serde(default)]
    types: BTreeMap<String, RuleSource>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSource {
    action: Option<Action>,
    confidence: Option<String>,
    annotate: Option<bool>,
    keep_domain: Option<bool>,
}

impl RuleSource {
    /// This rule, with what it does not say taken from `base`.
    fn over(self, base: Rule) -> Result<Rule, PolicyError> {
        let confidence = match self.confidence {
            None => base.confidence,
            Some(word) => {
                Confidence::from_word(&word).ok_or(PolicyError::UnknownConfidence(word))?
            }
        };
        Ok(Rule {
            action: self.action.unwrap_or(base.action),
            confidence,
            annotate: self.annotate.unwrap_or(base.annotate),
            keep_domain: self.keep_domain.unwrap_or(base.keep_domain),
        })
    }
}

impl Policy {
    /// Reads a policy:
    ///
    /// ```toml
    /// unread = "drop"          # or "keep"
    /// [default]
    /// action = "token"         # token, mask, remove, keep, format
    /// confidence = "possible"  # possible, likely, certain
    /// [types.payment_card]
    /// action = "mask"
    /// [types.jwt]
    /// annotate = true
    /// [types.email]
    /// action = "format"
    /// keep_domain = true
    /// ```
    ///
    /// # Errors
    /// See [`PolicyError`]: unknown keys, words and types are refused.
    pub fn from_toml(text: &str, rules: &RuleSet) -> Result<Self, PolicyError> {
        let source: Source = toml::from_str(text).map_err(|e| PolicyError::Syntax(Box::new(e)))?;
        let mut policy = Self {
            default: source.default.over(Self::default().default)?,
            types: BTreeMap::new(),
            unread: source.unread,
        };
        for (name, rule) in source.types {
            if !rules.types.iter().any(|t| t.name == name) {
                return Err(PolicyError::UnknownType(name));
            }
            let rule = rule.over(policy.default)?;
            policy.types.insert(name, rule);
        }
        Ok(policy)
    }

    /// What is done with members that were not read completely.
    #[must_use]
    pub fn unread(&self) -> Unread {
        self.unread
    }

    /// What is done to findings of this type. No part of a secret is ever shown, and types that are no personal
    /// data by themselves stay unless the policy names them.
    #[must_use]
    pub fn rule(&self, ty: &TypeName) -> Rule {
        let named = self.types.get(&ty.name);
        let mut rule = named.copied().unwrap_or(self.default);
        if named.is_none() && !ty.mask {
            rule.action = Action::Keep;
        }
        if ty.labels.has(Label::Secret) && matches!(rule.action, Action::Mask | Action::Format) {
            rule.action = Action::Token;
        }
        rule
    }
}
