//! Signing in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::Member;

/// First step of enrolment: choose a password.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolStart {
    /// The token from the enrolment link (`coffer_enr_…`).
    pub token: String,
    /// At least 15 characters; no composition rules.
    pub password: String,
}

/// The second factor to set up.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EnrolOffer {
    /// Whose enrolment this is.
    pub email: String,
    /// The TOTP secret in base32, for typing in.
    pub totp_secret: String,
    /// The same as an `otpauth://` address, for a QR code or a link on a phone.
    pub otpauth_url: String,
}

/// Second step of enrolment: prove the second factor.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolConfirm {
    /// The token from the enrolment link.
    pub token: String,
    /// The six digits shown by the authenticator now.
    pub code: String,
}

/// Signs in with password and second factor.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The member's address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The six digits shown by the authenticator now.
    pub code: String,
}

/// Signs in and asks for an API token instead of a cookie.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TokenSignIn {
    /// The member's address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The six digits shown by the authenticator now.
    pub code: String,
    /// What the token is for, such as the computer's name.
    pub label: String,
}

/// An API token just made.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct TokenCreated {
    /// `tok_…`
    pub id: String,
    /// The token (`coffer_pat_…`); shown once.
    pub token: String,
    /// When it ends.
    pub expires: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The member.
    pub member: Member,
    /// The organisation's name.
    pub organisation: String,
    /// The department's name.
    pub department_name: String,
    /// Authenticator assurance level of this session (NIST SP 800-63B-4).
    pub aal: u8,
}
