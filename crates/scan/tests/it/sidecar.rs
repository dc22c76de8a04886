//! The stored form of a report.

use coffer_scan::ScanReport;
use proptest::prelude::*;

use crate::samples::{gzip, log, scan_bytes, tar_of};

fn report() -> ScanReport {
    let text = log(30);
    scan_bytes(&gzip(&tar_of(&[
        ("a.log", text.as_bytes()),
        ("b", text.as_bytes()),
        ("dir/", b""),
    ])))
}

#[test]
fn a_report_comes_back_as_it_was() {
    let report = report();
    let bytes = report.to_bytes();
    assert!(
        bytes.len() < report.findings.len() * 30 + 8_000,
        "{} bytes",
        bytes.len()
    );
    assert_eq!(ScanReport::from_bytes(&bytes).unwrap(), report);
    for (value, _) in crate::samples::planted() {
        assert!(
            memchr::memmem::find(&bytes, value.as_bytes()).is_none(),
            "{value}"
        );
    }
}

#[test]
fn truncated_reports_are_refused() {
    let bytes = scan_bytes(log(1).as_bytes()).to_bytes();
    for n in 0..bytes.len() {
        assert!(ScanReport::from_bytes(&bytes[..n]).is_err());
    }
    assert!(ScanReport::from_bytes(&[bytes.as_slice(), b"x"].concat()).is_err());
}

proptest! {
    #[test]
    fn changed_reports_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = scan_bytes(log(1).as_bytes()).to_bytes();
        for (at, to) in changes {
            let at = at.index(bytes.len());
            bytes[at] = to;
        }
        if let Ok(report) = ScanReport::from_bytes(&bytes) {
            for i in 0..u32::try_from(report.members.len()).unwrap() {
                let _ = report.path(i).display();
                let splices = coffer_scan::Splices::new(&report, i, coffer_scan::Confidence::Possible);
                let _ = splices.plan(0, splices.len());
            }
            prop_assert_eq!(ScanReport::from_bytes(&report.to_bytes()).unwrap(), report);
        }
    }
}
