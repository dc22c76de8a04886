//! Archives made to hurt, and archives cut short: an honest state, and a server that goes on.

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::{self, FAILING, gzip, holds, tar_gz};
use crate::harness::wait::wait_for;

fn sent(desk: &Desk, name: &str, content: &[u8]) -> Value {
    let file = desk.script_link().send(&desk.world, name, content);
    desk.scanned(&file)
}

fn tree(desk: &Desk, file: &Value) -> Vec<Value> {
    let path = format!("/api/v1/files/{}/tree", file["id"].as_str().unwrap());
    let tree = desk.lena.get(&desk.world, &path).ask().expect(200).json();
    tree["items"].as_array().unwrap().clone()
}

#[test]
fn a_bomb_is_too_large_and_the_server_goes_on() {
    let desk = Desk::new();
    // 40 KB that unpack to 40 MB, a thousand times over, in three layers.
    let zeros = vec![0; 40 << 20];
    let layer = gzip(&zeros);
    let layer = tar_gz(&[("a.gz", &layer), ("b.gz", &layer), ("c.gz", &layer)]);
    let members: Vec<(String, &[u8])> = (0..300)
        .map(|number| (format!("{number}.tar.gz"), layer.as_slice()))
        .collect();
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let bomb = tar_gz(&members);
    let file = sent(&desk, "bomb.tar.gz", &bomb);
    assert!(
        ["too_large", "partly_scanned"].contains(&file["scan"].as_str().unwrap()),
        "{file}"
    );
    // It is held back from everybody, until an officer says otherwise.
    let id = file["id"].as_str().unwrap();
    wait_for("the quarantine", || {
        // It also cuts what is under way when it comes.
        let refused = desk.ask_original(id).try_ask()?;
        (refused.status == 403).then(|| refused.denied_by("W17"))
    });
    let officer = desk.member("sara@coffer.example", "Engineering", &["security"]);
    let alerts = officer.get(&desk.world, "/api/v1/alerts").ask();
    let alerts = alerts.expect(200).json()["items"].clone();
    let is_it = |alert: &&Value| alert["rule"].as_str().unwrap().starts_with("D20-");
    let alert = alerts.as_array().unwrap().iter().find(is_it).unwrap();
    let lift = format!("/api/v1/alerts/{}/lift", alert["id"].as_str().unwrap());
    let why = json!({ "text": "the customer sent it to show a fault" });
    officer.post(&desk.world, &lift, &why).ask().expect(200);
    assert_eq!(desk.original(id).expect(200).body, bomb);
    desk.world.get("/readyz").ask().expect(200);
    assert_eq!(
        sent(&desk, "next.log", b"an ordinary line\n")["scan"],
        "clean"
    );
}

#[test]
fn what_was_left_of_a_cut_archive_is_never_called_clean() {
    let desk = Desk::new();
    let log = samples::log(300_000);
    let whole = tar_gz(&[("app.log", &log), ("rest.bin", &samples::noise(3, 200_000))]);
    for cut in [whole.len() / 2, whole.len() - 5, 30] {
        let file = sent(&desk, "cut.tar.gz", &whole[..cut]);
        let state = file["scan"].as_str().unwrap();
        assert!(
            ["partly_scanned", "failed"].contains(&state),
            "{cut} bytes: {file}"
        );
    }
    let nonsense = sent(
        &desk,
        "not-really.zip",
        b"PK\x03\x04 and then nothing of the kind",
    );
    assert_ne!(nonsense["scan"], "clean", "{nonsense}");
    desk.world.get("/readyz").ask().expect(200);
}

#[test]
fn members_with_hostile_names_are_data_and_nothing_else() {
    let desk = Desk::new();
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["../../../../tmp/coffer-escaped", "/etc/coffer-escaped"] {
        let content = format!("{FAILING}\n");
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_cksum();
        tar.append(&header, content.as_bytes()).unwrap();
    }
    let file = sent(&desk, "escape.tar", &tar.into_inner().unwrap());
    let members = tree(&desk, &file);
    assert!(members.len() >= 3, "{members:?}");
    for escaped in ["/tmp/coffer-escaped", "/etc/coffer-escaped"] {
        assert!(!std::path::Path::new(escaped).exists());
    }
    let member = members[1]["member"].as_u64().unwrap();
    let copy = desk
        .working(file["id"].as_str().unwrap(), member)
        .expect(200)
        .body;
    assert!(holds(&copy, FAILING), "it can be read under its name");
}
