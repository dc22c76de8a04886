//! How long cases are kept: minima refuse, maxima erase what was listed long enough, holds beat both.

use coffer_app::AppError;
use coffer_app::retention::NewRetentionRule;
use coffer_domain::class::Lane;
use coffer_domain::context::RequestCtx;
use coffer_domain::id::{CaseId, FileId};
use coffer_domain::limits::{MINIMUM_ENDS_AFTER, RETENTION_LISTINGS_MIN};
use coffer_domain::ports::{Cases, Clock, Files, Retention};
use coffer_domain::retention::RetentionRule;
use coffer_domain::time::Span;

use crate::erasure::{WHY, officer};
use crate::faults::recorded;
use crate::ledger::Golden;
use crate::world::World;

/// Rules and holds, once.
pub(crate) async fn story(world: &World, golden: &mut Golden<'_>, officer: &RequestCtx) {
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 9, 1_000).await;
    world.drain_jobs().await;
    let (lena, lanes) = (world.lena(), ["ferpa".to_owned()]);
    world
        .app
        .set_case_lanes(&lena, &case, &lanes)
        .await
        .unwrap();
    golden.skip().await;
    for on in [true, false] {
        let held = world.app.hold_file(officer, file, on, WHY);
        held.await.unwrap();
        golden.did("hold its file, or end that").await;
    }
    for on in [true, false] {
        let held = world.app.hold_customer(officer, "Contoso", on, WHY);
        held.await.unwrap();
        golden.did("hold its customer, or end that").await;
    }
    let new = NewRetentionRule {
        lane: Some("ferpa".to_owned()),
        ..new_rule("at_most", 1)
    };
    let rule = world.app.set_retention_rule(officer, &new).await.unwrap();
    golden.did("set a retention rule").await;
    world.app.close_case(&world.lena(), &case).await.unwrap();
    golden.did("close it").await;
    for _ in 0..RETENTION_LISTINGS_MIN {
        world.clock.advance(Span::days(1));
        world.app.sweep_retention().await.unwrap();
    }
    golden.did("sweep every day of a week").await;
    let end = world.app.end_retention_rule(officer, rule.id, WHY);
    end.await.unwrap();
    golden.did("end the rule").await;
}

/// The same person, asking now.
fn now(world: &World, who: &RequestCtx) -> RequestCtx {
    RequestCtx {
        now: world.clock.now(),
        ..who.clone()
    }
}

fn new_rule(bound: &str, days: u32) -> NewRetentionRule {
    NewRetentionRule {
        name: "Section 257".to_owned(),
        department: None,
        lane: None,
        bound: bound.to_owned(),
        days,
    }
}

async fn set(world: &World, officer: &RequestCtx, bound: &str, days: u32) -> RetentionRule {
    let new = new_rule(bound, days);
    let set = world.app.set_retention_rule(officer, &new).await;
    set.unwrap()
}

/// A closed case with a file.
async fn closed(world: &World) -> (CaseId, FileId) {
    let case = world.case().await;
    let token = world.link(&case).await;
    let upload = world.begin(&token, 5, Some(80_000)).await.unwrap();
    world.acknowledged.lock().unwrap().given_up(upload.id);
    let sent = world.send(&token, upload.id, 0..80_000, false).await;
    world.drain_jobs().await;
    world.app.close_case(&world.lena(), &case).await.unwrap();
    (case.parse().unwrap(), sent.unwrap().file.unwrap())
}

async fn is_erased(world: &World, case: CaseId) -> bool {
    let case = world.store.case(case).await.unwrap().unwrap();
    case.erased.is_some()
}

async fn sweeps(world: &World, days: u32) -> u32 {
    let mut erased = 0;
    for _ in 0..days {
        world.clock.advance(Span::days(1));
        erased += world.app.sweep_retention().await.unwrap();
    }
    erased
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_erased_when_its_days_are_over_and_it_was_listed_for_a_week() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let (case, file) = closed(&world).await;
    assert_eq!(sweeps(&world, 3).await, 0, "there are no rules");
    let rule = set(&world, &officer, "at_most", 10).await;
    let due = world.app.due_cases(&officer, 30).await.unwrap();
    assert_eq!((due.len(), due[0].case.id, due[0].listings), (1, case, 0));
    assert_eq!(due[0].rule.id, rule.id);
    assert!(world.app.due_cases(&officer, 1).await.unwrap().is_empty());
    assert_eq!(sweeps(&world, 6).await, 0);
    let officer = now(&world, &officer);
    let due = world.app.due_cases(&officer, 30).await.unwrap();
    assert_eq!(due[0].listings, 6);
    assert_eq!(sweeps(&world, 1).await, 1, "the tenth day");
    assert!(is_erased(&world, case).await);
    assert!(world.store.file(file).await.unwrap().is_none());
    assert_eq!(recorded(&world, "retention.applied", case).await, 1);
    let entries = world.entries().await;
    let listed: Vec<_> = entries
        .iter()
        .filter(|it| it.event() == "retention.listed")
        .collect();
    assert_eq!(listed.len(), 7);
    let told = world.mailer.sent().into_iter();
    let told = told.filter(|mail| mail.subject.contains("retention rules"));
    assert_eq!(told.count(), 1, "once, when it came on the list");
    let text = case.to_string();
    let certificate = world.app.case_erasure_certificate(&officer, &text).await;
    certificate.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_leaps_erases_nothing_at_once() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let (case, _) = closed(&world).await;
    set(&world, &officer, "at_most", 300).await;
    world.clock.advance(Span::days(4_000));
    for _ in 0..20 {
        assert_eq!(world.app.sweep_retention().await.unwrap(), 0);
    }
    let listed = world.store.listed_cases().await.unwrap();
    assert_eq!(listed[0].listings, 1, "however often it is looked at");
    // Leaping on counts as one day each time.
    for _ in 2..RETENTION_LISTINGS_MIN {
        world.clock.advance(Span::days(4_000));
        assert_eq!(world.app.sweep_retention().await.unwrap(), 0);
    }
    assert!(!is_erased(&world, case).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn holds_beat_a_rule_and_what_is_opened_again_is_not_due() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let (case, file) = closed(&world).await;
    set(&world, &officer, "at_most", 1).await;
    assert_eq!(sweeps(&world, 6).await, 0);
    let text = case.to_string();
    let app = &world.app;
    app.hold_customer(&officer, "Contoso", true, WHY)
        .await
        .unwrap();
    assert_eq!(sweeps(&world, 9).await, 0);
    assert!(app.due_cases(&officer, 30).await.unwrap().is_empty());
    let refused = app.erase_case(&officer, &text, WHY).await;
    assert!(matches!(refused, Err(AppError::Denied(_))));
    app.hold_customer(&officer, "Contoso", false, WHY)
        .await
        .unwrap();
    app.hold_file(&officer, file, true, WHY).await.unwrap();
    assert_eq!(sweeps(&world, 9).await, 0);
    let refused = app.erase_case(&officer, &text, WHY).await;
    assert!(matches!(refused, Err(AppError::Conflict("case.held"))));
    app.hold_file(&officer, file, false, WHY).await.unwrap();
    assert_eq!(sweeps(&world, 6).await, 0, "the list begins anew");
    app.reopen_case(&world.lena(), &text).await.unwrap();
    assert_eq!(sweeps(&world, 9).await, 0);
    assert!(!is_erased(&world, case).await);
}

/// A closed case in a lane that a rule erases after seven days: listed seven times, and due in an hour, before it would be listed again.
async fn nearly_due(world: &World, officer: &RequestCtx) -> (String, FileId) {
    let new = NewRetentionRule {
        lane: Some("pci".to_owned()),
        ..new_rule("at_most", 7)
    };
    world.app.set_retention_rule(officer, &new).await.unwrap();
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 5, 80_000).await;
    world.drain_jobs().await;
    let (lena, lanes) = (world.lena(), ["pci".to_owned()]);
    let set = world.app.set_case_lanes(&lena, &case, &lanes);
    set.await.unwrap();
    world.app.close_case(&lena, &case).await.unwrap();
    world.clock.advance(Span::hours(3));
    assert_eq!(world.app.sweep_retention().await.unwrap(), 0);
    assert_eq!(sweeps(world, RETENTION_LISTINGS_MIN - 1).await, 0);
    world.clock.advance(Span::hours(20));
    (case, file)
}

/// Opens a case again for other lanes, and closes it.
async fn reopen_for(world: &World, case: &str, lanes: &[String]) {
    let (app, lena) = (&world.app, world.lena());
    app.reopen_case(&lena, case).await.unwrap();
    let joined = app.add_case_member(&lena, case, "lena@coffer.example");
    joined.await.unwrap();
    app.set_case_lanes(&lena, case, lanes).await.unwrap();
    app.close_case(&lena, case).await.unwrap();
}

/// How many cases the sweep erases that comes when the case is due.
async fn erased_when_due(world: &World) -> u32 {
    world.clock.advance(Span::minutes(90));
    world.app.sweep_retention().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_that_nobody_touches_is_erased_between_two_listings() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    nearly_due(&world, &officer).await;
    assert_eq!(erased_when_due(&world).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_closed_again_is_not_erased_by_its_old_date() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let (case, _) = nearly_due(&world, &officer).await;
    reopen_for(&world, &case, &["pci".to_owned()]).await;
    assert_eq!(erased_when_due(&world).await, 0);
    assert_eq!(sweeps(&world, 5).await, 0, "its days begin anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lane_taken_away_between_two_listings_keeps_a_case() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let (case, _) = nearly_due(&world, &officer).await;
    reopen_for(&world, &case, &[]).await;
    assert_eq!(erased_when_due(&world).await, 0);
    // Given back, it is due seven days after the newest close, and listed for a week.
    reopen_for(&world, &case, &["pci".to_owned()]).await;
    assert_eq!(sweeps(&world, 6).await, 0);
    assert_eq!(sweeps(&world, 1).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_between_two_listings_begins_them_anew() {
    for which in ["case", "customer", "file"] {
        let world = World::new(1).await;
        let officer = officer(&world).await;
        let (case, file) = nearly_due(&world, &officer).await;
        let app = &world.app;
        for on in [true, false] {
            let held = match which {
                "case" => app.hold_case(&officer, &case, on, WHY).await,
                "customer" => app.hold_customer(&officer, "Contoso", on, WHY).await,
                _ => app.hold_file(&officer, file, on, WHY).await,
            };
            held.unwrap();
        }
        assert_eq!(erased_when_due(&world).await, 0, "{which}");
        // That sweep listed it for the first time.
        assert_eq!(sweeps(&world, 5).await, 0, "{which}");
        assert_eq!(sweeps(&world, 1).await, 1, "{which}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_file_stays_and_the_others_go() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let token = world.link(&world.case().await).await;
    let mut files = Vec::new();
    for seed in [3, 4] {
        let upload = world.begin(&token, seed, Some(9_000)).await.unwrap();
        world.acknowledged.lock().unwrap().given_up(upload.id);
        let sent = world.send(&token, upload.id, 0..9_000, false).await;
        files.push(sent.unwrap().file.unwrap());
    }
    world.drain_jobs().await;
    let lena = world.lena();
    let refused = world.app.hold_file(&lena, files[0], true, WHY).await;
    assert!(matches!(refused, Err(AppError::Denied(_))));
    let refused = world.app.hold_customer(&lena, "Contoso", true, WHY);
    assert!(matches!(refused.await, Err(AppError::Denied(_))));
    let held = world.app.hold_file(&officer, files[0], true, WHY).await;
    held.unwrap();
    let Err(AppError::Denied(denied)) = world.app.erase_file(&lena, files[0], WHY).await else {
        panic!("erased under hold");
    };
    assert_eq!(denied.rules[0].code, "LEGAL_HOLD");
    world.app.erase_file(&lena, files[1], WHY).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minimum_refuses_and_says_which_rule_and_until_when() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let (case, file) = closed(&world).await;
    let text = case.to_string();
    let minimum = set(&world, &officer, "at_least", 30).await;
    set(&world, &officer, "at_most", 1).await;
    let until = world.clock.now().plus(Span::days(30));
    let lena = world.lena();
    let refused = world.app.erase_case(&lena, &text, WHY).await;
    let Err(AppError::Kept(kept)) = refused else {
        panic!("erased before its time");
    };
    assert_eq!((kept.rule, kept.until), (minimum.id, Some(until)));
    assert_eq!(kept.name.as_str(), "Section 257");
    assert_eq!(recorded(&world, "access.denied", case).await, 1);
    assert_eq!(sweeps(&world, 20).await, 0, "a minimum beats a maximum");
    // Opened again it is not closed at all, and its files are kept as well.
    world.app.reopen_case(&lena, &text).await.unwrap();
    let joined = world
        .app
        .add_case_member(&lena, &text, "lena@coffer.example");
    joined.await.unwrap();
    let refused = world.app.erase_file(&world.lena(), file, WHY).await;
    assert!(matches!(refused, Err(AppError::Kept(kept)) if kept.until.is_none()));
    // Whoever ends the rule waits.
    let officer = now(&world, &officer);
    let ended = world.app.end_retention_rule(&officer, minimum.id, WHY);
    ended.await.unwrap();
    let refused = world.app.erase_file(&world.lena(), file, WHY).await;
    assert!(matches!(refused, Err(AppError::Kept(_))));
    world.clock.advance(MINIMUM_ENDS_AFTER);
    let erased = world.app.erase_file(&world.lena(), file, WHY).await;
    erased.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_minimum_is_not_got_round_by_taking_the_lane_away() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let new = NewRetentionRule {
        lane: Some("phi".to_owned()),
        ..new_rule("at_least", 30)
    };
    let minimum = world.app.set_retention_rule(&officer, &new).await.unwrap();
    let case = world.case().await;
    let app = &world.app;
    let lena = world.lena();
    let lanes = |words: &[&str]| -> Vec<String> { words.iter().map(ToString::to_string).collect() };
    let (phi, both) = (lanes(&["phi"]), lanes(&["pci", "phi"]));
    app.set_case_lanes(&lena, &case, &phi).await.unwrap();
    let refused = app.set_case_lanes(&lena, &case, &[]).await;
    let Err(AppError::KeptByLane(Lane::Phi, kept)) = refused else {
        panic!("an open case lost its lane");
    };
    assert_eq!((kept.rule, kept.until), (minimum.id, None));
    app.set_case_lanes(&lena, &case, &both).await.unwrap();
    let refused = app.set_case_lanes(&lena, &case, &lanes(&["pci"])).await;
    assert!(matches!(refused, Err(AppError::KeptByLane(..))));
    let id: CaseId = case.parse().unwrap();
    assert_eq!(recorded(&world, "access.denied", id).await, 2);
    app.set_case_lanes(&lena, &case, &phi).await.unwrap();
    // Whoever ends the rule waits, for this as well.
    let ended = app.end_retention_rule(&officer, minimum.id, WHY);
    ended.await.unwrap();
    let refused = app.set_case_lanes(&lena, &case, &[]).await;
    assert!(matches!(refused, Err(AppError::KeptByLane(..))));
    world.clock.advance(MINIMUM_ENDS_AFTER);
    let lena = world.lena();
    app.set_case_lanes(&lena, &case, &[]).await.unwrap();
    app.erase_case(&lena, &case, WHY).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_for_officers_and_administrators() {
    let world = World::new(1).await;
    let officer = officer(&world).await;
    let new = |bound: &str, days| NewRetentionRule {
        department: Some("Support".to_owned()),
        lane: Some("pci".to_owned()),
        ..new_rule(bound, days)
    };
    let lena = world.lena();
    let refused = world
        .app
        .set_retention_rule(&lena, &new("at_most", 1))
        .await;
    assert!(matches!(refused, Err(AppError::Denied(_))));
    assert!(world.app.retention_rules(&lena).await.is_err());
    assert!(world.app.due_cases(&lena, 30).await.is_err());
    for wrong in [
        new("forever", 1),
        new("at_most", 0),
        new("at_least", 40_000),
    ] {
        let refused = world.app.set_retention_rule(&officer, &wrong).await;
        assert!(matches!(refused, Err(AppError::Value { .. })));
    }
    let set = world
        .app
        .set_retention_rule(&officer, &new("at_most", 1))
        .await;
    let set = set.unwrap();
    let refused = world.app.end_retention_rule(&lena, set.id, WHY).await;
    assert!(matches!(refused, Err(AppError::Denied(_))));
    // It is for another lane than this case's.
    closed(&world).await;
    assert!(world.app.due_cases(&officer, 30).await.unwrap().is_empty());
    let there = world.app.retention_rules(&officer).await.unwrap();
    assert_eq!(there, std::slice::from_ref(&set));
    let ended = world.app.end_retention_rule(&officer, set.id, WHY);
    ended.await.unwrap();
    assert!(
        world
            .app
            .retention_rules(&officer)
            .await
            .unwrap()
            .is_empty()
    );
}
