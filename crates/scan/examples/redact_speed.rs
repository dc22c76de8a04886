//! `cargo run --release -p coffer-scan --example redact_speed -- FILE`: throughput of finding, of replacing, and of
//! both, over a file in memory, with the result thrown away.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

use std::io::{self, Cursor};
use std::ops::ControlFlow;
use std::time::Instant;

use coffer_scan::redact::{Job, Policy, Scratch, Spool, rewrite};
use coffer_scan::{CaseKey, Limits, RuleSet, scan};

struct Memory;

impl Scratch for Memory {
    fn new_spool(&mut self) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let (rules, key, limits) = (
        RuleSet::builtin().unwrap(),
        CaseKey::new([1; 32]),
        Limits::default(),
    );
    let speed = |seconds: f64| bytes.len() as f64 / 1e6 / seconds;
    for source in [
        "",
        "[default]\naction = 'mask'",
        "[default]\naction = 'format'",
    ] {
        let policy = Policy::from_toml(source, &rules).unwrap();
        let started = Instant::now();
        let go_on = &mut |_| ControlFlow::Continue(());
        let report = scan(&mut bytes.as_slice(), b"x", &rules, &key, &limits, go_on).unwrap();
        let found = started.elapsed().as_secs_f64();
        let job = Job {
            name: b"x",
            report: &report,
            policy: &policy,
            rules: &rules,
            key: &key,
            limits: &limits,
        };
        let started = Instant::now();
        rewrite(
            &mut bytes.as_slice(),
            &mut io::sink(),
            &job,
            &mut Memory,
            None,
        )
        .unwrap();
        let replaced = started.elapsed().as_secs_f64();
        println!(
            "{:40} find {:.0} MB/s, replace {:.0} MB/s, both {:.0} MB/s, {} findings",
            source.replace('\n', " "),
            speed(found),
            speed(replaced),
            speed(found + replaced),
            report.findings.len()
        );
    }
}
