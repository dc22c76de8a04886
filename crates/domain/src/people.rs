//! Who there is: the organisation, its departments and members; its customers and their contacts.

use std::fmt;
use std::str::FromStr;

use crate::id::{ContactId, CustomerId, DepartmentId, MemberId, OrganisationId};
use crate::limits::{
    ADMINISTRATOR_SESSION_IDLE, ADMINISTRATOR_SESSION_LIFE, SESSION_IDLE, SESSION_LIFE,
};
use crate::standing::Standing;
use crate::text::{Email, Name};
use crate::time::{Span, Timestamp};

/// The company that runs this Coffer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id; part of every sealed object's binding.
    pub id: OrganisationId,
    /// Its name, shown to customers.
    pub name: Name,
    /// When it was set up.
    pub created: Timestamp,
}

/// A unit of the organisation's staff; the wall between departments is a policy nobody can edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name, unique within the organisation.
    pub name: Name,
    /// When it was made.
    pub created: Timestamp,
}

/// What a member is for. Roles give rights only together with a department and a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Sets up people and departments; never reads content.
    Administrator,
    /// Works cases.
    Agent,
    /// Reads the ledger and the policies and changes nothing; never reads content.
    Auditor,
    /// Data protection officer: holds cases for the law, reads the ledger and reviews emergencies; never reads content.
    Dpo,
    /// Works cases and decides who else does.
    Lead,
    /// Runs the server; never reads content.
    Operator,
    /// Sets the organisation's policies, records training, approves and reviews access; never reads content.
    Security,
}

impl Role {
    /// All roles, in the order their words sort.
    pub const ALL: [Role; 7] = [
        Role::Administrator,
        Role::Agent,
        Role::Auditor,
        Role::Dpo,
        Role::Lead,
        Role::Operator,
        Role::Security,
    ];

    /// The word for this role everywhere: API, command line, policies.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Agent => "agent",
            Role::Auditor => "auditor",
            Role::Dpo => "dpo",
            Role::Lead => "lead",
            Role::Operator => "operator",
            Role::Security => "security",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a role: expected administrator, agent, auditor, dpo, lead, operator or security")]
pub struct RoleError;

impl FromStr for Role {
    type Err = RoleError;
    fn from_str(text: &str) -> Result<Self, RoleError> {
        Role::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(RoleError)
    }
}

/// Where a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// Asked to enrol; has no credentials yet.
    Invited,
    /// May sign in.
    Active,
    /// May not act until an administrator unlocks.
    Locked,
    /// Has left; never comes back under this id.
    Left,
}

impl MemberState {
    /// The word stored and shown for this state.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MemberState::Invited => "invited",
            MemberState::Active => "active",
            MemberState::Locked => "locked",
            MemberState::Left => "left",
        }
    }

    /// The state a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Invited, Self::Active, Self::Locked, Self::Left]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// One of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Their id; the only name the ledger uses.
    pub id: MemberId,
    /// Where they read mail; unique.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// Their department.
    pub department: DepartmentId,
    /// What they are for, sorted, without repeats.
    pub roles: Vec<Role>,
    /// Where they stand.
    pub state: MemberState,
    /// What else the policies ask about.
    pub standing: Standing,
    /// When they were added.
    pub created: Timestamp,
}

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// After sign-in, whatever happens.
    pub life: Span,
    /// Without a request.
    pub idle: Span,
}

impl SessionLimits {
    /// What roles allow; the strictest counts.
    #[must_use]
    pub fn of(roles: &[Role]) -> Self {
        if roles.contains(&Role::Administrator) {
            Self {
                life: ADMINISTRATOR_SESSION_LIFE,
                idle: ADMINISTRATOR_SESSION_IDLE,
            }
        } else {
            Self {
                life: SESSION_LIFE,
                idle: SESSION_IDLE,
            }
        }
    }

    /// The stricter of both in each part.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            life: self.life.min(other.life),
            idle: self.idle.min(other.idle),
        }
    }
}

/// A client company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its name, unique.
    pub name: Name,
    /// Whether all its cases are held for the law.
    pub held: bool,
    /// When it was added.
    pub created: Timestamp,
}

/// A person at a customer, known by an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Their id; the only name the ledger uses.
    pub id: ContactId,
    /// Whom they belong to.
    pub customer: CustomerId,
    /// Where codes go.
    pub email: Email,
    /// When they were first named.
    pub created: Timestamp,
}
