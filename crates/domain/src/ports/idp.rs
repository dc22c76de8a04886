//! Identity providers of the organisation: somebody signs in there, and we take their word for it.

use async_trait::async_trait;

use crate::secret::SecretText;
use crate::time::Timestamp;

/// Why an identity provider's word was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IdpError {
    /// It did not answer, or not in a way we understand.
    #[error("the identity provider does not answer as it should")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was shown is not what it would say: forged, replayed, for somebody else, or too old.
    #[error("the identity provider's word does not hold: {0}")]
    Refused(&'static str),
}

/// What ties an answer to the browser and the moment it was asked for.
pub struct SignInFlow {
    /// Comes back with the answer.
    pub state: SecretText,
    /// Comes back in the ID token.
    pub nonce: SecretText,
    /// Proves to the provider that whoever redeems the code is whoever asked for it (RFC 7636).
    pub verifier: SecretText,
}

/// What an identity provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Who says so; with `subject` the one name people are known by.
    pub issuer: String,
    /// The provider's name for the person, never used for anybody else.
    pub subject: String,
    /// The provider's name for this session of theirs.
    pub session: Option<String>,
    /// What their sign-in there is worth here, by the configuration.
    pub aal: u8,
    /// Whether it cannot be phished, by the configuration.
    pub phishing_resistant: bool,
    /// When they signed in there.
    pub authenticated: Timestamp,
    /// The groups it says they are in.
    pub groups: Vec<String>,
    /// Their address, if the provider has verified it.
    pub email: Option<String>,
    /// What they are called.
    pub name: Option<String>,
    /// The directory's further name for them, by the configured claim.
    pub external: Option<String>,
}

/// Whose sessions end (OpenID Connect Back-Channel Logout 1.0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedOut {
    /// Who says so.
    pub issuer: String,
    /// The person.
    pub subject: Option<String>,
    /// Only this session of theirs.
    pub session: Option<String>,
    /// The message's own name; each is acted on once.
    pub message: String,
    /// When it was made.
    pub issued: Timestamp,
}

/// One identity provider.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Its name in addresses and in the configuration.
    fn id(&self) -> &str;
    /// What the sign-in page calls it.
    fn title(&self) -> &str;
    /// Whether people nobody brought become members when they first sign in.
    fn brings_people(&self) -> bool;
    /// How old a sign-in there may be, in seconds; a session here ends with that.
    fn auth_age_max(&self) -> i64;
    /// The address to which the browser goes; it comes back to `redirect`. With `again` the person has to sign in
    /// there once more, whatever session they have.
    async fn authorize_url(
        &self,
        redirect: &str,
        flow: &SignInFlow,
        again: bool,
        now: Timestamp,
    ) -> Result<String, IdpError>;
    /// Redeems a code. `issuer` is what the answer said of where it comes from (RFC 9207).
    async fn redeem(
        &self,
        redirect: &str,
        code: &SecretText,
        issuer: Option<&str>,
        flow: &SignInFlow,
        now: Timestamp,
    ) -> Result<Vouched, IdpError>;
    /// Reads a logout message.
    async fn logout(&self, token: &str, now: Timestamp) -> Result<LoggedOut, IdpError>;
}
