//! Damaged and hostile archives: never a panic, always an honest state, and what was read stays read.

use std::io::{Read, Write};

use coffer_scan::{Limits, Reason, ScanReport, State, open_member};
use proptest::prelude::*;

use crate::packed::{bz2, lz4, utf16le, xz, zip_by_hand, zst_checked};
use crate::samples::{Dice, Dribble, gzip, log, scan_bytes, scan_reader, tar_of, zip_of, zst};

fn bundles() -> Vec<(&'static str, Vec<u8>)> {
    let text = log(1);
    let members: [(&str, &[u8]); 3] = [
        ("a.log", text.as_bytes()),
        ("b.log", b"card 4111111111111111\n"),
        ("c", b""),
    ];
    let tar = tar_of(&members);
    vec![
        ("tar.gz", gzip(&tar)),
        ("zip", zip_of(&members)),
        ("zst", zst_checked(text.as_bytes())),
        ("tar.zst", zst_checked(&tar)),
        ("xz", xz(text.as_bytes())),
        ("tar.xz", xz(&tar)),
        ("bz2", bz2(text.as_bytes())),
        ("tar.bz2", bz2(&tar)),
        ("lz4", lz4(text.as_bytes())),
        ("tar", tar.clone()),
        ("zip of xz", zip_by_hand(95, &xz(&tar), &tar)),
        ("zip of bzip2", zip_by_hand(12, &bz2(&tar), &tar)),
        ("utf-16 in xz", xz(&utf16le(&text))),
    ]
}

#[test]
fn truncated_at_every_point() {
    for (name, whole) in bundles() {
        let full = scan_bytes(&whole);
        assert_eq!(full.state, State::Clean, "{name}");
        // The second block of the end mark of a tar archive is not missed.
        let end = whole.len() - if name == "tar" { 512 } else { 0 };
        for n in 1..end {
            let report = scan_bytes(&whole[..n]);
            // A bzip2 stream is told by ten bytes, a tar header by a whole block.
            let too_short_to_tell = n < 10 || (name == "tar" && n < 512);
            assert!(
                report.state != State::Clean || too_short_to_tell,
                "{name} cut at {n}: {:?}",
                report.members
            );
            assert!(report.findings.len() <= full.findings.len());
        }
        let most = scan_bytes(&whole[..end - 1]);
        assert_eq!(
            most.state,
            State::PartlyScanned,
            "{name}: {:?}",
            most.reason
        );
        // Small streams of these formats are one block: all or nothing.
        let blocks = ["zst", "xz", "bz2", "lz4", "bzip2"];
        let one_block = blocks.iter().any(|end| name.ends_with(end));
        assert!(!most.findings.is_empty() || one_block, "{name}");
    }
}

/// The report of these bytes, read all at once and in pieces of up to `most`.
fn in_one_go_and_in_pieces(bytes: &[u8], most: usize) -> (ScanReport, ScanReport) {
    let mut pieces = Dribble {
        bytes,
        most,
        dice: Dice(most as u64),
    };
    let in_pieces = scan_reader(&mut pieces, &Limits::default());
    (scan_bytes(bytes), in_pieces)
}

#[test]
fn the_report_of_a_damaged_file_does_not_depend_on_how_it_arrives() {
    // A header of gzip with a reserved flag, which a fuzzer found.
    let reserved = [b"\x1f\x8b\x08S", log(1).as_bytes()].concat();
    for most in [1, 8, 600] {
        let (whole, pieces) = in_one_go_and_in_pieces(&reserved, most);
        assert_eq!(whole.state, State::PartlyScanned);
        assert_eq!(whole, pieces, "a reserved flag, in pieces of {most}");
    }
    for (name, bytes) in bundles() {
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 12) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            for most in [3, 90] {
                let (whole, pieces) = in_one_go_and_in_pieces(&damaged, most);
                assert_eq!(whole, pieces, "{name} at {at}, in pieces of {most}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn changed_bytes_never_panic_and_are_never_clean(which in 0usize..13, at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let (name, mut bytes) = bundles().swap_remove(which);
        let whole = scan_bytes(&bytes);
        let at = at.index(bytes.len());
        bytes[at] = to;
        let from = cut.index(bytes.len());
        if to % 3 == 0 {
            bytes.remove(from);
        }
        let report = scan_bytes(&bytes);
        // Formats whose every byte is under a checksum: what is clean has the same content.
        if ["xz", "tar.xz", "utf-16 in xz", "bz2", "tar.bz2", "lz4"].contains(&name) && report.members[0].kind == whole.members[0].kind {
            prop_assert!(report.state != State::Clean || report.findings == whole.findings, "{} at {}", name, at);
        }
        for i in 0..report.members.len() {
            let reader: Box<dyn Read + Send + '_> = Box::new(bytes.as_slice());
            if let Ok(mut r) = open_member(reader, &report.path(u32::try_from(i).unwrap()), &Limits::default()) {
                let _ = std::io::copy(&mut r, &mut std::io::sink());
            }
        }
    }

    #[test]
    fn any_bytes_are_scanned(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), magic in 0usize..10) {
        let magic: &[u8] = [&b""[..], b"\x1f\x8b\x08\0", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"-----BEGIN PRIVATE KEY-----",
            b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46", b"BZh91AY&SY", b"\x04\x22\x4d\x18\x64\x40\xa7", b"\xff\xfe", b"\xfe\xff\0a"][magic];
        scan_bytes(&[magic, &bytes].concat());
    }
}

/// Zeros that compress about a thousand to one.
fn bomb_gz(megabytes: usize) -> Vec<u8> {
    let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0u8; 1 << 20];
    for _ in 0..megabytes {
        w.write_all(&zeros).unwrap();
    }
    w.finish().unwrap()
}

#[test]
fn a_gzip_bomb_stops_early_and_leaves_its_neighbours() {
    let bomb = bomb_gz(256);
    // As many members as make 10 GiB: the stream would go on for long.
    let many = bomb.repeat(40);
    let started = std::time::Instant::now();
    let report = scan_bytes(&many);
    assert_eq!(
        (report.state, report.reason),
        (State::PartlyScanned, Some(Reason::Ratio))
    );
    assert_eq!(report.members[1].state, State::TooLarge);
    assert!(
        report.members[1].size < 100 << 20,
        "{}",
        report.members[1].size
    );
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());

    let bundle = tar_of(&[
        ("a", b"card 4111111111111111\n"),
        ("bomb.gz", &bomb),
        ("z", b"card 5555555555554444\n"),
    ]);
    let report = scan_bytes(&bundle);
    assert_eq!(
        (report.state, report.findings.len()),
        (State::PartlyScanned, 2)
    );
    let zip = zip_of(&[
        ("bomb", &vec![0u8; 200 << 20]),
        ("z", b"card 5555555555554444\n"),
    ]);
    let report = scan_bytes(&zip);
    assert_eq!(
        (report.state, report.findings.len()),
        (State::PartlyScanned, 1)
    );
    assert_eq!(report.members[1].state, State::TooLarge);
}

#[test]
fn many_small_bombs_are_a_bomb() {
    // Each of them is below what one stream may expand to.
    let bomb = bomb_gz(40);
    let names: Vec<String> = (0..200).map(|number| format!("{number}.gz")).collect();
    let members: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), bomb.as_slice()))
        .collect();
    let limits = Limits {
        ratio_all_grace_bytes: 128 << 20,
        ..Limits::default()
    };
    let whole = gzip(&tar_of(&members));
    let report = scan_reader(&mut whole.as_slice(), &limits);
    assert_eq!(report.state, State::PartlyScanned);
    let read: u64 = report.members.iter().map(|member| member.size).sum();
    assert!(read < 400 << 20, "{read}");
}

#[test]
fn a_zstd_bomb_and_a_huge_window_stop() {
    let zeros = vec![0u8; 128 << 20];
    let report = scan_bytes(&zst(&zeros));
    assert_eq!(report.reason, Some(Reason::Ratio));
    // A frame that asks for a window of 2 GiB.
    let report = scan_bytes(b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00");
    assert_eq!(
        (report.state, report.reason),
        (State::TooLarge, Some(Reason::Memory))
    );
}

#[test]
fn lying_sizes_and_checksums_are_said() {
    let members: [(&str, &[u8]); 2] = [
        ("a", b"card 4111111111111111\n"),
        ("b", b"card 5555555555554444\n"),
    ];
    let whole = zip_of(&members);
    for (at, reason) in [(14, Reason::Checksum), (22, Reason::Sizes)] {
        let mut zip = whole.clone();
        zip[at] ^= 1;
        let report = scan_bytes(&zip);
        assert_eq!(
            (report.members[1].state, report.members[1].reason),
            (State::PartlyScanned, Some(reason))
        );
        assert_eq!(report.findings.len(), 2, "{reason:?}");
    }
    let mut gz = gzip(b"card 4111111111111111\n");
    let n = gz.len();
    gz[n - 8] ^= 1;
    let report = scan_bytes(&gz);
    assert_eq!(
        (report.state, report.findings.len()),
        (State::PartlyScanned, 1)
    );
    // A directory entry that was never met, and data after the end.
    let mut zip = whole.clone();
    let entry = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    let copy = zip[entry..entry + 47].to_vec();
    zip.splice(entry..entry, copy);
    assert_eq!(scan_bytes(&zip).reason, Some(Reason::MissingMembers));
    let trailing = [whole.as_slice(), b"more"].concat();
    assert_eq!(scan_bytes(&trailing).reason, Some(Reason::Trailing));
    let tar = [tar_of(&members).as_slice(), b"more"].concat();
    assert_eq!(scan_bytes(&tar).reason, Some(Reason::Trailing));
}
