//! Scans of the real server: cut off in the middle, and asked for again.

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::{self, PLANTED, holds};
use crate::harness::wait::wait_for;

/// Long enough to be met in the middle of its scan.
const LARGE: usize = 96 << 20;

fn shown(desk: &Desk, file: &str) -> Value {
    let path = format!("/api/v1/files/{file}");
    desk.lena.get(&desk.world, &path).ask().expect(200).json()
}

fn scans_on_record(desk: &Desk, file: &str) -> Vec<Value> {
    let mut entries = desk.ledger();
    entries.retain(|entry| entry["event"] == "file.scanned" && entry["object"] == *file);
    entries
}

#[test]
fn a_scan_cut_off_by_a_kill_is_done_after_the_restart() {
    let mut desk = Desk::new();
    let content = samples::log(LARGE);
    let link = desk.verified_link();
    let upload = link.create(&desk.world, "gateway.log", content.len() as u64);
    let file = upload.finish(&desk.world, &content);
    let progress = wait_for("the scan to be under way", || {
        let progress = shown(&desk, &file)["scan_progress"].clone();
        (progress["bytes"].as_u64()? > 0).then_some(progress)
    });
    desk.world.kill();
    assert_eq!(progress["total_bytes"], content.len());
    assert!(progress["percent"].as_u64().unwrap() < 100, "{progress}");
    desk.world.start();
    assert_eq!(scans_on_record(&desk, &file).len(), 0, "it was cut off");

    let scanned = desk.scanned(&file);
    assert_eq!(scanned["scan"], "clean");
    assert!(scanned["scan_progress"].is_null(), "{scanned}");
    assert_eq!(scanned["scan_queued"], false);
    let count = |kind: &str| {
        let counts = scanned["findings"].as_array().unwrap();
        let found = counts.iter().find(|found| found["type"] == kind);
        found.map_or(0, |found| found["count"].as_u64().unwrap())
    };
    for kind in ["payment_card", "password", "bearer_token", "email"] {
        assert_eq!(count(kind), 1, "{kind} in {scanned}");
    }
    let copy = desk.working(&file, 0).expect(200).body;
    assert!(PLANTED.iter().all(|value| !holds(&copy, value)));
    assert_eq!(scans_on_record(&desk, &file).len(), 1);
}

#[test]
fn a_lead_has_a_file_checked_again() {
    let desk = Desk::new();
    let ada = desk.member("ada@coffer.example", "Support", &["agent"]);
    let link = desk.verified_link();
    let content = samples::log(200_000);
    let upload = link.create(&desk.world, "gateway.log", content.len() as u64);
    let file = upload.finish(&desk.world, &content);
    let before = desk.scanned(&file);
    assert_eq!(before["scan_outdated"], false);
    let path = format!("/api/v1/files/{file}/rescan");
    ada.call(&desk.world, "POST", &path)
        .ask()
        .problem(403, "denied");
    let queued = desk
        .lena
        .call(&desk.world, "POST", &path)
        .ask()
        .expect(202)
        .json();
    assert_eq!(queued["findings"], before["findings"]);
    let asked = desk.ledger_entry("the wish", |entry| entry["event"] == "file.rescan_asked");
    assert_eq!(asked["object"], file);
    assert_eq!(asked["data"]["rules"], json!(["R15-leads-rescan"]));
    let after = wait_for("the further scan", || {
        let after = shown(&desk, &file);
        (after["scan_queued"] == false).then_some(after)
    });
    assert_eq!(after, before);
    assert_eq!(scans_on_record(&desk, &file).len(), 2);
    let log = desk.working(&file, 0).expect(200);
    assert!(!log.body.is_empty());
}

#[test]
fn rules_that_are_refused_keep_the_server_from_starting() {
    let mut desk = Desk::new();
    desk.world.stop();
    let rules = desk.world.data().join("staff.toml");
    std::fs::write(&rules, "[[rule]]\nid = 7\n").unwrap();
    let config = desk.world.data().join("cofferd.toml");
    let written = std::fs::read_to_string(&config).unwrap();
    std::fs::write(
        &config,
        written.replace("[scan]", "[scan]\nrules = \"staff.toml\""),
    )
    .unwrap();
    let refused = desk
        .world
        .try_operate(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(
        told.contains("does not start with rules that are refused"),
        "{told}"
    );
    assert!(told.contains("staff.toml"), "{told}");
    let doctor = desk.world.try_operate(&["doctor", "--json"]);
    let lines = String::from_utf8(doctor.stdout).unwrap();
    let mut checks = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let check = checks.find(|check| check["check"] == "rules").unwrap();
    assert_eq!(check["state"], "fault");
    assert!(
        check["found"].as_str().unwrap().contains("staff.toml"),
        "{check}"
    );
    // No other command minds.
    desk.world
        .operate(&["token", "create", "--member", "lena@coffer.example"]);
}
