//! The steps of the story, each in a file. A step returns what the later ones build on.

pub(crate) mod customer;
pub(crate) mod no_leak;
pub(crate) mod pack;
pub(crate) mod proofs;
pub(crate) mod scan;
pub(crate) mod set_up;
pub(crate) mod tamper;
pub(crate) mod wall;
pub(crate) mod working_copy;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// Looks again and again until there is something to see.
fn wait_for<T>(
    what: &str,
    within: Duration,
    mut look: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    const LOOK_EVERY: Duration = Duration::from_millis(200);
    let start = Instant::now();
    loop {
        if let Some(seen) = look()? {
            return Ok(seen);
        }
        if start.elapsed() > within {
            bail!("{what} did not happen within {} s", within.as_secs());
        }
        std::thread::sleep(LOOK_EVERY);
    }
}
