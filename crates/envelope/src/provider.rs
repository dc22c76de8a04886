//! The one open joint: who holds the key-encryption keys.

use crate::secret::SecretBytes;
use async_trait::async_trait;

/// What a wrapped key is for. Providers bind it, so a wrap moved elsewhere does not unwrap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WrapContext {
    /// Kind of key, such as `case private key`.
    pub purpose: &'static str,
    /// The organisation's id.
    pub organisation: [u8; 16],
    /// The case's id, for keys of a case.
    pub case: Option<[u8; 16]>,
    /// Generation of the wrapped key (not of the provider's).
    pub generation: u32,
}

impl WrapContext {
    /// The canonical encoding that providers authenticate:
    /// `"coffer wrap context v1" ‖ u16be(len) ‖ purpose ‖ organisation ‖ u8(has case) ‖ case? ‖ u32be(generation)`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // Purposes are constants of the code base; one of 64 KiB cannot exist.
        let purpose_len = u16::try_from(self.purpose.len()).unwrap_or(u16::MAX);
        let case = self
            .case
            .as_ref()
            .map_or_else(Vec::new, |case| case.to_vec());
        [
            b"coffer wrap context v1".as_slice(),
            &purpose_len.to_be_bytes(),
            self.purpose.as_bytes(),
            &self.organisation,
            &[u8::from(self.case.is_some())],
            &case,
            &self.generation.to_be_bytes(),
        ]
        .concat()
    }
}

/// Why a provider could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum KmsError {
    /// The wrapped key was altered, or wrapped for another context. Trying again does not help.
    #[error("the wrapped key is damaged or was wrapped for something else")]
    Refused,
    /// Rewrapping was asked of a provider that did not wrap this key.
    #[error("the wrapped key belongs to another key provider")]
    Foreign,
    /// This provider's wrap, by a key it no longer (or does not yet) have.
    #[error("key generation {0} is not available at this provider")]
    UnknownGeneration(u32),
    /// The key to wrap is longer than providers have to take.
    #[error("a key of {0} bytes is too long to wrap")]
    KeyTooLong(usize),
    /// The provider cannot be reached or is not unlocked; trying again may help.
    #[error("the key provider is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Our own fault.
    #[error("key provider: {0}")]
    Bug(&'static str),
}

/// Wraps and unwraps keys under a key that the provider never hands out.
///
/// Contract: a wrap opens only under an equal [`WrapContext`]; wraps made before a rotation stay openable;
/// wraps say which provider made them, so that several can be asked in turn; all calls may run
/// concurrently. `crates/kms/tests/it/contract.rs` is the suite every provider passes.
#[async_trait]
pub trait KeyProvider: Send + Sync {
    /// Wraps up to [`WRAP_KEY_BYTES_MAX`](crate::limits::WRAP_KEY_BYTES_MAX) bytes under the newest key.
    async fn wrap(&self, context: &WrapContext, key: &[u8]) -> Result<Vec<u8>, KmsError>;

    /// `Ok(None)`: not this provider's wrap, ask the next. `Err`: this provider's, and it does not open.
    async fn unwrap(
        &self,
        context: &WrapContext,
        wrapped: &[u8],
    ) -> Result<Option<SecretBytes>, KmsError>;

    /// The same key under the newest key-encryption key, for rotation.
    async fn rewrap(&self, context: &WrapContext, wrapped: &[u8]) -> Result<Vec<u8>, KmsError>;

    /// Whether wrapping and unwrapping would work now.
    async fn health(&self) -> Result<(), KmsError>;

    /// Kind and place for `doctor` and logs; nothing secret.
    fn describe(&self) -> String;
}
