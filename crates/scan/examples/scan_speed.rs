//! `cargo run --release -p coffer-scan --example scan_speed -- FILE`: throughput of one pass over a file in memory.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

use std::ops::ControlFlow;
use std::time::Instant;

use coffer_scan::{CaseKey, Limits, RuleSet, scan};

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let rules = RuleSet::builtin().unwrap();
    let megabytes = bytes.len() as f64 / 1e6;
    for _ in 0..3 {
        let started = Instant::now();
        let go_on = &mut |_| ControlFlow::Continue(());
        let report = scan(
            &mut bytes.as_slice(),
            b"x",
            &rules,
            &CaseKey::new([1; 32]),
            &Limits::default(),
            go_on,
        )
        .unwrap();
        let took = started.elapsed().as_secs_f64();
        println!(
            "{:.0} MB/s, {} findings, state {}",
            megabytes / took,
            report.findings.len(),
            report.state.word()
        );
        for c in report.counts() {
            println!("    {:20} {}", c.name, c.count);
        }
    }
}
