//! Secret bytes: wiped on drop, without `Debug`, `Display`, equality or serialisation.

use crate::limits::KEY_BYTES;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The system's random source failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's random source failed")]
pub struct EntropyError;

/// The data key of one object: 32 random bytes, used for exactly one sealed file.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Dek([u8; KEY_BYTES]);

impl Dek {
    /// A fresh key from aws-lc's generator (aware of forks and restored machine snapshots).
    ///
    /// Drawing entropy here, like the nonces inside the cipher, is this crate's one exception to
    /// "randomness is an argument": a caller that could choose them could also repeat them.
    ///
    /// # Errors
    /// The random source failed.
    pub fn generate() -> Result<Self, EntropyError> {
        let mut bytes = Zeroizing::new([0u8; KEY_BYTES]);
        aws_lc_rs::rand::fill(bytes.as_mut_slice()).map_err(|_| EntropyError)?;
        Ok(Self(*bytes))
    }

    /// A key that was stored or unwrapped before.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The key itself, for wrapping only.
    #[must_use]
    pub const fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

/// Secret bytes of any length.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// Takes over `bytes`; they are wiped when this value is dropped.
    #[must_use]
    pub const fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The secret.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

/// A secret of one case for one purpose, made by [`derive_case_key`](crate::derive_case_key).
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct CaseSecret([u8; KEY_BYTES]);

impl CaseSecret {
    pub(crate) const fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The secret.
    #[must_use]
    pub const fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}
