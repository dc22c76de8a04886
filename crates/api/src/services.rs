//! Service accounts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A machine that acts here for itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceAccount {
    /// `svc_…`
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it may do: `scim`.
    pub scopes: Vec<String>,
    /// When it was added.
    pub created: String,
    /// When it was ended, if it was.
    pub ended: Option<String>,
    /// Its tokens.
    pub tokens: Vec<ServiceToken>,
}

/// A service account's token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceToken {
    /// `tok_…`
    pub id: String,
    /// When it was made.
    pub created: String,
    /// When it ends.
    pub expires: String,
}

/// Adds a service account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewServiceAccount {
    /// What it is called.
    pub name: String,
    /// What it may do, at least one: `scim`.
    pub scopes: Vec<String>,
}

/// Makes a token for a service account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewServiceToken {
    /// How many days it works, 1 to 365; 180 if not given.
    #[serde(default)]
    pub days: Option<u32>,
}

/// A service account's token just made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServiceTokenCreated {
    /// `tok_…`
    pub id: String,
    /// `coffer_svc_…`; shown once.
    pub token: String,
    /// When it ends.
    pub expires: String,
}
