//! Signing in.

use serde::{Deserialize, Serialize};
use serde_json::Value;
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
    /// The six digits shown by the authenticator now, or a recovery code.
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
    /// What it reaches of its owner's rights: `view`, `work`, `originals`, `administer`; all if not given.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// How many days it works; 30 if not given, at most 90.
    #[serde(default)]
    pub days: Option<u32>,
}

/// Makes an API token for oneself.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What the token is for, such as the computer's name.
    pub label: String,
    /// What it reaches of its owner's rights: `view`, `work`, `originals`, `administer`; all if not given.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// How many days it works; 30 if not given, at most 90.
    #[serde(default)]
    pub days: Option<u32>,
}

/// An API token, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    /// `tok_…`
    pub id: String,
    /// What it is for.
    pub label: String,
    /// What it reaches of its owner's rights.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created: String,
    /// When it ends.
    pub expires: String,
}

/// A session, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// `ses_…`
    pub id: String,
    /// Whether it is the one of this request.
    pub current: bool,
    /// `password_totp`, `password_recovery_code`, `passkey`, `identity_provider`.
    pub factors: String,
    /// Authenticator assurance level (NIST SP 800-63B-4).
    pub aal: u8,
    /// When it began.
    pub created: String,
    /// When it was last used, to the minute.
    pub seen: String,
    /// When it ends, whatever happens.
    pub expires: String,
    /// Until when it reaches sensitive acts, after a step-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stepped_up_until: Option<String>,
    /// What the browser calls itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Which browser on which system that says it is, such as `firefox/linux`; `other` where it names none we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_kind: Option<String>,
}

/// Shows again who is behind a session, with what began it: password and code, or ticket and credential.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepUp {
    /// The member's password.
    #[serde(default)]
    pub password: Option<String>,
    /// The six digits shown by the authenticator now.
    #[serde(default)]
    pub code: Option<String>,
    /// The ticket of the passkey's ceremony.
    #[serde(default)]
    pub ticket: Option<String>,
    /// What `navigator.credentials.get` gave, as `toJSON()`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub credential: Option<Value>,
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
    /// Whether what was shown cannot be phished.
    pub phishing_resistant: bool,
    /// The session; absent for an API token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    /// What an API token reaches; absent for a session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// What every member is told now, soonest end first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<StaffNotice>,
}

/// What every member is told while it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffNotice {
    /// `read_only`: nothing can be changed on the server. `warning`: what `text` says.
    pub kind: String,
    /// The rule whose words `text` is; absent for what a security officer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The words of a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Since when.
    pub since: String,
    /// Until when, at most.
    pub until: String,
}

/// An identity provider one may sign in at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IdentityProvider {
    /// Its name in addresses.
    pub id: String,
    /// What to call it on a button.
    pub title: String,
}

/// A provider's logout message.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct OidcLogout {
    /// The signed message.
    pub logout_token: String,
}
