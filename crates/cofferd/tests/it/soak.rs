//! Killed at random moments during uploads, again and again: nothing acknowledged is ever lost.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use rand::RngExt;
use rand::rngs::StdRng;

use crate::harness::http::Ask;
use crate::harness::link::{Link, Upload};
use crate::harness::people::Desk;
use crate::harness::samples::blake3;
use crate::harness::{files_below, seeded};

/// Kills in an ordinary run; `COFFER_SOAK_ROUNDS` sets another number.
const ROUNDS: usize = 8;
const BYTES_MAX: usize = 12 << 20;
const CHUNK_MAX: usize = 2 << 20;
/// Stands in every content every 4 KiB; must never stand on the disk.
const MARKER: &[u8] = b"this-is-plaintext-of-a-customer-7f1c";

/// One upload and what the server said it holds.
struct Sending {
    upload: Upload,
    content: Vec<u8>,
    acknowledged: u64,
    file: Option<String>,
}

#[test]
fn soak_no_acknowledged_byte_is_lost_whenever_the_server_is_killed() {
    let rounds = std::env::var("COFFER_SOAK_ROUNDS")
        .ok()
        .map_or(ROUNDS, |text| text.parse().unwrap());
    let mut random = seeded();
    let mut desk = Desk::new();
    // One lead takes every file back as fast as it goes: to be told apart from a theft by nobody.
    desk.world.configure("[watch]\nrespond = false\n");
    let link = desk.script_link();
    let mut finished: Vec<(String, Vec<u8>)> = Vec::new();
    let mut checked = 0;
    let mut sending = begin(&desk, &link, &mut random);
    let mut kills = 0;
    while kills < rounds {
        kill_while_sending(&mut desk, &mut sending, &mut random);
        kills += 1;
        let held = sending.upload.head(&desk.world);
        match held.status {
            200 => {
                let at = held.offset();
                assert!(
                    at >= sending.acknowledged,
                    "round {kills}: {} acknowledged, {at} there",
                    sending.acknowledged
                );
                sending.acknowledged = at;
            }
            // Complete before the kill; whether the answer came through or not.
            404 => {
                let name = name_of(&sending.content);
                let files = link.files(&desk.world);
                let file = files
                    .iter()
                    .find(|file| file["name"] == name && file["state"] == "received");
                let file =
                    file.unwrap_or_else(|| panic!("round {kills}: the upload is gone, {files:?}"));
                let file = file["id"].as_str().unwrap().to_owned();
                // A scan that never ends in three attempts is given up for good: not one kill after another for it.
                desk.scanned(&file);
                finished.push((file, sending.content));
                sending = begin(&desk, &link, &mut random);
            }
            other => panic!("round {kills}: {other} {}", held.text()),
        }
        // Keep memory flat in long runs: what is checked is forgotten.
        while finished.len() > 3 {
            let (file, content) = finished.remove(0);
            comes_back(&desk, &file, &content);
            checked += 1;
        }
    }
    let file = sending.upload.finish(&desk.world, &sending.content);
    finished.push((file, sending.content));
    for (file, content) in &finished {
        comes_back(&desk, file, content);
    }
    println!("{kills} kills, {} files whole", checked + finished.len());
    no_object_without_a_row(&mut desk, checked + finished.len());
    ledger_verifies(&desk);
    no_plaintext(&desk);
}

fn name_of(content: &[u8]) -> String {
    format!("{}.bin", &blake3(content)[..16])
}

fn begin(desk: &Desk, link: &Link, random: &mut StdRng) -> Sending {
    let mut content = vec![0; random.random_range(1..BYTES_MAX)];
    random.fill(&mut content[..]);
    for page in content.chunks_mut(4096) {
        let length = page.len().min(MARKER.len());
        page[..length].copy_from_slice(&MARKER[..length]);
    }
    Sending {
        upload: link.create(&desk.world, &name_of(&content), content.len() as u64),
        content,
        acknowledged: 0,
        file: None,
    }
}

/// Sends chunk after chunk while another thread kills the server at a moment of its own, then starts it again.
fn kill_while_sending(desk: &mut Desk, sending: &mut Sending, random: &mut StdRng) {
    let moment = Duration::from_micros(random.random_range(0..100_000));
    let chunks: Vec<usize> = (0..64).map(|_| random.random_range(1..CHUNK_MAX)).collect();
    let pid = rustix::process::Pid::from_raw(i32::try_from(desk.world.pid()).unwrap()).unwrap();
    let (stop, stopped) = channel::<()>();
    let killer = std::thread::spawn(move || {
        // Nothing is ever sent: this is a clock that also ends when the test does.
        if stopped.recv_timeout(moment) == Err(RecvTimeoutError::Timeout) {
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        }
    });
    for size in chunks {
        if sending.file.is_some() {
            break;
        }
        let from = usize::try_from(sending.acknowledged).unwrap();
        let to = (from + size).min(sending.content.len());
        let Some(answer) = sending
            .upload
            .patch(&desk.world, from as u64, &sending.content[from..to])
            .try_ask()
        else {
            break;
        };
        let answer = answer.expect(204);
        assert_eq!(answer.offset(), to as u64);
        sending.acknowledged = to as u64;
        let file = answer.header("coffer-file");
        sending.file = (!file.is_empty()).then(|| file.to_owned());
    }
    killer.join().unwrap();
    drop(stop);
    desk.world.kill_and_restart();
}

fn comes_back(desk: &Desk, file: &str, content: &[u8]) {
    let shown = desk.scanned(file);
    assert_eq!(shown["blake3"], blake3(content));
    let original = desk.original(file).expect(200).body;
    assert!(original == content, "{file} comes back as sent");
}

/// Files under `objects/`: one for each file's content and one for its scan report.
fn no_object_without_a_row(desk: &mut Desk, files: usize) {
    desk.world.kill_and_restart();
    let objects = desk.world.objects().len();
    assert!(objects <= 2 * files, "{objects} objects for {files} files");
    assert!(objects >= files);
}

fn ledger_verifies(desk: &Desk) {
    let out = desk.world.temporary().join("export");
    desk.world
        .operate(&["ledger", "export", "--out", out.to_str().unwrap()]);
    let verified = desk
        .world
        .command()
        .args(["ledger", "verify"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
    let completed = desk
        .ledger()
        .into_iter()
        .filter(|entry| entry["event"] == "upload.completed")
        .count();
    let received = desk
        .lena
        .get(&desk.world, &format!("/api/v1/cases/{}/files", desk.case));
    let received = received.ask().expect(200).json()["items"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(completed, received, "one entry for every file");
}

fn no_plaintext(desk: &Desk) {
    for path in files_below(desk.world.temporary()) {
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(MARKER.len()).any(|window| window == MARKER);
        assert!(!found, "plaintext in {}", path.display());
    }
}
