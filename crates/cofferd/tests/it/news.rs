//! What changed, told to an open page while it is open.

use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples;
use crate::harness::session::Account;

/// What a page is told, as it is told.
fn listen(desk: &Desk, who: &Account) -> impl Iterator<Item = Value> + use<> {
    let stream = who.call(&desk.world, "GET", "/api/v1/news").send().unwrap();
    assert_eq!(stream.status(), 200);
    assert_eq!(stream.headers()["content-type"], "application/x-ndjson");
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut told = lines
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str::<Value>(&line).unwrap());
    // From here on it listens.
    assert_eq!(told.next().unwrap()["about"], "everything");
    told
}

#[test]
fn a_page_is_told_what_arrives_in_a_case_until_the_server_stops() {
    let mut desk = Desk::new();
    let lena = desk.world.enrol(&desk.lena.enrolment_url);
    let mut told = listen(&desk, &lena);
    let link = desk.script_link();
    let about = |what: &str, own: bool| json!({ "about": what, "case": desk.case, "own": own });
    // Made by her API token: it is still her.
    assert_eq!(told.next(), Some(about("requests", true)));
    let file = link.send(&desk.world, "app.log", &samples::log(10_000));
    assert_eq!(told.next(), Some(about("files", false)));
    desk.scanned(&file);
    desk.lena
        .get(&desk.world, "/api/v1/news")
        .ask()
        .problem(403, "session_only");
    desk.world
        .call("GET", "/api/v1/news")
        .ask()
        .problem(401, "session_required");
    // Somebody who listens is not waited for.
    desk.world.stop();
    assert!(told.all(|news| news["about"] == "files"));
    desk.world.start();
}

#[test]
fn unread_messages_are_counted_for_those_who_work_the_case() {
    let desk = Desk::new();
    let world = &desk.world;
    let mut link = desk.link(json!({}));
    link.enter_mailed_code(world);
    let write = link.call(world, "POST", "/api/v1/link/messages");
    write
        .json(&json!({ "text": "It restarts again." }))
        .ask()
        .expect(201);
    let colleague = desk.member("ada@coffer.example", "Support", &["lead"]);
    let unread = |who: &crate::harness::people::Member| {
        let one = who
            .get(world, &format!("/api/v1/cases/{}", desk.case))
            .ask();
        let one = one.expect(200).json()["unread_messages"].clone();
        let list = who.get(world, "/api/v1/cases").ask().expect(200).json();
        assert_eq!(list["items"][0]["unread_messages"], one);
        one
    };
    assert_eq!(unread(&desk.lena), 1);
    assert_eq!(
        unread(&colleague),
        0,
        "a lead who does not work it is not waited for"
    );
    let messages = format!("/api/v1/cases/{}/messages", desk.case);
    desk.lena.get(world, &messages).ask().expect(200);
    assert_eq!(unread(&desk.lena), 0);
}
