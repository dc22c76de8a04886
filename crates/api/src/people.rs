//! Departments, members, customers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A unit of the organisation's staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Department {
    /// `dep_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: String,
}

/// Makes a department.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDepartment {
    /// Its name, unique.
    pub name: String,
}

/// One of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// `mem_…`
    pub id: String,
    /// Where they read mail.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their department's id.
    pub department: String,
    /// `administrator`, `agent`, `auditor`, `dpo`, `lead`, `operator`, `security`.
    pub roles: Vec<String>,
    /// `invited`, `active`, `locked`, `left`.
    pub state: String,
    /// When they were added.
    pub created: String,
}

/// Adds a member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// Where they read mail; unique.
    pub email: String,
    /// What they are called; the address's local part if not given.
    #[serde(default)]
    pub name: Option<String>,
    /// Their department: id or name.
    pub department: String,
    /// Their roles, at least one.
    pub roles: Vec<String>,
}

/// A member just added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberAdded {
    /// `mem_…`
    pub id: String,
    /// The member.
    pub member: Member,
    /// One-time link by which they choose a password and a second factor; shown once, 24 hours.
    pub enrolment_url: String,
}

/// Moves a member.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveMember {
    /// To which department: id or name.
    pub department: String,
}

/// A client company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Customer {
    /// `cus_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether all its cases are held for the law.
    #[serde(default)]
    pub held: bool,
    /// When it was added.
    pub created: String,
}

/// Adds a customer.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Its name, unique.
    pub name: String,
}
