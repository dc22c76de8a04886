//! What is true of a member beyond department and roles: clearance, training, risk and grants. Facts,
//! not decisions: the policies ask about them.

use crate::class::{Class, Lane};
use crate::id::{CaseId, FileId, MemberId, ObjectId};
use crate::time::Timestamp;

/// The facts of one member, as read for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Up to which class of files.
    pub clearance: Class,
    /// 0 (nothing odd) to 100, written by detection.
    pub risk: u8,
    /// The courses passed, one per lane at most, in the order of lanes.
    pub training: Vec<Training>,
    /// The lanes for which the organisation asks no course; their content needs no training.
    pub untaught: Vec<Lane>,
    /// Grants beyond department and membership, at most one approved and one by break-glass per case.
    pub grants: Vec<GrantFact>,
}

impl Default for Standing {
    /// Of somebody new in an organisation that asks for no course.
    fn default() -> Self {
        Self {
            clearance: Class::Confidential,
            risk: 0,
            training: Vec::new(),
            untaught: Lane::ALL.to_vec(),
            grants: Vec::new(),
        }
    }
}

impl Standing {
    /// The lanes whose content the training allows at `now`: those of current courses and those without.
    #[must_use]
    pub fn trained(&self, now: Timestamp) -> Vec<Lane> {
        let current = |lane: &Lane| {
            let course = self.training.iter().find(|course| course.lane == *lane);
            self.untaught.contains(lane) || course.is_some_and(|course| now < course.until)
        };
        Lane::ALL.iter().copied().filter(current).collect()
    }
}

/// That a member passed a lane's course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Training {
    /// Whose regime the course teaches.
    pub lane: Lane,
    /// When it has to be taken again.
    pub until: Timestamp,
}

/// The course an organisation asks for before a lane's content may be touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The lane.
    pub lane: Lane,
    /// What the course is called.
    pub name: crate::text::Name,
    /// For how many days passing it counts.
    pub days: u32,
}

/// Why there is a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GrantSort {
    /// Approved for somebody of the case's own department who does not work it, or may do less.
    Elevated,
    /// Approved by two people for somebody of another department.
    CrossDepartment,
    /// Taken at once in an emergency; must be reviewed.
    BreakGlass,
    /// Two others released one version of one file. Permits nothing; where a release is asked for, it answers that.
    Release,
    /// The customer's contact unsealed what the lockbox holds. Permits nothing either.
    Unseal,
}

impl GrantSort {
    /// All kinds.
    pub const ALL: [GrantSort; 5] = [
        GrantSort::Elevated,
        GrantSort::CrossDepartment,
        GrantSort::BreakGlass,
        GrantSort::Release,
        GrantSort::Unseal,
    ];

    /// The word stored and shown for this kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            GrantSort::Elevated => "elevated",
            GrantSort::CrossDepartment => "cross_department",
            GrantSort::BreakGlass => "break_glass",
            GrantSort::Release => "release",
            GrantSort::Unseal => "unseal",
        }
    }

    /// The kind a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A grant as the policies see it. Walls other than the department's stand before it as before anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantFact {
    /// Who may.
    pub member: MemberId,
    /// In which case.
    pub case: CaseId,
    /// The one version it is for, if it is for one only.
    pub only: Option<(FileId, ObjectId)>,
    /// Why there is one. A later approved grant takes an earlier one's place; so does break-glass.
    pub kind: GrantSort,
    /// See the case, its list of files and their working copies.
    pub view: bool,
    /// Take originals out.
    pub download: bool,
    /// Rename files and add versions.
    pub modify: bool,
    /// See original values, one at a time.
    pub reveal: bool,
    /// When it began; well after now means that the clock went back, and then it gives nothing.
    pub starts: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// Who approved it.
    pub first: Option<MemberId>,
    /// Who approved it as well; the wall between departments asks for two.
    pub second: Option<MemberId>,
    /// By when a break-glass grant must have been reviewed; without this date it opens nothing.
    pub review_due: Option<Timestamp>,
}

impl GrantFact {
    /// Whether it was taken in an emergency rather than approved.
    #[must_use]
    pub fn is_break_glass(&self) -> bool {
        self.kind == GrantSort::BreakGlass
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_counts_until_its_end_and_only_where_one_is_asked() {
        let standing = Standing {
            training: vec![Training {
                lane: Lane::Pci,
                until: Timestamp(10),
            }],
            untaught: vec![Lane::Glba],
            ..Standing::default()
        };
        assert_eq!(standing.trained(Timestamp(9)), [Lane::Pci, Lane::Glba]);
        assert_eq!(standing.trained(Timestamp(10)), [Lane::Glba]);
        assert_eq!(Standing::default().trained(Timestamp(0)), Lane::ALL);
    }
}
