//! xz, bzip2 and LZ4 streams: read like gzip and zstd, to their last check.

use std::io::Read;
use std::num::NonZeroU64;

use coffer_scan::{Kind, Limits, Reason, ScanReport, State, open_member};
use lz4_flex::frame::BlockSize;
use lzma_rust2::{CheckType, FilterType, XzOptions};

use crate::packed::{bz2, lz4, lz4_with, xz, xz_with, zst_checked};
use crate::samples::{Dice, Dribble, gzip, log, planted, scan_bytes, scan_reader};

fn content(file: &[u8], report: &ScanReport, member: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let reader: Box<dyn Read + Send + '_> = Box::new(file);
    open_member(reader, &report.path(member), &Limits::default())
        .unwrap()
        .read_to_end(&mut out)
        .unwrap();
    out
}

type Pack = fn(&[u8]) -> Vec<u8>;

const FORMATS: [(Kind, Pack); 5] = [
    (Kind::Gzip, |b| gzip(b)),
    (Kind::Zstd, |b| zst_checked(b)),
    (Kind::Xz, |b| xz(b)),
    (Kind::Bzip2, |b| bz2(b)),
    (Kind::Lz4, |b| lz4(b)),
];

#[test]
fn every_stream_has_one_member_that_opens_again() {
    let text = log(300);
    for (kind, pack) in FORMATS {
        let file = pack(text.as_bytes());
        let report = scan_bytes(&file);
        assert_eq!(
            (report.members[0].kind, report.state),
            (kind, State::Clean),
            "{:?}",
            report.reason
        );
        assert_eq!(report.findings.len(), 300 * planted().len(), "{kind:?}");
        assert_eq!(content(&file, &report, 1), text.as_bytes(), "{kind:?}");
    }
}

#[test]
fn one_after_another_and_padding_are_one_stream() {
    for (kind, pack) in FORMATS {
        let mut file = pack(b"card 4111111111");
        file.extend(pack(b""));
        file.extend(pack(b"111111 ok\n"));
        let whole = file.clone();
        // Only these two formats say how LZ4 and zstd may be padded: by frames that are skipped.
        if matches!(kind, Kind::Zstd | Kind::Lz4) {
            file.extend(b"\x50\x2a\x4d\x18\x03\0\0\0xyz");
        } else {
            file.extend([0; 512]);
        }
        for most in [1, 7, 4096] {
            let mut reader = Dribble {
                bytes: &file,
                most,
                dice: Dice(most as u64),
            };
            let report = scan_reader(&mut reader, &Limits::default());
            assert_eq!(
                (report.state, report.reason, report.findings.len()),
                (State::Clean, None, 1),
                "{kind:?}"
            );
        }
        let report = scan_bytes(&[whole.as_slice(), b"something else"].concat());
        assert_eq!(
            (report.state, report.reason, report.findings.len()),
            (State::PartlyScanned, Some(Reason::Trailing), 1),
            "{kind:?}"
        );
    }
}

#[test]
fn xz_checks_blocks_and_dictionaries() {
    let text = log(700);
    for check in [
        CheckType::None,
        CheckType::Crc32,
        CheckType::Crc64,
        CheckType::Sha256,
    ] {
        let mut options = XzOptions::with_preset(0);
        options.set_check_sum_type(check);
        options.lzma_options.dict_size = 64 << 10;
        options.set_block_size(NonZeroU64::new(100_000));
        let mut file = xz_with(text.as_bytes(), options);
        let report = scan_bytes(&file);
        assert_eq!(
            (report.state, report.reason, report.members[1].size),
            (State::Clean, None, text.len() as u64),
            "{check:?}"
        );
        // The last bytes of the first block's packed data: the checksum, or the decoder before it, does not agree.
        if check != CheckType::None {
            file[5_000] ^= 1;
            assert_ne!(scan_bytes(&file).state, State::Clean, "{check:?}");
        }
    }
    let mut filtered = XzOptions::with_preset(0);
    filtered.prepend_pre_filter(FilterType::BcjX86, 0);
    let report = scan_bytes(&xz_with(text.as_bytes(), filtered));
    assert_eq!(report.reason, Some(Reason::UnsupportedMethod));
}

#[test]
fn a_wrong_check_is_said_after_the_content() {
    let text = b"card 4111111111111111\n";
    let mut file = xz(text);
    // The check of the only block ends where the index begins, which is 8 bytes before the 12 of the footer.
    let at = file.len() - 12 - 8 - 1;
    file[at] ^= 0x40;
    let report = scan_bytes(&file);
    assert_eq!(
        (report.reason, report.findings.len()),
        (Some(Reason::Checksum), 1)
    );
    let mut file = lz4(text);
    let at = file.len() - 1;
    file[at] ^= 1;
    let report = scan_bytes(&file);
    assert_eq!(
        (report.reason, report.findings.len()),
        (Some(Reason::Checksum), 1)
    );
    let mut file = bz2(text);
    let at = file.len() - 2;
    file[at] ^= 1;
    let report = scan_bytes(&file);
    assert_eq!(
        (report.reason, report.findings.len()),
        (Some(Reason::Damaged), 1)
    );
}

#[test]
fn a_dictionary_beyond_the_limit_is_read_as_far_as_it_is_not_needed() {
    // 32 MiB asked for, and content that never looks back further than a line.
    let mut options = XzOptions::with_preset(0);
    options.lzma_options.dict_size = 32 << 20;
    let text = log(50);
    let small = scan_bytes(&xz_with(text.as_bytes(), options.clone()));
    assert_eq!((small.state, small.reason), (State::Clean, None));
    // Random bytes that come again 22 MiB later: the copy is out of reach.
    let mut dice = Dice(5);
    let random: Vec<u8> = (0..512).flat_map(|_| dice.next().to_le_bytes()).collect();
    let bytes = [random.as_slice(), &vec![b'-'; 22 << 20], &random].concat();
    let far = scan_bytes(&xz_with(&bytes, options));
    assert_eq!(
        (far.members[1].state, far.members[1].reason),
        (State::TooLarge, Some(Reason::Memory))
    );
    assert!(far.members[1].size > 20 << 20);
}

#[test]
fn windows_within_windows_share_the_memory() {
    let text = log(20);
    let mut deep = text.clone().into_bytes();
    for _ in 0..7 {
        deep = bz2(&deep);
    }
    let report = scan_bytes(&deep);
    // Seven blocks of 900 kB at four bytes each fit.
    assert_eq!((report.state, report.reason), (State::Clean, None));
    // Four blocks of 4 MiB, three times each, do not.
    let mut deep = text.into_bytes();
    for _ in 0..4 {
        deep = lz4_with(&deep, BlockSize::Max4MB);
    }
    let report = scan_bytes(&deep);
    assert_eq!(
        (report.state, report.reason),
        (State::TooLarge, Some(Reason::Memory))
    );
}

#[test]
fn frames_of_different_block_sizes_follow_each_other() {
    let text = log(400);
    let mut file = Vec::new();
    for block in [
        BlockSize::Max4MB,
        BlockSize::Max64KB,
        BlockSize::Max1MB,
        BlockSize::Max256KB,
    ] {
        file.extend(lz4_with(text.as_bytes(), block));
    }
    let report = scan_bytes(&file);
    assert_eq!(
        (report.state, report.members[1].size),
        (State::Clean, 4 * text.len() as u64)
    );
}

#[test]
fn bombs_of_every_format_stop() {
    // LZ4 packs at most 255 to 1, a quick gzip not much better.
    let tight = Limits {
        ratio: 100,
        ratio_grace_bytes: 4 << 20,
        ..Limits::default()
    };
    let zeros = vec![0u8; 24 << 20];
    for (kind, pack) in FORMATS {
        let report = scan_reader(&mut pack(&zeros).as_slice(), &tight);
        assert_eq!(
            (report.members[1].state, report.members[1].reason),
            (State::TooLarge, Some(Reason::Ratio)),
            "{kind:?}"
        );
        assert!(report.members[1].size < 6 << 20, "{kind:?}");
        let limits = Limits {
            expanded_bytes: 1 << 20,
            ..Limits::default()
        };
        let report = scan_reader(&mut pack(&zeros).as_slice(), &limits);
        assert_eq!(report.reason, Some(Reason::ExpandedBytes), "{kind:?}");
    }
}

#[test]
fn many_streams_of_nothing_cost_no_more_than_they_may() {
    // Each of them makes the decoder clear 3.6 MB, for 14 bytes.
    let report = scan_bytes(&bz2(b"").repeat(20_000));
    assert_eq!(
        (report.state, report.reason),
        (State::TooLarge, Some(Reason::Ratio))
    );
}
