//! Values that an encoding hides: the same detectors look at the decoded text, and what they find is mapped back.

use std::ops::Range;

use super::idle::Owners;
use super::{Engine, MemberScan};
use crate::decode::{self, Apart, Decoded, Packed, Places, Stretches, Ways};
use crate::detect::Candidate;
use crate::limits::{DECODE_DEPTH_MAX, DECODED_BYTES_MAX, WINDOW_BYTES};
use crate::report::Style;
use crate::rules::Rare;

/// The key of a value that is secret by where it stands.
const SECRET_KEY: &[u8] = b"password: ";
/// Pairs whose parts stand apart that are looked at in one go.
const PAIRS_AT_ONCE: usize = 64;
/// Bytes of all pairs of a window.
const PAIRS_BYTES_MAX: usize = 2 * WINDOW_BYTES;

/// The window that decoded text comes from, and how much more may be decoded for it.
struct Window<'w> {
    bytes: &'w [u8],
    left: usize,
}

impl MemberScan {
    /// Looks at all that is encoded in the fresh part of the window, up to `to`.
    pub(super) fn decode(&mut self, engine: &mut Engine<'_>, w: &[u8], to: usize, rare: &Rare) {
        let mut window = Window {
            bytes: w,
            left: DECODED_BYTES_MAX,
        };
        let keyed = std::mem::take(&mut engine.packed);
        for range in keyed.into_iter().chain(decode::marked(w, to, &rare.armour)) {
            self.packed(engine, &mut window, range, false);
        }
        let values = decode::secret_values(w, self.ctx, to, &rare.data);
        if !values.is_empty() {
            // The last values of a block may stand beyond the cut.
            let lines = self.newlines.len();
            let later = memchr::memchr_iter(b'\n', crate::bytes::tail(w, to));
            self.newlines.extend(later.map(|n| to + n));
            for range in values {
                self.packed(engine, &mut window, range, true);
            }
            self.newlines.truncate(lines);
        }
        let recent = std::mem::take(&mut engine.owners);
        let owners = Owners::new(engine, recent);
        let known = |key: &[u8]| owners.is_key(key);
        let places = Places {
            fresh: self.ctx..to,
            newlines: &self.newlines,
            marks: &self.apart,
            rare: &rare.apart,
        };
        let mut apart = decode::pairs(w, places, &mut self.header, &known);
        apart.retain(|pair| !owners.is_idle(w, pair));
        engine.owners = owners.into_recent();
        // More than twice the window is no text that somebody wrote.
        let mut left = PAIRS_BYTES_MAX;
        for pairs in apart.chunks(PAIRS_AT_ONCE) {
            let size = pairs.iter().map(Apart::size).sum();
            let Some(rest) = left.checked_sub(size) else {
                break;
            };
            left = rest;
            self.look(engine, &mut window, &Decoded::joined(w, pairs), 1);
        }
        for line in decode::coloured(w, self.ctx, to) {
            self.look(engine, &mut window, &line, 1);
        }
        for stretch in Stretches::new(w, self.ctx, to) {
            if let Some(text) = Decoded::plain(w, &stretch).undo() {
                self.look(engine, &mut window, &text, 1);
            }
        }
    }

    /// A value of the window in base64 or hex. One that is secret whatever it is gets a key that says so.
    fn packed(
        &mut self,
        engine: &mut Engine<'_>,
        window: &mut Window<'_>,
        range: Range<usize>,
        secret: bool,
    ) {
        let plain = Decoded::plain(window.bytes, &Packed::stretch(window.bytes, &range));
        let end = plain.text().len();
        let Some(packed) = Packed::new(plain.text(), end - range.len()..end) else {
            return;
        };
        let text = packed.decoded(&plain, None);
        let found = text.map_or(0, |text| self.look(engine, window, &text, 1));
        if found > 0 || !secret || !packed.is_one_line() {
            return;
        }
        if let Some(text) = packed.decoded(&plain, Some(SECRET_KEY)) {
            self.look(engine, window, &text, 1);
        }
    }

    /// Looks at decoded text and at what is encoded in it. Returns how many values there are.
    fn look(
        &mut self,
        engine: &mut Engine<'_>,
        window: &mut Window<'_>,
        decoded: &Decoded,
        depth: usize,
    ) -> usize {
        let text = decoded.text();
        let Some(left) = window.left.checked_sub(text.len()) else {
            return 0;
        };
        window.left = left;
        let mut candidates = Vec::new();
        let mut rare = std::mem::take(&mut engine.rare);
        let all = 0..text.len();
        (engine.rules.marks).find(engine.level, text, all.clone(), &mut rare);
        (engine.key_blocks).find(text, all, true, &rare.key_blocks, &mut candidates);
        engine.candidates(text, 0, text.len(), &rare.rules, &mut candidates);
        engine.rare = rare;
        let packed = std::mem::take(&mut engine.packed);
        let mut found = 0;
        for candidate in candidates {
            found += usize::from(self.map_back(engine, window.bytes, decoded, candidate, depth));
        }
        if depth == DECODE_DEPTH_MAX {
            return found;
        }
        for range in packed {
            let inner = Packed::new(text, range).and_then(|p| p.decoded(decoded, None));
            found += inner.map_or(0, |inner| self.look(engine, window, &inner, depth + 1));
        }
        let inner = decoded.undo();
        found + inner.map_or(0, |inner| self.look(engine, window, &inner, depth + 1))
    }

    /// Takes a candidate of decoded text for what it is written as in the window.
    fn map_back(
        &mut self,
        engine: &mut Engine<'_>,
        w: &[u8],
        decoded: &Decoded,
        mut candidate: Candidate,
        depth: usize,
    ) -> bool {
        let range = candidate.start..candidate.end;
        let Some((place, ways)) = decoded.place(&range) else {
            return false;
        };
        if ways.is_none() {
            candidate = candidate.because("bounded by an encoded sign");
        } else {
            candidate = candidate.because(ways.term());
            // Of one place read twice, the reading without any encoding gives the pseudonym.
            candidate.score = (candidate.score).saturating_add(i32::try_from(depth).unwrap_or(0));
        }
        let Some(mut scored) = self.score(engine, decoded.text(), candidate, w, place) else {
            return false;
        };
        if decoded.is_strict(&range) && !ways.has(Ways::BASE64) && scored.style == Style::Plain {
            scored.style = Style::Word;
        }
        self.resolver.push(scored);
        true
    }
}
