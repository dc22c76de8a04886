//! Tokens with a vendor's prefix: prefix, charset and length are data.

use super::{Candidate, span, value};
use crate::bytes::{before, cut, tail};
use crate::limits::VALUE_BYTES_MAX;
use crate::rules::{Charset, Rule};

/// Different characters a random token of this kind has at least.
const DISTINCT_MIN: usize = 6;
/// Documented example keys.
const EXAMPLE: i32 = -700;

/// A token that begins with the literal at `start..prefix_end`.
pub(crate) fn vendor(
    w: &[u8],
    start: usize,
    prefix_end: usize,
    index: u16,
    rule: &Rule,
) -> Option<Candidate> {
    let prefix = cut(w, start..prefix_end);
    // The literals are matched without case; a prefix counts only as written in the rule.
    if !rule.literals.iter().any(|l| l.as_bytes() == prefix) || !super::starts_token(w, start) {
        return None;
    }
    if matches!(before(w, start), b'-' | b'.' | b'+') {
        return None;
    }
    let (least, most) = rule.length;
    let rest = tail(w, prefix_end);
    let n = span(rest, most.min(VALUE_BYTES_MAX) + 1, |b| rule.charset.has(b));
    // A sentence's full stop is no part of a token.
    let marks = rest
        .iter()
        .take(n)
        .rev()
        .take_while(|b| matches!(b, b'.' | b'-'))
        .count();
    let n = n - marks.min(n.saturating_sub(least));
    let body = cut(rest, 0..n);
    if n < least
        || n > most
        || !super::ends_token(w, prefix_end + n)
        || distinct(body) < DISTINCT_MIN
    {
        return None;
    }
    if rule.charset == Charset::Dotted && !value::is_random(body) {
        return None;
    }
    let found = Candidate::new(index, start, prefix_end + n, 0);
    let found = found.because(format!("prefix `{}`", String::from_utf8_lossy(prefix)));
    let example = memchr::memmem::find(&body.to_ascii_lowercase(), b"example").is_some();
    Some(if example {
        Candidate {
            score: EXAMPLE,
            ..found
        }
        .because("example")
    } else {
        found
    })
}

/// How many different bytes there are.
pub(super) fn distinct(bytes: &[u8]) -> usize {
    let mut seen = [0u64; 4];
    for b in bytes {
        if let Some(word) = seen.get_mut(usize::from(b >> 6)) {
            *word |= 1 << (b & 63);
        }
    }
    seen.iter().map(|w| w.count_ones() as usize).sum()
}
