//! A key and its value: `key=value` in all its spellings. Finds where the value is and how it is written.

use super::{span, value};
use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::limits::VALUE_BYTES_MAX;

pub(super) const KEY_BYTES_MAX: usize = 64;
/// How far the name of a name/value pair may stand before `value`.
const NAME_BYTES_MAX: usize = 160;

/// Where a value is, and how it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quoted: bool,
    /// `=` without blanks around it, a command-line flag, XML: not prose.
    pub(super) tight: bool,
    pub(super) long: bool,
    /// Part of the query of a URL.
    pub(super) query: bool,
}

/// The position after `:`, `=`, `=>`, `:=` or the like, and after an opening quote.
pub(super) fn after_operator(w: &[u8], end: usize) -> Option<usize> {
    let (i, _) = operator(w, end, false)?;
    let slashes = span(tail(w, i), 4, |b| b == b'\\');
    Some(i + slashes + usize::from(is_quote(at(w, i + slashes))))
}

fn is_quote(b: u8) -> bool {
    matches!(b, b'"' | b'\'' | b'`')
}

pub(super) fn is_key(b: u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b"_-.$");
    SET.has(b)
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
    let length = match (at(w, op), at(w, op + 1)) {
        (b':', b':') => return None,
        (b':', b'=') | (b'=', b'>') => 2,
        (b'=', b'=' | b'~') => return None,
        (b'=' | b':', _) => 1,
        _ if flag && blanks > 0 && at(w, op) != b'-' => return Some((op, true)),
        _ => return None,
    };
    let after = span(tail(w, op + length), 16, |b| b == b' ' || b == b'\t');
    let tight = quoted_key || (blanks == 0 && (after == 0 || flag));
    Some((op + length + after, tight))
}

/// For the key `value` at `start`: the name in `"name":"password","value":…`, `<add key="Password" value=…>`,
/// `- name: PASSWORD⏎  value: …`.
pub(super) fn name_of_value(w: &[u8], start: usize) -> Option<std::ops::Range<usize>> {
    let from = start.saturating_sub(NAME_BYTES_MAX);
    let skip = |i: usize, set: &[u8]| {
        i - cut(w, from..i)
            .iter()
            .rev()
            .take_while(|b| set.contains(b))
            .count()
    };
    let end = skip(start, b" \t\r\n\\\"',");
    let name = end
        - cut(w, from..end)
            .iter()
            .rev()
            .take_while(|b| is_key(**b))
            .count();
    let op = skip(name, b" \\\"'");
    if end == name || !matches!(before(w, op), b'=' | b':') {
        return None;
    }
    let key_end = skip(op - 1, b" \\\"'");
    let is = |word: &[u8]| {
        key_end >= from + word.len()
            && cut(w, key_end - word.len()..key_end).eq_ignore_ascii_case(word)
            && !is_key(before(w, key_end - word.len()))
    };
    (is(b"name") || is(b"key") || is(b"id")).then_some(name..end)
}

/// The value of the key at `start..end`.
pub(super) fn find_value(w: &[u8], start: usize, end: usize, flag: bool) -> Option<Value> {
    // <password>…</password>
    let element = matches!(before(w, start), b'<' | b':') && at(w, end) == b'>';
    // <property name="password">…</property>
    let named = is_quote(before(w, start)) && is_quote(at(w, end)) && at(w, end + 1) == b'>';
    if element || named {
        return element_text(w, end + 1 + usize::from(named));
    }
    if before(w, start) == b'<' {
        // `<PASSWORD:7Q2MX4KA9T>`, our own pseudonym, and XML namespaces.
        return None;
    }
    let (at_value, tight) = operator(w, end, flag)?;
    if closes(w, start, end, at_value) {
        return None;
    }
    let slashes = span(tail(w, at_value), 4, |b| b == b'\\');
    // `r"…"`, `b'…'`, `@"…"`, `N'…'` are strings too.
    let prefix = usize::from(
        matches!(
            at(w, at_value),
            b'r' | b'b' | b'u' | b'f' | b'N' | b'@' | b'L'
        ) && is_quote(at(w, at_value + 1)),
    );
    if is_quote(at(w, at_value + slashes + prefix)) {
        return quoted(w, at_value + prefix, slashes);
    }
    if tight
        && at(w, at_value) == b'{'
        && let Some(inner) = braced(w, at_value)
    {
        return Some(inner);
    }
    let query = matches!(before(w, start), b'?' | b'&');
    let n = bare(cut(w, at_value..at_value + VALUE_BYTES_MAX), query);
    let long = n == VALUE_BYTES_MAX;
    let text = cut(w, at_value..at_value + n);
    let text = if tight && !query {
        in_brackets(w, start, trimmed(text))
    } else {
        value::without_end_marks(text)
    };
    (!text.is_empty()).then_some(Value {
        start: at_value,
        end: at_value + text.len(),
        quoted: false,
        tight,
        long,
        query,
    })
}

/// `Password={…};`, the brace being at `at_value`: as ODBC and JDBC quote. What looks like the name of a variable is one.
fn braced(w: &[u8], at_value: usize) -> Option<Value> {
    let text = cut(w, at_value + 1..at_value + VALUE_BYTES_MAX);
    let n = span(text, text.len(), |b| {
        b > b' ' && !matches!(b, b'{' | b'}' | b'"' | b'$')
    });
    let inner = cut(text, 0..n);
    (at(text, n) == b'}'
        && n >= BRACED_BYTES_MIN
        && value::classes(inner) >= 2
        && !value::is_identifier(inner)
        && matches!(at(text, n + 1), b';' | b'"' | b'\r' | b'\n' | 0))
    .then_some(Value {
        start: at_value + 1,
        end: at_value + 1 + n,
        quoted: true,
        tight: true,
        long: false,
        query: false,
    })
}

/// A secret in braces is not shorter.
const BRACED_BYTES_MIN: usize = 6;

/// `echo 'password = '.$p`: the quote after the operator closes the one before the key.
fn closes(w: &[u8], start: usize, end: usize, at_value: usize) -> bool {
    let quote = before(w, start);
    is_quote(quote) && at(w, end) != quote && at(w, end) != b'\\' && at(w, at_value) == quote
}

/// The text of an XML element, up to its end tag.
fn element_text(w: &[u8], from: usize) -> Option<Value> {
    let n = span(tail(w, from), VALUE_BYTES_MAX, |b| {
        !matches!(b, b'<' | b'\n')
    });
    let closed = cut(w, from + n..from + n + 2) == b"</";
    (closed && n > 0).then_some(Value {
        start: from,
        end: from + n,
        quoted: true,
        tight: true,
        long: false,
        query: false,
    })
}

/// A value in quotes: up to the same quote with as many backslashes before it.
pub(super) fn quoted(w: &[u8], at_value: usize, slashes: usize) -> Option<Value> {
    let quote = at(w, at_value + slashes);
    // `"""…"""`
    let three = at(w, at_value + slashes + 1) == quote && at(w, at_value + slashes + 2) == quote;
    let from = at_value + slashes + if three { 3 } else { 1 };
    let text = cut(w, from..from + VALUE_BYTES_MAX);
    let value = |end: usize, long: bool| Value {
        start: from,
        end: from + end,
        quoted: true,
        tight: true,
        long,
        query: false,
    };
    let mut i = 0;
    loop {
        let found = memchr::memchr3(quote, b'\n', b'\r', tail(text, i)).map(|n| i + n);
        let Some(close) = found else {
            let long = text.len() == VALUE_BYTES_MAX;
            return (!text.is_empty()).then(|| value(text.len(), long));
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
            return (end > 0).then(|| value(end, false));
        }
        i = close + 1;
    }
}

/// Length of a value without quotes.
fn bare(text: &[u8], query: bool) -> usize {
    let mut i = 0;
    // `$(cat /run/secrets/x)` and `{{ .Values.x }}` are one value for the check of placeholders.
    let open = matches!((at(text, 0), at(text, 1)), (b'$', b'(') | (b'{', b'{'));
    while let Some(b) = text.get(i) {
        let ends = match b {
            b' ' if open => false,
            0..=b' ' | 0x7f | b'"' | b'<' | b'`' => true,
            b'>' => i > 0 && at(text, 0) != b'<',
            b'\'' => i > 0,
            b'\\' => matches!(at(text, i + 1), b'n' | b'r' | b't' | b'"'),
            b'&' | b'#' if query => true,
            b',' | b';' | b'&' | b'|' => another_key(tail(text, i + 1)),
            _ => false,
        };
        if ends {
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
    rest.is_empty()
        || matches!(at(rest, 0), 0..=b' ' | b'"' | b'\'')
        || (name > 0 && matches!(at(rest, name), b'=' | b':'))
}

/// `Person[id=41, password=abc]`: without the bracket that closes what the pair stands in.
fn in_brackets<'t>(w: &[u8], start: usize, text: &'t [u8]) -> &'t [u8] {
    let (rest, open, close) = match text {
        [rest @ .., b']'] => (rest, b'[', b']'),
        [rest @ .., b'}'] => (rest, b'{', b'}'),
        _ => return text,
    };
    let line = cut(w, start.saturating_sub(BRACKET_BYTES_MAX)..start);
    let line = tail(line, memchr::memrchr(b'\n', line).map_or(0, |n| n + 1));
    let opened = memchr::memchr_iter(open, line).count();
    if rest.contains(&open) || opened <= memchr::memchr_iter(close, line).count() {
        return text;
    }
    rest
}

/// How far back on its line a bracket may have been opened.
const BRACKET_BYTES_MAX: usize = 256;

/// Without marks that end a list or statement; a password may end with other ones.
fn trimmed(text: &[u8]) -> &[u8] {
    let end = text
        .iter()
        .rposition(|b| !matches!(b, b',' | b';' | b'\\'))
        .map_or(0, |i| i + 1);
    let text = cut(text, 0..end);
    match (text.strip_suffix(b")"), text.contains(&b'(')) {
        (Some(inner), false) => inner,
        _ => text,
    }
}
