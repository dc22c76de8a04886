//! Evidence from what stands around a value: the key that owns it, and words nearby on its line.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::{at, before, cut, tail};
use crate::rules::spelling::Spelled;
use crate::rules::{Index, Role, Rule};

/// How far words before a value are looked at.
const BEFORE: usize = 64;
/// How far words after it are.
const AFTER: usize = 32;
/// Longest key, with words before it.
const KEY_BYTES_MAX: usize = 64;

/// Where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the key that owns the value.
    Key,
    /// Within the two words before the value.
    Closest,
    /// Elsewhere on the line.
    Near,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    rule: u16,
    role: Role,
    place: Place,
    phrase: u32,
}

/// What stands around one value, for all rules at once. Kept from value to value to keep its memory.
#[derive(Default)]
pub(crate) struct Surroundings {
    seen: Vec<Seen>,
    owned: bool,
}

impl Surroundings {
    /// Looks around `value`. `column` is the key by place: a column's heading, a field's meaning.
    pub(crate) fn look(
        &mut self,
        w: &[u8],
        value: Range<usize>,
        index: &Index,
        column: Option<&[u8]>,
    ) {
        self.seen.clear();
        let key = match column {
            Some(heading) => Some(heading),
            None => owning_key(w, value.start).map(|r| cut(w, r)),
        };
        self.owned = key.is_some();
        if let Some(key) = key {
            self.key(key, index);
        }
        if column.is_none() {
            let from = value.start.saturating_sub(BEFORE);
            let text = cut(w, from..value.start);
            let line = memchr::memrchr2(b'\n', b'\r', text).map_or(0, |n| n + 1);
            let earlier = Spelled::new(tail(text, line));
            let last = earlier.words().len();
            earlier.phrases(|spelling, from, n| {
                let place = if from + 2 >= last && n < last {
                    Place::Closest
                } else {
                    Place::Near
                };
                self.note(index, spelling, place);
            });
            let later = Spelled::new(following(w, value.end));
            later.phrases(|spelling, _, _| self.note(index, spelling, Place::Near));
        }
    }

    fn key(&mut self, key: &[u8], index: &Index) {
        let spelled = Spelled::new(key);
        let words = spelled.words();
        // Words before a blank belong to the key only if a phrase goes on to its end: `row ok ssn=`.
        let tight = memchr::memrchr(b' ', key).map_or(0, |n| n + 1);
        let first = words.partition_point(|word| word.start < tight);
        spelled.phrases(|spelling, from, n| {
            if from >= first || n + 1 == words.len() {
                self.note(index, spelling, Place::Key);
            }
        });
    }

    fn note(&mut self, index: &Index, spelling: crate::rules::spelling::Spelling, place: Place) {
        for m in index.mentions(spelling) {
            self.seen.push(Seen {
                rule: m.rule,
                role: m.role,
                place,
                phrase: m.phrase,
            });
        }
    }

    /// Whether a key or word speaks for `rule`.
    pub(crate) fn supports(&self, rule: u16) -> bool {
        self.seen.iter().any(|s| {
            s.rule == rule
                && match s.role {
                    Role::Key => s.place == Place::Key,
                    Role::Near => true,
                    Role::Not => false,
                }
        })
    }

    /// Score of the surroundings for `rule`, in hundredths of a bit.
    pub(crate) fn evidence(
        &self,
        number: u16,
        rule: &Rule,
        index: &Index,
        terms: &mut Vec<Cow<'static, str>>,
    ) -> i32 {
        let find = |role: Role, places: &[Place]| {
            self.seen
                .iter()
                .find(|s| s.rule == number && s.role == role && places.contains(&s.place))
        };
        let mut say = |kind: &str, s: &Seen| {
            terms.push(Cow::Owned(format!(
                "{kind} `{}`",
                index.phrase_text(s.phrase)
            )));
        };
        let mut score = 0;
        if self.owned {
            if let Some(s) = find(Role::Key, &[Place::Key]) {
                say("key", s);
                return rule.key.add;
            }
            score += rule.other_key;
            if let Some(s) = find(Role::Not, &[Place::Key]) {
                say("key", s);
                score += rule.not.add;
            } else if rule.other_key != 0 {
                terms.push(Cow::Borrowed("other key"));
            }
            if rule.other_key != 0 {
                // The owning key says more than words further away.
                return score;
            }
        }
        let mut say = |kind: &str, s: &Seen| {
            terms.push(Cow::Owned(format!(
                "{kind} `{}`",
                index.phrase_text(s.phrase)
            )));
        };
        if let Some(s) = find(Role::Near, &[Place::Closest, Place::Near]) {
            say("near", s);
            score += rule.near.add;
        }
        // Only the closest words speak against: `order 17: card 4…` is still a card.
        if let Some(s) = find(Role::Not, &[Place::Closest]) {
            say("near", s);
            score += rule.not.add;
        }
        score
    }
}

fn following(w: &[u8], end: usize) -> &[u8] {
    let text = cut(w, end..end + AFTER);
    cut(text, 0..memchr::memchr(b'\n', text).unwrap_or(text.len()))
}

/// The key that owns the value at `start`, with words before it: `"card": "4…`, `card=4…`, `member id: 4…`, `<card>4…`,
/// `card => '4…`.
pub(crate) fn owning_key(w: &[u8], start: usize) -> Option<Range<usize>> {
    let mut i = back_over(w, start, b"\"'\\[( ", 8);
    match before(w, i) {
        b'>' if matches!(before(w, i - 1), b'=' | b'-') => i -= 2,
        b'>' => i -= 1,
        b'=' | b':' => {
            i -= 1;
            i -= usize::from(matches!(before(w, i), b':' | b'='));
        }
        _ => return None,
    }
    i = back_over(w, i, b"\"'\\]) ", 8);
    let from = key_start(w, i);
    // `12:30` and the like are no keys.
    let has_letter = cut(w, from..i)
        .iter()
        .any(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    (from < i && has_letter && at(w, from) != 0).then_some(from..i)
}

/// Where the key that ends before `end` begins, with the words before it that single blanks join.
pub(crate) fn key_start(w: &[u8], end: usize) -> usize {
    let mut from = end;
    while from > 0 && end - from < KEY_BYTES_MAX {
        let b = before(w, from);
        let inside = b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'_' | b'-' | b'.');
        // A blank joins two words; `driver's`.
        let joins = matches!(b, b' ' | b'\'')
            && from < end
            && (before(w, from - 1).is_ascii_alphanumeric() || before(w, from - 1) >= 0x80)
            && at(w, from).is_ascii_alphabetic();
        if !inside && !joins {
            break;
        }
        from -= 1;
    }
    from
}

fn back_over(w: &[u8], from: usize, set: &[u8], most: usize) -> usize {
    let mut i = from;
    while i > 0 && from - i < most && set.contains(&before(w, i)) {
        i -= 1;
    }
    i
}
