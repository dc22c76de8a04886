//! Policies: what is in force, how it changed, what it permits.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::RuleRef;

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyRule {
    /// Its id, such as `W03-department-wall`; the organisation's own begin with `own-`.
    pub id: String,
    /// The code of its refusal; none on permits.
    pub code: Option<String>,
    /// The rule in one sentence.
    pub summary: String,
}

/// The policies in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Policies {
    /// All rules, walls first.
    pub rules: Vec<PolicyRule>,
    /// The organisation's own, in Cedar, as they were written; empty if there are none.
    pub own: String,
}

/// A text of policies to look at.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyText {
    /// All the organisation's own policies, in Cedar.
    pub text: String,
}

/// Proposes all the organisation's own policies anew.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicyVersion {
    /// All the organisation's own policies, in Cedar.
    pub text: String,
    /// Why, in 10 to 1,000 bytes.
    pub why: String,
}

/// One version of the organisation's own policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyVersion {
    /// `pol_…`
    pub id: String,
    /// `proposed`, `approved`, `active`, `replaced`, `refused`.
    pub state: String,
    /// Whether it may permit more than the version it was made from.
    pub wider: bool,
    /// Why.
    pub why: String,
    /// The policies, in Cedar.
    pub text: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed: String,
    /// Who approved or refused it.
    pub decided_by: Option<String>,
    /// When.
    pub decided: Option<String>,
    /// When it came or is to come into force.
    pub effective: Option<String>,
}

/// An act that would be permitted and must not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyBroken {
    /// The act in words.
    pub act: String,
    /// The standing invariants it breaks.
    pub invariants: Vec<String>,
}

/// An act that would be answered otherwise than now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyChangedAct {
    /// Who.
    pub member: String,
    /// Their address.
    pub email: String,
    /// What, such as `file.view`.
    pub action: String,
    /// On what.
    pub on: String,
    /// Whether it would be permitted.
    pub permitted: bool,
    /// The rules that would decide; none if nothing permits it.
    pub rules: Vec<RuleRef>,
    /// When it was done, in a replay.
    pub time: Option<String>,
}

/// What is to be said of policies before they come into force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyCheck {
    /// Whether they may come into force.
    pub passes: bool,
    /// Why they cannot be taken at all.
    pub faults: Vec<String>,
    /// What they would permit that no policy may.
    pub broken: Vec<PolicyBroken>,
    /// `proved`, `broken`, or `not_asked`: what a solver says of everything there can be.
    pub solver: String,
    /// The solver's counterexample, or why it was not asked.
    pub solver_says: Option<String>,
    /// Whether they may permit anything that is refused now: then a second person and a delay are needed.
    pub wider: bool,
    /// Acts permitted then and not now.
    pub gained: u64,
    /// Acts permitted now and not then.
    pub lost: u64,
    /// How many acts of members on cases and files were asked about.
    pub asked: u64,
    /// Whether these were all there are.
    pub complete: bool,
    /// The first of the changed ones.
    pub examples: Vec<PolicyChangedAct>,
}

/// What policies would have said of what people did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyReplay {
    /// Ledger entries looked at.
    pub entries: u64,
    /// Acts among them that could be asked about again, with the facts of today.
    pub acts: u64,
    /// Permitted now, refused then.
    pub refused: u64,
    /// Refused now, permitted then.
    pub permitted: u64,
    /// The first of both.
    pub examples: Vec<PolicyChangedAct>,
}

/// Whether somebody may do something, and by which rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyAnswer {
    /// Who.
    pub member: String,
    /// Their address.
    pub email: String,
    /// What.
    pub action: String,
    /// On what.
    pub on: String,
    /// Whether it is permitted to them, signed in with a passkey just now.
    pub permitted: bool,
    /// The rules that decide; none if nothing permits it.
    pub rules: Vec<RuleRef>,
}

/// A file somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisibleFile {
    /// `file_…`
    pub id: String,
    /// `case_…`
    pub case: String,
}

/// A case somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisibleCase {
    /// `case_…`
    pub id: String,
    /// The ticket's number or name.
    pub reference: String,
}

/// What somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyVisible {
    /// Cases, newest first; at most a page.
    pub cases: Vec<VisibleCase>,
    /// Files whose working copy they may see; at most a page.
    pub files: Vec<VisibleFile>,
    /// Where the next page of files begins.
    pub next: Option<String>,
}
