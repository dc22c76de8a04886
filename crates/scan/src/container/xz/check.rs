//! The checks of an xz block: CRC-32, CRC-64 (ECMA-182) or SHA-256.

use std::sync::LazyLock;

use flate2::Crc;
use sha2::{Digest as _, Sha256};

pub(super) enum Check {
    None,
    Crc32(Crc),
    Crc64(Crc64),
    Sha256(Box<Sha256>),
}

impl Check {
    pub(super) const BYTES_MAX: usize = 32;

    /// By the flags of the stream; nothing for one that is not defined.
    pub(super) fn new(flags: [u8; 2]) -> Option<Self> {
        Some(match flags {
            [0, 0] => Self::None,
            [0, 1] => Self::Crc32(Crc::new()),
            [0, 4] => Self::Crc64(Crc64::new()),
            [0, 10] => Self::Sha256(Box::default()),
            _ => return None,
        })
    }

    pub(super) fn length(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Crc32(_) => 4,
            Self::Crc64(_) => 8,
            Self::Sha256(_) => 32,
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::None => {}
            Self::Crc32(crc) => crc.update(bytes),
            Self::Crc64(crc) => crc.update(bytes),
            Self::Sha256(hash) => hash.update(bytes),
        }
    }

    pub(super) fn holds(self, stored: &[u8]) -> bool {
        match self {
            Self::None => true,
            Self::Crc32(crc) => stored == crc.sum().to_le_bytes(),
            Self::Crc64(crc) => stored == crc.sum().to_le_bytes(),
            Self::Sha256(hash) => stored == hash.finalize().as_slice(),
        }
    }
}

type Table = [u64; 256];

/// Table `k` is the checksum of one byte followed by `k` zero bytes, so that eight bytes go in at once.
static TABLES: LazyLock<[Table; 8]> = LazyLock::new(|| {
    const POLYNOMIAL: u64 = 0xc96c_5795_d787_0f42;
    let mut table: Table = std::array::from_fn(|byte| {
        (0..8).fold(byte as u64, |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { POLYNOMIAL } else { 0 }
        })
    });
    let first = table;
    std::array::from_fn(|_| {
        let this = table;
        table = this.map(|crc| crc >> 8 ^ look(&first, crc.to_le_bytes()[0]));
        this
    })
});

fn look(table: &Table, byte: u8) -> u64 {
    table.get(usize::from(byte)).copied().unwrap_or(0)
}

pub(super) struct Crc64(u64);

impl Crc64 {
    fn new() -> Self {
        Self(u64::MAX)
    }

    fn update(&mut self, bytes: &[u8]) {
        let [t0, t1, t2, t3, t4, t5, t6, t7] = &*TABLES;
        let mut crc = self.0;
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            let [b0, b1, b2, b3, b4, b5, b6, b7] = (crc ^ u64::from_le_bytes(*word)).to_le_bytes();
            crc = look(t7, b0)
                ^ look(t6, b1)
                ^ look(t5, b2)
                ^ look(t4, b3)
                ^ look(t3, b4)
                ^ look(t2, b5)
                ^ look(t1, b6)
                ^ look(t0, b7);
        }
        for byte in rest {
            crc = crc >> 8 ^ look(t0, crc.to_le_bytes()[0] ^ byte);
        }
        self.0 = crc;
    }

    fn sum(&self) -> u64 {
        !self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Crc64;

    #[test]
    fn crc64_is_the_one_of_ecma_182() {
        let sum = |bytes: &[u8]| {
            let mut crc = Crc64::new();
            crc.update(bytes);
            crc.sum()
        };
        assert_eq!(sum(b"123456789"), 0x995d_c9bb_df19_39fa);
        let long: Vec<u8> = (0..=255).collect();
        let mut parts = Crc64::new();
        for part in long.chunks(7) {
            parts.update(part);
        }
        assert_eq!(parts.sum(), sum(&long));
    }
}
