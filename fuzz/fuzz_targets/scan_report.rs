//! Any bytes as a stored report: refused, or a report that can be used and stored again.
#![no_main]

use coffer_scan::{Confidence, ScanReport, Splices};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(report) = ScanReport::from_bytes(bytes) else {
        return;
    };
    for (index, member) in (0u32..).zip(&report.members) {
        let _ = report.path(index).display();
        let _ = member.line_index.seek(7);
        let splices = Splices::new(&report, index, Confidence::Possible);
        let _ = splices.plan(0, splices.len());
        for f in report.findings_of(index) {
            let _ = (
                report.type_name(f),
                report.rule_id(f),
                report.pseudonym(f),
                report.why(f).count(),
            );
        }
    }
    assert!(ScanReport::from_bytes(&report.to_bytes()).is_ok_and(|back| back == report));
});
