//! From a passphrase to the key that seals the key file: Argon2id (RFC 9106).

use crate::limits::{
    KDF_LANES_DEFAULT, KDF_LANES_MAX, KDF_MEMORY_KIB_DEFAULT, KDF_MEMORY_KIB_MAX,
    KDF_MEMORY_KIB_MIN, KDF_PASSES_DEFAULT, KDF_PASSES_MAX, KDF_PASSES_MIN, KEY_BYTES,
    PASSPHRASE_BYTES_MAX, PASSPHRASE_BYTES_MIN, SALT_BYTES,
};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The passphrase has an unusable length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a passphrase has {PASSPHRASE_BYTES_MIN} to {PASSPHRASE_BYTES_MAX} bytes")]
pub struct PassphraseError;

/// What unlocks a key file. Wiped on drop, never shown.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    /// Takes over the text as it is: trimming a file's last line break is the caller's.
    ///
    /// # Errors
    /// Too short or too long.
    pub fn new(text: String) -> Result<Self, PassphraseError> {
        let passphrase = Self(text);
        if (PASSPHRASE_BYTES_MIN..=PASSPHRASE_BYTES_MAX).contains(&passphrase.0.len()) {
            Ok(passphrase)
        } else {
            Err(PassphraseError)
        }
    }
}

/// Argon2id parameters outside their bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "passphrase hashing with {memory_kib} KiB, {passes} passes and {lanes} lanes is outside its bounds"
)]
pub struct KdfParamsError {
    /// Memory.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// How dear one guess at the passphrase is. Stored in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    weak: bool,
}

impl Default for KdfParams {
    fn default() -> Self {
        Self {
            memory_kib: KDF_MEMORY_KIB_DEFAULT,
            passes: KDF_PASSES_DEFAULT,
            lanes: KDF_LANES_DEFAULT,
            weak: false,
        }
    }
}

impl KdfParams {
    /// Parameters of choice.
    ///
    /// # Errors
    /// Outside the bounds in [`limits`](crate::limits).
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, KdfParamsError> {
        let acceptable = (KDF_MEMORY_KIB_MIN..=KDF_MEMORY_KIB_MAX).contains(&memory_kib)
            && (KDF_PASSES_MIN..=KDF_PASSES_MAX).contains(&passes)
            && (1..=KDF_LANES_MAX).contains(&lanes);
        if acceptable {
            Ok(Self {
                memory_kib,
                passes,
                lanes,
                weak: false,
            })
        } else {
            Err(KdfParamsError {
                memory_kib,
                passes,
                lanes,
            })
        }
    }

    /// Next to no protection and next to no time, for tests. A file made with them opens only through
    /// [`KeyFile::danger_open_weak`](crate::KeyFile::danger_open_weak).
    #[must_use]
    pub const fn danger_weak() -> Self {
        Self {
            memory_kib: 8,
            passes: 1,
            lanes: 1,
            weak: true,
        }
    }

    /// As read from a file, where `weak_allowed` accepts what [`Self::danger_weak`] makes.
    pub(crate) fn stored(
        memory_kib: u32,
        passes: u32,
        lanes: u32,
        weak_allowed: bool,
    ) -> Result<Self, KdfParamsError> {
        let weak = Self::danger_weak();
        if weak_allowed && (memory_kib, passes, lanes) == (weak.memory_kib, weak.passes, weak.lanes)
        {
            return Ok(weak);
        }
        Self::new(memory_kib, passes, lanes)
    }

    /// Whether these are [`Self::danger_weak`].
    #[must_use]
    pub const fn is_weak(&self) -> bool {
        self.weak
    }

    /// Memory in KiB, passes, lanes.
    pub(crate) const fn costs(&self) -> (u32, u32, u32) {
        (self.memory_kib, self.passes, self.lanes)
    }

    pub(crate) fn derive(
        &self,
        passphrase: &Passphrase,
        salt: &[u8; SALT_BYTES],
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, argon2::Error> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_BYTES))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut key = Zeroizing::new([0u8; KEY_BYTES]);
        argon2.hash_password_into(passphrase.0.as_bytes(), salt, key.as_mut_slice())?;
        Ok(key)
    }
}
