//! The law's clocks of an alert, and notices that stop them.

use coffer_app::AppError;
use coffer_app::watch::{AlertView, ClockState, NewNotice};
use coffer_domain::alert::{Alert, AlertState, Severity, Told, Verdict};
use coffer_domain::commit::{Change, Commit, LedgerEntry};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::AlertId;
use coffer_domain::ports::{Clock as _, MetaStore as _};
use coffer_domain::time::{Span, Timestamp};

use crate::snapshot::encrypts;
use crate::watch::add;
use crate::world::World;

const GDPR: &str = "gdpr-33-1";
const WHY: &str = "it was about another incident";

fn told(given: Timestamp, reference: &str) -> NewNotice {
    NewNotice {
        told: Told::Authority,
        given,
        reference: reference.to_owned(),
    }
}

fn state(view: &AlertView, clock: &str) -> ClockState {
    let found = view.clocks.iter().find(|it| it.clock.id == clock);
    found.unwrap().state
}

async fn state_now(world: &World, alert: AlertId, clock: &str) -> ClockState {
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    state(&view, clock)
}

/// An officer, an alert that may be an incident, and the officer's circumstances now.
async fn incident(world: &World) -> (Alert, impl AsyncFn() -> RequestCtx) {
    let olga = add(world, "olga@coffer.example", &["security"]).await;
    let (_, alert) = encrypts(world).await;
    (alert, async move || world.member(&olga))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_stops_its_clock_and_taking_it_back_lets_it_run_on() {
    let world = World::new(1).await;
    let (alert, olga) = incident(&world).await;
    assert_eq!(state_now(&world, alert.id, GDPR).await, ClockState::Open);
    world.clock.advance(Span::hours(71));
    let given = world.clock.now();
    world.clock.advance(Span::hours(2));
    assert_eq!(state_now(&world, alert.id, GDPR).await, ClockState::Overdue);
    // Recorded too late, but done in time.
    let ctx = olga().await;
    let view = world
        .app
        .give_notice(&ctx, alert.id, GDPR, told(given, " BayLDA 2026-1 "));
    let view = view.await.unwrap();
    assert_eq!(state(&view, GDPR), ClockState::Met);
    assert_eq!(state(&view, "nis2-23-4-b"), ClockState::Overdue);
    assert_eq!(state(&view, "hipaa-164-410"), ClockState::Open);
    let notice = view.clocks.iter().find_map(|it| it.notice.clone()).unwrap();
    assert_eq!(
        (notice.told, notice.reference.as_str()),
        (Told::Authority, "BayLDA 2026-1")
    );

    let again = world
        .app
        .give_notice(&ctx, alert.id, GDPR, told(given, "2"))
        .await;
    assert!(matches!(again, Err(AppError::Conflict("notice.exists"))));
    let silently = world
        .app
        .withdraw_notice(&ctx, alert.id, GDPR, "oops")
        .await;
    assert!(matches!(
        silently,
        Err(AppError::Value { field: "note", .. })
    ));
    let view = world
        .app
        .withdraw_notice(&ctx, alert.id, GDPR, WHY)
        .await
        .unwrap();
    assert_eq!(state(&view, GDPR), ClockState::Overdue);
    assert_eq!(view.notes.last().unwrap().text, WHY);
    let gone = world.app.withdraw_notice(&ctx, alert.id, GDPR, WHY).await;
    assert!(matches!(gone, Err(AppError::Conflict("notice.gone"))));
    let late = told(ctx.now, "BayLDA 2026-2");
    let view = world
        .app
        .give_notice(&ctx, alert.id, GDPR, late)
        .await
        .unwrap();
    assert_eq!(state(&view, GDPR), ClockState::Late);
    // The ledger says that it was done, and has what was written behind commitments.
    let entries = world.entries().await;
    let entry = entries
        .iter()
        .rev()
        .find(|it| it.event() == "alert.notice_given");
    let entry = entry.unwrap();
    assert_eq!(entry.json["data"]["clock"], GDPR);
    assert!(!entry.json.to_string().contains("BayLDA"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_says_what_cannot_be_or_is_not_theirs_to_say() {
    let world = World::new(1).await;
    let (alert, olga) = incident(&world).await;
    world.clock.advance(Span::hours(1));
    let ctx = olga().await;
    let refused = async |ctx: &RequestCtx, clock: &str, new: NewNotice| {
        let given = world.app.give_notice(ctx, alert.id, clock, new).await;
        given.err().expect("it was taken")
    };
    let now = ctx.now;
    for (given, reference, field) in [
        (now.plus(Span::seconds(1)), "1", "given"),
        (alert.at.plus(Span(-1)), "1", "given"),
        (now, "  ", "reference"),
        (now, "two\nlines", "reference"),
        (now, &"x".repeat(201), "reference"),
    ] {
        let error = refused(&ctx, GDPR, told(given, reference)).await;
        assert!(
            matches!(error, AppError::Value { field: it, .. } if it == field),
            "{error}"
        );
    }
    let unknown = refused(&ctx, "gdpr-99", told(now, "1")).await;
    assert!(matches!(unknown, AppError::NotFound("clock")));
    let ada = refused(&world.member(&world.people.ada), GDPR, told(now, "1")).await;
    assert!(matches!(ada, AppError::Denied(_)));
    let mut lena = world.people.lena.clone();
    lena.roles.push(coffer_domain::people::Role::Security);
    let herself = refused(&world.member(&lena), GDPR, told(now, "1")).await;
    assert!(matches!(herself, AppError::Value { field: "alert", .. }));
    // What turned out to be nothing has no clocks.
    let closed = world.app.close_alert(&ctx, alert.id, Verdict::Mistake, WHY);
    assert!(closed.await.unwrap().clocks.is_empty());
    let nothing = refused(&ctx, GDPR, told(now, "1")).await;
    assert!(matches!(nothing, AppError::NotFound("clock")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_ran_out_is_cried_out_once_and_one_that_was_stopped_is_not() {
    let world = World::new(1).await;
    let (alert, olga) = incident(&world).await;
    let ctx = olga().await;
    let given = told(world.clock.now(), "BayLDA 2026-1");
    world
        .app
        .give_notice(&ctx, alert.id, GDPR, given)
        .await
        .unwrap();
    let cried = async |hours: i64| {
        world.clock.advance(Span::hours(hours));
        world.app.watch_once().await.unwrap();
        let entries = world.entries().await;
        let cried = entries
            .iter()
            .filter(|it| it.event() == "alert.clock_overdue");
        let mut clocks: Vec<_> = cried
            .map(|it| it.json["data"]["clock"].as_str().unwrap().to_owned())
            .collect();
        clocks.sort();
        clocks
    };
    assert_eq!(cried(23).await, [""; 0]);
    assert_eq!(cried(2).await, ["gdpr-33-2", "nis2-23-4-a"]);
    assert_eq!(cried(1).await.len(), 2, "once");
    assert_eq!(cried(48).await, ["gdpr-33-2", "nis2-23-4-a", "nis2-23-4-b"]);
    let overdue = |subject: &str| subject.contains("overdue");
    let mailed = loop {
        let sent = world.mailer.sent();
        let mails: Vec<_> = sent
            .into_iter()
            .filter(|mail| overdue(&mail.subject))
            .collect();
        if mails.len() >= 3 {
            break mails;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(mailed.len(), 3);
    assert!(
        mailed
            .iter()
            .all(|mail| mail.to.as_str() == "olga@coffer.example")
    );
    // A restart says nothing twice, and what was no threat has no clocks.
    let ctx = olga().await;
    let closed = world.app.close_alert(&ctx, alert.id, Verdict::Mistake, WHY);
    closed.await.unwrap();
    assert_eq!(cried(24 * 60).await.len(), 3);
}

/// Two officers record one notice at the same moment, and one of them takes it back while the other gives it.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_record_a_notice_at_once_one_does_and_the_ledger_has_it_once() {
    let world = World::new(1).await;
    let (alert, olga) = incident(&world).await;
    let omar = add(&world, "omar@coffer.example", &["security"]).await;
    let (olga, omar) = (olga().await, world.member(&omar));
    let given = world.clock.now();
    let (one, other) = tokio::join!(
        world
            .app
            .give_notice(&olga, alert.id, GDPR, told(given, "1")),
        world
            .app
            .give_notice(&omar, alert.id, GDPR, told(given, "2")),
    );
    let refused = match (one, other) {
        (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
        (one, other) => panic!("{} and {}", one.is_ok(), other.is_ok()),
    };
    assert!(matches!(refused, AppError::Conflict("notice.exists")));
    let entries = world.entries().await;
    let given = entries
        .iter()
        .filter(|it| it.event() == "alert.notice_given");
    assert_eq!(given.count(), 1);
    assert_eq!(state_now(&world, alert.id, GDPR).await, ClockState::Met);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_leaps_loses_no_notice_and_lets_no_duty_begin_anew() {
    let world = World::new(1).await;
    let year = Span::days(365);
    world.clock.advance(year);
    let (alert, olga) = incident(&world).await;
    // The clock is set right: the alert is dated a year from now, and nobody can say how much time is left.
    world.clock.advance(Span(-year.0));
    assert_eq!(state_now(&world, alert.id, GDPR).await, ClockState::Overdue);
    world.app.watch_once().await.unwrap();
    let entries = world.entries().await;
    let cried = entries
        .iter()
        .filter(|it| it.event() == "alert.clock_overdue");
    assert!(cried.count() > 1, "it is cried out at once");
    // That somebody was told can be said all the same, and stays as the clock leaps on and back.
    let given = world.clock.now();
    let ctx = olga().await;
    let view = world
        .app
        .give_notice(&ctx, alert.id, GDPR, told(given, "BayLDA 2026-1"))
        .await
        .unwrap();
    assert_eq!(state(&view, GDPR), ClockState::Met);
    for leap in [Span::days(800), Span::days(-1_000), Span::days(200)] {
        world.clock.advance(leap);
        assert_eq!(state_now(&world, alert.id, GDPR).await, ClockState::Met);
    }
    world.clock.advance(Span::days(400));
    let due = |view: &AlertView| view.clocks.iter().map(|it| it.due).collect::<Vec<_>>();
    let now = world.app.alert(&world.operator(), alert.id).await.unwrap();
    assert_eq!(due(&now), due(&view), "no duty begins anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_ran_out_while_the_server_was_off_is_cried_out() {
    let world = World::new(1).await;
    let (_, olga) = incident(&world).await;
    let longest = Span::days(60 + 20);
    world.clock.advance(longest);
    drop(olga);
    world.app.watch_once().await.unwrap();
    let entries = world.entries().await;
    let cried = |clock: &str| {
        entries
            .iter()
            .any(|it| it.event() == "alert.clock_overdue" && it.json["data"]["clock"] == clock)
    };
    assert!(cried("hipaa-164-410") && cried(GDPR));
}

/// What belongs to every kind of event there is: somebody is told of an incident, and that is taken back.
pub(crate) async fn story(world: &World) {
    let now = world.clock.now();
    let alert = Alert {
        id: AlertId([9; 16]),
        rule: "D13-fast-breadth".to_owned(),
        watch: "cases in an hour".to_owned(),
        severity: Severity::High,
        state: AlertState::Open,
        at: now,
        raised: now,
        key: world.people.max.id.to_string(),
        member: Some(world.people.max.id),
        session: None,
        source: None,
        case: None,
        link: None,
        index: 1,
        measured: 12,
        threshold: 10,
        evidence: Vec::new(),
        assignee: None,
        verdict: None,
        closed: None,
    };
    let id = alert.id;
    let raised = LedgerEntry {
        text: "{\"event\":\"alert.raised\"}".to_owned(),
        object: None,
        openings: Vec::new(),
        doer: None,
    };
    let commit = Commit::record(raised).change(Change::RaiseAlert(Box::new(alert)));
    world.store.commit(commit).await.unwrap();
    let (app, operator) = (&world.app, world.operator());
    let new = told(now, "BayLDA 2026-1");
    app.give_notice(&operator, id, GDPR, new).await.unwrap();
    app.withdraw_notice(&operator, id, GDPR, WHY).await.unwrap();
    world.clock.advance(Span::hours(25));
    app.watch_once().await.unwrap();
}
