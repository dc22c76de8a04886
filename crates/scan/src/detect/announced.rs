//! Secrets that words announce: SQL statements, `.netrc` and `.pgpass`, configurations of switches and daemons, notes.

use std::ops::Range;

use super::command::{ARGUMENT_BYTES_MAX, COMMAND_BYTES_MAX};
use super::pair::quoted;
use super::{span, value};
use crate::bytes::{at, before, cut, tail};

const FLAG_BYTES_MAX: usize = 24;

/// What stands right before a secret.
const LEADS: &[&[u8]] = &[
    b"identified by ",
    b"password(",
    b"password ",
    b"password '",
    b"password \"",
    b"password 7 ",
    b"password 0 ",
    b"password enc ",
    b"password \"auth\" ",
    b"pass:",
    b"passwd enc ",
    b"secret 0 ",
    b"secret 5 ",
    b"secret 9 ",
    b"key 7 ",
    b"community ",
    b"rootpw ",
    b"bindpw ",
    b"requirepass ",
    b"masterauth ",
    b"ascii-text ",
    b"-asplaintext ",
    b"convertto-securestring ",
    b"\"auth\" \"",
    b" sha \"",
    b" aes \"",
    b" md5 \"",
    b" eap \"",
];

/// What a secret is called in a sentence, and what may stand between it and the secret.
const CALLED: &[&[u8]] = &[
    b"password ",
    b"passcode ",
    b"passwort ",
    b"kennwort ",
    b"mot de passe ",
    b"contrase\xc3\xb1a ",
    b"clave ",
    b"senha ",
    b"palavra-passe ",
    b"has\xc5\x82o ",
    b"wachtwoord ",
    b"pwd ",
    b"l\xc3\xb6senord ",
];
const LINKS: &[&[u8]] = &[
    b"is ",
    b"was ",
    b"to ",
    b"es ",
    b"era ",
    b"\xc3\xa8 ",
    b"\xc3\xa9 ",
    b"e' ",
    b"est ",
    b"ist ",
    b"war ",
    b"lautet ",
    b"brzmi ",
    b"\xc3\xa4r ",
];

/// What a secret always follows in configurations of network equipment, and how it is encoded before it.
const DEVICE_LEADS: &[&[u8]] = &[
    b"shared-key ",
    b"psksecret ",
    b"passphrase ",
    b"isakmp key ",
    b"server key ",
    b"key-string ",
    b"psk ",
];
const ENCODINGS: &[&[u8]] = &[
    b"", b"0 ", b"5 ", b"6 ", b"7 ", b"8 ", b"9 ", b"enc ", b"cipher ", b"ascii ",
];

/// What may stand between one of the marks that is searched for and the secret: the longest counts.
const FOLLOWING: &[&[u8]] = &[
    b"\"auth\" ",
    b"'",
    b"\"",
    b"is ",
    b"to ",
    b"es ",
    b"\xc3\xa8 ",
    b"est ",
    b"ist ",
    b"lautet ",
    b"enc ",
    b"0 ",
    b"5 ",
    b"7 ",
    b"9 ",
    b"6 ",
    b"8 ",
    b"cipher ",
    b"ascii ",
    b"was ",
    b"era ",
    b"\xc3\xa9 ",
    b"e' ",
    b"war ",
    b"brzmi ",
    b"\xc3\xa4r ",
    b"del ",
    b"van ",
    b"for ",
    b"f\xc3\xbcr ",
    b"pour ",
    b"de ",
    b"para ",
    b"do ",
    b"voor ",
    b"provis\xc3\xb3ria",
];

/// Where the words end that begin with the mark at `start..mark`, or nothing if it is part of something else.
pub(super) fn words(w: &[u8], start: usize, mark: usize) -> Option<usize> {
    let inside = before(w, start).is_ascii_alphanumeric() || before(w, start) == b'_';
    let community = cut(w, start..mark).eq_ignore_ascii_case(COMMUNITY);
    let part = if community {
        !is_snmp(w, start)
    } else {
        inside && at(w, start).is_ascii_alphanumeric()
    };
    if part {
        return None;
    }
    let rest = tail(w, mark);
    let follows = |text: &&&[u8]| cut(rest, 0..text.len()).eq_ignore_ascii_case(text);
    let longest = FOLLOWING
        .iter()
        .filter(follows)
        .map(|text| text.len())
        .max();
    let end = mark + longest.unwrap_or(0);
    let word = cut(w, start..end);
    let known = is_lead(word) || is_one(OWNED, word);
    Some(if known { end } else { mark })
}

/// Whether a secret may follow such words at once.
pub(super) fn is_lead(word: &[u8]) -> bool {
    let follows = |first: &[&[u8]], then: &[&[u8]]| {
        first.iter().any(|lead| {
            cut(word, 0..lead.len()).eq_ignore_ascii_case(lead)
                && is_one(then, tail(word, lead.len()))
        })
    };
    is_one(LEADS, word) || follows(CALLED, LINKS) || follows(DEVICE_LEADS, ENCODINGS)
}

fn is_one(words: &[&[u8]], word: &[u8]) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// The secret that the words at `start..end` announce, if there is one; nothing if they announce none.
pub(super) fn secret(w: &[u8], start: usize, end: usize) -> Option<Option<Range<usize>>> {
    let word = cut(w, start..end);
    let is = |text: &[u8]| word.eq_ignore_ascii_case(text);
    // `PASS: list-1.exp` is a verdict.
    if is(b"pass:") && !follows_flag(w, start) {
        return Some(None);
    }
    Some(if is(b"machine ") {
        netrc(w, end)
    } else if is_one(OWNED, word) {
        owned(w, end)
    } else if is(b"pass ") {
        answer(w, start, end)
    } else if is_one(THIN, word) {
        thin(w, end)
    } else if word.first() == Some(&b':') {
        pgpass(w, start, end)
    } else if is_lead(word) {
        led(w, end, word)
    } else {
        return None;
    })
}

/// The name of a community of SNMP does as its password.
const COMMUNITY: &[u8] = b"community ";

/// `snmp-server community`, `rocommunity`: what a `community` at `start` needs before it.
fn is_snmp(w: &[u8], start: usize) -> bool {
    let back = cut(w, start.saturating_sub(FLAG_BYTES_MAX)..start);
    [&b"snmp-server "[..], b"snmp ", b"ro", b"rw"]
        .iter()
        .any(|word| back.ends_with(word))
}

/// `-passin pass:…`: an option about passwords stands before.
fn follows_flag(w: &[u8], start: usize) -> bool {
    let back = cut(w, start.saturating_sub(FLAG_BYTES_MAX)..start);
    let flag = back.trim_ascii_end().rsplit(|b| *b <= b' ').next();
    flag.is_some_and(|flag| flag.starts_with(b"-") && memchr::memmem::find(flag, b"pass").is_some())
}

/// `IDENTIFIED BY 'x'`, `PASSWORD('x')`, `the password is x`.
fn led(w: &[u8], end: usize, word: &[u8]) -> Option<Range<usize>> {
    let open = matches!(word.last(), Some(b'\'' | b'"'));
    let from = if open {
        end - 1
    } else {
        end + span(tail(w, end), 4, |b| b == b' ')
    };
    let slashes = span(tail(w, from), 2, |b| b == b'\\');
    if matches!(at(w, from + slashes), b'\'' | b'"') {
        let v = quoted(w, from, slashes)?;
        let text = cut(w, v.start..v.end);
        // `PASSWORD('` in a program that goes on with the value of a variable.
        let words = text.iter().filter(|b| **b == b' ').count();
        let code =
            text.iter().any(|b| matches!(b, b'+' | b'|' | b'{' | b'(')) && words > 0 || words > 2;
        let prompt = text.trim_ascii_end().ends_with(b":");
        return (!code && !prompt && v.end - v.start <= ARGUMENT_BYTES_MAX)
            .then_some(v.start..v.end);
    }
    if word.ends_with(b"(") || open {
        return None;
    }
    let n = span(tail(w, from), ARGUMENT_BYTES_MAX, |b| {
        b > b' ' && !matches!(b, b'"' | b'\'' | b'<' | b'`')
    });
    let text = value::without_end_marks(cut(w, from..from + n));
    // Without quotes it may be prose or code: `identified by four values`, `pass: Cell::new(0)`.
    let sure = value::is_mixed(text) && text.len() >= 6 && text.iter().any(u8::is_ascii_digit);
    let code = text
        .iter()
        .any(|b| matches!(b, b'(' | b')' | b'{' | b'[' | b'\\'));
    (sure && !code && !text.is_empty()).then_some(from..from + text.len())
}

/// `machine host login user password secret`, on one line or several.
fn netrc(w: &[u8], end: usize) -> Option<Range<usize>> {
    let text = cut(w, end..end + COMMAND_BYTES_MAX);
    let next = memchr::memmem::find(text, b"machine ").unwrap_or(text.len());
    let text = cut(text, 0..next);
    let login = memchr::memmem::find(text, b"login ")?;
    let key = memchr::memmem::find(text, b"password ")
        .filter(|key| key.abs_diff(login) < ARGUMENT_BYTES_MAX)?;
    let from = end + key + b"password ".len();
    let n = span(tail(w, from), ARGUMENT_BYTES_MAX, |b| b > b' ');
    Some(from..from + n)
}

/// What a note says before whose password it is.
const OWNED: &[&[u8]] = &[
    b"password for ",
    b"passwort f\xc3\xbcr ",
    b"mot de passe pour ",
    b"contrase\xc3\xb1a de ",
    b"contrase\xc3\xb1a para ",
    b"senha do ",
    b"has\xc5\x82o do ",
    b"wachtwoord voor ",
    b"wachtwoord van ",
    b"kennwort f\xc3\xbcr ",
    b"password del ",
    b"contrase\xc3\xb1a del ",
    b"senha provis\xc3\xb3ria",
];

/// `root password for db-23 = …`, `hasło do portalu: …`: whose it is stands before the operator.
fn owned(w: &[u8], end: usize) -> Option<Range<usize>> {
    let owner = span(tail(w, end), OWNER_BYTES_MAX, |b| {
        b >= b' ' && !matches!(b, b':' | b'=' | b'"' | b'\'')
    });
    let operator = end + owner;
    let from = operator + 1 + span(tail(w, operator + 1), 2, |b| b == b' ');
    let n = span(tail(w, from), ARGUMENT_BYTES_MAX, |b| {
        b > b' ' && !matches!(b, b'"' | b'\'' | b'<' | b'`')
    });
    let text = value::without_end_marks(cut(w, from..from + n));
    let sure = text.len() >= OWNED_BYTES_MIN
        && value::is_mixed(text)
        && text.iter().any(u8::is_ascii_digit);
    let code = text
        .iter()
        .any(|b| matches!(b, b'(' | b')' | b'{' | b'[' | b'\\' | b'/'));
    (matches!(at(w, operator), b':' | b'=') && sure && !code).then_some(from..from + text.len())
}

/// Whose password it is stands in so many bytes.
const OWNER_BYTES_MAX: usize = 40;
/// A password in a note is not shorter.
const OWNED_BYTES_MIN: usize = 6;

/// FTP and POP3: `PASS …` on a line after `USER …`.
fn answer(w: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let asked = cut(w, start.saturating_sub(COMMAND_BYTES_MAX)..start);
    memchr::memmem::find(asked, b"USER ")?;
    let n = span(tail(w, end), ARGUMENT_BYTES_MAX, |b| b > b' ');
    matches!(at(w, end + n), b'\r' | b'\n' | 0).then_some(end..end + n)
}

/// What stands before the credentials of an Oracle database.
const THIN: &[&[u8]] = &[b":thin:", b"sqlplus ", b"userid="];

/// `jdbc:oracle:thin:user/secret@host`, `sqlplus -S user/secret@host`.
fn thin(w: &[u8], end: usize) -> Option<Range<usize>> {
    let option = span(tail(w, end), FLAG_BYTES_MAX, |b| b > b' ');
    let end = if at(w, end) == b'-' {
        end + option + 1
    } else {
        end
    };
    let text = cut(w, end..end + ARGUMENT_BYTES_MAX);
    let n = span(text, text.len(), |b| {
        b > b' ' && !matches!(b, b'"' | b'\'' | b'@')
    });
    let user = memchr::memchr(b'/', cut(text, 0..n))?;
    (at(text, n) == b'@' && user > 0).then_some(end + user + 1..end + n)
}

/// `host:5432:database:user:secret`, a line of its own.
fn pgpass(w: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let is_field = |b: u8| b > b' ' && b != b':';
    let back = cut(w, start.saturating_sub(ARGUMENT_BYTES_MAX)..start);
    let host = back.iter().rev().take_while(|b| is_field(**b)).count();
    let database = span(tail(w, end), ARGUMENT_BYTES_MAX, is_field);
    let user_at = end + database + 1;
    let user = span(tail(w, user_at), ARGUMENT_BYTES_MAX, is_field);
    let from = user_at + user + 1;
    let n = span(tail(w, from), ARGUMENT_BYTES_MAX, |b| b > b' ');
    let whole = host > 0
        && matches!(before(w, start - host), 0 | b'\n')
        && database > 0
        && user > 0
        && at(w, user_at - 1) == b':'
        && at(w, from - 1) == b':'
        && !cut(w, from..from + n).contains(&b':')
        && at(w, from + n) <= b'\r';
    whole.then_some(from..from + n)
}
