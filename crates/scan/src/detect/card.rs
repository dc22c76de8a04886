//! Payment cards: Luhn, issuer ranges with their lengths, and how the digits are grouped.

use super::{Candidate, ends_token, span, starts_token};
use crate::bytes::{at, before, cut, tail};
use crate::validate::luhn;

const DIGITS_MAX: usize = 19;

/// Issuer ranges: lowest and highest first six digits, allowed lengths, name, evidence.
struct Issuer {
    from: u32,
    to: u32,
    lengths: &'static [usize],
    name: &'static str,
    score: i32,
}

const fn issuer(
    from: u32,
    to: u32,
    lengths: &'static [usize],
    name: &'static str,
    score: i32,
) -> Issuer {
    Issuer {
        from,
        to,
        lengths,
        name,
        score,
    }
}

const ISSUERS: &[Issuer] = &[
    issuer(400_000, 499_999, &[16], "Visa range", 200),
    issuer(400_000, 499_999, &[19], "Visa range", 50),
    issuer(510_000, 559_999, &[16], "Mastercard range", 200),
    issuer(222_100, 272_099, &[16], "Mastercard range", 200),
    issuer(340_000, 349_999, &[15], "American Express range", 200),
    issuer(370_000, 379_999, &[15], "American Express range", 200),
    issuer(601_100, 601_199, &[16, 19], "Discover range", 200),
    issuer(644_000, 659_999, &[16, 19], "Discover range", 200),
    issuer(352_800, 358_999, &[16, 19], "JCB range", 200),
    issuer(300_000, 305_999, &[14, 16], "Diners Club range", 0),
    issuer(309_500, 309_599, &[14, 16], "Diners Club range", 0),
    issuer(360_000, 369_999, &[14, 16], "Diners Club range", 0),
    issuer(380_000, 399_999, &[14, 16], "Diners Club range", 0),
    issuer(620_000, 629_999, &[16, 17, 18, 19], "UnionPay range", 150),
    issuer(220_000, 220_499, &[16, 17, 18, 19], "Mir range", 100),
    issuer(979_200, 979_299, &[16], "Troy range", 100),
    issuer(508_500, 508_999, &[16], "RuPay range", 100),
    issuer(606_900, 608_599, &[16], "RuPay range", 100),
    issuer(
        500_000,
        509_999,
        &[12, 13, 14, 15, 16, 17, 18, 19],
        "Maestro range",
        -300,
    ),
    issuer(
        560_000,
        589_999,
        &[12, 13, 14, 15, 16, 17, 18, 19],
        "Maestro range",
        -300,
    ),
    issuer(
        630_000,
        639_999,
        &[12, 13, 14, 15, 16, 17, 18, 19],
        "Maestro range",
        -300,
    ),
    issuer(
        670_000,
        679_999,
        &[12, 13, 14, 15, 16, 17, 18, 19],
        "Maestro range",
        -300,
    ),
];

/// How printed cards are grouped.
const GROUPINGS: &[&[usize]] = &[&[4, 4, 4, 4, 3], &[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];

/// Evidence of a right check digit: one number in ten has it.
const LUHN: i32 = 330;
/// What a number on the first track of a magnetic stripe begins with (ISO/IEC 7813).
pub(crate) const STRIPE: &[u8] = b"%B";
/// Evidence of standing on a track of a magnetic stripe.
const TRACK: i32 = 700;
/// Evidence of printed grouping.
const GROUPED: i32 = 500;

/// A card number whose first digit is at `at`.
pub(crate) fn card(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let stripe = cut(w, start.saturating_sub(2)..start) == STRIPE;
    let coded = follows_code(w, start);
    if !(starts_token(w, start) || stripe || coded) || joined_before(w, start) {
        return None;
    }
    let first = span(tail(w, start), DIGITS_MAX + 1, |b| b.is_ascii_digit());
    if first >= 12 {
        let end = start + first;
        let chip = track_2(w, end);
        if first > DIGITS_MAX || !(ends_token(w, end) || chip) || joined_after(w, end) {
            return None;
        }
        // Nearly all are turned away here.
        let values = tail(w, start).iter().map(|b| b - b'0');
        issuer_of(values.clone(), first)?;
        let mut digits = [0u8; DIGITS_MAX];
        digits
            .iter_mut()
            .zip(values)
            .take(first)
            .for_each(|(to, d)| *to = d);
        let track =
            stripe && at(w, end) == b'^' || before(w, start) == b';' && at(w, end) == b'=' || chip;
        let score = if track { TRACK } else { 0 };
        return judged(
            cut(&digits, 0..first),
            Candidate::new(rule, start, end, score),
        );
    }
    grouped(w, start, rule)
}

/// What a chip holds for the second track (tag 57, EMV book 3): the number, `D`, expiry as `YYMM`, a service code.
fn track_2(w: &[u8], end: usize) -> bool {
    let [mark, _, _, month, unit, service @ ..] = cut(w, end..end + TRACK_2_BYTES) else {
        return false;
    };
    let month = (*month, *unit);
    matches!(mark, b'D' | b'd')
        && cut(w, end + 1..end + TRACK_2_BYTES)
            .iter()
            .all(u8::is_ascii_digit)
        && (matches!(month, (b'0', b'1'..=b'9')) || matches!(month, (b'1', b'0'..=b'2')))
        && service.len() == SERVICE_DIGITS
}

/// Bytes behind the number up to the end of the service code.
const TRACK_2_BYTES: usize = 5 + SERVICE_DIGITS;
const SERVICE_DIGITS: usize = 3;

/// Whether the code of a card company stands right before, as on tickets (IATA): `VI4111…`.
pub(crate) fn follows_code(w: &[u8], start: usize) -> bool {
    let code = cut(w, start.saturating_sub(2)..start);
    let before_it = before(w, start.saturating_sub(2));
    let joined = before_it.is_ascii_alphanumeric() && before_it != b'C';
    CODES.contains(&code) && !joined
}

const CODES: &[&[u8]] = &[b"VI", b"CA", b"MC", b"AX", b"DS", b"DC", b"JC", b"UP"];

fn grouped(w: &[u8], start: usize, rule: u16) -> Option<Candidate> {
    let separator = at(w, start + 4);
    if (separator != b' ' && separator != b'-') || follows_group(w, start) {
        return None;
    }
    GROUPINGS.iter().find_map(|groups| {
        let mut digits = [0u8; DIGITS_MAX];
        let mut count = 0;
        let mut i = start;
        for (n, size) in groups.iter().enumerate() {
            if n > 0 {
                (at(w, i) == separator).then_some(())?;
                i += 1;
            }
            (span(tail(w, i), size + 1, |b| b.is_ascii_digit()) == *size).then_some(())?;
            let values = tail(w, i).iter().take(*size).map(|b| b - b'0');
            digits
                .iter_mut()
                .skip(count)
                .zip(values)
                .for_each(|(to, d)| *to = d);
            count += size;
            i += size;
        }
        if !ends_token(w, i) || joined_after(w, i) || groups_follow(w, i) {
            return None;
        }
        let found = judged(
            cut(&digits, 0..count),
            Candidate::new(rule, start, i, GROUPED),
        )?;
        Some(found.because("grouped"))
    })
}

/// `0.4111…`, `-.4111…`, `blk_-4111…`, `ab12-4111…`: part of something longer.
fn joined_before(w: &[u8], start: usize) -> bool {
    let outer = start.checked_sub(1).map_or(0, |i| before(w, i));
    match before(w, start) {
        b'.' => matches!(outer, b'0'..=b'9' | b'-' | b'+' | b' ' | b',' | b'[' | b'('),
        b'-' => outer == b'_' || outer.is_ascii_digit() || outer.is_ascii_uppercase(),
        b'+' | b'#' => true,
        _ => false,
    }
}

/// `638D 638E 638F 6390 6391 6392`: groups of four among more of them (code points, dumps) are no card.
fn follows_group(w: &[u8], start: usize) -> bool {
    let earlier = cut(w, start.saturating_sub(12)..start);
    let earlier = earlier.split(is_blank).rev().find(|g| !g.is_empty());
    earlier.is_some_and(is_group)
}

/// One group may follow a card: its expiry date.
fn groups_follow(w: &[u8], end: usize) -> bool {
    let later = cut(w, end..end + 11);
    let mut later = later.split(is_blank).filter(|g| !g.is_empty());
    later.next().is_some_and(is_group) && later.next().is_some_and(is_group)
}

fn is_blank(b: &u8) -> bool {
    matches!(b, b' ' | b'\n' | b'\r' | b'\t')
}

fn is_group(text: &[u8]) -> bool {
    text.len() == 4 && text.iter().all(u8::is_ascii_hexdigit) && text.iter().any(u8::is_ascii_digit)
}

fn joined_after(w: &[u8], end: usize) -> bool {
    matches!(at(w, end), b'.' | b'-') && at(w, end + 1).is_ascii_alphanumeric()
}

/// The first two digits of all issuers' numbers, one bit each.
const FIRST_TWO: u128 = {
    let mut all = 0;
    let mut issuers = ISSUERS;
    while let [issuer, rest @ ..] = issuers {
        let mut two = issuer.from / 10_000;
        while two <= issuer.to / 10_000 {
            all |= 1 << two;
            two += 1;
        }
        issuers = rest;
    }
    all
};

/// Who gives out numbers of this length that begin so.
fn issuer_of(digits: impl Iterator<Item = u8>, length: usize) -> Option<&'static Issuer> {
    let first_six = digits.take(6).fold(0u32, |n, d| n * 10 + u32::from(d));
    // Most random numbers are turned away by two digits.
    if FIRST_TWO >> (first_six / 10_000).min(127) & 1 == 0 {
        return None;
    }
    let mut issuers = ISSUERS.iter();
    issuers.find(|i| (i.from..=i.to).contains(&first_six) && i.lengths.contains(&length))
}

/// Issuer and check digit: nothing without an issuer; without the check digit a candidate that failed.
fn judged(digits: &[u8], mut found: Candidate) -> Option<Candidate> {
    let issuer = issuer_of(digits.iter().copied(), digits.len())?;
    found.checked = true;
    found.failed = !luhn(digits);
    found.score += LUHN + issuer.score;
    if found.failed {
        return Some(found);
    }
    Some(found.because("passes checksum").because(issuer.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        let at = text.find(|c: char| c.is_ascii_digit()).unwrap();
        let found = card(text.as_bytes(), at, 0).filter(|c| !c.failed);
        found.and_then(|c| text.get(c.start..c.end))
    }

    #[test]
    fn issuers_lengths_and_groupings() {
        for ok in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5555-5555-5555-4444",
            "378282246310005",
            "3782 822463 10005",
            "6011111111111117",
            "30569309025904",
            "3530111333300000",
        ] {
            assert_eq!(found(ok), Some(ok), "{ok}");
        }
    }

    #[test]
    fn parts_of_longer_things_are_no_cards() {
        for no in [
            "4111111111111112",
            "41111111111111111111111",
            "4111111111111111a",
            "x0.4111111111111111",
            "[-.4111111111111111, 1]",
            "4111111111111111-22",
            "4111 1111-1111 1111",
            "1111111111111117",
            "4111 1111 1111 1111 1112 1113",
        ] {
            assert_eq!(found(no), None, "{no}");
        }
        assert!(card(b"blk_-4111111111111111", 5, 0).is_none());
        assert!(card(b"a4111111111111111", 1, 0).is_none());
        assert!(card(b"40fe 4111 1111 1111 1111", 5, 0).is_none());
    }
}
