//! The default provider: key-encryption keys in one file, sealed by a passphrase.
//!
//! ```text
//! wrap := version(1) = 1 ‖ tag(1) = 'F' ‖ file id(8) ‖ u32be(generation) ‖ nonce(12) ‖ ciphertext ‖ tag(16)
//!         AES-256-GCM under that generation's key, AAD = the 14 bytes before the nonce ‖ WrapContext::to_bytes()
//! ```

mod disk;
mod format;

use crate::{
    kdf::{KdfParams, KdfParamsError, Passphrase},
    limits::{NONCE_BYTES, SALT_BYTES, TAG_BYTES},
};
use async_trait::async_trait;
use aws_lc_rs::aead::{Aad, Nonce, RandomizedNonceKey};
use coffer_envelope::{
    KeyProvider, KmsError, SecretBytes, WrapContext, limits::WRAP_KEY_BYTES_MAX,
};
use format::{FileKey, Generations, ID_BYTES, Stored, cipher};
use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

const WRAP_VERSION: u8 = 1;
const WRAP_TAG: u8 = b'F';
const WRAP_PREFIX_BYTES: usize = 2 + ID_BYTES + 4;

/// Why a key file cannot be made, opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// Creating never overwrites.
    #[error("`{path}` already exists")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Missing or unreadable.
    #[error("cannot read key file `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Could not be written durably.
    #[error("cannot write key file `{path}`")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Others than the owner may read or write it.
    #[error("key file `{path}` is open to other users (mode {mode:03o}); make it 600")]
    PermissionsTooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Something else.
    #[error("this is not a key file")]
    NotAKeyFile,
    /// Written by a newer release.
    #[error("the key file has unknown version {0}")]
    UnknownVersion(u32),
    /// Hashing too cheap to protect, or too dear to try.
    #[error(transparent)]
    Params(#[from] KdfParamsError),
    /// The two cannot be told apart.
    #[error("wrong passphrase or damaged key file")]
    Refused,
    /// Another process changed the passphrase: open the file again.
    #[error("the key file's passphrase was changed since it was opened")]
    PassphraseChanged,
    /// Rotated more often than the file can hold.
    #[error("the key file holds too many key generations")]
    TooManyGenerations,
    /// Not enough memory for the passphrase hashing.
    #[error("cannot hash the passphrase")]
    Kdf(#[from] argon2::Error),
    /// Our own fault, or the random source failed.
    #[error("the cryptographic library refused the operation")]
    Crypto,
}

struct Keys {
    ciphers: BTreeMap<u32, RandomizedNonceKey>,
    file_key: FileKey,
    params: KdfParams,
    salt: [u8; SALT_BYTES],
}

/// An opened key file. Cheap to share (`Arc<KeyFile>`); rotation is seen by all holders, and rotation by another
/// process as soon as one of its wraps arrives.
pub struct KeyFile {
    path: PathBuf,
    id: [u8; ID_BYTES],
    keys: RwLock<Keys>,
}

impl KeyFile {
    /// Makes a key file (mode 600) with one key generation. Never overwrites.
    ///
    /// # Errors
    /// The file exists or cannot be written.
    pub fn create(
        path: &Path,
        passphrase: &Passphrase,
        params: KdfParams,
    ) -> Result<Self, KeyFileError> {
        let (id, salt) = (random()?, random()?);
        let file_key = params.derive(passphrase, &salt)?;
        let generations = Generations::from([(1, format::new_generation()?)]);
        let stored = Stored::seal(id, params, salt, &file_key, &generations)?;
        disk::create(path, &stored.to_text()?)?;
        Self::opened(path, &stored, file_key, &generations)
    }

    /// Opens an existing key file.
    ///
    /// # Errors
    /// Missing, open to others, of a newer version, too cheaply hashed, or refused by the passphrase.
    pub fn open(path: &Path, passphrase: &Passphrase) -> Result<Self, KeyFileError> {
        Self::open_stored(path, passphrase, false)
    }

    /// Like [`Self::open`], and accepts [`KdfParams::danger_weak`]. For tests.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn danger_open_weak(path: &Path, passphrase: &Passphrase) -> Result<Self, KeyFileError> {
        Self::open_stored(path, passphrase, true)
    }

    fn open_stored(path: &Path, passphrase: &Passphrase, weak: bool) -> Result<Self, KeyFileError> {
        let stored = Stored::parse(&disk::read(path)?, weak)?;
        let file_key = stored.params.derive(passphrase, &stored.salt)?;
        let generations = stored.open(&file_key)?;
        Self::opened(path, &stored, file_key, &generations)
    }

    fn opened(
        path: &Path,
        stored: &Stored,
        file_key: FileKey,
        generations: &Generations,
    ) -> Result<Self, KeyFileError> {
        let keys = Keys {
            ciphers: ciphers(generations)?,
            file_key,
            params: stored.params,
            salt: stored.salt,
        };
        Ok(Self {
            path: path.to_owned(),
            id: stored.id,
            keys: RwLock::new(keys),
        })
    }

    /// The newest key generation, which wraps.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.read_keys()
            .ciphers
            .last_key_value()
            .map_or(0, |(generation, _)| *generation)
    }

    /// Adds a key generation and makes it the wrapping one; returns its number. Older wraps stay openable; move
    /// them with [`KeyProvider::rewrap`].
    ///
    /// # Errors
    /// The file cannot be read or written, or its passphrase was changed meanwhile.
    pub fn rotate(&self) -> Result<u32, KeyFileError> {
        let _lock = disk::lock(&self.path)?;
        let mut keys = self.write_keys();
        let mut generations = self.on_disk(&keys)?;
        let newest = generations
            .last_key_value()
            .map_or(0, |(generation, _)| *generation);
        let generation = newest
            .checked_add(1)
            .ok_or(KeyFileError::TooManyGenerations)?;
        generations.insert(generation, format::new_generation()?);
        let ciphers = ciphers(&generations)?;
        let stored = Stored::seal(
            self.id,
            keys.params,
            keys.salt,
            &keys.file_key,
            &generations,
        )?;
        disk::replace(&self.path, &stored.to_text()?)?;
        keys.ciphers = ciphers;
        Ok(generation)
    }

    /// Seals the same keys under another passphrase. Copies of the old file still open with the old one: after
    /// a leak, rotate and rewrap as well.
    ///
    /// # Errors
    /// As [`Self::rotate`].
    pub fn change_passphrase(
        &self,
        new: &Passphrase,
        params: KdfParams,
    ) -> Result<(), KeyFileError> {
        let salt = random()?;
        let file_key = params.derive(new, &salt)?;
        let _lock = disk::lock(&self.path)?;
        let mut keys = self.write_keys();
        let generations = self.on_disk(&keys)?;
        let stored = Stored::seal(self.id, params, salt, &file_key, &generations)?;
        let ciphers = ciphers(&generations)?;
        disk::replace(&self.path, &stored.to_text()?)?;
        *keys = Keys {
            ciphers,
            file_key,
            params,
            salt,
        };
        Ok(())
    }

    /// What the file holds now, another process having possibly rotated it.
    fn on_disk(&self, keys: &Keys) -> Result<Generations, KeyFileError> {
        let stored = Stored::parse(&disk::read(&self.path)?, keys.params.is_weak())?;
        if stored.id != self.id {
            return Err(KeyFileError::Refused);
        }
        if stored.salt != keys.salt {
            return Err(KeyFileError::PassphraseChanged);
        }
        stored.open(&keys.file_key)
    }

    fn read_keys(&self) -> RwLockReadGuard<'_, Keys> {
        // Every write is one assignment, so a panic elsewhere cannot have left half of one.
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_keys(&self) -> RwLockWriteGuard<'_, Keys> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn prefix(&self, generation: u32) -> [u8; WRAP_PREFIX_BYTES] {
        let mut prefix = [0u8; WRAP_PREFIX_BYTES];
        prefix[0] = WRAP_VERSION;
        prefix[1] = WRAP_TAG;
        prefix[2..2 + ID_BYTES].copy_from_slice(&self.id);
        prefix[2 + ID_BYTES..].copy_from_slice(&generation.to_be_bytes());
        prefix
    }

    fn is_ours(&self, wrapped: &[u8]) -> bool {
        wrapped.get(1) == Some(&WRAP_TAG) && wrapped.get(2..2 + ID_BYTES) == Some(&self.id)
    }

    fn wrap_now(&self, context: &WrapContext, key: &[u8]) -> Result<Vec<u8>, KmsError> {
        if key.len() > WRAP_KEY_BYTES_MAX {
            return Err(KmsError::KeyTooLong(key.len()));
        }
        let keys = self.read_keys();
        let (generation, cipher) = keys
            .ciphers
            .last_key_value()
            .ok_or(KmsError::Bug("no key generation"))?;
        let prefix = self.prefix(*generation);
        let aad = [prefix.as_slice(), &context.to_bytes()].concat();
        let mut body = zeroize::Zeroizing::new(key.to_vec());
        let (nonce, tag) = cipher
            .seal_in_place_separate_tag(Aad::from(aad), &mut body)
            .map_err(|_| KmsError::Bug("the cipher failed"))?;
        Ok([prefix.as_slice(), nonce.as_ref(), &body, tag.as_ref()].concat())
    }

    fn unwrap_now(
        &self,
        context: &WrapContext,
        wrapped: &[u8],
    ) -> Result<Option<SecretBytes>, KmsError> {
        if !self.is_ours(wrapped) {
            return Ok(None);
        }
        let (prefix, rest) = wrapped
            .split_first_chunk::<WRAP_PREFIX_BYTES>()
            .ok_or(KmsError::Refused)?;
        let (nonce, body) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(KmsError::Refused)?;
        let generation = prefix.last_chunk::<4>().ok_or(KmsError::Refused)?;
        let generation = u32::from_be_bytes(*generation);
        if *prefix != self.prefix(generation) || body.len() < TAG_BYTES {
            return Err(KmsError::Refused);
        }
        self.ensure(generation)?;
        let keys = self.read_keys();
        let cipher = keys
            .ciphers
            .get(&generation)
            .ok_or(KmsError::UnknownGeneration(generation))?;
        let aad = [prefix.as_slice(), &context.to_bytes()].concat();
        let mut body = zeroize::Zeroizing::new(body.to_vec());
        let plain = cipher
            .open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(aad),
                &mut body,
            )
            .map_err(|_| KmsError::Refused)?;
        Ok(Some(SecretBytes::new(plain.to_vec())))
    }

    /// Reads the file again if another process may have added this generation.
    fn ensure(&self, generation: u32) -> Result<(), KmsError> {
        if generation <= self.generation() {
            return Ok(());
        }
        let mut keys = self.write_keys();
        let generations = self.on_disk(&keys).map_err(unavailable)?;
        keys.ciphers = ciphers(&generations).map_err(unavailable)?;
        Ok(())
    }
}

#[async_trait]
impl KeyProvider for KeyFile {
    async fn wrap(&self, context: &WrapContext, key: &[u8]) -> Result<Vec<u8>, KmsError> {
        self.wrap_now(context, key)
    }

    async fn unwrap(
        &self,
        context: &WrapContext,
        wrapped: &[u8],
    ) -> Result<Option<SecretBytes>, KmsError> {
        self.unwrap_now(context, wrapped)
    }

    async fn rewrap(&self, context: &WrapContext, wrapped: &[u8]) -> Result<Vec<u8>, KmsError> {
        let key = self
            .unwrap_now(context, wrapped)?
            .ok_or(KmsError::Foreign)?;
        self.wrap_now(context, key.expose())
    }

    /// Fails also if the file on disk is gone, replaced or damaged: the keys in memory would end with the process.
    async fn health(&self) -> Result<(), KmsError> {
        let keys = self.read_keys();
        match self.on_disk(&keys) {
            Ok(_) | Err(KeyFileError::PassphraseChanged) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn describe(&self) -> String {
        format!(
            "key file `{}`, key generation {}",
            self.path.display(),
            self.generation()
        )
    }
}

fn unavailable(error: KeyFileError) -> KmsError {
    KmsError::Unavailable(Box::new(error))
}

fn ciphers(generations: &Generations) -> Result<BTreeMap<u32, RandomizedNonceKey>, KeyFileError> {
    generations
        .iter()
        .map(|(generation, key)| Ok((*generation, cipher(key)?)))
        .collect()
}

fn random<const N: usize>() -> Result<[u8; N], KeyFileError> {
    let mut bytes = [0u8; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| KeyFileError::Crypto)?;
    Ok(bytes)
}
