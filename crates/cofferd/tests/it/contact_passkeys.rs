//! Passkeys of contacts, in place of the mailed code: what they open, and what they never do.

use coffer_testkit::SoftPasskey;
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::files_below;
use crate::harness::http::{Answer, Ask};
use crate::harness::link::Link;
use crate::harness::people::Desk;

const PASSKEY: &str = "/api/v1/link/passkey";
const PASSKEYS: &str = "/api/v1/link/passkeys";

fn begin(world: &World, link: &Link, path: &str) -> Value {
    let path = format!("{path}/options");
    link.call(world, "POST", &path).ask().expect(200).json()
}

fn add(world: &World, link: &Link, device: &mut SoftPasskey) -> Answer {
    let begun = begin(world, link, PASSKEYS);
    let form = json!({
        "ticket": begun["ticket"], "name": "Office laptop",
        "credential": device.create(&begun["options"], None),
    });
    link.call(world, "POST", PASSKEYS).json(&form).ask()
}

fn finish(world: &World, link: &Link, begun: &Value, device: &mut SoftPasskey) -> Answer {
    let form = json!({ "ticket": begun["ticket"], "credential": device.get(&begun["options"]) });
    link.call(world, "POST", PASSKEY).json(&form).ask()
}

fn show(world: &World, link: &Link, device: &mut SoftPasskey) -> Answer {
    finish(world, link, &begin(world, link, PASSKEY), device)
}

fn mails(world: &World, words: &str) -> usize {
    let mails = files_below(&world.mail());
    let texts = mails
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    texts.filter(|text| text.contains(words)).count()
}

#[test]
fn a_standing_contact_needs_no_further_code() {
    let desk = Desk::new();
    let world = &desk.world;
    let first = desk.verified_link();
    assert_eq!(first.info(world).json()["passkey"], false);
    let mut device = SoftPasskey::new(&world.url(""));
    let added = add(world, &first, &mut device).expect(201).json();
    assert_eq!(added["name"], "Office laptop");
    assert_eq!(mails(world, "passkey was added"), 1);

    // At another link, of another case.
    let other = desk.other_case("48214");
    let mut link = desk.link_of(&other, json!({}));
    let info = link.info(world).json();
    assert_eq!(
        (&info["passkey"], &info["verified"]),
        (&json!(true), &json!(false))
    );
    let pass = show(world, &link, &mut device).expect(200).json();
    link.pass = Some(pass["pass"].as_str().unwrap().to_owned());
    let file = link.send(world, "app.log", b"one line\n");
    assert_eq!(desk.scanned(&file)["bytes"], 9);
    let known = link.call(world, "GET", PASSKEYS).ask().expect(200).json();
    assert!(known["items"][0]["used"].is_string());

    // Whoever found the device opened the first link with it: that ends too.
    let mut found = first.clone();
    let pass = show(world, &first, &mut device).expect(200).json();
    found.pass = Some(pass["pass"].as_str().unwrap().to_owned());
    found.call(world, "GET", PASSKEYS).ask().expect(200);
    let path = format!("{PASSKEYS}/{}", added["id"].as_str().unwrap());
    link.call(world, "DELETE", &path).ask().expect(204);
    for ended in [&found, &first] {
        let refused = ended.call(world, "GET", PASSKEYS).ask();
        refused.problem(401, "pass_required");
    }
    link.call(world, "DELETE", &path)
        .ask()
        .problem(404, "not_found");
    assert_eq!(mails(world, "passkey was removed"), 1);
    show(world, &link, &mut device).problem(403, "passkey_unknown");
    assert_eq!(link.info(world).json()["passkey"], false);
    let ledger = desk.ledger();
    for event in ["added", "used", "removed", "refused"] {
        let event = format!("contact.passkey_{event}");
        assert!(
            ledger.iter().any(|entry| entry["event"] == event.as_str()),
            "{event}"
        );
    }
    assert!(!world.log().contains("panicked") && !world.log().contains("contoso"));
}

#[test]
fn it_opens_nobody_elses_link_and_no_session() {
    let desk = Desk::new();
    let world = &desk.world;
    let janes = desk.verified_link();
    let mut device = SoftPasskey::new(&world.url(""));
    add(world, &janes, &mut device).expect(201);

    let johns = desk.link(json!({ "contact": "john@contoso.example" }));
    show(world, &johns, &mut device).problem(403, "passkey_unknown");
    let script = desk.script_link();
    let refused = script.call(world, "POST", &format!("{PASSKEY}/options"));
    refused.ask().problem(401, "pass_required");

    let begun = world
        .post("/api/v1/session/passkey/options", &json!({}))
        .ask()
        .expect(200)
        .json();
    let form = json!({ "ticket": begun["ticket"], "credential": device.get(&begun["options"]) });
    let sign_in = world.post("/api/v1/session/passkey", &form);
    sign_in.ask().problem(401, "sign_in_failed");

    // A ticket is for its link and its purpose, and for one answer.
    let begun = begin(world, &janes, PASSKEY);
    finish(world, &johns, &begun, &mut device).problem(410, "ceremony_gone");
    finish(world, &janes, &begun, &mut device).expect(200);
    finish(world, &janes, &begun, &mut device).problem(410, "ceremony_gone");
    let adding = begin(world, &janes, PASSKEYS);
    finish(world, &janes, &adding, &mut device).problem(410, "ceremony_gone");
}

#[test]
fn only_who_proved_the_address_adds_sees_and_removes() {
    let desk = Desk::new();
    let world = &desk.world;
    let verified = desk.verified_link();
    let mut device = SoftPasskey::new(&world.url(""));
    let added = add(world, &verified, &mut device).expect(201).json();
    let one = format!("{PASSKEYS}/{}", added["id"].as_str().unwrap());
    let options = format!("{PASSKEYS}/options");

    for link in [desk.link(json!({})), desk.script_link()] {
        for (method, path) in [("GET", PASSKEYS), ("POST", &*options), ("DELETE", &*one)] {
            link.call(world, method, path)
                .ask()
                .problem(401, "pass_required");
        }
    }
    // Another contact, who did prove theirs, has none and removes none.
    let mut johns = desk.link(json!({ "contact": "john@contoso.example" }));
    johns.enter_mailed_code(world);
    let none = johns.call(world, "GET", PASSKEYS).ask().expect(200).json();
    assert_eq!(none["items"], json!([]));
    johns
        .call(world, "DELETE", &one)
        .ask()
        .problem(404, "not_found");

    let withdraw = format!("/api/v1/requests/{}", verified.id);
    desk.lena.call(world, "DELETE", &withdraw).ask().expect(200);
    let begun = verified.call(world, "POST", &format!("{PASSKEY}/options"));
    begun.ask().problem(410, "link_withdrawn");
}
