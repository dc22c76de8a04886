//! Names of people, where a key or field says that there is one; those in running text: `prose.rs`.

use super::by_first::ByFirst;
use super::{Candidate, span};
use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::rules::People;

const NAME_BYTES_MAX: usize = 80;
const WORDS_MAX: usize = 6;

/// Evidence of a known given name.
const GIVEN: i32 = 500;
/// Evidence of two words that begin with capitals; of one.
const TWO_WORDS: i32 = 0;
const ONE_WORD: i32 = -300;
/// Small letters only: a login, a word.
const SMALL: i32 = -500;

/// Words that things are called by, and people are not.
const THINGS: &[&str] = &[
    "server",
    "service",
    "services",
    "manager",
    "default",
    "test",
    "node",
    "cluster",
    "group",
    "admin",
    "system",
    "user",
    "users",
    "client",
    "application",
    "app",
    "api",
    "database",
    "table",
    "index",
    "queue",
    "topic",
    "job",
    "task",
    "worker",
    "thread",
    "pool",
    "load",
    "balancer",
    "proxy",
    "gateway",
    "controller",
    "handler",
    "listener",
    "factory",
    "provider",
    "module",
    "plugin",
    "package",
    "library",
    "framework",
    "chrome",
    "firefox",
    "safari",
    "windows",
    "linux",
    "ubuntu",
    "debian",
    "android",
    "google",
    "microsoft",
    "amazon",
    "apple",
    "oracle",
    "monitor",
    "backup",
    "cache",
    "storage",
    "volume",
    "disk",
    "network",
    "interface",
    "adapter",
    "device",
    "driver",
    "kernel",
    "process",
    "session",
    "token",
    "key",
    "value",
    "type",
    "status",
    "state",
    "error",
    "warning",
    "info",
    "debug",
    "unknown",
    "none",
    "null",
    "true",
    "false",
    "main",
    "master",
    "worker",
    "primary",
    "secondary",
    "internal",
    "external",
    "public",
    "private",
    "global",
    "local",
    "remote",
    "report",
    "summary",
    "template",
    "policy",
    "rule",
    "role",
    "permission",
    "account",
    "accounts",
    "order",
    "orders",
    "product",
    "invoice",
    "file",
    "files",
    "folder",
    "directory",
    "document",
    "page",
    "view",
    "form",
    "field",
    "column",
    "row",
    "list",
    "item",
    "items",
    "object",
    "event",
    "events",
    "message",
    "messages",
    "request",
    "response",
    "connection",
    "transaction",
    "batch",
    "pipeline",
    "workflow",
    "step",
    "build",
    "release",
    "version",
    "production",
    "staging",
    "development",
    "security",
    "support",
    "team",
    "department",
    "company",
    "corp",
    "inc",
    "ltd",
    "gmbh",
    "llc",
    "university",
    "school",
    "hospital",
    "clinic",
    "bank",
    "street",
    "road",
    "north",
    "south",
    "east",
    "west",
    "new",
    "old",
    "first",
    "second",
    "last",
    "next",
    "previous",
    "start",
    "end",
    "stop",
    "run",
    "get",
    "set",
    "create",
    "update",
    "delete",
    "health",
    "check",
    "metrics",
    "logs",
    "logging",
    "config",
    "configuration",
    "settings",
    "data",
    "source",
    "target",
    "memory",
    "cpu",
    "full",
    "name",
    "surname",
    "redacted",
    "masked",
    "hidden",
    "anonymous",
    "some",
    "none",
    "string",
    "option",
    "vec",
    "err",
    "guest",
    "root",
    "name",
];

/// The words of a name at `start`, up to where they end. `bounded`: up to there at most (a quoted value, a column).
pub(crate) fn name(
    w: &[u8],
    start: usize,
    bounded: Option<usize>,
    rule: u16,
    people: &People,
) -> Option<Candidate> {
    let limit = bounded
        .unwrap_or(start + NAME_BYTES_MAX)
        .min(start + NAME_BYTES_MAX);
    let text = cut(w, start..limit);
    // `nginx-7f31`: most values of a key such as `name` are no names of people.
    if bounded.is_some() && !text.iter().all(|b| in_name(*b)) {
        return None;
    }
    let mut end = 0;
    let mut earlier = 0;
    let (mut words, mut capitals, mut known) = (0, 0, false);
    // `Grace` says little, `Grace Miller` much.
    let (mut word_too, mut family) = (false, false);
    while words < WORDS_MAX {
        let gap = match words {
            0 => 0,
            _ => span(tail(text, end), 2, |b| matches!(b, b' ' | b',' | b'^')),
        };
        let word = word_at(text, end + gap);
        if word == 0 || (words > 0 && gap == 0) {
            break;
        }
        let letters = cut(text, end + gap..end + gap + word);
        let big = is_capital(letters);
        // Outside quotes a word in small letters is no longer the name, but for `van`, `de`, `bin` and the like.
        if bounded.is_none() && !big && (words == 0 || !is_particle(letters)) {
            break;
        }
        if is_thing(letters) {
            return None;
        }
        capitals += usize::from(big);
        // The first name comes first, or after the family name and a mark.
        let mark = cut(text, end..end + gap)
            .iter()
            .any(|b| matches!(b, b',' | b'^'));
        let first = words == 0 || mark;
        let part = people.part(letters);
        known |= first && part.given;
        word_too |= first && part.may_be_given;
        family = part.family;
        earlier = end;
        end += gap + word;
        words += 1;
    }
    // `Vorname=Anna Nachname=Bauer`: the last word is the next key.
    let next = at(text, end) == b'=' || at(text, end) == b':' && at(text, end + 1) == b' ';
    if bounded.is_none() && words > 1 && next {
        end = earlier;
        words -= 1;
        capitals -= 1;
    }
    let text = cut(text, 0..end);
    // An identifier or call of a program goes on.
    let code = bounded.is_none() && matches!(at(w, start + end), b'_' | b'(' | b'[' | b'=');
    let whole = !code && bounded.is_none_or(|b| start + end == b.min(limit));
    if words == 0 || !whole || text.len() < 2 {
        return None;
    }
    let mut score = match (capitals, words) {
        (0, _) => SMALL,
        (_, 1) => ONE_WORD,
        _ => TWO_WORDS,
    };
    let mut found = Candidate::new(rule, start, start + end, 0);
    if known || word_too && family && words > 1 {
        score += GIVEN;
        found = found.because("known given name");
    }
    found.score = score;
    Some(found)
}

/// What may stand in a name, and between its words.
fn in_name(b: u8) -> bool {
    in_word(b) || matches!(b, b' ' | b',' | b'^')
}

/// Letters of any script, and what may stand between them.
fn in_word(b: u8) -> bool {
    static SET: ByteSet =
        ByteSet::of(b"'-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").and_beyond();
    SET.has(b)
}

/// Length of a word of letters (any script), with `'`, `-` and `.` inside.
pub(super) fn word_at(text: &[u8], from: usize) -> usize {
    let rest = tail(text, from);
    let n = span(rest, 40, in_word);
    let first = at(rest, 0);
    let starts = first.is_ascii_alphabetic() || first >= 0x80;
    if starts {
        let mark = matches!(before(rest, n), b'-' | b'\'');
        n - usize::from(mark)
    } else {
        0
    }
}

fn is_capital(word: &[u8]) -> bool {
    at(word, 0).is_ascii_uppercase() || at(word, 0) >= 0x80
}

/// `Ludwig van Beethoven`.
pub(super) fn is_particle(word: &[u8]) -> bool {
    let particles: &[&[u8]] = &[
        b"van", b"von", b"de", b"der", b"den", b"da", b"di", b"del", b"della", b"du", b"dos",
        b"la", b"le", b"bin", b"al", b"el", b"y", b"ten", b"zu",
    ];
    particles.contains(&word)
}

pub(super) fn is_thing(word: &[u8]) -> bool {
    let mut things = THINGS_BY_FIRST.of(THINGS, word);
    things.any(|thing| thing.eq_ignore_ascii_case(word))
}

static THINGS_BY_FIRST: ByFirst<{ THINGS.len() }> = ByFirst::new(THINGS);

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    fn found(text: &str, bounded: bool) -> Option<&str> {
        let people = People::default();
        let limit = bounded.then_some(text.len());
        name(text.as_bytes(), 0, limit, 0, &people).map(|c| &text[..c.end])
    }

    #[test]
    fn names_where_they_are_expected() {
        for ok in [
            "Neil Johnson",
            "O'Brien",
            "Jean-Luc Picard",
            "Müller",
            "DOE^JOHN",
            "Smith, John",
            "Ludwig van Beethoven",
        ] {
            assert_eq!(found(ok, true), Some(ok), "{ok}");
        }
        assert_eq!(found("Neil Johnson logged in", false), Some("Neil Johnson"));
        assert_eq!(found("Neil Johnson, age 4", false), Some("Neil Johnson"));
        for no in ["Load Balancer", "nginx-7f31", "12", "", "Neil Johnson <x>"] {
            assert_eq!(found(no, true), None, "{no}");
        }
    }
}
