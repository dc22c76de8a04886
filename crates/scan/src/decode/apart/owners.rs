//! Numbers that are told by what stands beside them: an account by the number of its bank, a student or patient by who is named.

use super::numbered::ROUTING_DIGITS;
use super::{Pairs, skip, skip_back};
use crate::bytes::{at, before, cut};

/// `account 441931739 at routing number 010471328`, `routing='…', number='…'`: an account is one beside the number of its
/// bank.
pub(super) fn routed(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let from = start.saturating_sub(BESIDE_BANK_BYTES_MAX);
    let from = memchr::memrchr(b'\n', cut(w, from..start)).map_or(from, |n| from + n + 1);
    let to = skip(w, end, BESIDE_BANK_BYTES_MAX, |b| b != b'\n');
    let mut bank = false;
    let mut account = None;
    let mut i = from;
    while let Some(n) = cut(w, i..to).iter().position(u8::is_ascii_digit) {
        let number = i + n..skip(w, i + n, to - i - n, |b| b.is_ascii_digit());
        i = number.end;
        let alone = |b: u8| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        let ends = alone(at(w, i)) || matches!(at(w, i), b'-' | b'.') && alone(at(w, i + 1));
        if !ends || !alone(before(w, number.start)) {
            continue;
        }
        let word = word_before(w, number.start);
        if !bank && number.len() == ROUTING_DIGITS && (start..end + 40).contains(&number.start) {
            bank = true;
        } else if ACCOUNT_DIGITS.contains(&number.len())
            && ACCOUNT_WORDS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word))
        {
            account = account.or(Some(number));
        }
    }
    if let Some(account) = account.filter(|_| bank) {
        pairs.field("bank account", account);
    }
}

/// How far from the number of a bank that of an account may stand.
const BESIDE_BANK_BYTES_MAX: usize = 96;
const ACCOUNT_DIGITS: std::ops::RangeInclusive<usize> = 6..=17;
/// What stands before the number of an account.
const ACCOUNT_WORDS: &[&[u8]] = &[
    b"account",
    b"acct",
    b"acc",
    b"number",
    b"accountnumber",
    b"optional",
];

/// The last word before a value, over what parts them.
fn word_before(w: &[u8], start: usize) -> &[u8] {
    let end = skip_back(w, start, 8, |b| {
        !b.is_ascii_alphanumeric() && b != b'\n' && b != b','
    });
    cut(w, skip_back(w, end, 16, |b| b.is_ascii_alphanumeric())..end)
}

/// `Student Jo Doe (ID 86455814)`: who has the number is said before it.
pub(super) fn identified(pairs: &mut Pairs<'_>, start: usize, end: usize) {
    let w = pairs.w;
    let number = skip(w, end, 4, |b| matches!(b, b':' | b' ' | b'#' | b'='));
    let stop = skip(w, number, 24, |b| b.is_ascii_alphanumeric() || b == b'-');
    let part_of_word = before(w, number).is_ascii_alphanumeric();
    if part_of_word || !matches!(at(w, stop), b')' | b',' | b';') {
        return;
    }
    let from = start.saturating_sub(BESIDE_BANK_BYTES_MAX);
    let from = memchr::memrchr(b'\n', cut(w, from..start)).map_or(from, |n| from + n + 1);
    let said = |who: &[u8]| memchr::memmem::find(cut(w, from..start), who).is_some();
    let mut people = PEOPLE.iter().filter(|(who, _)| said(who));
    if let Some((_, key)) = people.next() {
        pairs.field(key, number..stop);
    }
}

/// Who has a number, and what it is then.
const PEOPLE: &[(&[u8], &str)] = &[
    (b"tudent", "student id"),
    (b"upil", "student id"),
    (b"GPA", "student id"),
    (b"atient", "mrn"),
    (b"ember ", "member id"),
];

#[cfg(test)]
mod tests {
    use super::super::tests::of;

    #[test]
    fn numbers_and_who_has_them() {
        for text in [
            "confirm that account 123456 at routing number 010471328 is",
            "ABA 010471328, account 123456, type x",
            "A(holder='x', routing='010471328', number='123456')",
        ] {
            assert_eq!(of(text), ["bank account='123456'"], "{text}");
        }
        assert_eq!(of("routing number 7 of account 123456"), [""; 0]);
        assert_eq!(
            of("Student Jo Doe (ID: 864558) asked"),
            ["student id='864558'"]
        );
        assert_eq!(of("Patient Doe (ID 864558)"), ["mrn='864558'"]);
        assert_eq!(of("thread (ID 864558)"), [""; 0]);
    }
}
