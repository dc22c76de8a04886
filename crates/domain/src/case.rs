//! Cases: the workspace of one support ticket, the boundary of access and of keys.

use crate::class::Lane;
use crate::erasure::Tombstone;
use crate::id::{CaseId, CustomerId, DepartmentId, MemberId};
use crate::text::Name;
use crate::time::Timestamp;

/// Whether a case is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Being worked on: files may arrive and be read.
    Open,
    /// Done: nothing new comes in; reading has ended for its members.
    Closed,
}

impl CaseState {
    /// The word stored and shown for this state.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CaseState::Open => "open",
            CaseState::Closed => "closed",
        }
    }

    /// The state a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// One support ticket's workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id; part of every sealed object's binding.
    pub id: CaseId,
    /// The ticket's number or name in the support system; unique.
    pub reference: Name,
    /// What it is about.
    pub subject: Name,
    /// Whose data it holds.
    pub customer: CustomerId,
    /// Who works it; the wall stands here.
    pub department: DepartmentId,
    /// Open or closed.
    pub state: CaseState,
    /// The public half of the case's key pair: what sealing needs.
    pub public_key: Vec<u8>,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was closed, if it is.
    pub closed: Option<Timestamp>,
    /// The regimes all its files are under, whatever is found in them; in order, without repeats.
    pub lanes: Vec<Lane>,
    /// Whether the law wants its files kept, by a hold on it (a person's or an alert's) or on its customer: none may be removed.
    pub legal_hold: bool,
    /// Whether its customer is held.
    pub customer_held: bool,
    /// Whether the customer's lockbox is on, for this case or for all of the customer's: single values and originals are
    /// sealed until a contact approves.
    pub sealed: bool,
    /// What is left of it, if it was erased.
    pub erased: Option<Tombstone>,
    /// Who works it now, sorted.
    pub members: Vec<MemberId>,
}
