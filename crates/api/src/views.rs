//! Saved views of the list of cases.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which cases a list shows: as the query of the list says it. What is absent does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseSelection {
    /// `open` or `closed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Only those the caller works.
    #[serde(default)]
    pub mine: bool,
    /// Only this department's: its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Only those in this lane: `pci`, `phi`, `glba` or `ferpa`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<String>,
    /// Only those that got a file within so many hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_hours: Option<u32>,
    /// Only those with these words in reference, subject or the customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

/// A selection under a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SavedView {
    /// `view_…`
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// What it shows.
    pub shows: CaseSelection,
    /// When it was saved.
    pub created: String,
}

/// Saves a view, in place of the one of that name.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedView {
    /// What to call it.
    pub name: String,
    /// What it shows.
    pub shows: CaseSelection,
}
