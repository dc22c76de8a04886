//! How grave a line is, by the word it says so with.

/// The gravity of a line, gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Error, fatal, critical.
    Error,
    /// Warning.
    Warn,
    /// Information, notice.
    Info,
    /// Debug, trace.
    Debug,
}

/// How far into a line its level is looked for.
const LOOKED_AT: usize = 160;
/// The longest word that means a level.
const WORD_MAX: usize = 9;

impl Level {
    /// How many there are.
    pub const COUNT: usize = 4;
    /// All, gravest first.
    pub const ALL: [Self; Self::COUNT] = [Self::Error, Self::Warn, Self::Info, Self::Debug];

    /// The word used in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }

    /// The one with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// The level of a line: the first word that is one in capitals, or that follows a key named so or an opening
    /// bracket in any case.
    #[must_use]
    pub fn of(line: &[u8]) -> Option<Self> {
        let head = line.get(..LOOKED_AT).unwrap_or(line);
        let mut named = false;
        let mut before = b' ';
        let mut rest = head;
        while let Some(start) = rest.iter().position(u8::is_ascii_alphabetic) {
            if let Some(last) = start.checked_sub(1).and_then(|at| rest.get(at)) {
                before = *last;
            }
            let tail = rest.get(start..).unwrap_or_default();
            let length = tail
                .iter()
                .position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
                .unwrap_or(tail.len());
            let (word, after) = tail.split_at_checked(length).unwrap_or((tail, &[]));
            let capitals = word.iter().all(u8::is_ascii_uppercase);
            if (capitals || named || before == b'[' || before == b'<')
                && let Some(level) = Self::from_log_word(word)
            {
                return Some(level);
            }
            named = is_level_key(word);
            before = b' ';
            rest = after;
        }
        None
    }

    fn from_log_word(word: &[u8]) -> Option<Self> {
        if word.len() > WORD_MAX {
            return None;
        }
        let word = word.to_ascii_lowercase();
        Some(match word.as_slice() {
            b"error" | b"err" | b"fatal" | b"critical" | b"crit" | b"severe" | b"panic"
            | b"emerg" | b"alert" => Self::Error,
            b"warn" | b"warning" | b"wrn" => Self::Warn,
            b"info" | b"inf" | b"notice" => Self::Info,
            b"debug" | b"dbg" | b"trace" | b"fine" | b"finer" | b"finest" | b"verbose" => {
                Self::Debug
            }
            _ => return None,
        })
    }
}

fn is_level_key(word: &[u8]) -> bool {
    [
        &b"level"[..],
        b"lvl",
        b"severity",
        b"loglevel",
        b"log_level",
    ]
    .iter()
    .any(|key| word.eq_ignore_ascii_case(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_as_logs_write_them() {
        for (line, level) in [
            (
                "2026-11-23T10:14:05Z ERROR pool exhausted",
                Some(Level::Error),
            ),
            (
                "10:14:05.092 [pay-worker-3] WARN  c.a.Pool - x",
                Some(Level::Warn),
            ),
            (
                r#"{"ts":"x","level":"info","msg":"an error"}"#,
                Some(Level::Info),
            ),
            ("time=x lvl=dbug level=debug msg=y", Some(Level::Debug)),
            ("[error] 7#7: *1 open() failed", Some(Level::Error)),
            ("Nov 23 10:14:05 host app[12]: an error happened", None),
            ("SEVERE: x", Some(Level::Error)),
            ("", None),
            ("INFORMATION about ERRORS", None),
        ] {
            assert_eq!(Level::of(line.as_bytes()), level, "{line}");
        }
        let late = format!("{} ERROR", "x ".repeat(200));
        assert_eq!(Level::of(late.as_bytes()), None);
    }

    #[test]
    fn words_lead_back() {
        for level in Level::ALL {
            assert_eq!(Level::from_word(level.word()), Some(level));
        }
        assert_eq!(Level::from_word("loud"), None);
    }
}
