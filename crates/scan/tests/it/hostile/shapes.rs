//! Nothing panics, and what is said about such input is true.

use coffer_scan::{Kind, Reason, ScanReport, State};

use super::inputs::{UNITS, repeated};
use crate::samples::{Dice, gzip, scan_bytes, tar_of, zip_of, zst};

fn assert_whole(report: &ScanReport, size: usize) {
    assert_eq!(report.members[0].size, size as u64);
    for f in &report.findings {
        assert!(f.start < f.end && f.end <= size as u64);
    }
    assert!(ScanReport::from_bytes(&report.to_bytes()).unwrap() == *report);
}

#[test]
fn every_unit_at_every_small_length() {
    for unit in UNITS {
        for size in [
            1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1_000,
        ] {
            let text = repeated(unit, size);
            let report = scan_bytes(&text);
            if !report.members[0].kind.is_container() {
                assert_whole(&report, size);
            }
        }
    }
}

#[test]
fn two_units_after_each_other() {
    let mut dice = Dice(41);
    for _ in 0..1_500 {
        let (one, two) = (
            UNITS[dice.below(UNITS.len())],
            UNITS[dice.below(UNITS.len())],
        );
        let mut text = repeated(one, dice.below(300));
        text.extend(repeated(two, 1 + dice.below(300)));
        let report = scan_bytes(&text);
        if report.members.len() == 1 {
            assert_whole(&report, text.len());
        }
    }
}

#[test]
fn no_bytes() {
    let report = scan_bytes(b"");
    assert_eq!(
        (
            report.state,
            report.members[0].kind,
            report.members[0].lines
        ),
        (State::Clean, Kind::Empty, 0)
    );
}

#[test]
fn every_single_byte_and_every_pair() {
    for a in 0..=255u8 {
        assert!(scan_bytes(&[a]).findings.is_empty());
        for b in (0..=255u8).step_by(3) {
            assert!(scan_bytes(&[a, b]).findings.is_empty());
        }
    }
}

#[test]
fn one_value_for_all_bytes() {
    for byte in [0, 0xFF, 0x80, 0x1B, b'\n', 0xFE] {
        let text = vec![byte; 700_000];
        let report = scan_bytes(&text);
        assert!(
            report.findings.is_empty(),
            "{byte:#x}: {:?}",
            report.counts()
        );
        assert!(
            report.members.len() == 1 && report.members[0].size == 700_000,
            "{byte:#x}"
        );
    }
}

#[test]
fn a_value_among_nuls_and_bad_utf8_is_found() {
    for around in [
        &[0u8; 40][..],
        &[0xFF; 40],
        &[0xC3, 0x28, 0xA0, 0xE2, 0x82],
        b"\x1b[0m",
    ] {
        let text = [around, b" jane.doe@acme-corp.io ", around].concat();
        let report = scan_bytes(&text);
        let found: Vec<_> = report.findings.iter().map(|f| (f.start, f.end)).collect();
        let start = around.len() as u64 + 1;
        assert_eq!(found, [(start, start + 21)], "{around:?}");
    }
}

#[test]
fn archives_too_deep_are_said_not_followed() {
    for pack in [
        |b: &[u8]| gzip(b),
        |b: &[u8]| zst(b),
        |b: &[u8]| zip_of(&[("a", b)]),
        |b: &[u8]| tar_of(&[("a", b)]),
    ] {
        let inside = b"jane.doe@acme-corp.io\n".to_vec();
        let deep = (0..40).fold(inside.clone(), |b, _| pack(&b));
        let report = scan_bytes(&deep);
        assert_ne!(report.state, State::Clean);
        let said = |m: &coffer_scan::MemberReport| {
            matches!(m.reason, Some(Reason::Depth | Reason::Memory))
        };
        assert!(report.members.iter().any(said), "{:?}", report.reason);
        assert!(report.members.len() <= 40);
        // A zstd stream needs memory for its window, so fewer of them fit.
        let enough = (0..4).fold(inside, |b, _| pack(&b));
        let report = scan_bytes(&enough);
        assert_eq!((report.state, report.findings.len()), (State::Clean, 1));
    }
}

#[test]
fn an_archive_of_itself_many_times_over_ends() {
    // Ten copies at each of six levels: a million members, were they all met.
    let mut bundle = b"jane.doe@acme-corp.io\n".to_vec();
    for _ in 0..6 {
        let copies: Vec<(String, &[u8])> = (0..10)
            .map(|i| (format!("{i}"), bundle.as_slice()))
            .collect();
        let members: Vec<(&str, &[u8])> = copies.iter().map(|(n, b)| (n.as_str(), *b)).collect();
        bundle = zip_of(&members);
    }
    let limits = coffer_scan::Limits {
        entries: 5_000,
        ..coffer_scan::Limits::default()
    };
    let report = crate::samples::scan_reader(&mut bundle.as_slice(), &limits);
    assert_ne!(report.state, State::Clean);
    assert!(report.members.len() <= 5_002, "{}", report.members.len());
}
