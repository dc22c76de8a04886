//! Redaction of whole files: archives open again, members keep order, names and times, and nothing unscanned passes.

use std::io::{Cursor, Read, Write};

use coffer_scan::redact::{Fate, Job, Outcome, RevealEntry, RewriteError, Scratch, Spool, rewrite};
use coffer_scan::{Limits, Reason, ScanReport, State};

use crate::redact::{key, policy, with_formats};
use crate::samples::{gzip, log, planted, rules, scan_bytes, scan_reader, tar_of, zip_of, zst};

/// Spools in memory; counts them.
#[derive(Default)]
struct Memory(usize);

impl Scratch for Memory {
    fn new_spool(&mut self) -> std::io::Result<Box<dyn Spool>> {
        self.0 += 1;
        Ok(Box::new(Cursor::new(Vec::new())))
    }
}

fn rewritten(
    file: &[u8],
    report: &ScanReport,
    source: &str,
) -> Result<(Vec<u8>, Outcome), RewriteError> {
    let policy = policy(source);
    let job = Job {
        name: b"bundle.tar.gz",
        report,
        policy: &policy,
        rules: rules(),
        key: &key(),
        limits: &Limits::default(),
    };
    let mut out = Vec::new();
    let outcome = rewrite(&mut &*file, &mut out, &job, &mut Memory::default(), None)?;
    Ok((out, outcome))
}

/// Rewrites, and checks what holds for every file: no finding is left, and rewriting again changes nothing.
fn redacted(file: &[u8], source: &str) -> (Vec<u8>, Outcome) {
    let (out, outcome) = rewritten(file, &with_formats(scan_bytes(file)), source).unwrap();
    let again = scan_bytes(&out);
    assert_eq!(again.state, State::Clean, "{:?}", again.reason);
    assert_eq!(again.findings.len(), 0, "{:?}", again.findings);
    let (twice, _) = rewritten(&out, &with_formats(again), source).unwrap();
    assert!(twice == out, "rewriting again changed something");
    for (value, _) in planted() {
        assert!(
            memchr::memmem::find(&out, value.as_bytes()).is_none(),
            "{value}"
        );
    }
    (out, outcome)
}

fn members_of_tar(tar: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(tar);
    let mut all = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        all.push((name, bytes));
    }
    all
}

fn members_of_zip(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut member = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            (
                String::from_utf8_lossy(member.name_raw()).into_owned(),
                bytes,
            )
        })
        .collect()
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .read_to_end(&mut out)
        .unwrap();
    out
}

#[test]
fn nested_archives_open_in_other_readers() {
    let text = log(2);
    let inner = zip_of(&[
        ("a.log", text.as_bytes()),
        ("b/stored.log", text.as_bytes()),
        ("empty", b""),
    ]);
    let deep = tar_of(&[("deep.log", text.as_bytes())]);
    let bundle = gzip(&tar_of(&[
        ("x/inner.zip", &inner),
        ("x/rotated.log.zst.gz", &gzip(&zst(text.as_bytes()))),
        ("x/deep.tar", &deep),
        ("plain.txt", b"password=abc123!x\n"),
        ("empty.txt", b""),
    ]));
    for source in [
        "",
        "[default]\naction = 'format'",
        "[default]\naction = 'mask'",
    ] {
        let (out, outcome) = redacted(&bundle, source);
        assert!(
            outcome
                .members
                .iter()
                .all(|m| m.fate == Fate::Written && m.cut.is_none())
        );
        let members = members_of_tar(&gunzip(&out));
        let names: Vec<&str> = members.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(
            names,
            [
                "x/inner.zip",
                "x/rotated.log.zst.gz",
                "x/deep.tar",
                "plain.txt",
                "empty.txt"
            ]
        );
        let zipped = members_of_zip(&members[0].1);
        assert_eq!(zipped.len(), 3);
        let rotated = zstd::decode_all(gunzip(&members[1].1).as_slice()).unwrap();
        let deep = members_of_tar(&members[2].1);
        // The same text, so the same tokens, wherever it lies.
        for copy in [&zipped[0].1, &zipped[1].1, &rotated, &deep[0].1] {
            assert_eq!(copy.len(), rotated.len());
            assert!(*copy == rotated);
        }
        let lines = |t: &[u8]| t.iter().filter(|b| **b == b'\n').count();
        assert_eq!(lines(&rotated), lines(text.as_bytes()));
        assert_eq!(zipped[2].1, b"");
        assert_eq!(members[4].1, b"");
    }
}

#[test]
fn a_plain_file_and_each_stream_come_back_as_they_were() {
    let text = log(40);
    let (plain, outcome) = redacted(text.as_bytes(), "");
    assert_eq!(outcome.name, b"bundle.tar.gz");
    assert_eq!(outcome.members[0].map.moved().len(), 40 * planted().len());
    let (packed, _) = redacted(&gzip(text.as_bytes()), "");
    assert!(gunzip(&packed) == plain);
    let (packed, _) = redacted(&zst(text.as_bytes()), "");
    assert!(zstd::decode_all(packed.as_slice()).unwrap() == plain);
    let (empty, _) = redacted(b"", "");
    assert_eq!(empty, b"");
}

#[test]
fn large_members_pass_in_pieces() {
    let text = log(4_000);
    assert!(text.len() > 3 << 20);
    let (plain, _) = redacted(text.as_bytes(), "");
    let (packed, _) = redacted(&zst(text.as_bytes()), "");
    assert!(zstd::decode_all(packed.as_slice()).unwrap() == plain);
    let bundle = tar_of(&[(
        "a.zip",
        &zip_of(&[("a", text.as_bytes()), ("b", text.as_bytes())]),
    )]);
    let (out, _) = redacted(&bundle, "[default]\naction='mask'");
    let zipped = members_of_zip(&members_of_tar(&out)[0].1);
    assert!(zipped[0].1 == zipped[1].1 && zipped[0].1.len() > 2 << 20);
}

#[test]
fn tar_members_keep_what_their_headers_say() {
    let mut w = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o640);
    header.set_mtime(1_700_000_000);
    header.set_uid(1_001);
    header.set_gid(3_000_000);
    header.set_username("jane.doe").unwrap();
    header.set_size(21);
    w.append_data(&mut header, "card.txt", &b"card 4111111111111111"[..])
        .unwrap();
    let long = "d/".repeat(80) + "long.txt";
    header.set_size(1);
    w.append_data(&mut header, &long, &b"x"[..]).unwrap();
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    w.append_link(&mut link, "to-long", &long).unwrap();
    w.append_link(&mut link, "to-mail", "jane.doe@acme-corp.io.log")
        .unwrap();
    let mut folder = tar::Header::new_gnu();
    folder.set_entry_type(tar::EntryType::Directory);
    folder.set_mode(0o755);
    folder.set_size(0);
    w.append_data(&mut folder, "folder/", &b""[..]).unwrap();
    let mut device = tar::Header::new_gnu();
    device.set_entry_type(tar::EntryType::Char);
    device.set_device_major(5).unwrap();
    device.set_device_minor(1).unwrap();
    device.set_size(0);
    w.append_data(&mut device, "console", &b""[..]).unwrap();
    let bundle = w.into_inner().unwrap();

    let (out, _) = redacted(&bundle, "");
    let mut archive = tar::Archive::new(out.as_slice());
    let entries: Vec<_> = archive.entries().unwrap().map(Result::unwrap).collect();
    let first = entries[0].header();
    assert_eq!(
        (first.mode().unwrap(), first.mtime().unwrap()),
        (0o640, 1_700_000_000)
    );
    assert_eq!(
        (first.uid().unwrap(), first.gid().unwrap()),
        (1_001, 3_000_000)
    );
    assert_eq!(first.username_bytes().unwrap(), b"");
    assert_eq!(&*entries[1].path_bytes(), long.as_bytes());
    assert_eq!(entries[2].link_name_bytes().unwrap(), long.as_bytes());
    let mail = entries[3].link_name_bytes().unwrap().into_owned();
    assert!(
        mail.starts_with(b"EMAIL_") && mail.ends_with(b".log"),
        "{}",
        String::from_utf8_lossy(&mail)
    );
    assert_eq!(entries[4].header().entry_type(), tar::EntryType::Directory);
    assert_eq!(entries[5].header().device_major().unwrap(), Some(5));
}

#[test]
fn zip_members_keep_times_permissions_and_folders() {
    let mut w = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let time = zip::DateTime::from_date_and_time(2024, 5, 6, 7, 8, 10).unwrap();
    let options = zip::write::SimpleFileOptions::default()
        .last_modified_time(time)
        .unix_permissions(0o750);
    w.add_directory("folder/", options).unwrap();
    w.start_file("folder/übung.sh", options).unwrap();
    w.write_all(b"card 4111111111111111\n").unwrap();
    w.start_file("plain", options.unix_permissions(0o600))
        .unwrap();
    w.write_all(b"x").unwrap();
    w.set_comment("made by jane.doe@acme-corp.io").unwrap();
    let bundle = w.finish().unwrap().into_inner();
    let (out, _) = redacted(&bundle, "");
    let mut archive = zip::ZipArchive::new(Cursor::new(out)).unwrap();
    assert_eq!(archive.len(), 3);
    assert!(archive.by_index(0).unwrap().is_dir());
    let member = archive.by_index(1).unwrap();
    assert_eq!(member.name().unwrap(), "folder/übung.sh");
    assert_eq!(member.unix_mode().unwrap() & 0o777, 0o750);
    assert_eq!(member.last_modified().unwrap(), time);
    drop(member);
    assert_eq!(
        archive.by_index(2).unwrap().unix_mode().unwrap() & 0o777,
        0o600
    );
    assert_eq!(archive.comment(), b"");
}

#[test]
fn names_are_redacted_with_the_tokens_of_the_content() {
    let name = "users/jane.doe@acme-corp.io/mail.txt";
    let bundle = tar_of(&[(name, b"from jane.doe@acme-corp.io\n")]);
    for source in ["", "[default]\naction='mask'"] {
        let (out, outcome) = redacted(&bundle, source);
        let (shown, content) = members_of_tar(&out).swap_remove(0);
        assert_eq!(outcome.members[1].name, shown.as_bytes());
        let token = shown.strip_prefix("users/EMAIL_").unwrap();
        let token = token.strip_suffix("/mail.txt").unwrap();
        if source.is_empty() {
            assert_eq!(
                String::from_utf8(content).unwrap(),
                format!("from <EMAIL:{token}>\n")
            );
        }
    }
    let (out, _) = rewritten(
        &bundle,
        &scan_bytes(&bundle),
        "[types.email]\naction='keep'",
    )
    .unwrap();
    assert_eq!(members_of_tar(&out)[0].0, name);
}

#[test]
fn what_was_not_scanned_is_left_out_and_said() {
    let text = log(1);
    let mut locked = zip_of(&[
        ("a", b"card 4111111111111111\n"),
        ("b", b"card 4111111111111111\n"),
    ]);
    locked[6] |= 1;
    let pdf = b"%PDF-1.7\ncard 4111111111111111\n".as_slice();
    let cut_gzip = gzip(text.as_bytes());
    let cut_gzip = &cut_gzip[..cut_gzip.len() - 12];
    let bundle = tar_of(&[
        ("locked.zip", &locked),
        ("doc.pdf", pdf),
        ("doc.pdf.gz", &gzip(pdf)),
        ("live.log.gz", cut_gzip),
        ("vault.age", b"age-encryption.org/v1\n-> X25519 abc\n"),
        ("ok.log", text.as_bytes()),
    ]);
    let (out, outcome) = redacted(&bundle, "");
    let members = members_of_tar(&out);
    let names: Vec<&str> = members.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(
        names,
        [
            "locked.zip",
            "doc.pdf.not-scanned.txt",
            "doc.pdf.gz.not-scanned.txt",
            "live.log.gz.not-scanned.txt",
            "vault.age.not-scanned.txt",
            "ok.log"
        ]
    );
    let zipped = members_of_zip(&members[0].1);
    assert_eq!(zipped[0].0, "a.not-scanned.txt");
    assert!(String::from_utf8_lossy(&zipped[0].1).contains(Reason::Encrypted.text()));
    assert!(zipped[1].1.starts_with(b"card <CARD:"));
    assert!(String::from_utf8_lossy(&members[1].1).contains(Reason::Opaque.text()));
    let fates: Vec<Fate> = outcome.members.iter().map(|m| m.fate).collect();
    assert_eq!(fates[2], Fate::Dropped(Reason::Encrypted));
    assert_eq!(fates[5..7], [Fate::Dropped(Reason::Opaque), Fate::Within]);

    // With "keep", what was read is there, redacted; what nobody could read is still not.
    let (out, outcome) = rewritten(&bundle, &scan_bytes(&bundle), "unread = 'keep'").unwrap();
    let members = members_of_tar(&out);
    assert!(
        members[1].1.starts_with(b"%PDF-1.7\ncard <CARD:"),
        "{}",
        String::from_utf8_lossy(&members[1].1)
    );
    assert_eq!(members[4].0, "vault.age");
    assert_eq!(members_of_zip(&members[0].1)[0].0, "a.not-scanned.txt");
    assert_eq!(outcome.members[2].fate, Fate::Dropped(Reason::Encrypted));
    for (value, _) in planted() {
        assert!(
            memchr::memmem::find(&out, value.as_bytes()).is_none(),
            "{value}"
        );
    }
}

#[test]
fn a_whole_file_that_was_not_scanned_becomes_a_note() {
    for file in [
        b"\x89PNG\r\n\x1a\n0000".to_vec(),
        gzip(b"%PDF-1.7\nx"),
        b"\xfd7zXZ\0rest".to_vec(),
    ] {
        let (out, outcome) = redacted(&file, "");
        assert_eq!(outcome.name, b"bundle.tar.gz.not-scanned.txt");
        assert!(out.starts_with(b"This member was not scanned"));
    }
}

#[test]
fn what_follows_an_archive_is_not_written() {
    let text = log(1);
    for file in [
        [
            tar_of(&[("a", text.as_bytes())]).as_slice(),
            b"card 4111111111111111",
        ]
        .concat(),
        [
            zip_of(&[("a", text.as_bytes())]).as_slice(),
            b"card 4111111111111111",
        ]
        .concat(),
        [gzip(text.as_bytes()).as_slice(), b"card 4111111111111111"].concat(),
    ] {
        let (_, outcome) = redacted(&file, "");
        assert_eq!(outcome.members[0].cut, Some(Reason::Trailing));
        assert_eq!(outcome.members[1].fate, Fate::Written);
    }
}

#[test]
fn findings_beyond_the_list_take_their_member_with_them() {
    let text = log(3);
    let limits = Limits {
        findings: 14,
        ..Limits::default()
    };
    let bundle = tar_of(&[("a", text.as_bytes()), ("b", text.as_bytes())]);
    let report = scan_reader(&mut bundle.as_slice(), &limits);
    let (out, outcome) = rewritten(&bundle, &report, "").unwrap();
    assert_eq!(outcome.members[1].fate, Fate::Dropped(Reason::Findings));
    let (kept, _) = rewritten(&bundle, &report, "unread = 'keep'").unwrap();
    assert!(members_of_tar(&kept)[0].1.ends_with(b"<NOT SCANNED>"));
    for (value, _) in planted() {
        assert!(
            memchr::memmem::find(&out, value.as_bytes()).is_none(),
            "{value}"
        );
        assert!(
            memchr::memmem::find(&kept, value.as_bytes()).is_none(),
            "{value}"
        );
    }
}

#[test]
fn a_file_that_changed_is_refused() {
    let text = log(1);
    let bundle = tar_of(&[("a", text.as_bytes()), ("b", b"x")]);
    let report = scan_bytes(&bundle);
    for other in [
        tar_of(&[("a", text.as_bytes())]),
        tar_of(&[("a", text.as_bytes()), ("c", b"x")]),
        tar_of(&[("a", &text.as_bytes()[1..]), ("b", b"x")]),
        gzip(&bundle),
        text.clone().into_bytes(),
    ] {
        assert!(matches!(
            rewritten(&other, &report, ""),
            Err(RewriteError::Changed)
        ));
    }
    assert!(rewritten(&bundle, &report, "").is_ok());
}

#[test]
fn errors_of_reader_and_writer_are_told_apart() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::ConnectionReset.into())
        }
    }
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let text = log(1);
    let report = scan_bytes(text.as_bytes());
    let policy = policy("");
    let job = Job {
        name: b"a",
        report: &report,
        policy: &policy,
        rules: rules(),
        key: &key(),
        limits: &Limits::default(),
    };
    let run = |reader: &mut dyn Read, writer: &mut dyn Write| {
        rewrite(reader, writer, &job, &mut Memory::default(), None)
    };
    assert!(matches!(
        run(&mut Broken, &mut std::io::sink()),
        Err(RewriteError::Read(_))
    ));
    assert!(matches!(
        run(&mut text.as_bytes(), &mut Broken),
        Err(RewriteError::Write(_))
    ));
}

#[test]
fn lengths_known_before_need_no_spool_and_values_in_names_are_revealed() {
    let text = log(1);
    let bundle = tar_of(&[("a", text.as_bytes()), ("someone@acme-corp.io", b"x")]);
    let report = scan_bytes(&bundle);
    let policy = policy("");
    let job = Job {
        name: b"a",
        report: &report,
        policy: &policy,
        rules: rules(),
        key: &key(),
        limits: &Limits::default(),
    };
    let mut memory = Memory::default();
    rewrite(
        &mut bundle.as_slice(),
        &mut std::io::sink(),
        &job,
        &mut memory,
        None,
    )
    .unwrap();
    assert_eq!(memory.0, 0);
    let mut values = Vec::new();
    let mut sink = |e: &RevealEntry| values.push(String::from_utf8_lossy(&e.value).into_owned());
    rewrite(
        &mut bundle.as_slice(),
        &mut std::io::sink(),
        &job,
        &mut memory,
        Some(&mut sink),
    )
    .unwrap();
    assert_eq!(values.len(), planted().len() + 1);
    assert!(values.iter().any(|v| v == "someone@acme-corp.io"));
}
