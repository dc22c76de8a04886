//! Passkeys, recovery codes, and other ways in.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// A passkey's ceremony has begun.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Ceremony {
    /// Send it back with the credential, within five minutes.
    pub ticket: String,
    /// The argument of `navigator.credentials.create` or `.get`, with bytes in base64url.
    #[schema(value_type = Object)]
    pub options: Value,
}

/// Signs in with a passkey.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeySignIn {
    /// The ticket of the ceremony.
    pub ticket: String,
    /// What `navigator.credentials.get` gave, as `toJSON()`.
    #[schema(value_type = Object)]
    pub credential: Value,
}

/// Begins to enrol with a passkey.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolPasskeyStart {
    /// The token from the enrolment link (`coffer_enr_…`).
    pub token: String,
}

/// A passkey's ceremony has begun for an enrolment.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EnrolPasskeyOffer {
    /// Whose enrolment this is.
    pub email: String,
    /// Send it back with the credential, within five minutes.
    pub ticket: String,
    /// The argument of `navigator.credentials.create`, with bytes in base64url.
    #[schema(value_type = Object)]
    pub options: Value,
}

/// Enrols with a passkey.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolPasskey {
    /// The token from the enrolment link.
    pub token: String,
    /// The ticket of the ceremony.
    pub ticket: String,
    /// What `navigator.credentials.create` gave, as `toJSON()`.
    #[schema(value_type = Object)]
    pub credential: Value,
    /// What to call the passkey.
    pub name: String,
}

/// Begins to add a passkey.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskeyStart {
    /// Whether its maker must vouch for the device: a key that cannot be copied, worth the highest assurance.
    #[serde(default)]
    pub attested: bool,
}

/// Adds a passkey.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// The ticket of the ceremony.
    pub ticket: String,
    /// What `navigator.credentials.create` gave, as `toJSON()`.
    #[schema(value_type = Object)]
    pub credential: Value,
    /// What to call it.
    pub name: String,
}

/// Gives a passkey another name.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RenamePasskey {
    /// What to call it.
    pub name: String,
}

/// A passkey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Passkey {
    /// `pky_…`
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Whether its maker vouches for the device.
    pub attested: bool,
    /// Whether it lives in several places, such as a password manager.
    pub synced: bool,
    /// When it was added.
    pub created: String,
    /// When it was last used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<String>,
}

/// How one can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// Whether there is a password with an authenticator app.
    pub password: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// Passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether passkeys can be added on devices that their makers vouch for.
    #[serde(default)]
    pub attested_possible: bool,
}

/// Sets another password.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// At least 15 characters; no composition rules.
    pub password: String,
}

/// Recovery codes just made; shown once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each works once, in place of the authenticator's code.
    pub codes: Vec<String>,
}

/// "This was not me."
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// The token from the mail's link (`coffer_frz_…`).
    pub token: String,
}
