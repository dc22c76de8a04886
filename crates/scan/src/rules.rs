//! Rules: what is looked for, as data. Families lie in `rules/*.toml`, embedded and compiled once.

mod check;
mod form;
mod key_index;
mod model;
mod phrases;
#[cfg(test)]
mod tests;
mod vendor_row;

pub use check::CheckFailure;
pub(crate) use form::{Back, passes};
pub(crate) use key_index::{KeyIndex, KeyMatch};
pub(crate) use model::{Charset, Detector, Rule, TypeInfo};
pub(crate) use phrases::{Phrases, words};

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use model::RuleFile;

/// The families that come with this crate.
const BUILTIN: &[(&str, &str)] = &[
    ("cards", include_str!("../rules/cards.toml")),
    ("banking", include_str!("../rules/banking.toml")),
    ("contact", include_str!("../rules/contact.toml")),
    ("passwords", include_str!("../rules/passwords.toml")),
    ("tokens", include_str!("../rules/tokens.toml")),
    ("cloud", include_str!("../rules/cloud.toml")),
    ("keys", include_str!("../rules/keys.toml")),
    ("vendors", include_str!("../rules/vendors.toml")),
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
    /// The literals could not be compiled.
    #[error("the literals of the rules cannot be compiled")]
    Literals(#[source] Box<aho_corasick::BuildError>),
}

/// Compiled rules: build once, share, use from any thread.
pub struct RuleSet {
    pub(crate) types: Vec<TypeInfo>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) literals: AhoCorasick,
    /// By pattern of `literals`.
    pub(crate) anchors: Vec<u16>,
    /// Rules and their literal by the first two bytes of a token.
    prefixes: HashMap<[u8; 2], Vec<(u16, usize)>>,
    /// Rules of tokens that have a mark inside instead of a prefix.
    inner: Vec<u16>,
    /// Beginnings of what is published on purpose.
    public: Vec<String>,
    pub(crate) keys: KeyIndex,
    pub(crate) tlds: Phrases,
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
        let mut tlds = Vec::new();
        let mut keys = KeyIndex::default();
        let mut public = Vec::new();
        for (file, text) in files {
            let parsed: RuleFile = toml::from_str(text).map_err(|e| RuleError::Syntax {
                file: (*file).to_owned(),
                source: Box::new(e),
            })?;
            tlds.extend(parsed.tlds);
            for t in parsed.types {
                types.push(TypeInfo::compile(t)?);
            }
            for r in parsed.rules {
                rules.push(Rule::compile(r, &types)?);
            }
            for row in parsed.vendors {
                rules.push(row.compile(&types)?);
            }
            public.extend(parsed.public.into_iter().map(|row| row.prefix));
            for brand in &parsed.brands {
                keys.add_brand(brand);
            }
        }
        let mut patterns: Vec<&str> = Vec::new();
        let mut anchors = Vec::new();
        let mut inner = Vec::new();
        let mut prefixes: HashMap<[u8; 2], Vec<(u16, usize)>> = HashMap::new();
        for (index, rule) in (0u16..).zip(&rules) {
            if rule.form.inner.is_some() {
                inner.push(index);
            }
            for (n, literal) in rule.literals.iter().enumerate() {
                if rule.detector != Detector::Vendor {
                    patterns.push(literal);
                    anchors.push(index);
                } else if let Some(first) = literal.as_bytes().first_chunk::<2>() {
                    prefixes.entry(*first).or_default().push((index, n));
                }
            }
            if rule.detector.has_keys() {
                for key in rule.keys.iter() {
                    keys.add(key, index);
                }
            }
        }
        let literals = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&patterns)
            .map_err(|e| RuleError::Literals(Box::new(e)))?;
        Ok(Self {
            types,
            rules,
            literals,
            anchors,
            keys,
            prefixes,
            inner,
            public,
            tlds: Phrases::new(&tlds),
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

    /// Rules of which a prefix stands at the front of `text`, and its length.
    pub(crate) fn prefixes_at(&self, text: &[u8]) -> impl Iterator<Item = (u16, &Rule, usize)> {
        let rows = text
            .first_chunk::<2>()
            .and_then(|first| self.prefixes.get(first));
        rows.into_iter().flatten().filter_map(move |(index, n)| {
            let rule = self.rule(*index)?;
            let prefix = rule.literals.get(*n)?;
            text.starts_with(prefix.as_bytes())
                .then_some((*index, rule, prefix.len()))
        })
    }

    /// Rules of tokens whose inner mark is where it has to be for a token at the front of `text`.
    pub(crate) fn marked_at(&self, text: &[u8]) -> impl Iterator<Item = (u16, &Rule)> {
        self.inner.iter().filter_map(move |index| {
            let rule = self.rule(*index)?;
            let (at, mark) = rule.form.inner.as_ref()?;
            text.get(*at..)?.starts_with(mark).then_some((*index, rule))
        })
    }

    /// Whether it is published on purpose: a publishable key, a public key, a hash of a resource.
    pub(crate) fn is_public(&self, text: &[u8]) -> bool {
        self.public.iter().any(|p| text.starts_with(p.as_bytes()))
    }
}
