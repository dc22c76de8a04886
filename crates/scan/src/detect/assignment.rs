//! `password = …` in all its spellings: INI, env, YAML, JSON (also inside strings), XML, command lines, URLs,
//! HAR name/value pairs. The key decides on the rule, the value on whether it is one.

use super::{Candidate, span, value};
use crate::bytes::{at, before, cut, tail};
use crate::limits::VALUE_BYTES_MAX;
use crate::rules::{Charset, Rule, RuleSet};

const KEY_BYTES_MAX: usize = 64;

/// Looks at the key around `from..to`. Returns up to where further anchors need not be looked at.
pub(crate) fn assignment(
    w: &[u8],
    from: usize,
    to: usize,
    rules: &RuleSet,
    out: &mut Vec<Candidate>,
) -> usize {
    let is_key = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$');
    let back = cut(w, from.saturating_sub(KEY_BYTES_MAX)..from);
    let start = from - back.iter().rev().take_while(|b| is_key(**b)).count();
    let end = to + span(tail(w, to), KEY_BYTES_MAX, is_key);
    let key = cut(w, start..end);
    let key = key.strip_suffix(b".").unwrap_or(key);
    let Some((index, phrase)) = rules.rule_for_key(key) else {
        return end;
    };
    let Some(rule) = rules.rule(index) else {
        return end;
    };
    let flag = key.starts_with(b"-");
    let Some(found) = find_value(w, start, end, flag) else {
        return end;
    };
    let text = cut(w, found.start..found.end);
    // `PASS: test 3` is a verdict; the short word counts only where nothing but a value can follow.
    let weak = phrase == b"pass" && !(found.quoted || found.tight);
    let score = if weak {
        None
    } else {
        judge(text, key, &found, rule)
    };
    let Some(score) = score else {
        // Keys inside a quoted text may still count; inside a bare value there are none.
        return if found.quoted { end } else { found.end };
    };
    let candidate = Candidate::new(index, found.start, found.end, score);
    let name = String::from_utf8_lossy(&phrase).into_owned();
    out.push(
        Candidate {
            keyed: true,
            long: found.long,
            ..candidate
        }
        .because(format!("key `{name}`")),
    );
    found.end
}

struct Value {
    start: usize,
    end: usize,
    quoted: bool,
    /// `=` without blanks around it, a command-line flag, XML: not prose.
    tight: bool,
    long: bool,
}

/// The position after `:`, `=`, `=>`, `:=`, or `","value":"` of a name/value pair, and after an opening quote.
pub(super) fn after_operator(w: &[u8], end: usize) -> Option<usize> {
    let (i, _) = operator(w, end, false)?;
    Some(
        i + span(tail(w, i), 4, |b| b == b'\\')
            + span(
                tail(w, i + span(tail(w, i), 4, |b| b == b'\\')),
                1,
                is_quote,
            ),
    )
}

fn is_quote(b: u8) -> bool {
    matches!(b, b'"' | b'\'' | b'`')
}

/// Where the value begins (at its quote, if any), and whether the operator is tight.
fn operator(w: &[u8], end: usize, flag: bool) -> Option<(usize, bool)> {
    // Closing quote of the key, possibly escaped, and closing bracket of `env["KEY"]`.
    let mut i = end + span(tail(w, end), 4, |b| b == b'\\');
    let quoted_key = is_quote(at(w, i));
    i += usize::from(quoted_key);
    i += usize::from(at(w, i) == b']');
    let blanks = span(tail(w, i), 16, |b| b == b' ' || b == b'\t');
    let op = i + blanks;
    if quoted_key && at(w, op) == b',' {
        return pair_value(w, op + 1).map(|i| (i, true));
    }
    let length = match (at(w, op), at(w, op + 1)) {
        (b':', b':') => return None,
        (b':', b'=') | (b'=', b'>') => 2,
        (b'=', b'=') => return None,
        (b'=' | b':', _) => 1,
        _ if flag && blanks > 0 && at(w, op) != b'-' => return Some((op, true)),
        _ => return None,
    };
    let after = span(tail(w, op + length), 16, |b| b == b' ' || b == b'\t');
    let tight = quoted_key || (blanks == 0 && (after == 0 || flag));
    Some((op + length + after, tight))
}

/// `"name":"password","value":"…"`: from after the comma.
fn pair_value(w: &[u8], from: usize) -> Option<usize> {
    let skip = |i: usize, set: &[u8]| i + span(tail(w, i), 8, |b| set.contains(&b));
    let name = skip(from, b" \\\"'\n\t");
    if !cut(w, name..name + 5).eq_ignore_ascii_case(b"value") {
        return None;
    }
    let colon = skip(name + 5, b" \\\"'");
    (at(w, colon) == b':').then(|| skip(colon + 1, b" "))
}

fn find_value(w: &[u8], start: usize, end: usize, flag: bool) -> Option<Value> {
    // <password>…</password>
    if at(w, end) == b'>' && before(w, start) == b'<' {
        let n = span(tail(w, end + 1), VALUE_BYTES_MAX, |b| {
            !matches!(b, b'<' | b'\n')
        });
        let closed = at(w, end + 1 + n) == b'<';
        return (closed && n > 0).then_some(Value {
            start: end + 1,
            end: end + 1 + n,
            quoted: true,
            tight: true,
            long: false,
        });
    }
    if before(w, start) == b'<' {
        // `<PASSWORD:7Q2MX4KA9T>`, our own pseudonym, and XML namespaces.
        return None;
    }
    let (at_value, tight) = operator(w, end, flag)?;
    let slashes = span(tail(w, at_value), 4, |b| b == b'\\');
    if is_quote(at(w, at_value + slashes)) {
        return quoted(w, at_value, slashes);
    }
    let query = matches!(before(w, start), b'?' | b'&');
    let n = bare(cut(w, at_value..at_value + VALUE_BYTES_MAX), query);
    let long = n == VALUE_BYTES_MAX;
    let text = cut(w, at_value..at_value + n);
    let text = if tight && !query {
        trimmed(text)
    } else {
        value::without_end_marks(text)
    };
    (!text.is_empty()).then_some(Value {
        start: at_value,
        end: at_value + text.len(),
        quoted: false,
        tight,
        long,
    })
}

/// A value in quotes: up to the same quote with as many backslashes before it.
fn quoted(w: &[u8], at_value: usize, slashes: usize) -> Option<Value> {
    let quote = at(w, at_value + slashes);
    let from = at_value + slashes + 1;
    let text = cut(w, from..from + VALUE_BYTES_MAX);
    let mut i = 0;
    loop {
        let found = memchr::memchr3(quote, b'\n', b'\r', tail(text, i)).map(|n| i + n);
        let Some(close) = found else {
            let long = text.len() == VALUE_BYTES_MAX;
            return Some(Value {
                start: from,
                end: from + text.len(),
                quoted: true,
                tight: true,
                long,
            });
        };
        if at(text, close) != quote {
            // Not closed on its line: the quote is part of the prose around it.
            return None;
        }
        let escapes = cut(text, 0..close)
            .iter()
            .rev()
            .take_while(|b| **b == b'\\')
            .count();
        if escapes <= slashes {
            let end = close - escapes.min(slashes);
            return (end > 0).then_some(Value {
                start: from,
                end: from + end,
                quoted: true,
                tight: true,
                long: false,
            });
        }
        i = close + 1;
    }
}

/// Length of a value without quotes.
fn bare(text: &[u8], query: bool) -> usize {
    let mut i = 0;
    while let Some(b) = text.get(i) {
        let ends = match b {
            0..=b' ' | 0x7f | b'"' | b'<' | b'`' => true,
            b'>' => i > 0 && at(text, 0) != b'<',
            b'\'' => i > 0,
            b'\\' => matches!(at(text, i + 1), b'n' | b'r' | b't' | b'"'),
            b'&' | b'#' if query => true,
            b',' | b';' | b'&' | b'|' => another_key(tail(text, i + 1)),
            _ => false,
        };
        if ends {
            // `$(cat /run/secrets/x)` and `{{ .Values.x }}` are one value for the check of placeholders.
            let open = matches!((at(text, 0), at(text, 1)), (b'$', b'(') | (b'{', b'{'));
            if open && *b == b' ' {
                i += 1;
                continue;
            }
            break;
        }
        i += 1;
    }
    i
}

/// `;Server=…`, `, user: …`: another pair follows, or the list ends.
fn another_key(rest: &[u8]) -> bool {
    let rest = tail(rest, span(rest, 2, |b| b == b' '));
    let name = span(rest, KEY_BYTES_MAX, |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b' ' | b'"')
    });
    rest.is_empty() || at(rest, 0) <= b' ' || (name > 0 && matches!(at(rest, name), b'=' | b':'))
}

/// Without marks that end a list or statement; a password may end with other ones.
fn trimmed(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .rposition(|b| !matches!(b, b',' | b';'))
        .map_or(0, |i| i + 1);
    let text = cut(text, 0..end);
    match (text.strip_suffix(b")"), text.contains(&b'(')) {
        (Some(inner), false) => inner,
        _ => text,
    }
}

/// Score of the value, or nothing if it is no secret.
fn judge(text: &[u8], key: &[u8], v: &Value, rule: &Rule) -> Option<i32> {
    let (least, most) = rule.length;
    if text.len() < least
        || text.len() > most
        || value::is_placeholder(text)
        || text.eq_ignore_ascii_case(key)
    {
        return None;
    }
    if rule.charset != Charset::Any && !text.iter().all(|b| rule.charset.has(*b)) {
        return None;
    }
    let is_password = rule.charset == Charset::Password;
    let core = value::without_end_marks(text);
    // `def f(password=None):`
    if !v.quoted && core.len() < text.len() && (core.len() < least || value::is_placeholder(core)) {
        return None;
    }
    let code = !v.quoted
        && (is_call(text)
            || matches!(at(text, 0), b'(' | b':')
            || text.starts_with(b"*") && is_password
            || value::is_type(text)
            || text.contains(&b'[')
            || text.starts_with(b"&"));
    let slashes = text.iter().filter(|b| **b == b'/').count();
    let rooted = matches!(at(text, 0), b'/' | b'~' | b'.') && slashes >= 2;
    let path = rooted && (is_password || !value::is_random(text) || text.len() < 32);
    if code || path || value::is_uuid(text) && is_password {
        return None;
    }
    if is_password {
        password(text, v)
    } else {
        secret(text, v)
    }
}

/// `getPassword(`, `os.getenv(`.
fn is_call(text: &[u8]) -> bool {
    let name = span(text, text.len(), |b| {
        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'$')
    });
    name > 0 && at(text, name) == b'('
}

fn password(text: &[u8], v: &Value) -> Option<i32> {
    if value::is_mixed(text) {
        let prose = !v.quoted && !v.tight && text.len() < 6;
        return Some(if prose { 0 } else { 300 });
    }
    let digits = text.iter().all(u8::is_ascii_digit);
    if digits {
        return (v.tight && text.len() >= 4).then_some(0);
    }
    if value::is_identifier(text) {
        return None;
    }
    // One plain word: a password only where nothing else could stand.
    (v.quoted || v.tight).then_some(if text.len() >= 6 { 0 } else { -150 })
}

fn secret(text: &[u8], v: &Value) -> Option<i32> {
    if value::is_uuid(text) {
        return Some(-150);
    }
    if !value::is_random(text) || value::is_identifier(text) || value::is_name_with_number(text) {
        return None;
    }
    let long = if text.len() >= 24 { 200 } else { 0 };
    Some(long + if v.quoted || v.tight { 100 } else { 0 })
}
