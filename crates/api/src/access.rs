//! Temporary access: requests, grants, emergencies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A member by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberRef {
    /// `mem_…`
    pub id: String,
    /// What they are called.
    pub name: String,
}

/// Asks for access to a case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccessRequest {
    /// The case: id or reference.
    pub case: String,
    /// `view`, `reveal`, `download`; viewing is in all of them, and alone if nothing is named.
    #[serde(default)]
    pub acts: Vec<String>,
    /// For how long, from approval on: 5 to 1440 minutes, 60 if not given.
    #[serde(default)]
    pub minutes: Option<u32>,
    /// Why, in at least 10 characters.
    pub reason: String,
}

/// Asks two others to release one original, as it is now.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRelease {
    /// Why, in at least 10 characters.
    pub reason: String,
}

/// One person's yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessApproval {
    /// Whose: `mem_…`
    pub by: String,
    /// When.
    pub at: String,
    /// To what.
    pub acts: Vec<String>,
    /// For how long.
    pub minutes: u32,
}

/// A question for access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessRequest {
    /// `acr_…`
    pub id: String,
    /// `access` to a case, `release` of one original, or `unseal` by the customer's contact.
    pub kind: String,
    /// The case's id.
    pub case: String,
    /// The case's reference.
    pub case_reference: String,
    /// Who asks.
    pub member: MemberRef,
    /// What is asked for: `view`, `reveal`, `download`.
    pub acts: Vec<String>,
    /// The file, for a release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// For how long, from approval on.
    pub minutes: u32,
    /// Why.
    pub reason: String,
    /// `waiting`, `approved`, `denied`, `lapsed`, `withdrawn` or `void` (its case was closed).
    pub state: String,
    /// Who said yes so far.
    pub approvals: Vec<AccessApproval>,
    /// How many must say yes to all of it.
    pub approvals_needed: usize,
    /// Who may answer now; empty in lists.
    pub answerers: Vec<MemberRef>,
    /// Whether whoever asks is of another department than the case.
    pub other_department: bool,
    /// Whether they work the case.
    pub works_case: bool,
    /// How many grants they had before.
    pub grants_before: usize,
    /// When it was asked.
    pub created: String,
    /// When it lapses without an answer.
    pub lapses: String,
    /// Who said no: a member's or contact's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_by: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

/// Approves all of a request, or less.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveAccess {
    /// `view`, `reveal`, `download`; what was asked for if nothing is named.
    #[serde(default)]
    pub acts: Vec<String>,
    /// For how long; as asked for if not given.
    #[serde(default)]
    pub minutes: Option<u32>,
}

/// Why somebody denies a request or takes a grant back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessReason {
    /// In at least 10 characters; whoever asked reads it.
    pub reason: String,
}

/// A time-boxed right of one member on one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// `grt_…`
    pub id: String,
    /// `access`, `break_glass`, `release` or `unseal`.
    pub kind: String,
    /// The case's id.
    pub case: String,
    /// The case's reference.
    pub case_reference: String,
    /// Whose.
    pub member: MemberRef,
    /// What it opens: `view`, `reveal`, `download`.
    pub acts: Vec<String>,
    /// The file, for a release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Why it was asked for.
    pub reason: String,
    /// The request it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Who approved.
    pub approvers: Vec<MemberRef>,
    /// The customer's contact who approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// When its time began.
    pub starts: String,
    /// When its time is over.
    pub expires: String,
    /// `live`, `expired`, `given_back`, `taken_back`, `replaced`, `used`, `case_closed`, `holder_changed` or `restored`.
    pub state: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// The review that an emergency owes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<GrantReview>,
}

/// The review of an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GrantReview {
    /// Until when it is owed.
    pub due: String,
    /// `open`, `overdue` or `done`.
    pub state: String,
    /// Who reviewed: `mem_…`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// `justified` or `not_justified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// In the reviewer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Breaks the glass: access to one case for an hour, at once. Recorded, mailed and reviewed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// The case: id or reference.
    pub case: String,
    /// `view`, `reveal`, `download`; viewing alone if nothing is named.
    #[serde(default)]
    pub acts: Vec<String>,
    /// Why it cannot wait, in at least 10 characters.
    pub reason: String,
}

/// What a reviewer came to.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewGrant {
    /// `justified` or `not_justified`.
    pub verdict: String,
    /// Why, in at least 10 characters.
    pub note: String,
}

/// Switches a lockbox.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLockbox {
    /// Whether single values and originals are sealed until the customer's contact approves.
    pub on: bool,
}

/// What a customer's contact is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnsealRequest {
    /// `acr_…`
    pub id: String,
    /// What whoever asks is called.
    pub asker: String,
    /// `reveal` single values, `download` originals; `view` is in both.
    pub acts: Vec<String>,
    /// For how long, from the approval on.
    pub minutes: u32,
    /// Why.
    pub reason: String,
    /// `waiting`, `approved` or `denied`.
    pub state: String,
    /// When it lapses without an answer.
    pub lapses: String,
}
