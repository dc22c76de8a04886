//! Keeping to a rate.

use std::time::{Duration, Instant};

use crate::limits::READ_BYTES;

/// Blocks per second a limited sender is cut into, so that the line is used evenly.
const BLOCKS_PER_SECOND: u64 = 4;
/// The smallest block.
const BLOCK_BYTES_MIN: u64 = 512;

/// Spaces blocks out so that their bytes keep to a rate.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    bytes_per_second: Option<u64>,
    free_at: Option<Instant>,
}

impl Pace {
    pub(crate) fn new(bytes_per_second: Option<u64>) -> Self {
        Self {
            bytes_per_second: bytes_per_second.filter(|rate| *rate > 0),
            free_at: None,
        }
    }

    /// How much to read at once.
    pub(crate) fn block_bytes(&self) -> usize {
        let Some(rate) = self.bytes_per_second else {
            return READ_BYTES;
        };
        usize::try_from((rate / BLOCKS_PER_SECOND).max(BLOCK_BYTES_MIN))
            .map_or(READ_BYTES, |block| block.min(READ_BYTES))
    }

    /// Books `bytes` and says how long to wait before sending them.
    pub(crate) fn book(&mut self, now: Instant, bytes: u64) -> Duration {
        let Some(rate) = self.bytes_per_second else {
            return Duration::ZERO;
        };
        let start = self.free_at.map_or(now, |free_at| free_at.max(now));
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rate needs no more than 53 bits of precision"
        )]
        let takes = Duration::from_secs_f64(bytes as f64 / rate as f64);
        self.free_at = Some(start + takes);
        start.duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_keep_to_the_rate() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(1_000));
        assert_eq!(pace.book(start, 500), Duration::ZERO);
        assert_eq!(pace.book(start, 500), Duration::from_millis(500));
        assert_eq!(pace.book(start, 500), Duration::from_millis(1_000));
        // A pause is not made up for by a burst.
        let later = start + Duration::from_secs(60);
        assert_eq!(pace.book(later, 1_000), Duration::ZERO);
        assert_eq!(pace.book(later, 1), Duration::from_secs(1));
    }

    #[test]
    fn without_a_rate_nothing_waits() {
        let mut pace = Pace::new(None);
        let now = Instant::now();
        assert_eq!(pace.book(now, u64::MAX), Duration::ZERO);
        assert_eq!(pace.book(now, 1), Duration::ZERO);
        assert_eq!(pace.block_bytes(), READ_BYTES);
        assert_eq!(Pace::new(Some(0)).block_bytes(), READ_BYTES);
        assert_eq!(Pace::new(Some(1)).block_bytes(), 512);
    }
}
