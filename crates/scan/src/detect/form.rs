//! Forms of identifiers as data: `D3-D2-D4`, `U2D6U1`, `D3~D3~D3`.
//!
//! `D` a digit, `U` a capital, `L` a letter, `A` a capital or digit; then how many (`D9`, `D7-8`). Marks stand for themselves;
//! `~` is one of `-`, blank, `.`, `/` or nothing, the same everywhere. Text in quotes stands for itself.

mod head;

use super::span;
use crate::bytes::{at, tail};
pub(crate) use head::{Front, Head, Heads, KeyedFront};

/// Longest identifier, in letters and digits.
pub(crate) const CANONICAL_MAX: usize = 40;
const PARTS_MAX: usize = 48;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Digits(u8, u8),
    Uppers(u8, u8),
    Letters(u8, u8),
    Alnums(u8, u8),
    /// As it stands; a letter in either case where the key speaks for it.
    Exactly(u8),
    /// The same mark everywhere, or none.
    AnyMark,
}

const DIGIT: u8 = 1;
const UPPER: u8 = 2;
const LOWER: u8 = 4;

#[inline]
fn class_of(b: u8) -> u8 {
    CLASSES.get(usize::from(b)).copied().unwrap_or(0)
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0u8;
    while b < 0x80 {
        table[b as usize] = match b {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            _ => 0,
        };
        b += 1;
    }
    table
};

/// A compiled form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    parts: Vec<Part>,
    head: Head,
}

/// The letters and digits of a value, capitals, without marks.
pub(crate) struct Canonical {
    bytes: [u8; CANONICAL_MAX],
    len: usize,
}

impl Canonical {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or(&[])
    }

    /// Nothing for a value with too many of them.
    pub(crate) fn of(value: &[u8]) -> Option<Self> {
        let mut all = Self {
            bytes: [0; CANONICAL_MAX],
            len: 0,
        };
        for b in value.iter().filter(|b| b.is_ascii_alphanumeric()) {
            *all.bytes.get_mut(all.len)? = b.to_ascii_uppercase();
            all.len += 1;
        }
        Some(all)
    }
}

/// How a form begins, which decides on the shape that leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beginning {
    /// So many digits in a row.
    Digits(usize, usize),
    /// One to six digits, then a mark.
    Group(usize, usize),
    /// A capital early, followed by two digits sooner or later.
    Capital,
    /// Nothing that a shape finds.
    Other,
}

impl Form {
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        let mut rest = text.as_bytes();
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match first {
                b'D' | b'U' | b'L' | b'A' => {
                    let (least, most, after) = count(rest)?;
                    rest = after;
                    parts.push(match first {
                        b'D' => Part::Digits(least, most),
                        b'U' => Part::Uppers(least, most),
                        b'L' => Part::Letters(least, most),
                        _ => Part::Alnums(least, most),
                    });
                }
                b'~' => parts.push(Part::AnyMark),
                b'-' | b' ' | b'.' | b'/' | b'+' => parts.push(Part::Exactly(*first)),
                b'\'' => {
                    let end =
                        memchr::memchr(b'\'', rest).ok_or("a quote in a form is not closed")?;
                    parts.extend(rest.iter().take(end).map(|b| Part::Exactly(*b)));
                    rest = rest.get(end + 1..).unwrap_or(&[]);
                }
                _ => return Err("unknown letter in a form"),
            }
        }
        if parts.is_empty() || parts.len() > PARTS_MAX {
            return Err("a form has 1 to 48 parts");
        }
        let head = Head::of(&parts);
        Ok(Self { parts, head })
    }

    /// The end of a value of this form at `start`. `keyed`: letters in any case.
    pub(crate) fn end_at(&self, w: &[u8], start: usize, keyed: bool) -> Option<usize> {
        let either = if keyed { LOWER } else { 0 };
        let mut mark = None;
        let mut i = start;
        for part in &self.parts {
            let (least, most, classes) = match part {
                Part::Digits(a, b) => (*a, *b, DIGIT),
                Part::Uppers(a, b) => (*a, *b, UPPER | either),
                Part::Letters(a, b) => (*a, *b, UPPER | LOWER),
                Part::Alnums(a, b) => (*a, *b, DIGIT | UPPER | either),
                Part::Exactly(want) => {
                    let b = at(w, i);
                    if b != *want && !(keyed && b.eq_ignore_ascii_case(want)) {
                        return None;
                    }
                    i += 1;
                    continue;
                }
                Part::AnyMark => {
                    let b = at(w, i);
                    let here = matches!(b, b'-' | b' ' | b'.' | b'/').then_some(b);
                    if *mark.get_or_insert(here) != here {
                        return None;
                    }
                    i += usize::from(here.is_some());
                    continue;
                }
            };
            let n = span(tail(w, i), usize::from(most), |b| {
                class_of(b) & classes != 0
            });
            if n < usize::from(least) {
                return None;
            }
            i += n;
        }
        Some(i)
    }

    /// What values of this form begin with.
    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// How values of this form begin; a form with `~` begins in two ways.
    pub(crate) fn beginnings(&self) -> Vec<Beginning> {
        let (mut least, mut most) = (0, 0);
        let mut out = Vec::new();
        for part in &self.parts {
            match part {
                Part::Digits(a, b) => {
                    least += usize::from(*a);
                    most += usize::from(*b);
                }
                Part::Exactly(b) if b.is_ascii_digit() => {
                    least += 1;
                    most += 1;
                }
                Part::AnyMark if most > 0 => out.push(Beginning::run(least, most, true)),
                Part::Exactly(b) if most > 0 && !b.is_ascii_alphanumeric() => {
                    out.push(Beginning::run(least, most, true));
                    return out;
                }
                // What follows may be a digit too.
                Part::Alnums(_, b) if most >= LONG_DIGITS => {
                    out.push(Beginning::run(least, most + usize::from(*b), false));
                    return out;
                }
                _ if most >= LONG_DIGITS => {
                    out.push(Beginning::run(least, most, false));
                    return out;
                }
                _ => {
                    out.push(Beginning::Capital);
                    return out;
                }
            }
        }
        out.push(Beginning::run(least, most, false));
        out
    }
}

impl Beginning {
    /// Digits in a row, and whether a mark follows.
    fn run(least: usize, most: usize, marked: bool) -> Self {
        if most >= LONG_DIGITS {
            Self::Digits(least.max(LONG_DIGITS), most)
        } else if marked {
            Self::Group(least, most)
        } else {
            Self::Other
        }
    }
}

/// So many digits in a row are a shape.
const LONG_DIGITS: usize = 7;

fn count(text: &[u8]) -> Result<(u8, u8, &[u8]), &'static str> {
    let number = |text: &[u8]| {
        let n = text.iter().take_while(|b| b.is_ascii_digit()).count();
        let value = text
            .iter()
            .take(n)
            .fold(0usize, |v, b| v.saturating_mul(10) + usize::from(b - b'0'));
        (n, value)
    };
    let (n, least) = number(text);
    let mut rest = text.get(n..).unwrap_or(&[]);
    let mut most = least;
    // `D7-8` is a range; `D3-D2` is a dash.
    if let Some(after) = rest.strip_prefix(b"-")
        && after.first().is_some_and(u8::is_ascii_digit)
    {
        let (n, value) = number(after);
        most = value;
        rest = after.get(n..).unwrap_or(&[]);
    }
    if least == 0 || most < least || most > CANONICAL_MAX {
        return Err("a count in a form is 1 to 40");
    }
    let small = |n| u8::try_from(n).map_err(|_| "a count in a form is 1 to 40");
    Ok((small(least)?, small(most)?, rest))
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "tests")]
mod tests {
    use super::*;

    fn found<'a>(form: &str, text: &'a str, keyed: bool) -> Option<(&'a str, String)> {
        let form = Form::parse(form).unwrap();
        let end = form.end_at(text.as_bytes(), 0, keyed)?;
        let canonical = Canonical::of(&text.as_bytes()[..end])?;
        Some((
            &text[..end],
            String::from_utf8(canonical.bytes().to_vec()).unwrap(),
        ))
    }

    #[test]
    fn forms_match_what_they_say() {
        assert_eq!(
            found("D3-D2-D4", "536-90-4399", false),
            Some(("536-90-4399", "536904399".into()))
        );
        assert_eq!(found("D3-D2-D4", "536 90 4399", false), None);
        assert_eq!(
            found("D3~D3~D3", "536904399", false).unwrap().0,
            "536904399"
        );
        assert_eq!(
            found("D3~D3~D3", "536 904 399", false).unwrap().1,
            "536904399"
        );
        assert_eq!(found("D3~D3~D3", "536 904-399", false), None);
        assert_eq!(found("U2D6U1", "AB123456C", false).unwrap().1, "AB123456C");
        assert_eq!(found("U2D6U1", "ab123456c", false), None);
        assert_eq!(found("U2D6U1", "ab123456c", true).unwrap().1, "AB123456C");
        assert_eq!(
            found("'MRN'D6-10", "MRN1234567", false).unwrap().1,
            "MRN1234567"
        );
        assert_eq!(found("D7-8", "123456", false), None);
    }

    #[test]
    fn beginnings_lead_to_the_right_shape() {
        let of = |form: &str| Form::parse(form).unwrap().beginnings();
        assert_eq!(of("D9"), [Beginning::Digits(9, 9)]);
        assert_eq!(of("D7-10"), [Beginning::Digits(7, 10)]);
        assert_eq!(of("D6-10"), [Beginning::Digits(7, 10)]);
        assert_eq!(of("D3-D2-D4"), [Beginning::Group(3, 3)]);
        assert_eq!(of("D1-2.D3.D3-A1"), [Beginning::Group(1, 2)]);
        assert_eq!(of("D8-U1"), [Beginning::Digits(8, 8)]);
        assert_eq!(of("D17A1"), [Beginning::Digits(17, 18)]);
        assert_eq!(
            of("D3~D3~D3"),
            [
                Beginning::Group(3, 3),
                Beginning::Group(6, 6),
                Beginning::Digits(9, 9)
            ]
        );
        assert_eq!(of("D8U1"), [Beginning::Digits(8, 8)]);
        assert_eq!(of("U2D6U1"), [Beginning::Capital]);
        assert_eq!(of("D6"), [Beginning::Other]);
    }

    #[test]
    fn broken_forms_are_refused() {
        for text in ["", "Q3", "D", "D0", "D9-3", "'abc", "D99"] {
            assert!(Form::parse(text).is_err(), "{text}");
        }
    }
}
