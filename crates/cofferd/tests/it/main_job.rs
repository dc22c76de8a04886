//! What the product exists for, from the link to the ledger.

use std::path::Path;

use coffer_tlog::{LogVerifier, Receipt, verify_receipt};
use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::link::Link;
use crate::harness::people::{Desk, Member};
use crate::harness::samples::{self, CARD, FAILING, PLANTED, blake3, holds, tar_gz};
use crate::harness::{World, flip};

const CHUNK: usize = 1 << 20;

#[test]
fn a_bundle_goes_from_a_link_to_the_ledger() {
    let mut desk = Desk::new();
    let erik = desk.member("erik@coffer.example", "Engineering", &["lead"]);
    let bundle = tar_gz(&[
        ("var/log/app.log", &samples::log(400_000)),
        ("core.bin", &samples::noise(1, 5_000_000)),
    ]);

    let link = desk.verified_link();
    let file = send_through_a_crash(&mut desk, &link, &bundle);
    let shown = desk.scanned(&file);
    assert_eq!(shown["scan"], "clean");
    assert_eq!(shown["blake3"], blake3(&bundle));
    assert_eq!(shown["bytes"], bundle.len());
    assert!(
        desk.original(&file).expect(200).body == bundle,
        "the original comes back as sent"
    );

    receipt_holds(&desk, &link, &file, &bundle);
    let member = working_copy_masks(&desk, &file);
    search_finds(&desk, &file, member);
    reveal_shows_one_value(&desk, &file);
    other_department_is_refused(&desk, &erik, &file);
    export_verifies_until_altered(&desk.world);
    altered_object_is_refused(&desk, &file);
}

fn send_through_a_crash(desk: &mut Desk, link: &Link, bundle: &[u8]) -> String {
    let upload = link.create(&desk.world, "bundle.tar.gz", bundle.len() as u64);
    let mut offset = 0;
    for chunk in bundle.chunks(CHUNK).take(3) {
        let answer = upload.patch(&desk.world, offset, chunk).ask().expect(204);
        offset += chunk.len() as u64;
        assert_eq!(answer.offset(), offset);
        assert_eq!(answer.header("coffer-file"), "");
    }
    desk.world.kill_and_restart();
    assert_eq!(
        upload.offset(&desk.world),
        offset,
        "what was acknowledged is there"
    );
    let file = upload.finish(&desk.world, bundle);
    let sent = link.files(&desk.world);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["id"], file);
    assert_eq!(sent[0]["blake3"], blake3(bundle));
    file
}

fn receipt_holds(desk: &Desk, link: &Link, file: &str, bundle: &[u8]) {
    let path = format!("/api/v1/link/files/{file}/receipt");
    let text = link
        .call(&desk.world, "GET", &path)
        .ask()
        .expect(200)
        .text();
    let key = desk.world.operate(&["ledger", "key"]).stdout;
    let key = LogVerifier::from_vkey(String::from_utf8(key).unwrap().trim()).unwrap();
    let receipt = Receipt::from_json(&text).unwrap();
    let verified = verify_receipt(&receipt, &key).unwrap();
    let entry: Value = serde_json::from_str(&verified.entry).unwrap();
    assert_eq!(entry["event"], "upload.completed");
    assert_eq!(entry["object"], file);
    assert_eq!(entry["data"]["blake3"], blake3(bundle));
    assert_eq!(entry["data"]["bytes"], bundle.len());
    assert_eq!(verified.openings[0].field, "name");
    assert_eq!(verified.openings[0].value, "bundle.tar.gz");
    let forged = text.replacen(&blake3(bundle), &blake3(b"another"), 1);
    assert!(verify_receipt(&Receipt::from_json(&forged).unwrap(), &key).is_err());
}

/// The number of the log in the bundle, whose working copy shows nothing that was planted.
fn working_copy_masks(desk: &Desk, file: &str) -> u64 {
    let tree = desk
        .lena
        .get(&desk.world, &format!("/api/v1/files/{file}/tree"));
    let tree = tree.ask().expect(200).json();
    let log = tree["items"].as_array().unwrap().iter().find(|item| {
        item["path"]
            .as_array()
            .is_some_and(|path| path.iter().any(|part| part == "var/log/app.log"))
    });
    let log = log.unwrap_or_else(|| panic!("the log is in {tree}"));
    assert!(
        log["findings"].as_u64().unwrap() >= PLANTED.len() as u64,
        "{log}"
    );
    let member = log["member"].as_u64().unwrap();
    let copy = desk.working(file, member).expect(200).body;
    for value in PLANTED {
        assert!(!holds(&copy, value), "{value} is shown");
    }
    assert!(holds(&copy, FAILING), "what is not sensitive stays");
    member
}

fn search_finds(desk: &Desk, file: &str, member: u64) {
    let path = format!("/api/v1/files/{file}/search");
    let search = |pattern: &str| {
        let call = desk.lena.get(&desk.world, &path).query(&[("q", pattern)]);
        call.ask().expect(200).json()["hits"]
            .as_array()
            .unwrap()
            .clone()
    };
    let hits = search(r"ERROR auth: .*ldap-\d+");
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(hits[0]["member"], member);
    assert!(hits[0]["text"].as_str().unwrap().contains(FAILING));
    for value in PLANTED {
        assert_eq!(
            search(value).len(),
            0,
            "a masked value cannot be searched for"
        );
    }
}

fn reveal_shows_one_value(desk: &Desk, file: &str) {
    let found = desk
        .lena
        .get(&desk.world, &format!("/api/v1/files/{file}/findings"));
    let found = found.ask().expect(200);
    for value in PLANTED {
        assert!(!found.text().contains(value), "findings never hold values");
    }
    let found = found.json();
    let card = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["type"] == "payment_card");
    let card = &card.unwrap_or_else(|| panic!("a card in {found}"))["finding"];
    let path = format!("/api/v1/files/{file}/reveal");
    let reveal = |reason: &str| {
        desk.lena
            .post(
                &desk.world,
                &path,
                &json!({ "finding": card, "reason": reason }),
            )
            .ask()
    };
    reveal("why not").problem(400, "bad_request");
    let shown = reveal("the customer asks which card it was")
        .expect(200)
        .json();
    assert_eq!(shown["value"], CARD);
    let entry = desk.ledger_entry("the reveal", |entry| entry["event"] == "file.revealed");
    assert_eq!(entry["object"], file);
    assert_eq!(entry["data"]["finding"], *card);
    assert!(entry["actor"].as_str().unwrap().starts_with("mem_"));
    assert!(
        entry["pii"]["reason"].is_string(),
        "the reason is committed to: {entry}"
    );
    assert!(!entry.to_string().contains(CARD));
}

fn other_department_is_refused(desk: &Desk, erik: &Member, file: &str) {
    let at = |rest: &str| format!("/api/v1/files/{file}{rest}");
    let reason = json!({ "finding": 0, "reason": "I would like to see it" });
    let calls = [
        ("file.list", erik.get(&desk.world, &at(""))),
        ("file.view", erik.get(&desk.world, &at("/content"))),
        (
            "file.download",
            erik.get(&desk.world, &at("/content?copy=original")),
        ),
        ("file.view", erik.get(&desk.world, &at("/lines"))),
        ("file.view", erik.get(&desk.world, &at("/tree"))),
        ("file.view", erik.get(&desk.world, &at("/findings"))),
        (
            "file.view",
            erik.get(&desk.world, &at("/search?q=password")),
        ),
        (
            "file.reveal",
            erik.post(&desk.world, &at("/reveal"), &reason),
        ),
        (
            "file.modify",
            erik.call(&desk.world, "PUT", &at("/content"))
                .body("mine now"),
        ),
        (
            "file.modify",
            erik.call(&desk.world, "PATCH", &at(""))
                .json(&json!({ "name": "x" })),
        ),
        ("file.view", erik.get(&desk.world, &at("/receipt"))),
    ];
    let mut wanted: Vec<&str> = Vec::new();
    for (action, call) in calls {
        call.ask().denied_by("W03-department-wall");
        wanted.push(action);
    }
    let refusals = crate::harness::wait::wait_for("all refusals", || {
        let all = desk
            .ledger()
            .into_iter()
            .filter(|entry| entry["event"] == "access.denied");
        let all: Vec<Value> = all.collect();
        (all.len() >= wanted.len()).then_some(all)
    });
    let mut recorded: Vec<&str> = refusals
        .iter()
        .map(|entry| entry["data"]["action"].as_str().unwrap())
        .collect();
    recorded.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(recorded, wanted, "one entry for every refusal");
    for refusal in &refusals {
        assert_eq!(refusal["object"], file);
        assert_eq!(refusal["case"], desk.case);
        assert!(
            refusal["data"]["rules"]
                .to_string()
                .contains("W03-department-wall"),
            "{refusal}"
        );
    }
    assert_eq!(desk.scanned(file)["version"], 1, "nothing was modified");
}

fn export_verifies_until_altered(world: &World) {
    let out = world.temporary().join("export");
    let folder = out.to_str().unwrap();
    world.operate(&["ledger", "export", "--out", folder]);
    let verify = || {
        let output = world
            .command()
            .args(["ledger", "verify", folder, "--json"])
            .output()
            .unwrap();
        (
            output.status.code(),
            serde_json::from_slice::<Value>(&output.stdout).unwrap(),
        )
    };
    let (status, said) = verify();
    assert_eq!(status, Some(0));
    assert_eq!(said["valid"], true);
    let entries = said["entries"].as_u64().unwrap();
    assert!(entries > 20);

    let (bundle, at) = byte_of_entry(&out, 17);
    flip(&bundle, at);
    let (status, said) = verify();
    assert_eq!(status, Some(1));
    assert_eq!(said["valid"], false);
    assert_eq!(said["first_bad_entry"], 17);
}

/// The entry bundle of the first 256 entries, and where in it the text of entry `index` begins, give or take.
fn byte_of_entry(export: &Path, index: usize) -> (std::path::PathBuf, u64) {
    let bundles = crate::harness::files_below(&export.join("tile/entries"));
    let first = bundles
        .into_iter()
        .find(|path| path.to_string_lossy().contains("entries/000"))
        .unwrap();
    let bytes = std::fs::read(&first).unwrap();
    let mut at = 0;
    for _ in 0..index {
        at += 2 + usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    }
    (first, at as u64 + 2 + 30)
}

fn altered_object_is_refused(desk: &Desk, file: &str) {
    let objects = desk.world.objects();
    let object = objects
        .iter()
        .max_by_key(|path| path.metadata().unwrap().len())
        .unwrap();
    flip(object, 70_000);
    let answer = desk.original(file);
    answer.problem(500, "integrity_failed");
    desk.ledger_entry("the failed check", |entry| {
        entry["event"] == "file.integrity_failed" && entry["object"] == file
    });
    let closed = desk.ledger_entry("the end of the download", |entry| {
        entry["event"] == "file.download_closed"
            && entry["object"] == file
            && entry["data"]["bytes"] == 0
    });
    assert!(closed["actor"].as_str().unwrap().starts_with("mem_"));
}

#[test]
fn damage_far_into_a_file_breaks_the_answer_before_any_altered_byte() {
    let desk = Desk::new();
    let content = samples::noise(2, 6_000_000);
    let file = desk.script_link().send(&desk.world, "core.bin", &content);
    desk.scanned(&file);
    let objects = desk.world.objects();
    let object = objects
        .iter()
        .max_by_key(|path| path.metadata().unwrap().len())
        .unwrap();
    flip(object, 5_000_000);
    let path = format!("/api/v1/files/{file}/content?copy=original");
    let mut response = desk.lena.get(&desk.world, &path).send().unwrap();
    let mut got = Vec::new();
    assert!(
        std::io::copy(&mut response, &mut got).is_err(),
        "the answer does not end as if whole"
    );
    assert!(content.starts_with(&got) && got.len() < content.len());
    let untouched = desk
        .lena
        .get(&desk.world, &path)
        .header("range", "bytes=0-99999")
        .ask()
        .expect(206);
    assert!(untouched.body == content[..100_000]);
    desk.ledger_entry("the failed check", |entry| {
        entry["event"] == "file.integrity_failed"
    });
}
