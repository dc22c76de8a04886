//! Rules: what is looked for, as data. Families lie in `rules/*.toml`, embedded and compiled once.

mod check;
mod endings;
mod index;
mod model;
mod phrases;
pub(crate) mod spelling;
mod tails;
#[cfg(test)]
mod tests;

pub use check::CheckFailure;
pub(crate) use index::{FormRef, Index, KeyEntry, Mention, Role};
pub(crate) use model::{Charset, Detector, Rule, TypeInfo};
pub(crate) use phrases::{Phrases, joined_suffixes, words};

use std::collections::HashMap;

use model::RuleFile;

/// The families that come with this crate.
const BUILTIN: &[(&str, &str)] = &[
    ("cards", include_str!("../rules/cards.toml")),
    ("banking", include_str!("../rules/banking.toml")),
    ("bank_accounts", include_str!("../rules/bank_accounts.toml")),
    ("ids_us", include_str!("../rules/ids_us.toml")),
    ("ids_europe", include_str!("../rules/ids_europe.toml")),
    ("ids_world", include_str!("../rules/ids_world.toml")),
    ("health", include_str!("../rules/health.toml")),
    ("education", include_str!("../rules/education.toml")),
    ("documents", include_str!("../rules/documents.toml")),
    ("contact", include_str!("../rules/contact.toml")),
    ("network", include_str!("../rules/network.toml")),
    ("person", include_str!("../rules/person.toml")),
    ("passwords", include_str!("../rules/passwords.toml")),
    ("tokens", include_str!("../rules/tokens.toml")),
    ("cloud", include_str!("../rules/cloud.toml")),
    ("keys", include_str!("../rules/keys.toml")),
];

/// Why a rule file was refused.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// The file is not in the rule format.
    #[error("rule file `{file}` cannot be read")]
    Syntax {
        /// Family name.
        file: String,
        /// What is wrong with it.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A rule or type names something that does not exist, or lacks what its detector needs.
    #[error("rule `{rule}`: {what}")]
    Invalid {
        /// Rule id or type name.
        rule: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// Compiled rules: build once, share, use from any thread.
pub struct RuleSet {
    pub(crate) types: Vec<TypeInfo>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) index: Index,
    /// Joined key phrase to rule.
    keys: HashMap<Vec<u8>, u16>,
    pub(crate) tlds: Phrases,
    pub(crate) given: Phrases,
}

impl RuleSet {
    /// The rules that come with this crate.
    ///
    /// # Errors
    /// None in a released version: the tests compile and check them.
    pub fn builtin() -> Result<Self, RuleError> {
        Self::from_toml(BUILTIN)
    }

    fn from_toml(files: &[(&str, &str)]) -> Result<Self, RuleError> {
        let mut types: Vec<TypeInfo> = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
        let (mut tlds, mut given) = (Vec::new(), Vec::new());
        for (file, text) in files {
            let parsed: RuleFile = toml::from_str(text).map_err(|e| RuleError::Syntax {
                file: (*file).to_owned(),
                source: Box::new(e),
            })?;
            tlds.extend(parsed.tlds);
            given.extend(parsed.given);
            for t in parsed.types {
                types.push(TypeInfo::compile(t)?);
            }
            for r in parsed.rules {
                rules.push(Rule::compile(r, &types)?);
            }
        }
        let mut keys = HashMap::new();
        for (index, rule) in (0u16..).zip(&rules) {
            if rule.detector == Detector::Assignment {
                for key in rule.keys.iter() {
                    keys.entry(key.clone()).or_insert(index);
                }
            }
        }
        Ok(Self {
            index: Index::new(&rules),
            types,
            rules,
            keys,
            tlds: Phrases::new(&tlds),
            given: Phrases::new(&given),
        })
    }

    /// Ids of all rules, with version: `card.pan@1`.
    pub fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|r| r.id.as_str())
    }

    pub(crate) fn rule(&self, index: u16) -> Option<&Rule> {
        self.rules.get(usize::from(index))
    }

    pub(crate) fn ty(&self, rule: &Rule) -> Option<&TypeInfo> {
        self.types.get(usize::from(rule.ty))
    }

    /// Rules with this detector.
    pub(crate) fn with(&self, detector: Detector) -> impl Iterator<Item = (u16, &Rule)> {
        (0u16..)
            .zip(&self.rules)
            .filter(move |(_, r)| r.detector == detector)
    }

    /// The assignment rule for a key, by the longest known phrase the key ends with, and that phrase.
    pub(crate) fn rule_for_key(&self, key: &[u8]) -> Option<(u16, Vec<u8>)> {
        let words = words(key);
        for phrase in joined_suffixes(&words) {
            if let Some(rule) = self.keys.get(&phrase) {
                return Some((*rule, phrase));
            }
        }
        // `PGPASSWORD`: a long phrase may also end a single word.
        let last = words.last()?;
        (LONG_PHRASE..last.len()).rev().find_map(|n| {
            let phrase = last.get(last.len() - n..)?;
            self.keys.get(phrase).map(|rule| (*rule, phrase.to_vec()))
        })
    }
}

/// Phrases of this length are taken at the end of a longer word too.
const LONG_PHRASE: usize = 6;
