//! X12 as health care uses it (270, 271, 278, 834, 835, 837): segments of elements, some of which say by a qualifier
//! what the next one holds.

use std::ops::Range;

use super::meaning::Meaning;
use super::parts;
use crate::bytes::{at, before, cut};
use crate::detect::Candidate;
use crate::engine::Engine;

/// The longest segment that is looked at.
const SEGMENT_BYTES_MAX: usize = 1 << 10;
/// The interchange header has so many elements; its last is the component separator.
const HEADER_ELEMENTS: usize = 16;
const HEADER_BYTES_MAX: usize = 128;
const ELEMENTS_MAX: usize = 32;

/// The marks of an interchange, as its header gives them.
pub(super) struct Marks {
    element: u8,
    component: u8,
    terminator: u8,
    /// Where the last known segment of the window ended.
    done: usize,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            element: b'*',
            component: b':',
            terminator: b'~',
            done: 0,
        }
    }
}

/// The elements of a segment; the first is its name.
struct Segment<'a> {
    w: &'a [u8],
    elements: Vec<Range<usize>>,
}

impl Segment<'_> {
    fn range(&self, n: usize) -> Range<usize> {
        self.elements.get(n).cloned().unwrap_or(0..0)
    }

    fn text(&self, n: usize) -> &[u8] {
        cut(self.w, self.range(n))
    }
}

impl Marks {
    pub(super) fn element(&self) -> u8 {
        self.element
    }

    /// A line begins at `start`: the header of an interchange may change the marks.
    pub(super) fn begins(&mut self, w: &[u8], start: usize) {
        if cut(w, start..start + 3) == b"ISA" {
            self.header(w, start + 3);
        }
    }

    /// Another window: places mean something else.
    pub(super) fn forget(&mut self) {
        self.done = 0;
    }

    fn header(&mut self, w: &[u8], mark: usize) {
        let element = at(w, mark);
        let text = cut(w, mark..mark + HEADER_BYTES_MAX);
        let Some(last) = memchr::memchr_iter(element, text).nth(HEADER_ELEMENTS - 1) else {
            return;
        };
        let (component, terminator) = (at(text, last + 1), at(text, last + 2));
        let ends = terminator.is_ascii_punctuation() || matches!(terminator, b'\r' | b'\n');
        if element.is_ascii_punctuation() && component.is_ascii_punctuation() && ends {
            self.element = element;
            self.component = component;
            self.terminator = terminator;
        }
    }

    /// The segment whose name ends before the mark.
    pub(super) fn segment(
        &mut self,
        engine: &Engine<'_>,
        w: &[u8],
        mark: usize,
        out: &mut Vec<Candidate>,
    ) {
        let start = mark
            - cut(w, mark.saturating_sub(3)..mark)
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
                .count();
        let name = cut(w, start..mark);
        if name == b"ISA" {
            self.header(w, mark);
            return;
        }
        let known = matches!(
            name,
            b"NM1" | b"N3" | b"N4" | b"DMG" | b"REF" | b"PER" | b"HI" | b"CLM" | b"CLP" | b"BPR"
        );
        if !known
            || start < self.done
            || !super::stands_alone(w, start)
            || before(w, start) == self.element
        {
            return;
        }
        let text = cut(w, mark..mark + SEGMENT_BYTES_MAX);
        let ends = |b: &u8| *b == self.terminator || matches!(b, b'\n' | b'\r' | b'"');
        let length = text.iter().position(ends).unwrap_or(text.len());
        self.done = mark + length;
        let elements = parts(w, start..mark + length, self.element).take(ELEMENTS_MAX);
        let segment = Segment {
            w,
            elements: elements.collect(),
        };
        let mut give = |range: Range<usize>, meaning, place| {
            out.extend(engine.placed(w, range, meaning, place));
        };
        match name {
            b"NM1" => name_of(&segment, &mut give),
            b"N3" | b"N4" => address(&segment, at(text, length) == self.terminator, &mut give),
            b"DMG" if segment.text(1) == b"D8" => {
                give(segment.range(2), Meaning::BirthDate, "X12 element DMG02");
            }
            b"REF" => reference(&segment, &mut give),
            b"BPR" if is_amount(segment.text(2)) => payment(&segment, &mut give),
            b"PER" => contact(engine, &segment, &mut give),
            b"HI" => {
                for n in 1..segment.elements.len() {
                    self.diagnosis(w, segment.range(n), &mut give);
                }
            }
            b"CLM" if is_amount(segment.text(2)) => {
                give(segment.range(1), Meaning::Record, "X12 element CLM01");
            }
            b"CLP" if is_amount(segment.text(3)) => {
                give(segment.range(1), Meaning::Record, "X12 element CLP01");
            }
            _ => {}
        }
    }

    /// `ABK:I10`
    fn diagnosis(&self, w: &[u8], element: Range<usize>, give: &mut Give<'_>) {
        let mut components = parts(w, element, self.component);
        let (Some(qualifier), Some(code)) = (components.next(), components.next()) else {
            return;
        };
        let known = matches!(
            cut(w, qualifier),
            b"ABK" | b"ABF" | b"ABJ" | b"ABN" | b"APR" | b"BK" | b"BF" | b"BJ" | b"PR"
        );
        if known {
            give(code, Meaning::Diagnosis, "X12 segment HI");
        }
    }
}

/// Takes what an element holds.
type Give<'a> = dyn FnMut(Range<usize>, Meaning, &'static str) + 'a;

/// Individual or organisation: entity, type, family name, given name, middle name, …, qualifier, number.
fn name_of(segment: &Segment<'_>, give: &mut Give<'_>) {
    let entity = segment.text(1);
    let entity = (2..=3).contains(&entity.len()) && entity.iter().all(u8::is_ascii_alphanumeric);
    let person = segment.text(2) == b"1";
    if !entity || !(person || segment.text(2) == b"2") {
        return;
    }
    if person {
        for n in 3..=5 {
            give(segment.range(n), Meaning::Name, "X12 segment NM1");
        }
    }
    // Elements before it that are empty are often miscounted.
    for n in [8, 7, 9] {
        let meaning = match segment.text(n) {
            b"MI" | b"MR" | b"HN" | b"II" | b"N" => Meaning::Member,
            b"XX" => Meaning::Npi,
            b"34" => Meaning::Ssn,
            b"24" | b"FI" => Meaning::Ein,
            _ => continue,
        };
        return give(segment.range(n + 1), meaning, "X12 element NM109");
    }
}

/// Street; town, state and postal code. Short names stand in other texts too: the form has to hold.
fn address(segment: &Segment<'_>, ended: bool, give: &mut Give<'_>) {
    if segment.text(0) == b"N3" {
        let street = segment.text(1);
        if ended && street.iter().any(u8::is_ascii_alphabetic) {
            give(segment.range(1), Meaning::Address, "X12 segment N3");
            give(segment.range(2), Meaning::Address, "X12 segment N3");
        }
        return;
    }
    let (state, code) = (segment.text(2), segment.text(3));
    let state = state.len() == 2 && state.iter().all(u8::is_ascii_uppercase);
    if state && code.len() >= 5 && code.iter().any(u8::is_ascii_digit) {
        for n in 1..=3 {
            give(segment.range(n), Meaning::Address, "X12 segment N4");
        }
    }
}

fn reference(segment: &Segment<'_>, give: &mut Give<'_>) {
    let (meaning, place) = match segment.text(1) {
        b"SY" => (Meaning::Ssn, "X12 element REF*SY"),
        b"0F" => (Meaning::Member, "X12 element REF*0F"),
        b"1L" => (Meaning::Member, "X12 element REF*1L"),
        b"1W" => (Meaning::Member, "X12 element REF*1W"),
        b"IG" => (Meaning::Member, "X12 element REF*IG"),
        b"EA" => (Meaning::Record, "X12 element REF*EA"),
        b"EI" => (Meaning::Ein, "X12 element REF*EI"),
        b"TJ" => (Meaning::Ein, "X12 element REF*TJ"),
        b"HPI" => (Meaning::Npi, "X12 element REF*HPI"),
        _ => return,
    };
    give(segment.range(2), meaning, place);
}

/// A payment: who sends it and who gets it, each with bank and account.
fn payment(segment: &Segment<'_>, give: &mut Give<'_>) {
    for n in [6, 12] {
        // `01`: the bank by its routing number.
        if segment.text(n) == b"01" {
            give(segment.range(n + 1), Meaning::Routing, "X12 segment BPR");
            give(segment.range(n + 3), Meaning::Account, "X12 segment BPR");
        }
    }
}

/// A contact: function, name, and pairs of qualifier and number. Addresses of mail are found by themselves.
fn contact(engine: &Engine<'_>, segment: &Segment<'_>, give: &mut Give<'_>) {
    // Most contacts are departments.
    let name = segment.text(2);
    let mut words = name.split(|b| *b == b' ');
    if words.any(|word| engine.rules.lists.people.is_given(word)) {
        give(segment.range(2), Meaning::Name, "X12 segment PER");
    }
    for n in [3, 5, 7] {
        if matches!(segment.text(n), b"TE" | b"FX" | b"HP" | b"WP" | b"CP") {
            give(segment.range(n + 1), Meaning::Phone, "X12 segment PER");
        }
    }
}

fn is_amount(text: &[u8]) -> bool {
    let mark = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-');
    at(text, text.len().saturating_sub(1)).is_ascii_digit() && text.iter().all(mark)
}
