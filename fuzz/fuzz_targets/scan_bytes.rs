//! Any bytes: no panic, and findings that are sorted, within the member and apart from each other. The first two
//! bytes choose the size of the reads, which must not matter.
#![no_main]

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use coffer_scan::{CaseKey, Limits, RuleSet, ScanReport, scan};

static RULES: LazyLock<RuleSet> =
    LazyLock::new(|| RuleSet::builtin().expect("the built-in rules compile"));

/// Gives at most `most` bytes at once.
struct Pieces<'a> {
    bytes: &'a [u8],
    most: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.most.min(buf.len()).min(self.bytes.len());
        let (now, later) = self.bytes.split_at(n);
        buf[..n].copy_from_slice(now);
        self.bytes = later;
        Ok(n)
    }
}

fn scanned(bytes: &[u8], most: usize) -> ScanReport {
    // Small enough for archives that expand not to take the time of a run.
    let limits = Limits {
        expanded_bytes: 8 << 20,
        entries: 200,
        ..Limits::default()
    };
    let go_on = &mut |_| ControlFlow::Continue(());
    let key = CaseKey::new([3; 32]);
    scan(
        &mut Pieces { bytes, most },
        b"fuzz",
        &RULES,
        &key,
        &limits,
        go_on,
    )
    .expect("the reader does not fail")
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (head, bytes) = input.split_at(input.len().min(2));
    let most = head
        .iter()
        .fold(0, |most, byte| most << 8 | usize::from(*byte))
        + 1;
    let report = scanned(bytes, usize::MAX);
    for (index, member) in (0u32..).zip(&report.members) {
        let mut end = 0;
        for f in report.findings_of(index) {
            assert!(f.start < f.end && f.end <= member.size && f.line >= 1 && f.column >= 1);
            if !f.inner {
                assert!(f.start >= end, "findings overlap");
                end = f.end;
            }
        }
    }
    assert!(
        scanned(bytes, most) == report,
        "reads of {most} bytes change the report"
    );
    assert!(ScanReport::from_bytes(&report.to_bytes()).is_ok_and(|back| back == report));
});
