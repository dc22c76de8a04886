//! How members prove who they are, as the server keeps it: hashes and sealed secrets only.

use crate::id::{MemberId, PasskeyId, SessionId, TokenId};
use crate::passkey::Passkey;
use crate::reach::Scopes;
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
    /// Guesses at the password, made with a right code.
    pub password_tries: Tries,
    /// Guesses at the code.
    pub totp_tries: Tries,
    /// Guesses at recovery codes.
    pub recovery_tries: Tries,
}

/// Wrong guesses at one factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// In a row.
    pub failures: u32,
    /// Nothing is tried before this.
    pub wait_until: Option<Timestamp>,
}

/// A factor that can be guessed at. Passkeys cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// The password.
    Password,
    /// The authenticator app's code.
    Totp,
    /// A recovery code.
    RecoveryCode,
}

/// A wrong guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongGuess {
    /// At whose factor.
    pub member: MemberId,
    /// At which.
    pub factor: Factor,
    /// Nothing is tried at it before this.
    pub wait_until: Option<Timestamp>,
    /// The TOTP step that was right and is used up, so that it serves for one guess at the password only.
    pub totp_step: Option<i64>,
}

/// How a member signs in from now on, at the end of an enrolment: by either or both.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Whose.
    pub member: MemberId,
    /// Password and TOTP.
    pub credentials: Option<Credentials>,
    /// A passkey.
    pub passkey: Option<Passkey>,
}

/// A link in a mail by which its reader freezes their account: "this was not me".
#[derive(Clone, PartialEq, Eq)]
pub struct Freeze {
    /// SHA-256 of the link's token.
    pub hash: TokenHash,
    /// Whose account.
    pub member: MemberId,
    /// When it stops working.
    pub expires: Timestamp,
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

/// What a member showed to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factors {
    /// A password and a code of an authenticator app.
    PasswordTotp,
    /// A password and a recovery code.
    PasswordRecoveryCode,
    /// A passkey that verified its user.
    Passkey,
    /// What the organisation's identity provider vouches for.
    IdentityProvider,
}

impl Factors {
    /// The word stored and shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Factors::PasswordTotp => "password_totp",
            Factors::PasswordRecoveryCode => "password_recovery_code",
            Factors::Passkey => "passkey",
            Factors::IdentityProvider => "identity_provider",
        }
    }

    /// What a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::PasswordTotp,
            Self::PasswordRecoveryCode,
            Self::Passkey,
            Self::IdentityProvider,
        ]
        .into_iter()
        .find(|factors| factors.as_str() == word)
    }
}

/// A member's signed-in session. Absence of the row means the session is over.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Its public name; stays when a step-up gives it a new secret.
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
    /// What they showed.
    pub factors: Factors,
    /// Which passkey, if it was one.
    pub passkey: Option<PasskeyId>,
    /// What that is worth.
    pub aal: u8,
    /// Whether it cannot be phished.
    pub phishing_resistant: bool,
    /// When they last showed it.
    pub authenticated: Timestamp,
    /// When they last stepped up.
    pub stepped_up: Option<Timestamp>,
    /// What the browser calls itself, shortened.
    pub client: Option<String>,
}

/// A step-up: the session goes on under a new secret.
#[derive(Clone, PartialEq, Eq)]
pub struct StepUp {
    /// Which session.
    pub session: SessionId,
    /// Its secret so far, hashed; it is dead from now on.
    pub from: TokenHash,
    /// Its new one.
    pub to: TokenHash,
    /// When.
    pub at: Timestamp,
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
    /// What it reaches of its owner's rights.
    pub scopes: Scopes,
    /// What its maker had shown; the token is worth no more.
    pub aal: u8,
    /// Whether that cannot be phished.
    pub phishing_resistant: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

/// What a provider calls a member: the one name people who sign in there are known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Its name for them.
    pub subject: String,
    /// Who they are here.
    pub member: MemberId,
    /// When that was first said.
    pub created: Timestamp,
}

/// By whose word a session was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Federated {
    /// The provider.
    pub issuer: String,
    /// Its name for the member.
    pub subject: String,
    /// Its name for their session there.
    pub session: Option<String>,
    /// When they signed in there.
    pub authenticated: Timestamp,
    /// Until when that counts.
    pub ends: Timestamp,
    /// Whether they were asked to sign in there once more: that counts as a step-up.
    pub again: bool,
}

/// Sessions that end because their provider says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FederatedSessions {
    /// The provider.
    pub issuer: String,
    /// Only those of this person of it.
    pub subject: Option<String>,
    /// Only the one of this session there.
    pub session: Option<String>,
    /// The message's own name.
    pub message: String,
    /// When it came.
    pub at: Timestamp,
}
