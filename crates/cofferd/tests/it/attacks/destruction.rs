//! Breaking what one can reach.

use serde_json::json;

use super::{Loss, Scene, followed};
use crate::harness::http::Ask;
use crate::harness::samples;

#[test]
fn ransomware_is_locked_out_and_everything_it_replaced_is_put_back() {
    const FILES: usize = 40;
    let scene = Scene::new();
    let world = &scene.desk.world;
    let files = scene.files(FILES);
    let before = scene.desk.ledger().last().unwrap()["time"].clone();
    let mut loss = Loss::default();
    for (seed, file) in (0_u64..).zip(&files) {
        let noise: Vec<u8> = {
            let mut bytes = vec![0; 64 << 10];
            let mut reader = blake3::Hasher::new()
                .update(&seed.to_le_bytes())
                .finalize_xof();
            reader.fill(&mut bytes);
            bytes
        };
        let path = format!("/api/v1/files/{file}/content");
        let put = scene.desk.lena.call(world, "PUT", &path).body(noise);
        if put.try_ask().is_some_and(|answer| answer.status == 200) {
            loss.add(&samples::log(20_000));
        }
    }
    let alert = scene.report("ransomware", "D18-mass-encryption", &loss);
    for response in ["lock_member", "hold_case", "hold_backups"] {
        assert!(followed(&alert).contains(&response), "{response}");
    }
    assert!(
        loss.files < FILES,
        "nothing was held: {} files replaced",
        loss.files
    );
    // Nothing is lost: the officer lifts the lock when its cause is gone, and puts everything back.
    let back = json!({ "since": before, "reason": "alert D18: files were encrypted" });
    let path = "/api/v1/members/lena@coffer.example/roll-back";
    let done = scene.officer.post(world, path, &back).ask().expect(200);
    assert_eq!(done.json()["files"].as_array().unwrap().len(), loss.files);
    let at = |rest: &str| format!("/api/v1/alerts/{}{rest}", alert["id"].as_str().unwrap());
    let lift = json!({ "text": "her laptop is wiped and new" });
    let lifted = scene.officer.post(world, &at("/lift"), &lift);
    lifted.ask().expect(200);
    for file in files.iter().take(3) {
        assert!(scene.desk.original(file).expect(200).body == samples::log(20_000));
    }
}

#[test]
fn mass_erasure_is_stopped_and_held_cases_keep_everything() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    let files = scene.files(16);
    let erase = json!({ "reason": "the customer asked for it" });
    let mut loss = Loss::default();
    for file in &files {
        let call = scene
            .desk
            .lena
            .call(world, "DELETE", &format!("/api/v1/files/{file}"));
        let answer = call.json(&erase).try_ask();
        if answer.is_some_and(|answer| answer.status == 200) {
            loss.add(&samples::log(20_000));
        }
    }
    let alert = scene.report("mass erasure", "D19-mass-deletion", &loss);
    assert!(followed(&alert).contains(&"lock_member"));
    assert!(loss.files < files.len(), "{} files erased", loss.files);
}

#[test]
fn a_program_under_the_name_of_a_log_is_handed_out_to_nobody() {
    let scene = Scene::new();
    let link = scene.desk.script_link();
    let mut program = b"\x7fELF\x02\x01\x01\0".to_vec();
    program.extend_from_slice(&samples::log(2_000));
    let file = link.send(&scene.desk.world, "gateway.log", &program);
    scene.desk.scanned(&file);
    let alert = scene.report(
        "a program as a log",
        "D20-malicious-upload",
        &Loss::default(),
    );
    assert!(followed(&alert).contains(&"quarantine_file"));
    scene.desk.original(&file).problem(403, "denied");
}
