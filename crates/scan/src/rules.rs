//! Rules: what is looked for, as data. Families lie in `rules/*.toml`, embedded and compiled once.

mod by_front;
mod check;
mod custom;
pub(crate) mod endings;
mod form;
mod index;
mod info;
mod key_index;
mod marks;
mod model;
mod people;
mod phrases;
pub(crate) mod spelling;
mod tails;
#[cfg(test)]
mod tests;
mod vendor_row;

pub use check::{CheckFailure, RuleCost};
pub(crate) use form::{Back, passes};
pub(crate) use index::{FormRef, Index, KeyEntry, Mention, Role};
pub use info::RuleInfo;
pub(crate) use key_index::{KeyIndex, KeyMatch};
pub(crate) use model::{Charset, Detector, Rule, TypeInfo};
pub(crate) use people::{Opening, People};
pub(crate) use phrases::Phrases;

use crate::beginnings::{Beginnings, FirstTwo};
use crate::bytes::{cut, tail, word};
use crate::limits::{CUSTOM_LITERALS_BYTES_MAX, RULE_FILE_BYTES_MAX, RULES_MAX};
use custom::CustomRules;
use marks::Marks;
pub(crate) use marks::Rare;
use model::RuleFile;
use spelling::BySpelling;

/// A family's rules, as `build.rs` hands them on.
macro_rules! families {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!(env!("OUT_DIR"), "/", $name, ".toml")))),*]
    };
}

/// The families that come with this crate.
const BUILTIN: &[(&str, &str)] = families![
    "cards",
    "banking",
    "bank_accounts",
    "ids_us",
    "ids_europe",
    "ids_world",
    "health",
    "education",
    "documents",
    "contact",
    "network",
    "person",
    "passwords",
    "tokens",
    "cloud",
    "keys",
    "vendors",
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

/// The literal of a rule, and its first four bytes: they tell nearly always.
struct Prefix {
    rule: u16,
    literal: usize,
    bytes: u32,
    mask: u32,
}

impl Prefix {
    fn new(rule: u16, literal: usize, text: &[u8]) -> Self {
        Self {
            rule,
            literal,
            bytes: word(text),
            mask: word(cut(&[u8::MAX; 4], 0..text.len())),
        }
    }
}

/// Where a rule has its mark inside, and the mark's first four bytes.
struct Inner {
    rule: u16,
    place: usize,
    bytes: u32,
    mask: u32,
}

impl Inner {
    fn new(rule: u16, place: usize, mark: &[u8]) -> Self {
        Self {
            rule,
            place,
            bytes: word(mark),
            mask: word(cut(&[u8::MAX; 4], 0..mark.len())),
        }
    }

    #[inline]
    fn may_stand_in(&self, text: &[u8]) -> bool {
        word(tail(text, self.place)) & self.mask == self.bytes
    }
}

/// Letters, digits, `_`, `-` and `.` in a row, of which few runs of a log have so many.
pub(crate) const LONG_RUN: usize = 32;

/// Two bytes as the key of a table.
fn head(pair: [u8; 2]) -> u64 {
    u64::from(u16::from_le_bytes(pair))
}

/// Lists of words that detectors ask.
#[derive(Clone, Default)]
pub(crate) struct Lists {
    /// Top-level domains.
    pub(crate) tlds: Phrases,
    pub(crate) people: People,
    /// Names of services that give out keys.
    brands: Vec<String>,
    /// Beginnings of what is published on purpose.
    public: Vec<String>,
}

/// Compiled rules: build once, share, use from any thread.
pub struct RuleSet {
    pub(crate) types: Vec<TypeInfo>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) index: Index,
    /// Rules and their literal by the first two bytes of a token.
    prefixes: BySpelling<Vec<Prefix>>,
    /// What they begin with: most runs begin like no token.
    heads: Beginnings,
    /// The same by two bytes alone, which turns most of them away at once.
    first_two: FirstTwo,
    /// Tokens that have a mark inside instead of a prefix: those that are long runs from their beginning, and others.
    inner: Vec<Inner>,
    inner_of_any: Vec<Inner>,
    pub(crate) keys: KeyIndex,
    pub(crate) marks: Marks,
    pub(crate) lists: Lists,
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
        let mut lists = Lists::default();
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
            lists.tlds.add(&parsed.tlds);
            lists.people.add(&parsed.people);
            lists
                .public
                .extend(parsed.public.into_iter().map(|row| row.prefix));
            lists.brands.extend(parsed.brands);
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
            for row in parsed.vendors {
                rules.push(row.compile(&types)?);
            }
        }
        Self::assemble(types, rules, lists)
    }

    /// Compiles what all rules need together.
    fn assemble(types: Vec<TypeInfo>, rules: Vec<Rule>, lists: Lists) -> Result<Self, RuleError> {
        let custom = CustomRules::build(&rules)?;
        let marks = Marks::new(&rules)?;
        let mut keys = KeyIndex::default();
        lists.brands.iter().for_each(|brand| keys.add_brand(brand));
        let (mut inner, mut inner_of_any) = (Vec::new(), Vec::new());
        let mut heads = Beginnings::default();
        let mut first_two = FirstTwo::default();
        let mut prefixes: BySpelling<Vec<Prefix>> = BySpelling::default();
        for (index, rule) in (0u16..).zip(&rules) {
            if let Some((at, mark)) = &rule.form.inner {
                let long = rule.form.run() >= LONG_RUN;
                let list = if long { &mut inner } else { &mut inner_of_any };
                list.push(Inner::new(index, *at, mark));
            }
            for (n, literal) in rule.literals.iter().enumerate() {
                if rule.detector == Detector::Vendor
                    && let Some(first) = literal.as_bytes().first_chunk::<2>()
                {
                    heads.add(literal.as_bytes());
                    first_two.add(*first);
                    let prefix = Prefix::new(index, n, literal.as_bytes());
                    prefixes.entry(head(*first)).or_default().push(prefix);
                }
            }
            if rule.detector.has_keys() {
                for key in rule.keys.iter() {
                    keys.add(key, index);
                }
            }
        }
        Ok(Self {
            index: Index::new(&rules, &lists.brands, &lists.people),
            types,
            rules,
            keys,
            first_two,
            heads,
            prefixes,
            inner,
            inner_of_any,
            marks,
            lists,
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

    /// Rules of which a prefix stands at the front of `text`, and its length.
    pub(crate) fn prefixes_at(&self, text: &[u8]) -> impl Iterator<Item = (u16, &Rule, usize)> {
        let rows = text
            .first_chunk::<2>()
            .filter(|_| self.heads.has(word(text)))
            .and_then(|first| self.prefixes.get(&head(*first)));
        let word = word(text);
        let likely = rows.into_iter().flatten();
        let likely = likely.filter(move |prefix| word & prefix.mask == prefix.bytes);
        likely.filter_map(move |prefix| {
            let rule = self.rule(prefix.rule)?;
            let literal = rule.literals.get(prefix.literal)?;
            text.starts_with(literal.as_bytes())
                .then_some((prefix.rule, rule, literal.len()))
        })
    }

    /// Rules of tokens whose inner mark is where it has to be for a token at the front of `text`.
    pub(crate) fn marked_at(&self, text: &[u8]) -> impl Iterator<Item = (u16, &Rule)> {
        let all = self.inner.iter().chain(&self.inner_of_any);
        let likely = all.filter(|inner| inner.may_stand_in(text));
        likely.filter_map(move |inner| {
            let rule = self.rule(inner.rule)?;
            let (at, mark) = rule.form.inner.as_ref()?;
            let stands = tail(text, *at).starts_with(mark);
            stands.then_some((inner.rule, rule))
        })
    }

    /// Whether a vendor's token may stand at the front of `text`, which may be a run of [`LONG_RUN`] bytes. Never wrong when
    /// it says no.
    #[inline]
    pub(crate) fn may_be_vendors(&self, text: &[u8], long: impl Fn() -> bool) -> bool {
        let may = |list: &[Inner]| list.iter().any(|inner| inner.may_stand_in(text));
        let word = word(text);
        self.first_two.has(word) && self.heads.has(word)
            || may(&self.inner_of_any)
            || long() && may(&self.inner)
    }

    /// Whether a rule knows `key`, or what it ends with, as a key.
    pub(crate) fn is_key(&self, key: &[u8]) -> bool {
        let numbers = key
            .iter()
            .rev()
            .take_while(|b| !spelling::is_word(**b) || b.is_ascii_digit());
        let Some(last) = key.len().checked_sub(numbers.count() + 1) else {
            return false;
        };
        if !self.index.may_end_key(key, last) && !self.index.may_speak(key, last) {
            return false;
        }
        let says = |spelling| {
            let mut mentions = self.index.mentions(spelling).iter();
            self.index.key(spelling).is_some() || mentions.any(|m| m.role == Role::Key)
        };
        let known = spelling::Spelled::new(key).suffixes(|s| says(s).then_some(()));
        known.is_some() || self.keys.find(key).is_some()
    }

    /// Whether it is published on purpose: a publishable key, a public key, a hash of a resource.
    pub(crate) fn is_public(&self, text: &[u8]) -> bool {
        self.lists
            .public
            .iter()
            .any(|p| text.starts_with(p.as_bytes()))
    }
}
