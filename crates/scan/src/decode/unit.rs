//! One encoded character.

use crate::bytes::{at, before, cut, tail};
use crate::decode::Ways;

/// An encoded character: how many bytes it takes, and what it stands for in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) len: usize,
    pub(super) way: Ways,
    utf8: [u8; 4],
    utf8_len: usize,
}

impl Unit {
    fn byte(len: usize, way: Ways, byte: u8) -> Self {
        Self {
            len,
            way,
            utf8: [byte, 0, 0, 0],
            utf8_len: 1,
        }
    }

    fn char(len: usize, way: Ways, c: char) -> Self {
        let mut utf8 = [0; 4];
        let utf8_len = c.encode_utf8(&mut utf8).len();
        Self {
            len,
            way,
            utf8,
            utf8_len,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        cut(&self.utf8, 0..self.utf8_len)
    }
}

/// The longest spelling of one character: two `\ud83d`.
pub(super) const UNIT_BYTES_MAX: usize = 12;

/// Whether an encoded character may begin with a byte.
pub(super) fn may_be(b: u8) -> bool {
    matches!(b, b'\\' | b'%' | b'&' | b'+') || UNBROKEN.contains(&b)
}

/// What blanks and dashes of print begin with in UTF-8: U+00A0, and those from U+2000 on.
pub(super) const UNBROKEN: [u8; 2] = [0xc2, 0xe2];

/// A blank or dash as typesetters use them, in a number or between a key and its value.
#[inline(never)]
fn unbroken(text: &[u8], i: usize) -> Option<Unit> {
    let (len, byte) = match [0, 1, 2].map(|n| at(text, i + n)) {
        [0xc2, 0xa0, _] => (2, b' '),
        // U+2007 to U+200A, U+202F: blanks of a figure's or less width.
        [0xe2, 0x80, 0x87..=0x8a | 0xaf] => (3, b' '),
        // U+2010 to U+2013: hyphens, the dash of figures, the one between numbers.
        [0xe2, 0x80, 0x90..=0x93] => (3, b'-'),
        _ => return None,
    };
    let inside = |b: u8| b.is_ascii_alphanumeric() || b == b':';
    let beside = inside(before(text, i))
        && (inside(at(text, i + len)) || matches!(at(text, i + len), b'+' | b'('));
    beside.then(|| Unit::byte(len, Ways::UNBROKEN, byte))
}

/// The encoded character at `i`.
pub(super) fn unit(text: &[u8], i: usize) -> Option<Unit> {
    match at(text, i) {
        b'\\' => escape(text, i),
        b'%' => number(cut(text, i + 1..i + 3), 16)
            .and_then(|n| u8::try_from(n).ok())
            .filter(|_| i + 2 < text.len())
            .map(|byte| Unit::byte(3, Ways::PERCENT, byte)),
        b'&' => entity(text, i),
        b if UNBROKEN.contains(&b) => unbroken(text, i),
        _ => None,
    }
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let mut value = 0u32;
    for b in digits {
        let digit = char::from(*b).to_digit(radix)?;
        value = value.checked_mul(radix)?.checked_add(digit)?;
    }
    (!digits.is_empty()).then_some(value)
}

/// A UTF-16 unit: `\u0040`.
fn utf16_unit(text: &[u8], i: usize) -> Option<u32> {
    let digits = cut(text, i + 2..i + 6);
    let written = at(text, i) == b'\\' && at(text, i + 1) == b'u' && digits.len() == 4;
    written.then(|| number(digits, 16)).flatten()
}

/// `\u0040`, `\x40`, `\/`, `\\`, `\"`, `\n`: strings of JSON and of programs.
#[inline(never)]
fn escape(text: &[u8], i: usize) -> Option<Unit> {
    let simple = |byte| Some(Unit::byte(2, Ways::ESCAPE, byte));
    match at(text, i + 1) {
        b'u' => {
            let first = utf16_unit(text, i)?;
            if !(0xD800..0xDC00).contains(&first) {
                return char::from_u32(first).map(|c| Unit::char(6, Ways::ESCAPE, c));
            }
            let second = utf16_unit(text, i + 6).filter(|n| (0xDC00..0xE000).contains(n))?;
            let c = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            char::from_u32(c).map(|c| Unit::char(12, Ways::ESCAPE, c))
        }
        b'x' => {
            let digits = cut(text, i + 2..i + 4);
            let c = number(digits, 16).filter(|_| digits.len() == 2)?;
            char::from_u32(c).map(|c| Unit::char(4, Ways::ESCAPE, c))
        }
        byte @ (b'"' | b'\'' | b'\\' | b'/') => simple(byte),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'b' | b'f' => simple(b' '),
        _ => None,
    }
}

/// The longest name of an entity that is known.
const NAME_BYTES_MAX: usize = 8;

/// Names of the signs that values and what bounds them are made of.
const NAMES: &[(&[u8], char)] = &[
    (b"amp", '&'),
    (b"apos", '\''),
    (b"ast", '*'),
    (b"bsol", '\\'),
    (b"colon", ':'),
    (b"comma", ','),
    (b"commat", '@'),
    (b"dash", '-'),
    (b"dollar", '$'),
    (b"equals", '='),
    (b"excl", '!'),
    (b"gt", '>'),
    (b"hyphen", '-'),
    (b"lowbar", '_'),
    (b"lpar", '('),
    (b"lt", '<'),
    (b"nbsp", ' '),
    (b"newline", '\n'),
    (b"num", '#'),
    (b"percnt", '%'),
    (b"period", '.'),
    (b"plus", '+'),
    (b"quest", '?'),
    (b"quot", '"'),
    (b"rpar", ')'),
    (b"semi", ';'),
    (b"sol", '/'),
    (b"tab", '\t'),
];

/// `&#64;`, `&#x40;`, `&commat;`.
#[inline(never)]
fn entity(text: &[u8], i: usize) -> Option<Unit> {
    let body = cut(text, i + 1..i + 2 + NAME_BYTES_MAX);
    // No search in a few bytes: that is a call for each `&`.
    let body = cut(body, 0..body.iter().position(|b| *b == b';')?);
    let len = body.len() + 2;
    let c = match (at(body, 0), at(body, 1)) {
        (b'#', b'x' | b'X') => char::from_u32(number(tail(body, 2), 16)?)?,
        (b'#', _) => char::from_u32(number(tail(body, 1), 10)?)?,
        _ => {
            let known = NAMES.iter().find(|n| n.0.eq_ignore_ascii_case(body))?;
            known.1
        }
    };
    // A no-break space parts words like another blank.
    let c = if c == '\u{a0}' { ' ' } else { c };
    Some(Unit::char(len, Ways::ENTITY, c))
}

/// Whether a `+` is a blank: in the value of a query or form only.
#[derive(Debug, Clone, Copy, Default)]
pub(super) enum Query {
    /// A key may stand here.
    #[default]
    Key,
    Value,
    Other,
}

impl Query {
    pub(super) fn unit(self, text: &[u8], i: usize) -> Option<Unit> {
        if at(text, i) == b'+' {
            let value = matches!(self, Self::Value) && is_blank(text, i);
            return value.then(|| Unit::byte(1, Ways::PERCENT, b' '));
        }
        unit(text, i)
    }

    pub(super) fn plain(&mut self, byte: u8) {
        *self = match (byte, *self) {
            (0..=b' ' | b'"' | b'\'' | b'<' | b'>' | b'?' | b'&', _) => Self::Key,
            (b'=', Self::Key) => Self::Value,
            (b'_' | b'-' | b'.' | b'[' | b']', Self::Key) => Self::Key,
            (_, Self::Key) if byte.is_ascii_alphanumeric() => Self::Key,
            (_, Self::Value) => Self::Value,
            _ => Self::Other,
        };
    }
}

/// Whether the `+` at `i` parts two words.
pub(super) fn is_blank(text: &[u8], i: usize) -> bool {
    before(text, i).is_ascii_alphanumeric() && at(text, i + 1).is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(usize, String)> {
        let unit = unit(text.as_bytes(), 0)?;
        Some((unit.len, String::from_utf8_lossy(unit.bytes()).into_owned()))
    }

    #[test]
    fn every_spelling_of_a_character() {
        for (text, len, c) in [
            ("\\u0040x", 6, "@"),
            ("\\u00E9", 6, "é"),
            ("\\ud83d\\ude00", 12, "😀"),
            ("\\x40", 4, "@"),
            ("\\/", 2, "/"),
            ("\\\\u0040", 2, "\\"),
            ("\\\"", 2, "\""),
            ("\\n", 2, "\n"),
            ("%40", 3, "@"),
            ("%3d", 3, "="),
            ("&#64;", 5, "@"),
            ("&#x40;", 6, "@"),
            ("&#X1F600;", 9, "😀"),
            ("&amp;amp;", 5, "&"),
            ("&QUOT;", 6, "\""),
            ("&commat;", 8, "@"),
            ("&equals;", 8, "="),
            ("&colon;", 7, ":"),
            ("&nbsp;", 6, " "),
            ("&#160;", 6, " "),
        ] {
            assert_eq!(of(text), Some((len, c.to_owned())), "{text}");
        }
    }

    #[test]
    fn blanks_and_dashes_of_print() {
        let of = |text: &[u8]| {
            let unit = unit(text, 2)?;
            Some((unit.len, at(unit.bytes(), 0)))
        };
        for (text, found) in [
            ("41\u{a0}11", Some((2, b' '))),
            ("41\u{202f}11", Some((3, b' '))),
            ("41\u{2009}11", Some((3, b' '))),
            ("90\u{2011}43", Some((3, b'-'))),
            ("90\u{2013}43", Some((3, b'-'))),
            ("l.\u{a0}01", None),
            ("41\u{a0}\u{20ac}", None),
            ("90\u{2014}43", None),
        ] {
            assert_eq!(of(text.as_bytes()), found, "{text}");
        }
        assert_eq!(of("a\u{e0} 1".as_bytes()), None);
    }

    #[test]
    fn what_is_no_spelling_stays() {
        for text in [
            "\\u004",
            "\\ud83d",
            "\\ude00",
            "\\ud83d\\u0040",
            "\\x4",
            "\\q",
            "\\",
            "%4",
            "%",
            "%zz",
            "%+1",
            "&#;",
            "&#x;",
            "&#1114112;",
            "&amp",
            "&unknown;",
            "&",
            "&;",
            "a",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
    }

    #[test]
    fn a_plus_is_a_blank_in_queries_only() {
        let blanks = |text: &str| {
            let mut query = Query::default();
            let mut found = Vec::new();
            for (i, b) in text.bytes().enumerate() {
                if query.unit(text.as_bytes(), i).is_some() {
                    found.push(i);
                }
                query.plain(b);
            }
            found
        };
        assert_eq!(blanks("/find?q=a+b&c=d+e"), [9, 15]);
        assert_eq!(blanks("q=a+b"), [3]);
        assert_eq!(blanks("c++ a+b https://x/a+b"), [0usize; 0]);
        assert_eq!(blanks("?t=ab+/x=&tel=+1415"), [0usize; 0]);
    }
}
