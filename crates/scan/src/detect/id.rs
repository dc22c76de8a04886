//! Identifiers by form and check: the data is in the rules.

use std::ops::Range;

use super::form::{Canonical, Form, Front, Heads, KeyedFront};
use super::{Candidate, ends_token, joined, span, starts_token};
use crate::bytes::{ALNUM, at, before, cut, tail};
use crate::rules::{FormRef, Index, Rule, RuleSet};

/// Longest run that is told from longer ones.
const RUN_MAX: usize = 63;
/// Longest way back from two digits after a capital to where their token began.
const BACK_MAX: usize = 20;
/// Shorter ones have their letters as their form says, even under a key.
const ANY_CASE_BYTES_MIN: usize = 6;

/// Whether a key or word before the value at a place speaks for a rule.
pub(crate) type Supported<'a> = dyn FnMut(u16, &Rule, usize) -> bool + 'a;

/// All forms that `of` gives for how the token at `start` begins, so many digits of which are known. Those that need evidence
/// are asked for it.
pub(crate) fn ids<'r>(
    w: &[u8],
    (start, digits): (usize, usize),
    of: impl FnOnce(&'r Index, Front) -> &'r [FormRef],
    rules: &'r RuleSet,
    supported: &mut Supported<'_>,
    out: &mut Vec<Candidate>,
) {
    if !starts_token(w, start) || joined_before(w, start) {
        return;
    }
    let run = run_on(w, start, digits);
    let front = Front {
        run,
        first: at(w, start),
        second: at(w, start + 1),
        next: at(w, start + run),
    };
    // Rules of one form often follow each other.
    let mut last = None;
    for f in of(&rules.index, front) {
        if !f.head.fits(front) {
            continue;
        }
        let Some(rule) = rules.rule(f.rule) else {
            continue;
        };
        // What stands around a number is looked at once for all forms; nearly always it speaks for none.
        if f.bare && !supported(f.rule, rule, start) {
            continue;
        }
        let end = match last {
            Some((form, end)) if form == f.form => end,
            _ => {
                let form = rules.index.form(f);
                form.and_then(|form| end_at(w, start, form, false))
            }
        };
        last = Some((f.form, end));
        if let Some(end) = end {
            out.extend(judged(w, start..end, f.rule, rule, false));
        }
    }
}

/// Letters and digits in a row.
fn run_at(w: &[u8], start: usize) -> usize {
    run_on(w, start, 0)
}

/// The same where so many are known.
fn run_on(w: &[u8], start: usize, known: usize) -> usize {
    let more = RUN_MAX.saturating_sub(known);
    known + span(tail(w, start + known), more, |b| ALNUM.has(b))
}

/// All forms with capitals, for a hit on a capital before digits: its token, or the group of tokens joined by
/// dashes and blanks in which it is.
pub(crate) fn capitals(
    w: &[u8],
    hit: usize,
    rules: &RuleSet,
    done: &mut usize,
    supported: &mut Supported<'_>,
    out: &mut Vec<Candidate>,
) {
    let mut start = token_start(w, hit, hit);
    // `7U33-C80-WP96`: the groups before the last one have no shape of their own.
    loop {
        if start >= *done {
            ids(w, (start, 0), Index::capitals, rules, supported, out);
        }
        let mark = before(w, start);
        let group = start.saturating_sub(1);
        let goes_back = matches!(mark, b'-' | b' ') && before(w, group).is_ascii_alphanumeric();
        if !goes_back || hit - group > BACK_MAX {
            break;
        }
        start = token_start(w, group, hit);
        if !at(w, start).is_ascii_digit() && !at(w, start).is_ascii_uppercase() {
            break;
        }
    }
    *done = hit + 1;
}

fn token_start(w: &[u8], from: usize, hit: usize) -> usize {
    let mut start = from;
    while start > 0 && hit - start < BACK_MAX && ALNUM.has(before(w, start)) {
        start -= 1;
    }
    start
}

/// Whether the value of a key at `start` may begin a form with one of these heads.
pub(crate) fn may_be_keyed_id(w: &[u8], start: usize, heads: &Heads) -> bool {
    let run = run_at(w, start);
    heads.fit_keyed(KeyedFront::new(run, at(w, start), at(w, start + run)))
}

/// The value that a key of `rule` owns, at `start`.
pub(crate) fn keyed_id(w: &[u8], start: usize, number: u16, rule: &Rule) -> Option<Candidate> {
    let run = run_at(w, start);
    let front = KeyedFront::new(run, at(w, start), at(w, start + run));
    let likely = rule.forms.iter();
    let likely = likely.filter(|id| id.form.head().fits_keyed(front));
    let found = likely.filter_map(|id| {
        let end = end_at(w, start, &id.form, true)?;
        // `u32` after `diag` is a type.
        let text = cut(w, start..end);
        if text.len() < ANY_CASE_BYTES_MIN && text.iter().any(u8::is_ascii_lowercase) {
            return None;
        }
        judged(w, start..end, number, rule, true)
    });
    found.max_by_key(|c| c.end)
}

/// Where a value of this form at `start` ends, if its token ends there.
fn end_at(w: &[u8], start: usize, form: &Form, keyed: bool) -> Option<usize> {
    let end = form.end_at(w, start, keyed)?;
    (ends_token(w, end) && !joined(w, end)).then_some(end)
}

fn judged(
    w: &[u8],
    value: Range<usize>,
    number: u16,
    rule: &Rule,
    keyed: bool,
) -> Option<Candidate> {
    let canonical = Canonical::of(cut(w, value.clone()))?;
    let mut found = Candidate::new(number, value.start, value.end, 0);
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
