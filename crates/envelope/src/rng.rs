//! aws-lc's generator behind the random number trait of the HPKE implementation.

use crate::secret::EntropyError;
pub use hpke::rand_core;
use rand_core::{TryCryptoRng, TryRng};

/// The system's random source. For a `CryptoRng`, wrap it: [`SystemRng::infallible`].
#[derive(Clone, Copy, Default)]
pub struct SystemRng;

impl SystemRng {
    /// As `CryptoRng`, which cannot report errors: it panics if the random source fails, which on a
    /// supported system it does not after start.
    #[must_use]
    pub const fn infallible() -> rand_core::UnwrapErr<Self> {
        rand_core::UnwrapErr(Self)
    }
}

impl TryRng for SystemRng {
    type Error = EntropyError;

    fn try_next_u32(&mut self) -> Result<u32, EntropyError> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, EntropyError> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        aws_lc_rs::rand::fill(bytes).map_err(|_| EntropyError)
    }
}

impl TryCryptoRng for SystemRng {}
