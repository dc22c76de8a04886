//! Passkeys: what the server keeps of them, and the port behind which WebAuthn lives.

use crate::id::{ContactId, MemberId, PasskeyId};
use crate::text::Name;
use crate::time::Timestamp;

/// Whose a passkey is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyOwner {
    /// A member signs in with it.
    Member(MemberId),
    /// To a contact it stands for the mailed code, at every link they get.
    Contact(ContactId),
}

impl PasskeyOwner {
    /// What the device keeps of the owner, and gives back (WebAuthn's user handle).
    #[must_use]
    pub const fn handle(self) -> UserHandle {
        match self {
            Self::Member(MemberId(id)) | Self::Contact(ContactId(id)) => UserHandle(id),
        }
    }
}

/// An owner as a device names them. It claims; only the passkey found by its credential says whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserHandle(pub [u8; 16]);

/// A passkey. Nothing in it is secret: the private key never leaves the device.
#[derive(Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its public name.
    pub id: PasskeyId,
    /// Whose.
    pub owner: PasskeyOwner,
    /// The id the device gave it.
    pub credential: Vec<u8>,
    /// What [`Passkeys`] needs to recognise it, as JSON.
    pub stored: String,
    /// What its owner calls it.
    pub name: Name,
    /// Whether its maker vouched for the device, by a certificate the organisation trusts, and it cannot be copied
    /// off it.
    pub attested: bool,
    /// Whether it lives in several places, such as a password manager.
    pub synced: bool,
    /// When it was added.
    pub created: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

impl Passkey {
    /// What signing in with it is worth (NIST SP 800-63B-4): 3 needs a key that cannot be copied.
    #[must_use]
    pub const fn aal(&self) -> u8 {
        if self.attested && !self.synced { 3 } else { 2 }
    }
}

/// A ceremony that has begun: what the browser is handed, and what is needed to end it. Both are JSON.
pub struct Ceremony {
    /// The argument of `navigator.credentials.create` or `.get`.
    pub options: String,
    /// Must come back unaltered, once, and soon; that is the caller's to see to.
    pub state: String,
}

/// A key just made by a device.
pub struct Registered {
    /// The id the device gave it.
    pub credential: Vec<u8>,
    /// See [`Passkey::stored`].
    pub stored: String,
    /// See [`Passkey::attested`].
    pub attested: bool,
    /// See [`Passkey::synced`].
    pub synced: bool,
}

/// A key just used.
pub struct Asserted {
    /// What to keep instead of what was stored, if it changed (its counter, for one).
    pub stored: Option<String>,
}

/// Why a ceremony did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// The server's address cannot have passkeys: it is a number, not a name.
    #[error("passkeys need a server that is reached by a name")]
    NoName,
    /// The answer does not fit what was asked, or is not trusted.
    #[error("the passkey was refused")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer was given under another address than this server's: to a page that pretends to be it.
    #[error("the passkey was used under another address")]
    ForeignOrigin,
    /// Our own state or a stored key is not readable.
    #[error("a stored passkey is not readable")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Who a new passkey is for.
pub struct NewPasskey<'a> {
    /// Whose; the device gives their handle back when the key is used.
    pub owner: PasskeyOwner,
    /// Their address.
    pub email: &'a str,
    /// What they are called.
    pub name: &'a str,
    /// Keys they have; a device that holds one of them makes no second.
    pub known: &'a [Vec<u8>],
    /// Whether its maker must vouch for the device.
    pub attested: bool,
}

/// WebAuthn. User verification is always asked for and checked.
pub trait Passkeys: Send + Sync {
    /// Whether there are makers whose word for a device is taken here.
    fn can_attest(&self) -> bool;

    /// Begins to make a key.
    ///
    /// # Errors
    /// Passkeys cannot be had.
    fn begin_registration(&self, new: &NewPasskey<'_>) -> Result<Ceremony, PasskeyError>;

    /// Ends that.
    ///
    /// # Errors
    /// The answer is refused.
    fn finish_registration(&self, state: &str, answer: &str) -> Result<Registered, PasskeyError>;

    /// Begins to use a key: any, or only one of these.
    ///
    /// # Errors
    /// Passkeys cannot be had.
    fn begin_assertion(&self, only: &[Vec<u8>]) -> Result<Ceremony, PasskeyError>;

    /// Whose key an answer claims to be, and which. Nothing is verified yet.
    ///
    /// # Errors
    /// The answer is not of the form.
    fn identify(&self, answer: &str) -> Result<(UserHandle, Vec<u8>), PasskeyError>;

    /// Ends it.
    ///
    /// # Errors
    /// The answer is refused.
    fn finish_assertion(
        &self,
        state: &str,
        answer: &str,
        stored: &str,
    ) -> Result<Asserted, PasskeyError>;
}
