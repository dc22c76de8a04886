//! Peak memory, measured in a process of its own: other tests of this binary would count otherwise.

use std::io::Read;
use std::process::Command;

use coffer_scan::Limits;

use crate::samples::{gzip, scan_reader, zst};

/// What a scan may take beyond what the process had before.
const MEBIBYTES_MAX: u64 = 64;
const CHILD: &str = "COFFER_SCAN_MEMORY_CASE";
/// Far more than may be kept of one line or stream.
const INPUT_BYTES: u64 = 32 << 20;

/// A unit for as long as it is read.
struct Endless {
    unit: &'static [u8],
    at: usize,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buf.len());
        for slot in &mut buf[..most] {
            *slot = self.unit[self.at];
            self.at = (self.at + 1) % self.unit.len();
        }
        self.left -= most as u64;
        Ok(most)
    }
}

fn endless(unit: &'static [u8], bytes: u64) -> Endless {
    Endless {
        unit,
        at: 0,
        left: bytes,
    }
}

/// Name and input. Names are what the parent hands to the child.
const CASES: &[(&str, &[u8], u64)] = &[
    (
        "one line of words",
        b"worker waits for the next item of the queue, ",
        INPUT_BYTES,
    ),
    (
        "one line without a space",
        b"abcdefghijklmnopqrstuvwxyz",
        INPUT_BYTES / 2,
    ),
    (
        "a key block without an end",
        b"-----BEGIN PRIVATE KEY-----MIICXAIBAAKBgQ",
        INPUT_BYTES / 2,
    ),
    (
        "a quoted value without an end",
        b"\"password\":\"",
        INPUT_BYTES / 4,
    ),
    (
        "a finding in every line",
        b"mail jane.doe@acme-corp.io\n",
        INPUT_BYTES / 4,
    ),
    ("short lines", b"\n", INPUT_BYTES / 2),
    ("zeros", b"\0", INPUT_BYTES),
];

/// `VmHWM` or `VmRSS` in KiB.
fn memory(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn measured(name: &str) -> u64 {
    crate::samples::rules();
    let before = memory("VmRSS").unwrap();
    let case = CASES.iter().find(|c| c.0 == name);
    if let Some((_, unit, bytes)) = case {
        let report = scan_reader(&mut endless(unit, *bytes), &Limits::default());
        assert_eq!(report.members[0].size, *bytes);
    } else {
        let mut packed = Vec::new();
        endless(b"\0", 64 << 20).read_to_end(&mut packed).unwrap();
        let bomb = gzip(&zst(&gzip(&packed)));
        drop(packed);
        // What was needed to make it counts as had before.
        let before = memory("VmHWM").unwrap();
        scan_reader(&mut bomb.as_slice(), &Limits::default());
        return memory("VmHWM").unwrap() - before;
    }
    memory("VmHWM").unwrap() - before
}

#[test]
fn the_memory_of_a_scan_is_bounded() {
    if let Ok(name) = std::env::var(CHILD) {
        println!("peak {} KiB", measured(&name));
        return;
    }
    if memory("VmHWM").is_none() {
        println!("skipped: this system does not say what a process has taken");
        return;
    }
    for name in CASES.iter().map(|c| c.0).chain(["a bomb in three streams"]) {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "hostile::memory::the_memory_of_a_scan_is_bounded",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(CHILD, name)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{name}: {text}");
        let peak = text
            .split("peak ")
            .nth(1)
            .and_then(|t| t.split(' ').next())
            .unwrap();
        let peak = peak.parse::<u64>().unwrap() >> 10;
        println!("{name:32} {peak:>4} MiB");
        assert!(peak <= MEBIBYTES_MAX, "{name}: {peak} MiB");
    }
}
