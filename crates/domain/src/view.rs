//! Saved views: selections of cases that a member comes back to.

use crate::case::CaseState;
use crate::class::Lane;
use crate::id::{DepartmentId, MemberId, ViewId};
use crate::text::Name;
use crate::time::Timestamp;

/// Which cases a list shows. What is not set does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only those in this state.
    pub state: Option<CaseState>,
    /// Only those that whoever looks works.
    pub mine: bool,
    /// Only this department's.
    pub department: Option<DepartmentId>,
    /// Only those in this lane.
    pub lane: Option<Lane>,
    /// Only those that got a file within so many hours.
    pub received_hours: Option<u32>,
    /// Only those with these words in reference, subject or customer.
    pub words: Option<Name>,
}

/// A selection under the name its owner gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: ViewId,
    /// Whose it is: nobody else sees it.
    pub member: MemberId,
    /// What its owner calls it; once per member.
    pub name: Name,
    /// What it shows.
    pub shows: Selection,
    /// When it was saved.
    pub created: Timestamp,
}
