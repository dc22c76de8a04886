//! Subkeys of the case key, one for each use: none of them tells anything of another or of the tokens.

use aes::Aes256;
use aes::cipher::{BlockCipherEncrypt, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::pseudonym::{CaseKey, keyed};

/// Dates move by at least this many days …
const SHIFT_MIN: u64 = 30;
/// … and at most by this many more.
const SHIFT_SPREAD: u64 = 700;

pub(super) struct Keys {
    digits: Aes256,
    bits: Aes256,
    values: Hmac<Sha256>,
    /// By how many days dates of the case are moved back.
    pub(super) days: i64,
}

impl Keys {
    pub(super) fn new(case: &CaseKey) -> Self {
        let aes = |use_: &str| Aes256::new(&(*case.derive(use_)).into());
        let values = keyed(&case.derive("values"));
        let mut keys = Self {
            digits: aes("digits"),
            bits: aes("bits"),
            values,
            days: 0,
        };
        let spread = keys.number("days", b"", SHIFT_SPREAD);
        keys.days = i64::try_from(SHIFT_MIN + spread).unwrap_or(0);
        keys
    }

    /// The block cipher under FF1.
    pub(super) fn digits(&self, block: [u8; 16]) -> [u8; 16] {
        let mut block = block.into();
        self.digits.encrypt_block(&mut block);
        block.into()
    }

    /// One keyed bit for a string of bits (its length is part of the block).
    pub(super) fn bit(&self, block: [u8; 16]) -> bool {
        let mut block = block.into();
        self.bits.encrypt_block(&mut block);
        let [first, ..] = <[u8; 16]>::from(block);
        first & 0x80 != 0
    }

    /// A keyed 128-bit number for a value.
    pub(super) fn value(&self, kind: &str, value: &[u8]) -> u128 {
        let mut mac = self.values.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        let tag = mac.finalize().into_bytes();
        tag.iter().take(16).fold(0, |n, b| n << 8 | u128::from(*b))
    }

    /// A keyed number below `below`.
    pub(super) fn number(&self, kind: &str, value: &[u8], below: u64) -> u64 {
        let n = self.value(kind, value) % u128::from(below.max(1));
        u64::try_from(n).unwrap_or(0)
    }
}
