//! HL7 version 2: segments of fields by number (chapters 3, 4 and 6 of the standard), with components and repetitions.

use std::ops::Range;

use super::meaning::Meaning;
use super::parts;
use crate::bytes::{at, before, cut};
use crate::detect::Candidate;
use crate::engine::Engine;

/// The longest segment that is looked at.
const SEGMENT_BYTES_MAX: usize = 8 << 10;
/// IN1-16: name of the insured.
const INSURED_FIELD: usize = 16;
/// Repetitions of a field.
const REPETITIONS_MAX: usize = 32;

/// The marks of a message, as its header gives them.
pub(super) struct Marks {
    field: u8,
    component: u8,
    repetition: u8,
    part: u8,
    /// Where the last known segment of the window ended.
    done: usize,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            field: b'|',
            component: b'^',
            repetition: b'~',
            part: b'&',
            done: 0,
        }
    }
}

/// The data type of a field: which of its components hold what.
#[derive(Debug, Clone, Copy)]
enum Type {
    /// Number, …, …, issuer, kind of number.
    Identifier,
    /// Family name, given name, further names.
    Name,
    /// Number, then as a name.
    Person,
    /// Street, second line, town, state, postal code.
    Address,
    /// A number, and its parts.
    Phone,
    /// The first component.
    Only(Meaning),
}

/// Fields that hold data about a person.
const FIELDS: &[(&[u8; 3], usize, Type, &str)] = &[
    (b"PID", 2, Type::Identifier, "HL7 field PID-2"),
    (b"PID", 3, Type::Identifier, "HL7 field PID-3"),
    (b"PID", 4, Type::Identifier, "HL7 field PID-4"),
    (b"PID", 5, Type::Name, "HL7 field PID-5"),
    (b"PID", 6, Type::Name, "HL7 field PID-6"),
    (b"PID", 7, Type::Only(Meaning::BirthDate), "HL7 field PID-7"),
    (b"PID", 9, Type::Name, "HL7 field PID-9"),
    (b"PID", 11, Type::Address, "HL7 field PID-11"),
    (b"PID", 13, Type::Phone, "HL7 field PID-13"),
    (b"PID", 14, Type::Phone, "HL7 field PID-14"),
    (b"PID", 18, Type::Identifier, "HL7 field PID-18"),
    (b"PID", 19, Type::Only(Meaning::Ssn), "HL7 field PID-19"),
    (b"PID", 20, Type::Only(Meaning::Licence), "HL7 field PID-20"),
    (b"NK1", 2, Type::Name, "HL7 field NK1-2"),
    (b"NK1", 4, Type::Address, "HL7 field NK1-4"),
    (b"NK1", 5, Type::Phone, "HL7 field NK1-5"),
    (b"NK1", 6, Type::Phone, "HL7 field NK1-6"),
    (b"GT1", 2, Type::Identifier, "HL7 field GT1-2"),
    (b"GT1", 3, Type::Name, "HL7 field GT1-3"),
    (b"GT1", 5, Type::Address, "HL7 field GT1-5"),
    (b"GT1", 6, Type::Phone, "HL7 field GT1-6"),
    (b"GT1", 7, Type::Phone, "HL7 field GT1-7"),
    (b"GT1", 8, Type::Only(Meaning::BirthDate), "HL7 field GT1-8"),
    (b"GT1", 12, Type::Only(Meaning::Ssn), "HL7 field GT1-12"),
    (b"IN1", 16, Type::Name, "HL7 field IN1-16"),
    (
        b"IN1",
        18,
        Type::Only(Meaning::BirthDate),
        "HL7 field IN1-18",
    ),
    (b"IN1", 19, Type::Address, "HL7 field IN1-19"),
    (b"IN1", 36, Type::Only(Meaning::Member), "HL7 field IN1-36"),
    (b"IN1", 49, Type::Only(Meaning::Member), "HL7 field IN1-49"),
    (b"IN2", 2, Type::Only(Meaning::Ssn), "HL7 field IN2-2"),
    (b"PV1", 7, Type::Person, "HL7 field PV1-7"),
    (b"PV1", 8, Type::Person, "HL7 field PV1-8"),
    (b"PV1", 9, Type::Person, "HL7 field PV1-9"),
    (b"PV1", 17, Type::Person, "HL7 field PV1-17"),
    (b"PD1", 4, Type::Person, "HL7 field PD1-4"),
    (b"ORC", 12, Type::Person, "HL7 field ORC-12"),
    (b"OBR", 16, Type::Person, "HL7 field OBR-16"),
    (b"MRG", 1, Type::Identifier, "HL7 field MRG-1"),
    (b"DG1", 3, Type::Only(Meaning::Diagnosis), "HL7 field DG1-3"),
];

/// Segments whose first field is no number in a set: they count only at the beginning of a line.
const UNNUMBERED: &[&[u8; 3]] = &[b"IN2", b"PD1", b"ORC", b"MRG"];

impl Marks {
    pub(super) fn field(&self) -> u8 {
        self.field
    }

    /// A line begins at `start`: the header of a message may change the marks.
    pub(super) fn begins(&mut self, w: &[u8], start: usize) {
        if cut(w, start..start + 3) == b"MSH" {
            self.header(w, start + 3);
        }
    }

    /// Another window: places mean something else.
    pub(super) fn forget(&mut self) {
        self.done = 0;
    }

    fn header(&mut self, w: &[u8], mark: usize) {
        // In a JSON string the escape character is doubled.
        let doubled = usize::from(at(w, mark + 3) == b'\\' && at(w, mark + 4) == b'\\');
        let marks = [0, 1, 2, 4 + doubled].map(|i| at(w, mark + i));
        let apart = marks
            .iter()
            .enumerate()
            .all(|(i, b)| !marks.iter().skip(i + 1).any(|other| other == b));
        if apart && marks.iter().all(u8::is_ascii_punctuation) {
            [self.field, self.component, self.repetition, self.part] = marks;
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
        let Some(start) = mark.checked_sub(3).filter(|start| *start >= self.done) else {
            return;
        };
        let name = cut(w, start..mark);
        if name == b"MSH" {
            self.header(w, mark);
            return;
        }
        if !FIELDS
            .iter()
            .any(|(segment, ..)| segment.as_slice() == name)
            || !super::stands_alone(w, start)
            || before(w, start) == self.field
        {
            return;
        }
        let range = mark + 1..segment_end(w, mark + 1);
        let numbered = !UNNUMBERED.iter().any(|n| n.as_slice() == name);
        if numbered {
            let first = parts(w, range.clone(), self.field).next();
            let first = first.map_or(&[][..], |r| cut(w, r));
            if first.len() > 4 || !first.iter().all(u8::is_ascii_digit) {
                return;
            }
        } else if !super::begins_line(w, start) {
            return;
        }
        self.done = range.end;
        let first = if name == b"IN1" {
            self.insured_first(w, range.clone())
        } else {
            1
        };
        for (n, field) in (first..).zip(parts(w, range, self.field)) {
            let known = FIELDS
                .iter()
                .find(|(segment, number, ..)| segment.as_slice() == name && *number == n);
            if let Some((_, _, ty, place)) = known {
                for one in parts(w, field, self.repetition).take(REPETITIONS_MAX) {
                    self.value(engine, w, one, *ty, place, out);
                }
            }
        }
    }

    /// The number that the first field of IN1 has in effect: bars are often miscounted, and the name of the insured tells.
    fn insured_first(&self, w: &[u8], range: Range<usize>) -> usize {
        let is_name = |field: Range<usize>| {
            let mut words = parts(w, field, self.component).map(|word| cut(w, word));
            let mut word = || {
                let word = words.next().unwrap_or_default();
                // What stands for a name counts as one.
                let masked = matches!(at(word, 0), b'<' | b'*');
                let letters = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80;
                word.len() >= 2 && (masked || word.iter().all(letters))
            };
            word() && word()
        };
        let near = (INSURED_FIELD - 1..=INSURED_FIELD + 1).zip(
            parts(w, range, self.field)
                .skip(INSURED_FIELD - 2)
                .map(is_name),
        );
        let mut names = near.filter(|(_, name)| *name).map(|(n, _)| n);
        match (names.next(), names.next()) {
            (Some(n), None) => 1 + INSURED_FIELD - n,
            _ => 1,
        }
    }

    /// One repetition of a field.
    fn value(
        &self,
        engine: &Engine<'_>,
        w: &[u8],
        range: Range<usize>,
        ty: Type,
        place: &'static str,
        out: &mut Vec<Candidate>,
    ) {
        if range.is_empty() {
            return;
        }
        let kind = || {
            let kind = parts(w, range.clone(), self.component).nth(4);
            kind.map_or(&[][..], |r| cut(w, r))
        };
        let mut found = None;
        for (n, component) in (1..).zip(parts(w, range.clone(), self.component)) {
            let meaning = match (ty, n) {
                (Type::Only(meaning), 1) => meaning,
                (Type::Identifier, 1) => identifier(kind()),
                (Type::Name, 1..=3) | (Type::Person, 2..=4) => Meaning::Name,
                (Type::Person, 1) => Meaning::Npi,
                (Type::Address, 1..=5) => Meaning::Address,
                (Type::Phone, 1 | 7 | 12) => Meaning::Phone,
                _ => continue,
            };
            for part in parts(w, component, self.part) {
                found = engine.placed(w, part, meaning, place).or(found);
                out.extend(found.take());
            }
        }
    }
}

/// What the kind of an identifier says (table 0203).
fn identifier(kind: &[u8]) -> Meaning {
    match kind {
        b"SS" => Meaning::Ssn,
        b"DL" => Meaning::Licence,
        b"PPN" => Meaning::Passport,
        b"MB" | b"MA" | b"MC" | b"MI" | b"HC" => Meaning::Member,
        b"NPI" => Meaning::Npi,
        _ => Meaning::Record,
    }
}

/// Where a segment ends: with its line, also one written as an escape in a string, or with the string it stands in.
fn segment_end(w: &[u8], from: usize) -> usize {
    let text = cut(w, from..from + SEGMENT_BYTES_MAX);
    let mut i = 0;
    while let Some(b) = text.get(i) {
        match (*b, at(text, i + 1)) {
            (b'\n' | b'\r' | 0x1c, _) | (b'\\', b'r' | b'n') => break,
            // An empty value is written as two quotes.
            (b'\\' | b'"', b'"') => i += 1,
            (b'"', _) => break,
            _ => {}
        }
        i += 1;
    }
    from + i.min(text.len())
}
