//! Names of files and members are text too.

use std::ops::ControlFlow;

use coffer_scan::{CaseKey, Limits, ScanReport, scan};

use crate::samples::{gzip, rules, tar_of, zip_of};

fn named(bytes: &[u8], name: &str) -> ScanReport {
    let go_on = &mut |_| ControlFlow::Continue(());
    let key = CaseKey::new([7; 32]);
    scan(
        &mut &*bytes,
        name.as_bytes(),
        rules(),
        &key,
        &Limits::default(),
        go_on,
    )
    .unwrap()
}

/// Type, member and the part of the name, for every finding in a name.
fn found(report: &ScanReport, file: &str) -> Vec<(String, u32, String)> {
    let part = |f: &coffer_scan::Finding| {
        let member = report.member(f.member).unwrap();
        let name = member.step.as_ref().map_or(file.as_bytes(), |s| &s.name);
        let range = usize::try_from(f.start).unwrap()..usize::try_from(f.end).unwrap();
        String::from_utf8(name[range].to_vec()).unwrap()
    };
    let names = report.names.iter();
    names
        .map(|f| (report.type_name(f).to_owned(), f.member, part(f)))
        .collect()
}

#[test]
fn what_a_name_says_is_found_in_it() {
    let file = "case of jane.doe@acme-corp.io.log.gz";
    let report = named(&gzip(b"nothing here\n"), file);
    let email = ("email".to_owned(), 0, "jane.doe@acme-corp.io".to_owned());
    assert_eq!(found(&report, file), [email]);
    assert!(report.findings.is_empty());

    let members = [
        ("logs/ssn 536-90-4399/app.log", b"x\n".as_slice()),
        ("readme.txt", b"y\n"),
    ];
    for archive in [tar_of(&members), zip_of(&members)] {
        let report = named(&archive, "bundle");
        let ssn = ("us_ssn".to_owned(), 1, "536-90-4399".to_owned());
        assert_eq!(found(&report, "bundle"), [ssn]);
        let stored = ScanReport::from_bytes(&report.to_bytes()).unwrap();
        assert_eq!(stored, report);
    }
}

#[test]
fn equal_values_in_names_and_contents_have_one_pseudonym() {
    let file = "jane.doe@acme-corp.io.log";
    let report = named(b"mail jane.doe@acme-corp.io bounced\n", file);
    assert_eq!(report.names[0].token, report.findings[0].token);
}

#[test]
fn ordinary_names_say_nothing() {
    for name in [
        "app-2025-10-09.log.gz",
        "core.1234567890",
        "report_20251009_085320.tar",
        "node_modules/@scope/pkg@1.2.3/index.js",
        "550e8400-e29b-41d4-a716-446655440000.json",
        "backup-4111111111111112.sql",
    ] {
        assert!(named(b"x", name).names.is_empty(), "{name}");
    }
}
