//! Evidence from what stands around a value: the key that owns it, and words nearby on its line.

use std::ops::Range;

use crate::bytes::{ByteSet, at, before, cut, tail};
use crate::detect::{Term, Terms};
use crate::rules::spelling::{Spelled, WORDS_MAX, is_word};
use crate::rules::{Index, Mention, Role, Rule};

/// How far words before a value are looked at.
const BEFORE: usize = 64;
/// How far words after it are.
const AFTER: usize = 32;
/// Words before a value that are closest to it.
const CLOSEST: usize = 2;
/// Longest key, with words before it.
const KEY_BYTES_MAX: usize = 64;

/// Where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the key that owns the value.
    Key,
    /// Within the [`CLOSEST`] words before the value.
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

impl Seen {
    fn at(place: Place, mention: Mention) -> Self {
        Self {
            rule: mention.rule,
            role: mention.role,
            place,
            phrase: mention.phrase,
        }
    }
}

/// What stands around the value at one place, for all rules at once. Words are split only where a rule asks for them:
/// most numbers in a log have a key that says what they are.
#[derive(Default)]
pub(crate) struct Surroundings {
    seen: Vec<Seen>,
    owned: bool,
    start: Option<usize>,
    /// How many of the words before the value were looked at.
    words: usize,
}

impl Surroundings {
    /// Another window begins: places mean something else.
    pub(crate) fn forget(&mut self) {
        self.start = None;
    }

    /// Turns to the value at `start`.
    fn turn(&mut self, w: &[u8], start: usize, index: &Index) {
        if self.start == Some(start) {
            return;
        }
        self.start = Some(start);
        self.words = 0;
        self.seen.clear();
        let end = key_end(w, start).filter(|end| !is_neutral(cut(w, key_start(w, *end)..*end)));
        self.owned = end.is_some();
        if let Some(end) = end.filter(|end| index.may_speak(w, end - 1)) {
            self.key(cut(w, key_start(w, end)..end), index);
        }
    }

    fn key(&mut self, key: &[u8], index: &Index) {
        let spelled = Spelled::new(key);
        // Words before a blank belong to the key only if a phrase goes on to its end: `row ok ssn=`.
        let tight = memchr::memrchr(b' ', key).map_or(0, |n| n + 1);
        let words = spelled.words().iter();
        let own = words.take_while(|word| word.start() >= tight).count();
        index.said_as_key(&spelled, |mention, after, words| {
            if after == 0 || after + words <= own {
                self.seen.push(Seen::at(Place::Key, mention));
            }
        });
    }

    /// Looks at the words before the value that `rule` asks about. What was seen of them already is seen once more.
    fn words_before(&mut self, w: &[u8], start: usize, rule: &Rule, index: &Index) {
        let words = match (rule.near.are_none(), rule.not.are_none()) {
            (false, _) => WORDS_MAX,
            (true, false) => CLOSEST,
            (true, true) => 0,
        };
        if words <= self.words {
            return;
        }
        self.words = words;
        let text = cut(w, start.saturating_sub(BEFORE)..start);
        let line = memchr::memrchr2(b'\n', b'\r', text).map_or(0, |n| n + 1);
        let text = tail(text, line);
        if text.is_empty() {
            return;
        }
        said(text, words, index, |mention, after, words| {
            let closest = after + words <= CLOSEST;
            let place = if closest { Place::Closest } else { Place::Near };
            self.seen.push(Seen::at(place, mention));
        });
    }

    #[inline]
    fn find(&self, rule: u16, role: Role, places: &[Place]) -> Option<Seen> {
        let mut seen = self.seen.iter();
        let found = seen.find(|s| s.rule == rule && s.role == role && places.contains(&s.place));
        found.copied()
    }

    /// Whether a key or word before the value at `start` speaks for rule `number`.
    pub(crate) fn supports(
        &mut self,
        w: &[u8],
        start: usize,
        number: u16,
        rule: &Rule,
        index: &Index,
    ) -> bool {
        self.turn(w, start, index);
        if self.owned {
            if self.find(number, Role::Key, &[Place::Key]).is_some() {
                return true;
            }
            if rule.other_key != 0 {
                return false;
            }
        }
        if rule.near.are_none() {
            return false;
        }
        self.words_before(w, start, rule, index);
        self.find(number, Role::Near, NEARBY).is_some()
    }

    /// Score of the surroundings of `value` for rule `number`, in hundredths of a bit.
    pub(crate) fn evidence(
        &mut self,
        w: &[u8],
        value: Range<usize>,
        (number, rule): (u16, &Rule),
        index: &Index,
        terms: &mut Terms,
    ) -> i32 {
        self.turn(w, value.start, index);
        let mut score = 0;
        if self.owned {
            if let Some(s) = self.find(number, Role::Key, &[Place::Key]) {
                terms.push(Term::Key(s.phrase));
                return rule.key.add;
            }
            score += rule.other_key;
            if let Some(s) = self.find(number, Role::Not, &[Place::Key]) {
                terms.push(Term::Key(s.phrase));
                score += rule.not.add;
            }
            if rule.other_key != 0 {
                // The owning key says more than words further away.
                return score;
            }
        }
        self.words_before(w, value.start, rule, index);
        let near = self.find(number, Role::Near, NEARBY);
        if let Some(s) = near.or_else(|| word_after(w, value.end, number, rule, index)) {
            terms.push(Term::Near(s.phrase));
            score += rule.near.add;
        }
        // Only the closest words speak against: `order 17: card 4…` is still a card.
        if let Some(s) = self.find(number, Role::Not, &[Place::Closest]) {
            terms.push(Term::Near(s.phrase));
            score += rule.not.add;
        }
        score
    }
}

/// What the last words of a text say nearby, at most so many. Between numbers there is mostly nothing.
fn said(text: &[u8], words: usize, index: &Index, each: impl FnMut(Mention, usize, usize)) {
    let spelled = Spelled::last(text, words, !index.says_numbers());
    if let Some(spelled) = spelled {
        index.said_nearby(&spelled, each);
    }
}

const NEARBY: &[Place] = &[Place::Closest, Place::Near];

/// The first word after a value that speaks for rule `number`.
fn word_after(w: &[u8], end: usize, number: u16, rule: &Rule, index: &Index) -> Option<Seen> {
    if rule.near.add == 0 {
        return None;
    }
    let mut seen = None;
    said(following(w, end), WORDS_MAX, index, |mention, _, _| {
        if seen.is_none() && mention.rule == number && mention.role == Role::Near {
            seen = Some(Seen::at(Place::Near, mention));
        }
    });
    seen
}

fn following(w: &[u8], end: usize) -> &[u8] {
    let text = cut(w, end..end + AFTER);
    cut(text, 0..memchr::memchr(b'\n', text).unwrap_or(text.len()))
}

/// Where the key that owns the value at `start` ends: `"card": "4…`, `card=4…`, `member id: 4…`, `<card>4…`, `card => '4…`.
fn key_end(w: &[u8], start: usize) -> Option<usize> {
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
    // `Student No.: …`
    i -= usize::from(before(w, i) == b'.' && at(w, i) == b':');
    // `12:30` and the like are no keys: a letter is among the last bytes.
    let last = cut(w, i.saturating_sub(3)..i).iter().rev();
    let mut last = last.take_while(|b| {
        b.is_ascii_alphanumeric() || **b >= 0x80 || matches!(b, b'_' | b'-' | b'.')
    });
    last.any(|b| b.is_ascii_alphabetic() || *b >= 0x80)
        .then_some(i)
}

/// Keys that say nothing of their value: `<field id="2" value="4111…"/>`.
const NEUTRAL: &[&[u8]] = &[b"value", b"val", b"raw", b"number"];

fn is_neutral(key: &[u8]) -> bool {
    NEUTRAL
        .iter()
        .any(|neutral| key.eq_ignore_ascii_case(neutral))
}

/// Where the key that ends before `end` begins, with the words before it that single blanks join.
pub(crate) fn key_start(w: &[u8], end: usize) -> usize {
    let earliest = end.saturating_sub(KEY_BYTES_MAX);
    static SET: ByteSet = ByteSet::alnum_and(b"_-.").and_beyond();
    let inside = |b: &&u8| SET.has(**b);
    let mut from = end;
    loop {
        let word = cut(w, earliest..from).iter().rev().take_while(inside);
        from -= word.count();
        // A blank joins two words; `driver's`.
        let joins = (earliest + 1..end).contains(&from)
            && matches!(before(w, from), b' ' | b'\'')
            && is_word(before(w, from - 1))
            && at(w, from).is_ascii_alphabetic();
        if !joins {
            return from;
        }
        from -= 1;
    }
}

fn back_over(w: &[u8], from: usize, set: &[u8], most: usize) -> usize {
    let mut i = from;
    while i > 0 && from - i < most && set.contains(&before(w, i)) {
        i -= 1;
    }
    i
}
