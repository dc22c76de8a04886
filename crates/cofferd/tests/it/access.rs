//! Temporary access over a real server: what a grant opens, what it does not, and every way to get one without being let.

use serde_json::{Value, json};

use crate::ends::{SlowReader, large_file};
use crate::harness::http::{Answer, Ask};
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

const WHY: &str = "48213 shows the same trace id";

/// Desk with a security officer, who may be the second approver, and Max of Engineering, who wants in.
struct Floor {
    desk: Desk,
    sara: Member,
    max: Member,
}

impl Floor {
    fn new() -> Self {
        let desk = Desk::new();
        let sara = desk.member("sara@coffer.example", "Support", &["security"]);
        let max = desk.member("max@coffer.example", "Engineering", &["agent"]);
        Self { desk, sara, max }
    }

    fn post(&self, who: &Member, path: &str, body: &Value) -> Answer {
        who.post(&self.desk.world, path, body).ask()
    }

    fn get(&self, who: &Member, path: &str) -> Answer {
        who.get(&self.desk.world, path).ask()
    }

    fn ask(&self, who: &Member, acts: &[&str]) -> Answer {
        let asked = json!({ "case": self.desk.case, "acts": acts, "reason": WHY, "minutes": 240 });
        self.post(who, "/api/v1/access/requests", &asked)
    }

    fn asked(&self, who: &Member, acts: &[&str]) -> String {
        id(&self.ask(who, acts).expect(201))
    }

    fn approve(&self, who: &Member, request: &str) -> Answer {
        let path = format!("/api/v1/access/requests/{request}/approve");
        self.post(who, &path, &json!({}))
    }

    /// A grant to the case, approved by the lead and the security officer.
    fn granted(&self, who: &Member, acts: &[&str]) -> String {
        let request = self.asked(who, acts);
        self.approve(&self.desk.lena, &request).expect(200);
        let answered = self.approve(&self.sara, &request).expect(200).json();
        assert_eq!(answered["state"], "approved");
        self.live_grant(who)
    }

    fn live_grant(&self, who: &Member) -> String {
        let grants = self.get(who, "/api/v1/grants?mine=true&live=true");
        let grants = grants.expect(200).json();
        grants["items"][0]["id"].as_str().unwrap().to_owned()
    }

    fn content(&self, who: &Member, file: &str, copy: &str) -> Answer {
        self.get(who, &format!("/api/v1/files/{file}/content?copy={copy}"))
    }

    fn mails_to(&self, address: &str) -> usize {
        let mails = crate::harness::files_below(&self.desk.world.mail());
        let named = mails.iter().filter(|path| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.to_lowercase()
                .lines()
                .any(|line| line.starts_with("to:") && line.contains(address))
        });
        named.count()
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_grant_opens_one_case_for_what_was_approved_until_it_is_given_back() {
    let floor = Floor::new();
    let desk = &floor.desk;
    let world = &desk.world;
    let file = desk
        .script_link()
        .send(world, "app.log", &samples::log(20_000));
    desk.scanned(&file);
    let case = format!("/api/v1/cases/{}", desk.case);
    floor.get(&floor.max, &case).denied_by("W03");

    let request = floor.asked(&floor.max, &["reveal"]);
    let waiting = floor.get(&desk.lena, "/api/v1/access/requests?waiting=true");
    let waiting = waiting.expect(200).json();
    assert_eq!(waiting["items"][0]["id"], request.as_str());
    assert_eq!(waiting["items"][0]["other_department"], true);
    assert_eq!(waiting["items"][0]["approvals_needed"], 2);
    assert!(floor.mails_to("lena@coffer.example") > 0 && floor.mails_to("sara@coffer.example") > 0);
    let first = floor.approve(&desk.lena, &request).expect(200).json();
    assert_eq!(first["state"], "waiting");
    floor.content(&floor.max, &file, "working").denied_by("W03");
    let less = json!({ "acts": ["view"], "minutes": 30 });
    let path = format!("/api/v1/access/requests/{request}/approve");
    let second = floor.post(&floor.sara, &path, &less).expect(200).json();
    assert_eq!(second["state"], "approved");
    assert!(floor.mails_to("max@coffer.example") > 0);

    let working = floor.content(&floor.max, &file, "working").expect(200).body;
    assert!(!samples::holds(&working, samples::CARD));
    floor.get(&floor.max, &case).expect(200);
    let reveal = json!({ "finding": 0, "reason": WHY });
    let path = format!("/api/v1/files/{file}/reveal");
    floor
        .post(&floor.max, &path, &reveal)
        .problem(403, "denied");
    floor
        .content(&floor.max, &file, "original")
        .problem(403, "denied");
    let rename = json!({ "name": "other.log" });
    let renamed = floor
        .max
        .call(world, "PATCH", &format!("/api/v1/files/{file}"));
    renamed.json(&rename).ask().problem(403, "denied");
    floor
        .post(&floor.max, &format!("{case}/close"), &json!({}))
        .problem(403, "denied");

    let grant = floor.live_grant(&floor.max);
    let back = format!("/api/v1/grants/{grant}/give-back");
    floor
        .post(&floor.sara, &back, &json!({}))
        .problem(404, "not_found");
    let ended = floor.post(&floor.max, &back, &json!({})).expect(200).json();
    assert_eq!(ended["state"], "given_back");
    floor.content(&floor.max, &file, "working").denied_by("W03");
    floor
        .post(&floor.max, &back, &json!({}))
        .problem(409, "grant_ended");
    for event in [
        "grant.requested",
        "grant.approved",
        "grant.started",
        "grant.ended",
    ] {
        desk.ledger_entry(event, |entry| entry["event"] == event);
    }
}

#[test]
fn a_grant_for_one_case_opens_no_other() {
    let floor = Floor::new();
    let desk = &floor.desk;
    let other = desk.other_case("48999");
    let other_file = desk.link_of(&other, json!({ "script": true })).send(
        &desk.world,
        "other.log",
        b"another case's line\n",
    );
    desk.scanned(&other_file);
    floor.granted(&floor.max, &["reveal", "download"]);
    for path in [
        format!("/api/v1/cases/{other}"),
        format!("/api/v1/cases/{other}/files"),
        format!("/api/v1/files/{other_file}"),
        format!("/api/v1/files/{other_file}/content"),
        format!("/api/v1/files/{other_file}/content?copy=original"),
        format!("/api/v1/files/{other_file}/lines"),
        format!("/api/v1/files/{other_file}/tree"),
        format!("/api/v1/files/{other_file}/findings"),
        format!("/api/v1/files/{other_file}/search?q=line"),
        format!("/api/v1/files/{other_file}/receipt"),
    ] {
        floor.get(&floor.max, &path).problem(403, "denied");
    }
    let reveal = json!({ "finding": 0, "reason": WHY });
    let path = format!("/api/v1/files/{other_file}/reveal");
    floor
        .post(&floor.max, &path, &reveal)
        .problem(403, "denied");
    let listed = floor.get(&floor.max, "/api/v1/cases").expect(200).json();
    let references: Vec<_> = listed["items"].as_array().unwrap().iter().collect();
    assert!(references.iter().all(|case| case["reference"] != "48999"));
    assert!(references.iter().any(|case| case["reference"] == "48213"));
}

#[test]
fn nobody_lets_themselves_in() {
    let floor = Floor::new();
    let desk = &floor.desk;
    let world = &desk.world;
    // Their own request, by themselves and by a second account of the same mailbox.
    let lou = desk.member("lou@coffer.example", "Support", &["lead"]);
    let second = desk.member("lou+2@coffer.example", "Support", &["lead"]);
    let request = floor.asked(&lou, &["download"]);
    for same in [&lou, &second] {
        floor
            .approve(same, &request)
            .problem(403, "access_same_person");
        let path = format!("/api/v1/access/requests/{request}/deny");
        let denied = floor.post(same, &path, &json!({ "reason": WHY }));
        denied.problem(403, "access_same_person");
    }
    // Somebody without a say, and somebody of the asker's own department.
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    let eve = desk.member("eve@coffer.example", "Engineering", &["lead"]);
    floor.approve(&ada, &request).problem(403, "denied");
    floor.approve(&eve, &request).denied_by("W03");
    // An administrator asks, and has a second account of the department approve.
    let mallory = desk.member(
        "mallory@coffer.example",
        "Engineering",
        &["administrator", "agent"],
    );
    floor.ask(&mallory, &["view"]).denied_by("W04");
    let made =
        json!({ "email": "puppet@coffer.example", "department": "Support", "roles": ["lead"] });
    floor.post(&mallory, "/api/v1/members", &made).expect(201);
    let puppet = Member {
        email: "puppet@coffer.example".to_owned(),
        token: world.token("puppet@coffer.example"),
        enrolment_url: String::new(),
    };
    let administrator = desk.member("boss@coffer.example", "Support", &["administrator", "lead"]);
    floor.approve(&administrator, &request).denied_by("W04");
    // One yes of one person is one yes, however often it is said.
    let request = floor.asked(&floor.max, &["view"]);
    floor.approve(&puppet, &request).expect(200);
    floor
        .approve(&puppet, &request)
        .problem(409, "access_approved_before");
    floor
        .get(&floor.max, &format!("/api/v1/cases/{}", desk.case))
        .denied_by("W03");
    desk.ledger_entry("the refusal of an approval", |entry| {
        entry["event"] == "access.denied" && entry["data"]["reason"] == "same_person"
    });
}

#[test]
fn a_request_is_answered_once_and_asked_once() {
    let floor = Floor::new();
    let desk = &floor.desk;
    let request = floor.asked(&floor.max, &["view"]);
    floor
        .ask(&floor.max, &["view"])
        .problem(409, "access_waiting");
    floor.approve(&desk.lena, &request).expect(200);
    let path = format!("/api/v1/access/requests/{request}");
    let deny = format!("{path}/deny");
    // Yes and no at the same moment: one of them counts.
    let outcomes: Vec<u16> = std::thread::scope(|scope| {
        let yes = scope.spawn(|| floor.approve(&floor.sara, &request).status);
        let no = scope.spawn(|| {
            floor
                .post(&desk.lena, &deny, &json!({ "reason": WHY }))
                .status
        });
        vec![yes.join().unwrap(), no.join().unwrap()]
    });
    assert_eq!(
        outcomes.iter().filter(|status| **status == 200).count(),
        1,
        "{outcomes:?}"
    );
    for replay in [
        floor.approve(&floor.sara, &request),
        floor.post(&desk.lena, &deny, &json!({ "reason": WHY })),
        floor.max.call(&desk.world, "DELETE", &path).ask(),
    ] {
        replay.problem(409, "access_decided");
    }
    let state = floor.get(&floor.max, &path).expect(200).json()["state"].clone();
    let live = floor
        .get(&floor.max, "/api/v1/grants?mine=true")
        .expect(200)
        .json();
    let grants = live["items"].as_array().unwrap().len();
    assert_eq!(grants, usize::from(state == "approved"), "{state}");
}

#[test]
fn what_is_read_by_a_grant_ends_with_it() {
    let floor = Floor::new();
    let desk = &floor.desk;
    let world = &desk.world;
    let file = large_file(desk);
    let grant = floor.granted(&floor.max, &["download"]);
    let original = SlowReader::begin(desk, &floor.max, &file, "original");
    let working = SlowReader::begin(desk, &floor.max, &file, "working");
    let end = format!("/api/v1/grants/{grant}/end");
    let ended = floor.post(
        &floor.sara,
        &end,
        &json!({ "reason": "it was another trace" }),
    );
    assert_eq!(ended.expect(200).json()["state"], "taken_back");
    original.must_have_been_cut_off("original, taken back");
    working.must_have_been_cut_off("working copy, taken back");
    floor
        .content(&floor.max, &file, "original")
        .denied_by("W03");

    floor.granted(&floor.max, &["view"]);
    let working = SlowReader::begin(desk, &floor.max, &file, "working");
    let grant = floor.live_grant(&floor.max);
    floor
        .post(
            &floor.max,
            &format!("/api/v1/grants/{grant}/give-back"),
            &json!({}),
        )
        .expect(200);
    working.must_have_been_cut_off("working copy, given back");

    floor.granted(&floor.max, &["view"]);
    let waiting = floor.asked(
        &desk.member("kim@coffer.example", "Engineering", &["agent"]),
        &["view"],
    );
    let working = SlowReader::begin(desk, &floor.max, &file, "working");
    desk.lena
        .call(world, "POST", &format!("/api/v1/cases/{}/close", desk.case))
        .ask()
        .expect(200);
    working.must_have_been_cut_off("working copy, case closed");
    let approval = floor.approve(&desk.lena, &waiting);
    approval.denied_by("W05");
    let grants = floor.get(&floor.max, "/api/v1/grants?mine=true&live=true");
    assert!(
        grants.expect(200).json()["items"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}
