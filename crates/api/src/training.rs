//! Courses and who has passed them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The course that a lane asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Course {
    /// `pci`, `phi`, `glba` or `ferpa`.
    pub lane: String,
    /// What it is called.
    pub name: String,
    /// For how many days passing it counts.
    pub days: u32,
}

/// Asks for a course in a lane.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutCourse {
    /// What it is called.
    pub name: String,
    /// For how many days passing it counts: 1 to 1827.
    pub days: u32,
}

/// That a member passed a lane's course.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// Who: id or address.
    pub member: String,
    /// `pci`, `phi`, `glba` or `ferpa`.
    pub lane: String,
    /// The day, such as `2026-11-23`.
    pub passed: String,
}

/// Records completions, all or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordTraining {
    /// 1 to 500 of them.
    pub completions: Vec<Completion>,
}

/// Records what a CSV file says, all or none.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportTraining {
    /// The file's text: a heading with `member`, `lane` and `passed`, then up to 500 lines.
    pub csv: String,
}

/// How a member stands in a lane that asks for a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Training {
    /// `mem_…`
    pub member: String,
    /// What they are called.
    pub name: String,
    /// The course.
    pub course: Course,
    /// Until when it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// `current`, `due` (within 30 days), `expired` or `missing`.
    pub state: String,
}

/// Says under which regimes all files of a case are.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLanes {
    /// `pci`, `phi`, `glba`, `ferpa`; none for no lane.
    pub lanes: Vec<String>,
}
