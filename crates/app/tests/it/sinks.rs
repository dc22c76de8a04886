//! Sinks: told everything in order, at least once, from where each has got to, whatever happens to them or to us.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use coffer_app::sinks::{Sink, SinkKind, Takes, Told};
use coffer_app::{App, AppError};
use coffer_domain::alert::{Alert, AlertState, Severity};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::event::EventKind;
use coffer_domain::id::AlertId;
use coffer_domain::ports::{
    Clock as _, EventSink, LedgerRows as _, MetaStore as _, SinkError, Sinks as _,
};
use coffer_domain::sink::{OutLine, SinkState};
use coffer_domain::time::Span;
use coffer_events::Format;
use coffer_testkit::Fault;
use expect_test::expect;
use serde_json::Value;

use crate::ledger::Golden;
use crate::world::World;

/// What a scripted sink does with what it is handed.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Takes,
    Refuses,
    IsGone,
}

/// A sink that remembers what it took.
struct Scripted {
    mood: Mutex<Mood>,
    took: Mutex<Vec<OutLine>>,
}

impl Scripted {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            mood: Mutex::new(Mood::Takes),
            took: Mutex::default(),
        })
    }

    fn becomes(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn took(&self) -> Vec<OutLine> {
        self.took.lock().unwrap().clone()
    }

    fn places(&self) -> Vec<u64> {
        let took = self.took();
        let place = |line: &OutLine| line.uid.rsplit('/').next().unwrap().parse().unwrap();
        took.iter().map(place).collect()
    }
}

#[async_trait]
impl EventSink for Scripted {
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError> {
        match *self.mood.lock().unwrap() {
            Mood::Takes => self.took.lock().unwrap().extend_from_slice(lines),
            Mood::Refuses => return Err(SinkError::Refused("status 503".to_owned())),
            Mood::IsGone => return Err(SinkError::Gone),
        }
        Ok(())
    }
}

fn entries(format: Format, addresses: bool) -> Takes {
    Takes::Entries { format, addresses }
}

fn sink(name: &str, takes: Takes, port: &Arc<Scripted>) -> Sink {
    Sink {
        name: name.to_owned(),
        kind: match takes {
            Takes::Entries { .. } => SinkKind::Https,
            Takes::Alerts(_) => SinkKind::Webhook,
        },
        takes,
        told_heads: false,
        give_up_after: matches!(takes, Takes::Alerts(_)).then_some(Span::hours(72)),
        port: Arc::clone(port) as _,
    }
}

/// A server with one sink for all entries and one for alerts.
fn with_sinks(world: &World, siem: &Arc<Scripted>, pager: &Arc<Scripted>) -> Arc<App> {
    world.start_with_sinks(vec![
        sink("siem", entries(Format::Coffer, true), siem),
        sink("pager", Takes::Alerts(Severity::High), pager),
    ])
}

/// Tells a sink until there is nothing more, or it does not take it.
async fn tell(app: &App, name: &str) -> Told {
    app.sequence_all().await.unwrap();
    loop {
        match app.tell_sink_once(name).await.unwrap() {
            Told::Some => {}
            other => return other,
        }
    }
}

async fn size(world: &World) -> u64 {
    world.app.sequence_all().await.unwrap();
    world.store.head().await.unwrap().unwrap().size
}

async fn kept(world: &World, name: &str) -> SinkState {
    world.store.sink(name).await.unwrap().unwrap()
}

async fn last_event(world: &World) -> String {
    let size = size(world).await;
    let (_, text) = world.store.entries(size - 1, 1).await.unwrap().remove(0);
    let entry: Value = serde_json::from_str(&text).unwrap();
    entry["event"].as_str().unwrap().to_owned()
}

/// One of everything about sinks.
pub(crate) async fn story(world: &World) {
    let siem = Scripted::new();
    let app = with_sinks(world, &siem, &Scripted::new());
    let operator = world.operator();
    let mut golden = Golden::from_now(world).await;
    app.test_sink(&operator, "siem").await.unwrap().unwrap();
    golden.did("try a sink").await;
    app.move_sink(&operator, "siem", 0).await.unwrap();
    golden.did("tell it again from the beginning").await;
    siem.becomes(Mood::Refuses);
    tell(&app, "siem").await;
    world.clock.advance(Span::minutes(15));
    tell(&app, "siem").await;
    golden
        .did("it takes nothing for a quarter of an hour")
        .await;
    siem.becomes(Mood::Takes);
    app.tell_sink_once("siem").await.unwrap();
    golden.did("it takes something again").await;
    app.enable_sink(&operator, "siem", false).await.unwrap();
    golden.did("give it up").await;
    app.enable_sink(&operator, "siem", true).await.unwrap();
    golden.did("try it again").await;
    expect![[r#"
        try a sink: sink.tested
        tell it again from the beginning: sink.moved
        it takes nothing for a quarter of an hour: sink.stalled
        it takes something again: sink.resumed
        give it up: sink.disabled
        try it again: sink.enabled
    "#]]
    .assert_eq(golden.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_told_once_and_in_order_while_all_is_well() {
    let world = World::new(1).await;
    let siem = Scripted::new();
    let app = with_sinks(&world, &siem, &Scripted::new());
    assert_eq!(tell(&app, "siem").await, Told::All);
    let begun = size(&world).await;
    assert_eq!(siem.places(), (0..begun).collect::<Vec<_>>());
    let case = world.case().await;
    assert_eq!(tell(&app, "siem").await, Told::All);
    assert_eq!(siem.places(), (0..size(&world).await).collect::<Vec<_>>());
    let last = siem.took().pop().unwrap();
    assert_eq!(last.event, "case.created");
    let line: Value = serde_json::from_str(&last.text).unwrap();
    assert_eq!(line["entry"]["case"], case);
    assert_eq!(line["address"], "198.51.100.7");
    let views = app.sinks().await.unwrap();
    assert_eq!((views[0].behind, views[0].state.failing_since), (0, None));
    assert_eq!(views[1].behind, size(&world).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_told_only_where_the_operator_says_so() {
    let world = World::new(2).await;
    world.case().await;
    for format in Format::ALL {
        let siem = Scripted::new();
        let app =
            world.start_with_sinks(vec![sink(format.as_str(), entries(*format, false), &siem)]);
        tell(&app, format.as_str()).await;
        assert!(!siem.took().is_empty());
        for line in siem.took() {
            assert!(!line.text.contains("198.51.100.7"), "{}", line.text);
            assert!(!line.text.contains("lena"), "{}", line.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sink_that_is_down_loses_nothing_and_holds_nobody_up() {
    let world = World::new(3).await;
    let (siem, archive) = (Scripted::new(), Scripted::new());
    let sinks = || {
        vec![
            sink("siem", entries(Format::Ocsf, false), &siem),
            sink("archive", entries(Format::Cef, false), &archive),
        ]
    };
    let app = world.start_with_sinks(sinks());
    siem.becomes(Mood::Refuses);
    for _ in 0..3 {
        world.case().await;
        assert_eq!(tell(&app, "siem").await, Told::Failed);
        assert_eq!(tell(&app, "archive").await, Told::All);
        world.clock.advance(Span::minutes(1));
    }
    let state = kept(&world, "siem").await;
    assert_eq!(state.next, 0);
    let since = world.clock.now().since(state.failing_since.unwrap());
    assert_eq!(since, Span::minutes(3));
    assert_eq!(
        state.failure.as_deref(),
        Some("it does not take it: status 503")
    );
    assert_eq!(
        archive.places(),
        (0..size(&world).await).collect::<Vec<_>>()
    );
    // The server goes away and comes back, and so does the sink.
    drop(app);
    let app = world.start_with_sinks(sinks());
    siem.becomes(Mood::Takes);
    assert_eq!(tell(&app, "siem").await, Told::All);
    assert_eq!(siem.places(), (0..size(&world).await).collect::<Vec<_>>());
    assert_eq!(kept(&world, "siem").await.failing_since, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_told_but_not_noted_is_told_again() {
    let world = World::new(4).await;
    let siem = Scripted::new();
    let app = with_sinks(&world, &siem, &Scripted::new());
    for fault in [Fault::NotApplied, Fault::AppliedButFailed] {
        for at in 0.. {
            world.faults.disarm();
            world.case().await;
            app.sequence_all().await.unwrap();
            world.faults.arm(at, fault);
            let told = app.tell_sink_once("siem").await;
            if world.faults.fired() == Some("keep_sink") {
                assert!(told.is_err());
                break;
            }
            assert!(at < 20, "nothing was noted");
        }
    }
    world.faults.disarm();
    tell(&app, "siem").await;
    let told: std::collections::BTreeSet<u64> = siem.places().into_iter().collect();
    assert_eq!(told, (0..size(&world).await).collect());
    assert!(siem.places().len() as u64 > size(&world).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_sink_is_recorded_once() {
    let world = World::new(5).await;
    let siem = Scripted::new();
    let app = with_sinks(&world, &siem, &Scripted::new());
    siem.becomes(Mood::Refuses);
    tell(&app, "siem").await;
    world.clock.advance(Span(Span::minutes(15).0 - 1));
    let before = size(&world).await;
    tell(&app, "siem").await;
    assert_eq!(size(&world).await, before);
    world.clock.advance(Span(1));
    for _ in 0..3 {
        tell(&app, "siem").await;
        assert_eq!(size(&world).await, before + 1);
        assert_eq!(last_event(&world).await, EventKind::SinkStalled.as_str());
    }
    siem.becomes(Mood::Takes);
    tell(&app, "siem").await;
    assert_eq!(size(&world).await, before + 2);
    assert_eq!(last_event(&world).await, EventKind::SinkResumed.as_str());
    assert!(!kept(&world, "siem").await.stalled);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_moves_a_sink_back_and_nobody_else() {
    let world = World::new(6).await;
    let siem = Scripted::new();
    let app = with_sinks(&world, &siem, &Scripted::new());
    tell(&app, "siem").await;
    let told = siem.places().len() as u64;
    let refused = app.move_sink(&world.lena(), "siem", 0).await;
    assert!(matches!(refused, Err(AppError::NotFound("sink"))));
    let operator = world.operator();
    let beyond = app.move_sink(&operator, "siem", 1 << 40).await;
    assert!(matches!(beyond, Err(AppError::Value { field: "from", .. })));
    assert!(app.move_sink(&operator, "nobody", 0).await.is_err());
    app.move_sink(&operator, "siem", told - 2).await.unwrap();
    tell(&app, "siem").await;
    let places = siem.places();
    assert_eq!(places[usize::try_from(told).unwrap()], told - 2);
    assert_eq!(*places.last().unwrap(), size(&world).await - 1);
}

/// An alert as watching raises it.
async fn raise(world: &World, number: u8, severity: Severity, exempt: bool) {
    use coffer_domain::commit::LedgerEntry;
    let id = AlertId([number; 16]);
    let text = format!(
        "{{\"actor\":\"system\",\"data\":{{\"not_a_threat\":{exempt},\"rule\":\"D24-tampering\",\"severity\":\"{}\"}},\
         \"event\":\"alert.raised\",\"object\":\"{id}\",\"time\":\"2026-11-23T12:00:00.000Z\",\"v\":1}}",
        severity.as_str()
    );
    let entry = LedgerEntry {
        text,
        object: Some(id.to_string()),
        openings: Vec::new(),
        doer: None,
    };
    let now = world.clock.now();
    let alert = Alert {
        id,
        rule: "D24-tampering".to_owned(),
        watch: number.to_string(),
        severity,
        state: AlertState::Open,
        at: now,
        raised: now,
        key: "all".to_owned(),
        member: None,
        session: None,
        source: None,
        case: None,
        link: None,
        index: 0,
        measured: 1,
        threshold: 1,
        evidence: vec![0],
        assignee: None,
        verdict: None,
        closed: None,
    };
    let commit = Commit::record(entry).change(Change::RaiseAlert(Box::new(alert)));
    world.store.commit(commit).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_hears_of_alerts_that_are_bad_enough_one_by_one() {
    let world = World::new(7).await;
    let pager = Scripted::new();
    let app = with_sinks(&world, &Scripted::new(), &pager);
    raise(&world, 1, Severity::Medium, false).await;
    raise(&world, 2, Severity::High, false).await;
    raise(&world, 3, Severity::Critical, true).await;
    raise(&world, 4, Severity::Critical, false).await;
    assert_eq!(tell(&app, "pager").await, Told::All);
    let took = pager.took();
    assert_eq!(took.len(), 2);
    let body: Value = serde_json::from_str(&took[0].text).unwrap();
    assert_eq!(body["type"], "alert.raised");
    assert_eq!(body["timestamp"], "2026-11-23T12:00:00.000Z");
    let id = AlertId([2; 16]).to_string();
    assert_eq!(body["data"]["alert"], id.as_str());
    assert_eq!(body["data"]["facts"]["severity"], "high");
    let url = body["data"]["url"].as_str().unwrap();
    assert!(url.ends_with(&format!("/app/alerts/{id}")), "{url}");
    assert!(body["data"]["advice"].as_str().unwrap().len() > 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_given_up_after_its_time_or_when_it_says_so_and_can_be_tried_again() {
    let world = World::new(8).await;
    let pager = Scripted::new();
    let app = with_sinks(&world, &Scripted::new(), &pager);
    raise(&world, 1, Severity::High, false).await;
    pager.becomes(Mood::Refuses);
    tell(&app, "pager").await;
    world.clock.advance(Span(Span::hours(72).0 - 1));
    assert_eq!(tell(&app, "pager").await, Told::Failed);
    world.clock.advance(Span(1));
    tell(&app, "pager").await;
    assert_eq!(last_event(&world).await, EventKind::SinkDisabled.as_str());
    pager.becomes(Mood::Takes);
    assert_eq!(tell(&app, "pager").await, Told::Disabled);
    assert!(pager.took().is_empty());
    let operator = world.operator();
    app.enable_sink(&operator, "pager", true).await.unwrap();
    assert_eq!(tell(&app, "pager").await, Told::All);
    assert_eq!(pager.took().len(), 1, "what waited is told");
    raise(&world, 2, Severity::High, false).await;
    pager.becomes(Mood::IsGone);
    tell(&app, "pager").await;
    assert_eq!(tell(&app, "pager").await, Told::Disabled);
    assert_eq!(last_event(&world).await, EventKind::SinkDisabled.as_str());
}
