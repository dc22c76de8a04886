//! The organisation's own policies: their versions, and the port through which they are checked and put
//! in force.

use std::sync::Arc;

use async_trait::async_trait;

use crate::authz::{PolicyEngine, Question, Rule};
use crate::id::{MemberId, PolicyVersionId};
use crate::time::Timestamp;

/// Where a version of the organisation's policies stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionState {
    /// May permit more than before: waits for a second person.
    Proposed,
    /// A second person agreed: waits for its time.
    Approved,
    /// In force.
    Active,
    /// Was in force until a later one was.
    Replaced,
    /// Taken back or refused before it was in force.
    Refused,
}

impl VersionState {
    /// All states.
    pub const ALL: [VersionState; 5] = [
        VersionState::Proposed,
        VersionState::Approved,
        VersionState::Active,
        VersionState::Replaced,
        VersionState::Refused,
    ];

    /// The word stored and shown for this state.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            VersionState::Proposed => "proposed",
            VersionState::Approved => "approved",
            VersionState::Active => "active",
            VersionState::Replaced => "replaced",
            VersionState::Refused => "refused",
        }
    }

    /// The state a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One version of all the organisation's own policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Its id.
    pub id: PolicyVersionId,
    /// The policies, in Cedar; empty means none.
    pub text: String,
    /// Why, in the proposer's words.
    pub why: String,
    /// Where it stands.
    pub state: VersionState,
    /// Whether it may permit more than the version it was made from.
    pub wider: bool,
    /// The version in force when it was made; it can only follow that one.
    pub base: Option<PolicyVersionId>,
    /// Who proposed it.
    pub proposed_by: MemberId,
    /// When.
    pub proposed: Timestamp,
    /// Who approved or refused it.
    pub decided_by: Option<MemberId>,
    /// When.
    pub decided: Option<Timestamp>,
    /// When it is or was to be in force.
    pub effective: Option<Timestamp>,
}

/// Policies that are not taken, with what is wrong in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the policies are not taken: {}", .0.join("; "))]
pub struct PolicyFault(pub Vec<String>);

/// What a solver said of policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SolverAnswer {
    /// They keep every invariant for all there can be.
    Proved,
    /// They do not: a permitted act that breaks one, in words.
    Broken {
        /// The invariants it breaks.
        broken: Vec<Rule>,
        /// The act.
        act: String,
    },
    /// There is no solver here, or it gave no answer; says why.
    NotAsked(String),
}

/// A set of policies to ask, not in force.
pub trait PolicyDraft: PolicyEngine {
    /// All its rules, walls first.
    fn rules(&self) -> Vec<Rule>;
    /// The standing invariants that this act would break if it were permitted.
    fn broken_by(&self, question: &Question<'_>) -> Vec<Rule>;
}

/// The policies in force, and what one may do with drafts of the organisation's own.
#[async_trait]
pub trait PolicyBook: PolicyEngine {
    /// All rules in force, walls first.
    fn rules(&self) -> Vec<Rule>;
    /// The shipped policies with these of the organisation's own.
    ///
    /// # Errors
    /// They do not parse or do not fit; says each fault.
    fn draft(&self, own: &str) -> Result<Arc<dyn PolicyDraft>, PolicyFault>;
    /// Puts these of the organisation's own in force, in place of earlier ones.
    ///
    /// # Errors
    /// They do not parse or do not fit; those before stay in force.
    fn adopt(&self, own: &str) -> Result<(), PolicyFault>;
    /// Whether `new` may permit anything that `old` does not: a permit it has not, or a forbid less.
    ///
    /// # Errors
    /// One of them does not parse.
    fn may_widen(&self, old: &str, new: &str) -> Result<bool, PolicyFault>;
    /// Asks a solver whether the invariants hold with these of the organisation's own.
    async fn prove(&self, own: &str) -> SolverAnswer;
}
