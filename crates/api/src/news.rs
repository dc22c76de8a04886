//! What changed, told to open pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something is no longer as it was. What it is now has to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct News {
    /// `case`, `files`, `requests`, `messages`, `deliveries`, `access`, `alerts`, `notices` (what every member is told, in the session); or `everything`, if more happened than could be told.
    pub about: String,
    /// The case it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// Whether the member who listens did it.
    #[serde(default)]
    pub own: bool,
}
