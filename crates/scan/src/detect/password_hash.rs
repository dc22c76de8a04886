//! Hashes of passwords as systems store them: crypt(3), bcrypt, Argon2, PBKDF2, LDAP, Kerberos tickets. They can be guessed
//! offline, so they are sensitive, but less than what they were made of.

use super::{Candidate, span};
use crate::bytes::{at, before, cut, tail};

/// What one kind of hash looks like after its mark.
struct Kind {
    mark: &'static [u8],
    /// Fields separated by `$`, counted after the mark.
    fields: std::ops::RangeInclusive<usize>,
    /// Characters of the last field.
    last: std::ops::RangeInclusive<usize>,
}

const KINDS: &[Kind] = &[
    Kind {
        mark: b"$2a$",
        fields: 2..=2,
        last: 53..=53,
    },
    Kind {
        mark: b"$2b$",
        fields: 2..=2,
        last: 53..=53,
    },
    Kind {
        mark: b"$2y$",
        fields: 2..=2,
        last: 53..=53,
    },
    Kind {
        mark: b"$2x$",
        fields: 2..=2,
        last: 53..=53,
    },
    Kind {
        mark: b"$argon2",
        fields: 4..=5,
        last: 16..=128,
    },
    Kind {
        mark: b"$1$",
        fields: 2..=2,
        last: 22..=22,
    },
    Kind {
        mark: b"$apr1$",
        fields: 2..=2,
        last: 22..=22,
    },
    Kind {
        mark: b"$5$",
        fields: 2..=3,
        last: 43..=43,
    },
    Kind {
        mark: b"$6$",
        fields: 2..=3,
        last: 86..=86,
    },
    Kind {
        mark: b"$y$",
        fields: 3..=3,
        last: 43..=43,
    },
    Kind {
        mark: b"$7$",
        fields: 2..=2,
        last: 43..=43,
    },
    Kind {
        mark: b"$gy$",
        fields: 3..=3,
        last: 43..=43,
    },
    Kind {
        mark: b"$scrypt$",
        fields: 3..=4,
        last: 40..=128,
    },
    Kind {
        mark: b"$8$",
        fields: 2..=2,
        last: 43..=43,
    },
    Kind {
        mark: b"$9$",
        fields: 2..=2,
        last: 43..=43,
    },
    Kind {
        mark: b"$P$",
        fields: 1..=1,
        last: 31..=31,
    },
    Kind {
        mark: b"$H$",
        fields: 1..=1,
        last: 31..=31,
    },
    Kind {
        mark: b"$S$",
        fields: 1..=1,
        last: 52..=52,
    },
    Kind {
        mark: b"$pbkdf2",
        fields: 3..=4,
        last: 20..=128,
    },
    Kind {
        mark: b"pbkdf2_sha256$",
        fields: 3..=3,
        last: 40..=48,
    },
    Kind {
        mark: b"pbkdf2:sha256:",
        fields: 3..=3,
        last: 64..=64,
    },
    Kind {
        mark: b"pbkdf2_sha1$",
        fields: 3..=3,
        last: 24..=32,
    },
    Kind {
        mark: b"bcrypt_sha256$$2b$",
        fields: 2..=2,
        last: 53..=53,
    },
    Kind {
        mark: b"SCRAM-SHA-256$",
        fields: 3..=3,
        last: 44..=89,
    },
    Kind {
        mark: b"$krb5asrep$23$",
        fields: 2..=2,
        last: 200..=4_000,
    },
    Kind {
        mark: b"$krb5tgs$23$",
        fields: 2..=5,
        last: 200..=8_000,
    },
    Kind {
        mark: b"{SSHA}",
        fields: 1..=1,
        last: 32..=48,
    },
    Kind {
        mark: b"{SSHA512}",
        fields: 1..=1,
        last: 90..=120,
    },
    Kind {
        mark: b"{SSHA256}",
        fields: 1..=1,
        last: 50..=64,
    },
    Kind {
        mark: b"{SHA}",
        fields: 1..=1,
        last: 28..=28,
    },
];

const FIELD_BYTES_MAX: usize = 8_192;
const FIELDS_MAX: usize = 6;

/// A hash whose mark begins at `start`.
pub(crate) fn password_hash(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let text = tail(w, start);
    let kind = KINDS.iter().find(|k| text.starts_with(k.mark))?;
    if before(w, start).is_ascii_alphanumeric() && before(w, start) != b'n' {
        return None;
    }
    let is_hash = |b: u8| {
        b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'.' | b'/' | b'+' | b'=' | b',' | b'-' | b'_' | b':' | b'@' | b'*'
            )
    };
    let mut end = start + kind.mark.len();
    let mut last = 0..0;
    for field in 1..=FIELDS_MAX {
        let n = span(tail(w, end), FIELD_BYTES_MAX, is_hash);
        last = end..end + n;
        end = last.end;
        if field == *kind.fields.end() || at(w, end) != b'$' {
            if !kind.fields.contains(&field) {
                return None;
            }
            break;
        }
        end += 1;
    }
    let digest = cut(w, last.clone());
    // In /etc/shadow and in lists of users more fields follow after `:`.
    let stop =
        |b: &u8| matches!(b, b',' | b'@' | b'*') || *b == b':' && !kind.mark.starts_with(b"SCRAM");
    let n = digest.iter().position(stop).unwrap_or(digest.len());
    let n = n - digest
        .iter()
        .take(n)
        .rev()
        .take_while(|b| **b == b'.')
        .count()
        .min(n - n.min(*kind.last.start()));
    let fits = kind.last.contains(&n) && super::value::distinct(cut(digest, 0..n)) >= 8;
    fits.then(|| {
        let found = Candidate::new(rule, start, last.start + n, 0);
        Candidate {
            keyed: true,
            ..found
        }
        .because("password hash")
    })
}
