//! Containers: what is found in them, and that one member can be read again.

use std::io::Read;

use coffer_scan::{Kind, Limits, OpenError, Reason, ScanReport, State, open_member};

use crate::samples::{gzip, log, of_type, planted, scan_bytes, scan_reader, tar_of, zip_of, zst};

fn leaf<'a>(report: &'a ScanReport, name: &str) -> (u32, &'a coffer_scan::MemberReport) {
    let i = report
        .members
        .iter()
        .position(|m| m.step.as_ref().is_some_and(|s| s.name == name.as_bytes()));
    let i = i.unwrap_or_else(|| panic!("{name}"));
    (u32::try_from(i).unwrap(), &report.members[i])
}

fn read_member(file: &[u8], report: &ScanReport, member: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let reader: Box<dyn Read + Send> = Box::new(file);
    open_member(reader, &report.path(member), &Limits::default())
        .unwrap()
        .read_to_end(&mut out)
        .unwrap();
    out
}

#[test]
fn nested_containers_are_walked_and_members_open_again() {
    let text = log(2);
    let inner = zip_of(&[
        ("a.log", text.as_bytes()),
        ("b/stored.log", text.as_bytes()),
        ("empty", b""),
    ]);
    let more = gzip(zst(text.as_bytes()).as_slice());
    let bundle = gzip(&tar_of(&[
        ("x/inner.zip", &inner),
        ("x/rotated.log.zst.gz", &more),
        ("plain.txt", b"password=abc123!x\n"),
    ]));
    let report = scan_bytes(&bundle);
    assert_eq!(report.state, State::Clean, "{:?}", report.reason);
    assert_eq!(report.members[0].kind, Kind::Gzip);
    for name in ["a.log", "b/stored.log", "x/rotated.log"] {
        let (i, m) = leaf(&report, name);
        assert_eq!((m.kind, m.size), (Kind::Text, text.len() as u64));
        assert_eq!(report.findings_of(i).len(), 2 * planted().len(), "{name}");
        assert_eq!(read_member(&bundle, &report, i), text.as_bytes(), "{name}");
    }
    assert_eq!(
        report.path(leaf(&report, "a.log").0).display(),
        "x/inner.zip!/a.log"
    );
    assert_eq!(leaf(&report, "empty").1.kind, Kind::Empty);
    assert_eq!(report.findings_of(leaf(&report, "plain.txt").0).len(), 1);
    let wrong = open_member(
        Box::new(&b"no archive"[..]),
        &report.path(2),
        &Limits::default(),
    );
    assert!(matches!(wrong.err(), Some(OpenError::NotFound)));
}

#[test]
fn several_gzip_members_and_zstd_frames_are_one_stream() {
    let mut gz = gzip(b"card 4111111111");
    gz.extend(gzip(b"111111 ok\n"));
    gz.extend([0; 512]);
    let report = scan_bytes(&gz);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 1));
    let mut frames = b"\x50\x2a\x4d\x18\x04\0\0\0skip".to_vec();
    frames.extend(zst(b"card 4111111111"));
    frames.extend(b"\x51\x2a\x4d\x18\x02\0\0\0xx");
    frames.extend(zst(b"111111 ok\n"));
    let report = scan_bytes(&frames);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 1));
}

#[test]
fn hostile_names_are_kept_as_data_and_shown_escaped() {
    let long = "d/".repeat(120) + "long-name.txt";
    let mut bundle = tar_of(&[(&long, b"x")]);
    // The tar writer refuses such names, so one is written into the header by hand.
    let mut evil = tar_of(&[("AAAAAAAAAAAAAAAAAAAA", b"card 4111111111111111\n")]);
    let name = b"../../\x1b[31m\xe2\x80\xaeevil";
    evil[..20].fill(0);
    evil[..name.len()].copy_from_slice(name);
    evil[148..156].fill(b' ');
    let sum: u32 = evil[..512].iter().map(|b| u32::from(*b)).sum();
    evil[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    bundle.truncate(bundle.len() - 1024);
    bundle.extend(evil);
    let report = scan_bytes(&bundle);
    assert_eq!(report.state, State::Clean);
    assert_eq!(report.path(1).display(), long);
    assert_eq!(report.path(2).display(), "../../\\u{1b}[31m\\u{202e}evil");
    assert_eq!(read_member(&bundle, &report, 2), b"card 4111111111111111\n");
    assert_eq!(of_type(&report, "payment_card").len(), 1);
}

#[test]
fn pax_names_and_sizes_are_used() {
    let name = "p/".repeat(200) + "é.log";
    let mut w = tar::Builder::new(Vec::new());
    w.append_pax_extensions([("path", name.as_bytes()), ("comment", b"x")])
        .unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(22);
    header.set_path("short").unwrap();
    header.set_cksum();
    w.append(&header, &b"card 4111111111111111\n"[..]).unwrap();
    let bundle = w.into_inner().unwrap();
    let report = scan_bytes(&bundle);
    assert_eq!(report.path(1).display(), name);
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn a_streamed_zip_with_data_descriptors_is_followed() {
    let text = log(1);
    let zip = streamed_zip(
        &[
            ("one", text.as_bytes()),
            ("two", b"card 4111111111111111\n"),
        ],
        true,
    );
    let report = scan_bytes(&zip);
    assert_eq!(report.state, State::Clean, "{:?}", report.reason);
    assert_eq!(report.findings_of(2).len(), 1);
    assert_eq!(read_member(&zip, &report, 2), b"card 4111111111111111\n");
    let bare = streamed_zip(&[("one", text.as_bytes()), ("two", b"x")], false);
    assert_eq!(scan_bytes(&bare).state, State::Clean);
}

/// Deflated members whose sizes follow them, with or without the descriptor's signature.
fn streamed_zip(members: &[(&str, &[u8])], signature: bool) -> Vec<u8> {
    use std::io::Write;
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in members {
        let at = u32::try_from(out.len()).unwrap();
        let mut w = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        w.write_all(bytes).unwrap();
        let packed = w.finish().unwrap();
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let n = u16::try_from(name.len()).unwrap().to_le_bytes();
        let sizes = [
            crc.sum(),
            u32::try_from(packed.len()).unwrap(),
            crc.amount(),
        ]
        .map(u32::to_le_bytes)
        .concat();
        out.extend(b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0");
        out.extend([0; 12]);
        out.extend(n);
        out.extend([0; 2]);
        out.extend(name.as_bytes());
        out.extend(packed);
        if signature {
            out.extend(b"PK\x07\x08");
        }
        out.extend(&sizes);
        directory.extend(b"PK\x01\x02\x14\0\x14\0\x08\0\x08\0\0\0\0\0");
        directory.extend(&sizes);
        directory.extend(n);
        directory.extend([0; 12]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, n) = (
        u32::try_from(out.len()).unwrap(),
        u16::try_from(members.len()).unwrap(),
    );
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([n.to_le_bytes(), n.to_le_bytes()].concat());
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

#[test]
fn encrypted_and_unsupported_members_are_said() {
    let mut zip = zip_of(&[
        ("a", b"card 4111111111111111\n"),
        ("b", b"card 4111111111111111\n"),
    ]);
    zip[6] |= 1;
    let report = scan_bytes(&zip);
    assert_eq!(
        (report.members[1].state, report.members[1].reason),
        (State::Encrypted, Some(Reason::Encrypted))
    );
    assert_eq!(report.members[2].state, State::Clean);
    assert_eq!(
        (report.state, report.findings.len()),
        (State::PartlyScanned, 1)
    );
    let mut zip = zip_of(&[
        ("a", b"card 4111111111111111\n"),
        ("b", b"card 4111111111111111\n"),
    ]);
    zip[8] = 6;
    let report = scan_bytes(&zip);
    assert_eq!(report.members[1].reason, Some(Reason::UnsupportedMethod));
    assert_eq!(
        (report.state, report.findings.len()),
        (State::PartlyScanned, 1)
    );
    let only = scan_bytes(b"age-encryption.org/v1\n-> X25519 abc\n");
    assert_eq!(only.state, State::Encrypted);
    assert_eq!(
        scan_bytes(b"7z\xbc\xaf\x27\x1crest").state,
        State::PartlyScanned
    );
    assert_eq!(scan_bytes(b"").state, State::Clean);
}

#[test]
fn a_failing_source_is_an_error_not_damage() {
    struct Failing(usize);
    impl Read for Failing {
        fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            if self.0 > 2 {
                return Err(std::io::Error::other("segment 3 is not authentic"));
            }
            buf.fill(b'x');
            Ok(buf.len())
        }
    }
    let go_on = &mut |_| std::ops::ControlFlow::Continue(());
    let key = coffer_scan::CaseKey::new([0; 32]);
    let result = coffer_scan::scan(
        &mut Failing(0),
        b"f",
        crate::samples::rules(),
        &key,
        &Limits::default(),
        go_on,
    );
    assert!(
        matches!(result, Err(coffer_scan::ScanError::Read(e)) if e.to_string().contains("segment 3"))
    );
}

#[test]
fn a_scan_can_be_stopped() {
    let text = log(2_000);
    let mut calls = 0;
    let stop = &mut |p: coffer_scan::Progress| {
        calls += 1;
        if p.scanned_bytes > 0 {
            std::ops::ControlFlow::Break(())
        } else {
            std::ops::ControlFlow::Continue(())
        }
    };
    let key = coffer_scan::CaseKey::new([0; 32]);
    let result = coffer_scan::scan(
        &mut text.as_bytes(),
        b"f",
        crate::samples::rules(),
        &key,
        &Limits::default(),
        stop,
    );
    assert!(matches!(result, Err(coffer_scan::ScanError::Stopped)));
    assert_eq!(calls, 2);
}

#[test]
fn limits_end_members_not_scans() {
    let text = b"card 4111111111111111\n".as_slice();
    let limits = Limits {
        entries: 2,
        ..Limits::default()
    };
    let report = scan_reader(
        &mut tar_of(&[("a", text), ("b", text), ("c", text)]).as_slice(),
        &limits,
    );
    assert_eq!(
        (report.state, report.findings.len()),
        (State::PartlyScanned, 2)
    );
    assert_eq!(
        (report.members[0].state, report.members[0].reason),
        (State::TooLarge, Some(Reason::Entries))
    );

    let limits = Limits {
        findings: 5,
        ..Limits::default()
    };
    let report = scan_reader(&mut log(3).as_bytes(), &limits);
    assert_eq!(
        (report.state, report.reason, report.findings.len()),
        (State::PartlyScanned, Some(Reason::Findings), 5)
    );

    let mut deep = text.to_vec();
    for _ in 0..12 {
        deep = gzip(&deep);
    }
    let report = scan_bytes(&deep);
    assert_eq!(
        (report.state, report.reason),
        (State::TooLarge, Some(Reason::Depth))
    );
    assert_eq!(report.members.len(), 9);

    let long = "n".repeat(5_000);
    let report = scan_bytes(&zip_of(&[("ok", text), (&long, text)]));
    assert_eq!(
        (report.state, report.reason, report.findings.len()),
        (State::PartlyScanned, Some(Reason::NameLength), 1)
    );
}
