//! Columns by their names, and what a name says of the values below it.

use std::ops::Range;

use crate::bytes::{at, cut};
use crate::detect::{self, Candidate, Term};
use crate::engine::{Engine, Value};
use crate::rules::spelling::{Spelled, Spelling};
use crate::rules::{Detector, Role};

/// Columns of one table.
pub(super) const COLUMNS_MAX: usize = 256;
/// The names of all of them together.
pub(super) const NAMES_BYTES_MAX: usize = 8 << 10;
/// One name.
pub(super) const NAME_BYTES_MAX: usize = 64;
/// The shortest part of a name.
const PART_BYTES_MIN: usize = 3;
/// The longest field that is looked at.
const FIELD_BYTES_MAX: usize = 4 << 10;
/// A number with neither marks nor a leading zero is one to call from so many digits on: columns named `mobile` count
/// things too.
const BARE_PHONE_DIGITS: usize = 10;
/// Evidence of other columns about a person beside one that is just called `name`.
pub(super) const BESIDES: i32 = 400;

/// A column whose name says something.
#[derive(Debug)]
pub(super) struct Column {
    at: usize,
    name: Vec<u8>,
    /// Rules with the phrase that leads to each.
    rules: Vec<(u16, u32)>,
    /// Rules to which the other columns speak too.
    beside: Vec<u16>,
    secret: bool,
}

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) count: usize,
    known: Vec<Column>,
    /// How many names are a known key from end to end.
    pub(super) exact: usize,
}

impl Columns {
    /// Nothing if there are too many.
    pub(super) fn new<'a>(
        engine: &Engine<'_>,
        names: impl Iterator<Item = &'a [u8]>,
    ) -> Option<Self> {
        let mut columns = Self::default();
        let mut bytes = 0;
        let mut spoken = Vec::new();
        let (mut given, mut family) = (None, None);
        for name in names {
            bytes += name.len();
            if columns.count >= COLUMNS_MAX || bytes > NAMES_BYTES_MAX {
                return None;
            }
            if name.eq_ignore_ascii_case(b"given") {
                given = Some(columns.count);
            } else if name.eq_ignore_ascii_case(b"family") {
                family = Some(columns.count);
            } else if name.len() <= NAME_BYTES_MAX {
                columns.add_parts(engine, name);
            }
            let mentions = engine.rules.index.mentions(Spelling::of(name)).iter();
            let near = mentions.filter(|m| {
                let rule = engine.rules.rule(m.rule);
                m.role == Role::Near && rule.is_some_and(|r| r.detector.wants_others())
            });
            spoken.extend(near.map(|m| (columns.count, m.rule)));
            columns.count += 1;
        }
        // Fonts have families too, but nothing given beside them.
        if let (Some(given), Some(family)) = (given, family) {
            columns.add(engine, given, b"given name");
            columns.add(engine, family, b"family name");
        }
        columns.note_others(engine, &spoken);
        Some(columns)
    }

    pub(super) fn say_nothing(&self) -> bool {
        self.known.is_empty()
    }

    /// `BIC (SWIFT-Code)`, `Kontonummer/IBAN`: all of the name, or the first part that says something.
    fn add_parts(&mut self, engine: &Engine<'_>, name: &[u8]) {
        let known = self.known.len();
        self.add(engine, self.count, name);
        let marks = |b: &u8| matches!(b, b'(' | b')' | b'/');
        if !name.iter().any(marks) {
            return;
        }
        let exact = self.exact;
        for part in name.split(marks).map(<[u8]>::trim_ascii) {
            let part = (PART_BYTES_MIN..name.len())
                .contains(&part.len())
                .then_some(part);
            match part {
                Some(part) if self.known.len() == known => self.add(engine, self.count, part),
                Some(part) if self.exact == exact => {
                    self.exact += usize::from(is_exact(engine, part))
                }
                _ => {}
            }
        }
    }

    #[inline(never)]
    fn add(&mut self, engine: &Engine<'_>, at: usize, name: &[u8]) {
        let index = &engine.rules.index;
        let mut column = Column {
            at,
            name: name.to_vec(),
            rules: Vec::new(),
            beside: Vec::new(),
            secret: false,
        };
        if let Some(entry) = engine.entry(name) {
            for number in &entry.rules {
                match engine.rules.rule(*number).map(|r| r.detector) {
                    Some(Detector::Assignment) => column.secret = true,
                    Some(Detector::Cookie) | None => {}
                    Some(_) => column.rules.push((*number, entry.phrase)),
                }
            }
        }
        // `pass` beside `fail` counts.
        column.secret &= !name.eq_ignore_ascii_case(b"pass");
        Spelled::new(name).suffixes(|spelling| {
            let keys = index.mentions(spelling).iter();
            let cards = keys.filter(|m| m.role == Role::Key);
            let before = column.rules.len();
            column.rules.extend(
                cards
                    .filter(|m| {
                        let rule = engine.rules.rule(m.rule);
                        rule.is_some_and(|r| r.detector == Detector::Card)
                    })
                    .map(|m| (m.rule, m.phrase)),
            );
            (column.rules.len() > before).then_some(())
        });
        if column.rules.is_empty() && !column.secret {
            return;
        }
        self.exact += usize::from(is_exact(engine, name));
        let place = self.known.partition_point(|known| known.at <= at);
        self.known.insert(place, column);
    }

    /// A column named `name` is one of people if there are others about a person: `spoken` says which columns speak to
    /// which rules.
    fn note_others(&mut self, engine: &Engine<'_>, spoken: &[(usize, u16)]) {
        let index = &engine.rules.index;
        for column in &mut self.known {
            let name = Spelling::of(&column.name);
            for (number, phrase) in &column.rules {
                let whole = name == Spelling::of(index.phrase_text(*phrase).as_bytes());
                let mut others = spoken.iter();
                if whole && others.any(|(at, rule)| *at != column.at && rule == number) {
                    column.beside.push(*number);
                }
            }
        }
    }

    /// The values of a row, by column.
    pub(super) fn take(
        &self,
        engine: &Engine<'_>,
        w: &[u8],
        row: &[(usize, Range<usize>)],
        out: &mut Vec<Candidate>,
    ) {
        for column in &self.known {
            let Ok(i) = row.binary_search_by_key(&column.at, |(at, _)| *at) else {
                continue;
            };
            if let Some((_, range)) = row.get(i) {
                column.value(engine, w, range, out);
            }
        }
    }

    /// Whether the value of this column is of interest.
    pub(super) fn knows(&self, at: usize) -> bool {
        self.known.binary_search_by_key(&at, |c| c.at).is_ok()
    }
}

/// Whether a name is a known key from end to end.
fn is_exact(engine: &Engine<'_>, name: &[u8]) -> bool {
    let index = &engine.rules.index;
    let spelling = Spelling::of(name);
    let mut keys = index.mentions(spelling).iter();
    index.key(spelling).is_some() || keys.any(|m| m.role == Role::Key)
}

impl Column {
    fn value(&self, engine: &Engine<'_>, w: &[u8], range: &Range<usize>, out: &mut Vec<Candidate>) {
        let length = range.end.saturating_sub(range.start);
        if length == 0 || length > FIELD_BYTES_MAX {
            return;
        }
        for (number, phrase) in &self.rules {
            let found = self.by_rule(engine, w, range, *number, *phrase);
            out.extend(found);
        }
        if self.secret {
            out.extend(secret(engine, w, range, &self.name));
        }
    }

    fn by_rule(
        &self,
        engine: &Engine<'_>,
        w: &[u8],
        range: &Range<usize>,
        number: u16,
        phrase: u32,
    ) -> Option<Candidate> {
        let rule = engine.rules.rule(number)?;
        if rule.detector == Detector::Card {
            let found = detect::card(w, range.start, number)?;
            let score = found.score + rule.key.add;
            let keyed = Candidate {
                score,
                keyed: true,
                ..found
            };
            return (keyed.end == range.end && !keyed.failed)
                .then(|| keyed.because(Term::Key(phrase)));
        }
        let text = cut(w, range.clone());
        let counted = rule.detector == Detector::Phone
            && text.len() < BARE_PHONE_DIGITS
            && at(text, 0) != b'0'
            && text.iter().all(u8::is_ascii_digit);
        if counted {
            return None;
        }
        let value = Value {
            start: range.start,
            end: range.end,
            bounded: true,
        };
        let mut found = engine.keyed(w, value, (number, phrase), BESIDES)?;
        if self.beside.contains(&number) {
            found.score += BESIDES;
        }
        // A number whose form alone says little is all of its field.
        let whole = found.end == range.end || rule.detector != Detector::Id || rule.check.is_some();
        whole.then_some(found)
    }
}

/// The value of a column of secrets, judged as if it were assigned to the column's name.
fn secret(engine: &Engine<'_>, w: &[u8], range: &Range<usize>, name: &[u8]) -> Option<Candidate> {
    let value = cut(w, range.clone());
    let quote = [b'"', b'\'', b'`']
        .into_iter()
        .find(|q| !value.contains(q))?;
    let mut text: Vec<u8> = name
        .iter()
        .map(|b| if b.is_ascii_alphanumeric() { *b } else { b'_' })
        .collect();
    let key = text.len();
    text.extend([b'=', quote]);
    let front = text.len();
    text.extend_from_slice(value);
    text.push(quote);
    let mut found = Vec::new();
    let known = &mut |key: &[u8]| engine.secret_key(key);
    detect::assignment(&text, 0, key, (engine.rules, known), &mut found);
    let found = found.pop()?;
    let start = (range.start + found.start).checked_sub(front)?;
    let end = (range.start + found.end).checked_sub(front)?;
    (start >= range.start && end <= range.end).then_some(Candidate {
        start,
        end,
        ..found
    })
}
