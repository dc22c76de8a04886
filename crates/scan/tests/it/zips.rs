//! Zip and tar archives as different programs write them.

use std::io::Write;

use coffer_scan::{Kind, Reason, State};

use crate::packed::{bz2, xz, zip_by_hand, zst_checked};
use crate::samples::{log, planted, scan_bytes, tar_of, zip_of};

#[test]
fn the_methods_that_are_read() {
    let text = log(30);
    let bytes = text.as_bytes();
    // Stored blocks are the same in both formats of deflate.
    let mut deflate64 = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::none());
    deflate64.write_all(bytes).unwrap();
    let deflate64 = deflate64.finish().unwrap();
    let cases: [(u16, &[u8]); 5] = [
        (0, bytes),
        (9, &deflate64),
        (12, &bz2(bytes)),
        (93, &zst_checked(bytes)),
        (95, &xz(bytes)),
    ];
    for (method, packed) in cases {
        let zip = zip_by_hand(method, packed, bytes);
        let report = scan_bytes(&zip);
        assert_eq!(
            (report.state, report.reason),
            (State::Clean, None),
            "{method}"
        );
        assert_eq!(report.findings.len(), 30 * planted().len(), "{method}");
        // The checksum of the member.
        let mut wrong = zip.clone();
        wrong[14] ^= 1;
        assert_eq!(
            scan_bytes(&wrong).reason,
            Some(Reason::Checksum),
            "{method}"
        );
        let mut wrong = zip.clone();
        wrong[22] ^= 1;
        assert_eq!(scan_bytes(&wrong).reason, Some(Reason::Sizes), "{method}");
        let mut encrypted = zip;
        encrypted[6] |= 1;
        let report = scan_bytes(&encrypted);
        assert_eq!(report.members[1].state, State::Encrypted, "{method}");
        assert_ne!(report.state, State::Clean, "{method}");
    }
    let aes = scan_bytes(&zip_by_hand(99, b"????????", bytes));
    assert_eq!(aes.members[1].state, State::Encrypted);
}

#[test]
fn a_member_that_breaks_off_leaves_its_neighbours() {
    let text = log(30);
    let mut packed = xz(text.as_bytes());
    let middle = packed.len() / 2;
    packed[middle] ^= 0xff;
    let broken = zip_by_hand(95, &packed, text.as_bytes());
    let good = zip_by_hand(0, b"card 4111111111111111\n", b"card 4111111111111111\n");
    let directory = |zip: &[u8]| memchr::memmem::find(zip, b"PK\x01\x02").unwrap();
    let mut both = broken[..directory(&broken)].to_vec();
    both.extend(&good[..directory(&good)]);
    both.extend(&good[directory(&good)..]);
    let report = scan_bytes(&both);
    assert_ne!(report.members[1].state, State::Clean);
    assert_eq!(report.members[2].state, State::Clean);
    assert_eq!(report.findings_of(2).len(), 1);
}

#[test]
fn folders_written_as_streams_do_not_end_the_walk() {
    // Deflated, of unknown length, with a descriptor: 03 00 is nothing at all.
    let mut zip = b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\0\0".to_vec();
    zip.extend([0; 12]);
    zip.extend([4, 0, 0, 0]);
    zip.extend(b"dir/\x03\0PK\x07\x08\0\0\0\0\x02\0\0\0\0\0\0\0");
    zip.extend(zip_by_hand(
        0,
        b"card 4111111111111111\n",
        b"card 4111111111111111\n",
    ));
    let report = scan_bytes(&zip);
    assert_eq!(
        (report.state, report.reason, report.findings.len()),
        (State::Clean, None, 1)
    );
    // Stored, with a descriptor of zeros.
    let mut zip = b"PK\x03\x04\x14\0\x08\0\0\0\0\0\0\0".to_vec();
    zip.extend([0; 12]);
    zip.extend([4, 0, 0, 0]);
    zip.extend(b"dir/PK\x07\x08\0\0\0\0\0\0\0\0\0\0\0\0");
    zip.extend(zip_by_hand(
        0,
        b"card 4111111111111111\n",
        b"card 4111111111111111\n",
    ));
    let report = scan_bytes(&zip);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 1));
    assert_eq!(report.members[1].kind, Kind::Directory);
}

#[test]
fn zip64_sizes_are_used() {
    let text = b"card 4111111111111111\n";
    let size = (text.len() as u64).to_le_bytes();
    let plain = zip_by_hand(0, text, text);
    for (packed, unpacked) in [(true, true), (true, false), (false, true)] {
        let mut zip = plain.clone();
        let mut field = Vec::new();
        for (there, at) in [(unpacked, 22), (packed, 18)] {
            if there {
                zip[at..at + 4].fill(0xff);
                field.extend(size);
            }
        }
        let length = u16::try_from(field.len()).unwrap();
        let extra = [&1u16.to_le_bytes(), &length.to_le_bytes(), field.as_slice()].concat();
        zip[28] = u8::try_from(extra.len()).unwrap();
        zip.splice(35..35, extra);
        let report = scan_bytes(&zip);
        assert_eq!(
            (report.state, report.reason, report.findings.len()),
            (State::Clean, None, 1)
        );
    }
}

#[test]
fn an_archive_behind_a_program_is_not_said_to_be_read() {
    let zip = zip_of(&[("a", b"x"), ("b", b"y")]);
    let file = [b"MZ\x90\0\x03\0\0\0 program ".as_slice(), &zip].concat();
    let report = scan_bytes(&file);
    assert_eq!(report.members[0].kind, Kind::Binary);
    assert_eq!(
        (report.state, report.reason),
        (State::PartlyScanned, Some(Reason::UnsupportedFormat))
    );
    // The mark of an archive that was to be split.
    let split = [b"PK\x07\x08".as_slice(), &zip].concat();
    let report = scan_bytes(&split);
    assert_eq!(
        (report.members[0].kind, report.state),
        (Kind::Zip, State::Clean)
    );
}

#[test]
fn a_tar_archive_without_its_end_may_have_had_more() {
    let tar = tar_of(&[("a", b"card 4111111111111111\n")]);
    let cut = scan_bytes(&tar[..1024]);
    assert_eq!(
        (cut.state, cut.reason, cut.findings.len()),
        (State::PartlyScanned, Some(Reason::Truncated), 1)
    );
    // One block of zeros is what some writers end with.
    assert_eq!(scan_bytes(&tar[..1536]).state, State::Clean);
}

#[test]
fn what_a_folder_of_a_tar_archive_holds_is_read() {
    let mut tar = tar_of(&[("a/", b"card 4111111111111111\n")]);
    tar[156] = b'5';
    tar[148..156].fill(b' ');
    let sum: u32 = tar[..512].iter().map(|b| u32::from(*b)).sum();
    tar[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let report = scan_bytes(&tar);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 1));
}

#[test]
fn sparse_files_are_read_over_all_their_headers() {
    let mut header = tar::Header::new_gnu();
    header.set_path("sparse").unwrap();
    header.set_size(22);
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.as_mut_bytes()[482] = 1;
    header.set_cksum();
    let mut tar = header.as_bytes().to_vec();
    let mut more = [0u8; 512];
    more[504] = 1;
    tar.extend(more);
    tar.extend([0; 512]);
    tar.extend(b"card 4111111111111111\n");
    tar.resize(tar.len().next_multiple_of(512), 0);
    tar.extend(tar_of(&[("next", b"card 5555555555554444\n")]));
    let report = scan_bytes(&tar);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 2));
}

#[test]
fn sizes_of_pax_records_go_before_those_of_the_header() {
    let text = b"card 4111111111111111\n";
    let mut w = tar::Builder::new(Vec::new());
    w.append_pax_extensions([("size", b"22".as_slice())])
        .unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(0);
    header.set_path("big").unwrap();
    header.set_cksum();
    let mut tar = w.into_inner().unwrap();
    tar.truncate(1024);
    tar.extend(header.as_bytes());
    tar.extend(text);
    tar.resize(tar.len().next_multiple_of(512), 0);
    tar.extend(tar_of(&[("next", text)]));
    let report = scan_bytes(&tar);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 2));
    assert_eq!(report.members[1].size, 22);
}
