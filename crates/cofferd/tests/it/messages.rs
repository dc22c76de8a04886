//! Messages over the API: who reads and writes them, and what lies on the disk.

use serde_json::{Value, json};

use crate::harness::files_below;
use crate::harness::http::{Answer, Ask};
use crate::harness::link::Link;
use crate::harness::people::{Desk, Member};

const QUESTION: &str = "Which version runs on node 3? <b>Not</b> markup.";

fn write(desk: &Desk, who: &Member, text: &str) -> Answer {
    let path = format!("/api/v1/cases/{}/messages", desk.case);
    who.post(&desk.world, &path, &json!({ "text": text })).ask()
}

fn read(desk: &Desk, who: &Member) -> Answer {
    let path = format!("/api/v1/cases/{}/messages", desk.case);
    who.get(&desk.world, &path).ask()
}

fn answer(desk: &Desk, link: &Link, text: &str) -> Answer {
    let call = link.call(&desk.world, "POST", "/api/v1/link/messages");
    call.json(&json!({ "text": text })).ask()
}

fn seen(desk: &Desk, link: &Link) -> Answer {
    link.call(&desk.world, "GET", "/api/v1/link/messages").ask()
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().unwrap();
    items
        .iter()
        .map(|it| it["text"].as_str().unwrap())
        .collect()
}

#[test]
fn members_and_contacts_of_a_case_write_to_each_other_and_nobody_else_reads_it() {
    let desk = Desk::new();
    let world = &desk.world;
    write(&desk, &desk.lena, QUESTION).problem(409, "message_nobody");
    let mut link = desk.link(json!({}));
    seen(&desk, &link).problem(401, "pass_required");
    answer(&desk, &link, "me?").problem(401, "pass_required");
    link.enter_mailed_code(world);
    let sent = write(&desk, &desk.lena, QUESTION).expect(201).json();
    assert_eq!(sent["told"], 1);

    let list = seen(&desk, &link).expect(200).json();
    assert_eq!(texts(&list), [QUESTION]);
    assert_eq!(
        (&list["items"][0]["side"], &list["items"][0]["own"]),
        (&json!("member"), &json!(false))
    );
    let answered = answer(&desk, &link, "9.2.1\r\nsince Monday\n")
        .expect(201)
        .json();
    assert_eq!(answered["message"]["text"], "9.2.1\nsince Monday");
    assert_eq!(answered["message"]["own"], true);
    let list = read(&desk, &desk.lena).expect(200).json();
    assert_eq!(texts(&list), ["9.2.1\nsince Monday", QUESTION]);
    assert_eq!(list["items"][0]["author"], "jane@contoso.example");

    // Another contact of the case reads it, and does not learn the address of the first.
    let mut joe = desk.link(json!({ "contact": "joe@contoso.example" }));
    joe.enter_mailed_code(world);
    let list = seen(&desk, &joe).expect(200).json();
    assert_eq!(texts(&list).len(), 2);
    assert_eq!(list["items"][0]["own"], false);
    assert!(!list.to_string().contains("jane@"));
    // Another case's link, a script's, other departments and administrators do not.
    let mut elsewhere = desk.link_of(&desk.other_case("48999"), json!({}));
    elsewhere.enter_mailed_code(world);
    assert_eq!(
        seen(&desk, &elsewhere).expect(200).json()["items"],
        json!([])
    );
    seen(&desk, &desk.script_link()).problem(401, "pass_required");
    for (email, department, roles) in [
        ("root@coffer.example", "Support", ["administrator", "lead"]),
        ("far@coffer.example", "Engineering", ["agent", "lead"]),
        ("beside@coffer.example", "Support", ["agent", "auditor"]),
    ] {
        let other = desk.member(email, department, &roles);
        read(&desk, &other).problem(403, "denied");
        write(&desk, &other, "hello").problem(403, "denied");
    }

    answer(&desk, &link, "the card is 4111 1111 1111 1111").problem(400, "bad_request");
    let mails = files_below(&world.mail());
    let mut mails = mails.iter().map(|it| std::fs::read_to_string(it).unwrap());
    assert!(mails.all(|mail| !mail.contains("node 3") && !mail.contains("since Monday")));
    // Nothing on the disk says it in the clear, the ledger included.
    for file in files_below(world.data()) {
        let bytes = std::fs::read(&file).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|it| it == text.as_bytes());
        assert!(
            !holds("runs on node 3") && !holds("since Monday"),
            "{}",
            file.display()
        );
    }
    for event in ["message.sent", "message.read"] {
        desk.ledger_entry(event, |entry| entry["event"] == event);
    }

    let id = answered["message"]["id"].as_str().unwrap();
    a_lead_erases_it_unless_the_law_holds_it(&desk, &link, id);

    // What was withdrawn or closed writes and reads no more.
    let path = format!("/api/v1/requests/{}", link.id);
    desk.lena.call(world, "DELETE", &path).ask().expect(200);
    answer(&desk, &link, "still here?").problem(410, "link_withdrawn");
    let close = format!("/api/v1/cases/{}/close", desk.case);
    desk.lena.post(world, &close, &json!({})).ask().expect(200);
    read(&desk, &desk.lena).problem(403, "denied");
}

fn a_lead_erases_it_unless_the_law_holds_it(desk: &Desk, link: &Link, id: &str) {
    let officer = desk.member("dpo@coffer.example", "Engineering", &["dpo"]);
    let hold = |on: bool| {
        let path = format!("/api/v1/cases/{}/hold", desk.case);
        let body = json!({ "on": on, "reason": "subpoena 12-345, keep everything" });
        officer
            .call(&desk.world, "PUT", &path)
            .json(&body)
            .ask()
            .expect(204);
    };
    let path = format!("/api/v1/messages/{}", id);
    let why = json!({ "reason": "the customer asked for it" });
    let erase = || {
        desk.lena
            .call(&desk.world, "DELETE", &path)
            .json(&why)
            .ask()
    };
    hold(true);
    erase().denied_by("W10-legal-hold");
    hold(false);
    assert_eq!(erase().expect(200).json()["erased"], true);
    erase().problem(409, "message_gone");
    let list = seen(desk, link).expect(200).json();
    assert_eq!(texts(&list), ["", QUESTION]);
}
