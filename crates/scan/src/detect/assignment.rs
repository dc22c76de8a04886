//! `password = …` in all its spellings: INI, env, YAML, JSON (also inside strings), XML, command lines, URLs,
//! name/value pairs. The key decides on the rule, the value on whether it is one.

use super::judge::judge;
use super::pair::{self, KEY_BYTES_MAX};
use super::{Candidate, expiry, span, value};
use crate::bytes::{before, cut, tail};
use crate::rules::{Charset, Detector, KeyMatch, RuleSet};

/// A password after `pass: ` without quotes is not shorter.
const DRAWN_BYTES_MIN: usize = 8;
/// Words that a key may begin with before a blank: `Secret Access Key: …`.
const SPOKEN_KEY_BYTES_MAX: usize = 28;
const SPOKEN_KEY_WORDS: usize = 3;

/// What a key says, which nothing but its bytes decides.
pub(crate) type Known<'f, 'r> = &'f mut dyn FnMut(&[u8]) -> Option<KeyMatch<'r>>;

/// Looks at the key around `from..to`; what a key says is asked of `known`, which may remember it. Returns up to where
/// further anchors need not be looked at.
pub(crate) fn assignment<'r>(
    w: &[u8],
    from: usize,
    to: usize,
    (rules, known): (&'r RuleSet, Known<'_, 'r>),
    out: &mut Vec<Candidate>,
) -> usize {
    let back = cut(w, from.saturating_sub(KEY_BYTES_MAX)..from);
    let start = from - back.iter().rev().take_while(|b| pair::is_key(**b)).count();
    let end = to + span(tail(w, to), KEY_BYTES_MAX, pair::is_key);
    let key = cut(w, start..end);
    let key = key.strip_suffix(b".").unwrap_or(key);
    // `"AWS::SecretsManager::Secret": "…"` names a kind of thing.
    let kind = cut(w, start.saturating_sub(2)..start) == b"::";
    if kind && matches!(before(w, end + 1), b'"' | b'\'') {
        return end;
    }
    // `-Dsonar.login=…`
    let mut named = key.strip_prefix(b"-D").unwrap_or(key);
    if key.eq_ignore_ascii_case(b"value") {
        let Some(name) = pair::name_of_value(w, start) else {
            return end;
        };
        named = cut(w, name.clone());
        let is = |header: &[u8]| named.eq_ignore_ascii_case(header);
        if is(b"cookie") || is(b"set-cookie") {
            let Some((index, rule)) = cookie_rule(rules) else {
                return end;
            };
            return super::cookies(w, name.start, name.end, index, rule, out).max(end);
        }
        if let Some(found) = super::cookie::named_pair(w, named, end, rules) {
            out.push(found);
            return end;
        }
    }
    let Some(found) = key_match(w, named, start, rules, known) else {
        return end;
    };
    let Some(rule) = rules.rule(found.rule) else {
        return end;
    };
    if rule.detector == Detector::Authorization {
        out.extend(super::authorization::other_scheme(w, end, found.rule));
        return end;
    }
    let Some(v) = pair::find_value(w, start, end, key.starts_with(b"-")) else {
        return end;
    };
    // `PASS: test 3` is a verdict; the short word counts only where nothing but a value can follow.
    let weak =
        found.phrase == b"pass" && !(v.quoted || v.tight || is_drawn_after_small(w, key, &v));
    let elsewhere = rule.detector == Detector::Query && !v.query;
    let judged = if weak || elsewhere {
        None
    } else {
        let other =
            || plain_secret(found, rules).and_then(|f| Some((f, judge(w, named, &v, f, rules)?)));
        let score = judge(w, named, &v, found, rules);
        score.map(|score| (found, score)).or_else(other)
    };
    let Some((found, score)) = judged else {
        // Keys inside a quoted text may still count; inside a bare value there are none.
        return if v.quoted { end } else { v.end };
    };
    let candidate = Candidate {
        keyed: true,
        long: v.long,
        expires: if v.query {
            expiry::signed_url(w, v.start, v.end)
        } else {
            None
        },
        ..Candidate::new(found.rule, v.start, v.end, score)
    };
    out.push(explained(candidate, found));
    v.end
}

/// `svc / pass: 0vGnW81oG74`: no verdict follows the word in small letters like that.
fn is_drawn_after_small(w: &[u8], key: &[u8], v: &pair::Value) -> bool {
    let text = cut(w, v.start..v.end);
    let strange = text.iter().any(|b| !b.is_ascii_alphanumeric());
    key.iter().all(u8::is_ascii_lowercase)
        && text.len() >= DRAWN_BYTES_MIN
        && !strange
        && value::classes(text) == 3
}

/// The key of one service's secret (`secret access key`) may be that of another one's, which has another form.
fn plain_secret<'r>(found: KeyMatch<'r>, rules: &'r RuleSet) -> Option<KeyMatch<'r>> {
    let rule = rules.rule(found.rule)?;
    (rule.charset == Charset::Base64).then(|| rules.keys.find(b"secret key"))?
}

/// With the key as its reason.
pub(super) fn explained(candidate: Candidate, found: KeyMatch<'_>) -> Candidate {
    let phrase = String::from_utf8_lossy(found.phrase);
    // Written by hand: formatting costs more than all else that is done for a usual key.
    let candidate = candidate.because(["key `", &phrase, "`"].concat());
    if found.brand {
        candidate.because("the key names a service")
    } else {
        candidate
    }
}

fn key_match<'r>(
    w: &[u8],
    key: &[u8],
    start: usize,
    rules: &'r RuleSet,
    known: Known<'_, 'r>,
) -> Option<KeyMatch<'r>> {
    let found = known(key);
    let spoken = before(w, start) == b' ' && key.len() <= 8;
    if found.is_some_and(|f| f.phrase != b"key") || !spoken {
        return found.or_else(|| {
            if !rules.keys.is_brand(key) {
                return None;
            }
            let (rule, _) = rules.with(Detector::Service).next()?;
            Some(KeyMatch {
                rule,
                phrase: b"key",
                brand: false,
            })
        });
    }
    // `API key: …`: the words before belong to it.
    let from = start.saturating_sub(SPOKEN_KEY_BYTES_MAX);
    let phrase = last_words(cut(w, from..start + key.len()), SPOKEN_KEY_WORDS);
    known(phrase).or(found)
}

/// At most the last `most` words of a text, as far as nothing but blanks is between them.
pub(super) fn last_words(text: &[u8], most: usize) -> &[u8] {
    let mut blanks = 0;
    let in_words = |b: &&u8| {
        blanks += usize::from(**b == b' ');
        blanks < most && (pair::is_key(**b) || **b == b' ')
    };
    let n = text.iter().rev().take_while(in_words).count();
    tail(text, text.len() - n)
}

/// The first rule for cookies.
pub(super) fn cookie_rule(rules: &RuleSet) -> Option<(u16, &crate::rules::Rule)> {
    rules.with(Detector::Cookie).next()
}
