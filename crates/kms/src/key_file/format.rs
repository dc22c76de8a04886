//! The text of a key file and what is sealed in it.

use super::{KeyFileError, random};
use crate::{
    kdf::KdfParams,
    limits::{GENERATIONS_MAX, KEY_BYTES, NONCE_BYTES, SALT_BYTES, TAG_BYTES},
};
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const FORMAT: &str = "coffer key file";
const VERSION: u32 = 1;
const KDF: &str = "argon2id";
const GENERATION_BYTES: usize = 4 + KEY_BYTES;

/// Identifies the file in its wraps, so that one of another key file is recognised as foreign.
pub(super) const ID_BYTES: usize = 8;

/// The key that seals the file, from the passphrase.
pub(super) type FileKey = Zeroizing<[u8; KEY_BYTES]>;
/// Key-encryption keys by generation.
pub(super) type Generations = BTreeMap<u32, Zeroizing<[u8; KEY_BYTES]>>;

/// Read first, so that a newer file is called newer instead of damaged.
#[derive(Deserialize)]
struct Preamble {
    format: String,
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    format: String,
    version: u32,
    id: String,
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    sealed: String,
}

/// A key file as it lies on disk.
pub(super) struct Stored {
    pub(super) id: [u8; ID_BYTES],
    pub(super) params: KdfParams,
    pub(super) salt: [u8; SALT_BYTES],
    sealed: Vec<u8>,
}

impl Stored {
    pub(super) fn parse(text: &[u8], weak_allowed: bool) -> Result<Self, KeyFileError> {
        let preamble: Preamble =
            serde_json::from_slice(text).map_err(|_| KeyFileError::NotAKeyFile)?;
        if preamble.format != FORMAT {
            return Err(KeyFileError::NotAKeyFile);
        }
        if preamble.version != VERSION {
            return Err(KeyFileError::UnknownVersion(preamble.version));
        }
        // From here on it is one of ours: whatever is wrong with it is damage.
        let text: Text = serde_json::from_slice(text).map_err(|_| KeyFileError::Refused)?;
        if text.kdf != KDF {
            return Err(KeyFileError::Refused);
        }
        let (memory_kib, passes, lanes) = (text.memory_kib, text.passes, text.lanes);
        Ok(Self {
            id: array(&text.id)?,
            params: KdfParams::stored(memory_kib, passes, lanes, weak_allowed)?,
            salt: array(&text.salt)?,
            sealed: hex(&text.sealed)?,
        })
    }

    /// Seals `generations` under `key`, which came from `params` and `salt`.
    pub(super) fn seal(
        id: [u8; ID_BYTES],
        params: KdfParams,
        salt: [u8; SALT_BYTES],
        key: &FileKey,
        generations: &Generations,
    ) -> Result<Self, KeyFileError> {
        if generations.len() > GENERATIONS_MAX {
            return Err(KeyFileError::TooManyGenerations);
        }
        let mut body = Zeroizing::new(Vec::with_capacity(generations.len() * GENERATION_BYTES));
        for (generation, key) in generations {
            body.extend_from_slice(&generation.to_be_bytes());
            body.extend_from_slice(key.as_slice());
        }
        let mut stored = Self {
            id,
            params,
            salt,
            sealed: Vec::new(),
        };
        let (nonce, tag) = cipher(key)?
            .seal_in_place_separate_tag(Aad::from(stored.aad()), &mut body)
            .map_err(|_| KeyFileError::Crypto)?;
        stored.sealed = [nonce.as_ref().as_slice(), &body, tag.as_ref()].concat();
        Ok(stored)
    }

    pub(super) fn open(&self, key: &FileKey) -> Result<Generations, KeyFileError> {
        let (nonce, body) = self
            .sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(KeyFileError::Refused)?;
        if body.len() < TAG_BYTES {
            return Err(KeyFileError::Refused);
        }
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = cipher(key)?
            .open_in_place(nonce, Aad::from(self.aad()), &mut body)
            .map_err(|_| KeyFileError::Refused)?;
        let (entries, []) = plain.as_chunks::<GENERATION_BYTES>() else {
            return Err(KeyFileError::Refused);
        };
        let generations: Generations = entries
            .iter()
            .filter_map(|entry| {
                let (generation, key) = entry.split_first_chunk::<4>()?;
                let key = Zeroizing::new(*key.first_chunk::<KEY_BYTES>()?);
                Some((u32::from_be_bytes(*generation), key))
            })
            .collect();
        if generations.is_empty() {
            Err(KeyFileError::Refused)
        } else {
            Ok(generations)
        }
    }

    pub(super) fn to_text(&self) -> Result<Vec<u8>, KeyFileError> {
        let (memory_kib, passes, lanes) = self.params.costs();
        let text = Text {
            format: FORMAT.to_owned(),
            version: VERSION,
            id: HEXLOWER.encode(&self.id),
            kdf: KDF.to_owned(),
            memory_kib,
            passes,
            lanes,
            salt: HEXLOWER.encode(&self.salt),
            sealed: HEXLOWER.encode(&self.sealed),
        };
        let mut bytes = serde_json::to_vec_pretty(&text).map_err(|_| KeyFileError::Crypto)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Everything readable in the file, so that nothing of it can be exchanged.
    fn aad(&self) -> Vec<u8> {
        let (memory_kib, passes, lanes) = self.params.costs();
        [
            b"coffer key file v1".as_slice(),
            &self.id,
            &memory_kib.to_be_bytes(),
            &passes.to_be_bytes(),
            &lanes.to_be_bytes(),
            &self.salt,
        ]
        .concat()
    }
}

/// A fresh key-encryption key.
pub(super) fn new_generation() -> Result<Zeroizing<[u8; KEY_BYTES]>, KeyFileError> {
    random().map(Zeroizing::new)
}

pub(super) fn cipher(key: &Zeroizing<[u8; KEY_BYTES]>) -> Result<RandomizedNonceKey, KeyFileError> {
    RandomizedNonceKey::new(&AES_256_GCM, key.as_slice()).map_err(|_| KeyFileError::Crypto)
}

fn hex(text: &str) -> Result<Vec<u8>, KeyFileError> {
    HEXLOWER
        .decode(text.as_bytes())
        .map_err(|_| KeyFileError::Refused)
}

fn array<const N: usize>(text: &str) -> Result<[u8; N], KeyFileError> {
    hex(text)?.try_into().map_err(|_| KeyFileError::Refused)
}
