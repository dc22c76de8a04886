//! `cargo run --release -p coffer-scan --example redact_speed -- FILE`: throughput of finding, of replacing, and of
//! both, over a file in memory, with the result thrown away; and the ratio of both to `memchr3` on the same bytes. In
//! processor time; the best of three rounds counts.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

#[path = "support/cpu_time.rs"]
mod cpu_time;

use std::io::{self, Cursor};
use std::ops::ControlFlow;

use coffer_scan::redact::{Job, Policy, Scratch, Spool, rewrite};
use coffer_scan::{CaseKey, Limits, RuleSet, scan};
use cpu_time::{NEEDLES, timed};

const ROUNDS: usize = 3;

struct Memory;

impl Scratch for Memory {
    fn new_spool(&mut self) -> io::Result<Box<dyn Spool>> {
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let [one, two, three] = NEEDLES;
    let count = || timed(|| memchr::memchr3_iter(one, two, three, &bytes).count()).0;
    let memchr3 = (0..ROUNDS).map(|_| count()).fold(f64::MAX, f64::min);
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
        let (mut found, mut replaced, mut findings) = (f64::MAX, f64::MAX, 0);
        for _ in 0..ROUNDS {
            let go_on = &mut |_| ControlFlow::Continue(());
            let (took, report) =
                timed(|| scan(&mut bytes.as_slice(), b"x", &rules, &key, &limits, go_on).unwrap());
            found = found.min(took);
            findings = report.findings.len();
            let job = Job {
                name: b"x",
                report: &report,
                policy: &policy,
                rules: &rules,
                key: &key,
                limits: &limits,
            };
            let (took, _) = timed(|| {
                let reader = &mut bytes.as_slice();
                rewrite(reader, &mut io::sink(), &job, &mut Memory, None).unwrap()
            });
            replaced = replaced.min(took);
        }
        println!(
            "{:40} find {:.0} MB/s, replace {:.0} MB/s, both {:.0} MB/s, ratio {:.4}, {findings} findings",
            source.replace('\n', " "),
            speed(found),
            speed(replaced),
            speed(found + replaced),
            memchr3 / (found + replaced),
        );
    }
}
