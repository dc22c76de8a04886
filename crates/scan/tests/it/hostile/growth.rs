//! Linear work, shown by how it grows.
//!
//! What is compared is the processor time of the thread that scans, for sizes of the same text: other work on the
//! machine does not count. Quadratic work within a window, or from window to window, grows by the square of the
//! sizes' ratio and misses the bound by far.

use super::inputs::{UNITS, repeated};
use crate::samples::scan_bytes;

const SMALL: usize = 16 << 10;
/// One window.
const WINDOW: usize = coffer_scan::limits::WINDOW_BYTES;
const LARGE: usize = 1 << 20;
/// How far above the ratio of sizes the ratio of work may be: half way, in the exponent, to quadratic.
const EXPONENT_MAX: f64 = 1.5;
/// Work below this is dominated by what every scan costs.
const NANOSECONDS_MIN: u64 = 200_000;

/// Nanoseconds this thread has spent on a processor.
fn spent() -> Option<u64> {
    // The count is brought up to date when the thread lets others run.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// The least of several scans: what others do to the caches only adds.
fn work(text: &[u8], times: usize) -> u64 {
    let each = (0..times).map(|_| {
        let before = spent().unwrap();
        scan_bytes(text);
        spent().unwrap() - before
    });
    each.min().unwrap().max(NANOSECONDS_MIN)
}

/// The power with which the work grows from size to size, the highest of two steps.
fn growth(unit: &str, times: usize) -> f64 {
    let sizes =
        [SMALL, WINDOW, LARGE].map(|size| (size as f64, work(&repeated(unit, size), times) as f64));
    let power = |a: (f64, f64), b: (f64, f64)| (b.1 / a.1).ln() / (b.0 / a.0).ln();
    power(sizes[0], sizes[1]).max(power(sizes[1], sizes[2]))
}

#[test]
fn work_grows_with_the_input() {
    if spent().is_none() {
        println!("skipped: this system does not say what a thread has spent");
        return;
    }
    let steep: Vec<_> = (UNITS.iter())
        // Once is enough where it looks linear.
        .filter(|unit| growth(unit, 1) > EXPONENT_MAX)
        .map(|unit| (unit, growth(unit, 5)))
        .filter(|(_, power)| *power > EXPONENT_MAX)
        .collect();
    assert!(steep.is_empty(), "work grows with the power: {steep:?}");
}
