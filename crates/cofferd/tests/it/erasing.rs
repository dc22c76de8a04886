//! A file erased through the real server, which is killed right after.

use coffer_tlog::{LogVerifier, Receipt, verify_receipt};
use serde_json::json;

use crate::harness::files_below;
use crate::harness::http::Ask;
use crate::harness::link::Link;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

#[test]
fn a_file_is_held_then_erased_for_good_with_a_certificate() {
    let mut desk = Desk::new();
    let officer = desk.member("dpo@coffer.example", "Engineering", &["dpo"]);
    let link = desk.verified_link();
    let content = samples::log(200_000);
    let upload = link.create(&desk.world, "gateway.log", content.len() as u64);
    let file = upload.finish(&desk.world, &content);
    desk.scanned(&file);
    let objects = desk.world.objects();
    let path = format!("/api/v1/files/{file}");
    let certificate = format!("{path}/erasure");
    let erase = json!({"reason": "the customer asked for it"});
    let hold = format!("/api/v1/cases/{}/hold", desk.case);
    let set = |desk: &Desk, on: bool| {
        let body = json!({"on": on, "reason": "subpoena 12-345, keep everything"});
        let call = officer.call(&desk.world, "PUT", &hold).json(&body);
        call.ask().expect(204);
    };
    let ask = |desk: &Desk| {
        let call = desk.lena.call(&desk.world, "DELETE", &path).json(&erase);
        call.ask()
    };

    set(&desk, true);
    let case = format!("/api/v1/cases/{}", desk.case);
    let case = desk.lena.get(&desk.world, &case).ask().expect(200).json();
    assert_eq!(case["held"], true);
    ask(&desk).denied_by("W10-legal-hold");
    desk.scanned(&file);
    set(&desk, false);
    let erased = ask(&desk).expect(200).json();
    assert_eq!(erased["file"], file);
    assert_eq!(erased["keys_destroyed"], true);

    desk.world.kill_and_restart();
    desk.lena
        .get(&desk.world, &path)
        .ask()
        .problem(404, "not_found");
    assert_eq!(desk.world.objects().len() + 2, objects.len());
    let receipt = desk.lena.get(&desk.world, &certificate).ask().expect(200);
    let receipt = Receipt::from_json(&receipt.text()).unwrap();
    let key = LogVerifier::from_vkey(&receipt.log).unwrap();
    let proven = verify_receipt(&receipt, &key).unwrap();
    assert!(proven.entry.contains("file.keys_destroyed"));
    assert!(proven.entry.contains(&file));
    the_sender_has_the_proof_too(&desk, &link, &file, &receipt);
    let left = files_below(desk.world.data());
    assert!(objects.iter().filter(|path| left.contains(path)).count() + 2 == objects.len());
}

/// The record of who sent it keeps it, as erased, and hands out the same certificate; another link knows of neither.
fn the_sender_has_the_proof_too(desk: &Desk, hers: &Link, file: &str, receipt: &Receipt) {
    let certificate = format!("/api/v1/link/files/{file}/erasure");
    let custody = hers.call(&desk.world, "GET", "/api/v1/link/custody").ask();
    let custody = custody.expect(200).json();
    assert_eq!(custody["erased"][0]["id"], file);
    assert_eq!(custody["erased"][0]["name"], "gateway.log");
    let got = hers.call(&desk.world, "GET", &certificate).ask();
    let got = Receipt::from_json(&got.expect(200).text()).unwrap();
    assert_eq!((got.index, &got.entry), (receipt.index, &receipt.entry));
    let anothers = desk.verified_link();
    let refused = anothers.call(&desk.world, "GET", &certificate).ask();
    refused.problem(404, "not_found");
}

#[test]
fn what_is_held_about_a_contact_comes_out_with_proofs() {
    let desk = Desk::new();
    let officer = desk.member("dpo@coffer.example", "Engineering", &["dpo"]);
    let link = desk.verified_link();
    let file = link.send(&desk.world, "gateway.log", &samples::log(20_000));
    desk.scanned(&file);
    let path = "/api/v1/customers/Contoso/contacts/jane@contoso.example/export";
    let why = json!({"reason": "she asked by letter of 23 November"});
    let ask = |who: &Member| who.post(&desk.world, path, &why).ask();
    ask(&desk.lena).expect(403);
    ask(&desk.admin).expect(403);
    let export = ask(&officer).expect(200).json();
    let subject = &export["subject"];
    assert_eq!(subject["email"], "jane@contoso.example");
    assert_eq!(subject["files"][0]["id"], file);
    assert_eq!(subject["files"][0]["name"], "gateway.log");
    assert_eq!(subject["files"][0]["link"], subject["links"][0]["id"]);
    let place = subject["files"][0]["entry"].as_u64().unwrap();
    let entries = export["entries"].as_array().unwrap();
    let mut arrival = String::new();
    for entry in entries {
        let receipt = Receipt::from_json(&entry.to_string()).unwrap();
        let key = LogVerifier::from_vkey(&receipt.log).unwrap();
        let proven = verify_receipt(&receipt, &key).unwrap();
        if receipt.index == place {
            arrival = proven.entry;
        }
    }
    assert!(arrival.contains(&file), "{arrival}");
    desk.ledger_entry("the export", |entry| {
        entry["event"] == "subject.exported" && entry["object"] == subject["id"]
    });
}
