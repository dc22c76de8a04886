//! Where secrets may begin, byte by byte: the plain definition of the anchors.

use crate::bytes::{at, before, cut, tail};
use crate::detect::{self, Candidate};
use crate::rules::{Detector, RuleSet};

/// A run shorter than this is no token of a vendor.
const TOKEN_BYTES_MIN: usize = 16;
const RUN_BYTES_MAX: usize = 1 << 14;
const KEY_BYTES: std::ops::RangeInclusive<usize> = 2..=64;
/// Blanks, quotes and brackets between a key and its operator.
const GAP_BYTES_MAX: usize = 24;

fn in_run(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-')
}

/// All candidates of secrets whose anchor lies in `from..to`.
pub(super) fn scan(rules: &RuleSet, w: &[u8], from: usize, to: usize, out: &mut Vec<Candidate>) {
    let mut i = from;
    let mut words = Words::default();
    while i < to {
        if !in_run(at(w, i)) || (i > 0 && in_run(before(w, i))) {
            i += 1;
            continue;
        }
        let end = i + detect::span(tail(w, i), RUN_BYTES_MAX, in_run);
        let escaped = before(w, i) == b'\\' && matches!(at(w, i), b'n' | b'r' | b't');
        let start = i + usize::from(escaped);
        if end - start >= TOKEN_BYTES_MIN {
            if let Some((index, _)) = rules.with(Detector::Jwt).next() {
                let dashes = detect::span(tail(w, start), TOKEN_BYTES_MIN, |b| b == b'-');
                out.extend(detect::jwt(w, start + dashes, index));
            }
            out.extend(detect::vendors(w, start, rules));
            detect::spoken(w, start, rules, out);
        }
        words.look(rules, w, start, end, out);
        i = end.max(i + 1);
    }
    urls(rules, w, from, to, out);
}

/// Up to where anchors of the same kind were already looked at.
#[derive(Default)]
struct Words {
    keyed: usize,
    cookies: usize,
}

impl Words {
    fn look(
        &mut self,
        rules: &RuleSet,
        w: &[u8],
        start: usize,
        end: usize,
        out: &mut Vec<Candidate>,
    ) {
        let word = cut(w, start..end);
        let is = |name: &str| word.eq_ignore_ascii_case(name.as_bytes());
        let first = |detector| rules.with(detector).next();
        let gap = |b: u8| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\' | b']');
        let next = end + detect::span(tail(w, end), GAP_BYTES_MAX, gap);
        let operator = matches!(at(w, next), b'=' | b':' | b'>');
        if is("bearer")
            && let Some((index, _)) = first(Detector::Bearer)
        {
            out.extend(detect::bearer(w, start, end, index));
        }
        if is("basic")
            && let Some((index, _)) = first(Detector::Basic)
        {
            out.extend(detect::basic(w, start, end, index));
        }
        if (is("cookie") || is("set-cookie"))
            && operator
            && start >= self.cookies
            && let Some((index, rule)) = first(Detector::Cookie)
        {
            self.cookies = detect::cookies(w, start, end, index, rule, out);
        }
        let flag = word.first() == Some(&b'-') && at(w, end) == b' ';
        let key = KEY_BYTES.contains(&(end - start)) && (operator || flag);
        if key && start >= self.keyed {
            self.keyed = detect::assignment(w, start, end, rules, out).max(self.keyed);
        }
    }
}

fn urls(rules: &RuleSet, w: &[u8], from: usize, to: usize, out: &mut Vec<Candidate>) {
    let Some((index, _)) = rules.with(Detector::UrlPassword).next() else {
        return;
    };
    for at_url in memchr::memmem::find_iter(cut(w, from..to + 2), b"://") {
        let start = from + at_url;
        out.extend(detect::url_password(w, start, start + 3, index));
        // Webhooks: the host may be too short for a run of its own.
        let run = detect::span(tail(w, start + 3), TOKEN_BYTES_MIN, in_run);
        if run < TOKEN_BYTES_MIN {
            out.extend(detect::vendors(w, start + 3, rules));
        }
    }
}
