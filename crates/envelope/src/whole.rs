//! Objects small enough for memory: sidecars, names, keys of the backup.

use crate::{
    header::{Binding, Suite},
    limits::{HEADER_BYTES, RECORD_OVERHEAD_BYTES},
    opener::{OpenError, Opener},
    sealer::{SealError, Sealed, Sealer},
    secret::{Dek, SecretBytes},
};
use zeroize::Zeroizing;

/// Seals `content` at once. `dek` must be fresh.
///
/// # Errors
/// See [`SealError`].
pub fn seal_bytes(
    dek: &Dek,
    binding: Binding,
    suite: Suite,
    content: &[u8],
) -> Result<(Vec<u8>, Sealed), SealError> {
    let (mut sealer, header) = Sealer::create(dek, binding, suite)?;
    let mut file = header.to_vec();
    sealer.push(content, &mut file)?;
    let sealed = sealer.finish(&mut file)?;
    Ok((file, sealed))
}

/// Opens a whole sealed file.
///
/// # Errors
/// See [`OpenError`].
pub fn open_bytes(dek: &Dek, expected: &Binding, file: &[u8]) -> Result<SecretBytes, OpenError> {
    let opener = Opener::open(dek, file, expected, file.len() as u64)?;
    let mut records = Zeroizing::new(file.get(HEADER_BYTES..).unwrap_or_default().to_vec());
    let mut content = Vec::with_capacity(records.len().saturating_sub(RECORD_OVERHEAD_BYTES));
    for segment in opener.open_records(0, &mut records)? {
        content.extend_from_slice(segment);
    }
    Ok(SecretBytes::new(content))
}
