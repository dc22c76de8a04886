//! Uploads that go wrong: each a clear problem, and nothing that was acknowledged is lost.

use data_encoding::BASE64;
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::{blake3, noise};
use crate::harness::wait::wait_for;

const NEVER_SENT: &str = "nothing was lost and the upload goes on";

#[test]
fn another_offset_is_refused_and_the_right_one_told() {
    let desk = Desk::new();
    let link = desk.verified_link();
    let content = noise(1, 300_000);
    let upload = link.create(&desk.world, "a.bin", content.len() as u64);
    upload
        .patch(&desk.world, 0, &content[..100_000])
        .ask()
        .expect(204);
    for wrong in [0, 99_999, 100_001, 300_000] {
        let refused = upload.patch(&desk.world, wrong, b"x").ask();
        refused.problem(409, "upload_offset_mismatch");
        assert_eq!(refused.offset(), 100_000);
    }
    let file = upload.finish(&desk.world, &content);
    assert_eq!(
        desk.scanned(&file)["blake3"],
        blake3(&content),
        "{NEVER_SENT}"
    );
}

#[test]
fn a_chunk_with_a_wrong_checksum_is_dropped_and_can_be_sent_again() {
    let desk = Desk::new();
    let link = desk.verified_link();
    let content = noise(2, 400_000);
    let upload = link.create(&desk.world, "a.bin", content.len() as u64);
    let mut offset = 0;
    for (name, chunk) in ["sha1", "sha256", "crc32c"]
        .into_iter()
        .zip(content.chunks(100_000))
    {
        let right = BASE64.encode(&digest(name, chunk));
        let wrong = BASE64.encode(&digest(name, b"something else"));
        let send = |value: &str| {
            let call = upload.patch(&desk.world, offset, chunk);
            call.header("upload-checksum", format!("{name} {value}"))
                .ask()
        };
        send(&wrong).problem(460, "upload_checksum_mismatch");
        assert_eq!(upload.offset(&desk.world), offset, "{name}");
        offset = send(&right).expect(204).offset();
    }
    let unknown = upload
        .patch(&desk.world, offset, b"x")
        .header("upload-checksum", "md5 AAAA");
    unknown.ask().problem(400, "upload_checksum_unknown");
    for malformed in ["sha1", "sha1 ***", ""] {
        let call = upload
            .patch(&desk.world, offset, b"x")
            .header("upload-checksum", malformed);
        call.ask().problem(400, "bad_request");
    }
    assert_eq!(upload.offset(&desk.world), 300_000);
    let file = upload.finish(&desk.world, &content);
    assert_eq!(
        desk.scanned(&file)["blake3"],
        blake3(&content),
        "{NEVER_SENT}"
    );
}

fn digest(name: &str, bytes: &[u8]) -> Vec<u8> {
    match name {
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        _ => crc32c::crc32c(bytes).to_be_bytes().to_vec(),
    }
}

#[test]
fn an_empty_file_is_complete_at_once() {
    let desk = Desk::new();
    let link = desk.script_link();
    let made = link
        .creation(&desk.world, "empty.log", Some(0))
        .ask()
        .expect(201);
    let by_tus = made.header("coffer-file").to_owned();
    let put = link
        .put(&desk.world, "empty-too.log", b"")
        .ask()
        .expect(201)
        .json();
    for file in [by_tus.as_str(), put["id"].as_str().unwrap()] {
        let shown = desk.scanned(file);
        assert_eq!(shown["bytes"], 0);
        assert_eq!(shown["blake3"], blake3(b""));
        assert_eq!(shown["scan"], "clean");
        assert_eq!(desk.original(file).expect(200).body, b"");
        assert_eq!(desk.working(file, 0).expect(200).body, b"");
    }
}

#[test]
fn names_that_lie_are_refused_everywhere_and_long_ones_at_their_limit() {
    let desk = Desk::new();
    let link = desk.script_link();
    let bad = [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        ".",
        "..",
        "a/",
        "a\\b",
        "a\nb",
        "a\u{0}b",
        "a\u{7f}b",
        "invoice\u{202e}fdp.exe",
        "a\u{200f}b",
        "a\u{2066}b",
        "\u{feff}a",
        " ",
        &"x".repeat(256),
        &format!("{}y", "d/".repeat(512)),
    ];
    for name in bad {
        link.creation(&desk.world, name, Some(10))
            .ask()
            .problem(400, "name_refused");
        // By hand: clients resolve dots, also encoded ones, before they send.
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let mut put = desk.world.raw();
        put.head(
            &format!("PUT /u/{}/{encoded}", link.token),
            &[("content-length", "0"), ("connection", "close")],
        );
        let answer = String::from_utf8(put.rest()).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 400 ") && answer.contains("\"name_refused\""),
            "{name:?}: {answer}"
        );
    }
    let broken = link
        .call(&desk.world, "POST", "/api/v1/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", 1)
        .header("upload-metadata", "filename ***");
    broken.ask().problem(400, "bad_request");
    assert_eq!(link.files(&desk.world).len(), 0);
    assert_eq!(
        link.room(&desk.world).0,
        1_000,
        "refused names take no room"
    );
    assert_eq!(desk.world.objects().len(), 0);

    let longest = "x".repeat(255);
    link.send(&desk.world, &longest, b"x");
    link.put(
        &desk.world,
        "logs%2F2026%2011/Gr%C3%B6%C3%9Fe%20%281%29%25.log",
        b"x",
    )
    .ask()
    .expect(201);
    let names: Vec<_> = link
        .files(&desk.world)
        .iter()
        .map(|file| file["name"].as_str().unwrap().to_owned())
        .collect();
    assert!(names.contains(&longest));
    assert!(
        names.contains(&"logs/2026 11/Größe (1)%.log".to_owned()),
        "{names:?}"
    );
}

#[test]
fn more_bytes_than_declared_are_not_taken() {
    let desk = Desk::new();
    let link = desk.script_link();
    let content = noise(3, 250_000);
    let upload = link.create(&desk.world, "a.bin", content.len() as u64);
    upload
        .patch(&desk.world, 0, &content[..50_000])
        .ask()
        .expect(204);
    let mut longer = content[50_000..].to_vec();
    longer.extend_from_slice(b"surplus");
    let refused = upload.patch(&desk.world, 50_000, &longer).try_ask();
    // The server may hang up while the client still writes; if there is an answer it must say why.
    if let Some(refused) = refused {
        refused.problem(400, "upload_longer_than_declared");
    }
    assert_eq!(
        upload.offset(&desk.world),
        50_000,
        "the offset is what it was"
    );
    let chunked = reqwest::blocking::Body::new(std::io::Cursor::new(longer));
    let refused = upload
        .patch(&desk.world, 50_000, b"")
        .body(chunked)
        .try_ask();
    if let Some(refused) = refused {
        refused.problem(400, "upload_longer_than_declared");
    }
    assert_eq!(upload.offset(&desk.world), 50_000);
    let contradiction = upload
        .patch(&desk.world, 50_000, b"x")
        .header("upload-length", 99);
    contradiction
        .ask()
        .problem(400, "upload_length_contradiction");
    let file = upload.finish(&desk.world, &content);
    assert_eq!(
        desk.scanned(&file)["blake3"],
        blake3(&content),
        "{NEVER_SENT}"
    );

    link.creation(&desk.world, "huge", Some((1 << 40) + 1))
        .ask()
        .problem(413, "upload_too_large");
    let negative = link
        .creation(&desk.world, "a", None)
        .header("upload-length", "-1");
    negative.ask().problem(400, "bad_request");
}

#[test]
fn a_put_that_ends_early_leaves_no_file_and_gives_its_room_back() {
    let desk = Desk::new();
    let link = desk.link(json!({ "script": true, "max_files": 1, "max_bytes": 1_000_000 }));
    let mut raw = desk.world.raw();
    raw.head(
        &format!("PUT /u/{}/cut.bin", link.token),
        &[("content-length", "900000")],
    );
    raw.send(&noise(4, 400_000));
    wait_for("the upload to have begun", || {
        (link.room(&desk.world) == (0, 100_000)).then_some(())
    });
    drop(raw);
    wait_for("the room to come back", || {
        (link.room(&desk.world) == (1, 1_000_000)).then_some(())
    });
    assert_eq!(link.files(&desk.world).len(), 0);
    wait_for("the object to go", || {
        desk.world.objects().is_empty().then_some(())
    });
    desk.ledger_entry("the end of it", |entry| {
        entry["event"] == "upload.terminated"
    });
    link.put(&desk.world, "whole.bin", &noise(4, 900_000))
        .ask()
        .expect(201);
}

#[test]
fn an_append_cut_in_the_middle_keeps_what_arrived() {
    let desk = Desk::new();
    let link = desk.script_link();
    let content = noise(5, 3_000_000);
    let upload = link.create(&desk.world, "a.bin", content.len() as u64);
    let mut raw = desk.world.raw();
    let length = content.len().to_string();
    raw.head(
        &format!("PATCH {}", upload.path),
        &[
            ("coffer-link", &link.token),
            ("tus-resumable", "1.0.0"),
            ("content-type", "application/offset+octet-stream"),
            ("upload-offset", "0"),
            ("content-length", &length),
        ],
    );
    raw.send(&content[..1_234_567]);
    drop(raw);
    let kept = wait_for("what arrived to be kept", || {
        Some(upload.offset(&desk.world)).filter(|at| *at > 0)
    });
    assert!(kept <= 1_234_567);
    desk.ledger_entry("the append", |entry| entry["event"] == "upload.appended");
    let file = upload.finish(&desk.world, &content);
    assert_eq!(
        desk.scanned(&file)["blake3"],
        blake3(&content),
        "{NEVER_SENT}"
    );
}

#[test]
fn of_two_appends_at_once_one_wins_and_the_data_is_whole() {
    let desk = Desk::new();
    let link = desk.script_link();
    let content = noise(6, 4_000_000);
    let upload = link.create(&desk.world, "a.bin", content.len() as u64);
    // The first one stalls with part of its body sent; the second takes over.
    let mut stalled = desk.world.raw();
    stalled.head(
        &format!("PATCH {}", upload.path),
        &[
            ("coffer-link", &link.token),
            ("tus-resumable", "1.0.0"),
            ("content-type", "application/offset+octet-stream"),
            ("upload-offset", "0"),
            ("content-length", "4000000"),
        ],
    );
    stalled.send(&content[..1_000_000]);
    let second = wait_for("the second to take over", || {
        let offset = upload.offset(&desk.world);
        let rest = &content[usize::try_from(offset).unwrap()..];
        let answer = upload.patch(&desk.world, offset, rest).ask();
        if answer.status == 409 {
            answer.problem(409, "upload_offset_mismatch");
            return None;
        }
        Some(answer.expect(204))
    });
    assert_eq!(second.offset(), 4_000_000);
    let file = second.header("coffer-file").to_owned();
    stalled.send(&content[1_000_000..]);
    drop(stalled);
    assert_eq!(desk.scanned(&file)["blake3"], blake3(&content));
    assert!(desk.original(&file).body == content);

    let racing = link.create(&desk.world, "b.bin", content.len() as u64);
    let answers: Vec<_> = std::thread::scope(|scope| {
        let racers =
            [0, 1, 2, 3].map(|_| scope.spawn(|| racing.patch(&desk.world, 0, &content).try_ask()));
        racers
            .into_iter()
            .filter_map(|racer| racer.join().unwrap())
            .collect()
    });
    for answer in &answers {
        assert!(
            [204, 404, 409, 423].contains(&answer.status),
            "{}",
            answer.text()
        );
    }
    let done = answers
        .iter()
        .find(|answer| !answer.header("coffer-file").is_empty());
    let file = match done {
        Some(answer) => answer.header("coffer-file").to_owned(),
        None => racing.finish(&desk.world, &content),
    };
    assert_eq!(desk.scanned(&file)["blake3"], blake3(&content));
    assert_eq!(
        link.files(&desk.world).len(),
        2,
        "no racer made a file of its own"
    );
}

#[test]
fn an_upload_can_be_given_up_and_what_tus_needs_is_asked_for() {
    let desk = Desk::new();
    let link = desk.link(json!({ "script": true, "max_files": 2, "max_bytes": 1_000 }));
    let upload = link.create(&desk.world, "a.bin", 1_000);
    upload.patch(&desk.world, 0, b"some").ask().expect(204);
    upload.terminate(&desk.world).expect(204);
    assert_eq!(upload.head(&desk.world).status, 404);
    upload
        .patch(&desk.world, 4, b"more")
        .ask()
        .problem(404, "upload_unknown");
    assert_eq!(link.room(&desk.world), (2, 1_000));
    assert_eq!(desk.world.objects().len(), 0);

    let versionless = desk
        .world
        .call("POST", "/api/v1/uploads")
        .header("coffer-link", &link.token);
    versionless.ask().problem(412, "tus_version");
    let upload = link.create(&desk.world, "b.bin", 10);
    let text = link
        .call(&desk.world, "PATCH", &upload.path)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "text/plain")
        .header("upload-offset", 0);
    text.body("x").ask().problem(415, "content_type");
    let options = desk
        .world
        .call("OPTIONS", "/api/v1/uploads")
        .ask()
        .expect(204);
    for extension in [
        "creation",
        "checksum",
        "termination",
        "expiration",
        "creation-with-upload",
    ] {
        assert!(options.header("tus-extension").contains(extension));
    }
    assert!(
        upload
            .head(&desk.world)
            .header("upload-expires")
            .ends_with(" GMT")
    );
}

#[test]
fn an_upload_of_unknown_length_ends_when_its_length_is_told() {
    let desk = Desk::new();
    let link = desk.link(json!({ "script": true, "max_bytes": 500_000 }));
    let content = noise(7, 300_000);
    let made = link.creation(&desk.world, "a.bin", None).ask().expect(201);
    assert_eq!(made.header("upload-defer-length"), "1");
    let upload = link.upload_at(made.header("location"));
    upload
        .patch(&desk.world, 0, &content[..200_000])
        .ask()
        .expect(204);
    assert_eq!(link.room(&desk.world).1, 300_000);
    let beyond = upload
        .patch(&desk.world, 200_000, b"")
        .header("upload-length", 600_000);
    beyond.ask().problem(409, "link_exhausted");
    let last = upload
        .patch(&desk.world, 200_000, &content[200_000..])
        .header("upload-length", 300_000);
    let file = last.ask().expect(204).header("coffer-file").to_owned();
    assert_eq!(desk.scanned(&file)["blake3"], blake3(&content));
    assert_eq!(link.room(&desk.world).1, 200_000);
}
