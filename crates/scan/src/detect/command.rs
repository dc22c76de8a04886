//! Secrets that no `key=` announces: arguments of well-known commands, and what words announce.

use super::pair;
use super::{Candidate, Term, announced, span, value};
use crate::bytes::{at, cut, tail};

/// The rest of a command is looked at so far.
pub(super) const COMMAND_BYTES_MAX: usize = 512;
const ARGUMENTS_MAX: usize = 24;
pub(super) const ARGUMENT_BYTES_MAX: usize = 256;

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
    (b"osql ", b"-P", Gives::Either),
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

/// A secret that the words at `start..mark` announce, with those that follow them, or an argument of the program that is
/// named there.
pub(crate) fn command(w: &[u8], start: usize, mark: usize, rule: u16) -> Option<Candidate> {
    let words = announced::words(w, start, mark)?;
    let word = cut(w, start..words.end);
    let announced = announced::secret(w, start, words);
    let range = announced.unwrap_or_else(|| argument(w, words.end, word))?;
    let text = cut(w, range.clone());
    // `identified by "timeout"` is prose, `IDENTIFIED BY 'x'` is SQL.
    let prose = word.starts_with(b"identified by") && !value::is_mixed(text);
    let name =
        prose || words.lead && value::is_identifier(text) && !text.iter().any(u8::is_ascii_digit);
    if text.len() < 3 || name || value::is_placeholder(text) {
        return None;
    }
    let score = if value::is_mixed(text) { 200 } else { 0 };
    let found = Candidate {
        keyed: true,
        ..Candidate::new(rule, range.start, range.end, score)
    };
    if let Some(said) = words.said {
        return Some(found.because(Term::After(said)));
    }
    // Written by hand: formatting costs more than all else that is done here.
    let mut term = b"after `".to_vec();
    term.extend(word.trim_ascii().iter().map(u8::to_ascii_lowercase));
    term.push(b'`');
    let term = String::from_utf8(term)
        .unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    Some(found.because(term))
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
                // `-p'secret'`
                Gives::Attached => here().or_else(|| {
                    next().filter(|next| next.start == range.end + 1 && at(w, range.end) != b' ')
                }),
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
