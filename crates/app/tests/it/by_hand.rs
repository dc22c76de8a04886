//! What members report, and what security officers begin by hand.

use coffer_app::AppError;
use coffer_app::watch::{AlertView, NewResponse};
use coffer_domain::alert::{ContainmentState, Response, Verdict};
use coffer_domain::commit::{Commit, LedgerEntry};
use coffer_domain::context::RequestCtx;
use coffer_domain::ports::{Clock as _, Mail, MetaStore as _};
use coffer_domain::time::Span;
use expect_test::expect;
use serde_json::json;

use crate::ledger::Golden;
use crate::watch::{add, alerts, as_now, files, rules, take_five, watch};
use crate::world::World;

const SEEN: &str = "A mail from it-support asks me to sign in at coffer-login.example";
const WHY: &str = "Lena does not answer the telephone";

/// An alert that nothing follows from: what somebody reported.
pub(crate) async fn reported(world: &World) -> AlertView {
    let report = world.app.report_suspicion(&world.lena(), SEEN).await;
    report.unwrap();
    watch(world).await;
    let reported = alerts(world).await.into_iter();
    let newest = reported.map(|view| view.alert.id).next().unwrap();
    world.app.alert(&world.operator(), newest).await.unwrap()
}

pub(crate) fn for_hours(response: Response, hours: u32, text: &str) -> NewResponse {
    NewResponse {
        response,
        hours: Some(hours),
        text: text.to_owned(),
    }
}

pub(crate) async fn officer(world: &World) -> RequestCtx {
    let olga = add(world, "olga@coffer.example", &["security"]).await;
    world.member(&olga)
}

/// The mail whose subject says so; they go out on a task of their own.
async fn mailed(world: &World, what: &str) -> Mail {
    loop {
        let mut told = world.mailer.sent().into_iter();
        if let Some(mail) = told.find(|mail| mail.subject.contains(what)) {
            return mail;
        }
        tokio::task::yield_now().await;
    }
}

fn states(view: &AlertView) -> Vec<(Response, ContainmentState)> {
    let all = view.containments.iter();
    all.map(|it| (it.response, it.state)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_saw_is_an_alert_about_nobody_that_officers_are_mailed() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let view = reported(&world).await;
    assert_eq!(view.alert.rule, "D28-reported");
    assert_eq!(view.notes[0].text, SEEN);
    assert_eq!(view.notes[0].by, Some(world.people.lena.id));
    // Whoever reports is neither contained nor shut out of deciding.
    assert_eq!(
        view.open_responses,
        [
            Response::HoldBackups,
            Response::ReadOnly,
            Response::WarnStaff
        ]
    );
    let told = mailed(&world, "reports something suspicious").await;
    assert_eq!(told.to.as_str(), "olga@coffer.example");
    // What was seen may name people: it is not mailed.
    assert!(!told.text.contains("coffer-login"));

    // That it was nothing once does not silence the next one.
    let nothing = Verdict::NotAThreat;
    let closed = world.app.close_alert(&olga, view.alert.id, nothing, WHY);
    closed.await.unwrap();
    world.clock.advance(Span::minutes(1));
    let next = reported(&world).await;
    assert_ne!(next.alert.id, view.alert.id);
    assert_eq!(next.alert.closed, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_short_hold_no_secret_and_do_not_pile_up() {
    let world = World::new(1).await;
    let lena = world.lena();
    for bad in ["odd", "the card 4111 1111 1111 1111 was in a chat"] {
        let refused = world.app.report_suspicion(&lena, bad).await;
        assert!(matches!(
            refused,
            Err(AppError::Value { field: "text", .. })
        ));
    }
    for _ in 0..10 {
        world.clock.advance(Span::minutes(1));
        reported(&world).await;
    }
    let refused = world.app.report_suspicion(&world.lena(), SEEN).await;
    assert!(matches!(
        refused,
        Err(AppError::Conflict("reports.waiting"))
    ));
    // Nobody's silence is another one's.
    let otto = add(&world, "otto@coffer.example", &["agent"]).await;
    let otto = world.member(&otto);
    world.app.report_suspicion(&otto, SEEN).await.unwrap();
    assert_eq!(rules(&world).await.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_begins_more_than_the_rule_does_and_ends_one_of_two() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let files = take_five(&world).await;
    let alert = alerts(&world).await[0].alert.id;
    let lock = for_hours(Response::LockMember, 24, WHY);
    let app = &world.app;
    let view = app.respond_by_hand(&olga, alert, &lock).await.unwrap();
    let active = ContainmentState::Active;
    assert_eq!(
        states(&view),
        [
            (Response::HoldHandouts, active),
            (Response::LockMember, active)
        ]
    );
    assert_eq!(view.containments[1].until, olga.now.plus(Span::hours(24)));
    assert_eq!(view.notes[0].text, WHY);
    assert!(!view.open_responses.contains(&Response::LockMember));
    let lena = as_now(&world, &world.people.lena).await;
    assert!(app.file(&lena, files[0]).await.is_err());
    let twice = app.respond_by_hand(&olga, alert, &lock).await;
    assert!(matches!(
        twice,
        Err(AppError::Conflict("containment.holds"))
    ));

    // She works again, and still takes nothing out.
    let only = Some(Response::LockMember);
    let called_back = "she called back from her own number";
    let lifted = app.lift_containments(&olga, alert, only, called_back);
    assert_eq!(
        states(&lifted.await.unwrap()),
        [
            (Response::HoldHandouts, active),
            (Response::LockMember, ContainmentState::Lifted)
        ]
    );
    let lena = as_now(&world, &world.people.lena).await;
    app.file(&lena, files[0]).await.unwrap();
    assert!(app.download(&lena, files[0]).await.is_err());

    // And is locked once more; the entry of the ledger says that somebody did it.
    app.respond_by_hand(&olga, alert, &lock).await.unwrap();
    let begun = world.entries().await.into_iter();
    let begun = begun.filter(|it| it.json["event"] == "containment.begun");
    let by_hand = begun.filter(|it| it.json["data"]["by_hand"] == true);
    assert_eq!(by_hand.count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_by_hand_is_said() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    take_five(&world).await;
    let alert = alerts(&world).await[0].alert.id;
    let app = &world.app;
    let refused = async |new: NewResponse| match app.respond_by_hand(&olga, alert, &new).await {
        Err(AppError::Value { field, .. }) => field,
        other => panic!("not refused for a value: {:?}", other.err()),
    };
    // No link and no file has a part in it, and Lena has no API token.
    for response in [
        Response::FreezeLink,
        Response::QuarantineFile,
        Response::RevokeTokens,
    ] {
        assert_eq!(refused(for_hours(response, 1, WHY)).await, "response");
    }
    for hours in [0, 337] {
        assert_eq!(
            refused(for_hours(Response::LockMember, hours, WHY)).await,
            "hours"
        );
    }
    let long = "Look at the address. ".repeat(20);
    let warn = for_hours(Response::WarnStaff, 1, &long);
    assert_eq!(refused(warn).await, "note");
    assert_eq!(
        refused(for_hours(Response::LockMember, 1, "odd")).await,
        "note"
    );
    let lena = as_now(&world, &world.people.lena).await;
    let lock = for_hours(Response::LockMember, 1, WHY);
    let by_lead = app.respond_by_hand(&lena, alert, &lock).await;
    assert!(matches!(by_lead, Err(AppError::Denied(_))));

    let closed = app.close_alert(&olga, alert, Verdict::Threat, WHY).await;
    assert!(closed.unwrap().open_responses.is_empty());
    let late = app.respond_by_hand(&olga, alert, &lock).await;
    assert!(matches!(late, Err(AppError::Conflict("alert.closed"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_is_told_what_an_officer_wrote_until_its_time_is_over() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let alert = reported(&world).await.alert.id;
    let words = "Mails that ask you to sign in again are not ours.";
    let warn = for_hours(Response::WarnStaff, 2, words);
    let begun = world.app.respond_by_hand(&olga, alert, &warn).await;
    assert_eq!(begun.unwrap().containments[0].words.as_deref(), Some(words));
    let notices = world.app.staff_notices(olga.now).await.unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].words.as_deref(), Some(words));
    assert_eq!(notices[0].rule, None);
    let after = olga.now.plus(Span::hours(2));
    assert!(world.app.staff_notices(after).await.unwrap().is_empty());
}

/// An attacker who is an administrator cannot be the reason that nobody administers.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_is_not_locked_by_hand_either() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let administrator = world.app.members().await.unwrap();
    let administrator = administrator
        .into_iter()
        .find(|it| it.email.as_str() == "admin@coffer.example")
        .unwrap();
    let ctx = world.member(&administrator);
    for file in files(&world, 8).await {
        assert!(world.app.download(&ctx, file).await.is_err());
    }
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D12-probing"]);
    let alert = alerts(&world).await[0].alert.id;
    let lock = for_hours(Response::LockMember, 1, WHY);
    let refused = world.app.respond_by_hand(&olga, alert, &lock).await;
    assert!(matches!(
        refused,
        Err(AppError::Value {
            field: "response",
            ..
        })
    ));
}

/// Who steals one officer's session makes no other officer powerless by an alert about them.
#[tokio::test(flavor = "multi_thread")]
async fn whom_an_alert_is_about_still_ends_what_is_done_to_everybody() {
    let world = World::new(1).await;
    let thief = officer(&world).await;
    let otto = add(&world, "otto@coffer.example", &["lead", "security"]).await;
    let files = files(&world, 5).await;
    let case = world.app.file(&world.lena(), files[0]).await.unwrap().case;
    let (case, otto_id) = (case.to_string(), otto.id.to_string());
    let lena = world.lena();
    let joined = world.app.add_case_member(&lena, &case, &otto_id);
    joined.await.unwrap();
    let otto = world.member(&otto);
    for file in &files {
        world.app.download(&otto, *file).await.unwrap();
    }
    watch(&world).await;
    let alert = alerts(&world).await[0].alert.id;
    let read_only = for_hours(Response::ReadOnly, 336, WHY);
    let app = &world.app;
    app.respond_by_hand(&thief, alert, &read_only)
        .await
        .unwrap();

    let all = app.lift_containments(&otto, alert, None, WHY).await;
    assert!(matches!(all, Err(AppError::Value { field: "alert", .. })));
    let own = Some(Response::HoldHandouts);
    let own = app.lift_containments(&otto, alert, own, WHY).await;
    assert!(matches!(own, Err(AppError::Value { field: "alert", .. })));
    let everybodys = Some(Response::ReadOnly);
    let lifted = app.lift_containments(&otto, alert, everybodys, WHY).await;
    let states = states(&lifted.unwrap());
    assert!(states.contains(&(Response::ReadOnly, ContainmentState::Lifted)));
    assert!(states.contains(&(Response::HoldHandouts, ContainmentState::Active)));
}

/// What one account makes the rules do, or an officer does, does not use up what another theft is contained by.
#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_leaves_the_rules_their_room() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let otto = add(&world, "otto@coffer.example", &["lead"]).await;
    let otto = world.member(&otto);
    for file in files(&world, 8).await {
        assert!(world.app.download(&otto, file).await.is_err());
    }
    watch(&world).await;
    let probing = &alerts(&world).await[0].alert;
    assert_eq!(probing.rule, "D12-probing");
    let lock = for_hours(Response::LockMember, 24, WHY);
    let locked = world.app.respond_by_hand(&olga, probing.id, &lock).await;
    locked.unwrap();
    take_five(&world).await;
    let all = alerts(&world).await.into_iter().map(|view| view.alert);
    let theft = all.into_iter().find(|it| it.rule == "D13-fast-breadth");
    let theft = theft.unwrap();
    let view = world.app.alert(&world.operator(), theft.id).await.unwrap();
    assert_eq!(
        states(&view),
        [(Response::HoldHandouts, ContainmentState::Active)]
    );
}

/// Reports do not use up the mails by which officers hear of thefts.
#[tokio::test(flavor = "multi_thread")]
async fn reports_in_one_moment_are_all_alerts_and_keep_no_other_mail_from_going_out() {
    let world = World::new(1).await;
    officer(&world).await;
    let otto = add(&world, "otto@coffer.example", &["agent"]).await;
    let otto = world.member(&otto);
    for _ in 0..9 {
        let lena = world.lena();
        world.app.report_suspicion(&lena, SEEN).await.unwrap();
        world.app.report_suspicion(&otto, SEEN).await.unwrap();
        watch(&world).await;
    }
    for who in [&otto, &world.lena()] {
        for _ in 0..2 {
            // The tenth, and one too many that nobody has seen yet.
            world.app.report_suspicion(who, SEEN).await.unwrap();
        }
    }
    watch(&world).await;
    assert_eq!(alerts(&world).await.len(), 22);
    take_five(&world).await;
    mailed(&world, "originals").await;
}

/// Acts of the ledger's story.
pub(crate) async fn story(world: &World) {
    let mut golden = Golden::from_now(world).await;
    let report = world.app.report_suspicion(&world.lena(), SEEN).await;
    report.unwrap();
    golden.did("report something suspicious").await;
    watch(world).await;
    golden.did("watch").await;
    let alert = alerts(world).await[0].alert.id;
    let warn = for_hours(Response::WarnStaff, 1, SEEN);
    let operator = world.operator();
    let warned = world.app.respond_by_hand(&operator, alert, &warn).await;
    warned.unwrap();
    golden.did("warn every member").await;
    expect![[r#"
        report something suspicious: suspicion.reported
        watch: alert.raised, containment.begun, alert.raised, alert.raised, alert.raised, containment.begun, alert.raised
        warn every member: containment.begun
    "#]]
    .assert_eq(golden.text());
}

/// Three people were led to a false page within an hour: everybody is warned, in the rule's words, without anybody's doing.
#[tokio::test(flavor = "multi_thread")]
async fn a_false_page_that_three_met_is_warned_of_by_itself() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let otto = add(&world, "otto@coffer.example", &["agent"]).await;
    let met = [world.people.lena.id, world.people.ada.id, otto.id];
    for member in met {
        let entry = LedgerEntry {
            text: json!({
                "actor": "anonymous",
                "data": { "why": "passkey_origin" },
                "event": "session.refused",
                "object": member.to_string(),
                "time": world.clock.now().to_string(),
            })
            .to_string(),
            object: None,
            openings: Vec::new(),
            doer: None,
        };
        world.store.commit(Commit::record(entry)).await.unwrap();
        assert!(world.app.staff_notices(olga.now).await.unwrap().is_empty());
        watch(&world).await;
    }
    let notices = world.app.staff_notices(olga.now).await.unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].rule.as_deref(), Some("D25-phishing"));
    let words = notices[0].words.as_deref().unwrap();
    assert!(words.contains("look at the address of the page"));
}
