//! What must not change the findings.

use std::sync::OnceLock;

use coffer_scan::{Finding, Limits, ScanReport};

use super::contexts::CONTEXTS;
use super::encode::fits;
use super::matrix::in_context;
use super::places::CONTAINERS;
use super::values::KINDS;
use crate::samples::{Dice, Dribble, scan_bytes, scan_reader};

/// Every kind in every context that may stand among the lines of a log: longer than a window.
fn document() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut dice = Dice(77);
        let mut out = String::new();
        for kind in KINDS {
            for context in CONTEXTS
                .iter()
                .filter(|c| !c.alone && fits(c.syntax, kind.shape))
            {
                let written = in_context(kind, context, kind.keys[0], &kind.value(&mut dice));
                out += &String::from_utf8(written.bytes).unwrap();
            }
        }
        out
    })
}

/// What does not depend on where the text lies.
type Place = (u64, u64, String, String, u64, bool);

fn places(report: &ScanReport, member: u32, at: &dyn Fn(&Finding) -> (u64, u64)) -> Vec<Place> {
    (report.findings_of(member).iter())
        .map(|f| {
            let (start, end) = at(f);
            let ty = report.type_name(f).to_owned();
            (
                start,
                end,
                ty,
                f.confidence.word().to_owned(),
                f.token,
                f.inner,
            )
        })
        .collect()
}

/// Shows the first differences only: the lists are long.
fn assert_same(one: &[Place], other: &[Place], what: &str) {
    let differ: Vec<_> = one
        .iter()
        .filter(|p| !other.contains(p))
        .map(|p| ("only before", p))
        .chain(
            other
                .iter()
                .filter(|p| !one.contains(p))
                .map(|p| ("only after", p)),
        )
        .take(6)
        .collect();
    let texts: Vec<_> = (differ.iter())
        .map(|(_, p)| document().get(p.0 as usize..p.1 as usize))
        .collect();
    assert!(differ.is_empty(), "{what}: {differ:#?} {texts:#?}");
}

fn base() -> &'static Vec<Place> {
    static BASE: OnceLock<Vec<Place>> = OnceLock::new();
    BASE.get_or_init(|| places(&scan_bytes(document().as_bytes()), 0, &|f| (f.start, f.end)))
}

#[test]
fn the_document_has_findings_in_several_windows() {
    assert!(document().len() > coffer_scan::limits::WINDOW_BYTES);
    assert!(base().len() > 500, "{}", base().len());
}

#[test]
fn the_size_of_reads() {
    let whole = scan_bytes(document().as_bytes());
    for most in [1, 2, 3, 7, 63, 64, 65, 4_096, 65_536, 1 << 20] {
        let mut dribble = Dribble {
            bytes: document().as_bytes(),
            most,
            dice: Dice(most as u64 | 1),
        };
        assert!(
            scan_reader(&mut dribble, &Limits::default()) == whole,
            "reads up to {most}"
        );
    }
}

#[test]
fn line_ends() {
    let text = document();
    let crlf = text.replace('\n', "\r\n");
    let breaks: Vec<u64> = memchr::memchr_iter(b'\n', text.as_bytes())
        .map(|i| i as u64)
        .collect();
    let shifted = |at: u64| at + breaks.partition_point(|b| *b < at) as u64;
    let after = scan_bytes(crlf.as_bytes());
    let expected: Vec<Place> = (base().iter())
        .map(|(s, e, ty, c, token, inner)| {
            (
                shifted(*s),
                shifted(*e),
                ty.clone(),
                c.clone(),
                *token,
                *inner,
            )
        })
        // The bytes of a key block are other ones, and so is its token.
        .filter(|p| p.2 != "private_key")
        .collect();
    let mut found = places(&after, 0, &|f| (f.start, f.end));
    found.retain(|p| p.2 != "private_key");
    assert_same(&expected, &found, "line ends");
    let blocks = |places: &[Place]| places.iter().filter(|p| p.2 == "private_key").count();
    assert_eq!(
        blocks(base()),
        blocks(&places(&after, 0, &|f| (f.start, f.end)))
    );
}

#[test]
fn lines_before() {
    for lines in [1, 50, 3_000] {
        let noise =
            "2025-10-09 08:53:19,871 INFO  [main] c.a.Boot - started in 1871 ms\n".repeat(lines);
        let report = scan_bytes([&noise, document()].concat().as_bytes());
        let shift = noise.len() as u64;
        let found = places(&report, 0, &|f| (f.start - shift, f.end - shift));
        assert_same(base(), &found, &format!("{lines} lines before"));
        let first = report.findings.first().unwrap();
        assert!(first.line > lines as u64);
    }
}

#[test]
fn lines_after() {
    let noise = "\n2025-10-09 08:53:19,871 INFO  [main] c.a.Boot - started in 1871 ms".repeat(400);
    let report = scan_bytes([document(), &noise].concat().as_bytes());
    assert_same(
        base(),
        &places(&report, 0, &|f| (f.start, f.end)),
        "lines after",
    );
}

#[test]
fn containers_around() {
    // Formats that are not opened are counted in the matrix.
    for (name, pack) in CONTAINERS
        .iter()
        .filter(|(n, _)| !n.contains("xz") && !n.contains("bz2"))
    {
        let report = scan_bytes(&pack(document().as_bytes()));
        let leaf = (0u32..)
            .zip(&report.members)
            .find(|(_, m)| !m.kind.is_container() && m.size > 0)
            .unwrap();
        assert_same(
            base(),
            &places(&report, leaf.0, &|f| (f.start, f.end)),
            name,
        );
    }
}

#[test]
fn a_scan_before() {
    let rules = crate::samples::rules();
    let first = scan_bytes(document().as_bytes());
    scan_bytes(b"password=hunter22-Kx\n");
    assert!(scan_bytes(document().as_bytes()) == first);
    assert!(rules.rule_ids().count() > 10);
}
