//! Texts that come from outside, checked once and then carried as types.

use std::fmt;

use crate::limits::{
    EMAIL_BYTES_MAX, FILE_PATH_BYTES_MAX, NAME_BYTES_MAX, NAME_COMPONENT_BYTES_MAX,
};

/// Why a text was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Longer than the limit.
    #[error("must not be longer than {max_bytes} bytes")]
    TooLong {
        /// The limit in bytes of UTF-8.
        max_bytes: usize,
    },
    /// A control character or one that reorders text (Unicode bidi controls).
    #[error("must not contain control or text-direction characters")]
    Control,
    /// Not of the form `name@domain`.
    #[error("is not an e-mail address")]
    NotAnAddress,
    /// A path that tries to leave its folder, or has an empty part.
    #[error("must be a relative path without empty, `.` or `..` parts")]
    BadPath,
}

/// True for characters that can hide or reorder what a person reads.
#[must_use]
pub fn is_unsafe_to_show(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// A name a person gave: department, customer, case subject.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// Checks and trims `text`.
    ///
    /// # Errors
    /// Empty, longer than [`NAME_BYTES_MAX`], or with control characters.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(TextError::Empty);
        }
        if trimmed.len() > NAME_BYTES_MAX {
            return Err(TextError::TooLong {
                max_bytes: NAME_BYTES_MAX,
            });
        }
        if trimmed.chars().any(is_unsafe_to_show) {
            return Err(TextError::Control);
        }
        Ok(Self(trimmed.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address, in lower case so that equal mailboxes compare equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// Checks the outer form (`local@domain`, no spaces or controls); the proof is the code sent there.
    ///
    /// # Errors
    /// Not of that form or longer than [`EMAIL_BYTES_MAX`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let trimmed = text.trim();
        if trimmed.len() > EMAIL_BYTES_MAX {
            return Err(TextError::TooLong {
                max_bytes: EMAIL_BYTES_MAX,
            });
        }
        let (local, domain) = trimmed.rsplit_once('@').ok_or(TextError::NotAnAddress)?;
        let clean = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| {
                    !c.is_whitespace() && !is_unsafe_to_show(c) && !"<>\",;:\\()[]@".contains(c)
                })
        };
        if !clean(local) || !clean(domain) || domain.starts_with('.') || domain.ends_with('.') {
            return Err(TextError::NotAnAddress);
        }
        Ok(Self(trimmed.to_lowercase()))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The mailbox behind the address: without a `+tag`. Two addresses of one mailbox are one person's.
    #[must_use]
    pub fn mailbox(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let plain = local.split('+').next().unwrap_or(local);
        format!("{plain}@{domain}")
    }

    /// The address with all but the first letter of the local part hidden, for a page that must
    /// not give it away: `p•••@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first = local.chars().next().unwrap_or('•');
        format!("{first}•••@{domain}")
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a customer's file: a relative path with `/` between folders. It is data only and
/// never becomes a path on the server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// Checks a name as a browser, `curl` or archive gave it.
    ///
    /// # Errors
    /// Empty, a part longer than 255 bytes, `.`/`..`/empty parts, absolute, or with control or
    /// text-direction characters.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.len() > FILE_PATH_BYTES_MAX {
            return Err(TextError::TooLong {
                max_bytes: FILE_PATH_BYTES_MAX,
            });
        }
        if text.chars().any(is_unsafe_to_show) {
            return Err(TextError::Control);
        }
        for part in text.split('/') {
            if part.trim().is_empty() || part == "." || part == ".." || part.contains('\\') {
                return Err(TextError::BadPath);
            }
            if part.len() > NAME_COMPONENT_BYTES_MAX {
                return Err(TextError::TooLong {
                    max_bytes: NAME_COMPONENT_BYTES_MAX,
                });
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the last `/`.
    #[must_use]
    pub fn base(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_file_names_are_refused() {
        for bad in [
            "",
            "../x",
            "a/../b",
            "/etc/passwd",
            "a//b",
            ".",
            "a\u{0}b",
            "a\nb",
            "a\u{202e}txt.exe",
            "a\\b",
            " ",
        ] {
            assert!(FileName::parse(bad).is_err(), "{bad:?}");
        }
        assert!(FileName::parse(&"x".repeat(256)).is_err());
        assert!(FileName::parse(&"x".repeat(255)).is_ok());
        assert!(FileName::parse("logs/2026 11/Größe (1).log").is_ok());
    }

    #[test]
    fn addresses_are_checked_lowered_and_masked() {
        let email = Email::parse(" Jane@Contoso.Example ").unwrap();
        assert_eq!(email.as_str(), "jane@contoso.example");
        assert_eq!(email.masked(), "j•••@contoso.example");
        let tagged = Email::parse("jane+logs@contoso.example").unwrap();
        assert_eq!(tagged.mailbox(), email.mailbox());
        for bad in [
            "",
            "a",
            "@b",
            "a@",
            "a b@c",
            "a@b\r\nBcc: x@y",
            "<a@b>",
            "a@b@c",
            "a@.b",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }
}
