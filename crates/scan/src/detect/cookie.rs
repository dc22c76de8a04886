//! Session cookies in `Cookie:` and `Set-Cookie:` headers (RFC 6265), also in HAR name/value pairs.

use super::{Candidate, assignment, value};
use crate::bytes::{at, cut, tail};
use crate::limits::VALUE_BYTES_MAX;
use crate::rules::{Rule, words};

/// Pairs looked at in one header.
const PAIRS_MAX: usize = 64;
const NAMED_BYTES_MIN: usize = 8;
const RANDOM_BYTES_MIN: usize = 24;

/// The cookies of the header whose name ends at `end`. Returns where the header ends.
pub(crate) fn cookies(
    w: &[u8],
    start: usize,
    end: usize,
    index: u16,
    rule: &Rule,
    out: &mut Vec<Candidate>,
) -> usize {
    let starts = super::starts_token(w, start)
        || cut(w, start.saturating_sub(4)..start).eq_ignore_ascii_case(b"set-");
    let Some(from) = assignment::after_operator(w, end).filter(|_| starts) else {
        return end;
    };
    let header = cut(w, from..from + VALUE_BYTES_MAX);
    let stop = |b: &u8| matches!(b, b'\n' | b'\r' | b'"' | b'\'') || *b == 0;
    let header = cut(
        header,
        0..header.iter().position(stop).unwrap_or(header.len()),
    );
    let mut at_pair = from;
    for pair in header.split(|b| *b == b';').take(PAIRS_MAX) {
        let lead = super::span(pair, pair.len(), |b| b == b' ');
        let named = tail(pair, lead);
        if let Some(equals) = memchr::memchr(b'=', named) {
            let value_at = at_pair + lead + equals + 1;
            let text = value::without_end_marks(cut(w, value_at..at_pair + pair.len()));
            out.extend(cookie(cut(named, 0..equals), text, value_at, index, rule));
        }
        at_pair += pair.len() + 1;
        if at(w, at_pair - 1) != b';' {
            break;
        }
    }
    from + header.len()
}

fn cookie(name: &[u8], text: &[u8], at: usize, index: u16, rule: &Rule) -> Option<Candidate> {
    if text.contains(&b' ') || value::is_placeholder(text) {
        return None;
    }
    let known = rule.keys.find_in(&words(name)).is_some();
    let telling = known && text.len() >= NAMED_BYTES_MIN && value::is_mixed(text);
    let random = text.len() >= RANDOM_BYTES_MIN && value::is_random(text);
    let found = Candidate {
        keyed: true,
        ..Candidate::new(index, at, at + text.len(), 0)
    };
    if telling {
        return Some(
            Candidate {
                score: 400,
                ..found
            }
            .because("session cookie"),
        );
    }
    random.then(|| found.because("random value in a cookie"))
}
