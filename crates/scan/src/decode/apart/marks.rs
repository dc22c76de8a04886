//! The fixed marks that pairs are found by, all in one search.

use std::sync::LazyLock;

use super::{Pairs, arrays, cells, fields, is_blank, is_word, records, words};
use crate::bytes::{at, before, cut};
use crate::literals::Literals;
use crate::simd::Level;

/// Looks at the pair whose mark stands at a place.
type Take = fn(&mut Pairs<'_>, usize, usize);

/// Marks that few texts have, and what each leads to. Of marks that overlap the first one counts.
const MARKS: &[(&str, Take)] = &[
    ("</", cells::end_tag),
    ("**", cells::emphasis),
    ("alue", fields::value),
    ("BEGIN:VCARD", records::card),
    ("dn: ", records::entry),
    ("family\"", records::family),
    ("given\"", records::given),
    ("line\"", records::line),
    ("code\"", records::identifier),
    (")=(", words::columns),
    ("rejected value [", words::rejected),
    ("input_value=", words::invalid),
    ("(\"", words::call),
    ("('", words::call),
    ("( '", words::call),
    ("Credential(", words::credential),
    ("Credentials(", words::credential),
    ("PasswordAuthentication(", words::credential),
    (" -Password ", words::flagged),
    (" -password ", words::flagged),
    ("nseal Key ", words::unsealing),
    ("Some(\"", words::some),
    ("form-data;", words::part),
    (" ....", words::dotted),
    ("`=", words::assigned),
    ("` =", words::assigned),
    (" is ", words::stated),
    (" as ", words::named_after),
    ("],", arrays::row),
    ("]]", arrays::row),
    ("]\n", arrays::row),
    ("]\r", arrays::row),
];

/// The longest of them.
const MARK_BYTES_MAX: usize = 23;

static SEARCH: LazyLock<Literals> = LazyLock::new(|| {
    let marks = MARKS.iter().map(|(mark, _)| (*mark).to_owned());
    Literals::new(marks.collect())
});

/// All pairs whose mark begins among the fresh bytes. The usual marks were listed already.
pub(super) fn find(pairs: &mut Pairs<'_>, usual: &[usize]) {
    let w = pairs.w;
    let from = pairs.fresh.start;
    let text = cut(w, from..pairs.fresh.end + MARK_BYTES_MAX - 1);
    let mut usual = usual.iter().copied().peekable();
    for found in SEARCH.find(Level::best(), text) {
        let mark = from + found.start..from + found.end;
        while let Some(place) = usual.next_if(|place| *place < mark.start) {
            take(pairs, place);
        }
        let row = MARKS.get(found.number);
        if let Some((_, take)) = row.filter(|_| mark.start < pairs.fresh.end) {
            take(pairs, mark.start, mark.end);
            // What is part of a mark is none.
            while usual.next_if(|place| *place < mark.end).is_some() {}
        }
    }
    usual.for_each(|place| take(pairs, place));
}

/// Looks at the pair whose mark is at a place where one may stand.
fn take(pairs: &mut Pairs<'_>, place: usize) {
    let end = place + 2;
    match (at(pairs.w, place), at(pairs.w, place + 1)) {
        (b'"', _) => fields::nested(pairs, place, end),
        (_, b'(') => words::named_after(pairs, place, end),
        _ => words::spoken(pairs, place, end),
    }
}

/// Whether a key and its value may stand apart at a place: at a blank before a quote, `#` or `(`, or at the quote before a
/// colon that leads to an object or list. Turns away most such places.
#[inline]
pub(crate) fn may_stand_apart(w: &[u8], place: usize) -> bool {
    let [first, second, third] = [0, 1, 2].map(|n| at(w, place + n));
    let previous = before(w, place);
    match (first, second) {
        (b'"', b':') => matches!(third, b'{' | b'[') || is_blank(third),
        // A call has quotes there; a value before its name has digits and no small letters.
        (b' ', b'(') => {
            let call = matches!(third, b'"' | b'\'');
            !call && previous > b' ' && previous != b'"' && !previous.is_ascii_lowercase()
        }
        // A key before, or a pair within.
        (b' ', b'"' | b'\'' | b'`' | b'#') => is_word(previous) || is_word(third),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_mark_is_longer_than_what_is_looked_ahead() {
        let longest = MARKS.iter().map(|(mark, _)| mark.len()).max();
        assert_eq!(longest, Some(MARK_BYTES_MAX));
    }
}
