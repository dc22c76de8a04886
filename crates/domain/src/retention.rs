//! How long what is in cases is kept once they are closed: rules, what they come to for a case, and what is due.
//!
//! A hold beats everything; then a minimum, then somebody's wish to erase, then a maximum. Holds are the policies' and the
//! store's; this module weighs the rest, and every outcome names its rule.

use crate::case::Case;
use crate::class::Lane;
use crate::id::{CaseId, DepartmentId, MemberId, RetentionRuleId};
use crate::limits::{MINIMUM_ENDS_AFTER, RETENTION_LISTINGS_MIN};
use crate::text::Name;
use crate::time::{Span, Timestamp};

/// Which way a rule limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Nothing is erased before: the law says so.
    AtLeast,
    /// The case is erased then.
    AtMost,
}

impl Bound {
    /// The word stored and shown for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Bound::AtLeast => "at_least",
            Bound::AtMost => "at_most",
        }
    }

    /// The bound a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::AtLeast, Self::AtMost]
            .into_iter()
            .find(|bound| bound.as_str() == word)
    }
}

/// How long what is in some cases is kept, counted from their close. Rules never change; others take their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionRule {
    /// Its id; every outcome names it.
    pub id: RetentionRuleId,
    /// What it rests on, such as a section of a law.
    pub name: Name,
    /// Only for this department's cases.
    pub department: Option<DepartmentId>,
    /// Only for cases in this lane.
    pub lane: Option<Lane>,
    /// At least or at most.
    pub bound: Bound,
    /// How many days from the close of a case on.
    pub days: u32,
    /// Who set it.
    pub set_by: MemberId,
    /// When.
    pub set: Timestamp,
    /// When somebody ended it, if so.
    pub ended: Option<Timestamp>,
}

/// What rules look at in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its department.
    pub department: DepartmentId,
    /// The regimes it is under by its own setting.
    pub lanes: Vec<Lane>,
    /// When it was closed, if it is.
    pub closed: Option<Timestamp>,
}

impl From<&Case> for Kept {
    fn from(case: &Case) -> Self {
        Self {
            department: case.department,
            lanes: case.lanes.clone(),
            closed: case.closed,
        }
    }
}

impl RetentionRule {
    /// Whether it is for this case.
    #[must_use]
    pub fn fits(&self, case: &Kept) -> bool {
        self.department.is_none_or(|it| it == case.department)
            && self.lane.is_none_or(|it| case.lanes.contains(&it))
    }

    /// Whether it counts. A minimum counts on for a while after it was ended, so that who ends it and erases at once is seen in
    /// between.
    #[must_use]
    pub fn counts(&self, now: Timestamp) -> bool {
        match (self.ended, self.bound) {
            (None, _) => true,
            (Some(ended), Bound::AtLeast) => now < ended.plus(MINIMUM_ENDS_AFTER),
            (Some(_), Bound::AtMost) => false,
        }
    }

    /// When its days are over for a case closed then.
    #[must_use]
    pub const fn over(&self, closed: Timestamp) -> Timestamp {
        closed.plus(Span::days(self.days as i64))
    }
}

/// A minimum that stands against erasing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minimum {
    /// The rule.
    pub rule: RetentionRuleId,
    /// What it rests on.
    pub name: Name,
    /// Until when; none while the case is open, as its days begin with the close.
    pub until: Option<Timestamp>,
}

/// Of the minima that count and fit, the longest that is not over.
#[must_use]
pub fn minimum(rules: &[RetentionRule], case: &Kept, now: Timestamp) -> Option<Minimum> {
    let longest = longest_minimum(rules, case, now)?;
    let until = case.closed.map(|closed| longest.over(closed));
    if until.is_some_and(|until| until <= now) {
        return None;
    }
    Some(Minimum {
        rule: longest.id,
        name: longest.name.clone(),
        until,
    })
}

/// Of the minima that count, fit and are not over, the longest that is for a lane which would not be among `to`: what a rule keeps by its
/// lane is not let go by taking the lane away.
#[must_use]
pub fn minimum_by_lost_lane(
    rules: &[RetentionRule],
    case: &Kept,
    to: &[Lane],
    now: Timestamp,
) -> Option<(Lane, Minimum)> {
    let lost = rules
        .iter()
        .filter(|it| it.lane.is_some_and(|lane| !to.contains(&lane)));
    let lost: Vec<RetentionRule> = lost.cloned().collect();
    let minimum = minimum(&lost, case, now)?;
    let rule = lost.iter().find(|it| it.id == minimum.rule)?;
    Some((rule.lane?, minimum))
}

fn longest_minimum<'a>(
    rules: &'a [RetentionRule],
    case: &Kept,
    now: Timestamp,
) -> Option<&'a RetentionRule> {
    rules
        .iter()
        .filter(|it| it.bound == Bound::AtLeast && it.counts(now) && it.fits(case))
        .max_by_key(|it| it.days)
}

/// When a closed case is to be erased, and by which rule: the shortest maximum that fits, but not before its minima are over.
#[must_use]
pub fn maximum(
    rules: &[RetentionRule],
    case: &Kept,
    now: Timestamp,
) -> Option<(RetentionRuleId, Timestamp)> {
    let closed = case.closed?;
    let shortest = rules
        .iter()
        .filter(|it| it.bound == Bound::AtMost && it.counts(now) && it.fits(case))
        .min_by_key(|it| (it.days, it.id))?;
    let at = shortest.over(closed);
    let not_before = longest_minimum(rules, case, now).map(|it| it.over(closed));
    Some((
        shortest.id,
        not_before.map_or(at, |earliest| at.max(earliest)),
    ))
}

/// A closed case that a maximum erases soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueCase {
    /// The case.
    pub case: CaseId,
    /// The rule.
    pub rule: RetentionRuleId,
    /// When its days are over.
    pub due: Timestamp,
}

/// A case as it stands in the list of what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedCase {
    /// What and when.
    pub due: DueCase,
    /// On how many days in a row it was listed by this rule.
    pub listings: u32,
    /// When it was listed last.
    pub last: Timestamp,
}

impl ListedCase {
    /// Whether it may be erased. A clock that leaps makes things due, but does not list them.
    #[must_use]
    pub fn is_ripe(&self, now: Timestamp) -> bool {
        self.due.due <= now && self.listings >= RETENTION_LISTINGS_MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = Span::days(1).0;

    fn rule(number: u8, bound: Bound, days: u32) -> RetentionRule {
        RetentionRule {
            id: RetentionRuleId([number; 16]),
            name: Name::parse("Section 147").unwrap(),
            department: None,
            lane: None,
            bound,
            days,
            set_by: MemberId([1; 16]),
            set: Timestamp(0),
            ended: None,
        }
    }

    fn case(closed: Option<i64>) -> Kept {
        Kept {
            department: DepartmentId([1; 16]),
            lanes: vec![Lane::Pci],
            closed: closed.map(|day| Timestamp(day * DAY)),
        }
    }

    fn day(number: i64) -> Timestamp {
        Timestamp(number * DAY)
    }

    #[test]
    fn the_longest_minimum_counts_from_the_close_and_an_open_case_is_before_it() {
        let rules = [
            rule(1, Bound::AtLeast, 10),
            rule(2, Bound::AtLeast, 30),
            rule(3, Bound::AtMost, 90),
        ];
        let open = minimum(&rules, &case(None), day(500)).unwrap();
        assert_eq!((open.rule, open.until), (rules[1].id, None));
        let closed = minimum(&rules, &case(Some(5)), day(34)).unwrap();
        assert_eq!(closed.until, Some(day(35)));
        assert_eq!(minimum(&rules, &case(Some(5)), day(35)), None);
        assert_eq!(minimum(&rules[2..], &case(None), day(0)), None);
    }

    #[test]
    fn the_shortest_maximum_counts_but_not_before_the_minima_are_over() {
        let mut rules = vec![rule(1, Bound::AtMost, 90), rule(2, Bound::AtMost, 20)];
        let closed = case(Some(0));
        assert_eq!(
            maximum(&rules, &closed, day(1)),
            Some((rules[1].id, day(20)))
        );
        rules.push(rule(3, Bound::AtLeast, 60));
        assert_eq!(
            maximum(&rules, &closed, day(1)),
            Some((rules[1].id, day(60)))
        );
        assert_eq!(maximum(&rules, &case(None), day(1)), None);
        assert_eq!(maximum(&rules[2..], &closed, day(1)), None);
    }

    #[test]
    fn rules_are_for_departments_and_lanes() {
        let fits = |department: Option<u8>, lane| {
            let rule = RetentionRule {
                department: department.map(|it| DepartmentId([it; 16])),
                lane,
                ..rule(1, Bound::AtMost, 1)
            };
            rule.fits(&case(None))
        };
        assert!(fits(None, None) && fits(Some(1), None) && fits(Some(1), Some(Lane::Pci)));
        assert!(!fits(Some(2), None) && !fits(None, Some(Lane::Phi)));
    }

    #[test]
    fn a_lane_cannot_be_taken_away_while_a_minimum_keeps_by_it() {
        let by_lane = |number, lane, days| RetentionRule {
            lane,
            ..rule(number, Bound::AtLeast, days)
        };
        let rules = [
            by_lane(1, Some(Lane::Pci), 10),
            by_lane(2, Some(Lane::Phi), 90),
            by_lane(3, None, 90),
        ];
        let lost = |to: &[Lane], closed, now| {
            let lost = minimum_by_lost_lane(&rules, &case(closed), to, day(now));
            lost.map(|(lane, kept)| (lane, kept.rule, kept.until))
        };
        let kept = (Lane::Pci, rules[0].id, Some(day(10)));
        assert_eq!(lost(&[], Some(0), 9), Some(kept));
        assert_eq!(lost(&[], None, 9), Some((Lane::Pci, rules[0].id, None)));
        assert_eq!(lost(&[Lane::Pci], None, 9), None);
        assert_eq!(lost(&[], Some(0), 10), None, "it is over");
    }

    #[test]
    fn an_ended_maximum_is_over_at_once_and_an_ended_minimum_in_a_while() {
        let ended = |bound| RetentionRule {
            ended: Some(day(10)),
            ..rule(1, bound, 1)
        };
        assert!(!ended(Bound::AtMost).counts(day(10)));
        let last = day(10).plus(MINIMUM_ENDS_AFTER);
        assert!(ended(Bound::AtLeast).counts(Timestamp(last.0 - 1)));
        assert!(!ended(Bound::AtLeast).counts(last));
    }
}
