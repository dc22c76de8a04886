//! What a field of a message format holds by its definition, and the finding that follows.

use std::ops::Range;

use super::columns::BESIDES;
use crate::bytes::{at, cut};
use crate::detect::{self, Candidate};
use crate::engine::{Engine, Value};
use crate::rules::Detector;

/// Shortest and longest identifier, in bytes: a row number is none.
const ID_BYTES: std::ops::RangeInclusive<usize> = 4..=30;
/// Digits of an account at a bank.
const ACCOUNT_DIGITS_MIN: usize = 4;
/// The number and the name on the first track of a card.
const TRACK_BYTES_MAX: usize = 48;
const CARD_DIGITS_MIN: usize = 12;
const NAME_BYTES_MAX: usize = 80;
const ADDRESS_BYTES_MAX: usize = 160;
/// A date of the form `YYYYMMDD`.
const DATE_BYTES: usize = 8;
/// Such a date with time of day, fraction and zone.
const STAMP_BYTES_MAX: usize = 26;

/// What stands in name fields for want of a name.
const NO_NAME: &[&str] = &[
    "unknown",
    "none",
    "null",
    "not given",
    "unidentified",
    "unspecified",
];

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Name,
    BirthDate,
    /// Street, town or postal code.
    Address,
    Phone,
    /// The number of a patient, or of the account of one.
    Record,
    /// The number of an insured person or policy.
    Member,
    Ssn,
    Ein,
    Licence,
    Passport,
    Diagnosis,
    Npi,
    /// The number of a bank in the United States, and of an account there.
    Routing,
    Account,
}

impl Meaning {
    /// A key that says the same, and the detector that it leads to.
    fn key(self) -> (&'static [u8], Detector) {
        match self {
            Self::Name => (b"patient name", Detector::Name),
            Self::BirthDate => (b"date of birth", Detector::Date),
            Self::Address => (b"address", Detector::Address),
            Self::Phone => (b"phone", Detector::Phone),
            Self::Record => (b"mrn", Detector::Id),
            Self::Member => (b"member id", Detector::Id),
            Self::Ssn => (b"ssn", Detector::Id),
            Self::Ein => (b"ein", Detector::Id),
            Self::Licence => (b"driver license", Detector::Id),
            Self::Passport => (b"passport", Detector::Id),
            Self::Diagnosis => (b"icd10", Detector::Id),
            Self::Npi => (b"npi", Detector::Id),
            Self::Routing => (b"aba routing", Detector::Id),
            Self::Account => (b"bank account", Detector::Id),
        }
    }

    /// Whether a text may be that, where the definition of the field is all there is to go by.
    fn fits(self, text: &[u8]) -> bool {
        let letters = text
            .iter()
            .filter(|b| b.is_ascii_alphabetic() || **b >= 0x80);
        let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
        let (letters, length) = (letters.count(), text.len());
        match self {
            Self::Name => {
                let fits = |b: &u8| {
                    b.is_ascii_alphabetic() || *b >= 0x80 || matches!(b, b' ' | b'-' | b'\'' | b'.')
                };
                let said = |none: &&str| text.eq_ignore_ascii_case(none.as_bytes());
                letters >= 2
                    && length <= NAME_BYTES_MAX
                    && text.iter().all(fits)
                    && !NO_NAME.iter().any(said)
            }
            Self::Address => {
                let fits = |b: &u8| *b >= b' ' && !matches!(b, b'<' | b'>' | b'{' | b'}' | b'=');
                (2..=ADDRESS_BYTES_MAX).contains(&length)
                    && letters + digits >= 2
                    && text.iter().all(fits)
            }
            Self::BirthDate => {
                let fits = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-');
                let date = cut(text, 0..DATE_BYTES);
                let zoned = matches!(at(text, DATE_BYTES), b'+' | b'-');
                (digits == length || digits >= DATE_BYTES + 4 || zoned)
                    && length <= STAMP_BYTES_MAX
                    && text.iter().all(fits)
                    && detect::date(date, 0, 0).is_some_and(|c| c.end == DATE_BYTES)
            }
            Self::Record | Self::Member | Self::Licence | Self::Passport => {
                let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/');
                ID_BYTES.contains(&length)
                    && digits >= 2
                    && text.iter().all(fits)
                    && text.iter().any(|b| !matches!(b, b'0' | b'-' | b'.'))
            }
            Self::Account => {
                let fits = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
                ID_BYTES.contains(&length) && digits >= ACCOUNT_DIGITS_MIN && text.iter().all(fits)
            }
            Self::Phone | Self::Ssn | Self::Ein | Self::Diagnosis | Self::Npi | Self::Routing => {
                false
            }
        }
    }
}

impl Engine<'_> {
    /// The name on the first track of a card, whose number is at `start`: `4…^NAME/GIVEN^…` (ISO/IEC 7813).
    pub(crate) fn stripe(&self, w: &[u8], start: usize, out: &mut Vec<Candidate>) {
        let track = cut(w, start..start + TRACK_BYTES_MAX);
        let mut parts = track.split(|b| *b == b'^');
        let (Some(number), Some(name), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        if number.len() < CARD_DIGITS_MIN || !number.iter().all(u8::is_ascii_digit) {
            return;
        }
        let name = start + number.len() + 1..start + number.len() + 1 + name.len();
        let words = super::parts(w, name, b'/');
        out.extend(words.filter_map(|word| self.placed(w, word, Meaning::Name, "track of a card")));
    }

    /// The finding for a field that holds `meaning`; `place` names the field.
    pub(super) fn placed(
        &self,
        w: &[u8],
        range: Range<usize>,
        meaning: Meaning,
        place: &'static str,
    ) -> Option<Candidate> {
        let range = super::trimmed(w, range);
        let text = cut(w, range.clone());
        if text.is_empty() {
            return None;
        }
        let (key, detector) = meaning.key();
        let entry = self.entry(key)?;
        let rules = || {
            let numbers = entry.rules.iter();
            let all = numbers.filter_map(|n| self.rules.rule(*n).map(|rule| (*n, rule)));
            all.filter(|(_, rule)| rule.detector == detector)
        };
        if meaning.fits(text) {
            let (number, rule) = rules().next()?;
            let found = Candidate {
                keyed: true,
                ..Candidate::new(number, range.start, range.end, rule.key.add)
            };
            return Some(found.because(place));
        }
        let value = Value {
            start: range.start,
            end: range.end,
            bounded: true,
        };
        let found = rules()
            .find_map(|(number, _)| self.keyed(w, value, (number, entry.phrase), BESIDES))?;
        (meaning != Meaning::Name).then(|| found.because(place))
    }
}
