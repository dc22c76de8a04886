//! Values by the key that owns them: `dob=…`, `"mrn": "…"`, `member id: …`, `<ssn>…`, `--password …`.

use std::ops::Range;

use super::Engine;
use super::bare::BareEnds;
use super::beside::{BESIDES, Reach};
use super::context::key_start;
use super::recent::RecentKeys;
use crate::bytes::{at, before, cut, tail};
use crate::decode;
use crate::detect::{self, Candidate, Term};
use crate::rules::endings::LONG_PHRASE;
use crate::rules::spelling::{Spelled, Spelling};
use crate::rules::{Detector, Index, KeyEntry, KeyMatch, Role, RuleSet};

/// Longest value looked at.
pub(super) const VALUE_BYTES_MAX: usize = 512;
const WORD_BYTES_MAX: usize = 40;
/// How far in a value on the line after its key may stand.
const INDENT_MAX: usize = 64;

/// What keys mean that were met lately.
#[derive(Default)]
pub(super) struct Recent<'r> {
    entries: RecentKeys<Option<&'r KeyEntry>>,
    /// What they say about a secret.
    secrets: RecentKeys<Option<KeyMatch<'r>>>,
    /// Whether a secret follows those that are flags.
    flags: RecentKeys<bool>,
}

impl<'r> Recent<'r> {
    /// What a key says about a secret.
    pub(super) fn secret(&mut self, key: &[u8], rules: &'r RuleSet) -> Option<KeyMatch<'r>> {
        self.secrets.entry(key, || rules.keys.find(key))
    }
}

/// Up to where keys need not be looked at again.
#[derive(Default)]
pub(super) struct KeyState<'r> {
    pub(super) recent: Recent<'r>,
    values: usize,
    cookies: usize,
    /// Values that may be base64 or hex.
    pub(super) packed: Vec<Range<usize>>,
    /// Bytes of secrets and cookies so far, each as often as it was read.
    value_bytes: u64,
    bare: BareEnds,
}

impl<'r> KeyState<'r> {
    pub(super) fn new(recent: Recent<'r>) -> Self {
        Self {
            recent,
            ..Self::default()
        }
    }

    /// Bytes of values so far, each as often as it was read.
    pub(super) fn value_bytes(&self) -> u64 {
        self.value_bytes + self.bare.read
    }
}

/// The value of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// It ends there and not before: it is in quotes, or a field.
    pub(crate) bounded: bool,
}

impl Value {
    /// Whether it may be an identifier of one of the rules that its key leads to: asked once for all of them.
    fn may_be_id(self, w: &[u8], entry: &KeyEntry) -> bool {
        detect::may_be_keyed_id(w, self.start, &entry.heads)
    }
}

impl<'r> Engine<'r> {
    /// The key whose last byte is at `last`.
    pub(super) fn key(
        &self,
        w: &[u8],
        last: usize,
        state: &mut KeyState<'r>,
        out: &mut Vec<Candidate>,
    ) {
        let mut last = last;
        while at(w, last).is_ascii_digit() && last > 0 {
            last -= 1;
        }
        // `addr_line_1`
        last -= usize::from(at(w, last) == b'_' && last > 0);
        // That a key may end there was asked before its place was listed.
        let end = last + 1;
        self.pair(w, end, state, out);
        let start = key_start(w, end);
        let key = cut(w, start..end);
        let found = state.recent.entries.entry(key, || {
            let may = self.rules.index.may_lead(w, last);
            may.then(|| self.entry(key)).flatten()
        });
        if let Some(entry) = found {
            let number = usize::from(at(w, end) == b'_') + end;
            let digits = tail(w, number).iter().take_while(|b| b.is_ascii_digit());
            let operator = number + digits.count();
            self.owned(w, start, operator, entry, state, out);
        }
    }

    /// A word that a value follows without an operator: `MRN 8812345`, `BIC DEUTDEFF`.
    pub(super) fn word(&self, w: &[u8], last: usize, out: &mut Vec<Candidate>) {
        let index = &self.rules.index;
        let people = &self.rules.lists.people;
        if people.may_open(w, last) {
            let rules = self.by_detector.prose.iter();
            out.extend(rules.filter_map(|r| detect::named(w, last, *r, people)));
        }
        if !index.may_precede(w, last) {
            return;
        }
        let end = last + 1;
        let text = cut(w, key_start(w, end)..end);
        Spelled::new(text).suffixes(|spelling| {
            let before = out.len();
            for mention in index
                .mentions(spelling)
                .iter()
                .filter(|m| m.role == Role::Near)
            {
                let Some(rule) = self.rules.rule(mention.rule) else {
                    continue;
                };
                let found = match rule.detector {
                    Detector::Id => detect::keyed_id(w, end + 1, mention.rule, rule),
                    Detector::Date => detect::date(w, end + 1, mention.rule),
                    Detector::Name if rule.follows_word() => {
                        detect::name(w, end + 1, None, mention.rule, &self.rules.lists.people)
                    }
                    _ => None,
                };
                if let Some(mut found) = found {
                    found.score += rule.near.add;
                    found.keyed = true;
                    out.push(found.because(Term::Near(mention.phrase)));
                }
            }
            (out.len() > before).then_some(())
        });
    }

    /// `--password`, for which a blank does as operator.
    pub(super) fn flag(
        &self,
        w: &[u8],
        at_dashes: usize,
        state: &mut KeyState<'r>,
        out: &mut Vec<Candidate>,
    ) {
        let start = at_dashes + 2;
        let name = tail(w, start).iter().take(WORD_BYTES_MAX);
        let end = start
            + name
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
                .count();
        if at(w, end) != b' ' || !self.rules.index.may_end_key(w, end - 1) || start < state.values {
            return;
        }
        let name = cut(w, start..end);
        let find = || self.entry(name).is_some_and(|e| self.has_secrets(e));
        if state.recent.flags.entry(name, find) {
            self.assignment(w, start, end, state, out);
        }
    }

    fn assignment(
        &self,
        w: &[u8],
        start: usize,
        end: usize,
        state: &mut KeyState<'r>,
        out: &mut Vec<Candidate>,
    ) {
        let recent = &mut state.recent;
        let known = &mut |key: &[u8]| recent.secret(key, self.rules);
        state.values = detect::assignment(w, start, end, (self.rules, known), out);
        state.value_bytes += state.values.saturating_sub(end) as u64;
    }

    fn has_secrets(&self, entry: &KeyEntry) -> bool {
        let mut rules = entry.rules.iter().filter_map(|r| self.rules.rule(*r));
        rules.any(|r| r.detector.has_keys())
    }

    /// The longest known phrase that the key ends with.
    pub(crate) fn entry(&self, key: &[u8]) -> Option<&'r KeyEntry> {
        let spelled = Spelled::new(key);
        let index: &'r Index = &self.rules.index;
        let by_words = spelled.suffixes(|spelling| index.key(spelling));
        by_words.or_else(|| {
            let word = spelled.words().first()?;
            let letters = cut(key, word.start()..word.end());
            let mut ending = Spelling::EMPTY;
            let mut found = None;
            for (n, b) in letters.iter().rev().enumerate().take(WORD_BYTES_MAX) {
                ending.push_before(*b);
                let entry = (n + 1 >= LONG_PHRASE).then(|| index.key(ending)).flatten();
                found = entry.filter(|e| self.has_secrets(e)).or(found);
            }
            found
        })
    }

    fn owned(
        &self,
        w: &[u8],
        start: usize,
        end: usize,
        entry: &KeyEntry,
        state: &mut KeyState<'r>,
        out: &mut Vec<Candidate>,
    ) {
        let mut value = None;
        // Secrets are told by the key itself; the words before it are looked at where it is short.
        let words = memchr::memrchr(b' ', cut(w, start..end)).map_or(0, |n| n + 1);
        let start = start + words;
        for number in &entry.rules {
            let Some(rule) = self.rules.rule(*number) else {
                continue;
            };
            match rule.detector {
                detector if detector.has_keys() => {
                    if start >= state.values {
                        state.packed.extend(decode::value_after(w, end));
                        self.assignment(w, start, end, state, out);
                    }
                }
                Detector::Cookie if start >= state.cookies => {
                    state.cookies = detect::cookies(w, start, end, *number, rule, out);
                    state.value_bytes += state.cookies.saturating_sub(end) as u64;
                }
                Detector::Cookie => {}
                _ => {
                    let here = *value.get_or_insert_with(|| {
                        value_of(w, end, &mut state.bare).map(|v| (v, v.may_be_id(w, entry)))
                    });
                    if let Some((v, may_be_id)) = here
                        && (may_be_id || rule.detector != Detector::Id)
                    {
                        out.extend(self.keyed(w, v, (*number, entry.phrase), 0));
                    }
                }
            }
        }
    }

    /// The value of a key or field as rule `number` sees it. `more` is evidence that may still come, at most.
    pub(crate) fn keyed(
        &self,
        w: &[u8],
        value: Value,
        (number, phrase): (u16, u32),
        more: i32,
    ) -> Option<Candidate> {
        let rule = self.rules.rule(number)?;
        let start = value.start;
        let mut found = match rule.detector {
            Detector::Id => detect::keyed_id(w, start, number, rule),
            Detector::Phone => detect::keyed_phone(w, start, number),
            Detector::Date => detect::date(w, start, number),
            Detector::Address => detect::keyed_address(w, start, value.end, value.bounded, number),
            Detector::Name => {
                let bounded = value.bounded.then_some(value.end);
                let mut found = detect::name(w, start, bounded, number, &self.rules.lists.people)?;
                // What stands beside it is dear, and asked only where it decides.
                let most = rule.prior + found.score + rule.key.add + BESIDES + more;
                (most >= 0).then_some(())?;
                found.score += self.beside(w, &found, Reach::Line);
                Some(found)
            }
            Detector::Town | Detector::PostalCode => {
                let part = match rule.detector {
                    Detector::Town => detect::town,
                    _ => detect::postal_code,
                };
                let mut found = part(w, start, value.end, value.bounded, number)?;
                found.score += self.beside(w, &found, Reach::Lines);
                Some(found)
            }
            _ => None,
        }?;
        if found.end > value.end {
            return None;
        }
        found.score += rule.key.add;
        found.keyed = true;
        Some(found.because(Term::Key(phrase)))
    }

    /// What a key says about a secret.
    pub(crate) fn secret_key(&self, key: &[u8]) -> Option<KeyMatch<'r>> {
        let mut recent = self.recent.take();
        let found = recent.secret(key, self.rules);
        self.recent.set(recent);
        found
    }

    /// Evidence from data about the same person beside a value of `w`, the text that candidates were last asked for.
    fn beside(&self, w: &[u8], found: &Candidate, reach: Reach) -> i32 {
        let mut beside = self.beside.take();
        let evidence = beside.evidence(w, found, self.rules, reach);
        self.beside.set(beside);
        evidence
    }

    /// `"name":"password","value":"…"` and `<add key="Password" value="…"/>`: the key is itself a value.
    fn pair(&self, w: &[u8], end: usize, state: &mut KeyState<'r>, out: &mut Vec<Candidate>) {
        let word = cut(w, end.saturating_sub(4)..end);
        if !(word.eq_ignore_ascii_case(b"name") || tail(word, 1).eq_ignore_ascii_case(b"key")) {
            return;
        }
        let Some(name) = value_of(w, end, &mut state.bare)
            .filter(|v| v.bounded && v.end - v.start <= WORD_BYTES_MAX)
        else {
            return;
        };
        let Some(value) = paired_value(w, name.end, &mut state.bare) else {
            return;
        };
        let Some(entry) = self.entry(cut(w, name.start..name.end)) else {
            return;
        };
        let may_be_id = value.may_be_id(w, entry);
        for number in &entry.rules {
            let Some(rule) = self.rules.rule(*number) else {
                continue;
            };
            // Passwords and cookies are found from the key `value`.
            let other = rule.detector.has_keys() || rule.detector == Detector::Cookie;
            if !other && (may_be_id || rule.detector != Detector::Id) {
                out.extend(self.keyed(w, value, (*number, entry.phrase), 0));
            }
        }
    }
}

/// After the closing quote at `end`: `, "value": "…"` or ` value="…"`.
fn paired_value(w: &[u8], end: usize, bare: &mut BareEnds) -> Option<Value> {
    let mut i = end;
    while i < end + 64
        && matches!(
            at(w, i),
            b'"' | b'\'' | b'\\' | b',' | b' ' | b'\n' | b'\r' | b'\t'
        )
    {
        i += 1;
    }
    cut(w, i..i + 5)
        .eq_ignore_ascii_case(b"value")
        .then(|| value_of(w, i + 5, bare))
        .flatten()
}

/// The value after the key that ends at `end`.
fn value_of(w: &[u8], end: usize, bare: &mut BareEnds) -> Option<Value> {
    let skip = |from: usize, set: &[u8], most: usize| {
        from + tail(w, from)
            .iter()
            .take(most)
            .take_while(|b| set.contains(b))
            .count()
    };
    let mut i = skip(end, b"\"'\\]", 4);
    i = skip(i, b" \t", 24);
    let xml = at(w, i) == b'>';
    i = match (at(w, i), at(w, i + 1)) {
        (b':', b'=') | (b'=', b'>') => i + 2,
        (b'=', b'=') | (b':', b':') => return None,
        (b'=' | b':' | b'>' | b'(', _) => i + 1,
        _ => return None,
    };
    let operator = before(w, i);
    i = skip(i, b" \t[(", 24);
    if operator == b':' && matches!(at(w, i), b'\r' | b'\n') {
        i = indented(w, i)?;
    }
    let slashes = skip(i, b"\\", 4) - i;
    let quote = at(w, i + slashes);
    let quoted = matches!(quote, b'"' | b'\'' | b'`');
    let start = if quoted { i + slashes + 1 } else { i };
    let text = cut(w, start..start + VALUE_BYTES_MAX);
    let n = match (quoted, xml) {
        (false, false) => bare.end(w, start).saturating_sub(start),
        (true, _) => memchr::memchr3(quote, b'\n', b'\r', text).unwrap_or(text.len()),
        (false, true) => memchr::memchr3(b'<', b'\n', b'\r', text).unwrap_or(text.len()),
    };
    bare.read += if quoted || xml { n as u64 } else { 0 };
    let closed = quoted && at(text, n) == quote;
    // An escaped string ends before the backslashes of its quote.
    let escapes = if closed && slashes > 0 {
        cut(text, 0..n)
            .iter()
            .rev()
            .take_while(|b| **b == b'\\')
            .count()
    } else {
        0
    };
    let value = Value {
        start,
        end: start + n - escapes,
        bounded: closed || (xml && at(text, n) == b'<'),
    };
    (value.end > value.start && before(w, end) != 0).then_some(value)
}

/// The value alone on the line after its key, further in: `dob:\n  1980-01-31`. `end` is where the key's line ends.
fn indented(w: &[u8], end: usize) -> Option<usize> {
    let line = end + usize::from(at(w, end) == b'\r') + 1;
    let blanks = tail(w, line).iter().take(INDENT_MAX);
    let start = line + blanks.take_while(|b| matches!(b, b' ' | b'\t')).count();
    let text = cut(w, start..start + VALUE_BYTES_MAX);
    let text = cut(text, 0..memchr::memchr(b'\n', text).unwrap_or(text.len()));
    let another_key = memchr::memchr2(b':', b'=', text).is_some() && at(text, 0) != b'"';
    (before(w, line) == b'\n' && start > line && !another_key).then_some(start)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    fn value<'a>(text: &'a str, key: &str) -> Option<(&'a str, bool)> {
        let end = text.find(key).unwrap() + key.len();
        value_of(text.as_bytes(), end, &mut BareEnds::default())
            .map(|v| (&text[v.start..v.end], v.bounded))
    }

    #[test]
    fn values_in_all_spellings() {
        assert_eq!(
            value(r#"{"dob": "1980-01-31"}"#, "dob"),
            Some(("1980-01-31", true))
        );
        assert_eq!(
            value(r#"{\"dob\":\"1980-01-31\"}"#, "dob"),
            Some(("1980-01-31", true))
        );
        assert_eq!(
            value("dob=1980-01-31 x=1", "dob"),
            Some(("1980-01-31 x=1", false))
        );
        assert_eq!(value("member id: 838; x", "id"), Some(("838", false)));
        assert_eq!(
            value("<ssn>536-90-4399</ssn>", "ssn"),
            Some(("536-90-4399", true))
        );
        assert_eq!(value("env['ssn'] = '5'", "ssn"), Some(("5", true)));
        assert_eq!(value("ssn => 5", "ssn"), Some(("5", false)));
        assert_eq!(value("std::x", "std"), None);
        assert_eq!(
            value("dob:\r\n    1980-01-31\nx: y", "dob"),
            Some(("1980-01-31", false))
        );
        assert_eq!(
            value("\"dob\":\n  \"1980-01-31\"", "dob"),
            Some(("1980-01-31", true))
        );
        assert_eq!(value("dob:\n1980-01-31", "dob"), None);
        assert_eq!(value("dob:\n  day: 1", "dob"), None);
        assert_eq!(value("dob ", "dob"), None);
    }

    #[test]
    fn pairs_of_name_and_value() {
        let text = r#"{"name":"ssn", "value": "536"}"#;
        let end = text.find("\", ").unwrap();
        let v = paired_value(text.as_bytes(), end, &mut BareEnds::default()).unwrap();
        assert_eq!(&text[v.start..v.end], "536");
    }
}
