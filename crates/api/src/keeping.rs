//! How long things are kept: erasing whole cases, retention rules, what is due.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of a case's erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseErasure {
    /// `case_…`; its reference, its customer and who had access to it are left, and entries of the ledger.
    pub case: String,
    /// Sealed objects it had: versions, reports, open uploads and messages, each with a key of its own.
    pub objects: u64,
    /// Whether all its keys are destroyed. If not, the server goes on trying; the certificate is there once it is done.
    pub keys_destroyed: bool,
    /// From when on no backup holds the keys, if keys are pruned from backups after 30 days. RFC 3339 UTC.
    pub backups_until: String,
}

/// How long what is in some cases is kept, counted from their close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RetentionRule {
    /// `ret_…`
    pub id: String,
    /// What it rests on, such as a section of a law.
    pub name: String,
    /// Only for this department's cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Only for cases in this lane: `pci`, `phi`, `glba` or `ferpa`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// `at_least`: nothing is erased before. `at_most`: the case is erased then.
    pub bound: String,
    /// How many days from the close of a case on.
    pub days: u32,
    /// Id of the member who set it.
    pub set_by: String,
    /// When.
    pub set: String,
    /// When it was ended: a minimum counts on for seven days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}

/// Sets a rule.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRetentionRule {
    /// What it rests on, such as a section of a law.
    pub name: String,
    /// Only for this department's cases: id or name.
    #[serde(default)]
    pub department: Option<String>,
    /// Only for cases in this lane: `pci`, `phi`, `glba` or `ferpa`.
    #[serde(default)]
    pub lane: Option<String>,
    /// `at_least`: nothing is erased before. `at_most`: the case is erased then.
    pub bound: String,
    /// How many days from the close of a case on, 1 to 36,525.
    pub days: u32,
}

/// Ends a rule.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRetentionRule {
    /// Why, in at least ten characters; goes into the ledger as a commitment.
    pub reason: String,
}

/// A closed case that a rule erases soon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DueCase {
    /// `case_…`
    pub case: String,
    /// The ticket's number or name.
    pub reference: String,
    /// The customer's name.
    pub customer_name: String,
    /// The department's name.
    pub department_name: String,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// The rule's id.
    pub rule: String,
    /// What the rule rests on.
    pub rule_name: String,
    /// When the rule's days are over.
    pub due: String,
    /// On how many days entries of the ledger have listed it by this rule, up to `listings_needed`.
    pub listings: u32,
    /// On how many days it must have been listed before it is erased.
    pub listings_needed: u32,
}
