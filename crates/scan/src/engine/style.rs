//! How a pseudonym has to be written so that what stands around it still parses, and whether a value is one.

use std::ops::Range;

use crate::bytes::{at, before, cut, tail};
use crate::report::Style;

/// How far back a tag or address may have begun.
const BACK: usize = 256;

/// The style for a value in its place.
pub(super) fn style(w: &[u8], value: &Range<usize>) -> Style {
    if bare_in_json(w, value) {
        Style::Quoted
    } else if in_markup(w, value) || in_query(w, value) {
        Style::Word
    } else {
        Style::Plain
    }
}

/// `"card": 4111…}`: a number, which angle brackets would break.
fn bare_in_json(w: &[u8], value: &Range<usize>) -> bool {
    let back = |i: usize| {
        let text = cut(w, i.saturating_sub(8)..i);
        i - text
            .iter()
            .rev()
            .take_while(|b| matches!(b, b' ' | b'\t' | b'['))
            .count()
    };
    let colon = back(value.start);
    if before(w, colon) != b':' {
        return false;
    }
    let key = back(colon - 1);
    let next = at(w, value.end);
    let digits = at(w, value.start).is_ascii_digit() || at(w, value.start) == b'-';
    before(w, key) == b'"'
        && digits
        && matches!(next, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | 0)
}

/// Within an element or attribute, where `<` begins a tag.
fn in_markup(w: &[u8], value: &Range<usize>) -> bool {
    let back = cut(w, value.start.saturating_sub(BACK)..value.start);
    let Some(i) = memchr::memrchr2(b'<', b'>', back) else {
        return false;
    };
    if at(back, i) == b'<' {
        // An attribute: a name follows the bracket.
        return at(back, i + 1).is_ascii_alphabetic() && !tail(back, i).contains(&b'\n');
    }
    // An element: text up to the next tag, and the `>` closes one.
    let later = cut(w, value.end..value.end + BACK);
    let ends = memchr::memchr2(b'<', b'>', later)
        .is_some_and(|n| at(later, n) == b'<' && at(later, n + 1) == b'/');
    let opened = memchr::memrchr(b'<', cut(back, 0..i))
        .is_some_and(|n| at(back, n + 1).is_ascii_alphabetic());
    ends && opened
}

/// In the query or path of an address.
fn in_query(w: &[u8], value: &Range<usize>) -> bool {
    if !matches!(before(w, value.start), b'=' | b'/' | b':') {
        return false;
    }
    let back = cut(w, value.start.saturating_sub(BACK)..value.start);
    let token = back
        .iter()
        .rev()
        .take_while(|b| **b > b' ' && !matches!(b, b'"' | b'\'' | b'<' | b'>'));
    let token = tail(back, back.len() - token.count());
    // A search for three bytes costs more to set up.
    let address = |i| cut(token, i..i + 3) == b"://";
    memchr::memchr_iter(b':', token).any(address) || (at(token, 0) == b'/' && token.contains(&b'?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, value: &str) -> Style {
        let start = text.find(value).unwrap();
        style(text.as_bytes(), &(start..start + value.len()))
    }

    #[test]
    fn what_surrounds_a_value_decides() {
        assert_eq!(of("card 4111 ok", "4111"), Style::Plain);
        assert_eq!(of(r#"{"card": 4111}"#, "4111"), Style::Quoted);
        assert_eq!(of(r#"{"card":"4111"}"#, "4111"), Style::Plain);
        assert_eq!(of(r#"{"cards":[4111,2]}"#, "4111"), Style::Quoted);
        assert_eq!(of("<card>4111</card>", "4111"), Style::Word);
        assert_eq!(of(r#"<c n="4111"/>"#, "4111"), Style::Word);
        assert_eq!(of("GET https://x/y?card=4111 HTTP", "4111"), Style::Word);
        assert_eq!(of("postgres://u:4111@h/", "4111"), Style::Word);
        assert_eq!(of("card=4111", "4111"), Style::Plain);
        assert_eq!(of("a -> b 4111", "4111"), Style::Plain);
    }
}
