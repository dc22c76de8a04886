//! What holds for any bytes at all.

use coffer_scan::{Finding, ScanReport};
use proptest::prelude::*;

use super::contexts::CONTEXTS;
use super::encode::{fits, with_key};
use super::matrix::in_context;
use super::values::KINDS;
use crate::samples::{Dice, gzip, scan_bytes, zip_of};

/// Text that is nearly something: pieces of contexts, values, signs and noise, cut anywhere.
fn text() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec((0u8..7, any::<u64>()), 0..80).prop_map(|pieces| {
        let mut out = Vec::new();
        for (what, seed) in pieces {
            let mut dice = Dice(seed | 1);
            let kind = &KINDS[dice.below(KINDS.len())];
            let context = &CONTEXTS[dice.below(CONTEXTS.len())];
            match what {
                0 | 1 if fits(context.syntax, kind.shape) => {
                    let words = kind.keys[dice.below(kind.keys.len())];
                    out.extend(in_context(kind, context, words, &kind.value(&mut dice)).bytes);
                }
                2 => out.extend(kind.value(&mut dice).text.into_bytes()),
                3 => {
                    let cut = kind.value(&mut dice).text.into_bytes();
                    out.extend(&cut[dice.below(cut.len())..]);
                }
                4 => out.extend(with_key(context.template, kind.keys[0]).bytes()),
                5 => out.extend(
                    (0..dice.below(40))
                        .map(|_| b"\n\r\t \"'=:,;{}[]<>@.-_/\\0159aZ"[dice.below(27)]),
                ),
                _ => out.extend((0..dice.below(40)).map(|_| dice.next() as u8)),
            }
        }
        out
    })
}

fn assert_well_formed(report: &ScanReport, texts: &[(u32, &[u8])]) {
    for pair in report.findings.windows(2) {
        assert!((pair[0].member, pair[0].start) <= (pair[1].member, pair[1].start));
    }
    for (member, text) in texts {
        let mut end = 0;
        for f in report.findings_of(*member) {
            assert!(f.start < f.end && f.end <= text.len() as u64);
            assert_line_and_column(f, text);
            assert!(!report.type_name(f).is_empty() && !report.rule_id(f).is_empty());
            if !f.inner {
                assert!(f.start >= end, "findings overlap at {}", f.start);
                end = f.end;
            }
        }
        for f in report.findings_of(*member).iter().filter(|f| f.inner) {
            let within = |o: &&Finding| !o.inner && o.start <= f.start && f.end <= o.end;
            assert!(
                report.findings_of(*member).iter().any(|o| within(&o)),
                "an inner finding without an outer one"
            );
        }
    }
    assert!(ScanReport::from_bytes(&report.to_bytes()).unwrap() == *report);
}

fn assert_line_and_column(f: &Finding, text: &[u8]) {
    let start = usize::try_from(f.start).unwrap();
    let end = usize::try_from(f.end).unwrap();
    let before = &text[..start];
    assert_eq!(
        f.line,
        memchr::memchr_iter(b'\n', before).count() as u64 + 1
    );
    assert_eq!(
        f.column,
        (start - memchr::memrchr(b'\n', before).map_or(0, |n| n + 1)) as u64 + 1
    );
    assert_eq!(
        u64::from(f.breaks),
        memchr::memchr_iter(b'\n', &text[start..end]).count() as u64
    );
}

/// Whether the bytes are taken for text of one byte a character, so that offsets are theirs.
fn is_plain(report: &ScanReport) -> bool {
    use coffer_scan::Kind;
    report.members.len() == 1
        && matches!(
            report.members[0].kind,
            Kind::Text | Kind::Binary | Kind::Empty
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn findings_of_any_bytes_are_well_formed(text in text()) {
        let report = scan_bytes(&text);
        prop_assume!(is_plain(&report));
        assert_well_formed(&report, &[(0, &text)]);
    }

    #[test]
    fn findings_of_random_bytes_are_well_formed(text in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let report = scan_bytes(&text);
        if is_plain(&report) {
            assert_well_formed(&report, &[(0, &text)]);
        }
    }

    #[test]
    fn findings_in_members_are_well_formed(one in text(), two in text()) {
        let report = scan_bytes(&zip_of(&[("a.log", &one), ("b.log.gz", &gzip(&two))]));
        let leaf = |name: &[u8]| report.members.iter().position(|m| m.step.as_ref().is_some_and(|s| s.name == name));
        if let (Some(a), Some(b)) = (leaf(b"a.log"), leaf(b"b.log")) {
            let plain = |i: usize| matches!(report.members[i].kind, coffer_scan::Kind::Text | coffer_scan::Kind::Binary);
            prop_assume!(plain(a) && plain(b));
            let index = |i: usize| u32::try_from(i).unwrap();
            assert_well_formed(&report, &[(index(a), &one), (index(b), &two)]);
        }
    }

    #[test]
    fn whole_lines_before_shift_the_findings(text in text(), lines in 1usize..40) {
        let noise = "worker 7 waits for the next item of the queue\n";
        let (few, many) = (noise.to_owned(), noise.repeat(lines + 1));
        let (alone, after) = (scan_bytes(&[few.as_bytes(), &text].concat()), scan_bytes(&[many.as_bytes(), &text].concat()));
        prop_assume!(is_plain(&alone) && is_plain(&after));
        let shift = (many.len() - few.len()) as u64;
        let place = |f: &Finding, shift: u64, lines: u64| (f.start - shift, f.end - shift, f.line - lines, f.column, f.ty, f.token, f.confidence);
        let one: Vec<_> = alone.findings.iter().map(|f| place(f, 0, 0)).collect();
        let two: Vec<_> = after.findings.iter().map(|f| place(f, shift, lines as u64)).collect();
        prop_assert_eq!(one, two);
    }
}
