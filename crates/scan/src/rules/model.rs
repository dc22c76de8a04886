//! The rule format and its compiled form.

use serde::Deserialize;

use super::form::Form as TokenForm;
use super::people::PeopleSource;
use super::vendor_row::{PublicRow, VendorRow};
use super::{Phrases, RuleError};
use crate::detect::Form;
use crate::limits::RULE_LITERAL_BYTES_MAX;
use crate::pseudonym::Canonical;
use crate::report::{Format, Label, Labels};
use crate::validate::{self, Validator};

/// One rule file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    /// Top-level domains that e-mail addresses are known to end with.
    #[serde(default)]
    pub(super) tlds: Vec<String>,
    #[serde(default)]
    pub(super) people: PeopleSource,
    #[serde(default, rename = "type")]
    pub(super) types: Vec<TypeSource>,
    #[serde(default, rename = "rule")]
    pub(super) rules: Vec<RuleSource>,
    #[serde(default, rename = "vendor")]
    pub(super) vendors: Vec<VendorRow>,
    /// Names of services that give out keys.
    #[serde(default)]
    pub(super) brands: Vec<String>,
    #[serde(default)]
    pub(super) public: Vec<PublicRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeSource {
    name: String,
    token: String,
    canonical: String,
    #[serde(default)]
    labels: Vec<String>,
    /// Whether the working copy masks it.
    #[serde(default = "yes")]
    mask: bool,
    #[serde(default)]
    format: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleSource {
    id: String,
    version: u32,
    #[serde(rename = "type")]
    ty: String,
    detector: String,
    /// Wins over lower ranks where findings overlap.
    rank: u8,
    /// Log-odds in bits before any evidence.
    prior: f64,
    #[serde(default)]
    literals: Vec<String>,
    /// What the detector `regex` looks for.
    #[serde(default)]
    regex: Option<String>,
    #[serde(default)]
    keys: Vec<String>,
    #[serde(default)]
    charset: Option<String>,
    /// Length of what follows the literal (vendor tokens) or of the value, in bytes.
    #[serde(default)]
    length: Option<(usize, usize)>,
    /// Forms of identifiers (see `detect/form.rs`), and those of them that need a key or word nearby.
    #[serde(default)]
    forms: Vec<String>,
    #[serde(default)]
    bare: Vec<String>,
    /// Name of a validator.
    #[serde(default)]
    check: Option<String>,
    #[serde(default)]
    context: ContextSource,
    examples: Vec<String>,
    #[serde(default)]
    non_examples: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextSource {
    key: Option<TermSource>,
    near: Option<TermSource>,
    not: Option<TermSource>,
    /// For a key that is none of `key`.
    #[serde(default)]
    other_key: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermSource {
    add: f64,
    any: Vec<String>,
}

/// A type of sensitive data.
#[derive(Debug, Clone)]
pub(crate) struct TypeInfo {
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) canonical: Canonical,
    pub(crate) labels: Labels,
    pub(crate) mask: bool,
    pub(crate) format: Format,
}

impl TypeInfo {
    pub(super) fn compile(source: TypeSource) -> Result<Self, RuleError> {
        let refuse = |what| RuleError::Invalid {
            rule: source.name.clone(),
            what,
        };
        let canonical = Canonical::from_name(&source.canonical)
            .ok_or_else(|| refuse("unknown canonical form"))?;
        let class = |b: u8| b.is_ascii_uppercase() || b == b'_';
        if source.token.is_empty() || !source.token.bytes().all(class) {
            return Err(refuse("a token class is upper case letters"));
        }
        let mut labels = Labels::default();
        for word in &source.labels {
            labels = labels.with(Label::from_word(word).ok_or_else(|| refuse("unknown label"))?);
        }
        let format = match &source.format {
            None => Format::None,
            Some(word) => Format::from_word(word).ok_or_else(|| refuse("unknown format"))?,
        };
        Ok(Self {
            name: source.name,
            token: source.token,
            canonical,
            labels,
            mask: source.mask,
            format,
        })
    }
}

/// What turns an anchor into a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detector {
    Card,
    Iban,
    Email,
    Jwt,
    KeyBlock,
    Assignment,
    UrlPassword,
    Bearer,
    Basic,
    Cookie,
    Vendor,
    Id,
    Phone,
    Ip,
    PrivateIp,
    Mac,
    Date,
    Name,
    Address,
    /// A town or a postal code: part of an address only beside other data about a person.
    Town,
    PostalCode,
    Regex,
    /// Keys that count in the query of a URL only.
    Query,
    /// Keys that count where a service is named.
    Service,
    /// The key of a header with a scheme.
    Authorization,
    /// Programs that take a password as an option.
    Command,
    /// Words that announce a password.
    Announced,
    PasswordHash,
    /// Names of people in running text; titles with a point are literals.
    Prose,
}

impl Detector {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "card" => Self::Card,
            "iban" => Self::Iban,
            "email" => Self::Email,
            "jwt" => Self::Jwt,
            "key_block" => Self::KeyBlock,
            "assignment" => Self::Assignment,
            "url_password" => Self::UrlPassword,
            "bearer" => Self::Bearer,
            "basic" => Self::Basic,
            "cookie" => Self::Cookie,
            "vendor" => Self::Vendor,
            "id" => Self::Id,
            "phone" => Self::Phone,
            "ip" => Self::Ip,
            "private_ip" => Self::PrivateIp,
            "mac" => Self::Mac,
            "date" => Self::Date,
            "name" => Self::Name,
            "address" => Self::Address,
            "town" => Self::Town,
            "postal_code" => Self::PostalCode,
            "regex" => Self::Regex,
            "query" => Self::Query,
            "service" => Self::Service,
            "authorization" => Self::Authorization,
            "command" => Self::Command,
            "announced" => Self::Announced,
            "password_hash" => Self::PasswordHash,
            "prose" => Self::Prose,
            _ => return None,
        })
    }

    /// Whether the rule is found by literals, at which its detector is called.
    fn needs_literals(self) -> bool {
        matches!(
            self,
            Self::Vendor | Self::Command | Self::Announced | Self::PasswordHash | Self::Prose
        )
    }

    /// Whether the rule is found by the key of a value.
    pub(crate) fn has_keys(self) -> bool {
        matches!(
            self,
            Self::Assignment | Self::Query | Self::Service | Self::Authorization
        )
    }

    /// Whether other data about a person beside a value is evidence.
    pub(crate) fn wants_others(self) -> bool {
        matches!(self, Self::Name | Self::Town | Self::PostalCode)
    }

    /// Whether the key that owns a value leads to it, however the value looks.
    pub(super) fn follows_key(self) -> bool {
        matches!(
            self,
            Self::Id
                | Self::Phone
                | Self::Date
                | Self::Name
                | Self::Address
                | Self::Town
                | Self::PostalCode
        )
    }
}

impl Rule {
    /// Whether a word before a value does as well as a key: `MRN 8812345`, `account holder Neil Johnson`. Words near a
    /// name that have no weight speak of the person, not of the name.
    pub(crate) fn follows_word(&self) -> bool {
        match self.detector {
            Detector::Id | Detector::Date => true,
            Detector::Name => self.near.add != 0,
            _ => false,
        }
    }
}

/// Characters a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Any,
    Alnum,
    Digits,
    Lower,
    Upper,
    Base32,
    Hex,
    LowerHex,
    Base64,
    Base64Url,
    Dotted,
    Percent,
    Dashed,
    Password,
}

impl Charset {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "alnum" => Self::Alnum,
            "digits" => Self::Digits,
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "base32" => Self::Base32,
            "hex" => Self::Hex,
            "lower_hex" => Self::LowerHex,
            "base64" => Self::Base64,
            "base64url" => Self::Base64Url,
            "dotted" => Self::Dotted,
            "percent" => Self::Percent,
            "dashed" => Self::Dashed,
            "password" => Self::Password,
            _ => return None,
        })
    }

    pub(crate) fn has(self, b: u8) -> bool {
        match self {
            Self::Any => b > b' ',
            Self::Alnum => b.is_ascii_alphanumeric(),
            Self::Digits => b.is_ascii_digit(),
            Self::Lower => b.is_ascii_lowercase() || b.is_ascii_digit(),
            Self::LowerHex => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
            Self::Upper => b.is_ascii_uppercase() || b.is_ascii_digit(),
            Self::Base32 => b.is_ascii_uppercase() || matches!(b, b'2'..=b'7'),
            Self::Hex => b.is_ascii_hexdigit(),
            Self::Base64 => b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='),
            Self::Base64Url => b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'),
            Self::Dotted => b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'),
            Self::Percent => Self::Dotted.has(b) || matches!(b, b'%' | b'~'),
            Self::Dashed => b.is_ascii_alphanumeric() || b == b'-',
            Self::Password => b > b' ' && b != 0x7f,
        }
    }
}

impl RuleSource {
    /// What its detector needs and it does not have.
    fn lack(&self, detector: Detector) -> Option<&'static str> {
        let literals = &self.literals;
        if literals.iter().any(|l| l.len() < 2) {
            Some("a literal needs two characters")
        } else if literals.iter().any(|l| l.len() > RULE_LITERAL_BYTES_MAX) {
            Some("a literal is too long")
        } else if detector.needs_literals() && literals.is_empty() {
            Some("this detector needs literals")
        } else if detector.has_keys() && self.keys.is_empty() {
            Some("this detector needs keys")
        } else if detector == Detector::Id && self.forms.is_empty() {
            Some("this detector needs forms")
        } else if (detector == Detector::Regex) != self.regex.is_some() {
            Some("the detector `regex` needs a regex, others have none")
        } else if self.examples.is_empty() {
            Some("a rule needs an example")
        } else {
            None
        }
    }
}

/// Evidence from words: how much, and which.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// In hundredths of a bit.
    pub(crate) add: i32,
    /// As written in the rule.
    pub(super) phrases: Vec<String>,
}

impl Words {
    /// No phrase says anything.
    pub(crate) fn are_none(&self) -> bool {
        self.phrases.is_empty()
    }
}

/// A form of an identifier.
#[derive(Debug, Clone)]
pub(crate) struct IdForm {
    pub(crate) form: Form,
    /// It counts with a key or word nearby only.
    pub(crate) bare: bool,
}

/// A compiled rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// With version: `card.pan@1`.
    pub(crate) id: String,
    pub(crate) version: u32,
    pub(crate) ty: u16,
    pub(crate) detector: Detector,
    /// The detector's name in the rule file.
    pub(crate) detector_name: String,
    pub(crate) regex: Option<String>,
    pub(crate) rank: u8,
    /// In hundredths of a bit.
    pub(crate) prior: i32,
    pub(crate) literals: Vec<String>,
    pub(crate) keys: Phrases,
    pub(super) key_phrases: Vec<String>,
    pub(crate) charset: Charset,
    pub(crate) length: (usize, usize),
    /// For tokens with a prefix: what follows it.
    pub(crate) form: TokenForm,
    pub(crate) key: Words,
    pub(crate) near: Words,
    pub(crate) not: Words,
    pub(crate) other_key: i32,
    pub(crate) forms: Vec<IdForm>,
    pub(crate) check: Option<Validator>,
    pub(super) examples: Vec<String>,
    pub(super) non_examples: Vec<String>,
}

impl Rule {
    /// Its id without the version.
    pub(crate) fn name(&self) -> &str {
        self.id.split_once('@').map_or(&self.id, |(name, _)| name)
    }

    pub(super) fn compile(source: RuleSource, types: &[TypeInfo]) -> Result<Self, RuleError> {
        let refuse = |what| RuleError::Invalid {
            rule: source.id.clone(),
            what,
        };
        let detector =
            Detector::from_name(&source.detector).ok_or_else(|| refuse("unknown detector"))?;
        let ty = types
            .iter()
            .position(|t| t.name == source.ty)
            .ok_or_else(|| refuse("unknown type"))?;
        let ty = u16::try_from(ty).map_err(|_| refuse("too many types"))?;
        let charset = match &source.charset {
            None => Charset::Any,
            Some(name) => Charset::from_name(name).ok_or_else(|| refuse("unknown charset"))?,
        };
        if let Some(lack) = source.lack(detector) {
            return Err(refuse(lack));
        }
        let forms = source.forms.iter().map(|text| {
            let form = Form::parse(text).map_err(refuse)?;
            let bare = source.bare.contains(text);
            Ok(IdForm { form, bare })
        });
        let forms = forms.collect::<Result<Vec<_>, RuleError>>()?;
        let check = match &source.check {
            None => None,
            Some(name) => Some(validate::by_name(name).ok_or_else(|| refuse("unknown check"))?),
        };
        let words = |t: &Option<TermSource>| {
            t.as_ref()
                .map(|t| Words {
                    add: hundredths(t.add),
                    phrases: t.any.clone(),
                })
                .unwrap_or_default()
        };
        let mut key = words(&source.context.key);
        if detector == Detector::Id {
            key.phrases = with_number(&key.phrases);
        }
        Ok(Self {
            id: format!("{}@{}", source.id, source.version),
            version: source.version,
            ty,
            detector,
            detector_name: source.detector,
            regex: source.regex,
            rank: source.rank,
            prior: hundredths(source.prior),
            keys: Phrases::new(&source.keys),
            key_phrases: source.keys,
            charset,
            length: source.length.unwrap_or((1, usize::MAX)),
            form: TokenForm::of(charset, source.length.unwrap_or((1, usize::MAX))),
            key,
            near: words(&source.context.near),
            not: words(&source.context.not),
            other_key: hundredths(source.context.other_key),
            forms,
            check,
            literals: source.literals,
            examples: source.examples,
            non_examples: source.non_examples,
        })
    }
}

/// Names of numbers, also with the word for it: `dni` and `dni number`.
fn with_number(phrases: &[String]) -> Vec<String> {
    const SAID: &[&str] = &[
        "number", "no", "num", "nr", "nummer", "id", "code", "numero",
    ];
    let mut all = phrases.to_vec();
    for phrase in phrases {
        let mut words = phrase.split(' ');
        if words.clone().count() <= 2 && !words.any(|word| SAID.contains(&word)) {
            all.extend(["number", "no"].map(|said| format!("{phrase} {said}")));
        }
    }
    all.dedup();
    all
}

/// Bits to hundredths of a bit; scores are integers so that they are the same everywhere.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to a small range first"
)]
pub(super) fn hundredths(bits: f64) -> i32 {
    (bits.clamp(-100.0, 100.0) * 100.0).round() as i32
}
