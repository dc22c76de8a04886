//! The working copy: no value passes at any range, offsets map both ways, lines stay.

use std::io::Read;

use coffer_scan::{Confidence, Limits, ScanReport, Splices, State, WorkingReader};
use proptest::prelude::*;

use crate::samples::{Dice, Dribble, log, planted, scan_bytes, scan_reader, tar_of};

fn masked(text: &[u8]) -> (ScanReport, Splices, Vec<u8>) {
    let report = scan_bytes(text);
    let splices = Splices::new(&report, 0, Confidence::Possible);
    let mut out = Vec::new();
    WorkingReader::new(text, splices.clone(), 0)
        .read_to_end(&mut out)
        .unwrap();
    (report, splices, out)
}

fn leaks(bytes: &[u8]) -> Option<&'static str> {
    let parts = planted()
        .into_iter()
        .flat_map(|(v, _)| v.split('\n'))
        .filter(|v| !v.starts_with("---"));
    parts
        .filter(|p| p.len() > 8)
        .find(|p| memchr::memmem::find(bytes, p.as_bytes()).is_some())
}

#[test]
fn values_are_masked_and_lines_stay() {
    let text = log(5);
    let (report, splices, work) = masked(text.as_bytes());
    assert_eq!(splices.count(), report.findings.len());
    assert_eq!(splices.len(), work.len() as u64);
    assert_eq!(leaks(&work), None);
    let shown = String::from_utf8(work).unwrap();
    assert_eq!(shown.lines().count(), text.lines().count());
    for (a, b) in text
        .lines()
        .zip(shown.lines())
        .filter(|(a, _)| a.starts_with("2025"))
    {
        assert_eq!(a[..20], b[..20]);
    }
    assert!(shown.contains("charging card <CARD:"));
    assert!(shown.contains("postgres://app:PASSWORD_"));
}

#[test]
fn the_working_copy_has_no_findings() {
    let (_, _, work) = masked(log(5).as_bytes());
    let again = scan_bytes(&work);
    let left: Vec<_> = again
        .findings
        .iter()
        .map(|f| &work[usize::try_from(f.start).unwrap()..usize::try_from(f.end).unwrap()])
        .map(String::from_utf8_lossy)
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_was_not_listed_is_withheld() {
    let text = log(3);
    let limits = Limits {
        findings: 14,
        ..Limits::default()
    };
    let bundle = tar_of(&[("a", text.as_bytes()), ("b", text.as_bytes())]);
    let report = scan_reader(&mut bundle.as_slice(), &limits);
    assert_eq!(report.state, State::PartlyScanned);
    for member in [1, 2] {
        let splices = Splices::new(&report, member, Confidence::Possible);
        let mut work = Vec::new();
        WorkingReader::new(text.as_bytes(), splices.clone(), 0)
            .read_to_end(&mut work)
            .unwrap();
        assert_eq!(splices.len(), work.len() as u64);
        assert_eq!(leaks(&work), None);
        assert!(work.ends_with(b"<NOT SCANNED>"));
    }
}

#[test]
fn lines_are_reached_through_the_index() {
    let text = log(400);
    let (report, splices, work) = masked(text.as_bytes());
    let index = &report.members[0].line_index;
    assert!(index.offsets().len() > 3);
    let lines: Vec<&[u8]> = work.split_inclusive(|b| *b == b'\n').collect();
    for wanted in [
        1u64,
        2,
        1_023,
        1_024,
        1_025,
        2_049,
        3_333,
        lines.len() as u64,
    ] {
        let plan = splices.plan_line(index, wanted);
        assert!(plan.line <= wanted && wanted - plan.line <= 2_048);
        let from = usize::try_from(plan.from).unwrap();
        let mut rest = Vec::new();
        WorkingReader::new(&text.as_bytes()[from..], splices.clone(), plan.from)
            .read_to_end(&mut rest)
            .unwrap();
        let nth = usize::try_from(wanted - plan.line).unwrap();
        let got = rest.split_inclusive(|b| *b == b'\n').nth(nth).unwrap();
        let want = lines[usize::try_from(wanted).unwrap() - 1];
        assert!(
            want.ends_with(got) && (nth == 0 || got == want),
            "line {wanted}"
        );
    }
}

/// Any mixture of planted values, pieces of them, keys and noise.
fn mixture() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<String> = planted()
        .iter()
        .map(|(v, _)| (*v).to_owned())
        .chain(
            [
                "password=",
                "token: ",
                "\"",
                "'",
                " ",
                "\n",
                "\r\n",
                "@",
                "<",
                ">",
                "card ",
                "Bearer ",
                "{\"password\":\"",
                "x",
                "1234",
                ",",
                "-----END RSA PRIVATE KEY-----",
                "://a:",
                "Cookie: sid=",
                ";",
            ]
            .map(str::to_owned),
        )
        .collect();
    proptest::collection::vec(proptest::sample::select(pieces), 0..60)
        .prop_map(|p| p.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn every_range_equals_the_slice(text in mixture(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), most in 1usize..40) {
        let (_, splices, work) = masked(&text);
        prop_assert_eq!(splices.len(), work.len() as u64);
        let lines = |t: &[u8]| t.iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!(lines(&text), lines(&work));
        let (a, b) = (a.index(work.len() + 1), b.index(work.len() + 1));
        let (from, to) = (a.min(b), a.max(b));
        let plan = splices.plan(from as u64, to as u64);
        let source = &text[usize::try_from(plan.from).unwrap()..usize::try_from(plan.to).unwrap()];
        let dribble = Dribble { bytes: source, most, dice: Dice(7) };
        let mut got = Vec::new();
        WorkingReader::with_plan(dribble, splices.clone(), &plan).read_to_end(&mut got).unwrap();
        prop_assert_eq!(String::from_utf8_lossy(&got), String::from_utf8_lossy(&work[from..to]));
        for i in 0..=text.len() as u64 {
            let w = splices.work_of(i);
            prop_assert!(splices.original_of(w) <= i && w <= splices.len());
        }
    }

    #[test]
    fn masking_again_finds_nothing_of_a_masked_value(text in mixture()) {
        let (report, _, work) = masked(&text);
        // Whatever was masked with at least this confidence is gone everywhere it was found.
        for f in report.findings.iter().filter(|f| !f.inner) {
            let value = &text[usize::try_from(f.start).unwrap()..usize::try_from(f.end).unwrap()];
            // What stands before a pseudonym ends with its bracket, and what stands behind one begins with one.
            if value.ends_with(b"<") || value.starts_with(b">") {
                continue;
            }
            let left = memchr::memmem::find_iter(&work, value).count();
            let had = memchr::memmem::find_iter(&text, value).count();
            prop_assert!(left < had, "{:?}", String::from_utf8_lossy(value));
        }
    }
}
