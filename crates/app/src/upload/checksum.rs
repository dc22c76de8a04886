//! Checksums a sender may state for one chunk (tus "checksum" extension).

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::error::UploadProblem;

/// Algorithms offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChecksumKind {
    /// CRC-32C (Castagnoli), big-endian.
    Crc32c,
    /// SHA-1, which tus requires.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl ChecksumKind {
    /// All algorithms, by their tus names.
    pub const ALL: [(&'static str, ChecksumKind); 3] = [
        ("crc32c", ChecksumKind::Crc32c),
        ("sha1", ChecksumKind::Sha1),
        ("sha256", ChecksumKind::Sha256),
    ];
}

enum State {
    Crc32c(u32),
    Sha1(Box<Sha1>),
    Sha256(Box<Sha256>),
}

/// A running checksum and the value it must come to.
pub struct Checksum {
    state: State,
    expected: Vec<u8>,
}

impl Checksum {
    /// A checksum that must come to `expected`.
    #[must_use]
    pub fn new(kind: ChecksumKind, expected: Vec<u8>) -> Self {
        let state = match kind {
            ChecksumKind::Crc32c => State::Crc32c(0),
            ChecksumKind::Sha1 => State::Sha1(Box::default()),
            ChecksumKind::Sha256 => State::Sha256(Box::default()),
        };
        Self { state, expected }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Crc32c(crc) => *crc = crc32c::crc32c_append(*crc, bytes),
            State::Sha1(hash) => hash.update(bytes),
            State::Sha256(hash) => hash.update(bytes),
        }
    }

    pub(crate) fn verify(self) -> Result<(), UploadProblem> {
        let fits = match self.state {
            State::Crc32c(crc) => crc.to_be_bytes().as_slice() == self.expected,
            State::Sha1(hash) => hash.finalize().as_slice() == self.expected,
            State::Sha256(hash) => hash.finalize().as_slice() == self.expected,
        };
        if fits {
            Ok(())
        } else {
            Err(UploadProblem::ChecksumMismatch)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    fn check(kind: ChecksumKind, hex: &str) -> Result<(), UploadProblem> {
        let mut checksum = Checksum::new(kind, HEXLOWER.decode(hex.as_bytes()).unwrap());
        checksum.update(b"1234");
        checksum.update(b"56789");
        checksum.verify()
    }

    #[test]
    fn known_values_fit_and_others_do_not() {
        assert_eq!(check(ChecksumKind::Crc32c, "e3069283"), Ok(()));
        assert_eq!(
            check(
                ChecksumKind::Sha1,
                "f7c3bc1d808e04732adf679965ccc34ca7ae3441"
            ),
            Ok(())
        );
        let sha256 = "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225";
        assert_eq!(check(ChecksumKind::Sha256, sha256), Ok(()));
        assert_eq!(
            check(ChecksumKind::Sha256, "00"),
            Err(UploadProblem::ChecksumMismatch)
        );
    }
}
