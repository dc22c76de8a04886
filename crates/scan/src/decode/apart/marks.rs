//! The fixed marks that pairs are found by, all in one search.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind, packed};

use super::{Pairs, cells, fields, records, words};
use crate::bytes::cut;

/// Looks at the pair whose mark stands at a place.
type Take = fn(&mut Pairs<'_>, usize, usize);

/// Marks, and what each leads to. Of marks that overlap the first one counts: ` "` comes before a key in quotes.
const MARKS: &[(&[u8], Take)] = &[
    (b"</", cells::end_tag),
    (b"**", cells::emphasis),
    (b"alue", fields::value),
    (b"\":", fields::nested),
    (b"BEGIN:VCARD", records::card),
    (b"dn: ", records::entry),
    (b"family\"", records::family),
    (b"given\"", records::given),
    (b"line\"", records::line),
    (b"code\"", records::identifier),
    (b")=(", words::columns),
    (b"rejected value [", words::rejected),
    (b"input_value=", words::invalid),
    (b"(\"", words::call),
    (b"('", words::call),
    (b" (\"", words::call),
    (b" ('", words::call),
    (b"( '", words::call),
    (b"Credential(", words::credential),
    (b"Credentials(", words::credential),
    (b"PasswordAuthentication(", words::credential),
    (b" -Password ", words::flagged),
    (b" -password ", words::flagged),
    (b"nseal Key ", words::unsealing),
    (b"Some(\"", words::some),
    (b"form-data;", words::part),
    (b" ....", words::dotted),
    (b"`=", words::assigned),
    (b"` =", words::assigned),
    (b" '", words::spoken),
    (b" \"", words::spoken),
    (b" `", words::spoken),
    (b" #", words::spoken),
    (b" is ", words::stated),
    (b" as ", words::named_after),
    (b" (", words::named_after),
];

/// The longest of them.
const MARK_BYTES_MAX: usize = 23;

/// The fastest search for them that there is here.
struct Search {
    packed: Option<packed::Searcher>,
    plain: Option<AhoCorasick>,
}

static SEARCH: LazyLock<Search> = LazyLock::new(|| {
    let marks = || MARKS.iter().map(|(mark, _)| mark);
    let packed = packed::Config::new()
        .match_kind(packed::MatchKind::LeftmostLongest)
        .builder()
        .extend(marks())
        .build();
    let mut builder = AhoCorasick::builder();
    let plain = match packed {
        Some(_) => None,
        None => builder
            .match_kind(MatchKind::LeftmostLongest)
            .build(marks())
            .ok(),
    };
    Search { packed, plain }
});

/// All pairs whose mark begins among the fresh bytes.
pub(super) fn find(pairs: &mut Pairs<'_>) {
    let w = pairs.w;
    let from = pairs.fresh.start;
    let text = cut(w, from..pairs.fresh.end + MARK_BYTES_MAX - 1);
    let mut take = |mark: usize, start: usize, end: usize| {
        let start = from + start;
        if let Some((_, take)) = MARKS.get(mark).filter(|_| start < pairs.fresh.end) {
            take(pairs, start, from + end);
        }
    };
    if let Some(packed) = &SEARCH.packed {
        let found = packed.find_iter(text);
        found.for_each(|m| take(m.pattern().as_usize(), m.start(), m.end()));
    } else if let Some(plain) = &SEARCH.plain {
        let found = plain.find_iter(text);
        found.for_each(|m| take(m.pattern().as_usize(), m.start(), m.end()));
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
