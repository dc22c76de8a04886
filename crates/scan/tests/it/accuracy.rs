//! Recall and precision on the development set, where it lies beside the project (or `COFFER_SCAN_DEV` names it).

use std::collections::BTreeMap;
use std::path::PathBuf;

use coffer_scan::{Confidence, ScanReport};

use crate::samples::scan_bytes;

/// Label of the set, group it is counted in, type it must be found as, lowest recall.
const LABELS: &[(&str, &str, &str, f64)] = &[
    ("card_pan", "card", "payment_card", 0.98),
    ("iban", "iban", "iban", 0.98),
    ("email", "email", "email", 0.98),
    ("jwt", "jwt", "jwt", 0.98),
    ("private_key", "private key", "private_key", 0.98),
    ("password", "password", "password", 0.95),
    ("conn_password", "url password", "password", 0.98),
    ("basic_auth", "basic", "basic_auth", 0.98),
    ("opaque_token", "bearer", "bearer_token", 0.98),
    ("generic_secret", "secret", "secret", 0.90),
    ("azure_key", "secret", "secret", 0.90),
    ("aws_akid", "aws id", "aws_access_key_id", 0.98),
    ("aws_secret", "aws secret", "aws_secret_key", 0.98),
    ("github_pat", "vendor", "vendor_key", 0.98),
    ("slack_token", "vendor", "vendor_key", 0.98),
    ("stripe_key", "vendor", "vendor_key", 0.98),
    ("google_api_key", "vendor", "vendor_key", 0.98),
];

/// Findings of a type that lie in labels of the set.
const PRECISION_MIN: f64 = 0.95;

struct Label {
    start: u64,
    end: u64,
    ty: String,
    negative: bool,
}

pub(crate) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("COFFER_SCAN_DEV").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/scan-dev");
    named
        .or(Some(beside))
        .filter(|f| f.join("dev/dev.log.xz").is_file())
}

pub(crate) fn unpack(path: &std::path::Path) -> Vec<u8> {
    let mut out = Vec::new();
    let packed = std::fs::read(path).unwrap();
    lzma_rs::xz_decompress(&mut packed.as_slice(), &mut out).unwrap();
    out
}

fn labels(folder: &std::path::Path) -> Vec<Label> {
    let text = unpack(&folder.join("dev/dev.jsonl.xz"));
    let lines = text.split(|b| *b == b'\n').filter(|l| !l.is_empty());
    lines
        .map(|line| {
            let v: serde_json::Value = serde_json::from_slice(line).unwrap();
            Label {
                start: v["s"].as_u64().unwrap(),
                end: v["e"].as_u64().unwrap(),
                ty: v["t"].as_str().unwrap().to_owned(),
                negative: v["neg"].as_bool().unwrap(),
            }
        })
        .collect()
}

fn overlap(a: (u64, u64), b: (u64, u64)) -> u64 {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}

#[test]
fn recall_and_precision_on_the_development_set() {
    let Some(folder) = folder() else {
        println!(
            "skipped: no development set (set COFFER_SCAN_DEV to the folder that holds dev/dev.log.xz)"
        );
        return;
    };
    let log = unpack(&folder.join("dev/dev.log.xz"));
    let labels = labels(&folder);
    let report = scan_bytes(&log);
    let mut failures = recall(&report, &labels, &log);
    failures.extend(precision(&report, &labels, &log));
    assert!(failures.is_empty(), "{failures:#?}");
}

fn recall(report: &ScanReport, labels: &[Label], log: &[u8]) -> Vec<String> {
    let mut failures = Vec::new();
    println!(
        "{:16} {:>11} {:>7} {:>7} {:>7}",
        "label", "found", "recall", "typed", "likely"
    );
    for (name, _, ty, least) in LABELS {
        let mine: Vec<&Label> = labels
            .iter()
            .filter(|l| l.ty == *name && !l.negative)
            .collect();
        let mut counts = [0usize; 3];
        let mut missed = Vec::new();
        for l in &mine {
            let near = report
                .findings
                .partition_point(|f| f.start + 4_096 < l.start);
            let over: Vec<_> = report.findings[near..]
                .iter()
                .take_while(|f| f.start < l.end)
                .filter(|f| {
                    overlap((f.start, f.end), (l.start, l.end)) * 10 >= (l.end - l.start) * 8
                })
                .collect();
            counts[0] += usize::from(!over.is_empty());
            counts[1] += usize::from(over.iter().any(|f| report.type_name(f) == *ty));
            counts[2] += usize::from(over.iter().any(|f| f.confidence >= Confidence::Likely));
            if over.is_empty() {
                missed.push(l);
            }
        }
        let part = |n: usize| n as f64 / mine.len().max(1) as f64;
        println!(
            "{name:16} {:>5}/{:<5} {:>7.3} {:>7.3} {:>7.3}",
            counts[0],
            mine.len(),
            part(counts[0]),
            part(counts[1]),
            part(counts[2])
        );
        for l in missed.iter().take(4) {
            println!("    missed: {}", around(log, l.start, l.end));
        }
        if part(counts[0]) < *least {
            failures.push(format!("{name}: recall {:.3} < {least}", part(counts[0])));
        }
    }
    failures
}

fn precision(report: &ScanReport, labels: &[Label], log: &[u8]) -> Vec<String> {
    let mut failures = Vec::new();
    let mut by_type: BTreeMap<&str, (usize, usize, Vec<String>)> = BTreeMap::new();
    for f in report.findings.iter().filter(|f| !f.inner) {
        let near = labels.partition_point(|l| l.end + 4_096 < f.start);
        let over = labels[near..].iter().take_while(|l| l.start < f.end);
        let right = over
            .filter(|l| !l.negative)
            .any(|l| overlap((f.start, f.end), (l.start, l.end)) * 2 >= f.end - f.start);
        let entry = by_type.entry(report.type_name(f)).or_default();
        entry.0 += 1;
        entry.1 += usize::from(right);
        if !right {
            entry.2.push(format!(
                "{} {:?} {}",
                f.confidence.word(),
                report.why(f).collect::<Vec<_>>(),
                around(log, f.start, f.end)
            ));
        }
    }
    println!("{:18} {:>11} {:>9}", "type", "right", "precision");
    for (ty, (all, right, wrong)) in &by_type {
        let precision = *right as f64 / *all as f64;
        println!("{ty:18} {right:>5}/{all:<5} {precision:>9.3}");
        wrong
            .iter()
            .take(6)
            .for_each(|w| println!("    wrong: {w}"));
        if precision < PRECISION_MIN {
            failures.push(format!("{ty}: precision {precision:.3} < {PRECISION_MIN}"));
        }
    }
    failures
}

/// The set is synthetic, so its values may be printed.
fn around(log: &[u8], start: u64, end: u64) -> String {
    let (start, end) = (
        usize::try_from(start).unwrap(),
        usize::try_from(end).unwrap(),
    );
    let from = start.saturating_sub(40);
    format!(
        "{:?}[{:?}]",
        String::from_utf8_lossy(&log[from..start]),
        String::from_utf8_lossy(&log[start..end.min(start + 80)])
    )
}
