//! The ledger's head, put with witnesses, at sinks and in mails; and what is said when a witness saw another ledger.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use coffer_app::App;
use coffer_app::anchor::{Anchors, BucketAnchor, WitnessSettings};
use coffer_app::health::HealthState;
use coffer_app::sinks::{Sink, SinkKind, Takes};
use coffer_domain::people::Member;
use coffer_domain::ports::{
    BlobReader, Bucket, BucketError, BucketState, BucketVersion, Checkpoints as _, Clock as _,
    EventSink, LedgerRows as _, Put, PutWhere, SinkError, WitnessAnswer, WitnessPort,
};
use coffer_domain::sink::OutLine;
use coffer_domain::text::Email;
use coffer_domain::time::{Span, Timestamp};
use coffer_events::Format;
use coffer_tlog::{
    AddCheckpoint, Checkpoint, Hash, LogVerifier, Witness, WitnessRefusal, WitnessSigner,
    verify_checkpoint,
};
use expect_test::expect;
use serde_json::Value;

use crate::ledger::Golden;
use crate::watch::add;
use crate::world::World;

const NAME: &str = "witness.example/w1";

/// A real witness in memory, behind a line that can be down.
struct Neighbour {
    witness: Witness,
    latest: Mutex<Option<Checkpoint>>,
    down: Mutex<bool>,
    asked: Mutex<u32>,
}

impl Neighbour {
    fn of(log: LogVerifier) -> Arc<Self> {
        Self::with(key(), log)
    }

    fn with(key: WitnessSigner, log: LogVerifier) -> Arc<Self> {
        Arc::new(Self {
            witness: Witness::new(key, vec![log]),
            latest: Mutex::default(),
            down: Mutex::default(),
            asked: Mutex::default(),
        })
    }

    fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }

    /// As if it had been shown another ledger.
    fn saw(&self, size: u64) {
        let mut latest = self.latest.lock().unwrap();
        let origin = latest.as_ref().unwrap().origin.clone();
        *latest = Some(Checkpoint::new(&origin, size, Hash([7; 32])));
    }
}

fn key() -> WitnessSigner {
    WitnessSigner::from_seed(NAME, &[9; 32]).unwrap()
}

#[async_trait]
impl WitnessPort for Neighbour {
    async fn add_checkpoint(&self, body: String) -> Result<WitnessAnswer, SinkError> {
        *self.asked.lock().unwrap() += 1;
        if *self.down.lock().unwrap() {
            return Err(SinkError::TooSlow);
        }
        let request = AddCheckpoint::from_body(&body).unwrap();
        let mut latest = self.latest.lock().unwrap();
        let checkpoint = self.witness.checked(&request).unwrap();
        let cosigned = self
            .witness
            .cosign(&request, checkpoint, latest.as_ref(), 1_795_435_200);
        let (status, body) = match cosigned {
            Ok(cosigned) => {
                *latest = Some(cosigned.checkpoint);
                (200, cosigned.line)
            }
            Err(WitnessRefusal::Moved { size } | WitnessRefusal::Forked { size }) => {
                (409, format!("{size}\n"))
            }
            Err(_) => (422, String::new()),
        };
        Ok(WitnessAnswer { status, body })
    }
}

fn anchors(neighbour: &Arc<Neighbour>) -> Anchors {
    Anchors {
        every: Duration::from_secs(60),
        witnesses: vec![WitnessSettings {
            verifier: key().verifier(),
            port: Arc::clone(neighbour) as _,
        }],
        ..Anchors::default()
    }
}

async fn with_witness(world: &World) -> (Arc<App>, Arc<Neighbour>) {
    let neighbour = Neighbour::of(world.app.log_verifier().await.unwrap());
    let app = world.start_anchoring(Vec::new(), anchors(&neighbour));
    (app, neighbour)
}

/// One of everything about witnesses.
pub(crate) async fn story(world: &World) {
    let (app, neighbour) = with_witness(world).await;
    let mut golden = Golden::from_now(world).await;
    app.anchor_once().await.unwrap();
    golden.did("have the head cosigned").await;
    neighbour.saw(1);
    app.anchor_once().await.unwrap();
    world.case().await;
    app.anchor_once().await.unwrap();
    golden.did("ask a witness that saw another ledger").await;
    expect![[r#"
        have the head cosigned: 
        ask a witness that saw another ledger: case.created, witness.refused
    "#]]
    .assert_eq(golden.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_is_cosigned_once_and_kept_with_the_line() {
    let world = World::new(1).await;
    let (app, neighbour) = with_witness(&world).await;
    let trusted = app.log_verifier().await.unwrap();
    for _ in 0..3 {
        world.case().await;
        let anchored = app.anchor_once().await.unwrap();
        assert_eq!(anchored.witnesses[NAME], Ok(()));
        let kept = world.store.witnessed().await.unwrap().unwrap();
        assert_eq!(kept.size, anchored.size);
        let verified = verify_checkpoint(&kept.checkpoint, &trusted, &[key().verifier()]).unwrap();
        assert_eq!(verified.checkpoint.size, anchored.size);
        assert_eq!(verified.cosignatures.len(), 1);
    }
    let asked = neighbour.asked();
    app.anchor_once().await.unwrap();
    assert_eq!(neighbour.asked(), asked, "nothing new, nobody asked");
    // Another process does not know how far the witness is, and is told.
    let again = world.start_anchoring(Vec::new(), anchors(&neighbour));
    world.case().await;
    let anchored = again.anchor_once().await.unwrap();
    assert_eq!(anchored.witnesses[NAME], Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_that_is_down_is_asked_again_and_nothing_is_recorded() {
    let world = World::new(2).await;
    let (app, neighbour) = with_witness(&world).await;
    *neighbour.down.lock().unwrap() = true;
    let before = app.anchor_once().await.unwrap();
    assert!(before.witnesses[NAME].is_err());
    assert_eq!(world.store.witnessed().await.unwrap(), None);
    *neighbour.down.lock().unwrap() = false;
    let after = app.anchor_once().await.unwrap();
    assert_eq!(after.witnesses[NAME], Ok(()));
    assert_eq!(after.size, before.size);
}

/// A witness that works does not speak for one that is silent, nor after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn health_names_the_witness_that_is_silent_while_another_works() {
    const OTHER: &str = "other.example/w2";
    let world = World::new(7).await;
    let officer = add(&world, "olga@coffer.example", &["security"]).await;
    let other = || WitnessSigner::from_seed(OTHER, &[8; 32]).unwrap();
    let working = Neighbour::of(world.app.log_verifier().await.unwrap());
    let silent = Neighbour::with(other(), world.app.log_verifier().await.unwrap());
    let both = || {
        let mut both = anchors(&working);
        both.witnesses.push(WitnessSettings {
            verifier: other().verifier(),
            port: Arc::clone(&silent) as _,
        });
        both
    };
    let app = world.start_anchoring(Vec::new(), both());
    app.anchor_once().await.unwrap();
    assert!(silent_witnesses(&world, &app, &officer).await.is_empty());
    *silent.down.lock().unwrap() = true;
    for minutes in [10, 10] {
        world.clock.advance(Span::minutes(minutes));
        world.case().await;
        app.anchor_once().await.unwrap();
    }
    let found = silent_witnesses(&world, &app, &officer).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(OTHER), "{found:?}");
    let again = world.start_anchoring(Vec::new(), both());
    let found = silent_witnesses(&world, &again, &officer).await;
    assert!(found.len() == 1 && found[0].contains(OTHER), "{found:?}");
    *silent.down.lock().unwrap() = false;
    again.anchor_once().await.unwrap();
    assert!(silent_witnesses(&world, &again, &officer).await.is_empty());
}

/// What the health says of witnesses that are not as they should be.
async fn silent_witnesses(world: &World, app: &App, officer: &Member) -> Vec<String> {
    let health = app.health(&world.member(officer)).await.unwrap();
    let bad = health
        .into_iter()
        .filter(|it| it.check == "witness" && it.state != HealthState::Ok);
    bad.map(|it| it.found).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_that_saw_another_ledger_is_recorded_once() {
    for (number, saw) in [(3, 1_u64), (4, u64::MAX >> 8)] {
        let world = World::new(number).await;
        let (app, neighbour) = with_witness(&world).await;
        app.anchor_once().await.unwrap();
        neighbour.saw(saw);
        world.case().await;
        let mut refusals = 0;
        for _ in 0..3 {
            let anchored = app.anchor_once().await.unwrap();
            let why = anchored.witnesses[NAME].clone().unwrap_err();
            assert!(why.contains("another ledger"), "{why}");
            let size = world.store.head().await.unwrap().unwrap().size;
            let entries = world.store.entries(0, u32::try_from(size).unwrap());
            let entries = entries.await.unwrap();
            refusals = entries
                .iter()
                .filter(|(_, text)| text.contains("witness.refused"))
                .count();
        }
        assert_eq!(refusals, 1);
    }
}

/// A sink that remembers what it took.
#[derive(Default)]
struct Remembers(Mutex<Vec<OutLine>>);

#[async_trait]
impl EventSink for Remembers {
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError> {
        self.0.lock().unwrap().extend_from_slice(lines);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sinks_hear_a_new_head_and_now_and_then_the_same() {
    let world = World::new(5).await;
    let port = Arc::new(Remembers::default());
    let sink = |name: &str, told_heads| Sink {
        name: name.to_owned(),
        kind: SinkKind::Https,
        takes: Takes::Entries {
            format: Format::Ocsf,
            addresses: false,
        },
        give_up_after: None,
        told_heads,
        port: Arc::clone(&port) as _,
    };
    let sinks = vec![sink("heads", true), sink("others", false)];
    let app = world.start_anchoring(sinks, Anchors::default());
    let heard = || port.0.lock().unwrap().len();
    app.anchor_once().await.unwrap();
    app.anchor_once().await.unwrap();
    assert_eq!(heard(), 1);
    world.case().await;
    let anchored = app.anchor_once().await.unwrap();
    assert_eq!(heard(), 2);
    world.clock.advance(Span::hours(1));
    app.anchor_once().await.unwrap();
    assert_eq!(heard(), 3);
    let line = port.0.lock().unwrap()[1].clone();
    let object: Value = serde_json::from_str(&line.text).unwrap();
    let checkpoint = object["unmapped"]["data"]["checkpoint"].as_str().unwrap();
    let trusted = app.log_verifier().await.unwrap();
    let verified = verify_checkpoint(checkpoint, &trusted, &[]).unwrap();
    assert_eq!(verified.checkpoint.size, anchored.size);
    assert!(
        line.uid
            .ends_with(&format!("/checkpoint/{}", anchored.size))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_get_the_head_by_mail_once_a_day_also_over_a_restart() {
    let world = World::new(6).await;
    let anchors = || Anchors {
        mail_to: vec![Email::parse("auditor@firm.example").unwrap()],
        ..Anchors::default()
    };
    let app = world.start_anchoring(Vec::new(), anchors());
    assert_eq!(app.anchor_once().await.unwrap().mails, 1);
    assert_eq!(app.anchor_once().await.unwrap().mails, 0);
    let app = world.start_anchoring(Vec::new(), anchors());
    assert_eq!(app.anchor_once().await.unwrap().mails, 0);
    world.clock.advance(Span::hours(24));
    assert_eq!(app.anchor_once().await.unwrap().mails, 1);
}

/// A bucket in memory: what was put, and until when it is locked; it may be down.
#[derive(Default)]
struct Shelf {
    put: Mutex<Vec<(String, String, Option<Timestamp>)>>,
    down: Mutex<bool>,
}

impl Bucket for Shelf {
    fn state(&self) -> Result<BucketState, BucketError> {
        panic!("not asked for heads")
    }

    fn versions(&self, _: &str, _: &mut dyn FnMut(BucketVersion)) -> Result<(), BucketError> {
        panic!("not asked for heads")
    }

    fn put(
        &self,
        key: &str,
        content: &dyn BlobReader,
        locked_until: Option<Timestamp>,
        place: PutWhere,
    ) -> Result<Put, BucketError> {
        if *self.down.lock().unwrap() {
            return Err(BucketError::Denied {
                what: "put",
                said: "not today".to_owned(),
            });
        }
        assert_eq!(place, PutWhere::Free);
        let mut bytes = vec![0; usize::try_from(content.length()).unwrap()];
        content.read_exact_at(&mut bytes, 0).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut put = self.put.lock().unwrap();
        put.push((key.to_owned(), text, locked_until));
        Ok(Put::Stored)
    }

    fn read(&self, _: &BucketVersion, _: &mut dyn std::io::Write) -> Result<(), BucketError> {
        panic!("not asked for heads")
    }

    fn same(&self, _: &BucketVersion, _: &dyn BlobReader) -> Result<Option<bool>, BucketError> {
        panic!("not asked for heads")
    }

    fn locked_until(&self, _: &BucketVersion) -> Result<Option<Timestamp>, BucketError> {
        panic!("not asked for heads")
    }

    fn lock(&self, _: &BucketVersion, _: Timestamp) -> Result<(), BucketError> {
        panic!("not asked for heads")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_gets_the_head_locked_once_an_hour_and_its_silence_is_a_fault() {
    let world = World::new(7).await;
    let olga = add(&world, "olga@coffer.example", &["security"]).await;
    let shelf = Arc::new(Shelf::default());
    let anchors = || Anchors {
        bucket: Some(BucketAnchor {
            bucket: Arc::clone(&shelf) as Arc<dyn Bucket>,
            every: Span::hours(1),
            locked_for: Some(Span::days(400)),
        }),
        ..Anchors::default()
    };
    let state = async |app: &App| {
        let all = app.health(&world.member(&olga)).await.unwrap();
        let mut of = all.into_iter().filter(|it| it.check == "checkpoints");
        of.next().unwrap().state
    };
    let app = world.start_anchoring(Vec::new(), anchors());
    assert_eq!(state(&app).await, HealthState::Fault);
    let first = app.anchor_once().await.unwrap();
    assert_eq!(first.bucket, Some(Ok(())));
    assert_eq!(app.anchor_once().await.unwrap().bucket, None);
    assert_eq!(state(&app).await, HealthState::Ok);
    // Also over a restart; and the next one is another object, though nothing happened.
    let app = world.start_anchoring(Vec::new(), anchors());
    assert_eq!(app.anchor_once().await.unwrap().bucket, None);
    world.clock.advance(Span::hours(1));
    assert_eq!(app.anchor_once().await.unwrap().bucket, Some(Ok(())));
    let put = shelf.put.lock().unwrap().clone();
    assert_eq!(put.len(), 2);
    assert!(put[0].0 < put[1].0 && put[0].0.starts_with("checkpoints/"));
    let trusted = app.log_verifier().await.unwrap();
    for (_, text, locked) in &put {
        let verified = verify_checkpoint(text, &trusted, &[]).unwrap();
        assert_eq!(verified.checkpoint.size, first.size);
        assert!(locked.unwrap().since(world.clock.now()) > Span::days(399));
    }

    *shelf.down.lock().unwrap() = true;
    world.clock.advance(Span::hours(4));
    let refused = app.anchor_once().await.unwrap().bucket;
    assert!(refused.unwrap().unwrap_err().contains("not today"));
    assert_eq!(state(&app).await, HealthState::Fault);
    *shelf.down.lock().unwrap() = false;
    assert_eq!(app.anchor_once().await.unwrap().bucket, Some(Ok(())));
    assert_eq!(state(&app).await, HealthState::Ok);
}
