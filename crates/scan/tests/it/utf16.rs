//! Text in UTF-16: a container whose one member is the text in UTF-8, so everything else works on UTF-8.

use std::io::Read;

use coffer_scan::{Kind, Limits, Reason, ScanReport, State, open_member};
use proptest::prelude::*;

use crate::packed::{utf16be, utf16le, xz};
use crate::samples::{Dice, Dribble, gzip, log, planted, scan_bytes, scan_reader, tar_of, zip_of};

fn content(file: &[u8], report: &ScanReport, member: u32) -> String {
    let mut out = String::new();
    let reader: Box<dyn Read + Send + '_> = Box::new(file);
    open_member(reader, &report.path(member), &Limits::default())
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    out
}

fn marked(le: bool, text: &str) -> Vec<u8> {
    if le {
        [b"\xff\xfe".as_slice(), &utf16le(text)].concat()
    } else {
        [b"\xfe\xff".as_slice(), &utf16be(text)].concat()
    }
}

#[test]
fn with_and_without_mark_it_is_found_and_opened() {
    let text = log(40);
    for file in [
        marked(true, &text),
        marked(false, &text),
        utf16le(&text),
        utf16be(&text),
    ] {
        let report = scan_bytes(&file);
        let kinds: Vec<Kind> = report.members.iter().map(|m| m.kind).collect();
        assert_eq!(kinds, [Kind::Utf16, Kind::Text]);
        assert_eq!((report.state, report.reason), (State::Clean, None));
        assert_eq!(report.findings.len(), 40 * planted().len());
        assert_eq!(content(&file, &report, 1), text);
        assert_eq!(report.path(1).display(), "bundle.tar.gz");
        assert_eq!(report.members[1].lines, text.lines().count() as u64);
    }
}

#[test]
fn places_are_those_in_the_file() {
    let text = "größe 😀 鍵\n".repeat(30_000) + "é😀 card 4111111111111111 end\n";
    let card = text.find("4111").unwrap();
    let line = text[..card].rfind('\n').unwrap() + 1;
    let units = |part: &str| 2 * part.encode_utf16().count() as u64;
    for le in [true, false] {
        let report = scan_bytes(&marked(le, &text));
        let [finding] = report.findings.as_slice() else {
            panic!("{:?}", report.findings);
        };
        let place = report.place(finding);
        assert_eq!(place.member, 0);
        assert_eq!(place.start, 2 + units(&text[..card]));
        assert_eq!(place.end, place.start + 32);
        assert_eq!(place.line, 30_001);
        assert_eq!(place.column, 1 + units(&text[line..card]));
        // In the decoded text it stands elsewhere.
        assert_eq!((finding.member, finding.start), (1, card as u64));
        let stored = ScanReport::from_bytes(&report.to_bytes()).unwrap();
        assert_eq!(stored, report);
    }
}

#[test]
fn utf_32_is_read_too() {
    let text = log(2) + "😀 done\n";
    let little = text.chars().flat_map(|c| u32::from(c).to_le_bytes());
    let big = text.chars().flat_map(|c| u32::from(c).to_be_bytes());
    let files = [
        [0xff, 0xfe, 0, 0].into_iter().chain(little).collect(),
        [0, 0, 0xfe, 0xff]
            .into_iter()
            .chain(big)
            .collect::<Vec<u8>>(),
    ];
    for file in files {
        let report = scan_bytes(&file);
        assert_eq!(report.findings.len(), 2 * planted().len());
        assert_eq!(content(&file, &report, 1), text);
        for f in &report.findings {
            let at = usize::try_from(f.start).unwrap();
            assert_eq!(
                report.place(f).start,
                4 + 4 * text[..at].chars().count() as u64
            );
        }
    }
}

#[test]
fn any_size_of_pieces_gives_the_same_text() {
    let text = "größe 😀😀 ключ 鍵 ".repeat(3_000) + "card 4111111111111111\n";
    for le in [true, false] {
        let file = marked(le, &text);
        for most in [1, 3, 64, 5_001] {
            let mut reader = Dribble {
                bytes: &file,
                most,
                dice: Dice(9),
            };
            let report = scan_reader(&mut reader, &Limits::default());
            assert_eq!(report.members[1].size, text.len() as u64, "{most}");
            assert_eq!(report.findings.len(), 1);
        }
    }
}

#[test]
fn what_is_no_character_becomes_a_replacement() {
    let cases: [(&[u16], &[u8], &str); 5] = [
        (&[0x61, 0xd83d, 0xde00, 0x62], b"", "a😀b"),
        (&[0x61, 0xd83d, 0x62], b"", "a\u{fffd}b"),
        (&[0x61, 0xde00, 0x62], b"", "a\u{fffd}b"),
        (&[0x61, 0xd83d, 0xd83d, 0xde00], b"", "a\u{fffd}😀"),
        (&[0x61, 0x62, 0xd83d], b"x", "ab\u{fffd}"),
    ];
    for (units, rest, text) in cases {
        let mut file = b"\xff\xfe".to_vec();
        file.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        file.extend(rest);
        let report = scan_bytes(&file);
        assert_eq!(content(&file, &report, 1), text, "{units:x?}");
        assert_eq!(report.state, State::Clean);
    }
    let odd = [marked(false, "card 4111111111111111").as_slice(), b"!"].concat();
    let report = scan_bytes(&odd);
    assert_eq!(content(&odd, &report, 1), "card 4111111111111111\u{fffd}");
}

#[test]
fn it_does_not_count_against_the_depth() {
    let mut file = marked(true, "card 4111111111111111\n");
    for _ in 0..8 {
        file = gzip(&file);
    }
    let report = scan_bytes(&file);
    assert_eq!((report.state, report.findings.len()), (State::Clean, 1));
    let leaf = u32::try_from(report.members.len() - 1).unwrap();
    assert_eq!(content(&file, &report, leaf), "card 4111111111111111\n");
}

#[test]
fn its_name_is_shown_once() {
    let file = tar_of(&[
        ("logs/app.log", &marked(true, "card 4111111111111111\n")),
        (
            "logs/old.log.xz",
            &xz(&marked(false, "card 4111111111111111\n")),
        ),
    ]);
    let report = scan_bytes(&file);
    assert_eq!(report.path(2).display(), "logs/app.log");
    assert_eq!(report.path(5).display(), "logs/old.log.xz!/logs/old.log");
    assert_eq!(report.findings.len(), 2);
}

#[test]
fn decoded_text_is_never_an_archive() {
    // A whole zip archive, each of its bytes as one character.
    let zip = zip_of(&[("a", b"x"), ("b", b"card 4111111111111111\n")]);
    let text: String = zip.iter().map(|b| char::from(*b)).collect();
    let file = marked(
        true,
        &("PK\u{3}\u{4}".to_owned() + &"text ".repeat(200) + &text),
    );
    let report = scan_bytes(&file);
    assert_eq!(report.members.len(), 2);
    assert!(!report.members[1].kind.is_container());
    let armoured = marked(true, "-----BEGIN PGP MESSAGE-----\n\nhQEMA7\n");
    let report = scan_bytes(&armoured);
    assert_eq!(report.members[1].state, State::Encrypted);
    assert_eq!(report.members[1].reason, Some(Reason::Encrypted));
}

#[test]
fn a_mark_before_other_content_hides_nothing() {
    let plain = [b"\xff\xfe".as_slice(), log(3).as_bytes()].concat();
    let report = scan_bytes(&plain);
    assert_eq!(report.members[0].kind, Kind::Text);
    assert_eq!(report.findings.len(), 3 * planted().len());
    let numbers: Vec<u8> = (0..4_000u16).flat_map(|n| (n % 25).to_le_bytes()).collect();
    assert_eq!(scan_bytes(&numbers).members[0].kind, Kind::Binary);
    let marked = [b"\xff\xfe".as_slice(), &numbers].concat();
    assert_eq!(scan_bytes(&marked).members[0].kind, Kind::Binary);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn it_decodes_as_the_standard_library_does(units in proptest::collection::vec(any::<u16>(), 0..300), ascii in 0usize..100, le in any::<bool>()) {
        // Text enough that the mark is believed.
        let head: Vec<u16> = "text of some length ".repeat(16).encode_utf16().collect();
        let all: Vec<u16> = head.iter().copied().chain(std::iter::repeat_n(0x61, ascii)).chain(units).collect();
        let mut file = if le { b"\xff\xfe".to_vec() } else { b"\xfe\xff".to_vec() };
        file.extend(all.iter().flat_map(|u| if le { u.to_le_bytes() } else { u.to_be_bytes() }));
        let report = scan_bytes(&file);
        prop_assert_eq!(report.members[0].kind, Kind::Utf16);
        prop_assert_eq!(content(&file, &report, 1), String::from_utf16_lossy(&all));
    }
}
