//! Rules: what is looked for, as data. Families lie in `rules/*.toml`, embedded and compiled once.

mod check;
mod custom;
mod endings;
mod index;
mod info;
mod model;
mod phrases;
pub(crate) mod spelling;
#[cfg(test)]
mod tests;

pub use check::{CheckFailure, RuleCost};
pub(crate) use index::{FormRef, Index, KeyEntry, Role};
pub use info::RuleInfo;
pub(crate) use model::{Charset, Detector, Rule, TypeInfo};
pub(crate) use phrases::{Phrases, joined_suffixes, words};

use std::collections::HashMap;

use crate::limits::{CUSTOM_LITERALS_BYTES_MAX, RULE_FILE_BYTES_MAX, RULES_MAX};
use custom::CustomRules;
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
    /// The pattern of a rule is not in the syntax of regular expressions.
    #[error("rule `{rule}`: {what}")]
    Pattern {
        /// Rule id.
        rule: String,
        /// What is wrong with it.
        what: String,
    },
    /// A rule costs more than a rule may.
    #[error("rule `{rule}` is over budget: {what}")]
    OverBudget {
        /// Rule id.
        rule: String,
        /// What it would cost.
        what: String,
    },
    /// A rule file is too long, or there are too many rules.
    #[error("rule file `{file}`: {what}")]
    TooMany {
        /// Family name.
        file: String,
        /// Of what.
        what: &'static str,
    },
    /// The literals could not be compiled.
    #[error("the literals of the rules cannot be compiled")]
    Literals(#[source] Box<aho_corasick::BuildError>),
}

fn there_already(rule: String) -> RuleError {
    RuleError::Invalid {
        rule,
        what: "is there already",
    }
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
    /// Rules with a pattern.
    pub(crate) custom: CustomRules,
}

impl RuleSet {
    /// The rules that come with this crate.
    ///
    /// # Errors
    /// None in a released version: the tests compile and check them.
    pub fn builtin() -> Result<Self, RuleError> {
        Self::from_toml(BUILTIN)
    }

    /// The built-in rules and those of `files`, each a name and a text in the same format.
    ///
    /// # Errors
    /// A file is not in the format, names what is there already, or holds a rule that is over budget.
    pub fn with_files(files: &[(&str, &str)]) -> Result<Self, RuleError> {
        for (file, text) in files {
            if text.len() > RULE_FILE_BYTES_MAX {
                return Err(RuleError::TooMany {
                    file: (*file).to_owned(),
                    what: "the file is too long",
                });
            }
        }
        Self::from_toml(&[BUILTIN, files].concat())
    }

    fn from_toml(files: &[(&str, &str)]) -> Result<Self, RuleError> {
        let mut types: Vec<TypeInfo> = Vec::new();
        let mut rules: Vec<Rule> = Vec::new();
        let (mut tlds, mut given) = (Vec::new(), Vec::new());
        let mut literal_bytes = 0;
        for (place, (file, text)) in files.iter().enumerate() {
            let parsed: RuleFile = toml::from_str(text).map_err(|e| RuleError::Syntax {
                file: (*file).to_owned(),
                source: Box::new(e),
            })?;
            let too_many = |what| RuleError::TooMany {
                file: (*file).to_owned(),
                what,
            };
            tlds.extend(parsed.tlds);
            given.extend(parsed.given);
            for t in parsed.types {
                let ty = TypeInfo::compile(t)?;
                if types.iter().any(|other| other.name == ty.name) {
                    return Err(there_already(ty.name));
                }
                types.push(ty);
            }
            for r in parsed.rules {
                let rule = Rule::compile(r, &types)?;
                if rules.iter().any(|other| other.name() == rule.name()) {
                    return Err(there_already(rule.id));
                }
                if rules.len() >= RULES_MAX {
                    return Err(too_many("there are too many rules"));
                }
                if place >= BUILTIN.len() {
                    literal_bytes += rule.literals.iter().map(String::len).sum::<usize>();
                }
                rules.push(rule);
            }
            if literal_bytes > CUSTOM_LITERALS_BYTES_MAX {
                return Err(too_many("there are too many literals"));
            }
        }
        Self::assemble(types, rules, Phrases::new(&tlds), Phrases::new(&given))
    }

    /// Compiles what all rules need together.
    fn assemble(
        types: Vec<TypeInfo>,
        rules: Vec<Rule>,
        tlds: Phrases,
        given: Phrases,
    ) -> Result<Self, RuleError> {
        let custom = CustomRules::build(&rules)?;
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
            tlds,
            given,
            custom,
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
