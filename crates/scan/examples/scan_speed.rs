//! What `bench/scan` measures with, in this process and in processor time.
//!
//! ```text
//! scan_speed FILE              MB/s of memchr3 and of a scan over a file in memory, and their ratio
//! scan_speed --findings FILE   one JSON object a finding: {"s","e","t","c"} and the member's path
//! scan_speed --stream FILE     one scan of the file as it is read, for peak memory and packed files
//! scan_speed --worst BYTES     MB/s on the worst-case corpus, slowest first
//! ```
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

#[path = "support/cpu_time.rs"]
mod cpu_time;
#[path = "../tests/it/hostile/inputs.rs"]
mod inputs;

use std::io::Read;
use std::ops::ControlFlow;

use coffer_scan::{CaseKey, Confidence, Limits, RuleSet, ScanReport, scan};
use cpu_time::{NEEDLES, timed};

/// Runs of each, taken in turn; the best counts.
const ROUNDS: usize = 3;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rules = RuleSet::builtin().unwrap();
    match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--findings", path] => findings(&rules, path),
        ["--stream", path] => stream(&rules, path),
        ["--worst", bytes] => worst(&rules, bytes.parse().unwrap()),
        [path] => speed(&rules, path),
        _ => println!("usage: scan_speed [--findings | --stream] FILE | --worst BYTES"),
    }
}

fn scan_all(rules: &RuleSet, reader: &mut dyn Read) -> ScanReport {
    let go_on = &mut |_| ControlFlow::Continue(());
    scan(
        reader,
        b"bench.log",
        rules,
        &CaseKey::new([1; 32]),
        &Limits::default(),
        go_on,
    )
    .unwrap()
}

fn speed(rules: &RuleSet, path: &str) {
    let bytes = std::fs::read(path).unwrap();
    let megabytes = bytes.len() as f64 / 1e6;
    let (mut count, mut best) = (0, [f64::MAX; 2]);
    let mut report = None;
    for _ in 0..ROUNDS {
        let (took, hits) =
            timed(|| memchr::memchr3_iter(NEEDLES[0], NEEDLES[1], NEEDLES[2], &bytes).count());
        count = hits;
        best[0] = best[0].min(took);
        let (took, scanned) = timed(|| scan_all(rules, &mut bytes.as_slice()));
        best[1] = best[1].min(took);
        report = Some(scanned);
    }
    let report = report.unwrap();
    let [memchr3, scan] = best.map(|seconds| megabytes / seconds);
    println!("memchr3 {memchr3:.0} MB/s, {count} hits");
    println!(
        "scan {scan:.0} MB/s, {} findings, state {}",
        report.findings.len(),
        report.state.word()
    );
    println!("ratio {:.4}", scan / memchr3);
    for c in report.counts() {
        println!("    {:20} {}", c.name, c.count);
    }
}

fn findings(rules: &RuleSet, path: &str) {
    let mut file = std::fs::File::open(path).unwrap();
    let report = scan_all(rules, &mut file);
    for f in report.findings.iter().filter(|f| !f.inner) {
        let certainty = match f.confidence {
            Confidence::Certain => 0.98,
            Confidence::Likely => 0.85,
            Confidence::Possible => 0.5,
        };
        let member = report.path(f.member).display();
        let (s, e, t) = (f.start, f.end, report.type_name(f));
        let why: Vec<&str> = report.why(f).collect();
        println!(
            "{}",
            serde_json::json!({"s": s, "e": e, "t": t, "c": certainty, "m": member, "why": why})
        );
    }
}

fn stream(rules: &RuleSet, path: &str) {
    let mut file = std::fs::File::open(path).unwrap();
    let (took, report) = timed(|| scan_all(rules, &mut file));
    let bytes: u64 = report
        .members
        .iter()
        .filter(|m| !m.kind.is_container())
        .map(|m| m.size)
        .sum();
    println!(
        "{:.0} MB/s, {} findings, state {}",
        bytes as f64 / 1e6 / took,
        report.findings.len(),
        report.state.word()
    );
}

fn worst(rules: &RuleSet, bytes: usize) {
    let mut rows: Vec<(f64, String)> = inputs::UNITS
        .iter()
        .map(|unit| {
            let text = inputs::repeated(unit, bytes);
            let best = (0..ROUNDS)
                .map(|_| timed(|| scan_all(rules, &mut text.as_slice())).0)
                .fold(f64::MAX, f64::min);
            (bytes as f64 / 1e6 / best, format!("{unit:?}"))
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (speed, unit) in rows {
        println!("{speed:8.1} MB/s  {unit}");
    }
}
