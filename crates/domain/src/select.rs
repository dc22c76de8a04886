//! Which cases or files somebody may act on, as a condition a store can look up by: what is left of the
//! policies when everything about the person, the action and the time is known.

use crate::class::Lane;
use crate::file::ScanState;
use crate::id::{CaseId, DepartmentId, FileId, MemberId};

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// Cases.
    Cases,
    /// Files.
    Files,
}

/// A fact of one case, or of one file and its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The case is one of these.
    CaseIs(Vec<CaseId>),
    /// The case is of this department.
    CaseDepartment(DepartmentId),
    /// This member works the case.
    CaseMember(MemberId),
    /// The case is open.
    CaseOpen,
    /// The case's files must be kept.
    CaseHeld,
    /// All regimes of the case are among these.
    CaseLanesWithin(Vec<Lane>),
    /// The file is this one.
    FileIs(FileId),
    /// The newest version's content check got this far.
    FileScan(Vec<ScanState>),
    /// The file's class has at most this level.
    FileClassAtMost(u8),
    /// All regimes of what was found in the file are among these.
    FileLanesWithin(Vec<Lane>),
    /// The file is a decoy.
    FileCanary,
    /// An alert holds the file back.
    FileQuarantined,
    /// The file is held for the law by itself.
    FileHeld,
}

/// A condition on a case or file. Made only by the combinators, which keep it small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Always or never.
    Constant(bool),
    /// One fact.
    Fact(Fact),
    /// Not this.
    Not(Box<Condition>),
    /// All of these.
    All(Vec<Condition>),
    /// At least one of these.
    Any(Vec<Condition>),
}

impl Default for Condition {
    fn default() -> Self {
        Condition::Constant(true)
    }
}

impl Condition {
    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Condition::Constant(value) => Condition::Constant(!value),
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Condition::Constant(true), it) | (it, Condition::Constant(true)) => it,
            (Condition::Constant(false), _) | (_, Condition::Constant(false)) => {
                Condition::Constant(false)
            }
            (Condition::All(mut all), Condition::All(more)) => {
                all.extend(more);
                Condition::All(all)
            }
            (Condition::All(mut all), it) => {
                all.push(it);
                Condition::All(all)
            }
            (it, other) => Condition::All(vec![it, other]),
        }
    }

    /// Either, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Condition::Constant(false), it) | (it, Condition::Constant(false)) => it,
            (Condition::Constant(true), _) | (_, Condition::Constant(true)) => {
                Condition::Constant(true)
            }
            (Condition::Any(mut any), Condition::Any(more)) => {
                any.extend(more);
                Condition::Any(any)
            }
            (Condition::Any(mut any), it) => {
                any.push(it);
                Condition::Any(any)
            }
            (it, other) => Condition::Any(vec![it, other]),
        }
    }

    /// Whether nothing can fulfil it.
    #[must_use]
    pub fn is_never(&self) -> bool {
        *self == Condition::Constant(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_disappear() {
        let open = || Condition::Fact(Fact::CaseOpen);
        let (yes, no) = (Condition::Constant(true), Condition::Constant(false));
        assert_eq!(open().and(yes.clone()), open());
        assert_eq!(yes.clone().or(open()), yes);
        assert_eq!(open().or(no.clone()), open());
        assert!(no.clone().and(open()).is_never());
        assert_eq!(no.negated(), yes);
        assert_eq!(open().negated().negated(), open());
    }
}
