//! Case key pairs: data keys are sealed to a case's public key, so storing needs no secret.
//!
//! HPKE (RFC 9180) base mode with KEM X-Wing (ML-KEM-768 + X25519, 0x647a), HKDF-SHA256, AES-256-GCM.

use crate::{
    header::Binding,
    keys::{CryptoError, derive},
    limits::KEY_BYTES,
    secret::{CaseSecret, Dek},
};
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::AesGcm256, kdf::HkdfSha256,
    kem::XWing, rand_core::CryptoRng, setup_receiver, setup_sender_with_rng,
};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const VERSION: u8 = 1;
const ENCAPSULATED_BYTES: usize = 1120;
const SEALED_KEY_BYTES: usize = KEY_BYTES + 16;
/// Length of a data key sealed by [`seal_dek`].
pub const SEALED_DEK_BYTES: usize = 1 + ENCAPSULATED_BYTES + SEALED_KEY_BYTES;

/// Why a case key or a data key sealed to it cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseKeyError {
    /// The bytes are not a key of this kind.
    #[error("the case key is malformed")]
    MalformedKey,
    /// The bytes are not a sealed data key.
    #[error("the sealed data key is malformed")]
    MalformedSeal,
    /// Sealed by another version.
    #[error("the sealed data key has unknown version {0}")]
    Version(u8),
    /// Sealed to another case, for another object, or altered.
    #[error("the sealed data key does not open with this case key for this object")]
    Refused,
    /// Our own fault.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// A case's public key (X-Wing, 1,216 bytes); all that an edge node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePublicKey(<XWing as Kem>::PublicKey);

impl CasePublicKey {
    /// Parses and validates.
    ///
    /// # Errors
    /// Not a valid public key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CaseKeyError> {
        Deserializable::from_bytes(bytes)
            .map(Self)
            .map_err(|_| CaseKeyError::MalformedKey)
    }

    /// 1,216 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }
}

/// A case's private key: the 32-byte X-Wing seed, stored only wrapped by a
/// [`KeyProvider`](crate::KeyProvider).
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct CasePrivateKey([u8; KEY_BYTES]);

impl CasePrivateKey {
    /// An unwrapped key.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CaseKeyError> {
        bytes
            .try_into()
            .map(Self)
            .map_err(|_| CaseKeyError::MalformedKey)
    }

    /// The key itself, for wrapping only.
    #[must_use]
    pub const fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The public half.
    ///
    /// # Errors
    /// Our own fault only.
    pub fn public(&self) -> Result<CasePublicKey, CaseKeyError> {
        Ok(CasePublicKey(XWing::sk_to_pk(&self.secret()?)))
    }

    fn secret(&self) -> Result<<XWing as Kem>::PrivateKey, CaseKeyError> {
        Deserializable::from_bytes(&self.0).map_err(|_| CaseKeyError::MalformedKey)
    }
}

/// A new case's keys.
pub struct CaseKeyPair {
    /// Stored as it is.
    pub public: CasePublicKey,
    /// Stored wrapped.
    pub private: CasePrivateKey,
}

impl CaseKeyPair {
    /// A fresh pair; `rng` is [`SystemRng`](crate::SystemRng) outside tests.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let (secret, public) = XWing::gen_keypair_with_rng(rng);
        let mut private = CasePrivateKey([0; KEY_BYTES]);
        secret.write_exact(&mut private.0);
        Self {
            public: CasePublicKey(public),
            private,
        }
    }
}

/// Seals a data key to a case: `version ‖ encapsulated key(1,120) ‖ ciphertext(48)`.
///
/// # Errors
/// The public key cannot be used.
pub fn seal_dek(
    to: &CasePublicKey,
    binding: &Binding,
    dek: &Dek,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, CaseKeyError> {
    let (encapsulated, mut context) = setup_sender_with_rng::<AesGcm256, HkdfSha256, XWing>(
        &OpModeS::Base,
        &to.0,
        &info(binding),
        rng,
    )
    .map_err(|_| CryptoError)?;
    let sealed = context.seal(dek.expose(), &[]).map_err(|_| CryptoError)?;
    Ok([[VERSION].as_slice(), &encapsulated.to_bytes(), &sealed].concat())
}

/// Opens what [`seal_dek`] sealed for the same binding.
///
/// # Errors
/// Not such a seal, or not for this case and object.
pub fn open_dek(
    with: &CasePrivateKey,
    binding: &Binding,
    sealed: &[u8],
) -> Result<Dek, CaseKeyError> {
    let (version, rest) = sealed.split_first().ok_or(CaseKeyError::MalformedSeal)?;
    if *version != VERSION {
        return Err(CaseKeyError::Version(*version));
    }
    let (encapsulated, ciphertext) = rest
        .split_at_checked(ENCAPSULATED_BYTES)
        .ok_or(CaseKeyError::MalformedSeal)?;
    if ciphertext.len() != SEALED_KEY_BYTES {
        return Err(CaseKeyError::MalformedSeal);
    }
    let encapsulated =
        Deserializable::from_bytes(encapsulated).map_err(|_| CaseKeyError::MalformedSeal)?;
    let mut context = setup_receiver::<AesGcm256, HkdfSha256, XWing>(
        &OpModeR::Base,
        &with.secret()?,
        &encapsulated,
        &info(binding),
    )
    .map_err(|_| CaseKeyError::Refused)?;
    let key = context
        .open(ciphertext, &[])
        .map_err(|_| CaseKeyError::Refused)?;
    let key = Zeroizing::new(key);
    let key = key.first_chunk().ok_or(CaseKeyError::Refused)?;
    Ok(Dek::from_bytes(*key))
}

/// A secret of the case for one purpose, such as `pseudonym v1`: HKDF-SHA-256 over the private key.
///
/// # Errors
/// Our own fault only.
pub fn derive_case_key(case: &CasePrivateKey, label: &str) -> Result<CaseSecret, CaseKeyError> {
    let key = derive(b"coffer case secret v1", case.expose(), &[label.as_bytes()])?;
    Ok(CaseSecret::new(*key))
}

/// The whole binding is in `info`, not the associated data: it then enters the key, and one-shot HPKE
/// interfaces without associated data can make and open these seals.
fn info(binding: &Binding) -> Vec<u8> {
    [
        b"coffer dek seal v1".as_slice(),
        &binding.organisation,
        &binding.case,
        &binding.object,
    ]
    .concat()
}
