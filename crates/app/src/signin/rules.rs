//! What an installation asks of signing in beyond the product's own rules.

use std::io;
use std::sync::Arc;

use coffer_domain::limits::{SESSION_IDLE, SESSION_LIFE};
use coffer_domain::people::{Member, Role, SessionLimits};

/// Passwords that are known from breaches, by their SHA-1.
pub trait BreachedPasswords: Send + Sync {
    /// Whether the list has this hash. Blocking.
    ///
    /// # Errors
    /// The list cannot be read.
    fn contains(&self, sha1: &[u8; 20]) -> io::Result<bool>;
}

/// What an installation asks of signing in beyond the product's own rules.
#[derive(Clone)]
pub struct SignInRules {
    /// Sessions live no longer than this, whatever the roles allow.
    pub session: SessionLimits,
    /// Whether administrators need a passkey on a device that its maker vouches for.
    pub attested_administrators: bool,
    /// Passwords known from breaches.
    pub breached: Option<Arc<dyn BreachedPasswords>>,
}

impl SignInRules {
    /// Whether this member gets in only by a passkey that cannot be copied off its device.
    pub(crate) fn needs_attested(&self, member: &Member) -> bool {
        self.attested_administrators && member.roles.contains(&Role::Administrator)
    }
}

impl Default for SignInRules {
    fn default() -> Self {
        Self {
            session: SessionLimits {
                life: SESSION_LIFE,
                idle: SESSION_IDLE,
            },
            attested_administrators: false,
            breached: None,
        }
    }
}
