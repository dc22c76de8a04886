//! Fields of payments and checks by number or mark: SWIFT messages and statements (MT), EDIFACT, MICR lines, BAI2, FIX.

use std::ops::Range;

use super::programs::PASSWORD;
use super::{Pairs, VALUE_BYTES_MAX, skip};
use crate::bytes::{at, before, cut, find, tail};

/// The longest field 86 of a statement.
const STATEMENT_BYTES_MAX: usize = 420;
/// Lines of name and address of a party.
const PARTY_LINES_MAX: usize = 5;
/// The longest segment of EDIFACT that is looked at.
const SEGMENT_BYTES_MAX: usize = 512;
/// Digits of a bank's number on a check.
pub(super) const ROUTING_DIGITS: usize = 9;
/// What a check has of an account, with dashes and blanks.
const ON_CHECK_BYTES_MAX: usize = 24;
/// How far before a field of FIX its message begins.
const FIX_BYTES_MAX: usize = 256;

fn is_party_end(b: u8) -> bool {
    matches!(b, b'?' | b'\n' | b'\r')
}

/// MT940 and MT942: `:86:166?00…?30BIC?31account?32name?33more of it`.
pub(super) fn statement(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    if cut(w, start..start + 4) != b":86:" {
        return;
    }
    let from = start + 4;
    let to = skip(w, from, STATEMENT_BYTES_MAX, |b| b != b':');
    for mark in memchr::memchr_iter(b'?', cut(w, from..to)) {
        let mark = from + mark;
        let key = match cut(w, mark + 1..mark + 3) {
            b"30" => "bic",
            b"31" => "bank account",
            b"32" | b"33" => "full name",
            _ => continue,
        };
        let value = mark + 3..skip(w, mark + 3, VALUE_BYTES_MAX, |b| !is_party_end(b));
        pairs.field(key, value);
    }
}

/// MT103 and others: `:50K:/account`, then the name and the address of who pays, line by line; `:59F:` numbers its lines,
/// and after `:57A:/account` the bank's code follows.
pub(super) fn party(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    let tag = start + 1;
    let option = at(w, tag + 2);
    let colon = tag + 2 + usize::from(option != b':');
    if at(w, colon) != b':' {
        return;
    }
    let mut names = match (cut(w, tag..tag + 2), option) {
        (b"50", b'K' | b'F' | b'H') | (b"59", b':' | b'F') => true,
        ([b'5', _], b'A' | b'D') => false,
        _ => return,
    };
    let mut line = line_at(w, colon + 1);
    if at(w, line.start) == b'/' {
        let account = line.start + 1 + usize::from(at(w, line.start + 1) == b'/');
        pairs.field("bank account", account..line.end);
        line = line_at(w, line.end + 1);
        if !names && at(w, line.start) != b':' {
            pairs.field("bic", line.clone());
        }
    }
    let mut last = None;
    for _ in 0..PARTY_LINES_MAX {
        if !names && last.is_none() || matches!(at(w, line.start), b':' | b'-' | b'}' | 0) {
            return;
        }
        // `1/NAME`, `2/ADDRESS`, `3/DE/TOWN`
        let number = at(w, line.start);
        let text = if option == b'F' && at(w, line.start + 1) == b'/' {
            names = number == b'1';
            line.start + 2..line.end
        } else {
            line.clone()
        };
        let says = if names { "full name" } else { "street address" };
        pairs.field(says, text);
        last = Some(number);
        names = false;
        line = line_at(w, line.end + 1);
    }
}

/// A line without its end.
fn line_at(w: &[u8], start: usize) -> Range<usize> {
    start..skip(w, start, VALUE_BYTES_MAX, |b| {
        !matches!(b, b'\n' | b'\r' | 0)
    })
    .max(start)
}

/// UN/EDIFACT: `NAD+BY+++name+street+town++code+country'`, `FII+BF+account:holder+BIC'`, `COM+number:TE'`, `CTA+IC+:name'`,
/// `DTM+329:birth date:102'`.
pub(super) fn segment(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    if before(w, start).is_ascii_alphanumeric() {
        return;
    }
    let text = cut(w, end..end + SEGMENT_BYTES_MAX);
    let Some(close) = memchr::memchr(b'\'', text) else {
        return;
    };
    let elements = parts(w, end..end + close, b'+');
    let element = |n: usize| elements.get(n).cloned().unwrap_or(0..0);
    let component = |n: usize, m: usize| parts(w, element(n), b':').get(m).cloned();
    let mut add = |key, value: Option<Range<usize>>| {
        if let Some(value) = value {
            pairs.field(key, value);
        }
    };
    match cut(w, start..start + 3) {
        b"NAD" => {
            add("full name", component(3, 0));
            add("street address", component(4, 0));
            add("city", component(5, 0));
            add("zip", component(7, 0));
        }
        b"FII" => {
            add("bank account", component(1, 0));
            add("account holder", component(1, 1));
            add("bic", component(2, 0));
        }
        b"CTA" => add("contact person", component(1, 1)),
        b"COM"
            if matches!(
                component(0, 1).map(|kind| cut(w, kind)),
                Some(b"TE" | b"FX" | b"AL")
            ) =>
        {
            add("telephone", component(0, 0));
        }
        b"DTM" => add("date of birth", component(0, 0)),
        _ => {}
    }
}

/// `'COM+`, `CTA+IC`: longer marks of two of them, which most texts have nothing like.
pub(super) fn contact(pairs: &mut Pairs<'_>, start: usize, _: usize) {
    let start = start + usize::from(at(pairs.w, start) == b'\'');
    segment(pairs, start, start + 4);
}

/// What marks part; a mark after `?` parts nothing.
fn parts(w: &[u8], range: Range<usize>, mark: u8) -> Vec<Range<usize>> {
    let (mut out, mut start) = (Vec::new(), range.start);
    for n in memchr::memchr_iter(mark, cut(w, range.clone())) {
        let place = range.start + n;
        if before(w, place) != b'?' {
            out.push(start..place);
            start = place + 1;
        }
    }
    out.push(start..range.end);
    out
}

/// The line of a check as OCR reads it: `⑆routing⑆ account⑈ number`.
pub(super) fn check(pairs: &mut Pairs<'_>, _: usize, end: usize) {
    let w = pairs.w;
    let close = skip(w, end, ROUTING_DIGITS + 1, |b| b.is_ascii_digit());
    if close - end != ROUTING_DIGITS || cut(w, close..close + TRANSIT.len()) != TRANSIT.as_bytes() {
        return;
    }
    pairs.field("aba routing", end..close);
    let start = skip(w, close + TRANSIT.len(), 4, |b| b == b' ');
    let stop = skip(w, start, ON_CHECK_BYTES_MAX, |b| {
        b.is_ascii_digit() || b == b'-'
    });
    pairs.field("bank account", start..stop);
}

/// U+2446, OCR branch bank identification: around the number of a bank.
pub(super) const TRANSIT: &str = "⑆";

/// BAI2: `03,account,currency,…/`.
pub(super) fn balance(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    if cut(w, start..start + 3) != b"03," {
        return;
    }
    let line = line_at(w, start + 3);
    let account = line.start..skip(w, line.start, line.len(), |b| b.is_ascii_digit());
    if before(w, line.end) == b'/' && at(w, account.end) == b',' {
        pairs.field("bank account", account);
    }
}

/// NACHA: an entry for an account (record 6) and the head of a file (record 1), by their columns.
pub(super) fn entry(pairs: &mut Pairs<'_>, start: usize) {
    let w = pairs.w;
    let line = line_at(w, start);
    if !(ENTRY_BYTES_MIN..=ENTRY_BYTES).contains(&line.len()) {
        return;
    }
    let column = |from: usize, to: usize| start + from..(start + to).min(line.end);
    let digits = |range: Range<usize>| cut(w, range).iter().all(u8::is_ascii_digit);
    match at(w, start) {
        b'6' if digits(column(1, 12)) && digits(column(29, 39)) => {
            pairs.field("aba routing", column(3, 12));
            pairs.field("bank account", column(12, 29));
            pairs.field("full name", column(54, 76));
        }
        b'1' if cut(w, column(0, 4)) == b"101 "
            && find(cut(w, column(30, 46)), BLOCKING).is_some() =>
        {
            pairs.field("aba routing", column(4, 13));
        }
        _ => {}
    }
}

/// Bytes of a record, and of one whose blanks at the end were cut.
const ENTRY_BYTES: usize = 94;
const ENTRY_BYTES_MIN: usize = 60;
/// Size of a record, records of a block and the format, in the head of a file.
const BLOCKING: &[u8] = b"094101";

/// FIX: tag 554 of a logon.
pub(super) fn logon(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let mark = before(w, start);
    let back = cut(w, start.saturating_sub(FIX_BYTES_MAX)..start);
    let line = tail(back, memchr::memrchr(b'\n', back).map_or(0, |n| n + 1));
    if matches!(mark, b'|' | 1 | b';') && memchr::memmem::find(line, b"8=FIX").is_some() {
        let value = end..skip(w, end, VALUE_BYTES_MAX, |b| b != mark && b >= b' ');
        pairs.add(PASSWORD, value, true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn fields_of_statements_and_payments() {
        assert_eq!(
            of(":86:166?00GUT?20x?30DEUTDEFF?31123456?32Jo\n:61:x?30y"),
            ["bic='DEUTDEFF'", "bank account='123456'", "full name='Jo'"]
        );
        assert_eq!(
            of(
                "x\n:50K:/123456\nJO DOE\n1 MAIN ST\n:59F:/77\n1/AL ROE\n2/5 LOW RD\n:57A:/9\nDEUTDEFF\n:70:x\n"
            ),
            [
                "bank account='123456'",
                "full name='JO DOE'",
                "street address='1 MAIN ST'",
                "bank account='77'",
                "full name='AL ROE'",
                "street address='5 LOW RD'",
                "bank account='9'",
                "bic='DEUTDEFF'"
            ]
        );
        assert_eq!(of("x\n:59:12 up\n:5 x"), ["full name='12 up'"]);
        assert_eq!(of("a?32b"), [""; 0]);
    }

    #[test]
    fn segments_of_edifact() {
        assert_eq!(
            of(
                "NAD+BY+++JO DOE+1 MAIN ST+RENO++89501+US'COM+5809202252:TE'COM+a@b:EM'FII+BF+12345678:AL ROE+DEUTDEFF'"
            ),
            [
                "full name='JO DOE'",
                "street address='1 MAIN ST'",
                "city='RENO'",
                "zip='89501'",
                "telephone='5809202252'",
                "bank account='12345678'",
                "account holder='AL ROE'",
                "bic='DEUTDEFF'"
            ]
        );
        assert_eq!(of("CTA+IC+:O?'X'DTM+329:19800131:102'DTM+137:x'").len(), 2);
        assert_eq!(of("GONAD+BY+++JO DOE'"), [""; 0]);
    }

    #[test]
    fn checks_and_others() {
        assert_eq!(
            of("MICR: ⑆021000021⑆ 123456789⑈ 1001"),
            ["aba routing='021000021'", "bank account='123456789'"]
        );
        let entry = format!(
            "x\n622021000021{:17}0000045211{:15}{:22}  0091000010000001\n",
            "123456789", "ID", "JO DOE"
        );
        let found = [
            "aba routing='021000021'",
            "bank account='123456789'",
            "full name='JO DOE'",
        ];
        assert_eq!(of(&entry), found);
        assert_eq!(of(&entry.replace("0000045211", "00000452x1")), [""; 0]);
        assert_eq!(of("⑆02100⑆ 123456789⑈"), [""; 0]);
        assert_eq!(
            of("02,B,1/\n03,123456,USD,010,5,,/\n03,1,x\n"),
            ["bank account='123456'"]
        );
        assert_eq!(
            of("8=FIX.4.4|35=A|553=u|554=s3cret|10=7|"),
            ["password='s3cret'"]
        );
        assert_eq!(of("a|554=s3cret|"), [""; 0]);
    }
}
