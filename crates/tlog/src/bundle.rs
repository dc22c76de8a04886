//! Entry bundles: entries one after the other, each behind its length as a big-endian 16-bit number.

use crate::limits::ENTRY_LEN_MAX;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BundleError {
    #[error("the bundle ends inside its entry {position}")]
    Truncated { position: u16 },
    #[error("the bundle holds only {held} entries, {position} was asked for")]
    NoSuchEntry { position: u16, held: u16 },
}

/// Walks a bundle's entries. The first error ends the walk.
pub fn bundle_entries(bundle: &[u8]) -> impl Iterator<Item = Result<&[u8], BundleError>> {
    let mut rest = bundle;
    let mut position: u16 = 0;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((entry, tail)) = split_entry(rest) else {
            rest = &[];
            return Some(Err(BundleError::Truncated { position }));
        };
        rest = tail;
        position = position.saturating_add(1);
        Some(Ok(entry))
    })
}

/// The entry at `position` (0 is the first).
pub fn entry_in_bundle(bundle: &[u8], position: u16) -> Result<&[u8], BundleError> {
    let mut held: u16 = 0;
    for entry in bundle_entries(bundle) {
        let entry = entry?;
        if held == position {
            return Ok(entry);
        }
        held = held.saturating_add(1);
    }
    Err(BundleError::NoSuchEntry { position, held })
}

/// The bytes of the first `width` entries of a bundle.
pub fn truncate_bundle(bundle: &[u8], width: u16) -> Result<&[u8], BundleError> {
    let mut rest = bundle;
    for position in 0..width {
        if rest.is_empty() {
            return Err(BundleError::NoSuchEntry {
                position,
                held: position,
            });
        }
        let (_, tail) = split_entry(rest).ok_or(BundleError::Truncated { position })?;
        rest = tail;
    }
    Ok(bundle.strip_suffix(rest).unwrap_or(bundle))
}

/// The first entry and what follows it, or `None` if the bytes end inside it.
pub(crate) fn split_entry(bundle: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bundle.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*len)))
}

/// Appends an entry; `false`, and nothing written, if it is too long for its length prefix.
pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> bool {
    let Ok(len) = u16::try_from(entry.len()) else {
        return false;
    };
    const { assert!(ENTRY_LEN_MAX == u16::MAX as usize) };
    bundle.extend_from_slice(&len.to_be_bytes());
    bundle.extend_from_slice(entry);
    true
}
