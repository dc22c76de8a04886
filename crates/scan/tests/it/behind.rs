//! Archives behind text and programs, which programs unpack and people do not see.

use std::fmt::Write as _;

use coffer_scan::{Limits, Reason, State};

use crate::packed::{bz2, lz4, xz};
use crate::samples::{Dice, gzip, log, scan_bytes, scan_reader, tar_of, zip_of, zst};

/// A shell script of ordinary text, longer than what a kind is told by.
fn script() -> Vec<u8> {
    let mut text = String::from("#!/bin/sh\nset -eu\n");
    for n in 0..40 {
        writeln!(text, "echo \"step {n} of the installation\"").unwrap();
    }
    text.push_str("exit 0\n__PAYLOAD__\n");
    text.into_bytes()
}

/// Two hundred social security numbers, which are found where they can be read.
fn numbers() -> String {
    let mut dice = Dice(11);
    let mut text = String::from("name,ssn\n");
    for n in 0..200 {
        let (group, serial) = (10 + dice.below(80), 1_000 + dice.below(8_000));
        writeln!(text, "Person {n},{}-{group}-{serial}", 100 + n).unwrap();
    }
    text
}

fn with(payload: &[u8]) -> Vec<u8> {
    [script().as_slice(), payload].concat()
}

#[test]
fn a_zip_archive_behind_text_is_not_said_to_be_read_nor_shown() {
    let zip = zip_of(&[("people.csv", numbers().as_bytes())]);
    assert!(
        scan_bytes(&zip).findings.len() >= 200,
        "it is found by itself"
    );
    let report = scan_bytes(&with(&zip));
    assert_eq!(
        (report.state, report.reason),
        (State::PartlyScanned, Some(Reason::UnsupportedFormat))
    );
    assert!(!report.members[0].has_working_copy());
    // Within an archive, and with something behind the mark of its end.
    let packed = scan_bytes(&tar_of(&[("install.sh", &with(&zip)), ("log", b"x\n")]));
    assert_eq!(packed.state, State::PartlyScanned);
    assert!(!packed.members[1].has_working_copy());
    assert!(packed.members[2].has_working_copy());
    for after in [b"\n".as_slice(), b"# the end\n", &[b'#'; 70_000]] {
        let report = scan_bytes(&[with(&zip).as_slice(), after].concat());
        assert_eq!(report.state, State::PartlyScanned);
        assert!(!report.members[0].has_working_copy());
    }
}

#[test]
fn text_that_turns_into_packed_data_is_not_said_to_be_read_nor_shown() {
    let text = numbers();
    let few = &text.as_bytes()[..200];
    let tar = tar_of(&[("people.csv.gz", &gzip(text.as_bytes()))]);
    for (name, payload) in [
        ("gzip", gzip(text.as_bytes())),
        ("a few in gzip", gzip(few)),
        ("zstd", zst(text.as_bytes())),
        ("xz", xz(text.as_bytes())),
        ("bzip2", bz2(text.as_bytes())),
        ("lz4", lz4(text.as_bytes())),
        ("tar", tar),
    ] {
        for pad in [0, 100, 400, 500] {
            let padded = [vec![b'#'; pad], with(&payload)].concat();
            let report = scan_bytes(&padded);
            let why = (report.state, report.reason);
            let partly = (State::PartlyScanned, Some(Reason::Opaque));
            assert_eq!(why, partly, "{name} after {pad}");
            assert!(!report.members[0].has_working_copy(), "{name}");
        }
    }
}

#[test]
fn a_program_with_an_archive_behind_it_is_not_shown() {
    let zip = zip_of(&[("people.csv", numbers().as_bytes())]);
    let report = scan_bytes(&[b"MZ\x90\0\x03\0\0\0 program ".as_slice(), &zip].concat());
    assert_eq!(report.state, State::PartlyScanned);
    assert!(!report.members[0].has_working_copy());
}

#[test]
fn what_logs_hold_is_no_archive() {
    let plain = log(40);
    let fix = "8=FIX.4.4\x019=65\x0135=A\x0149=BANK\x0156=BROKER\x0134=1\x0110=062\x01\n";
    let hl7 = "\x0bMSH|^~\\&|A|B|C|D|20240101||ADT^A01|1|P|2.3\r\x1c\r";
    let fields = "a\x01b\x02c\x03d\x1ee\x1ff\n";
    let progress = "\x1b[2K\x1b[32mdone\x1b[0m \x08\x08\x0899%\x07\r\n";
    let words = "Grüße, größere Übel, naïve façade, 漢字かな交じり文, привет\n";
    let latin: Vec<u8> = (0xa0..=0xff).chain(*b"\n").collect();
    for (name, line) in [
        ("fix", fix.as_bytes()),
        ("hl7", hl7.as_bytes()),
        ("fields", fields.as_bytes()),
        ("progress", progress.as_bytes()),
        ("words", words.as_bytes()),
        ("latin", &latin),
        ("cut", &[0; 3_000]),
    ] {
        let text = [plain.as_bytes(), &line.repeat(40), plain.as_bytes()].concat();
        let report = scan_bytes(&text);
        assert_eq!(
            (report.state, report.reason),
            (State::Clean, None),
            "{name}"
        );
        assert!(report.members[0].has_working_copy(), "{name}");
    }
}

#[test]
fn what_is_behind_text_is_seen_however_it_arrives() {
    let file = with(&gzip(&numbers().as_bytes()[..300]));
    let whole = scan_bytes(&file);
    for most in [1, 7, 511, 513] {
        let mut pieces = Pieces { bytes: &file, most };
        assert_eq!(scan_reader(&mut pieces, &Limits::default()), whole);
    }
}

struct Pieces<'a> {
    bytes: &'a [u8],
    most: usize,
}

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.most.min(buf.len());
        self.bytes.read(&mut buf[..n])
    }
}
