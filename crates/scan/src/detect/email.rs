//! E-mail addresses as they occur in logs: a narrower local part than RFC 5321 allows, a real top-level domain.

use super::{Candidate, span};
use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::rules::Phrases;

const LOCAL_BYTES_MAX: usize = 64;
const DOMAIN_BYTES_MAX: usize = 253;
/// The domain of addresses that redaction writes: `.invalid` never resolves (RFC 2606).
pub(crate) const REDACTED_DOMAIN: &str = "redacted.invalid";

/// Evidence of a known top-level domain, and against an unknown one.
const KNOWN_TLD: i32 = 300;
const UNKNOWN_TLD: i32 = -500;
const RESERVED: i32 = -400;

/// An address whose `@` is at `sign`.
pub(crate) fn email(w: &[u8], sign: usize, rule: u16, tlds: &Phrases) -> Option<Candidate> {
    // Most signs in hostile or odd text fail here, before anything is scanned.
    if !is_local(before(w, sign)) || !is_label(at(w, sign + 1)) {
        return None;
    }
    let start = after_colour(w, local_start(w, sign)?);
    let end = domain_end(w, sign)?;
    let domain = cut(w, sign + 1..end);
    let dot = memchr::memrchr(b'.', domain)?;
    let tld = tail(domain, dot + 1).to_ascii_lowercase();
    let written =
        tld.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80) || tld.starts_with(b"xn--");
    if tld.len() < 2 || !written || in_url(w, start) {
        return None;
    }
    // Bytes beyond ASCII are letters of a name, not binary data.
    if std::str::from_utf8(cut(w, start..end)).is_err() {
        return None;
    }
    let local = cut(w, start..sign);
    // `git@host:path` is an address of a repository.
    if matches!(local, b"git" | b"hg" | b"svn") && matches!(at(w, end), b':' | b'/') {
        return None;
    }
    let lower = domain.to_ascii_lowercase();
    if lower.ends_with(REDACTED_DOMAIN.as_bytes()) {
        return None;
    }
    let found = Candidate::new(rule, start, end, 0);
    Some(if is_reserved(&lower) {
        Candidate {
            score: RESERVED,
            ..found
        }
        .because("reserved domain")
    } else if tld.starts_with(b"xn--") || tld.iter().any(|b| *b >= 0x80) || tlds.contains(&tld) {
        Candidate {
            score: KNOWN_TLD,
            ..found
        }
        .because("known top-level domain")
    } else {
        Candidate {
            score: UNKNOWN_TLD,
            ..found
        }
        .because("unknown top-level domain")
    })
}

fn is_label(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80
}

fn is_local(b: u8) -> bool {
    static SET: ByteSet = ByteSet::alnum_and(b"._+-'%").and_beyond();
    SET.has(b)
}

fn local_start(w: &[u8], sign: usize) -> Option<usize> {
    let back = cut(w, sign.saturating_sub(LOCAL_BYTES_MAX + 1)..sign);
    let n = back.iter().rev().take_while(|b| is_local(**b)).count();
    if n > LOCAL_BYTES_MAX {
        return None;
    }
    let mut start = sign - n;
    // `\nname@…` in a JSON string: the `n` belongs to the escape.
    if before(w, start) == b'\\' && matches!(at(w, start), b'n' | b'r' | b't') {
        start += 1;
    }
    while start < sign
        && !(at(w, start).is_ascii_alphanumeric() || at(w, start) == b'_' || at(w, start) >= 0x80)
    {
        start += 1;
    }
    (start < sign && before(w, sign) != b'.').then_some(start)
}

fn domain_end(w: &[u8], sign: usize) -> Option<usize> {
    static SET: ByteSet = ByteSet::alnum_and(b".-").and_beyond();
    let n = span(tail(w, sign + 1), DOMAIN_BYTES_MAX + 1, |b| SET.has(b));
    let mut end = sign + 1 + n;
    while end > sign + 1 && matches!(before(w, end), b'.' | b'-') {
        end -= 1;
    }
    let domain = cut(w, sign + 1..end);
    let labels_hold = domain
        .split(|b| *b == b'.')
        .all(|l| !l.is_empty() && l.len() <= 63 && !l.starts_with(b"-"));
    (n <= DOMAIN_BYTES_MAX && labels_hold && at(w, end) != b'@').then_some(end)
}

/// `scheme://user:pass@host` is a URL's authority; its password is another finding.
fn in_url(w: &[u8], start: usize) -> bool {
    let back = cut(w, start.saturating_sub(LOCAL_BYTES_MAX)..start);
    let token = back.iter().rev().take_while(|b| {
        **b > b' ' && !matches!(b, b'"' | b'\'' | b'<' | b'?' | b'&' | b'=' | b',')
    });
    let token = tail(back, back.len() - token.count());
    memchr::memmem::rfind(token, b"://").is_some_and(|i| !tail(token, i + 3).contains(&b'/'))
}

/// RFC 2606 and RFC 6761 names, and those used inside houses.
fn is_reserved(domain: &[u8]) -> bool {
    let ends = |with: &[u8]| {
        domain.ends_with(with)
            && (domain.len() == with.len() || before(domain, domain.len() - with.len()) == b'.')
    };
    [
        &b"example.com"[..],
        b"example.org",
        b"example.net",
        b"example",
        b"test",
        b"invalid",
        b"localhost",
    ]
    .iter()
    .any(|d| ends(d))
}

/// The colour of a terminal before an address is none of it: `\x1b[33mjane@…`.
fn after_colour(w: &[u8], start: usize) -> usize {
    if before(w, start) != b'[' || before(w, start.saturating_sub(1)) != 0x1b {
        return start;
    }
    let digits = super::span(tail(w, start), 4, |b| b.is_ascii_digit());
    let mark = usize::from(at(w, start + digits) == b'm');
    start + (digits + 1) * mark
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<String> {
        let tlds = Phrases::new(&["com", "org", "de", "ch", "uk"]);
        let sign = text.find('@')?;
        email(text.as_bytes(), sign, 0, &tlds)
            .and_then(|c| text.get(c.start..c.end).map(str::to_owned))
    }

    #[test]
    fn addresses_in_their_surroundings() {
        for (text, want) in [
            ("user a.b+c@acme-corp.com logged", "a.b+c@acme-corp.com"),
            ("<x.o'neil@yahoo.co.uk>,", "x.o'neil@yahoo.co.uk"),
            ("email=jh@xn--bcher-kva.ch&t=1", "jh@xn--bcher-kva.ch"),
            ("mailto:me@b.de.", "me@b.de"),
            ("{\"m\":\"a\\nbob@b.de\"}", "bob@b.de"),
            ("'bob@b.de'", "bob@b.de"),
        ] {
            assert_eq!(found(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn look_alikes_are_not() {
        for no in [
            "com.acme.Foo@7f31245a",
            "react@18.2.0",
            "@angular/core",
            "git@github.com:acme/app.git",
            "user@localhost",
            "root@db-01",
            "postgres://app:pw@db.b.de:5432/x",
            "ssh://git@github.com/x",
            "a@b..com",
            "@@@@",
            "a@@b.com",
        ] {
            assert_eq!(found(no), None, "{no}");
        }
    }
}
