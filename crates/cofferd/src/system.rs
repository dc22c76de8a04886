//! Clock and entropy of the real world.

use std::time::{SystemTime, UNIX_EPOCH};

use coffer_domain::ports::{Clock, Entropy};
use coffer_domain::time::Timestamp;

/// The system's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// AWS-LC's generator, which the same library uses for nonces and keys.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::expect_used,
        reason = "without entropy every token would be guessable; stopping is the safe answer"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        aws_lc_rs::rand::fill(buffer).expect("the system has no entropy");
    }
}
