//! Hard days that are no attacks: nobody is woken, and nobody is held.

use serde_json::json;

use super::{FIREFOX, Scene, program};
use crate::harness::http::Ask;
use crate::harness::session::{ACCOUNT_PASSWORD, totp};

impl Scene {
    /// Nothing of high severity, once everything that happened has been watched.
    fn nobody_is_woken(&self, day: &str) {
        // What is handed out after this was watched before it.
        let file = &self.files(1)[0];
        self.desk.original(file).expect(200);
        let woken: Vec<_> = self
            .alerts()
            .into_iter()
            .filter(|it| ["high", "critical"].contains(&it["severity"].as_str().unwrap()))
            .collect();
        println!("| {day} | | | | | |");
        assert!(woken.is_empty(), "{woken:?}");
    }
}

#[test]
fn an_incident_that_five_people_work_on_is_no_theft() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    let files = scene.files(4);
    for n in 0..5 {
        let email = format!("lead{n}@coffer.example");
        let lead = scene.desk.member(&email, "Support", &["lead"]);
        let join = json!({ "member": email });
        let path = format!("/api/v1/cases/{}/members", scene.desk.case);
        scene.desk.lena.post(world, &path, &join).ask().expect(200);
        for file in &files {
            let path = format!("/api/v1/files/{file}/content?copy=original");
            lead.get(world, &path).ask().expect(200);
            let path = format!("/api/v1/files/{file}/content");
            lead.get(world, &path).ask().expect(200);
        }
    }
    scene.nobody_is_woken("benign: incident swarm");
}

#[test]
fn a_handover_of_cases_is_no_walk_through_them() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    let adam = scene
        .desk
        .member("adam@coffer.example", "Support", &["agent"]);
    for number in 0..8 {
        let case = scene.desk.other_case(&format!("T-{number}"));
        let file = &scene.files_of(&case, 1)[0];
        let join = json!({ "member": adam.email });
        let path = format!("/api/v1/cases/{case}/members");
        scene.desk.lena.post(world, &path, &join).ask().expect(200);
        adam.get(world, &format!("/api/v1/files/{file}/content"))
            .ask()
            .expect(200);
    }
    scene.nobody_is_woken("benign: handover");
}

#[test]
fn a_move_to_another_office_ends_no_session() {
    let scene = Scene::new();
    let file = &scene.files(1)[0];
    let lena = scene.desk.world.enrol(&scene.desk.lena.enrolment_url);
    let office = program(&scene, [127, 0, 0, 1], FIREFOX);
    let code = totp(&lena.totp_secret, 30);
    let form = json!({ "email": lena.email, "password": ACCOUNT_PASSWORD, "code": code });
    let signed_in = office.call("POST", "/api/v1/session").json(&form).ask();
    let cookie = signed_in.expect(200).header("set-cookie").to_owned();
    let cookie = cookie.split(';').next().unwrap();
    for place in [[127, 0, 0, 1], [127, 0, 40, 1], [127, 0, 41, 1]] {
        let from = program(&scene, place, FIREFOX);
        let call = from.call("GET", &format!("/api/v1/files/{file}/content"));
        call.header("cookie", cookie).ask().expect(200);
    }
    scene.nobody_is_woken("benign: office move");
}

#[test]
fn an_auditor_who_reads_the_whole_ledger_is_no_thief() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    scene.files(3);
    let aud = scene
        .desk
        .member("aud@coffer.example", "Support", &["auditor"]);
    for _ in 0..20 {
        aud.get(world, "/api/v1/ledger/entries?from=0")
            .ask()
            .expect(200);
        aud.get(world, "/api/v1/members").ask().expect(200);
        aud.get(world, "/api/v1/policies").ask().expect(200);
    }
    scene.nobody_is_woken("benign: audit");
}
