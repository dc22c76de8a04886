//! The table of vendors' tokens: one row each, in `rules/vendors.toml`.

use serde::Deserialize;

use super::form::{Back, Checksum, Form};
use super::model::{Words, hundredths};
use super::{Charset, Detector, Phrases, Rule, RuleError, TypeInfo};

/// Wins over findings by key.
const RANK: u8 = 80;
/// A prefix that nothing else begins with, in bits.
const PRIOR: f64 = 9.0;
/// A prefix that other things begin with too: needs the vendor's name nearby.
const WEAK_PRIOR: f64 = -2.0;
/// What that name adds.
const NEAR: f64 = 9.0;

/// One kind of token of one vendor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VendorRow {
    id: String,
    #[serde(rename = "type", default)]
    ty: Option<String>,
    #[serde(default)]
    prefixes: Vec<String>,
    form: String,
    /// For a token without a prefix: a mark, and how far from the beginning it stands.
    #[serde(default)]
    inner: Option<String>,
    #[serde(default)]
    inner_at: usize,
    /// What stands before the prefix and belongs to the token.
    #[serde(default)]
    back: Option<String>,
    /// Decoded as base64 it has to be the armour of a private key.
    #[serde(default)]
    private_key: bool,
    #[serde(default)]
    marker: Option<String>,
    #[serde(default)]
    checksum: Option<String>,
    /// Must look drawn at random.
    #[serde(default)]
    random: bool,
    /// For a weak prefix: words of which one has to stand before the token.
    #[serde(default)]
    near: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    non_examples: Vec<String>,
}

impl VendorRow {
    pub(super) fn compile(self, types: &[TypeInfo]) -> Result<Rule, RuleError> {
        let refuse = |what| RuleError::Invalid {
            rule: self.id.clone(),
            what,
        };
        let name = self.ty.as_deref().unwrap_or("vendor_key");
        let ty = types
            .iter()
            .position(|t| t.name == name)
            .and_then(|i| u16::try_from(i).ok())
            .ok_or_else(|| refuse("unknown type"))?;
        let mut form = Form::parse(&self.form).ok_or_else(|| refuse("unknown form"))?;
        form.random = self.random;
        form.checksum = match self.checksum.as_deref() {
            None => None,
            Some("crc32_base62") => Some(Checksum::Crc32Base62),
            Some(_) => return Err(refuse("unknown checksum")),
        };
        form.marker = self.marker.clone();
        form.armour = self.private_key;
        form.inner = self
            .inner
            .as_ref()
            .map(|mark| (self.inner_at, mark.clone().into_bytes()));
        form.back = match self.back.as_deref() {
            None => None,
            Some("digits:") => Some(Back::BotId),
            Some("org!") => Some(Back::OrgId),
            Some(_) => return Err(refuse("unknown beginning")),
        };
        let found = form.inner.is_some() || !self.prefixes.is_empty();
        if !found || self.prefixes.iter().any(|p| p.len() < 2) {
            return Err(refuse("a literal needs two characters"));
        }
        let weak = !self.near.is_empty();
        Ok(Rule {
            id: format!("{}@1", self.id),
            ty,
            detector: Detector::Vendor,
            rank: RANK,
            prior: hundredths(if weak { WEAK_PRIOR } else { PRIOR }),
            literals: self.prefixes,
            keys: Phrases::default(),
            key_phrases: Vec::new(),
            charset: Charset::Any,
            length: (1, usize::MAX),
            form,
            key: Words::default(),
            near: Words {
                add: hundredths(NEAR),
                phrases: self.near,
            },
            not: Words::default(),
            other_key: 0,
            forms: Vec::new(),
            check: None,
            regex: None,
            version: 1,
            detector_name: "vendor".to_owned(),
            examples: self.examples,
            non_examples: self.non_examples,
        })
    }
}

/// What looks like a secret but is published on purpose.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicRow {
    pub(super) prefix: String,
    #[serde(rename = "why")]
    _why: String,
}
