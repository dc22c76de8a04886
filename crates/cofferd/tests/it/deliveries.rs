//! Files that members send to contacts: who gets them, how often, and how it ends.

use serde_json::{Value, json};

use crate::ends::{SlowReader, large_file};
use crate::harness::files_below;
use crate::harness::http::{Answer, Ask};
use crate::harness::link::Link;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

const JANE: &str = "jane@contoso.example";
const FIX: &[u8] = b"timeout = 30\nretries = 5\n";

/// A file that lena puts into a case, checked.
fn added(desk: &Desk, case: &str, name: &str, content: &[u8]) -> String {
    let path = format!("/api/v1/cases/{case}/files?name={name}");
    let call = desk.lena.call(&desk.world, "POST", &path);
    let made = call.body(content.to_vec()).ask().expect(201).json();
    assert_eq!(made["source"], "member");
    let file = made["id"].as_str().unwrap().to_owned();
    desk.scanned(&file);
    file
}

fn send(desk: &Desk, who: &Member, new: &Value) -> Answer {
    let path = format!("/api/v1/cases/{}/deliveries", desk.case);
    who.post(&desk.world, &path, new).ask()
}

/// What is sent to jane: the delivery's id, and its link.
fn sent(desk: &Desk, file: &str, more: &Value) -> (String, Link) {
    let mut new = json!({ "contacts": [JANE], "files": [file], "accept_findings": true, "accept_new_contacts": true });
    new.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let made = send(desk, &desk.lena, &new).expect(201).json();
    let made = &made["items"][0];
    assert_eq!(made["mailed"], true);
    let url = made["page_url"].as_str().unwrap();
    let (page, token) = url.split_once('#').unwrap();
    let link = Link {
        id: page.rsplit('/').next().unwrap().to_owned(),
        token: token.to_owned(),
        pass: None,
    };
    (made["delivery"]["id"].as_str().unwrap().to_owned(), link)
}

fn received(desk: &Desk, link: &Link) -> Answer {
    link.call(&desk.world, "GET", "/api/v1/link/deliveries")
        .ask()
}

fn take(desk: &Desk, link: &Link, delivery: &str, file: &str) -> Answer {
    let path = format!("/api/v1/link/deliveries/{delivery}/files/{file}");
    link.call(&desk.world, "POST", &path).ask()
}

/// The path of a file that was taken.
fn taken(desk: &Desk, link: &Link, delivery: &str, file: &str) -> String {
    let taken = take(desk, link, delivery, file).expect(201).json();
    let url = taken["url"].as_str().unwrap();
    url[url.find("/d/").unwrap()..].to_owned()
}

#[test]
fn a_file_goes_to_the_contact_it_is_sent_to_and_to_nobody_else() {
    let desk = Desk::new();
    let world = &desk.world;
    let file = added(&desk, &desk.case, "fix%2Fgateway.toml", FIX);
    let note = json!({ "note": "Put it beside the old one and restart." });
    let (delivery, mut link) = sent(&desk, &file, &note);
    let mails = files_below(&world.mail());
    let mailed = |text: &str| {
        let texts = mails.iter().map(|it| std::fs::read_to_string(it).unwrap());
        texts.into_iter().any(|it| it.contains(text))
    };
    assert!(mailed(&link.token) && mailed("Put it beside the old one"));
    assert!(!mailed("gateway.toml"), "names stay out of mail");

    // The link takes nothing in, and shows nothing before the code.
    received(&desk, &link).problem(401, "pass_required");
    take(&desk, &link, &delivery, &file).problem(401, "pass_required");
    link.enter_mailed_code(world);
    let info = link.info(world).expect(200).json();
    assert_eq!(info["takes_files"], false);
    let refused = link.creation(world, "a.log", Some(3)).ask();
    refused.problem(409, "link_exhausted");

    // A script's link proves nobody; another contact and another case are not meant.
    take(&desk, &desk.script_link(), &delivery, &file).problem(401, "pass_required");
    let mut joe = desk.link(json!({ "contact": "joe@contoso.example" }));
    joe.enter_mailed_code(world);
    take(&desk, &joe, &delivery, &file).problem(404, "not_found");
    assert_eq!(received(&desk, &joe).expect(200).json()["items"], json!([]));
    let mut elsewhere = desk.link_of(&desk.other_case("48999"), json!({}));
    elsewhere.enter_mailed_code(world);
    take(&desk, &elsewhere, &delivery, &file).problem(404, "not_found");
    world
        .get("/d/coffer_dlv_made-up")
        .ask()
        .problem(404, "link_unknown");

    // Jane sees it at the link she sends by, too.
    let sending = desk.verified_link();
    for hers in [&link, &sending] {
        let seen = received(&desk, hers).expect(200).json();
        let seen = &seen["items"][0];
        assert_eq!(seen["note"], note["note"]);
        assert_eq!(seen["files"][0]["name"], "fix/gateway.toml");
        assert_eq!(seen["files"][0]["downloads_left"], 5);
    }
    let path = taken(&desk, &link, &delivery, &file);
    let whole = world.get(&path).ask().expect(200);
    assert_eq!(whole.body, FIX);
    assert!(whole.header("content-disposition").contains("gateway.toml"));
    // A broken transfer goes on with the same address, and counts once.
    let rest = world.get(&path).header("range", "bytes=10-").ask();
    assert_eq!(rest.expect(206).body, &FIX[10..]);
    let seen = received(&desk, &sending).expect(200).json();
    assert_eq!(seen["items"][0]["files"][0]["downloads_left"], 4);
    for event in ["file.added", "delivery.created", "delivery.taken"] {
        desk.ledger_entry(event, |entry| entry["event"] == event);
    }
    let fetched = desk.ledger_entry("the bytes", |entry| {
        entry["event"] == "file.download_closed" && entry["data"]["bytes"] == FIX.len()
    });
    assert!(fetched["actor"].as_str().unwrap().starts_with("con_"));
    the_record_says_what_was_taken(&desk, &link, &joe);
}

/// Her own record says what she took, and nothing of what others did with that file.
fn the_record_says_what_was_taken(desk: &Desk, hers: &Link, anothers: &Link) {
    let record = |link: &Link| {
        let custody = link.call(&desk.world, "GET", "/api/v1/link/custody").ask();
        let custody = custody.expect(200).json();
        let entries = custody["entries"].as_array().unwrap().iter();
        let entries = entries.map(|it| it["entry"].as_str().unwrap().to_owned());
        entries.collect::<Vec<_>>().join("\n")
    };
    let hers = record(hers);
    for event in [
        "delivery.taken",
        "file.download_opened",
        "file.download_closed",
    ] {
        assert!(hers.contains(event), "{event} in {hers}");
    }
    assert!(!hers.contains("file.added") && !hers.contains("file.scanned"));
    assert_eq!(record(anothers), "");
}

#[test]
fn what_was_found_and_whom_nobody_knows_is_asked_about_before_anything_goes() {
    let desk = Desk::new();
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    let eve = desk.member("eve@coffer.example", "Engineering", &["lead"]);
    let clean = added(&desk, &desk.case, "fix.toml", FIX);
    let found = added(&desk, &desk.case, "app.log", &samples::log(20_000));
    let elsewhere = added(&desk, &desk.other_case("48999"), "fix.toml", FIX);
    let new = |contact: &str, file: &str| json!({ "contacts": [contact], "files": [file] });
    send(&desk, &desk.lena, &new(JANE, &clean)).problem(409, "delivery_new_contact");
    desk.link(json!({}));
    send(&desk, &desk.lena, &new(JANE, &found)).problem(409, "delivery_findings");
    send(&desk, &desk.lena, &new(JANE, &elsewhere)).problem(404, "not_found");
    let mut telling = new(JANE, &clean);
    telling["note"] = json!("the card is 4111 1111 1111 1111");
    send(&desk, &desk.lena, &telling).problem(400, "bad_request");
    for bad in [json!([]), json!(["no address"])] {
        let body = json!({ "contacts": bad, "files": [clean] });
        send(&desk, &desk.lena, &body).problem(400, "bad_request");
    }
    for who in [&ada, &eve, &desk.admin] {
        send(&desk, who, &new(JANE, &clean)).problem(403, "denied");
    }
    // An agent sends what colleagues added; what the customer sent is not theirs to take out, by this way neither.
    let theirs = desk.script_link().send(&desk.world, "core.txt", FIX);
    desk.scanned(&theirs);
    crate::ends::join(&desk, &ada);
    send(&desk, &ada, &new(JANE, &theirs)).problem(403, "denied");
    let listed = format!("/api/v1/cases/{}/deliveries", desk.case);
    let listed = || {
        let list = desk.lena.get(&desk.world, &listed).ask().expect(200).json();
        list["items"].as_array().unwrap().len()
    };
    assert_eq!(listed(), 0, "nothing was sent");
    send(&desk, &desk.lena, &new(JANE, &theirs)).expect(201);
    send(&desk, &ada, &new(JANE, &clean)).expect(201);
    assert_eq!(listed(), 2);
    // A delivery's link is no file request.
    let requests = format!("/api/v1/cases/{}/requests", desk.case);
    let requests = desk.lena.get(&desk.world, &requests).ask().expect(200);
    assert_eq!(requests.json()["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_file_that_is_added_has_a_name_that_does_not_lie_and_may_be_empty() {
    let desk = Desk::new();
    let path = |name: &str| format!("/api/v1/cases/{}/files?name={name}", desk.case);
    let long = "x".repeat(256);
    for name in [
        "",
        "..%2F..%2Fetc%2Fpasswd",
        "a%00b",
        "gpj%E2%80%AEexe.log",
        &long,
    ] {
        let call = desk.lena.call(&desk.world, "POST", &path(name));
        call.body(FIX).ask().problem(400, "name_refused");
    }
    assert_eq!(
        desk.world.objects().len(),
        0,
        "what was refused left nothing"
    );
    let empty = added(&desk, &desk.case, "empty.txt", b"");
    let (delivery, mut link) = sent(&desk, &empty, &json!({}));
    link.enter_mailed_code(&desk.world);
    let path = taken(&desk, &link, &delivery, &empty);
    let fetched = desk.world.get(&path).ask().expect(200);
    assert_eq!(fetched.body, b"");
}

#[test]
fn of_many_who_take_the_last_one_at_once_one_has_it() {
    let desk = Desk::new();
    let file = added(&desk, &desk.case, "fix.toml", FIX);
    let (delivery, mut link) = sent(&desk, &file, &json!({ "max_downloads": 1 }));
    link.enter_mailed_code(&desk.world);
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let tries = (0..8).map(|_| scope.spawn(|| take(&desk, &link, &delivery, &file).status));
        let tries: Vec<_> = tries.collect();
        tries.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let had = answers.iter().filter(|&&status| status == 201).count();
    let late = answers.iter().filter(|&&status| status == 409).count();
    assert_eq!((had, late), (1, 7), "{answers:?}");
    take(&desk, &link, &delivery, &file).problem(409, "delivery_exhausted");
}

#[test]
fn withdrawing_closing_and_erasing_end_what_is_being_fetched() {
    let desk = Desk::new();
    let world = &desk.world;
    let file = large_file(&desk);
    let begin = |more: &Value| {
        let (delivery, mut link) = sent(&desk, &file, more);
        link.enter_mailed_code(world);
        let path = taken(&desk, &link, &delivery, &file);
        (
            delivery,
            link,
            path.clone(),
            SlowReader::of(world.get(&path)),
        )
    };
    let (delivery, link, path, reader) = begin(&json!({}));
    let withdrawing = format!("/api/v1/deliveries/{delivery}");
    let withdraw = || desk.lena.call(world, "DELETE", &withdrawing).ask();
    assert_eq!(withdraw().expect(200).json()["state"], "withdrawn");
    reader.must_have_been_cut_off("withdrawn");
    world.get(&path).ask().problem(410, "link_withdrawn");
    received(&desk, &link).problem(410, "link_withdrawn");
    withdraw().problem(409, "delivery_withdrawn");

    let (_, _, path, reader) = begin(&json!({}));
    let closing = format!("/api/v1/cases/{}/close", desk.case);
    desk.lena
        .post(world, &closing, &json!({}))
        .ask()
        .expect(200);
    reader.must_have_been_cut_off("closed");
    world.get(&path).ask().problem(410, "link_withdrawn");
    let reopening = format!("/api/v1/cases/{}/reopen", desk.case);
    desk.lena
        .post(world, &reopening, &json!({}))
        .ask()
        .expect(200);
    crate::ends::join(&desk, &desk.lena);

    let (delivery, link, path, reader) = begin(&json!({}));
    let erasing = desk
        .lena
        .call(world, "DELETE", &format!("/api/v1/files/{file}"));
    let why = json!({ "reason": "the customer asked for it" });
    erasing.json(&why).ask().expect(200);
    reader.must_have_been_cut_off("erased");
    world.get(&path).ask().problem(409, "delivery_gone");
    take(&desk, &link, &delivery, &file).problem(409, "delivery_gone");
    let seen = received(&desk, &link).expect(200).json();
    assert_eq!(seen["items"][0]["files"], json!([]));
}
