//! The sender against a small tus server that fails on demand.

mod double;

use super::*;
use crate::transport::Trust;
use double::{Double, Fault, Held};

const NAME: &str = "logs/app.log";

/// A file of `len` bytes that do not repeat soon.
fn content(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

struct Sent {
    outcome: Result<Outcome, SendError>,
    steps: Vec<Progress>,
    _dir: tempfile::TempDir,
}

impl Sent {
    fn ok(&self) -> &Outcome {
        self.outcome.as_ref().unwrap()
    }

    fn waits(&self) -> usize {
        let waits = self
            .steps
            .iter()
            .filter(|s| matches!(s.state, State::Waiting { .. }));
        waits.count()
    }

    fn resumed(&self) -> Vec<u64> {
        let steps = self.steps.iter().filter_map(|step| match step.state {
            State::Resumed { offset } => Some(offset),
            _ => None,
        });
        steps.collect()
    }
}

async fn send(double: &Double, bytes: &[u8]) -> Sent {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("app.log");
    std::fs::write(&path, bytes).unwrap();
    let file = LocalFile {
        path,
        name: NAME.to_owned(),
        bytes: bytes.len() as u64,
        renamed: false,
    };
    let (outcome, steps) = send_file(double, &file).await;
    Sent {
        outcome,
        steps,
        _dir: dir,
    }
}

async fn send_file(
    double: &Double,
    file: &LocalFile,
) -> (Result<Outcome, SendError>, Vec<Progress>) {
    let client = LinkClient::new(double.link(), &Trust::System).unwrap();
    let mut sender = Sender::new(&client)
        .chunk_bytes(100_000)
        .retry_for(Duration::from_secs(30));
    let mut steps = Vec::new();
    let outcome = sender
        .send(file, &mut |progress| steps.push(progress.clone()))
        .await;
    (outcome, steps)
}

#[tokio::test]
async fn a_file_goes_in_chunks_and_its_receipt_comes_back() {
    let double = Double::start(Vec::new(), Vec::new()).await;
    let bytes = content(350_001);
    let sent = send(&double, &bytes).await;
    assert_eq!(sent.ok().blake3, blake3::hash(&bytes).to_hex().as_str());
    assert_eq!(sent.ok().id, "file_0");
    let seen = double.seen();
    assert_eq!(seen.held[0].bytes, bytes);
    assert_eq!(seen.held[0].name, NAME);
    assert_eq!(
        seen.patched,
        [
            (0, 100_000),
            (100_000, 100_000),
            (200_000, 100_000),
            (300_000, 50_001)
        ]
    );
    let last = sent.steps.last().unwrap();
    assert_eq!(
        (last.durable, last.total, &last.state),
        (350_001, 350_001, &State::Done)
    );
    assert!(
        sent.steps
            .windows(2)
            .all(|pair| pair[0].durable <= pair[1].durable)
    );
}

#[tokio::test]
async fn an_empty_file_arrives() {
    let double = Double::start(Vec::new(), Vec::new()).await;
    let sent = send(&double, b"").await;
    assert_eq!(sent.ok().blake3, blake3::hash(b"").to_hex().as_str());
}

#[tokio::test]
async fn a_cut_connection_goes_on_at_the_durable_byte() {
    let faults = vec![Fault::CutAfter(30_000), Fault::None, Fault::CutAfter(1)];
    let double = Double::start(Vec::new(), faults).await;
    let bytes = content(250_000);
    let sent = send(&double, &bytes).await;
    sent.ok();
    assert_eq!(double.seen().held[0].bytes, bytes);
    assert_eq!(sent.waits(), 2);
    let resumed = sent.resumed();
    assert_eq!(resumed.len(), 2);
    assert!(resumed[0] >= 30_000 && resumed[0] < 100_000, "{resumed:?}");
}

#[tokio::test]
async fn a_busy_server_and_a_wrong_offset_are_asked_again() {
    let double = Double::start(Vec::new(), vec![Fault::Answer(503, "busy")]).await;
    let bytes = content(150_000);
    assert_eq!(send(&double, &bytes).await.waits(), 1);
    let faults = vec![Fault::None, Fault::Answer(409, "upload_offset_mismatch")];
    let double = Double::start(Vec::new(), faults).await;
    let sent = send(&double, &bytes).await;
    sent.ok();
    assert_eq!((sent.waits(), sent.resumed()), (1, vec![100_000]));
}

#[tokio::test]
async fn a_lost_answer_does_not_send_the_file_twice() {
    let double = Double::start(Vec::new(), vec![Fault::LoseAnswer]).await;
    let bytes = content(70_000);
    let sent = send(&double, &bytes).await;
    assert_eq!(sent.ok().id, "file_0");
    assert_eq!(double.seen().held.len(), 1);
    assert_eq!(double.seen().patched.len(), 1);
}

#[tokio::test]
async fn a_later_run_goes_on_where_an_earlier_one_stopped() {
    let bytes = content(250_000);
    let held = vec![Held::begun(NAME, 250_000, &bytes[..123_456])];
    let double = Double::start(held, Vec::new()).await;
    let sent = send(&double, &bytes).await;
    assert_eq!(sent.ok().blake3, blake3::hash(&bytes).to_hex().as_str());
    assert_eq!(sent.resumed(), [123_456]);
    assert_eq!(
        double.seen().patched,
        [(123_456, 100_000), (223_456, 26_544)]
    );
}

#[tokio::test]
async fn what_is_there_already_is_not_sent_again_but_other_content_is() {
    let bytes = content(60_000);
    let double = Double::start(vec![Held::begun(NAME, 60_000, &bytes)], Vec::new()).await;
    let sent = send(&double, &bytes).await;
    assert!(sent.ok().already_there);
    assert!(double.seen().patched.is_empty());
    let mut other = bytes;
    other[0] ^= 1;
    let sent = send(&double, &other).await;
    assert!(!sent.ok().already_there);
    assert_eq!(sent.ok().id, "file_1");
}

#[tokio::test]
async fn bytes_that_arrived_otherwise_are_noticed() {
    let bytes = content(50_000);
    let mut begun = bytes[..20_000].to_vec();
    begun[7] ^= 1;
    let double = Double::start(vec![Held::begun(NAME, 50_000, &begun)], Vec::new()).await;
    let sent = send(&double, &bytes).await;
    assert!(matches!(sent.outcome, Err(SendError::OtherContent { .. })));
}

#[tokio::test]
async fn a_refusal_ends_it_at_once() {
    for (status, code) in [
        (410, "link_expired"),
        (401, "pass_required"),
        (413, "upload_too_large"),
    ] {
        let double = Double::start(Vec::new(), vec![Fault::Answer(status, code)]).await;
        let sent = send(&double, &content(1_000)).await;
        let Err(SendError::Call(error)) = &sent.outcome else {
            panic!("{code}: {:?}", sent.outcome.is_ok());
        };
        assert_eq!((error.code(), sent.waits()), (Some(code), 0));
    }
}

#[tokio::test]
async fn a_vanished_upload_is_begun_anew() {
    let faults = vec![Fault::None, Fault::Forget];
    let double = Double::start(Vec::new(), faults).await;
    let bytes = content(150_000);
    let sent = send(&double, &bytes).await;
    assert_eq!(sent.ok().id, "file_1");
    assert_eq!(double.seen().held[1].bytes, bytes);
}

#[tokio::test]
async fn local_trouble_is_told_as_such() {
    let double = Double::start(Vec::new(), Vec::new()).await;
    let dir = tempfile::tempdir().unwrap();
    let mut file = LocalFile {
        path: dir.path().join("gone"),
        name: NAME.to_owned(),
        bytes: 10,
        renamed: false,
    };
    let (outcome, _) = send_file(&double, &file).await;
    assert!(matches!(outcome, Err(SendError::Read { .. })));
    file.path = dir.path().join("short");
    std::fs::write(&file.path, "12345").unwrap();
    let (outcome, _) = send_file(&double, &file).await;
    assert!(matches!(outcome, Err(SendError::Shrunk(_))));
}

#[tokio::test]
async fn a_server_that_is_down_is_given_up_in_the_end() {
    let double = Double::start(Vec::new(), Vec::new()).await;
    let link = double.link();
    drop(double);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    std::fs::write(&path, "x").unwrap();
    let file = LocalFile {
        path,
        name: "a".to_owned(),
        bytes: 1,
        renamed: false,
    };
    let client = LinkClient::new(link, &Trust::System).unwrap();
    let mut sender = Sender::new(&client).retry_for(Duration::ZERO);
    let outcome = sender.send(&file, &mut |_| {}).await;
    assert!(matches!(outcome, Err(SendError::GaveUp { .. })));
}
