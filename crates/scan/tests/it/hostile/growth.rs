//! Linear work, shown by what a scan says it took: quadratic work within a window, or from window to window, grows by
//! the square of the sizes' ratio and misses the bound by far.

use std::ops::ControlFlow;

use coffer_scan::{CaseKey, Limits, Work, scan};

use super::inputs::{UNITS, repeated};
use crate::samples::rules;

const SMALL: usize = 16 << 10;
/// One window.
const WINDOW: usize = coffer_scan::limits::WINDOW_BYTES;
const LARGE: usize = 1 << 20;
/// How many times each byte may be looked at: as it stands and decoded, by its key and by others before it.
const TIMES_MAX: u64 = 24;

/// All steps together.
fn steps(text: &[u8]) -> u64 {
    let mut all = Work::default();
    let progress = &mut |p: coffer_scan::Progress| {
        all = p.work;
        ControlFlow::Continue(())
    };
    scan(
        &mut &*text,
        b"x",
        rules(),
        &CaseKey::new([7; 32]),
        &Limits::default(),
        progress,
    )
    .unwrap();
    all.searched_bytes + all.places + all.value_bytes + all.candidates
}

#[test]
fn work_grows_with_the_input_and_no_faster() {
    for unit in UNITS {
        let [small, window, large] = [SMALL, WINDOW, LARGE].map(|size| {
            let steps = steps(&repeated(unit, size));
            let size = u64::try_from(size).unwrap();
            assert!(
                steps <= TIMES_MAX * size,
                "{unit:?}: {steps} steps for {size} bytes"
            );
            // A window more or less does not count.
            steps * 100 / size
        });
        assert!(
            window <= small * 3 / 2 + 50 && large <= window * 3 / 2 + 50,
            "{unit:?}: {small} {window} {large}"
        );
    }
}
