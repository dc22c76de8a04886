//! Identifiers by form and check: the data is in the rules.

use super::{Candidate, ends_token, joined, starts_token};
use crate::bytes::{at, before};
use crate::rules::{FormRef, Rule, RuleSet};

/// Longest way back from two digits after a capital to where their token began.
const BACK_MAX: usize = 20;

/// All forms in `forms` at the token that begins at `start`. Those that need evidence say so.
pub(crate) fn ids(
    w: &[u8],
    start: usize,
    forms: &[FormRef],
    rules: &RuleSet,
    out: &mut Vec<Candidate>,
) {
    if forms.is_empty() || !starts_token(w, start) || joined_before(w, start) {
        return;
    }
    for f in forms {
        if let Some(rule) = rules.rule(f.rule) {
            out.extend(matched(w, start, *f, rule, false));
        }
    }
}

/// All forms with capitals, for a hit on a capital before two digits: its token, or the group of tokens joined by
/// dashes and blanks in which it is.
pub(crate) fn capitals(
    w: &[u8],
    hit: usize,
    rules: &RuleSet,
    done: &mut usize,
    out: &mut Vec<Candidate>,
) {
    let mut start = hit;
    while start > 0 && hit - start < BACK_MAX && before(w, start).is_ascii_alphanumeric() {
        start -= 1;
    }
    // `7U33-C80-WP96`: the groups before the last one have no shape of their own.
    loop {
        if start >= *done {
            ids(w, start, rules.index.capitals(), rules, out);
        }
        let mark = before(w, start);
        let group = start.saturating_sub(1);
        if !matches!(mark, b'-' | b' ')
            || !before(w, group).is_ascii_alphanumeric()
            || hit - group > BACK_MAX
        {
            break;
        }
        start = group;
        while start > 0 && hit - start < BACK_MAX && before(w, start).is_ascii_alphanumeric() {
            start -= 1;
        }
        if !at(w, start).is_ascii_digit() && !at(w, start).is_ascii_uppercase() {
            break;
        }
    }
    *done = hit + 1;
}

/// The value that a key of `rule` owns, at `start`.
pub(crate) fn keyed_id(w: &[u8], start: usize, number: u16, rule: &Rule) -> Option<Candidate> {
    let longest = (0..rule.forms.len())
        .filter_map(|form| matched(w, start, FormRef { rule: number, form }, rule, true));
    longest.max_by_key(|c| c.end)
}

fn matched(w: &[u8], start: usize, f: FormRef, rule: &Rule, keyed: bool) -> Option<Candidate> {
    let id = rule.forms.get(f.form)?;
    let (end, canonical) = id.form.match_at(w, start, keyed)?;
    if !ends_token(w, end) || joined(w, end) {
        return None;
    }
    let mut found = Candidate::new(f.rule, start, end, 0);
    found.needs_evidence = id.bare;
    if let Some(check) = rule.check {
        found.checked = true;
        let Some(evidence) = check(canonical.bytes()) else {
            found.failed = true;
            return (!keyed).then_some(found);
        };
        found.score = evidence.score;
        found = found.because(evidence.term);
    }
    Some(found)
}

/// `0.1234567`, `ab12-1234567`, `blk_-123`: part of something longer.
fn joined_before(w: &[u8], start: usize) -> bool {
    let outer = start.checked_sub(1).map_or(0, |i| before(w, i));
    match before(w, start) {
        b'.' | b'/' => outer.is_ascii_digit(),
        b'-' => outer == b'_' || outer.is_ascii_alphanumeric(),
        b'+' => true,
        _ => false,
    }
}
