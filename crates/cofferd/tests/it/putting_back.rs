//! Files that a member replaced with noise are put back through the real server, which is killed right after.

use std::time::{SystemTime, UNIX_EPOCH};

use coffer_domain::time::Timestamp;
use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples;

#[test]
fn what_a_member_overwrote_is_put_back_by_an_officer_and_shown_again_by_a_lead() {
    let mut desk = Desk::new();
    let officer = desk.member("sara@coffer.example", "Engineering", &["security"]);
    let content = samples::log(50_000);
    let file = desk
        .verified_link()
        .send(&desk.world, "gateway.log", &content);
    desk.scanned(&file);
    let before = over_now();
    let path = format!("/api/v1/files/{file}");
    let noise = blake3::hash(b"ransom").as_bytes().repeat(100);
    for _ in 0..2 {
        let put = desk
            .lena
            .call(&desk.world, "PUT", &format!("{path}/content"));
        put.body(noise.clone()).ask().expect(200);
    }
    let renamed = desk.lena.call(&desk.world, "PATCH", &path);
    renamed
        .json(&json!({"name": "gateway.locked"}))
        .ask()
        .expect(200);
    let case = desk.scanned(&file)["case"].clone();
    assert!(desk.original(&file).body == noise);

    let back = |preview: bool| {
        let body = json!({"since": before, "reason": "alert D18: files were encrypted", "preview": preview});
        let ask = officer.post(
            &desk.world,
            "/api/v1/members/lena@coffer.example/roll-back",
            &body,
        );
        ask.ask().expect(200).json()
    };
    let want = json!([{"file": file, "case": case, "case_reference": "48213", "from": 3, "to": 1, "renamed": true}]);
    assert_eq!(back(true)["files"], want);
    assert_eq!(back(false)["files"], want);
    assert_eq!(back(false)["files"], json!([]));

    desk.world.kill_and_restart();
    assert!(desk.original(&file).body == content);
    let shown =
        |desk: &Desk| -> Value { desk.lena.get(&desk.world, &path).ask().expect(200).json() };
    assert_eq!(shown(&desk)["name"], "gateway.log");
    let entry = desk.ledger_entry("the putting back", |entry| {
        entry["event"] == "file.rolled_back"
    });
    assert_eq!(
        (&entry["object"], &entry["data"]["number"]),
        (&json!(file), &json!(1))
    );

    let versions = desk.lena.get(&desk.world, &format!("{path}/versions"));
    let versions = versions.ask().expect(200).json();
    let listed = |at: usize| {
        let version = &versions["items"][at];
        json!([
            version["number"],
            version["bytes"],
            version["shown"],
            version["set_aside"]
        ])
    };
    assert_eq!(listed(0), json!([1, content.len(), true, false]));
    assert_eq!(listed(1), json!([2, noise.len(), false, true]));
    assert_eq!(listed(2), json!([3, noise.len(), false, true]));

    let other = json!({"number": 3, "reason": "the newest one was ours after all"});
    let put = desk
        .lena
        .call(&desk.world, "PUT", &format!("{path}/version"));
    put.json(&other).ask().expect(200);
    assert_eq!(shown(&desk)["version"], 3);
    assert!(desk.original(&file).body == noise);
}

/// The time now, once it is over: what comes next is later by a millisecond at least.
fn over_now() -> String {
    let millis = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        i64::try_from(since.as_millis()).unwrap()
    };
    let now = millis();
    while millis() == now {
        std::thread::yield_now();
    }
    Timestamp(now).to_string()
}
