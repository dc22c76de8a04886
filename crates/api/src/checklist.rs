//! What file requests ask for, and templates of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

fn yes() -> bool {
    true
}

/// Something to ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAskedItem {
    /// What it is; at most 200 bytes.
    pub name: String,
    /// What it is for or how to get it, such as a command to run; at most 1000 bytes, and no secret in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Whether it is wanted; otherwise it is welcome if it is at hand.
    #[serde(default = "yes")]
    pub wanted: bool,
}

/// Something a file request asks for, as members see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedItem {
    /// What it is.
    pub name: String,
    /// What it is for or how to get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Whether it is wanted.
    pub wanted: bool,
    /// Ids of the files that answer it, oldest first.
    pub files: Vec<String>,
}

/// Something a link asks for, as its contact sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LinkAskedItem {
    /// What it is.
    pub name: String,
    /// What it is for or how to get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// Whether it is wanted.
    pub wanted: bool,
    /// How many files that were sent answer it.
    pub received: u32,
}

/// A list of items that is asked for again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RequestTemplate {
    /// `tpl_…`, or the key of one that comes with Coffer: `log-bundle`, `configuration`, `heap-dump`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether it is the department's own; the others come with Coffer and cannot be changed.
    pub own: bool,
    /// What it asks for.
    pub items: Vec<NewAskedItem>,
}

/// Saves a template, in place of the one of the department that is called the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequestTemplate {
    /// What it is called.
    pub name: String,
    /// What it asks for: 1 to 20 items.
    pub items: Vec<NewAskedItem>,
}
