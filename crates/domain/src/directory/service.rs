//! Service accounts: machines that act here for themselves, each for what its scopes name and nothing else.

use std::fmt;
use std::str::FromStr;

use crate::id::{ServiceId, TokenId};
use crate::secret::TokenHash;
use crate::text::Name;
use crate::time::Timestamp;

/// What a service account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ServiceScope {
    /// Bring people and groups by SCIM.
    Scim,
}

impl ServiceScope {
    /// Every scope there is.
    pub const ALL: [ServiceScope; 1] = [ServiceScope::Scim];

    /// The word for this scope everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ServiceScope::Scim => "scim",
        }
    }
}

impl fmt::Display for ServiceScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a scope: expected scim")]
pub struct ServiceScopeError;

impl FromStr for ServiceScope {
    type Err = ServiceScopeError;
    fn from_str(text: &str) -> Result<Self, ServiceScopeError> {
        ServiceScope::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or(ServiceScopeError)
    }
}

/// A machine that acts here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAccount {
    /// Its id; the only name the ledger uses.
    pub id: ServiceId,
    /// What it is called.
    pub name: Name,
    /// What it may do, sorted, without repeats.
    pub scopes: Vec<ServiceScope>,
    /// When it was added.
    pub created: Timestamp,
    /// When it was ended, if it was; its tokens ended with it.
    pub ended: Option<Timestamp>,
}

/// What a service account shows.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceToken {
    /// Its public name.
    pub id: TokenId,
    /// SHA-256 of the token.
    pub hash: TokenHash,
    /// Whose it is.
    pub account: ServiceId,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}
