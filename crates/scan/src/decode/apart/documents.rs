//! Fields of cards, documents and returns by number, place or mark: magnetic stripes, passports, driver licences, bookings,
//! pharmacies (NCPDP), doctors (xDT), wages (EFW2, DSN).

use std::ops::Range;

use super::{Pairs, VALUE_BYTES_MAX, is_blank, skip, skip_back, value_at};
use crate::bytes::{at, before, cut, find};

/// How far before and behind the number of a licence its other fields stand.
const LICENCE_BYTES_MAX: usize = 400;
/// The longest line of a machine-readable zone, and the length of its name in the first line's front.
const ZONE_BYTES: usize = 44;
const ZONE_FRONT: usize = 5;
const ZONE_LENGTHS: std::ops::RangeInclusive<usize> = 26..=ZONE_BYTES;
/// How far before its documents the name of a passenger stands.
const BOOKING_BYTES_MAX: usize = 240;
/// How far the fields of a claim stand from its patient's name.
const CLAIM_BYTES_MAX: usize = 400;
/// Lines of a patient's data in xDT.
const XDT_LINES_MAX: usize = 24;

/// What a code in front of a value says.
type Codes = &'static [(&'static [u8], &'static str)];

fn said(codes: Codes, code: &[u8]) -> Option<&'static str> {
    let mut codes = codes.iter();
    codes
        .find(|(known, _)| *known == code)
        .map(|(_, says)| *says)
}

fn line_end(w: &[u8], start: usize) -> usize {
    skip(w, start, VALUE_BYTES_MAX, |b| {
        !matches!(b, b'\n' | b'\r' | 0)
    })
}

/// `NAME/GIVEN`
fn slashed(pairs: &mut Pairs<'_>, name: Range<usize>) {
    let slash = memchr::memchr(b'/', cut(pairs.w, name.clone()));
    let slash = slash.map_or(name.end, |n| name.start + n);
    pairs.field("last name", name.start..slash);
    pairs.field("first name", slash + 1..name.end.max(slash + 1));
}

/// The first line of a passport or the last of a card: `P<UTODOE<<JO<AL<<<<` (ICAO 9303). Found by the fillers at its end.
pub(super) fn zone(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    let w = pairs.w;
    if before(w, start) == b'<' {
        return;
    }
    let inside = |b: u8| b.is_ascii_uppercase() || b == b'<';
    let front = skip_back(w, start, ZONE_BYTES, inside);
    let stop = skip(w, start, ZONE_BYTES, inside);
    let length = stop - front;
    if !ZONE_LENGTHS.contains(&length)
        || before(w, front).is_ascii_alphanumeric()
        || at(w, stop).is_ascii_alphanumeric()
    {
        return;
    }
    let document = matches!(at(w, front), b'P' | b'V' | b'I' | b'A' | b'C');
    let name = if document && at(w, front + 1) == b'<' && length != 30 {
        front + ZONE_FRONT
    } else {
        front
    };
    let text = cut(w, name..stop);
    let Some(family) = find(text, b"<<").filter(|n| *n > 0) else {
        return;
    };
    // One pair of fillers between the names, more behind them.
    let given = name + family + 2;
    let end = find(cut(w, given..stop), b"<<").map_or(stop, |n| given + n);
    pairs.field("last name", name..name + family);
    pairs.field("first name", given..end);
}

/// Elements of a driver licence (AAMVA DL/ID card design standard, annex D).
const LICENCE: Codes = &[
    (b"DAQ", "driver license"),
    (b"DCS", "last name"),
    (b"DAB", "last name"),
    (b"DAC", "first name"),
    (b"DCT", "first name"),
    (b"DAD", "middle name"),
    (b"DAA", "full name"),
    (b"DBB", "date of birth"),
    (b"DAG", "street address"),
    (b"DAI", "city"),
    (b"DAK", "zip"),
];

/// `DAQN7844249` on a line among others of its kind, and `"DAQ":"N7844249"`.
pub(super) fn licence(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    if start == end && cut(w, start..start + 3) != b"DAQ" {
        return;
    }
    let from = start.saturating_sub(LICENCE_BYTES_MAX);
    let text = cut(w, from..start + LICENCE_BYTES_MAX);
    let starts = |code: &[u8], n: usize| {
        let place = from + n;
        let previous = before(w, place);
        let subfile =
            code == b"DAQ" && matches!(cut(w, place.saturating_sub(2)..place), b"DL" | b"ID");
        matches!(previous, b'\n' | b'\r' | b'"' | b'\'' | 0 | 0x1e) || subfile
    };
    let mut fields = Vec::new();
    for (code, says) in LICENCE {
        let place = memchr::memmem::find_iter(text, code).find(|n| starts(code, *n));
        if let Some(n) = place {
            let value = field(w, from + n + code.len());
            fields.extend(value.map(|value| (*says, value)));
        }
    }
    // One line that begins so may be anything.
    let several = fields.len() >= 3 && fields.iter().any(|(says, _)| *says == "driver license");
    for (key, value) in fields.into_iter().filter(|_| several) {
        pairs.field(key, value);
    }
}

/// The rest of a line, or the string after a colon.
fn field(w: &[u8], end: usize) -> Option<Range<usize>> {
    if !matches!(at(w, end), b'"' | b'\'') {
        return Some(end..line_end(w, end));
    }
    let colon = skip(w, end + 1, 4, is_blank);
    if at(w, colon) != b':' {
        return None;
    }
    let (value, bounded) = value_at(w, skip(w, colon + 1, 4, is_blank))?;
    bounded.then_some(value)
}

/// A booking: `SSR DOCS YY HK1 P/USA/330550060/USA/11JUL70/M/01JAN30/DOE/JO`, and the names before it, `1.1DOE/JO MR`.
pub(super) fn booking(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let line = end..line_end(w, end);
    let mut slashes = memchr::memchr_iter(b'/', cut(w, line.clone())).map(|n| line.start + n);
    let first = slashes.next();
    let parts: Vec<usize> = first.into_iter().chain(slashes).chain([line.end]).collect();
    // `HK1/P/…` or `HK1 P/…`
    let shift = usize::from(first.is_some_and(|slash| !cut(w, line.start..slash).ends_with(b"P")));
    let part = |n: usize| {
        let (start, end) = (parts.get(n + shift)?, parts.get(n + shift + 1)?);
        Some(start + 1..*end)
    };
    for (n, key) in [
        (1, "passport"),
        (3, "date of birth"),
        (6, "last name"),
        (7, "first name"),
    ] {
        if let Some(value) = part(n) {
            pairs.field(key, value);
        }
    }
    let from = start.saturating_sub(BOOKING_BYTES_MAX);
    for slash in memchr::memchr_iter(b'/', cut(w, from..start)) {
        let slash = from + slash;
        let name = skip_back(w, slash, 30, |b| b.is_ascii_uppercase() || b == b' ');
        let numbered = before(w, name).is_ascii_digit() && before(w, name - 1) == b'.';
        if numbered && at(w, slash + 1).is_ascii_uppercase() {
            let end = skip(w, slash + 1, 30, |b| b.is_ascii_uppercase());
            slashed(pairs, name..end);
        }
    }
}

/// Fields of a claim of a pharmacy (NCPDP telecommunication standard).
const CLAIM: Codes = &[
    (b"CA", "first name"),
    (b"CB", "last name"),
    (b"CC", "first name"),
    (b"CD", "last name"),
    (b"C2", "member id"),
    (b"C4", "date of birth"),
    (b"CM", "street address"),
    (b"CN", "city"),
    (b"CP", "zip"),
    (b"CQ", "telephone"),
    (b"CY", "mrn"),
    (b"DB", "npi"),
    (b"DR", "last name"),
];

/// The fields of one, from the segment of its patient on.
pub(super) fn claim(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let start = end - 1;
    let stop = skip(w, start, CLAIM_BYTES_MAX, |b| b != b'\n');
    for mark in memchr::memchr2_iter(0x1c, 0x1d, cut(w, start..stop)) {
        let value = start + mark + 3;
        if let Some(key) = said(CLAIM, cut(w, value - 2..value)) {
            let end = skip(w, value, VALUE_BYTES_MAX, |b| b >= b' ');
            pairs.field(key, value..end);
        }
    }
}

/// Fields of a patient (KBV, xDT).
const XDT: Codes = &[
    (b"3101", "last name"),
    (b"3102", "first name"),
    (b"3103", "date of birth"),
    (b"3105", "member id"),
    (b"3107", "street address"),
    (b"3112", "zip"),
    (b"3113", "city"),
    (b"3119", "member id"),
    (b"3626", "telephone"),
];

/// `0143101Kobelt`: how long the line is, a number of four digits, the value; and the lines after it.
pub(super) fn patient(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    if cut(w, start + 3..start + 7) != b"3101" {
        return;
    }
    let mut line = start;
    for _ in 0..XDT_LINES_MAX {
        let end = line_end(w, line);
        let front = cut(w, line..line + 7);
        if end < line + 7 || !front.iter().all(u8::is_ascii_digit) {
            return;
        }
        let length = front
            .iter()
            .take(3)
            .fold(0, |n, d| n * 10 + usize::from(d - b'0'));
        // Its end is counted too, as two bytes or one.
        if !(end - line..=end - line + 2).contains(&length) || !matches!(before(w, line), b'\n' | 0)
        {
            return;
        }
        if let Some(key) = said(XDT, cut(front, 3..7)) {
            pairs.field(key, line + 7..end);
        }
        line = end + 1 + usize::from(at(w, end) == b'\r');
    }
}

/// Fields of a person in a declaration of wages (DSN, block S21.G00.30).
const WAGES: Codes = &[
    (b"001", "nir"),
    (b"002", "last name"),
    (b"003", "last name"),
    (b"004", "first name"),
    (b"006", "date of birth"),
    (b"008", "street address"),
    (b"009", "zip"),
    (b"010", "city"),
];

/// `S21.G00.30.002,'Faure'`
pub(super) fn declared(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let key = said(WAGES, cut(w, end..end + 3));
    if let Some(key) = key.filter(|_| at(w, end + 3) == b',')
        && let Some((value, true)) = value_at(w, end + 4)
    {
        pairs.field(key, value);
    }
}

/// Columns of an employee's record (SSA, EFW2): where they begin behind its name, how long they are.
const WAGE_COLUMNS: &[(usize, usize, &str)] = &[
    (0, 9, "ssn"),
    (9, 15, "first name"),
    (24, 15, "middle name"),
    (39, 20, "last name"),
    (63, 22, "street address"),
    (85, 22, "street address"),
    (107, 22, "city"),
    (131, 5, "zip"),
];

/// `RW156067010DANIEL         …`
pub(super) fn wages(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    let end = start + 2;
    let number = skip(w, end, 10, |b| b.is_ascii_digit());
    if at(w, start + 1) != b'W' || number - end != 9 || !at(w, number).is_ascii_uppercase() {
        return;
    }
    let line = line_end(w, end);
    for (from, length, key) in WAGE_COLUMNS {
        let start = (end + from).min(line);
        pairs.field(key, start..(start + length).min(line));
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn names_on_passports() {
        let both = ["last name='DOE'", "first name='JO'"];
        let line = format!("P<UTODOE<<JO{}", "<".repeat(32));
        assert_eq!(of(&line), both);
        assert_eq!(of(&format!("DOE<<JO{}", "<".repeat(23))), both);
        assert_eq!(of("<<<<<<< HEAD"), [""; 0]);
        assert_eq!(of("cat <<<<EOF"), [""; 0]);
    }

    #[test]
    fn elements_of_licences() {
        let found = [
            "driver license='N784'",
            "last name='DOE'",
            "date of birth='05291972'",
        ];
        assert_eq!(of("ANSI 636DLDAQN784\nDCSDOE\nDBB05291972\n"), found);
        assert_eq!(of(r#"{"DAQ":"N784","DCS":"DOE","DBB":"05291972"}"#), found);
        assert_eq!(of("DAQN784\nx\n"), [""; 0]);
    }

    #[test]
    fn bookings_and_claims() {
        assert_eq!(
            of(" 1.1DOE/JO MR\nSSR DOCS YY HK1 P/USA/330550060/USA/11JUL70/M/01JAN30/DOE/JO"),
            [
                "passport='330550060'",
                "date of birth='11JUL70'",
                "last name='DOE'",
                "first name='JO'",
                "last name='DOE'",
                "first name='JO'"
            ]
        );
        assert_eq!(
            of("AM01\u{1c}C419800131\u{1c}CAJO\u{1d}CBDOE\u{1c}C51"),
            [
                "date of birth='19800131'",
                "first name='JO'",
                "last name='DOE'"
            ]
        );
    }

    #[test]
    fn lines_by_number_and_place() {
        assert_eq!(
            of("x\r\n0123101Doe\r\n0113102Jo\r\n017310331011980\r\n0123000x\r\n"),
            [
                "last name='Doe'",
                "first name='Jo'",
                "date of birth='31011980'"
            ]
        );
        assert_eq!(of("x\n9993101Doe\n"), [""; 0]);
        assert_eq!(
            of("S21.G00.30.002,'Doe'\nS21.G00.30.099,'x'"),
            ["last name='Doe'"]
        );
        let name = format!(
            "x\nRW156067010{:15}{:15}{:20}    {:22}",
            "JO", "", "DOE", "1 LOW RD"
        );
        assert_eq!(
            of(&name),
            [
                "ssn='156067010'",
                "first name='JO'",
                "last name='DOE'",
                "street address='1 LOW RD'"
            ]
        );
    }
}
