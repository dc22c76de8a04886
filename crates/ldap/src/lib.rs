//! LDAP as a directory: everybody under a base, page by page, with their groups and units.
//!
//! - **Invariant:** TLS from the first byte or by StartTLS before the password; plaintext only to this machine.
//! - **Invariant:** what could not be read as a whole is an error, never a shorter list.

mod client;
mod config;
mod dn;
pub mod limits;

pub use client::LdapDirectory;
pub use config::{LdapConfig, LdapConfigError};
