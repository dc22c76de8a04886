//! The module's logic without the border: handles, states, lines.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::cell::RefCell;
use std::io::{self, Read};
use std::ops::ControlFlow;

use coffer_scan::Progress;
use coffer_wasm::limits::{BATCH_BYTES, KEY_BYTES, NAME_BYTES_MAX, SCANNERS_MAX};
use coffer_wasm::{Lent, Scanners, Status};

const GO_ON: fn(Progress) -> ControlFlow<()> = |_| ControlFlow::Continue(());

fn open(scanners: &Scanners) -> u32 {
    let scanner = scanners.open(5).unwrap();
    let fill = |input: &mut [u8]| {
        input[..KEY_BYTES].fill(7);
        input[KEY_BYTES..].copy_from_slice(b"a.log");
    };
    scanners.input(scanner, fill).unwrap();
    scanner
}

fn lines(scanners: &Scanners, scanner: u32, reader: &mut dyn Read) -> (Status, String) {
    let mut all = Vec::new();
    let lent = Lent {
        reader,
        progress: &mut { GO_ON },
        lines: &mut |lines| {
            assert!(lines.ends_with(b"\n"), "lines are handed out whole");
            all.extend_from_slice(lines);
        },
    };
    let status = scanners.scan(scanner, lent);
    (status, String::from_utf8(all).unwrap())
}

#[test]
fn a_finding_and_the_file_are_a_line_each() {
    let scanners = Scanners::default();
    let input = b"user=ada\nmail to ada@example.org now\n";
    let (status, text) = lines(&scanners, open(&scanners), &mut input.as_slice());
    assert_eq!(status, Status::Done);
    let lines: Vec<serde_json::Value> = (text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(lines[0]["type"], "email");
    assert_eq!(lines[0]["start"], 17);
    assert_eq!(lines[0]["end"], 32);
    assert_eq!(lines[0]["line"], 2);
    assert_eq!(lines[0]["column"], 9);
    assert_eq!(lines[0]["member"], "");
    let pseudonym = lines[0]["pseudonym"].as_str().unwrap();
    assert!(pseudonym.starts_with("<EMAIL:"), "{pseudonym}");
    assert!(!text.contains("ada@example"), "values never leave");
    assert_eq!(lines[1]["state"], "clean");
    assert_eq!(lines[1]["findings"], 1);
}

#[test]
fn many_lines_come_in_several_batches() {
    let scanners = Scanners::default();
    let input = "to ada@example.org\n".repeat(BATCH_BYTES / 100);
    let mut batches = 0;
    let lent = Lent {
        reader: &mut input.as_bytes(),
        progress: &mut { GO_ON },
        lines: &mut |lines| {
            assert!(lines.len() < 2 * BATCH_BYTES);
            batches += 1;
        },
    };
    assert_eq!(scanners.scan(open(&scanners), lent), Status::Done);
    assert!(batches > 1);
}

#[test]
fn a_scanner_scans_once_and_makes_room() {
    let scanners = Scanners::default();
    let handles: Vec<u32> = (0..SCANNERS_MAX).map(|_| open(&scanners)).collect();
    assert_eq!(scanners.open(0), None, "too many");
    assert_eq!(
        lines(&scanners, handles[1], &mut io::empty()).0,
        Status::Done
    );
    assert_eq!(
        lines(&scanners, handles[1], &mut io::empty()).0,
        Status::NoScanner
    );
    assert_eq!(scanners.open(0), Some(handles[1]));
}

#[test]
fn what_is_not_a_scanner_is_refused() {
    let scanners = Scanners::default();
    assert_eq!(scanners.open(NAME_BYTES_MAX + 1), None);
    for stranger in [0, 1, 99, u32::MAX] {
        assert_eq!(scanners.input(stranger, |_| ()), None);
        let (status, text) = lines(&scanners, stranger, &mut io::empty());
        assert_eq!((status, text.as_str()), (Status::NoScanner, ""));
    }
}

#[test]
fn a_failed_read_and_a_stop_are_told_apart() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let scanners = Scanners::default();
    let (status, text) = lines(&scanners, open(&scanners), &mut Broken);
    assert_eq!((status, text.as_str()), (Status::ReadFailed, ""));
    let lent = Lent {
        reader: &mut b"text".as_slice(),
        progress: &mut |_| ControlFlow::Break(()),
        lines: &mut |_| panic!("a stopped scan has no lines"),
    };
    assert_eq!(scanners.scan(open(&scanners), lent), Status::Stopped);
}

#[test]
fn a_scan_inside_the_read_of_another_disturbs_neither() {
    struct Nested<'a> {
        scanners: &'a Scanners,
        outer: u32,
        input: &'a [u8],
        inner: &'a RefCell<Vec<(Status, String)>>,
    }
    impl Read for Nested<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let own = lines(self.scanners, self.outer, &mut io::empty());
            assert_eq!(own.0, Status::NoScanner, "it is scanning");
            let other = lines(
                self.scanners,
                open(self.scanners),
                &mut b"x@example.org\n".as_slice(),
            );
            self.inner.borrow_mut().push(other);
            let n = self.input.len().min(room.len()).min(7);
            room[..n].copy_from_slice(&self.input[..n]);
            self.input = &self.input[n..];
            Ok(n)
        }
    }
    let scanners = Scanners::default();
    let input = b"to ada@example.org\n";
    let alone = lines(&scanners, open(&scanners), &mut input.as_slice());
    let outer = open(&scanners);
    let inner = RefCell::new(Vec::new());
    let mut nested = Nested {
        scanners: &scanners,
        outer,
        input,
        inner: &inner,
    };
    assert_eq!(lines(&scanners, outer, &mut nested), alone);
    let inner = inner.into_inner();
    assert!(inner.len() >= 3);
    assert!(inner.iter().all(|one| *one == inner[0]));
}
