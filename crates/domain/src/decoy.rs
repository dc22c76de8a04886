//! Decoys that are not files: credentials that open nothing. Nobody was given one, so whoever shows one found it where
//! it lay (NIST SP 800-53 SC-26, SI-20).

use crate::id::{DecoyId, MemberId};
use crate::secret::TokenHash;
use crate::text::{Email, Name};
use crate::time::Timestamp;

/// What opens nothing, and looks as if it did.
#[derive(Clone, PartialEq, Eq)]
pub enum Bait {
    /// An API token of no member.
    Token(TokenHash),
    /// The address and password of an account that is not there.
    Account {
        /// The address; no member has it.
        email: Email,
        /// Argon2id in PHC string form.
        password_hash: String,
    },
}

impl Bait {
    /// The word for its kind, in the ledger and everywhere else.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Bait::Token(_) => "token",
            Bait::Account { .. } => "account",
        }
    }
}

/// A credential that was set out.
#[derive(Clone, PartialEq, Eq)]
pub struct DecoyCredential {
    /// Its id.
    pub id: DecoyId,
    /// What it is.
    pub bait: Bait,
    /// Where it was put, for whoever is told that it was used.
    pub place: Name,
    /// Who set it out.
    pub by: MemberId,
    /// When.
    pub created: Timestamp,
}

/// The word for a decoy file, beside [`Bait::kind`].
pub const DECOY_FILE: &str = "file";
/// The word for the content of a decoy file that came back from outside.
pub const DECOY_CONTENT: &str = "content";
