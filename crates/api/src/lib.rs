//! The shapes that travel as JSON between `cofferd`, `coffer` and the pages.
//!
//! Ids are texts such as `case_01j…`; times are RFC 3339 in UTC; sizes are bytes; hashes are
//! lower-case hex. Requests refuse unknown fields. `openapi.json` is generated from these types.

pub mod access;
pub mod account;
pub mod alerts;
pub mod cases;
pub mod checklist;
pub mod content;
pub mod deliveries;
pub mod files;
pub mod headers;
pub mod health;
pub mod keeping;
pub mod ledger;
pub mod link;
pub mod messages;
pub mod news;
pub mod people;
pub mod policies;
pub mod problem;
pub mod services;
pub mod session;
pub mod subject;
pub mod training;
pub mod views;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A list of things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct List<T> {
    /// The things, in the order the endpoint documents.
    pub items: Vec<T>,
    /// Pass as `after` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
