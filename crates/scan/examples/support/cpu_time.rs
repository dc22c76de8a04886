//! Processor time of this thread: what else the machine does is not counted.

use std::time::Instant;

/// The bytes that a ratio's other side looks for: they are about as frequent as what a scanner stops at.
pub(crate) const NEEDLES: [u8; 3] = [b'@', b':', b'='];

/// Seconds this thread has spent on a processor; where the system does not say, seconds on the clock.
fn seconds(since: Instant) -> f64 {
    // The count is brought up to date when the thread lets others run.
    std::thread::yield_now();
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok());
    nanoseconds.map_or_else(|| since.elapsed().as_secs_f64(), |n| n as f64 / 1e9)
}

/// Does some work and says how long it took.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let clock = Instant::now();
    let before = seconds(clock);
    let out = work();
    (seconds(clock) - before, out)
}
