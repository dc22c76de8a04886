//! Session cookies in `Cookie:` and `Set-Cookie:` headers (RFC 6265), and in HAR name/value pairs, with their end.

use super::{Candidate, assignment, expiry, pair, value};
use crate::bytes::{at, cut, tail};
use crate::limits::VALUE_BYTES_MAX;
use crate::rules::{Rule, RuleSet};

/// Pairs looked at in one header.
const PAIRS_MAX: usize = 64;
const NAMED_BYTES_MIN: usize = 8;
const RANDOM_BYTES_MIN: usize = 24;
/// What follows a value in a HAR cookie.
const HAR_BYTES_MAX: usize = 400;
/// Known names say more than random values.
const NAMED: i32 = 400;

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
    let Some(from) = header_value(w, end).filter(|_| starts) else {
        return end;
    };
    let header = cut(w, from..from + VALUE_BYTES_MAX);
    let stop = |b: &u8| matches!(b, b'\n' | b'\r' | b'"' | b'\'') || *b == 0;
    let header = cut(
        header,
        0..header.iter().position(stop).unwrap_or(header.len()),
    );
    let expires = end_of(header);
    let mut at_pair = from;
    for pair in header.split(|b| *b == b';').take(PAIRS_MAX) {
        let lead = super::span(pair, pair.len(), |b| b == b' ');
        let named = tail(pair, lead);
        if let Some(equals) = memchr::memchr(b'=', named) {
            let value_at = at_pair + lead + equals + 1;
            let text = value::without_end_marks(cut(w, value_at..at_pair + pair.len()));
            let found = cookie(cut(named, 0..equals), text, value_at, index, rule);
            out.extend(found.map(|c| Candidate { expires, ..c }));
        }
        at_pair += pair.len() + 1;
        if at(w, at_pair - 1) != b';' {
            break;
        }
    }
    from + header.len()
}

/// After `Cookie: `, or after `"value":"` where the header is a name/value pair.
fn header_value(w: &[u8], end: usize) -> Option<usize> {
    pair::after_operator(w, end).or_else(|| {
        let skip = |i: usize, set: &[u8]| i + super::span(tail(w, i), 24, |b| set.contains(&b));
        let name = skip(end, b" \\\"',\n\r\t");
        let comma = memchr::memchr(b',', cut(w, end..name)).is_some();
        let named = cut(w, name..name + 5).eq_ignore_ascii_case(b"value") && comma;
        named.then(|| pair::after_operator(w, name + 5)).flatten()
    })
}

/// The `Expires` attribute of a `Set-Cookie` header.
fn end_of(header: &[u8]) -> Option<i64> {
    header.split(|b| *b == b';').find_map(|part| {
        let part = part.trim_ascii_start();
        let value = tail(part, 7).strip_prefix(b"=")?;
        cut(part, 0..7)
            .eq_ignore_ascii_case(b"expires")
            .then(|| expiry::http_date(value))
            .flatten()
    })
}

/// `{"name":"sid","value":"…","path":"/","expires":"…","httpOnly":true}` of a HAR file, from the end of its key `value`.
pub(super) fn named_pair(w: &[u8], name: &[u8], end: usize, rules: &RuleSet) -> Option<Candidate> {
    let v = pair::find_value(w, end - 5, end, false).filter(|v| v.quoted)?;
    if v.end - v.start < NAMED_BYTES_MIN {
        return None;
    }
    let rest = cut(w, v.end..v.end + HAR_BYTES_MAX);
    let rest = cut(rest, 0..memchr::memchr(b'}', rest).unwrap_or(rest.len()));
    let has = |key: &[u8]| memchr::memmem::find(rest, key);
    has(b"httpOnly").or_else(|| has(b"\"expires"))?;
    let (index, rule) = assignment::cookie_rule(rules)?;
    let found = cookie(name, cut(w, v.start..v.end), v.start, index, rule)?;
    let expires = has(b"\"expires").and_then(|i| {
        let stated = tail(rest, i + 9);
        let digit = stated.iter().take(16).position(u8::is_ascii_digit)?;
        expiry::iso(tail(stated, digit))
    });
    Some(Candidate { expires, ..found })
}

fn cookie(name: &[u8], text: &[u8], at: usize, index: u16, rule: &Rule) -> Option<Candidate> {
    if text.len() < NAMED_BYTES_MIN || text.contains(&b' ') || value::is_placeholder(text) {
        return None;
    }
    let random = text.len() >= RANDOM_BYTES_MIN && value::is_random(text);
    let telling = value::is_mixed(text) && rule.keys.stands_in(name);
    let found = Candidate {
        keyed: true,
        ..Candidate::new(index, at, at + text.len(), 0)
    };
    if telling {
        return Some(
            Candidate {
                score: NAMED,
                ..found
            }
            .because("session cookie"),
        );
    }
    random.then(|| found.because("random value in a cookie"))
}
