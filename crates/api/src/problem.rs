//! Errors on the wire (RFC 9457).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong, what is safe, and what to do; served as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`; `code` tells problems apart.
    #[serde(rename = "type")]
    pub kind: String,
    /// The problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A stable name for programs, such as `upload_offset_mismatch`.
    pub code: String,
    /// What happened, what is safe, what to do.
    pub detail: String,
    /// The request's name, to find it in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// On refusals: the rules that refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleRef>,
}

/// A policy that refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleRef {
    /// Its id, such as `W03-department-wall`.
    pub id: String,
    /// Its stable code, such as `OTHER_DEPARTMENT`.
    pub code: String,
    /// The rule in one sentence.
    pub summary: String,
}
