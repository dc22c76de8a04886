//! The customer's lockbox and the release of originals by two others.

use serde_json::{Value, json};

use crate::ends::SlowReader;
use crate::harness::World;
use crate::harness::http::{Answer, Ask};
use crate::harness::link::Link;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

const WHY: &str = "the vendor asks for the session id";

fn post(desk: &Desk, who: &Member, path: &str, body: &Value) -> Answer {
    who.post(&desk.world, path, body).ask()
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn through(
    world: &World,
    link: &Link,
    method: &str,
    path: &str,
) -> reqwest::blocking::RequestBuilder {
    link.call(
        world,
        method,
        &format!("/api/v1/link/access-requests{path}"),
    )
}

#[test]
fn what_the_lockbox_holds_is_unsealed_by_the_customer_alone() {
    let desk = Desk::new();
    let world = &desk.world;
    let sara = desk.member("sara@coffer.example", "Support", &["security"]);
    let proven = desk.verified_link();
    let script = desk.script_link();
    let file = script.send(world, "app.log", &samples::log(20_000));
    desk.scanned(&file);
    desk.original(&file).expect(200);
    let lockbox = |who: &Member, on: bool| {
        let path = format!("/api/v1/cases/{}/lockbox", desk.case);
        who.call(world, "PUT", &path)
            .json(&json!({ "on": on }))
            .ask()
    };
    for who in [&desk.lena, &desk.admin] {
        lockbox(who, true).problem(403, "denied");
    }
    assert_eq!(lockbox(&sara, true).expect(200).json()["sealed"], true);
    desk.working(&file, 0).expect(200);
    desk.original(&file).denied_by("W15");
    let reveal = json!({ "finding": 0, "reason": WHY });
    let revealing = format!("/api/v1/files/{file}/reveal");
    post(&desk, &desk.lena, &revealing, &reveal).denied_by("W15");

    let ask = json!({ "case": desk.case, "acts": ["reveal"], "reason": WHY, "minutes": 60 });
    let request = id(&post(&desk, &desk.lena, "/api/v1/access/unseal", &ask).expect(201));
    let approval = format!("/api/v1/access/requests/{request}/approve");
    let by_member = post(&desk, &sara, &approval, &json!({}));
    by_member.problem(403, "access_not_yours");
    let approve = format!("/{request}/approve");
    through(world, &script, "POST", &approve)
        .ask()
        .problem(401, "pass_required");
    let unproven = desk.link(json!({}));
    through(world, &unproven, "POST", &approve)
        .ask()
        .problem(401, "pass_required");
    let other = desk.other_case("48999");
    let mut elsewhere = desk.link_of(&other, json!({}));
    elsewhere.enter_mailed_code(world);
    through(world, &elsewhere, "POST", &approve)
        .ask()
        .problem(404, "not_found");

    let listed = through(world, &proven, "GET", "").ask().expect(200).json();
    assert_eq!(listed["items"][0]["id"], request.as_str());
    through(world, &proven, "POST", &approve).ask().expect(200);
    through(world, &proven, "POST", &approve)
        .ask()
        .problem(409, "access_decided");
    post(&desk, &desk.lena, &revealing, &reveal).expect(200);
    desk.original(&file).denied_by("W15");
    desk.ledger_entry("the contact's approval", |entry| {
        entry["event"] == "grant.started" && entry["actor"].as_str().unwrap().starts_with("con_")
    });
}

#[test]
fn a_release_by_two_others_is_for_one_version_and_one_download() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut world = World::on(folder, data);
    std::fs::write(
        world.data().join("cofferd.toml"),
        "[access]\noriginals_need_release = true\n",
    )
    .unwrap();
    world.kill_and_restart();
    let desk = Desk::in_world(world);
    let world = &desk.world;
    let sara = desk.member("sara@coffer.example", "Support", &["security"]);
    let lou = desk.member("lou@coffer.example", "Support", &["lead"]);
    let file = desk
        .script_link()
        .send(world, "app.log", b"one line of a log\n");
    desk.scanned(&file);
    desk.original(&file).denied_by("W14");
    let release = format!("/api/v1/files/{file}/release");
    let ask = || post(&desk, &desk.lena, &release, &json!({ "reason": WHY }));
    let request = id(&ask().expect(201));
    ask().problem(409, "access_waiting");
    let approve = |who: &Member, request: &str| {
        let path = format!("/api/v1/access/requests/{request}/approve");
        post(&desk, who, &path, &json!({}))
    };
    approve(&desk.lena, &request).problem(403, "access_same_person");
    approve(&lou, &request).expect(200);
    desk.original(&file).denied_by("W14");
    approve(&lou, &request).problem(409, "access_approved_before");
    approve(&sara, &request).expect(200);
    // Somebody else's release is no use, and neither is one that is used up.
    let path = format!("/api/v1/files/{file}/content?copy=original");
    lou.get(world, &path).ask().problem(403, "denied");
    assert_eq!(
        desk.original(&file).expect(200).body,
        b"one line of a log\n"
    );
    desk.original(&file).denied_by("W14");

    // Released as it was; replaced in the meantime.
    let request = id(&ask().expect(201));
    approve(&lou, &request).expect(200);
    approve(&sara, &request).expect(200);
    let content = format!("/api/v1/files/{file}/content");
    let replaced = desk
        .lena
        .call(world, "PUT", &content)
        .body("another line\n");
    replaced.ask().expect(200);
    desk.scanned(&file);
    desk.original(&file).denied_by("W14");
    desk.ledger_entry("the use of the release", |entry| {
        entry["event"] == "grant.ended" && entry["data"]["how"] == "used"
    });
}

#[test]
fn a_lockbox_switched_on_ends_a_download_under_way() {
    let desk = Desk::new();
    let sara = desk.member("sara@coffer.example", "Support", &["security"]);
    let file = crate::ends::large_file(&desk);
    let original = SlowReader::begin(&desk, &desk.lena, &file, "original");
    let path = "/api/v1/customers/Contoso/lockbox";
    let on = sara
        .call(&desk.world, "PUT", path)
        .json(&json!({ "on": true }));
    on.ask().expect(204);
    original.must_have_been_cut_off("lockbox switched on");
}
