//! How members prove who they are, as the server keeps it: hashes and sealed secrets only.

use crate::id::{MemberId, SessionId, TokenId};
use crate::secret::TokenHash;
use crate::time::Timestamp;

/// What a member signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Whose.
    pub member: MemberId,
    /// Argon2id in PHC string form.
    pub password_hash: String,
    /// The TOTP secret, wrapped by the KMS.
    pub totp_wrapped: Vec<u8>,
    /// The last TOTP time step that was used; an equal or earlier one is a replay.
    pub totp_step: i64,
    /// Failures in a row.
    pub failures: u32,
    /// No sign-in before this, after too many failures.
    pub locked_until: Option<Timestamp>,
}

/// A one-time enrolment link.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// SHA-256 of the link's token.
    pub hash: TokenHash,
    /// Who enrols.
    pub member: MemberId,
    /// When it stops working.
    pub expires: Timestamp,
    /// The password hash chosen in the first step, if taken.
    pub password_hash: Option<String>,
    /// The TOTP secret proposed in the first step, wrapped by the KMS.
    pub totp_wrapped: Option<Vec<u8>>,
}

/// A member's signed-in session. Absence of the row means the session is over.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its public name.
    pub id: SessionId,
    /// SHA-256 of the cookie's value.
    pub hash: TokenHash,
    /// Who.
    pub member: MemberId,
    /// When they signed in.
    pub created: Timestamp,
    /// When they last did something.
    pub seen: Timestamp,
    /// The end, whatever happens.
    pub expires: Timestamp,
}

/// A member's API token.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its public name.
    pub id: TokenId,
    /// SHA-256 of the token.
    pub hash: TokenHash,
    /// Whose rights it carries.
    pub member: MemberId,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}
