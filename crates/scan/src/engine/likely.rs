//! Which of the places of usual shapes are listed at all: a few bytes around a place say of most that nothing can be there.

use super::Engine;
use super::quiet::{self, QuietKeys};
use super::shapes::Keep;
use crate::bytes::{at, before, cut, tail, word};
use crate::decode::{APART_KEY_BYTES_MAX, is_apart_word as is_word, may_stand_apart};
use crate::detect;

/// Turns places away by a few bytes. Never wrong when it says no.
pub(super) struct Likely<'a, 'r> {
    w: &'a [u8],
    engine: &'a Engine<'r>,
    quiet: &'a mut QuietKeys,
}

impl<'a, 'r> Likely<'a, 'r> {
    pub(super) fn new(w: &'a [u8], engine: &'a Engine<'r>, quiet: &'a mut QuietKeys) -> Self {
        Self { w, engine, quiet }
    }

    /// The last letter of what ends at `place`: a number of up to two digits may follow it.
    #[inline(always)]
    fn letter(&self, place: usize) -> usize {
        let digits = usize::from(at(self.w, place).is_ascii_digit());
        let digits = digits + (digits & usize::from(before(self.w, place).is_ascii_digit()));
        let last = place.saturating_sub(digits);
        last.saturating_sub(usize::from(digits > 0 && at(self.w, last) == b'_'))
    }

    /// A word met for the first time, or one that is too long to be known.
    #[inline(never)]
    fn new_key(&mut self, place: usize, word: Option<quiet::Word>) -> bool {
        let Some(word) = word else {
            return (self.engine.rules.index).may_end_key(self.w, self.letter(place));
        };
        let leads = word.leads(self.engine);
        self.quiet.note(word, leads);
        leads
    }
}

impl Keep for Likely<'_, '_> {
    #[inline(always)]
    fn key(&mut self, place: usize, run: usize) -> bool {
        // The dash of an option.
        if run == 0 {
            return true;
        }
        let word = quiet::Word::at(self.w, place, run);
        match word.and_then(|word| self.quiet.known(word)) {
            Some(leads) => leads,
            None => self.new_key(place, word),
        }
    }

    #[inline(always)]
    fn word(&self, place: usize) -> bool {
        (self.engine.rules.index).may_end_word(self.w, self.letter(place))
    }

    #[inline(always)]
    fn run(&self, start: usize, long: impl Fn() -> bool) -> bool {
        let text = tail(self.w, start);
        let (previous, first) = (before(self.w, start), at(text, 0));
        let inside = (previous == b'\\') | (first == b'-') | (word(text) & 0xff_ffff == JWT);
        inside
            || self.engine.rules.may_be_vendors(text, long)
            || previous == b' ' && self.names_token(start)
    }

    #[inline(always)]
    fn apart(&self, place: usize) -> bool {
        may_stand_apart(self.w, place) && self.names_apart(place)
    }
}

impl Likely<'_, '_> {
    /// Whether the word before the blank before `start` may name a token.
    #[inline(always)]
    fn names_token(&self, start: usize) -> bool {
        let last = start.saturating_sub(2);
        detect::may_name_token(at(self.w, last))
            && (self.engine.rules.index).may_end_key(self.w, last)
    }

    /// Whether what stands before or behind the mark at `place` may be a key.
    #[inline]
    fn names_apart(&self, place: usize) -> bool {
        let w = self.w;
        match (at(w, place), at(w, place + 1)) {
            (b'"', _) => opens_later(w, place + 2) && self.may_name(place),
            (_, b'(') => true,
            (_, quote) => {
                let argument = matches!(quote, b'"' | b'\'') && has_operator(w, place + 2);
                argument || is_word(before(w, place)) && self.may_name(place)
            }
        }
    }

    /// Whether a key that ends before `end`, or its singular, may be known.
    #[inline]
    fn may_name(&self, end: usize) -> bool {
        let Some(last) = end.checked_sub(1) else {
            return false;
        };
        let letter = at(self.w, last);
        // What is left of anything else without its last bytes is not seen here.
        if !letter.is_ascii_alphabetic() {
            return true;
        }
        let index = &self.engine.rules.index;
        let known = |last| index.may_end_key(self.w, last) || index.may_speak(self.w, last);
        known(last) || letter | 0x20 == b's' && known(last.saturating_sub(1))
    }
}

/// Whether an object or list may begin at `i`, behind blanks.
fn opens_later(w: &[u8], i: usize) -> bool {
    let opens = |b: u8| matches!(b, b'{' | b'[' | b' ' | b'\t' | b'\r' | b'\n');
    opens(at(w, i)) && (matches!(at(w, i), b'{' | b'[') || opens(at(w, i + 1)))
}

/// Whether a word and `=` stand at `start`.
fn has_operator(w: &[u8], start: usize) -> bool {
    let word = cut(w, start..start + APART_KEY_BYTES_MAX).iter();
    let word = word.take_while(|b| is_word(**b)).count();
    word > 0 && at(w, start + word) == b'='
}

/// `eyJ`, as the number of its bytes.
const JWT: u32 = u32::from_le_bytes(*b"eyJ\0");
