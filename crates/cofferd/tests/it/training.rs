//! Lanes that ask for a course, and cases that are opened again.

use serde_json::json;

use crate::ends::{SlowReader, join, large_file};
use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples;

#[test]
fn a_lane_with_a_course_is_for_those_who_passed_it() {
    let desk = Desk::new();
    let world = &desk.world;
    let sara = desk.member("sara@coffer.example", "Support", &["security"]);
    let file = desk
        .script_link()
        .send(world, "app.log", &samples::log(20_000));
    desk.scanned(&file);
    desk.working(&file, 0).expect(200);
    let course = json!({ "name": "Handling cards", "days": 365 });
    let put = |who: &crate::harness::people::Member| {
        let call = who.call(world, "PUT", "/api/v1/courses/pci");
        call.json(&course).ask()
    };
    put(&desk.lena).problem(403, "denied");
    put(&desk.admin).problem(403, "denied");
    put(&sara).expect(200);

    // The planted card puts the file into the lane.
    desk.working(&file, 0).denied_by("W08");
    desk.original(&file).denied_by("W08");
    desk.lena
        .get(world, &format!("/api/v1/files/{file}"))
        .ask()
        .expect(200);
    let record = |passed: &str| {
        let completion = json!({ "member": desk.lena.email, "lane": "pci", "passed": passed });
        let all = json!({ "completions": [completion] });
        sara.post(world, "/api/v1/trainings", &all).ask()
    };
    record("2019-01-01").expect(200);
    desk.working(&file, 0).denied_by("W08");
    record("2999-01-01").problem(400, "bad_request");
    let today = desk.ledger()[0]["time"].as_str().unwrap()[..10].to_owned();
    record(&today).expect(200);
    desk.working(&file, 0).expect(200);

    let own = json!({ "completions": [{ "member": sara.email, "lane": "pci", "passed": today }] });
    sara.post(world, "/api/v1/trainings", &own)
        .ask()
        .problem(400, "bad_request");
    let due = sara
        .get(world, "/api/v1/trainings?due=true")
        .ask()
        .expect(200);
    let due = due.json();
    let names: Vec<_> = due["items"].as_array().unwrap().iter().collect();
    assert!(names.iter().all(|row| row["name"] != "lena"));
    assert!(
        names
            .iter()
            .any(|row| row["name"] == "sara" && row["state"] == "missing")
    );
    desk.lena
        .get(world, "/api/v1/trainings")
        .ask()
        .problem(403, "denied");
    let own = format!("/api/v1/trainings?member={}", desk.lena.email);
    desk.lena.get(world, &own).ask().expect(200);
}

#[test]
fn a_course_that_ends_while_somebody_reads_ends_the_read() {
    let desk = Desk::new();
    let world = &desk.world;
    let sara = desk.member("sara@coffer.example", "Support", &["security"]);
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    join(&desk, &ada);
    let course = json!({ "name": "Handling health data", "days": 365 });
    sara.call(world, "PUT", "/api/v1/courses/phi")
        .json(&course)
        .ask()
        .expect(200);
    let file = large_file(&desk);
    let today = desk.ledger()[0]["time"].as_str().unwrap()[..10].to_owned();
    let csv = format!(
        "passed,member,lane\n{today},\"{}\",phi\n{today},{},phi\n",
        ada.email, desk.lena.email
    );
    let import = |csv: &str| {
        let file = json!({ "csv": csv });
        sara.post(world, "/api/v1/trainings/import", &file).ask()
    };
    import(&format!("{csv}{today},nobody@x.example,phi\n")).problem(404, "not_found");
    let lanes = |lanes: &[&str]| {
        let path = format!("/api/v1/cases/{}/lanes", desk.case);
        let call = desk.lena.call(world, "PUT", &path);
        call.json(&json!({ "lanes": lanes })).ask()
    };
    lanes(&["phi", "hipaa"]).problem(400, "bad_request");
    assert_eq!(lanes(&["phi"]).expect(200).json()["lanes"][0], "phi");
    desk.working(&file, 0).denied_by("W08");
    import(&csv).expect(200);
    let working = SlowReader::begin(&desk, &ada, &file, "working");
    let past =
        json!({ "completions": [{ "member": ada.email, "lane": "phi", "passed": "2019-01-01" }] });
    sara.post(world, "/api/v1/trainings", &past)
        .ask()
        .expect(200);
    working.must_have_been_cut_off("the course does not count any more");
    desk.working(&file, 0).expect(200);
}

#[test]
fn a_case_opened_again_gives_nobody_anything_back() {
    let desk = Desk::new();
    let world = &desk.world;
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    join(&desk, &ada);
    let link = desk.script_link();
    let file = link.send(world, "app.log", &samples::log(20_000));
    desk.scanned(&file);
    let path = |act: &str| format!("/api/v1/cases/{}/{act}", desk.case);
    let act =
        |who: &crate::harness::people::Member, act: &str| who.call(world, "POST", &path(act)).ask();
    act(&desk.lena, "reopen").problem(409, "case_open");
    act(&desk.lena, "close").expect(200);
    act(&ada, "reopen").problem(403, "denied");
    let reopened = act(&desk.lena, "reopen").expect(200).json();
    assert_eq!(reopened["state"], "open");
    assert!(reopened["members"].as_array().unwrap().is_empty());
    for copy in ["working", "original"] {
        let content = format!("/api/v1/files/{file}/content?copy={copy}");
        for who in [&ada, &desk.lena] {
            who.get(world, &content).ask().problem(403, "denied");
        }
    }
    link.info(world).problem(410, "link_withdrawn");
    join(&desk, &ada);
    let content = format!("/api/v1/files/{file}/content");
    ada.get(world, &content).ask().expect(200);
    desk.ledger_entry("the reopening", |entry| entry["event"] == "case.reopened");
}
