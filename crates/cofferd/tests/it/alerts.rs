//! Attacks done over HTTP against a running server, and what the security officer sees of them.

use serde_json::json;

use crate::harness::http::Ask;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

#[test]
fn a_theft_of_originals_is_held_and_the_officer_lifts_it() {
    let desk = Desk::new();
    let olga = desk.member("olga@coffer.example", "Support", &["security"]);
    let link = desk.script_link();
    let files: Vec<String> = (0..6)
        .map(|n| link.send(&desk.world, &format!("{n}.log"), &samples::log(2_000)))
        .collect();
    for file in &files {
        desk.scanned(file);
    }
    // The thief has a lead's token and takes what there is.
    for file in &files[..4] {
        desk.original(file).expect(200);
    }
    // The fifth shows it, and is held before its first byte.
    desk.original(&files[4]).denied_by("W12-high-risk");
    desk.original(&files[5]).denied_by("W12-high-risk");

    let alerts = |who: &Member| who.get(&desk.world, "/api/v1/alerts?state=open").ask();
    alerts(&desk.lena).problem(403, "denied");
    let open = alerts(&olga).expect(200).json();
    let alert = &open["items"][0];
    assert_eq!(alert["rule"], "D13-fast-breadth");
    assert_eq!(alert["severity"], "high");
    let at = |rest: &str| format!("/api/v1/alerts/{}{rest}", alert["id"].as_str().unwrap());
    let shown = olga.get(&desk.world, &at("")).ask().expect(200).json();
    assert_eq!(shown["containments"][0]["response"], "hold_handouts");
    assert_eq!(shown["containments"][0]["state"], "active");
    assert_eq!(shown["alike"], 1);

    let close = json!({ "verdict": "maybe", "note": "The lead of the handover" });
    olga.post(&desk.world, &at("/close"), &close)
        .ask()
        .problem(400, "bad_request");
    let close = json!({ "verdict": "mistake", "note": "The lead of the handover" });
    desk.lena
        .post(&desk.world, &at("/close"), &close)
        .ask()
        .problem(403, "denied");
    let closed = olga
        .post(&desk.world, &at("/close"), &close)
        .ask()
        .expect(200)
        .json();
    assert_eq!(closed["state"], "closed");
    assert_eq!(closed["containments"][0]["state"], "lifted");
    desk.original(&files[5]).expect(200);
    olga.post(&desk.world, &at("/close"), &close)
        .ask()
        .problem(409, "alert_closed");
    for kind in [
        "alert.raised",
        "containment.begun",
        "alert.closed",
        "containment.ended",
    ] {
        desk.ledger_entry(kind, |entry| entry["event"] == kind);
    }
}
