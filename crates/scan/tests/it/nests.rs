//! Archives in archives: each in each, down to the limit, and beyond it.

use std::io::{Read, Write};

use coffer_scan::{Limits, Reason, State, open_member};

use crate::packed::{bz2, lz4, utf16le, xz, zip_by_hand, zst_checked};
use crate::samples::{gzip, scan_bytes, scan_reader, tar_of, zip_of};

type Pack = fn(&[u8]) -> Vec<u8>;

const FORMATS: [(&str, Pack); 11] = [
    ("gz", |b| gzip(b)),
    ("zst", |b| zst_checked(b)),
    ("xz", |b| xz(b)),
    ("bz2", |b| bz2(b)),
    ("lz4", |b| lz4(b)),
    ("tar", |b| tar_of(&[("inner", b), ("z", b"")])),
    ("zip", |b| zip_of(&[("inner", b), ("z", b"")])),
    ("zip stored", |b| zip_by_hand(0, b, b)),
    ("zip bzip2", |b| zip_by_hand(12, &bz2(b), b)),
    ("zip zstd", |b| zip_by_hand(93, &zst_checked(b), b)),
    ("zip xz", |b| zip_by_hand(95, &xz(b), b)),
];

#[test]
fn every_pair_of_formats_nests_to_the_limit() {
    let text = "card 4111111111111111\n";
    for (outer_name, outer) in FORMATS {
        for (inner_name, inner) in FORMATS {
            let mut file = utf16le(text);
            for level in 0..8 {
                file = if level % 2 == 0 {
                    inner(&file)
                } else {
                    outer(&file)
                };
            }
            let name = format!("{inner_name} in {outer_name}");
            let report = scan_bytes(&file);
            assert_eq!(
                (report.state, report.reason, report.findings.len()),
                (State::Clean, None, 1),
                "{name}"
            );
            let mut out = String::new();
            let reader: Box<dyn Read + Send + '_> = Box::new(file.as_slice());
            let path = report.path(report.findings[0].member);
            open_member(reader, &path, &Limits::default())
                .unwrap()
                .read_to_string(&mut out)
                .unwrap();
            assert_eq!(out, text, "{name}");
            let deeper = scan_bytes(&outer(&file));
            assert_ne!(deeper.state, State::Clean, "{name}");
            let too_deep = deeper.members.iter().find(|m| m.state != State::Clean);
            assert!(too_deep.is_some(), "{name}");
            let reasons: Vec<Reason> = deeper.members.iter().filter_map(|m| m.reason).collect();
            assert!(reasons.contains(&Reason::Depth), "{name}: {reasons:?}");
        }
    }
}

#[test]
fn a_hundred_levels_end_at_the_limit() {
    for (name, pack) in FORMATS {
        let mut file = b"card 4111111111111111\n".to_vec();
        for _ in 0..100 {
            file = pack(&file);
        }
        let report = scan_bytes(&file);
        assert_ne!(report.state, State::Clean, "{name}");
        let deepest = report.members.iter().enumerate();
        let deepest = deepest.map(|(i, _)| report.path(u32::try_from(i).unwrap()).steps().len());
        assert_eq!(deepest.max(), Some(8), "{name}");
        let depth = report
            .members
            .iter()
            .find(|m| m.reason == Some(Reason::Depth));
        assert_eq!(depth.map(|m| m.state), Some(State::TooLarge), "{name}");
    }
}

/// A gzip stream in stored blocks whose content begins with its own first bytes: it looks like itself all the way down.
fn quine_like() -> Vec<u8> {
    let mut file = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    for _ in 0..12 {
        let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        w.write_all(&file.repeat(2)).unwrap();
        file = w.finish().unwrap();
    }
    file
}

#[test]
fn a_stream_that_looks_like_itself_ends_at_the_limit() {
    let report = scan_bytes(&quine_like());
    assert_eq!(
        (report.state, report.reason, report.members.len()),
        (State::TooLarge, Some(Reason::Depth), 9)
    );
}

#[test]
fn limits_on_members_hold_over_all_levels() {
    let limits = Limits {
        entries: 50,
        ..Limits::default()
    };
    let many: Vec<(String, Vec<u8>)> = (0..20)
        .map(|n| (format!("{n}"), xz(&utf16le("card 4111111111111111\n"))))
        .collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    // Three members each: the packed one, the text, its UTF-8.
    let report = scan_reader(&mut tar_of(&many).as_slice(), &limits);
    assert_eq!(report.members.len(), 51);
    assert_ne!(report.state, State::Clean);
    assert_eq!(report.members[0].reason, Some(Reason::Entries));
}
