//! A manifest: what one backup holds, and which one came before (`docs/formats/backup.md`).

use coffer_domain::time::Timestamp;
use coffer_tlog::{Hash, LogSigner, LogVerifier, canonical_json, verify_checkpoint};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Value of the `format` member.
pub const FORMAT: &str = "coffer-backup-manifest-v1";

/// What one backup holds. As parsed nothing in it is trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub format: String,
    /// Id of the organisation.
    pub organisation: String,
    /// 1 for the first backup at a target, counting up by one.
    pub sequence: u64,
    /// The hash of the manifest before, base64; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// When the state was taken, milliseconds since 1970-01-01T00:00:00Z by the server's clock.
    pub made_ms: i64,
    /// Verifier key of the ledger.
    pub log: String,
    /// The ledger's signed head in this state.
    pub checkpoint: String,
    /// The metadata, sealed.
    pub database: Bundle,
    /// The wrapped keys, sealed; kept for a shorter time.
    pub keys: Bundle,
    pub objects: Objects,
}

/// A sealed file made for this backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Path below the target.
    pub path: String,
    /// The random id its sealing is bound to, hexadecimal.
    pub id: String,
    /// Length of the sealed file.
    pub bytes: u64,
    /// BLAKE3 of the sealed file, hexadecimal.
    pub blake3: String,
    /// Its data key, sealed to each recipient.
    pub wraps: Vec<Wrap>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrap {
    /// Name of the recipient.
    pub recipient: String,
    /// The sealed data key, base64.
    pub sealed: String,
}

/// The objects of this state, as changes to those of the manifest before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objects {
    /// How many there are now.
    pub count: u64,
    /// Their sealed length together.
    pub bytes: u64,
    pub added: Vec<Added>,
    /// Ids of those that nothing refers to any more.
    pub dropped: Vec<String>,
    /// Ids of those that are referred to, were never backed up, and are not on the server's disk.
    pub missing: Vec<String>,
}

/// A sealed object copied to the target, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Added {
    pub id: String,
    /// Length of the sealed file.
    pub bytes: u64,
    /// BLAKE3 of the sealed file, hexadecimal.
    pub blake3: String,
}

/// Why a file is not a manifest of this chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    #[error("it is not a signed manifest")]
    Form,
    #[error("it is not signed by the trusted key")]
    NotSigned,
    #[error("it was altered: its signature is for something else")]
    Altered,
    #[error("its format `{0}` is not known to this program")]
    Format(String),
    #[error("our own fault: a manifest that cannot be written")]
    Bug,
}

/// A manifest whose signature was checked, and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub manifest: Manifest,
    /// SHA-256 of the body.
    pub hash: Hash,
}

impl Manifest {
    /// When the state was taken.
    #[must_use]
    pub const fn made(&self) -> Timestamp {
        Timestamp(self.made_ms)
    }

    /// The file: the body on one line, then a signed note over sequence and hash of the body.
    ///
    /// # Errors
    /// Our own fault only.
    pub fn sign(&self, signer: &LogSigner) -> Result<(String, Hash), ManifestError> {
        let value = serde_json::to_value(self).map_err(|_| ManifestError::Bug)?;
        sign(&value, self.sequence, signer)
    }

    /// Reads a file and checks its signature.
    ///
    /// # Errors
    /// Not a manifest, or not signed as it is.
    pub fn verify(text: &str, signer: &LogVerifier) -> Result<Signed, ManifestError> {
        let (value, number, hash) = verify(text, signer)?;
        let format = value.get("format").and_then(Value::as_str);
        if format != Some(FORMAT) {
            let found = format.unwrap_or_default().to_owned();
            return Err(ManifestError::Format(found));
        }
        let manifest: Self = serde_json::from_value(value).map_err(|_| ManifestError::Form)?;
        if manifest.sequence != number {
            return Err(ManifestError::Altered);
        }
        Ok(Signed { manifest, hash })
    }
}

/// A value on one line, and a signed note over a number and the line's SHA-256.
///
/// # Errors
/// Our own fault only.
pub fn sign(
    value: &Value,
    number: u64,
    signer: &LogSigner,
) -> Result<(String, Hash), ManifestError> {
    let body = canonical_json(value).map_err(|_| ManifestError::Bug)?;
    let hash = hash_of(&body);
    let note = signer.sign(number, &hash);
    Ok((format!("{body}\n{note}"), hash))
}

/// Reads what [`sign`] made.
///
/// # Errors
/// Not signed, or not as it is.
pub fn verify(text: &str, signer: &LogVerifier) -> Result<(Value, u64, Hash), ManifestError> {
    let (body, note) = text.split_once('\n').ok_or(ManifestError::Form)?;
    let signed = verify_checkpoint(note, signer, &[]).map_err(|_| ManifestError::NotSigned)?;
    let hash = hash_of(body);
    if signed.checkpoint.root != hash {
        return Err(ManifestError::Altered);
    }
    let value = serde_json::from_str(body).map_err(|_| ManifestError::Form)?;
    Ok((value, signed.checkpoint.size, hash))
}

/// The name of a manifest's file.
pub(crate) fn file_name(sequence: u64, hash: &Hash) -> String {
    let short = HEXLOWER.encode(hash.0.get(..8).unwrap_or_default());
    format!("{sequence:08}-{short}.manifest")
}

fn hash_of(body: &str) -> Hash {
    Hash(Sha256::digest(body.as_bytes()).into())
}
