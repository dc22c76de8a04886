//! From data key and header to the file's keys, and the ciphers made of them.

use crate::{
    header::{Binding, BindingField, Header, HeaderError, Suite},
    limits::{KEY_BYTES, NONCE_BYTES, TAG_BYTES},
    secret::Dek,
};
use aws_lc_rs::{
    aead::{
        AES_256_GCM, Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, RandomizedNonceKey, UnboundKey,
    },
    constant_time::verify_slices_are_equal,
    hkdf,
};
use zeroize::Zeroizing;

/// The cryptographic library refused an operation that cannot fail for valid input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the cryptographic library refused the operation")]
pub struct CryptoError;

/// Why a header does not fit the key or the object it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// The header itself is malformed.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The commitment does not match: another key, or a header that was altered.
    #[error("the key does not belong to this sealed object, or its header was altered")]
    Commitment,
    /// Sealed with this key, but as something else.
    #[error("the sealed object belongs to another {0}")]
    WrongBinding(BindingField),
    /// Our own fault.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// AEAD with random nonces, the only way this crate encrypts.
pub(crate) enum Cipher {
    Aes(RandomizedNonceKey),
    /// `RandomizedNonceKey` does not take ChaCha20-Poly1305, so the nonce is drawn here.
    ChaCha(LessSafeKey),
}

impl Cipher {
    pub(crate) fn new(suite: Suite, key: &[u8; KEY_BYTES]) -> Result<Self, CryptoError> {
        match suite {
            Suite::Aes256Gcm => RandomizedNonceKey::new(&AES_256_GCM, key).map(Self::Aes),
            Suite::ChaCha20Poly1305 => UnboundKey::new(&CHACHA20_POLY1305, key)
                .map(|key| Self::ChaCha(LessSafeKey::new(key))),
        }
        .map_err(|_| CryptoError)
    }

    /// Encrypts `in_out` in place under a fresh random nonce.
    pub(crate) fn seal(
        &self,
        aad: &[u8],
        in_out: &mut [u8],
    ) -> Result<([u8; NONCE_BYTES], [u8; TAG_BYTES]), CryptoError> {
        let (nonce, tag) = match self {
            Self::Aes(key) => {
                let (nonce, tag) = key
                    .seal_in_place_separate_tag(Aad::from(aad), in_out)
                    .map_err(|_| CryptoError)?;
                (*nonce.as_ref(), tag)
            }
            Self::ChaCha(key) => {
                let mut nonce = [0u8; NONCE_BYTES];
                aws_lc_rs::rand::fill(&mut nonce).map_err(|_| CryptoError)?;
                let used = Nonce::assume_unique_for_key(nonce);
                let tag = key
                    .seal_in_place_separate_tag(used, Aad::from(aad), in_out)
                    .map_err(|_| CryptoError)?;
                (nonce, tag)
            }
        };
        let tag = tag.as_ref().first_chunk().ok_or(CryptoError)?;
        Ok((nonce, *tag))
    }

    /// Decrypts `ciphertext ‖ tag` in place; on failure its content is unspecified and must not be used.
    pub(crate) fn open(
        &self,
        nonce: [u8; NONCE_BYTES],
        aad: &[u8],
        in_out: &mut [u8],
    ) -> Result<(), CryptoError> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        match self {
            Self::Aes(key) => key.open_in_place(nonce, Aad::from(aad), in_out),
            Self::ChaCha(key) => key.open_in_place(nonce, Aad::from(aad), in_out),
        }
        .map(|_| ())
        .map_err(|_| CryptoError)
    }

    /// `nonce ‖ ciphertext ‖ tag` of a short secret.
    pub(crate) fn seal_to_vec(&self, aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut body = Zeroizing::new(plain.to_vec());
        let (nonce, tag) = self.seal(aad, &mut body)?;
        Ok([nonce.as_slice(), &body, &tag].concat())
    }

    /// The inverse of [`Self::seal_to_vec`].
    pub(crate) fn open_to_vec(
        &self,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let (nonce, body) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(CryptoError)?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain_len = body.len().checked_sub(TAG_BYTES).ok_or(CryptoError)?;
        self.open(*nonce, aad, &mut body)?;
        body.truncate(plain_len);
        Ok(body)
    }
}

/// Output length of every derivation here.
struct KeyLength;

impl hkdf::KeyType for KeyLength {
    fn len(&self) -> usize {
        KEY_BYTES
    }
}

/// HKDF-SHA-256 (RFC 5869) with 32 bytes of output; `info` is the concatenation of its parts.
pub(crate) fn derive(
    salt: &[u8],
    secret: &[u8],
    info: &[&[u8]],
) -> Result<Zeroizing<[u8; KEY_BYTES]>, CryptoError> {
    expand(
        &hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret),
        info,
    )
}

fn expand(prk: &hkdf::Prk, info: &[&[u8]]) -> Result<Zeroizing<[u8; KEY_BYTES]>, CryptoError> {
    let mut key = Zeroizing::new([0u8; KEY_BYTES]);
    prk.expand(info, KeyLength)
        .and_then(|okm| okm.fill(key.as_mut_slice()))
        .map_err(|_| CryptoError)?;
    Ok(key)
}

/// The keys of one file.
pub(crate) struct FileKeys {
    pub(crate) content: Cipher,
    pub(crate) tail: Cipher,
    commitment: Zeroizing<[u8; KEY_BYTES]>,
}

impl FileKeys {
    fn derive(dek: &Dek, header: &Header) -> Result<Self, CryptoError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, header.salt()).extract(dek.expose());
        let key = |label: &[u8]| expand(&prk, &[label, header.bound()]);
        Ok(Self {
            content: Cipher::new(header.suite(), &*key(b"CSF1 content")?)?,
            tail: Cipher::new(header.suite(), &*key(b"CSF1 tail")?)?,
            commitment: key(b"CSF1 commit")?,
        })
    }

    /// A new header with a random salt, and its keys.
    pub(crate) fn create(
        dek: &Dek,
        binding: Binding,
        suite: Suite,
    ) -> Result<(Self, Header), CryptoError> {
        let mut salt = [0u8; 32];
        aws_lc_rs::rand::fill(&mut salt).map_err(|_| CryptoError)?;
        let mut header = Header::new(suite, binding, &salt);
        let keys = Self::derive(dek, &header)?;
        header.set_commitment(&keys.commitment);
        Ok((keys, header))
    }

    /// The keys of an existing file: form, then commitment (in constant time), then binding.
    pub(crate) fn unlock(
        dek: &Dek,
        header: &[u8],
        expected: &Binding,
    ) -> Result<Self, UnlockError> {
        let header = Header::parse(header)?;
        let keys = Self::derive(dek, &header)?;
        verify_slices_are_equal(keys.commitment.as_slice(), header.commitment())
            .map_err(|_| UnlockError::Commitment)?;
        match header.binding().difference(expected) {
            Some(field) => Err(UnlockError::WrongBinding(field)),
            None => Ok(keys),
        }
    }
}

/// `"CSF1" ‖ u64be(index) ‖ final`.
pub(crate) fn record_aad(index: u64, last: bool) -> [u8; 13] {
    let mut aad = [0u8; 13];
    aad[0..4].copy_from_slice(b"CSF1");
    aad[4..12].copy_from_slice(&index.to_be_bytes());
    aad[12] = u8::from(last);
    aad
}
