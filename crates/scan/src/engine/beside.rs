//! Other data about the same person beside a value: the words of rules within a stretch of text, each byte of which is
//! looked at once for all values.

use std::ops::Range;

use crate::bytes::{at, cut};
use crate::detect::Candidate;
use crate::rules::spelling::ends_word;
use crate::rules::{Role, RuleSet};

/// How far from a value such data may stand.
const BESIDE: usize = 240;
/// Longest phrase that is looked for.
const PHRASE_BYTES_MAX: usize = 60;

/// Evidence of other data about a person beside a value.
pub(crate) const BESIDES: i32 = 400;

/// How far other data about the same person may stand from a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Line,
    /// Lines without an empty one between them.
    Lines,
}

/// What stands in a stretch of one text, of what was asked for so far.
#[derive(Default)]
pub(super) struct Beside {
    seen: Range<usize>,
    /// For each rule the phrases that speak for it, by where they end.
    said: Vec<(u16, Vec<Range<usize>>)>,
    /// Line breaks that another one follows.
    empty: Vec<usize>,
}

impl Beside {
    /// Evidence from data about the same person beside a value, as the `near` words of its rule name it.
    pub(super) fn evidence(
        &mut self,
        w: &[u8],
        value: &Candidate,
        rules: &RuleSet,
        reach: Reach,
    ) -> i32 {
        let (from, to) = (value.start.saturating_sub(BESIDE), value.end + BESIDE);
        let (earlier, later) = (cut(w, from..value.start), cut(w, value.end..to));
        let to = value.end + later.len();
        let speaks = match reach {
            Reach::Line => {
                let from = memchr::memrchr(b'\n', earlier).map_or(from, |n| from + n + 1);
                self.speaks(w, value.rule, from..value.start, rules) || {
                    let to = memchr::memchr(b'\n', later).map_or(to, |n| value.end + n);
                    self.look(w, value.start..value.end, rules);
                    self.speaks(w, value.rule, value.end..to, rules)
                }
            }
            Reach::Lines => {
                self.look(w, from..to, rules);
                let before = self.empty.partition_point(|n| n + 2 <= value.start);
                let before = before.checked_sub(1).and_then(|n| self.empty.get(n));
                let from = before.map_or(from, |n| from.max(n + 2));
                let after = self.empty.partition_point(|n| *n < value.end);
                let to = self.empty.get(after).map_or(to, |n| to.min(*n));
                self.speaks(w, value.rule, from..value.start, rules)
                    || self.speaks(w, value.rule, value.end..to, rules)
            }
        };
        if speaks { BESIDES } else { 0 }
    }

    /// Whether a part of the text speaks for a rule.
    fn speaks(&mut self, w: &[u8], rule: u16, part: Range<usize>, rules: &RuleSet) -> bool {
        self.look(w, part.clone(), rules);
        let said = self.said.iter().find(|(of, _)| *of == rule);
        said.is_some_and(|(_, said)| stands_in(said, part))
    }

    /// Looks at what was not looked at yet of a stretch.
    fn look(&mut self, w: &[u8], stretch: Range<usize>, rules: &RuleSet) {
        if stretch.start < self.seen.start || stretch.start > self.seen.end {
            *self = Self {
                seen: stretch.start..stretch.start,
                ..Self::default()
            };
        }
        for i in self.seen.end..stretch.end {
            let b = at(w, i);
            if b == b'\n' && at(w, i + 1) == b'\n' {
                self.empty.push(i);
            } else if ends_word(w, i) && rules.index.may_say(w, i) {
                self.word(w, i + 1, rules);
            }
        }
        self.seen.end = self.seen.end.max(stretch.end);
    }

    /// The phrases that end before `end`.
    fn word(&mut self, w: &[u8], end: usize, rules: &RuleSet) {
        let start = end.saturating_sub(PHRASE_BYTES_MAX);
        rules.index.said_last(cut(w, start..end), |mention, from| {
            let rule = rules.rule(mention.rule);
            let asks = rule.is_some_and(|rule| rule.detector.wants_others());
            if !asks || mention.role != Role::Near {
                return;
            }
            let phrase = start + from..end;
            match self.said.iter_mut().find(|(rule, _)| *rule == mention.rule) {
                // The shortest phrase comes first.
                Some((_, said)) if said.last().is_some_and(|last| last.end == end) => {}
                Some((_, said)) => said.push(phrase),
                None => self.said.push((mention.rule, vec![phrase])),
            }
        });
    }
}

/// Whether one of the phrases stands in a part of the text.
fn stands_in(said: &[Range<usize>], part: Range<usize>) -> bool {
    let first = said.partition_point(|phrase| phrase.end <= part.start);
    let later = said.get(first..).unwrap_or(&[]).iter();
    let mut inside = later.take_while(|phrase| phrase.end <= part.end);
    inside.any(|phrase| phrase.start >= part.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Detector;

    fn evidence(beside: &mut Beside, text: &str, value: &str, reach: Reach) -> i32 {
        let rules = RuleSet::builtin().unwrap();
        let (rule, _) = rules.with(Detector::Town).next().unwrap();
        let start = text.find(value).unwrap();
        let value = Candidate::new(rule, start, start + value.len(), 0);
        beside.evidence(text.as_bytes(), &value, &rules, reach)
    }

    #[test]
    fn data_beside_a_value_speaks_for_it_within_its_lines() {
        let of = |text: &str, reach| evidence(&mut Beside::default(), text, "Reno", reach);
        let far = format!("phone: 1{}city: Reno", " ".repeat(BESIDE));
        for (text, line, lines) in [
            ("phone: 1, city: Reno", BESIDES, BESIDES),
            ("city: Reno, first name: x", BESIDES, BESIDES),
            ("phone: 1\ncity: Reno", 0, BESIDES),
            ("city: Reno\nphone: 1", 0, BESIDES),
            ("phone: 1\n\ncity: Reno\n\nphone: 1", 0, 0),
            ("xphone: 1, city: Reno, phones: 1", 0, 0),
            (&far, 0, 0),
        ] {
            assert_eq!(of(text, Reach::Line), line, "{text}");
            assert_eq!(of(text, Reach::Lines), lines, "{text}");
        }
    }

    #[test]
    fn values_may_be_asked_about_in_any_order() {
        let text = format!("phone: 1, city: Reno{}city: Lyon\n", " ".repeat(900));
        let mut beside = Beside::default();
        for (value, want) in [("Reno", BESIDES), ("Lyon", 0), ("Reno", BESIDES)] {
            assert_eq!(
                evidence(&mut beside, &text, value, Reach::Line),
                want,
                "{value}"
            );
        }
    }
}
