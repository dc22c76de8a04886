//! Salted commitments: how an entry refers to personal data that can still be erased.

use sha2::{Digest, Sha256};

use crate::hash::Hash;

/// Bytes of a commitment's salt.
pub const SALT_LEN: usize = 32;

const DOMAIN: &[u8] = b"coffer/pii/v1";

/// `SHA-256("coffer/pii/v1" ‖ u64be(len(field)) ‖ field ‖ salt ‖ value)`.
///
/// The salt must be fresh and uniformly random for every value: with it erased, nothing can be tried against the
/// commitment; reused, equal values show.
#[must_use]
pub fn commit(field: &str, salt: &[u8; SALT_LEN], value: &[u8]) -> Hash {
    let mut digest = Sha256::new();
    digest.update(DOMAIN);
    digest.update((field.len() as u64).to_be_bytes());
    digest.update(field.as_bytes());
    digest.update(salt);
    digest.update(value);
    Hash(digest.finalize().into())
}

/// Whether `salt` and `value` open the commitment that stands under `field`.
#[must_use]
pub fn verify_opening(field: &str, salt: &[u8; SALT_LEN], value: &[u8], commitment: &Hash) -> bool {
    commit(field, salt, value) == *commitment
}
