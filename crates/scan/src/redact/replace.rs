//! From a finding to the bytes that stand for it.

use std::cell::RefCell;
use std::collections::HashSet;

use zeroize::Zeroizing;

use super::format::{self, Value};
use super::jwt;
use super::keys::Keys;
use super::policy::{Action, Policy, Rule};
use crate::limits::KEY_BLOCK_BYTES_MAX;
use crate::pseudonym::{Canonical, CaseKey, token_chars};
use crate::report::{Finding, Format, ScanReport, Style, TypeName};
use crate::rules::RuleSet;

/// What stands for a value of which nothing is shown.
const MASK: &[u8] = b"********";
/// Before the part of a number that a mask shows.
const MASK_BEFORE: &[u8] = b"****";
/// Characters of a number that a mask shows …
const MASK_SHOWN: usize = 4;
/// … if it has at least so many.
const MASK_LENGTH_MIN: usize = 8;

/// One value and its token, for a map that is sealed and opened only in an emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealEntry {
    /// `<CARD:7Q2MX4KA9T>`, whichever way it is written where it stands.
    pub token: String,
    /// `payment_card`
    pub type_name: String,
    /// The value in its canonical form; wiped when dropped.
    pub value: Zeroizing<Vec<u8>>,
}

/// Is told every value once.
pub type RevealSink<'a> = &'a mut dyn FnMut(&RevealEntry);

struct Reveal<'a> {
    seen: HashSet<(u16, u64)>,
    sink: RevealSink<'a>,
}

/// A type with what the policy says of it.
struct Treated<'a> {
    ty: &'a TypeName,
    rule: Rule,
    canonical: Canonical,
}

/// Makes the replacements for the findings of one report.
pub struct Redaction<'a> {
    pub(super) report: &'a ScanReport,
    types: Vec<Treated<'a>>,
    keys: Keys,
    reveal: Option<RefCell<Reveal<'a>>>,
}

impl<'a> Redaction<'a> {
    /// `rules` and `key` must be those of the scan that made the report.
    #[must_use]
    pub fn new(report: &'a ScanReport, rules: &RuleSet, policy: &Policy, key: &CaseKey) -> Self {
        let treated = |ty: &'a TypeName| Treated {
            ty,
            rule: policy.rule(ty),
            canonical: (rules.types.iter())
                .find(|t| t.name == ty.name)
                .map_or(Canonical::Verbatim, |t| t.canonical),
        };
        Self {
            report,
            types: report.types.iter().map(treated).collect(),
            keys: Keys::new(key),
            reveal: None,
        }
    }

    /// Tells `sink` every replaced value once.
    #[must_use]
    pub fn revealing(mut self, sink: RevealSink<'a>) -> Self {
        let seen = HashSet::new();
        self.reveal = Some(RefCell::new(Reveal { seen, sink }));
        self
    }

    fn treated(&self, f: &Finding) -> Option<&Treated<'a>> {
        self.types.get(usize::from(f.ty))
    }

    /// Whether the finding is replaced at all. A finding of a type that is not in the report is.
    pub(super) fn acts_on(&self, f: &Finding) -> bool {
        self.treated(f)
            .is_none_or(|t| t.rule.action != Action::Keep && f.confidence >= t.rule.confidence)
    }

    /// Whether the bytes of the value are needed to replace it.
    pub(super) fn needs_value(&self, f: &Finding) -> bool {
        let small = f.end.saturating_sub(f.start) <= KEY_BLOCK_BYTES_MAX as u64;
        small
            && (self.reveal.is_some()
                || self.treated(f).is_some_and(|t| match t.rule.action {
                    Action::Token => t.rule.annotate,
                    Action::Mask => shows_end(t.ty.format),
                    Action::Format => t.ty.format != Format::None,
                    Action::Remove | Action::Keep => false,
                }))
    }

    /// Appends what stands for the finding. `value` is there if [`Self::needs_value`] asked for it.
    pub(super) fn append(&self, f: &Finding, value: Option<&[u8]>, out: &mut Vec<u8>) {
        let Some(t) = self.treated(f) else {
            return out.extend_from_slice(self.report.pseudonym(f).as_bytes());
        };
        if let Some(value) = value {
            self.reveal(t, f, value);
        }
        let made = match t.rule.action {
            Action::Mask => Some(mask(t.ty.format, value)),
            Action::Remove => Some(Vec::new()),
            Action::Format => value.and_then(|bytes| {
                let value = Value {
                    bytes,
                    class: &t.ty.token,
                    token: f.token,
                    keep_domain: t.rule.keep_domain,
                };
                format::replacement(&self.keys, t.ty.format, &value)
            }),
            Action::Token | Action::Keep => None,
        };
        match made {
            Some(bytes) if f.style == Style::Quoted && !is_json_number(&bytes) => {
                out.push(b'"');
                out.extend_from_slice(&bytes);
                out.push(b'"');
            }
            Some(bytes) => out.extend_from_slice(&bytes),
            None => self.append_token(t, f, value, out),
        }
    }

    /// Appends the token as a word, for names.
    pub(super) fn append_word(&self, f: &Finding, value: &[u8], out: &mut Vec<u8>) {
        if let Some(t) = self.treated(f) {
            self.reveal(t, f, value);
        }
        let word = Finding {
            style: Style::Word,
            ..f.clone()
        };
        out.extend_from_slice(self.report.pseudonym(&word).as_bytes());
    }

    fn append_token(&self, t: &Treated<'_>, f: &Finding, value: Option<&[u8]>, out: &mut Vec<u8>) {
        let mut text = self.report.pseudonym(f);
        if t.rule.annotate
            && t.rule.action == Action::Token
            && f.style != Style::Word
            && let Some(note) = value.and_then(jwt::annotation)
            && let Some(end) = text.rfind('>')
        {
            text.insert_str(end, &note);
        }
        out.extend_from_slice(text.as_bytes());
    }

    fn reveal(&self, t: &Treated<'_>, f: &Finding, value: &[u8]) {
        let Some(Ok(mut reveal)) = self.reveal.as_ref().map(RefCell::try_borrow_mut) else {
            return;
        };
        if reveal.seen.insert((f.ty, f.token)) {
            (reveal.sink)(&RevealEntry {
                token: format!("<{}:{}>", t.ty.token, token_chars(f.token)),
                type_name: t.ty.name.clone(),
                value: t.canonical.apply(value),
            });
        }
    }
}

/// Whether the mask of this form shows the end of the number.
fn shows_end(format: Format) -> bool {
    matches!(format, Format::Card | Format::Iban | Format::Phone)
}

fn mask(format: Format, value: Option<&[u8]>) -> Vec<u8> {
    let shown: Vec<u8> = (value.unwrap_or_default().iter().copied())
        .filter(u8::is_ascii_alphanumeric)
        .collect();
    match shown
        .len()
        .checked_sub(MASK_SHOWN)
        .and_then(|n| shown.get(n..))
    {
        Some(end) if shows_end(format) && shown.len() >= MASK_LENGTH_MIN => {
            [MASK_BEFORE, end].concat()
        }
        _ => MASK.to_vec(),
    }
}

fn is_json_number(bytes: &[u8]) -> bool {
    !bytes.is_empty()
        && bytes.iter().all(u8::is_ascii_digit)
        && (bytes.len() == 1 || bytes.first() != Some(&b'0'))
}
