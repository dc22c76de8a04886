//! Links, codes and passes: what no longer works, what never worked, and what is another's.

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::{blake3, noise};
use serde_json::json;

#[test]
fn an_expired_link_takes_nothing_and_what_was_sent_stays() {
    let desk = Desk::new();
    let link = desk.verified_link();
    let upload = link.create(&desk.world, "half.bin", 1_000);
    upload.patch(&desk.world, 0, &[1; 500]).ask().expect(204);
    let file = link.send(&desk.world, "whole.bin", b"whole");
    desk.world
        .in_the_database("UPDATE requests SET expires = created");
    link.info(&desk.world).problem(410, "link_expired");
    link.creation(&desk.world, "a", Some(1))
        .ask()
        .problem(410, "link_expired");
    link.put(&desk.world, "a", b"x")
        .ask()
        .problem(410, "link_expired");
    upload
        .patch(&desk.world, 500, &[1; 500])
        .ask()
        .problem(410, "link_expired");
    link.call(&desk.world, "POST", "/api/v1/link/code")
        .ask()
        .problem(410, "link_expired");
    assert_eq!(desk.scanned(&file)["bytes"], 5);
}

#[test]
fn an_expired_code_and_an_expired_pass_do_not_work() {
    let desk = Desk::new();
    let link = desk.link(json!({}));
    let code = link.have_code_mailed(&desk.world);
    desk.world
        .in_the_database("UPDATE email_codes SET expires = sent");
    link.enter(&desk.world, &code).problem(410, "code_expired");
    let mut link = link;
    link.enter_mailed_code(&desk.world);
    link.create(&desk.world, "a", 1);
    desk.world.in_the_database("UPDATE passes SET expires = 0");
    link.creation(&desk.world, "b", Some(1))
        .ask()
        .problem(401, "pass_required");
}

#[test]
fn an_exhausted_link_says_so_and_keeps_what_was_sent() {
    let desk = Desk::new();
    let by_files = desk.link(json!({ "script": true, "max_files": 2 }));
    by_files.send(&desk.world, "1", b"one");
    let open = by_files.create(&desk.world, "2", 3);
    by_files
        .creation(&desk.world, "3", Some(0))
        .ask()
        .problem(409, "link_exhausted");
    by_files
        .put(&desk.world, "3", b"x")
        .ask()
        .problem(409, "link_exhausted");
    open.finish(&desk.world, b"two");
    assert_eq!(by_files.files(&desk.world).len(), 2);

    let by_bytes = desk.link(json!({ "script": true, "max_bytes": 1_000 }));
    by_bytes.send(&desk.world, "1", &[0; 600]);
    by_bytes
        .creation(&desk.world, "2", Some(401))
        .ask()
        .problem(409, "link_exhausted");
    by_bytes
        .put(&desk.world, "2", &[0; 401])
        .ask()
        .problem(409, "link_exhausted");
    let chunked = reqwest::blocking::Body::new(std::io::Cursor::new(vec![0; 401]));
    by_bytes
        .put(&desk.world, "2", b"")
        .body(chunked)
        .ask()
        .problem(409, "link_exhausted");
    assert_eq!(by_bytes.room(&desk.world).1, 400);
    by_bytes.send(&desk.world, "2", &[0; 400]);
    assert_eq!(by_bytes.room(&desk.world).1, 0);
    assert_eq!(by_bytes.files(&desk.world).len(), 2);
}

#[test]
fn room_on_a_link_is_not_given_twice_to_many_at_once() {
    let desk = Desk::new();
    let link = desk.link(json!({ "script": true, "max_files": 5, "max_bytes": 1_000 }));
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..12)
            .map(|number| {
                scope.spawn({
                    let (link, world) = (&link, &desk.world);
                    move || {
                        link.creation(world, &format!("{number}"), Some(300))
                            .ask()
                            .status
                    }
                })
            })
            .collect();
        senders
            .into_iter()
            .map(|sender| sender.join().unwrap())
            .collect()
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 201).count(),
        3,
        "{answers:?}"
    );
    assert!(
        answers.iter().all(|status| [201, 409].contains(status)),
        "{answers:?}"
    );
    assert_eq!(link.room(&desk.world), (2, 100));
}

#[test]
fn a_withdrawn_link_stops_at_once() {
    let desk = Desk::new();
    let link = desk.verified_link();
    let content = noise(1, 10_000);
    let file = link.send(&desk.world, "sent.bin", &content);
    let upload = link.create(&desk.world, "half.bin", 1_000);
    let withdraw = || {
        desk.lena
            .call(
                &desk.world,
                "DELETE",
                &format!("/api/v1/requests/{}", link.id),
            )
            .ask()
    };
    assert_eq!(withdraw().expect(200).json()["state"], "withdrawn");
    withdraw().problem(409, "request_withdrawn");
    link.info(&desk.world).problem(410, "link_withdrawn");
    upload
        .patch(&desk.world, 0, b"x")
        .ask()
        .problem(410, "link_withdrawn");
    link.put(&desk.world, "a", b"x")
        .ask()
        .problem(410, "link_withdrawn");
    assert_eq!(desk.scanned(&file)["blake3"], blake3(&content));
}

#[test]
fn a_code_locks_after_wrong_entries_and_the_right_one_no_longer_works() {
    let desk = Desk::new();
    let link = desk.link(json!({}));
    let code = link.have_code_mailed(&desk.world);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        link.enter(&desk.world, wrong).problem(403, "code_wrong");
    }
    for _ in 0..2 {
        link.enter(&desk.world, wrong).problem(429, "code_locked");
    }
    link.enter(&desk.world, &code).problem(429, "code_locked");
    link.creation(&desk.world, "a", Some(1))
        .ask()
        .problem(401, "pass_required");
    let refused = desk
        .ledger()
        .into_iter()
        .filter(|entry| entry["event"] == "code.refused")
        .count();
    assert_eq!(refused, 7, "every refusal is in the ledger");

    let mut link = link;
    link.enter_mailed_code(&desk.world);
    link.enter(&desk.world, &code).problem(410, "code_expired");
    link.send(&desk.world, "a", b"x");
}

#[test]
fn wrong_codes_in_parallel_do_not_get_more_tries() {
    let desk = Desk::new();
    let link = desk.link(json!({}));
    let code: u32 = link.have_code_mailed(&desk.world).parse().unwrap();
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let guesses: Vec<_> = (1..=20)
            .map(|step| {
                let guess = format!("{:06}", (code + step) % 1_000_000);
                let (link, world) = (&link, &desk.world);
                scope.spawn(move || link.enter(world, &guess).status)
            })
            .collect();
        guesses
            .into_iter()
            .map(|guess| guess.join().unwrap())
            .collect()
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 403).count(),
        4,
        "{answers:?}"
    );
    assert!(answers.iter().all(|status| [403, 429].contains(status)));
    link.enter(&desk.world, &format!("{code:06}"))
        .problem(429, "code_locked");
}

#[test]
fn codes_are_not_mailed_without_end() {
    let desk = Desk::new();
    let link = desk.link(json!({}));
    for _ in 0..5 {
        link.have_code_mailed(&desk.world);
    }
    link.call(&desk.world, "POST", "/api/v1/link/code")
        .ask()
        .problem(429, "code_locked");
}

#[test]
fn codes_passes_and_uploads_of_another_link_are_nobody_s() {
    let desk = Desk::new();
    let other_case = desk.other_case("48214");
    let mine = desk.verified_link();
    let theirs = desk.link_of(&other_case, json!({}));
    let my_code = mine.have_code_mailed(&desk.world);
    theirs.have_code_mailed(&desk.world);
    theirs
        .enter(&desk.world, &my_code)
        .problem(403, "code_wrong");

    let mut borrowed = theirs.clone();
    borrowed.pass.clone_from(&mine.pass);
    borrowed
        .creation(&desk.world, "a", Some(1))
        .ask()
        .problem(401, "pass_required");
    borrowed
        .call(&desk.world, "GET", "/api/v1/link/files")
        .ask()
        .problem(401, "pass_required");
    let info = borrowed.info(&desk.world).expect(200).json();
    assert!(
        info["case"].is_null(),
        "reference and subject are for the verified: {info}"
    );

    let script = desk.link_of(&other_case, json!({ "script": true }));
    let upload = mine.create(&desk.world, "a.bin", 10);
    let stolen = upload.through(&script);
    assert_eq!(stolen.head(&desk.world).status, 404);
    stolen
        .patch(&desk.world, 0, b"x")
        .ask()
        .problem(404, "upload_unknown");
    stolen.terminate(&desk.world).problem(404, "upload_unknown");
    let at = upload.path.rsplit('/').next().unwrap();
    let below = format!("/u/{}/{at}", script.token);
    let call = desk
        .world
        .call("DELETE", &below)
        .header("tus-resumable", "1.0.0");
    call.ask().problem(404, "upload_unknown");
    assert_eq!(upload.offset(&desk.world), 0, "it is where it was");

    let file = mine.send(&desk.world, "b.bin", b"mine");
    let receipt = format!("/api/v1/link/files/{file}/receipt");
    script
        .call(&desk.world, "GET", &receipt)
        .ask()
        .problem(404, "not_found");
    let receipt = format!("/u/{}/receipts/{file}", script.token);
    desk.world.get(&receipt).ask().problem(404, "not_found");
}

#[test]
fn unknown_and_mistyped_links_are_unknown() {
    let desk = Desk::new();
    let link = desk.script_link();
    let mut mistyped = link.clone();
    mistyped.token = link.token.chars().rev().collect();
    mistyped.info(&desk.world).problem(404, "link_unknown");
    mistyped
        .put(&desk.world, "a", b"x")
        .ask()
        .problem(404, "link_unknown");
    let mut api_token = link.clone();
    api_token.token.clone_from(&desk.lena.token);
    api_token.info(&desk.world).problem(404, "link_unknown");
    let as_member = desk.world.get("/api/v1/cases").bearer_auth(&link.token);
    as_member.ask().problem(401, "session_required");
    desk.world
        .get("/api/v1/link")
        .ask()
        .problem(404, "link_unknown");
}
