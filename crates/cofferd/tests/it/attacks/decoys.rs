//! Finding what was put there to be found.

use serde_json::{Value, json};

use super::{CURL, Loss, Scene, followed, program};
use crate::harness::http::Ask;
use crate::harness::samples;

fn set_out(scene: &Scene, decoy: &Value) -> Value {
    let planted = scene
        .officer
        .post(&scene.desk.world, "/api/v1/decoys", decoy);
    planted.ask().expect(201).json()
}

#[test]
fn a_decoy_file_is_not_there_and_locks_whoever_asks_for_it() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    let decoy = json!({ "name": "vpn-credentials.txt", "content": "user=svc password=made-up" });
    let path = format!("/api/v1/cases/{}/decoys", scene.desk.case);
    let decoy = scene
        .officer
        .post(world, &path, &decoy)
        .ask()
        .expect(201)
        .json();
    let listed = scene
        .desk
        .lena
        .get(world, &format!("/api/v1/cases/{}/files", scene.desk.case));
    assert_eq!(listed.ask().expect(200).json()["items"], json!([]));
    scene
        .desk
        .original(decoy["id"].as_str().unwrap())
        .problem(404, "not_found");
    let alert = scene.report("decoy file", "D22-canary", &Loss::default());
    assert!(followed(&alert).contains(&"lock_member"));
    let me = scene.desk.lena.get(world, "/api/v1/cases");
    assert_ne!(me.ask().status, 200, "she is not locked");
}

#[test]
fn a_decoy_token_is_answered_like_any_unknown_one() {
    let scene = Scene::new();
    let decoy = set_out(&scene, &json!({ "kind": "token", "place": "deploy.env" }));
    let thief = program(&scene, [127, 0, 88, 1], CURL);
    let try_it = |token: &str| {
        let answer = thief.call("GET", "/api/v1/cases").bearer_auth(token).ask();
        answer.problem(401, "session_required")
    };
    let mut unknown = decoy["secret"].as_str().unwrap().to_owned();
    let known = try_it(&unknown);
    unknown.replace_range(
        20..21,
        if unknown.as_bytes()[20] == b'a' {
            "b"
        } else {
            "a"
        },
    );
    let strip = |mut problem: Value| {
        problem.as_object_mut().unwrap().remove("request");
        problem
    };
    assert_eq!(
        strip(known),
        strip(try_it(&unknown)),
        "it gives itself away"
    );
    let alert = scene.report("decoy token", "D22-canary", &Loss::default());
    assert!(followed(&alert).contains(&"block_source"));
    assert_eq!(alert["source"], "127.0.88.0/24");

    let listed = scene.officer.get(&scene.desk.world, "/api/v1/decoys");
    let listed = listed.ask().expect(200);
    assert_eq!(listed.json()["items"][0]["place"], "deploy.env");
    assert!(!listed.text().contains(decoy["secret"].as_str().unwrap()));
    let path = format!("/api/v1/decoys/{}", decoy["id"].as_str().unwrap());
    let end = scene.officer.call(&scene.desk.world, "DELETE", &path);
    end.ask().expect(204);
    let again = scene.officer.call(&scene.desk.world, "DELETE", &path);
    again.ask().problem(404, "not_found");
}

#[test]
fn a_decoy_account_lets_nobody_in_and_blocks_where_they_are() {
    let scene = Scene::new();
    let email = "svc-backup@coffer.example";
    let decoy = json!({ "kind": "account", "place": "the old runbook", "email": email });
    let decoy = set_out(&scene, &decoy);
    let thief = program(&scene, [127, 0, 89, 1], CURL);
    let form = json!({ "email": email, "password": decoy["secret"], "code": "000000" });
    let answer = thief.call("POST", "/api/v1/session").json(&form).ask();
    answer.problem(401, "sign_in_failed");
    let alert = scene.report("decoy account", "D22-canary", &Loss::default());
    assert!(followed(&alert).contains(&"block_source"));
    let members = scene.desk.lena.get(&scene.desk.world, "/api/v1/members");
    assert!(!members.ask().expect(200).text().contains(email));
}

#[test]
fn what_a_decoy_holds_is_known_when_it_comes_in_again() {
    let scene = Scene::new();
    let content = String::from_utf8(samples::log(3_000)).unwrap();
    let decoy = json!({ "name": "vpn-credentials.txt", "content": content });
    let path = format!("/api/v1/cases/{}/decoys", scene.desk.case);
    let planted = scene.officer.post(&scene.desk.world, &path, &decoy);
    planted.ask().expect(201);
    let elsewhere = scene.desk.other_case("T-1");
    let link = scene.desk.link_of(&elsewhere, json!({ "script": true }));
    let file = link.send(&scene.desk.world, "notes.txt", content.as_bytes());
    scene.desk.scanned(&file);
    let alert = scene.report("a decoy's content", "D22-canary", &Loss::default());
    assert!(followed(&alert).contains(&"hold_case"));
}
