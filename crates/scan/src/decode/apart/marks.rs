//! The fixed marks that pairs are found by.

use super::{
    Pairs, arrays, cells, documents, fields, is_blank, is_word, numbered, owners, programs,
    records, scripts, statements, words,
};
use crate::bytes::{at, before};
use crate::literals::Found;

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
    ("<given", records::part_of_name),
    ("<family", records::part_of_name),
    ("<birthTime ", records::birth_time),
    ("line\"", records::line),
    ("line1\"", records::line),
    ("code\"", records::identifier),
    (")=(", words::columns),
    ("rejected value [", words::rejected),
    ("input_value=", words::invalid),
    ("(\"", words::call),
    ("('", words::call),
    ("( '", words::call),
    ("Credential(", programs::credential),
    ("Credentials(", programs::credential),
    ("PasswordAuthentication(", programs::credential),
    (" -Password ", programs::flagged),
    (" -password ", programs::flagged),
    (" -passwd ", programs::flagged),
    ("| sudo -S", scripts::piped),
    ("send \"", scripts::sent),
    ("send -- \"", scripts::sent),
    ("sendln '", scripts::sent),
    ("\tTRUE\t/", scripts::cookie),
    ("\tFALSE\t/", scripts::cookie),
    ("113883.6.90\"", scripts::coded),
    ("113883.6.3\"", scripts::coded),
    ("icd-10-cm\"/>", scripts::system),
    ("icd-10\"/>", scripts::system),
    ("nseal Key ", programs::unsealing),
    ("getConnection(", programs::connection),
    (" LOGIN ", programs::login),
    ("Some(\"", programs::some),
    ("Secret(\"", programs::some),
    ("Optional(\"", programs::some),
    (",<<\"", programs::binary),
    (", <<\"", programs::binary),
    (".login(", programs::credential),
    ("assword:: ", programs::encoded),
    ("Value\n---", programs::listed),
    ("Private-Lines: ", programs::private_lines),
    ("geb. ", words::born),
    ("D.O.B. ", words::born),
    ("d.o.b. ", words::born),
    ("geb. am ", words::born),
    ("(e) le ", words::born),
    ("\"d\":\"", programs::private_part),
    ("extension=\"", records::extension),
    ("(0010,", records::tag),
    ("(0008,0090)", records::physician),
    ("\";s:", programs::serialized),
    ("\" <", words::mailbox),
    ("form-data;", words::part),
    (" ....", words::dotted),
    ("`='", words::assigned),
    ("`=\"", words::assigned),
    ("` =", words::assigned),
    (" / ", words::slashed),
    (statements::PARAMETER, statements::parameters),
    (" is ", words::stated),
    (" as ", words::named_after),
    ("NAD+", numbered::segment),
    ("FII+", numbered::segment),
    ("DTM+329:", numbered::segment),
    (numbered::TRANSIT, numbered::check),
    ("554=", numbered::logon),
    ("ABA ", owners::routed),
    ("yyy): ", words::hinted),
    ("YYY): ", words::hinted),
    ("outing", owners::routed),
    ("'COM+", numbered::contact),
    ("CTA+IC", numbered::contact),
    ("(ID ", owners::identified),
    ("(ID:", owners::identified),
    ("(SID", owners::identified),
    ("<<<<", documents::zone),
    ("\"DAQ\"", documents::licence),
    ("DLDAQ", documents::licence),
    ("SSR DOCS ", documents::booking),
    ("AM01\u{1c}", documents::claim),
    ("AM01\u{1d}", documents::claim),
    ("S21.G00.30.", documents::declared),
    ("],", arrays::row),
    ("]]", arrays::row),
    ("]\n", arrays::row),
    ("]\r", arrays::row),
];

/// Those marks, in order of their numbers.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    MARKS.iter().map(|(mark, _)| *mark)
}

/// All pairs whose mark begins among the fresh bytes: the usual ones, and the `rare` ones.
pub(super) fn find(pairs: &mut Pairs<'_>, usual: &[usize], rare: &[Found]) {
    let mut usual = usual.iter().copied().peekable();
    for mark in rare {
        while let Some(place) = usual.next_if(|place| *place < mark.start) {
            take(pairs, place);
        }
        let row = MARKS.get(mark.number);
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
