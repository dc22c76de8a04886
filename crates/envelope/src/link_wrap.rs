//! The data key of an open upload, held by whoever holds the upload link and by nobody else.

use crate::{
    header::Suite,
    keys::{Cipher, CryptoError, derive},
    limits::KEY_BYTES,
    secret::Dek,
};

const VERSION: u8 = 1;
const AAD: &[u8] = b"coffer link wrap v1";
/// Length of a wrap made by [`wrap_for_link`].
pub const LINK_WRAP_BYTES: usize = 1 + 12 + KEY_BYTES + 16;

/// Why a link does not give an upload's data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkWrapError {
    /// Not a wrap of this version.
    #[error("the upload's wrapped key is malformed")]
    Malformed,
    /// Another link, another upload, or an altered wrap.
    #[error("the upload's wrapped key does not open with this link")]
    Refused,
    /// Our own fault.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

/// `version ‖ nonce(12) ‖ ciphertext(32) ‖ tag(16)` under HKDF-SHA-256(`token`, `"coffer link wrap v1" ‖
/// upload_id`), AES-256-GCM. `token` is the link's full random token; its hash alone opens nothing.
///
/// # Errors
/// The random source or the cipher failed.
pub fn wrap_for_link(
    token: &[u8],
    upload_id: &[u8; 16],
    dek: &Dek,
) -> Result<Vec<u8>, LinkWrapError> {
    let sealed = cipher(token, upload_id)?.seal_to_vec(AAD, dek.expose())?;
    Ok([[VERSION].as_slice(), &sealed].concat())
}

/// Opens what [`wrap_for_link`] made for the same token and upload.
///
/// # Errors
/// Another token or upload, or not such a wrap.
pub fn unwrap_for_link(
    token: &[u8],
    upload_id: &[u8; 16],
    wrapped: &[u8],
) -> Result<Dek, LinkWrapError> {
    let sealed = match wrapped.split_first() {
        Some((&VERSION, sealed)) if wrapped.len() == LINK_WRAP_BYTES => sealed,
        _ => return Err(LinkWrapError::Malformed),
    };
    let key = cipher(token, upload_id)?
        .open_to_vec(AAD, sealed)
        .map_err(|_| LinkWrapError::Refused)?;
    key.first_chunk()
        .map(|key| Dek::from_bytes(*key))
        .ok_or(LinkWrapError::Malformed)
}

fn cipher(token: &[u8], upload_id: &[u8; 16]) -> Result<Cipher, CryptoError> {
    let key = derive(&[], token, &[b"coffer link wrap v1", upload_id])?;
    Cipher::new(Suite::Aes256Gcm, &key)
}
