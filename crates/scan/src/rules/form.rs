//! The form of a vendor's token after its prefix: stretches of known characters and length, and fixed marks.
//!
//! `u22 . u43` is 22 characters of base64url, a full stop, 43 more. A stretch takes all it can, so matching never
//! goes back.

use super::Charset;
use crate::bytes::{cut, tail};
use crate::limits::VALUE_BYTES_MAX;

/// A checksum inside a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checksum {
    /// The last six characters are the CRC-32 of those before, in base 62 (GitHub, npm).
    Crc32Base62,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Stretch {
        charset: Charset,
        least: usize,
        most: usize,
    },
    Mark(Vec<u8>),
}

/// What follows the prefix of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    parts: Vec<Part>,
    /// What the token has to contain.
    pub(crate) marker: Option<String>,
    pub(crate) checksum: Option<Checksum>,
    /// Whether it must look drawn at random, not only be no placeholder.
    pub(crate) random: bool,
    /// For a token without a prefix: a mark that stands so far from its beginning.
    pub(crate) inner: Option<(usize, Vec<u8>)>,
    /// What stands before the prefix and belongs to the token.
    pub(crate) back: Option<Back>,
    /// Whether it is the armour of a private key in base64.
    pub(crate) armour: bool,
}

/// What may belong to a token and stand before its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Back {
    /// 8 to 10 digits and a colon.
    BotId,
    /// `00D`, 12 letters or digits, and `!`.
    OrgId,
}

impl Form {
    /// One stretch.
    pub(crate) fn of(charset: Charset, (least, most): (usize, usize)) -> Self {
        let part = Part::Stretch {
            charset,
            least,
            most,
        };
        Self {
            random: charset == Charset::Dotted,
            ..Self::with(vec![part])
        }
    }

    fn with(parts: Vec<Part>) -> Self {
        Self {
            parts,
            marker: None,
            checksum: None,
            random: false,
            inner: None,
            back: None,
            armour: false,
        }
    }

    /// `x32`, `u20-300`, `a16+`, and marks, separated by blanks.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let parts: Option<Vec<Part>> = text.split_ascii_whitespace().map(part).collect();
        parts.filter(|p| !p.is_empty()).map(Self::with)
    }

    /// How many letters, digits, `_`, `-` and `.` it begins with at least.
    pub(crate) fn run(&self) -> usize {
        let in_run = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let mut run = 0;
        for part in &self.parts {
            let (least, inside) = match part {
                Part::Mark(mark) => (mark.len(), mark.iter().all(|b| in_run(*b))),
                Part::Stretch { charset, least, .. } => {
                    let outside = |b: &u8| charset.has(*b) && !in_run(*b);
                    (*least, !(0..=u8::MAX).any(|b| outside(&b)))
                }
            };
            if !inside {
                break;
            }
            run += least;
        }
        run
    }

    /// Length of the token's body at the front of `text`.
    pub(crate) fn length(&self, text: &[u8]) -> Option<usize> {
        let mut at = 0;
        for (i, part) in self.parts.iter().enumerate() {
            match part {
                Part::Mark(mark) => {
                    (cut(text, at..at + mark.len()) == mark.as_slice()).then_some(())?;
                    at += mark.len();
                }
                Part::Stretch {
                    charset,
                    least,
                    most,
                } => {
                    let rest = tail(text, at);
                    let last = i + 1 == self.parts.len();
                    let most = (*most).min(VALUE_BYTES_MAX);
                    // One more at the end tells a longer run, which is something else.
                    let look = most + usize::from(last);
                    let n = rest
                        .iter()
                        .take(look)
                        .take_while(|b| charset.has(**b))
                        .count();
                    let n = if last {
                        n - marks_at_end(cut(rest, 0..n)).min(n.saturating_sub(*least))
                    } else {
                        n
                    };
                    (n >= *least && n <= most).then_some(())?;
                    at += n;
                }
            }
        }
        Some(at)
    }

    /// The shortest body of this form, with characters taken from `draw`.
    #[cfg(test)]
    pub(super) fn made_up(&self, draw: &mut impl FnMut(&[u8]) -> u8) -> Vec<u8> {
        let mut out = Vec::new();
        for part in &self.parts {
            match part {
                Part::Mark(mark) => out.extend_from_slice(mark),
                Part::Stretch { charset, least, .. } => {
                    let all: Vec<u8> = (b'0'..=b'z')
                        .filter(|b| b.is_ascii_alphanumeric() && charset.has(*b))
                        .collect();
                    out.extend((0..*least).map(|_| draw(&all)));
                }
            }
        }
        out
    }
}

/// A sentence's full stop is no part of a token.
fn marks_at_end(text: &[u8]) -> usize {
    text.iter()
        .rev()
        .take_while(|b| matches!(b, b'.' | b'-'))
        .count()
}

fn part(text: &str) -> Option<Part> {
    let mut letters = text.chars();
    let charset = letters.next().and_then(charset);
    let Some((charset, length)) = charset.and_then(|c| Some((c, length(letters.as_str())?))) else {
        return Some(Part::Mark(text.as_bytes().to_vec()));
    };
    let (least, most) = length;
    (least <= most).then_some(Part::Stretch {
        charset,
        least,
        most,
    })
}

fn charset(letter: char) -> Option<Charset> {
    Some(match letter {
        'd' => Charset::Digits,
        'h' => Charset::LowerHex,
        'x' => Charset::Hex,
        'l' => Charset::Lower,
        'U' => Charset::Upper,
        't' => Charset::Base32,
        'a' => Charset::Alnum,
        'n' => Charset::Dashed,
        'u' => Charset::Base64Url,
        'b' => Charset::Base64,
        'w' => Charset::Dotted,
        'p' => Charset::Percent,
        _ => return None,
    })
}

fn length(text: &str) -> Option<(usize, usize)> {
    if let Some(least) = text.strip_suffix('+') {
        return Some((least.parse().ok()?, usize::MAX));
    }
    match text.split_once('-') {
        Some((least, most)) => Some((least.parse().ok()?, most.parse().ok()?)),
        None => text.parse().ok().map(|n| (n, n)),
    }
}

/// Whether the checksum of a token is right.
pub(crate) fn passes(checksum: Checksum, body: &[u8]) -> bool {
    let Checksum::Crc32Base62 = checksum;
    let Some((entropy, check)) = body
        .len()
        .checked_sub(6)
        .and_then(|n| body.split_at_checked(n))
    else {
        return false;
    };
    let mut crc = flate2::Crc::new();
    crc.update(entropy);
    let stated = check.iter().try_fold(0u64, |sum, b| {
        let digit = match b {
            b'0'..=b'9' => b - b'0',
            b'A'..=b'Z' => b - b'A' + 10,
            b'a'..=b'z' => b - b'a' + 36,
            _ => return None,
        };
        Some(sum * 62 + u64::from(digit))
    });
    stated == Some(u64::from(crc.sum()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_and_matched() {
        let form = Form::parse("u22 . u43").unwrap();
        let token = format!("{}.{}", "a".repeat(22), "b".repeat(43));
        assert_eq!(form.length(token.as_bytes()), Some(66));
        assert_eq!(form.length(&token.as_bytes()[1..]), None);
        assert_eq!(form.length(format!("{token}c").as_bytes()), None);
        assert_eq!(form.length(format!("{token}. Next").as_bytes()), Some(66));
        let open = Form::parse("w20+").unwrap();
        assert_eq!(open.length(b"0123456789abcdefghij. And"), Some(20));
        assert_eq!(open.length(b"0123456789."), None);
        assert!(Form::parse("").is_none() && Form::parse("x5-3").is_none());
    }

    #[test]
    fn the_checksum_of_a_token_is_read_in_base_62() {
        let entropy = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
        let mut crc = flate2::Crc::new();
        crc.update(entropy.as_bytes());
        let (mut n, mut digits) = (u64::from(crc.sum()), Vec::new());
        for _ in 0..6 {
            let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            digits.insert(0, alphabet[(n % 62) as usize]);
            n /= 62;
        }
        let token = format!("{entropy}{}", String::from_utf8(digits).unwrap());
        assert!(passes(Checksum::Crc32Base62, token.as_bytes()));
        let wrong = token.replacen('z', "y", 1);
        assert!(!passes(Checksum::Crc32Base62, wrong.as_bytes()));
        assert!(!passes(Checksum::Crc32Base62, b"short"));
    }
}
