//! People and groups as a directory names them, and the machines that bring them.

mod mapping;
mod service;

pub use mapping::{Assignment, DirectoryRules, GroupRule};
pub use service::{ServiceAccount, ServiceScope, ServiceScopeError, ServiceToken};

use crate::id::{GroupId, MemberId};
use crate::people::MemberState;
use crate::text::Name;
use crate::time::Timestamp;

/// Which directory says so. Two directories never see each other's people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A client of the SCIM interface.
    Scim,
    /// The LDAP directory of the configuration.
    Ldap,
    /// An identity provider's claims at sign-in.
    Oidc,
}

impl Source {
    /// The word stored and written in the ledger.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Source::Scim => "scim",
            Source::Ldap => "ldap",
            Source::Oidc => "oidc",
        }
    }

    /// The source a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Scim, Self::Ldap, Self::Oidc]
            .into_iter()
            .find(|source| source.as_str() == word)
    }
}

/// A member as a directory describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The member they are here.
    pub member: MemberId,
    /// Whose word it is.
    pub source: Source,
    /// The directory's unique name for them, in lower case where it does not tell cases apart.
    pub key: String,
    /// A further name the directory knows them by.
    pub external: Option<String>,
    /// What the directory said, as JSON text, to be handed back.
    pub attributes: String,
    /// Whether the directory lets them act.
    pub active: bool,
    /// Where they stood before the directory locked them, while it does.
    pub state_before: Option<MemberState>,
    /// Counts changes, from 1.
    pub revision: u64,
    /// When the directory first named them.
    pub created: Timestamp,
    /// When that last changed.
    pub changed: Timestamp,
}

/// A group as a directory describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id here.
    pub id: GroupId,
    /// Whose word it is.
    pub source: Source,
    /// Its name.
    pub name: Name,
    /// A further name the directory knows it by.
    pub external: Option<String>,
    /// Who belongs to it, sorted, without repeats.
    pub members: Vec<MemberId>,
    /// Counts changes, from 1.
    pub revision: u64,
    /// When the directory first named it.
    pub created: Timestamp,
    /// When it last changed.
    pub changed: Timestamp,
}

/// Which of a directory's people or groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find<'a> {
    /// All, oldest first.
    All,
    /// The one of this unique name.
    Key(&'a str),
    /// Those of this further name.
    External(&'a str),
}
