//! Evidence from what stands around a value: the key that owns it, and words nearby on its line.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::{at, before, cut, tail};
use crate::detect::Candidate;
use crate::rules::{Rule, words};

/// How far words before a value are looked at.
const BEFORE: usize = 64;
/// How far words after it are.
const AFTER: usize = 32;
/// Longest key.
const KEY_BYTES_MAX: usize = 64;

/// Score of the surroundings, with its terms.
pub(crate) fn evidence(
    w: &[u8],
    c: &Candidate,
    rule: &Rule,
    terms: &mut Vec<Cow<'static, str>>,
) -> i32 {
    let mut score = 0;
    if let Some(key) = owning_key(w, c.start) {
        let key = words(cut(w, key));
        if let Some(phrase) = rule.key.any.find_in(&key) {
            terms.push(Cow::Owned(format!(
                "key `{}`",
                String::from_utf8_lossy(&phrase)
            )));
            return rule.key.add;
        }
        if rule.other_key != 0 {
            terms.push(Cow::Borrowed("other key"));
            score += rule.other_key;
        }
        if let Some(phrase) = rule.not.any.find_in(&key) {
            terms.push(Cow::Owned(format!(
                "key `{}`",
                String::from_utf8_lossy(&phrase)
            )));
            score += rule.not.add;
        }
        if rule.other_key != 0 {
            // The owning key says more than words further away.
            return score;
        }
    }
    let earlier = preceding_words(w, c.start);
    let later = following(w, c.end);
    if let Some(phrase) = rule
        .near
        .any
        .find_in(&earlier)
        .or_else(|| rule.near.any.find_in(&words(later)))
    {
        terms.push(Cow::Owned(format!(
            "near `{}`",
            String::from_utf8_lossy(&phrase)
        )));
        score += rule.near.add;
    }
    // Only the closest words speak against: `order 17: card 4…` is still a card.
    let closest = earlier
        .get(earlier.len().saturating_sub(2)..)
        .unwrap_or(&[]);
    if let Some(phrase) = rule.not.any.find_in(closest) {
        terms.push(Cow::Owned(format!(
            "near `{}`",
            String::from_utf8_lossy(&phrase)
        )));
        score += rule.not.add;
    }
    score
}

/// Words before `start` on its line.
pub(crate) fn preceding_words(w: &[u8], start: usize) -> Vec<Vec<u8>> {
    let from = start.saturating_sub(BEFORE);
    let text = cut(w, from..start);
    let line = memchr::memrchr2(b'\n', b'\r', text).map_or(0, |n| n + 1);
    words(tail(text, line))
}

fn following(w: &[u8], end: usize) -> &[u8] {
    let text = cut(w, end..end + AFTER);
    cut(text, 0..memchr::memchr(b'\n', text).unwrap_or(text.len()))
}

/// The key that owns the value at `start`: `"card": "4…`, `card=4…`, `card: 4…`, `<card>4…`, `card => '4…`.
pub(crate) fn owning_key(w: &[u8], start: usize) -> Option<Range<usize>> {
    let mut i = back_over(w, start, b"\"'\\[( ", 8);
    match before(w, i) {
        b'>' if matches!(before(w, i - 1), b'=' | b'-') => i -= 2,
        b'>' => i -= 1,
        b'=' | b':' => {
            i -= 1;
            i -= usize::from(matches!(before(w, i), b':' | b'='));
        }
        _ => return None,
    }
    i = back_over(w, i, b"\"'\\]) ", 8);
    let is_key = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let mut from = i;
    while from > 0 && i - from < KEY_BYTES_MAX && is_key(before(w, from)) {
        from -= 1;
    }
    // `12:30` and the like are no keys.
    let has_letter = cut(w, from..i).iter().any(u8::is_ascii_alphabetic);
    (from < i && has_letter && at(w, from) != 0).then_some(from..i)
}

fn back_over(w: &[u8], from: usize, set: &[u8], most: usize) -> usize {
    let mut i = from;
    while i > 0 && from - i < most && set.contains(&before(w, i)) {
        i -= 1;
    }
    i
}
