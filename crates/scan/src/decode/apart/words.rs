//! Fixed words between a key and its value: messages of databases, frameworks and languages.

use std::borrow::Cow;
use std::ops::Range;

use super::programs::PASSWORD;
use super::{
    KEY_BYTES_MAX, Key, Pairs, VALUE_BYTES_MAX, is_blank, is_word, key_before, skip, skip_back,
    value_at,
};
use crate::bytes::{ByteSet, at, before, cut, tail};

/// How far back of a message its field may be named.
const FIELD_BYTES_MAX: usize = 400;
/// Columns of a key in a message.
const COLUMNS_MAX: usize = 8;

/// PostgreSQL: `Key (id, ssn)=(17, 536…) already exists.`
pub(super) fn columns(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let back = start.saturating_sub(KEY_BYTES_MAX * 4);
    let Some(open) = memchr::memrchr2(b'(', b'\n', cut(w, back..start)) else {
        return;
    };
    let text = cut(w, end..end + VALUE_BYTES_MAX);
    let Some(close) = memchr::memchr2(b')', b'\n', text) else {
        return;
    };
    let names = parts(w, back + open + 1..start);
    let values = parts(w, end..end + close);
    if names.len() == 1 {
        pairs.push(back + open + 1..start, end..end + close, true);
    } else if names.len() == values.len() {
        for (name, value) in names.into_iter().zip(values) {
            pairs.push(name, value, true);
        }
    }
}

fn parts(w: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    while out.len() < COLUMNS_MAX {
        let comma = memchr::memmem::find(cut(w, start..range.end), b", ");
        out.push(start..comma.map_or(range.end, |n| start + n));
        let Some(n) = comma else {
            break;
        };
        start += n + 2;
    }
    out
}

/// Spring: `on field 'ssn': rejected value [536…]`
pub(super) fn rejected(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let text = cut(w, end..end + VALUE_BYTES_MAX);
    let key = key_before(w, skip_back(w, start, 4, |b| matches!(b, b':' | b' ')));
    if let Some(close) = memchr::memchr2(b']', b'\n', text) {
        pairs.push(key, end..end + close, true);
    }
}

/// Pydantic: the field on the line before, `input_value='536…'`.
pub(super) fn invalid(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let back = start.saturating_sub(FIELD_BYTES_MAX);
    let Some(line) = memchr::memrchr(b'\n', cut(w, back..start)).map(|n| back + n) else {
        return;
    };
    let line = skip_back(w, line, 2, |b| b == b'\r');
    let key = skip_back(w, line, KEY_BYTES_MAX, |b| is_word(b) && b != b'.');
    if let Some((value, bounded)) = value_at(w, end) {
        pairs.push(key..line, value, bounded);
    }
}

/// `define('SSN', '536…')`, `environ.get("SSN", "536…")`, `addHeader("X-Ssn", "536…")`: a call with a key and a value.
pub(super) fn call(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let Some((key, true)) = value_at(w, end - 1) else {
        return;
    };
    let next = skip(w, key.end + 1, 8, is_blank);
    if at(w, next) == b')' {
        // `setSsn("536…")`
        let setter = key_before(w, start);
        if cut(w, setter.clone()).iter().any(u8::is_ascii_uppercase) {
            pairs.push(setter, key, true);
        }
        return;
    }
    if at(w, next) != b',' {
        return;
    }
    let start = skip(w, next + 1, 8, is_blank);
    // `default="536…"`
    let name = skip(w, start, KEY_BYTES_MAX, is_word);
    let start = if at(w, name) == b'=' { name + 1 } else { start };
    if let Some((value, true)) = value_at(w, start) {
        pairs.push(key, value, true);
    }
}

/// Abbreviations that no key is made of: `geb. 31.01.1980`, `D.O.B. 01/31/1980`, `né(e) le 31/01/1980`.
pub(super) fn born(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    if at(pairs.w, end).is_ascii_digit() {
        let date = Key::Text(Cow::Borrowed(b"date of birth"));
        pairs.add(date, rest_of_line(pairs.w, end), false);
    }
}

/// `login creds: jo@x.io / b7!xQ2`: as people note a user and a password.
pub(super) fn slashed(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let back = cut(w, start.saturating_sub(FIELD_BYTES_MAX / 4)..start);
    let line = tail(back, memchr::memrchr(b'\n', back).map_or(0, |n| n + 1));
    let said = |word: &&[u8]| memchr::memmem::find(line, word).is_some();
    let stop = skip(w, end, KEY_BYTES_MAX, |b| {
        b > b' ' && !matches!(b, b'"' | b'\'' | b'<' | b'/' | b'(')
    });
    let text = cut(w, end..stop);
    let has = |f: fn(&u8) -> bool| text.iter().any(f);
    let mixed = has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && (has(u8::is_ascii_uppercase) || has(|b| b"!@#$%^&*+".contains(b)));
    if mixed && text.len() >= SLASHED_BYTES_MIN && NOTES.iter().any(said) {
        pairs.add(PASSWORD, end..stop, true);
    }
}

/// What a note with a user and a password says before.
const NOTES: &[&[u8]] = &[
    b"cred", b"Cred", b"login", b"Login", b"log in", b"Log in", b"sign in", b"Zugang",
];
const SLASHED_BYTES_MIN: usize = 8;

/// The name before an address of mail or telephony: `From: "Jo Doe" <jo@…>` (RFC 5322).
pub(super) fn mailbox(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    let name = key_before(pairs.w, start + 1);
    if cut(pairs.w, name.clone()).contains(&b' ') {
        pairs.add(Key::Text(Cow::Borrowed(b"display name")), name, true);
    }
}

/// `Date of birth (mm/dd/yyyy): 01/31/1980`: a label with the form of its value.
pub(super) fn hinted(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let from = start.saturating_sub(KEY_BYTES_MAX);
    let Some(n) = memchr::memrchr2(b'(', b'\n', cut(w, from..start)) else {
        return;
    };
    let open = from + n;
    if at(w, open) != b'(' || before(w, open) != b' ' || at(w, end) <= b' ' {
        return;
    }
    let label = skip_back(w, open - 1, WORDS_BYTES_MAX, in_words);
    let value = match value_at(w, end) {
        Some((value, true)) => value,
        _ => rest_of_line(w, end),
    };
    pairs.push(label..open - 1, value, false);
}

/// A part of a form: `form-data; name="ssn"`, an empty line, the value.
pub(super) fn part(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let head = cut(w, end..end + KEY_BYTES_MAX + 32);
    let head = cut(head, 0..memchr::memchr(b'\n', head).unwrap_or(head.len()));
    let Some(name) = memchr::memmem::find(head, b"name=").filter(|n| before(head, *n) == b' ')
    else {
        return;
    };
    let Some((key, true)) = value_at(w, end + name + 5) else {
        return;
    };
    if memchr::memmem::find(head, b"filename").is_some() {
        return;
    }
    let rest = cut(w, key.end..key.end + VALUE_BYTES_MAX);
    let empty = [b"\r\n\r\n".as_slice(), b"\n\n"]
        .into_iter()
        .filter_map(|mark| memchr::memmem::find(rest, mark).map(|n| n + mark.len()))
        .min();
    if let Some(n) = empty {
        let text = tail(rest, n);
        let line = memchr::memchr(b'\n', text).unwrap_or(text.len());
        pairs.push(key.clone(), key.end + n..key.end + n + line, true);
    }
}

/// `SSN ........ 536…`
pub(super) fn dotted(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let line = cut(w, start.saturating_sub(KEY_BYTES_MAX)..start);
    let key =
        memchr::memrchr(b'\n', line).map_or(start - line.len(), |n| start - line.len() + n + 1);
    let value = skip(w, end, KEY_BYTES_MAX * 2, |b| matches!(b, b'.' | b' '));
    let text = cut(w, value..value + VALUE_BYTES_MAX);
    let stop = memchr::memchr(b'\n', text).unwrap_or(text.len());
    pairs.push(key..start, value..value + stop, at(w, value) != b' ');
}

/// MySQL: `` `ssn`='536…' ``
pub(super) fn assigned(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let quote = usize::from(matches!(before(w, end), b'"' | b'\''));
    if let Some((value, bounded)) = value_at(w, skip(w, end - quote, 4, is_blank)) {
        pairs.push(key_before(w, start + 1), value, bounded);
    }
}

/// Words in a sentence or the flag of a command, without an operator: `invalid ssn '536…'`, `--ssn "536…"`, `with ssn #536…`.
pub(super) fn spoken(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    argument(pairs, end);
    if !is_word(before(w, start)) {
        return;
    }
    let from = skip_back(w, start, WORDS_BYTES_MAX, in_words);
    let Some(key) = pairs.key(from..start) else {
        return;
    };
    let flag = skip_back(w, start, WORDS_BYTES_MAX, is_word);
    let flag = cut(w, flag..flag + 2) == b"--";
    let several = cut(w, key.clone())
        .iter()
        .any(|b| matches!(b, b' ' | b'_' | b'-'));
    let value = if before(w, end) == b'#' {
        rest_of_line(w, skip(w, end, 1, |b| b == b' '))
    } else {
        match value_at(w, end - 1) {
            Some((value, true)) => value,
            _ => return,
        }
    };
    // One word before a title in quotes is a sentence.
    let text = cut(w, value.clone());
    let digits = text.iter().any(u8::is_ascii_digit);
    if !matches!(at(text, 0), b' ' | b'(') && (flag || digits || several) {
        pairs.add(Key::At(key), value, flag);
    }
}

/// `my ssn is 536…`: what is stated is a number, or begins with one.
pub(super) fn stated(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let word = skip(w, end, KEY_BYTES_MAX, |b| b > b' ');
    if !cut(w, end..word).iter().any(u8::is_ascii_digit) || at(w, end).is_ascii_lowercase() {
        return;
    }
    let from = skip_back(w, start, WORDS_BYTES_MAX, in_words);
    pairs.push(from..start, rest_of_line(w, end), false);
}

fn rest_of_line(w: &[u8], start: usize) -> Range<usize> {
    let text = cut(w, start..start + STATED_BYTES_MAX);
    start..start + memchr::memchr(b'\n', text).unwrap_or(text.len())
}

/// `-F 'address=12 Main St'`: quotes around a pair.
fn argument(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    let operator = skip(w, start, KEY_BYTES_MAX, is_word);
    let quote = before(w, start);
    if at(w, operator) != b'=' || operator == start || !matches!(quote, b'"' | b'\'') {
        return;
    }
    let text = cut(w, operator + 1..operator + 1 + VALUE_BYTES_MAX);
    let close = memchr::memchr2(quote, b'\n', text).filter(|n| at(text, *n) == quote);
    if let Some(close) = close.filter(|n| cut(text, 0..*n).contains(&b' ')) {
        pairs.push(start..operator, operator + 1..operator + 1 + close, true);
    }
}

/// The name comes after the value: `gave 536… as ssn`, `536… (SSN)`.
pub(super) fn named_after(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let mut from = skip_back(w, start, WORDS_BYTES_MAX, |b| b > b' ' && b != b'"');
    let token = cut(w, from..start);
    // `call-agent.c (get_passphrase)` is a file and a function.
    if !token.iter().any(u8::is_ascii_digit) || token.iter().any(u8::is_ascii_lowercase) {
        return;
    }
    // `943 476 5919`: groups of digits belong together.
    while before(w, from) == b' ' && start - from < WORDS_BYTES_MAX && at(w, from).is_ascii_digit()
    {
        let group = skip_back(w, from - 1, 8, |b| b.is_ascii_digit());
        if group == from - 1 || before(w, group) > b' ' {
            break;
        }
        from = group;
    }
    // The longest of the next words that is a key.
    let mut last = None;
    let mut word = end;
    for _ in 0..NAME_WORDS_MAX {
        let stop = skip(w, word, KEY_BYTES_MAX, is_word);
        // Where no word follows the blank these are the words before it.
        if stop > word || word == end {
            last = pairs.key(end..stop).or(last);
        }
        if at(w, stop) != b' ' {
            break;
        }
        word = stop + 1;
    }
    if let Some(key) = last {
        pairs.add(Key::At(key), from..start, true);
    }
}

/// What is in words and between them.
fn in_words(b: u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b"_-. ").and_beyond();
    SET.has(b)
}

/// Words of a name after its value.
const NAME_WORDS_MAX: usize = 4;

/// The longest value in a sentence.
const STATED_BYTES_MAX: usize = 64;
/// Words before a value in a sentence.
const WORDS_BYTES_MAX: usize = 40;

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn messages_that_name_the_field_elsewhere() {
        for text in [
            "DETAIL:  Key (ssn)=(536) already exists.",
            "DETAIL:  Key (id, ssn)=(17, 536) already exists.",
            "object 'c' on field 'ssn': rejected value [536]; codes",
            "1 error\nperson.ssn\n  bad [type=x, input_value='536', input_type=str]",
            "define( 'ssn', '536' );",
            "os.environ.get(\"ssn\", \"536\")",
            "config('ssn', default='536')",
            "Content-Disposition: form-data; name=\"ssn\"\r\n\r\n536\r\n--b",
            "ssn ......... 536\n",
        ] {
            assert_eq!(of(text), ["ssn='536'"], "{text}");
        }
        for text in ["invalid ssn '536' given", "my ssn is 536", "with ssn #536"] {
            assert_eq!(of(text).len(), 1, "{text}");
        }
        assert_eq!(of("x --ssn \"536\" y"), ["x --ssn='536'"]);
        assert_eq!(of("SET `ssn`='536', `b`=1"), ["ssn='536'"]);
        assert_eq!(of("From: \"Jo Doe\" <jo@x>"), ["display name='Jo Doe'"]);
        assert_eq!(of("p.setSsn(\"536\");"), ["p.setSsn='536'"]);
        assert_eq!(
            of("J. Doe, geb. 31.1.80, M."),
            ["date of birth=31.1.80, M."]
        );
        assert_eq!(
            of("login creds: jo@x.io / b7Q!xx22"),
            ["password='b7Q!xx22'"]
        );
        assert_eq!(of("login took 12 / 300Mb of 7"), [""; 0]);
        assert_eq!(of("gave 536 as my ssn on"), ["my ssn='536'"]);
        assert_eq!(of("number 943 476 (ssn)"), ["ssn='943 476'"]);
        assert_eq!(of("-F 'ssn=5 36' x"), ["ssn='5 36'"]);
        assert_eq!(
            of("form-data; name=\"ssn\"; filename=\"a\"\r\n\r\n536\r\n"),
            [""; 0]
        );
    }
}
