//! How much leaves in an hour: what is counted, and up to what.
//!
//! One version counts once for a member within [`BUDGET_SPAN`], however often and in however many parts it is fetched: a
//! resumed download takes nothing out that was not out before. It counts as a whole, because whoever may fetch a part of it
//! may fetch the rest. What is fetched reaches its limit rather than staying below it, so that a file larger than a limit
//! can be taken out at all.

use std::fmt;

use crate::grant::words;
use crate::id::{CaseId, MemberId, ObjectId};
use crate::limits::{BUDGET_FACTOR_MAX, BUDGET_SPAN, SLOWED_SPAN};
use crate::time::Timestamp;

words! {
    /// In which form a version is handed out. The two are counted apart: a working copy is masked, and read a screen at a
    /// time by everybody who works a case, so that it counts by files, and to other limits.
    HandoutKind {
        /// As it came.
        Original = "original";
        /// With its findings masked.
        WorkingCopy = "working_copy";
    }
}

/// How much may be handed out in [`BUDGET_SPAN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many versions.
    pub files: u32,
    /// After how many bytes of them no further one; none if bytes do not count.
    pub bytes: Option<u64>,
}

impl Allowance {
    /// Whether one more would be too much after what was handed out.
    #[must_use]
    pub fn is_spent(self, handed_out: Spent, factor: u32) -> bool {
        let files = u64::from(self.files).saturating_mul(u64::from(factor));
        let bytes = self.bytes.map(|it| it.saturating_mul(u64::from(factor)));
        handed_out.files >= files || bytes.is_some_and(|bytes| handed_out.bytes >= bytes)
    }
}

/// How much was handed out in [`BUDGET_SPAN`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// How many versions.
    pub files: u64,
    /// How many bytes they have.
    pub bytes: u64,
}

/// What the organisation lets go out in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budgets {
    /// Originals to one member.
    pub member_originals: Allowance,
    /// Working copies to one member.
    pub member_working_copies: Allowance,
    /// Originals from one case, to everybody together.
    pub case_originals: Allowance,
    /// Working copies from one case, to everybody together.
    pub case_working_copies: Allowance,
}

impl Budgets {
    /// To one member and from one case.
    #[must_use]
    pub const fn of(&self, kind: HandoutKind) -> (Allowance, Allowance) {
        match kind {
            HandoutKind::Original => (self.member_originals, self.case_originals),
            HandoutKind::WorkingCopy => (self.member_working_copies, self.case_working_copies),
        }
    }
}

impl Default for Budgets {
    /// More than a day of honest work takes in an hour: what detections look at (`D13`, `D15`) begins far below.
    fn default() -> Self {
        let both = |files, gibibytes: u64| Allowance {
            files,
            bytes: Some(gibibytes << 30),
        };
        let files = |files| Allowance { files, bytes: None };
        Self {
            member_originals: both(200, 50),
            member_working_copies: files(1_000),
            case_originals: both(400, 200),
            case_working_copies: files(4_000),
        }
    }
}

/// One version that is about to be handed out to a member, and up to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handout {
    /// To whom.
    pub member: MemberId,
    /// From which case.
    pub case: CaseId,
    /// Which version.
    pub version: ObjectId,
    /// In which form.
    pub kind: HandoutKind,
    /// How many bytes it has.
    pub bytes: u64,
    /// When.
    pub at: Timestamp,
    /// Whether an alert slows the member down to one version in [`SLOWED_SPAN`].
    pub slowed: bool,
    /// How much may go to the member.
    pub member_max: Allowance,
    /// How much may leave the case.
    pub case_max: Allowance,
}

impl Handout {
    /// What was handed out up to then does not count any more.
    #[must_use]
    pub fn since(&self) -> Timestamp {
        Timestamp(self.at.0.saturating_sub(BUDGET_SPAN.0))
    }

    /// The same, of which any number may go out.
    #[must_use]
    pub const fn without_budget(self) -> Self {
        const ANY: Allowance = Allowance {
            files: u32::MAX,
            bytes: None,
        };
        Self {
            member_max: ANY,
            case_max: ANY,
            ..self
        }
    }

    /// Whom an alert slows down gets nothing while another version went to them after then.
    #[must_use]
    pub fn slowed_since(&self) -> Timestamp {
        Timestamp(self.at.0.saturating_sub(SLOWED_SPAN.0))
    }
}

/// Whether there is room for one more handout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is, or it was counted within the hour.
    Fits,
    /// It would be too much, for the member or the case.
    Spent,
    /// An alert slows the member down, and they got something else a moment ago.
    TooSoon,
}

/// Whose budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BudgetOf {
    /// A member's.
    Member(MemberId),
    /// A case's.
    Case(CaseId),
}

impl fmt::Display for BudgetOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BudgetOf::Member(id) => write!(f, "{id}"),
            BudgetOf::Case(id) => write!(f, "{id}"),
        }
    }
}

impl BudgetOf {
    /// Whose an id is; none if it is neither a member's nor a case's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let member = text.parse().map(BudgetOf::Member);
        member.or_else(|_| text.parse().map(BudgetOf::Case)).ok()
    }
}

/// A budget raised by somebody for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetRaise {
    /// Whose.
    pub of: BudgetOf,
    /// To how many times what is configured, 2 to [`BUDGET_FACTOR_MAX`].
    pub factor: u32,
    /// By whom; none for the operator.
    pub by: Option<MemberId>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
    /// It ends by itself then.
    pub until: Timestamp,
}

const _: () = assert!(BUDGET_FACTOR_MAX >= 2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_by_files_or_by_bytes() {
        let allowance = Allowance {
            files: 3,
            bytes: Some(100),
        };
        let spent = |files, bytes| allowance.is_spent(Spent { files, bytes }, 1);
        assert!(!spent(2, 99));
        assert!(spent(3, 0));
        assert!(spent(0, 100));
        let doubled = |files, bytes| allowance.is_spent(Spent { files, bytes }, 2);
        assert!(!doubled(5, 199));
        assert!(doubled(6, 0) && doubled(0, 200));
        let by_files = Allowance {
            bytes: None,
            ..allowance
        };
        assert!(!by_files.is_spent(
            Spent {
                files: 2,
                bytes: u64::MAX
            },
            1
        ));
    }

    #[test]
    fn a_subject_is_a_member_or_a_case() {
        for of in [
            BudgetOf::Member(MemberId([7; 16])),
            BudgetOf::Case(CaseId([7; 16])),
        ] {
            assert_eq!(BudgetOf::parse(&of.to_string()), Some(of));
        }
        assert_eq!(BudgetOf::parse("T-48213"), None);
    }
}
