//! Secrets that no `key=` announces: arguments of well-known commands, SQL statements, `.netrc` and `.pgpass`.

use super::pair::{self, quoted};
use super::{Candidate, span, value};
use crate::bytes::{at, before, cut, tail};

/// The rest of a command is looked at so far.
const COMMAND_BYTES_MAX: usize = 512;
const ARGUMENTS_MAX: usize = 24;
const ARGUMENT_BYTES_MAX: usize = 256;
const FLAG_BYTES_MAX: usize = 24;

/// How a flag gives a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gives {
    /// `-psecret`.
    Attached,
    /// `-p secret`.
    Next,
    /// `-psecret` or `-p secret`.
    Either,
    /// `-u user:secret`.
    AfterColon,
    /// `-U user%secret`.
    AfterPercent,
    /// `/user:name secret` and `secret /user:name`.
    Beside,
}

/// Words that a command begins with, a flag, and what that gives.
const FLAGS: &[(&[u8], &[u8], Gives)] = &[
    (b"sshpass", b"-p", Gives::Either),
    (b"mysql", b"-p", Gives::Attached),
    (b"mariadb", b"-p", Gives::Attached),
    (b"mongo", b"-p", Gives::Next),
    (b"sqlcmd", b"-P", Gives::Either),
    (b"bcp ", b"-P", Gives::Either),
    (b"redis-cli", b"-a", Gives::Next),
    (b"plink", b"-pw", Gives::Next),
    (b"pscp", b"-pw", Gives::Next),
    (b"psexec", b"-p", Gives::Next),
    (b"docker login", b"-p", Gives::Next),
    (b"podman login", b"-p", Gives::Next),
    (b"oc login", b"-p", Gives::Next),
    (b"cf login", b"-p", Gives::Next),
    (b"cf auth", b"-p", Gives::Next),
    (b"az login", b"-p", Gives::Next),
    (b"ldapsearch", b"-w", Gives::Next),
    (b"ldapmodify", b"-w", Gives::Next),
    (b"ldapadd", b"-w", Gives::Next),
    (b"ipmitool", b"-P", Gives::Next),
    (b"7z a", b"-p", Gives::Attached),
    (b"7z x", b"-p", Gives::Attached),
    (b"unzip", b"-P", Gives::Next),
    (b"zip", b"-P", Gives::Next),
    (b"mosquitto_", b"-P", Gives::Next),
    (b"snmpwalk", b"-c", Gives::Either),
    (b"snmpget", b"-c", Gives::Either),
    (b"snmpset", b"-c", Gives::Either),
    (b"snmpbulk", b"-c", Gives::Either),
    (b"snmptrap", b"-c", Gives::Either),
    (b"snmpwalk", b"-A", Gives::Next),
    (b"snmpget", b"-A", Gives::Next),
    (b"snmpset", b"-A", Gives::Next),
    (b"schtasks", b"/rp", Gives::Next),
    (b"curl", b"-u", Gives::AfterColon),
    (b"curl", b"--user", Gives::AfterColon),
    (b"curl", b"-U", Gives::AfterColon),
    (b"curl", b"--proxy-user", Gives::AfterColon),
    (b"http ", b"-a", Gives::AfterColon),
    (b"smbclient", b"-U", Gives::AfterPercent),
    (b"net use", b"/user:", Gives::Beside),
    (b"net user", b"", Gives::Beside),
];

/// What stands right before a secret.
const LEADS: &[&[u8]] = &[
    b"identified by ",
    b"identified by password ",
    b"password(",
    b"old_password(",
    b"password '",
    b"password \"",
    b"password is ",
    b"passcode is ",
    b"passwort ist ",
    b"pass:",
    b"set password = ",
    b"password to ",
    b"convertto-securestring ",
    b"password ",
    b"password 7 ",
    b"key 7 ",
    b"key 0 ",
    b"ascii-text ",
    b"-asplaintext ",
    b"password \xc3\xa8 ",
    b"password 0 ",
    b"secret 0 ",
    b"secret 5 ",
    b"secret 9 ",
    b"passwd enc ",
    b"password enc ",
    b"snmp-server community ",
    b"snmp community ",
    b"rocommunity ",
    b"rwcommunity ",
    b"insecure-password ",
    b"rootpw ",
    b"bindpw ",
    b"requirepass ",
    b"masterauth ",
    b"passwort lautet ",
    b"passwort: ",
    b"password es ",
    b"clave es ",
    b"contrase\xc3\xb1a es ",
    b"mot de passe est ",
    b"wachtwoord is ",
    b"senha e ",
    b"has\xc5\x82o to ",
    b"\"auth\" \"",
    b"password \"auth\" ",
];

/// A secret that the words at `start..end` announce.
pub(crate) fn command(w: &[u8], start: usize, end: usize, rule: u16) -> Option<Candidate> {
    let inside = before(w, start).is_ascii_alphanumeric() || before(w, start) == b'_';
    if inside && at(w, start) != b':' {
        return None;
    }
    let word = cut(w, start..end);
    if word.eq_ignore_ascii_case(b"pass:") && !follows_flag(w, start) {
        // `PASS: list-1.exp` is a verdict.
        return None;
    }
    let range = if word.eq_ignore_ascii_case(b"machine ") {
        netrc(w, end)
    } else if OWNED.iter().any(|lead| word.eq_ignore_ascii_case(lead)) {
        owned(w, end)
    } else if word.eq_ignore_ascii_case(b"pass ") {
        answer(w, start, end)
    } else if THIN.iter().any(|lead| word.eq_ignore_ascii_case(lead)) {
        thin(w, end)
    } else if word.first() == Some(&b':') {
        pgpass(w, start, end)
    } else if LEADS.iter().any(|lead| word.eq_ignore_ascii_case(lead)) {
        led(w, end, word)
    } else {
        argument(w, end, word)
    }?;
    let text = cut(w, range.clone());
    let led = LEADS.iter().any(|lead| word.eq_ignore_ascii_case(lead));
    // `identified by "timeout"` is prose, `IDENTIFIED BY 'x'` is SQL.
    let prose = word.starts_with(b"identified by") && !value::is_mixed(text);
    let name = prose || led && value::is_identifier(text) && !text.iter().any(u8::is_ascii_digit);
    if text.len() < 3 || name || value::is_placeholder(text) {
        return None;
    }
    let found = Candidate::new(
        rule,
        range.start,
        range.end,
        if value::is_mixed(text) { 200 } else { 0 },
    );
    let name = String::from_utf8_lossy(word).trim().to_ascii_lowercase();
    Some(
        Candidate {
            keyed: true,
            ..found
        }
        .because(format!("after `{name}`")),
    )
}

/// `-passin pass:…`: an option about passwords stands before.
fn follows_flag(w: &[u8], start: usize) -> bool {
    let back = cut(w, start.saturating_sub(FLAG_BYTES_MAX)..start);
    let flag = back.trim_ascii_end().rsplit(|b| *b <= b' ').next();
    flag.is_some_and(|flag| flag.starts_with(b"-") && memchr::memmem::find(flag, b"pass").is_some())
}

/// `IDENTIFIED BY 'x'`, `PASSWORD('x')`, `the password is x`.
fn led(w: &[u8], end: usize, word: &[u8]) -> Option<std::ops::Range<usize>> {
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
fn netrc(w: &[u8], end: usize) -> Option<std::ops::Range<usize>> {
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
    b"senha provis\xc3\xb3ria",
];

/// `root password for db-23 = …`, `has\u{142}o do portalu: …`: whose it is stands before the operator.
fn owned(w: &[u8], end: usize) -> Option<std::ops::Range<usize>> {
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
fn answer(w: &[u8], start: usize, end: usize) -> Option<std::ops::Range<usize>> {
    let asked = cut(w, start.saturating_sub(COMMAND_BYTES_MAX)..start);
    memchr::memmem::find(asked, b"USER ")?;
    let n = span(tail(w, end), ARGUMENT_BYTES_MAX, |b| b > b' ');
    matches!(at(w, end + n), b'\r' | b'\n' | 0).then_some(end..end + n)
}

/// What stands before the credentials of an Oracle database.
const THIN: &[&[u8]] = &[b":thin:", b"sqlplus ", b"userid="];

/// `jdbc:oracle:thin:user/secret@host`, `sqlplus -S user/secret@host`.
fn thin(w: &[u8], end: usize) -> Option<std::ops::Range<usize>> {
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
fn pgpass(w: &[u8], start: usize, end: usize) -> Option<std::ops::Range<usize>> {
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

/// The argument of a flag of the command that `word` begins.
fn argument(w: &[u8], end: usize, word: &[u8]) -> Option<std::ops::Range<usize>> {
    let line = cut(w, end..end + COMMAND_BYTES_MAX);
    let line = cut(
        line,
        0..memchr::memchr2(b'\n', b'|', line).unwrap_or(line.len()),
    );
    let mut arguments = Arguments {
        w,
        at: end,
        end: end + line.len(),
    };
    // The rest of the word itself: `mysqldump`.
    arguments.at += span(tail(w, end), 16, |b| b > b' ' && b != b'"');
    let list: Vec<std::ops::Range<usize>> = arguments.by_ref().take(ARGUMENTS_MAX).collect();
    let flags = || {
        FLAGS
            .iter()
            .filter(|(command, ..)| word.eq_ignore_ascii_case(command))
    };
    list.iter().enumerate().find_map(|(i, range)| {
        let text = cut(w, range.clone());
        let next = || list.get(i + 1).cloned();
        flags().find_map(|(_, flag, gives)| {
            let rest = text.strip_prefix(*flag)?;
            let here = || (!rest.is_empty()).then(|| range.start + flag.len()..range.end);
            let found = match gives {
                Gives::Attached => here(),
                Gives::Next => next().filter(|_| rest.is_empty()),
                Gives::Either => here().or_else(next),
                Gives::AfterColon | Gives::AfterPercent => {
                    let mark = if *gives == Gives::AfterColon {
                        b':'
                    } else {
                        b'%'
                    };
                    let credentials = here()
                        .filter(|_| flag.len() == 2)
                        .or_else(|| next().filter(|_| rest.is_empty()))?;
                    let n = memchr::memchr(mark, cut(w, credentials.clone()))?;
                    Some(credentials.start + n + 1..credentials.end)
                }
                Gives::Beside if flag.is_empty() => (i == 1).then(|| range.clone()),
                Gives::Beside => next()
                    .filter(|r| at(w, r.start) != b'/')
                    .or_else(|| i.checked_sub(1).and_then(|i| list.get(i)).cloned()),
            };
            found.filter(|r| sane(cut(w, r.clone())))
        })
    })
}

/// Not another flag, a path, or a drive.
fn sane(text: &[u8]) -> bool {
    !matches!(at(text, 0), b'-' | b'/' | b'\\' | b'*' | b'$')
        && at(text, 1) != b':'
        && !text.contains(&b'\\')
}

/// The arguments of a command line: separated by blanks, in quotes or not.
struct Arguments<'w> {
    w: &'w [u8],
    at: usize,
    end: usize,
}

impl Iterator for Arguments<'_> {
    type Item = std::ops::Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = cut(self.w, 0..self.end);
        let from = self.at
            + span(tail(line, self.at), COMMAND_BYTES_MAX, |b| {
                matches!(b, b' ' | b'\t' | b'\\')
            });
        let quote = at(line, from);
        if matches!(quote, b'"' | b'\'') {
            let v = pair::quoted(line, from, 0)?;
            self.at = v.end + 1;
            return Some(v.start..v.end);
        }
        // `-p'secret'`, `-u"user:secret"`.
        let n = span(tail(line, from), ARGUMENT_BYTES_MAX, |b| {
            b > b' ' && !matches!(b, b'"' | b'\'' | b';')
        });
        let inner = from + n;
        if n > 0 && n <= 8 && matches!(at(line, inner), b'"' | b'\'') && at(line, from) == b'-' {
            self.at = inner;
            return Some(from..inner);
        }
        self.at = inner.max(from + 1);
        (n > 0).then_some(from..inner)
    }
}
