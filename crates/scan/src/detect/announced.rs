//! Secrets that words announce: SQL statements, `.netrc` and `.pgpass`, configurations of switches and daemons, notes.

use std::ops::Range;

use super::by_first::ByFirst;
use super::command::{ARGUMENT_BYTES_MAX, COMMAND_BYTES_MAX};
use super::pair::quoted;
use super::{span, value};
use crate::bytes::{at, before, cut, tail};

const FLAG_BYTES_MAX: usize = 24;

/// What stands right before a secret.
const LEADS: &[&str] = &[
    "identified by ",
    "password(",
    "password ",
    "password '",
    "password \"",
    "password 7 ",
    "password 0 ",
    "password enc ",
    "password \"auth\" ",
    "pass:",
    "passwd enc ",
    "secret 0 ",
    "secret 5 ",
    "secret 9 ",
    "key 7 ",
    "community ",
    "rootpw ",
    "bindpw ",
    "requirepass ",
    "masterauth ",
    "ascii-text ",
    "-asplaintext ",
    "convertto-securestring ",
    "\"auth\" \"",
    " sha \"",
    " aes \"",
    " md5 \"",
    " eap \"",
];

/// What a secret is called in a sentence, and what may stand between it and the secret.
const CALLED: &[&str] = &[
    "password ",
    "passcode ",
    "passwort ",
    "kennwort ",
    "mot de passe ",
    "contraseña ",
    "clave ",
    "senha ",
    "palavra-passe ",
    "hasło ",
    "wachtwoord ",
    "pwd ",
    "lösenord ",
];
const LINKS: &[&str] = &[
    "is ", "was ", "to ", "es ", "era ", "è ", "é ", "e' ", "est ", "ist ", "war ", "lautet ",
    "brzmi ", "är ",
];

/// What a secret always follows in configurations of network equipment, and how it is encoded before it.
const DEVICE_LEADS: &[&str] = &[
    "shared-key ",
    "psksecret ",
    "passphrase ",
    "isakmp key ",
    "server key ",
    "key-string ",
    "psk ",
];
const ENCODINGS: &[&str] = &[
    "0 ", "5 ", "6 ", "7 ", "8 ", "9 ", "enc ", "cipher ", "ascii ",
];

/// What may stand between one of the marks that is searched for and the secret: the longest counts.
const FOLLOWING: &[&str] = &[
    "\"auth\" ",
    "'",
    "\"",
    "is ",
    "to ",
    "es ",
    "è ",
    "est ",
    "ist ",
    "lautet ",
    "enc ",
    "0 ",
    "5 ",
    "7 ",
    "9 ",
    "6 ",
    "8 ",
    "cipher ",
    "ascii ",
    "was ",
    "era ",
    "é ",
    "e' ",
    "war ",
    "brzmi ",
    "är ",
    "del ",
    "van ",
    "for ",
    "für ",
    "pour ",
    "de ",
    "para ",
    "do ",
    "voor ",
    "provisória",
];

/// Words that may announce a secret.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// Where they end.
    pub(super) end: usize,
    /// A secret may follow them at once.
    pub(super) lead: bool,
    /// Which of [`LEADS`] they are, if they are one.
    pub(super) said: Option<&'static [u8]>,
    /// They are one of [`OWNED`].
    owned: bool,
}

impl Words {
    fn of(w: &[u8], start: usize, end: usize) -> Self {
        let word = cut(w, start..end);
        let mut leads = LEADS_BY_FIRST.of(LEADS, word);
        let said = leads.find(|lead| lead.eq_ignore_ascii_case(word));
        Self {
            end,
            lead: said.is_some() || is_lead(word),
            said,
            owned: is_one(OWNED, &OWNED_BY_FIRST, word),
        }
    }
}

/// The words that begin with the mark at `start..mark`, or nothing if it is part of something else.
pub(super) fn words(w: &[u8], start: usize, mark: usize) -> Option<Words> {
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
    let following = FOLLOWING_BY_FIRST.of(FOLLOWING, rest);
    let follows = following.filter(|text| cut(rest, 0..text.len()).eq_ignore_ascii_case(text));
    let longest = follows.map(<[u8]>::len).max();
    if let Some(longest) = longest {
        let words = Words::of(w, start, mark + longest);
        if words.lead || words.owned {
            return Some(words);
        }
    }
    Some(Words::of(w, start, mark))
}

/// Whether a secret may follow words at once that are none of [`LEADS`].
fn is_lead(word: &[u8]) -> bool {
    let begins = |lead: &&[u8]| cut(word, 0..lead.len()).eq_ignore_ascii_case(lead);
    let rest = |lead: &[u8]| tail(word, lead.len());
    let mut called = CALLED_BY_FIRST.of(CALLED, word).filter(begins);
    let mut device = DEVICE_LEADS_BY_FIRST.of(DEVICE_LEADS, word).filter(begins);
    called.any(|lead| is_one(LINKS, &LINKS_BY_FIRST, rest(lead)))
        || device
            .any(|lead| rest(lead).is_empty() || is_one(ENCODINGS, &ENCODINGS_BY_FIRST, rest(lead)))
}

fn is_one<const N: usize>(
    words: &'static [&'static str],
    by_first: &ByFirst<N>,
    word: &[u8],
) -> bool {
    let mut alike = by_first.of(words, word);
    alike.any(|one| one.eq_ignore_ascii_case(word))
}

static LEADS_BY_FIRST: ByFirst<{ LEADS.len() }> = ByFirst::new(LEADS);
static CALLED_BY_FIRST: ByFirst<{ CALLED.len() }> = ByFirst::new(CALLED);
static LINKS_BY_FIRST: ByFirst<{ LINKS.len() }> = ByFirst::new(LINKS);
static DEVICE_LEADS_BY_FIRST: ByFirst<{ DEVICE_LEADS.len() }> = ByFirst::new(DEVICE_LEADS);
static ENCODINGS_BY_FIRST: ByFirst<{ ENCODINGS.len() }> = ByFirst::new(ENCODINGS);
static FOLLOWING_BY_FIRST: ByFirst<{ FOLLOWING.len() }> = ByFirst::new(FOLLOWING);
static OWNED_BY_FIRST: ByFirst<{ OWNED.len() }> = ByFirst::new(OWNED);

/// The secret that the words at `start..` announce, if there is one; nothing if they announce none.
pub(super) fn secret(w: &[u8], start: usize, words: Words) -> Option<Option<Range<usize>>> {
    let end = words.end;
    let word = cut(w, start..end);
    let is = |text: &[u8]| word.eq_ignore_ascii_case(text);
    // `PASS: list-1.exp` is a verdict.
    if is(b"pass:") && !follows_flag(w, start) {
        return Some(None);
    }
    Some(if is(b"machine ") {
        netrc(w, end)
    } else if words.owned {
        owned(w, end)
    } else if is(b"pass ") {
        answer(w, start, end)
    } else if THIN.iter().any(|one| is(one)) {
        thin(w, end)
    } else if word.first() == Some(&b':') {
        pgpass(w, start, end)
    } else if words.lead {
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
const OWNED: &[&str] = &[
    "password for ",
    "passwort für ",
    "mot de passe pour ",
    "contraseña de ",
    "contraseña para ",
    "senha do ",
    "hasło do ",
    "wachtwoord voor ",
    "wachtwoord van ",
    "kennwort für ",
    "password del ",
    "contraseña del ",
    "senha provisória",
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
