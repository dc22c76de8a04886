//! Tokens with a vendor's prefix: prefix, form and checksum are data.

use super::assignment::Known;
use super::{Candidate, base64, randomness, span, value};
use crate::bytes::{at, before, cut, tail};
use crate::limits::VALUE_BYTES_MAX;
use crate::rules::{Back, Charset, Rule, RuleSet, passes};

/// Different characters a random token of this kind has at least.
const DISTINCT_MIN: usize = 6;
/// So many times the same character is a filled form, not a token.
const FILLED_BYTES: usize = 12;
/// An organisation's id of Salesforce.
const ORG_ID_BYTES: usize = 15;
/// As much of a private key in base64 as its first line.
const ARMOUR_BASE64_BYTES: usize = 64;
/// Documented example keys.
const EXAMPLE: i32 = -700;
/// A checksum of 32 bits that is right.
const CHECKSUM: i32 = 1_600;

/// Every token whose prefix stands at `start`.
pub(crate) fn vendors(w: &[u8], start: usize, rules: &RuleSet) -> impl Iterator<Item = Candidate> {
    let text = tail(w, start);
    let marked = rules.marked_at(text).map(|(index, rule)| (index, rule, 0));
    rules
        .prefixes_at(text)
        .chain(marked)
        .filter_map(move |(index, rule, n)| vendor(w, start, start + n, index, rule))
}

/// A token that begins with the prefix at `start..prefix_end`.
pub(crate) fn vendor(
    w: &[u8],
    start: usize,
    prefix_end: usize,
    index: u16,
    rule: &Rule,
) -> Option<Candidate> {
    let prefix = cut(w, start..prefix_end);
    // A prefix counts only as written in the rule.
    let known = prefix.is_empty() || rule.literals.iter().any(|l| l.as_bytes() == prefix);
    if !known || !super::starts_token(w, start) {
        return None;
    }
    let whole = match rule.form.back {
        None => start,
        Some(back) => start - beginning(w, start, back)?,
    };
    if matches!(before(w, start), b'.' | b'+') || before(w, start) == b'-' && !after_flag(w, start)
    {
        return None;
    }
    let rest = tail(w, prefix_end);
    let n = rule.form.length(rest)?;
    let body = cut(rest, 0..n);
    if !super::ends_token(w, prefix_end + n) || !distinct_enough(body) {
        return None;
    }
    if rule.form.random && !value::is_random(body) || value::is_placeholder(body) {
        return None;
    }
    // Names in code that begin like a token: `npm_package_config_node_gyp_devdir`.
    if body.len() < 100 && randomness::is_name(body) && !body.iter().any(u8::is_ascii_digit) {
        return None;
    }
    if let Some(marker) = &rule.form.marker {
        memchr::memmem::find(body, marker.as_bytes())?;
    }
    if rule.form.armour && !is_armour(cut(w, start..prefix_end + n)) {
        return None;
    }
    let found = Candidate::new(index, whole, prefix_end + n, 0);
    let found = if prefix.is_empty() {
        found.because("mark inside a token")
    } else {
        found.because(format!("prefix `{}`", String::from_utf8_lossy(prefix)))
    };
    Some(weighed(found, prefix, body, rule))
}

/// Length of what belongs to the token before its prefix.
fn beginning(w: &[u8], start: usize, back: Back) -> Option<usize> {
    let text = cut(w, start.saturating_sub(ORG_ID_BYTES + 2)..start);
    let n = match back {
        Back::BotId => {
            let digits = text.strip_suffix(b":")?.iter().rev();
            let n = digits.take_while(|b| b.is_ascii_digit()).count();
            (8..=10).contains(&n).then_some(n + 1)?
        }
        Back::OrgId => {
            let id = text.strip_suffix(b"!")?;
            let id = tail(id, id.len().checked_sub(ORG_ID_BYTES)?);
            (id.starts_with(b"00D") && id.iter().all(u8::is_ascii_alphanumeric))
                .then_some(ORG_ID_BYTES + 1)?
        }
    };
    super::starts_token(w, start - n).then_some(n)
}

/// Whether base64 holds the beginning of a private key in PEM armour.
fn is_armour(text: &[u8]) -> bool {
    let text = text.get(..ARMOUR_BASE64_BYTES).unwrap_or(text);
    base64::decode(text).is_some_and(|t| memchr::memmem::find(&t, b"PRIVATE KEY").is_some())
}

/// `-pghp_…` is rare; `key-ghp_…` is not a token but `--token-ghp…` might be: only a flag's own dash counts.
fn after_flag(w: &[u8], start: usize) -> bool {
    start >= 2 && matches!(at(w, start - 2), b' ' | b'"' | b'\'')
}

fn distinct_enough(body: &[u8]) -> bool {
    let filled = body
        .chunk_by(|a, b| a == b)
        .any(|same| same.len() >= FILLED_BYTES);
    !filled && value::distinct(body) >= DISTINCT_MIN.min(body.len())
}

fn weighed(mut found: Candidate, prefix: &[u8], body: &[u8], rule: &Rule) -> Candidate {
    if let Some(checksum) = rule.form.checksum
        && passes(checksum, body)
    {
        found.score += CHECKSUM;
        found = found.because("checksum is right");
    }
    match prefix {
        b"ASIA" => found = found.because("temporary AWS key"),
        b"AKIA" => found = found.because("long-term AWS key"),
        _ => {}
    }
    let example = body.windows(7).any(|t| t.eq_ignore_ascii_case(b"example"));
    if example {
        found.score += EXAMPLE;
        found = found.because("example");
    }
    found
}

/// Whether a word that names a token may end with this letter.
#[inline]
pub(crate) fn may_name_token(b: u8) -> bool {
    matches!(b | 0x20, b'n' | b't' | b'y' | b'e' | b's')
}

/// A random token after a word that names it and a blank, without an operator: `api key 0a1b…`, `ACME_TOKEN 0a1b…`.
pub(crate) fn spoken<'r>(
    w: &[u8],
    start: usize,
    (rules, known): (&'r RuleSet, Known<'_, 'r>),
    out: &mut Vec<Candidate>,
) {
    // Nearly every run is turned away here.
    if before(w, start) != b' ' || !may_name_token(before(w, start - 1)) {
        return;
    }
    let last_two = cut(w, start.saturating_sub(3)..start - 1);
    if last_two.iter().all(u8::is_ascii_alphanumeric) && !rules.keys.may_match(last_two) {
        return;
    }
    let from = start.saturating_sub(SPOKEN_BYTES_MAX);
    let back = cut(w, from..start - 1);
    let words = super::assignment::last_words(back, SPOKEN_WORDS);
    // `/etc/apikeys 4f20…` is a file and its hash.
    if before(w, start - 1 - words.len()) == b'/' {
        return;
    }
    let Some(key) = known(words) else {
        return;
    };
    let is_token = |b: u8| Charset::Dotted.has(b) || matches!(b, b'+' | b'/' | b'=' | b'~');
    let n = span(tail(w, start), VALUE_BYTES_MAX, is_token);
    let text = value::without_end_marks(cut(w, start..start + n));
    // `PRIVATE KEY-----…` is armour.
    if memchr::memmem::find(text, b"-----").is_some() {
        return;
    }
    let Some(rule) = rules.rule(key.rule).filter(|r| r.charset == Charset::Any) else {
        return;
    };
    let uuid = key.brand && value::is_uuid(text);
    let strong = key.brand
        || text.len() >= SPOKEN_TOKEN_BYTES_MIN && key.phrase.len() >= SPOKEN_PHRASE_BYTES_MIN;
    if !strong
        || text.len() < rule.length.0.max(SPOKEN_BRAND_BYTES_MIN)
        || !(uuid || super::judge::is_token(text, key.brand))
    {
        return;
    }
    // The fingerprint of a public key.
    if key.phrase == b"signingkey"
        && text.len() == FINGERPRINT_BYTES
        && text.iter().all(u8::is_ascii_hexdigit)
    {
        return;
    }
    let digits = key.brand || text.iter().any(u8::is_ascii_digit);
    if !digits || value::is_identifier(text) || rules.is_public(text) {
        return;
    }
    let score = if key.brand { 300 } else { 0 };
    let found = Candidate {
        keyed: true,
        ..Candidate::new(key.rule, start, start + text.len(), score)
    };
    out.push(super::assignment::explained(found, key));
}

/// Words before a token are looked at so far.
const SPOKEN_BYTES_MAX: usize = 40;
const SPOKEN_WORDS: usize = 3;
const SPOKEN_TOKEN_BYTES_MIN: usize = 24;
const FINGERPRINT_BYTES: usize = 40;
const SPOKEN_BRAND_BYTES_MIN: usize = 16;
/// `key` alone says nothing in a sentence.
const SPOKEN_PHRASE_BYTES_MIN: usize = 5;
