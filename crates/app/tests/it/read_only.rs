//! The whole server read-only: nothing is brought in, changed or removed, reading goes on, and nothing sent is lost.

use coffer_app::AppError;
use coffer_app::directory::PersonView;
use coffer_domain::alert::{Containment, ContainmentState, Response};
use coffer_domain::directory::Source;
use coffer_domain::limits::UPLOAD_IDLE_MAX;
use coffer_domain::people::MemberState;
use coffer_domain::ports::{Directory as _, Files as _};
use coffer_domain::time::Span;

use crate::access::{PASSWORD, labelled};
use crate::by_hand::{for_hours, officer, reported};
use crate::directory::{account, say, spec};
use crate::watch::{alerts, files, rules, watch};
use crate::world::World;

const WHY: &str = "Somebody is at work in the server room";

fn is_read_only<T>(outcome: &Result<T, AppError>) -> bool {
    matches!(outcome, Err(AppError::ReadOnly { .. }))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_changes_and_reading_goes_on() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let files = files(&world, 2).await;
    let lena = world.lena();
    let case = world.app.file(&lena, files[0]).await.unwrap().case;
    let case = case.to_string();
    let alert = reported(&world).await.alert.id;
    let read_only = for_hours(Response::ReadOnly, 8, WHY);
    let begun = world.app.respond_by_hand(&olga, alert, &read_only).await;
    let until = begun.unwrap().containments[0].until;

    let app = &world.app;
    let label = labelled("cli");
    assert!(is_read_only(&app.create_own_token(&lena, &label).await));
    assert!(is_read_only(
        &app.rename_file(&lena, files[0], "b.log").await
    ));
    assert!(is_read_only(
        &app.erase_file(&lena, files[0], "the customer asked for it")
            .await
    ));
    assert!(is_read_only(&app.close_case(&lena, &case).await));
    assert!(is_read_only(&world.try_case("T-1").await));
    assert!(is_read_only(&world.try_link(&case, |_| {}).await));
    // An act that would be refused anyway is told for what it is.
    let export = app.download(&olga, files[0]).await;
    assert!(matches!(export, Err(AppError::Denied(_))));

    let (got, outcome) = world.download(files[0]).await;
    outcome.unwrap();
    assert_eq!(got.len(), 1_000);
    app.lines(&lena, files[1], 0, 1, 10).await.unwrap();
    app.report_suspicion(&lena, "The door of the server room is open")
        .await
        .unwrap();
    let notices = app.staff_notices(lena.now).await.unwrap();
    // Not by which alert: it may have been a decoy that somebody touched.
    assert_eq!((&notices[0].rule, &notices[0].words), (&None, &None));
    assert_eq!(
        (notices[0].response, notices[0].until),
        (Response::ReadOnly, until)
    );

    let nothing = "It was the electrician, as announced";
    let only = Some(Response::ReadOnly);
    app.lift_containments(&olga, alert, only, nothing)
        .await
        .unwrap();
    app.rename_file(&lena, files[0], "b.log").await.unwrap();
    assert!(app.staff_notices(lena.now).await.unwrap().is_empty());
}

/// Whoever restarts the server does not get round it, and time alone ends it.
#[tokio::test(flavor = "multi_thread")]
async fn it_outlives_a_restart_and_ends_by_itself() {
    let mut world = World::new(1).await;
    let olga = officer(&world).await;
    let files = files(&world, 1).await;
    let alert = reported(&world).await.alert.id;
    let read_only = for_hours(Response::ReadOnly, 1, WHY);
    let begun = world.app.respond_by_hand(&olga, alert, &read_only).await;
    begun.unwrap();
    world.crash().await;
    let rename = async || {
        let lena = world.lena();
        world.app.rename_file(&lena, files[0], "b.log").await
    };
    assert!(is_read_only(&rename().await));
    world.clock.advance(Span::hours(1));
    rename().await.unwrap();
    watch(&world).await;
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    assert_eq!(view.containments[0].state, ContainmentState::Expired);
}

/// 20 MB are half sent when it begins: the rest waits, what came is kept, and is kept for longer than uploads usually are.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_sent_goes_on_afterwards() {
    const LENGTH: u64 = 20 << 20;
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 7, Some(LENGTH)).await.unwrap();
    let half = world.send(&token, upload.id, 0..LENGTH / 2, false).await;
    assert_eq!(half.unwrap().offset, LENGTH / 2);
    let alert = reported(&world).await.alert.id;
    let read_only = for_hours(Response::ReadOnly, 336, WHY);
    let begun = world.app.respond_by_hand(&olga, alert, &read_only).await;
    begun.unwrap();
    let rest = || world.send(&token, upload.id, LENGTH / 2..LENGTH, false);
    assert!(is_read_only(&rest().await));
    assert!(is_read_only(&world.begin(&token, 8, Some(1)).await));
    assert!(is_read_only(&world.terminate(&token, upload.id).await));
    world.clock.advance(Span(UPLOAD_IDLE_MAX.0 + 1));
    assert_eq!(world.app.sweep_uploads().await.unwrap(), 0);

    let why = "the disks were compared with the backup";
    let operator = world.operator();
    let lifted = world.app.lift_containments(&operator, alert, None, why);
    lifted.await.unwrap();
    // The sweep may be faster than whoever waits.
    world.clock.advance(Span::hours(23));
    assert_eq!(world.app.sweep_uploads().await.unwrap(), 0);
    let file = rest().await.unwrap().file.unwrap();
    world.drain_jobs().await;
    let (got, outcome) = world.download(file).await;
    outcome.unwrap();
    assert_eq!(got, crate::world::body(7, 0..LENGTH));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_operator_wants_it_so_damage_makes_the_server_read_only() {
    for (rule, read_only) in [("D24-tampering", true), ("D18-mass-encryption", false)] {
        let world = World::read_only_after(1, rule).await;
        let files = files(&world, 2).await;
        let version = world.store.file(files[0]).await.unwrap().unwrap().version;
        crate::ledger::damage(&world, version.unwrap().object);
        let (_, outcome) = world.download(files[0]).await;
        assert!(outcome.is_err());
        watch(&world).await;
        assert_eq!(rules(&world).await, ["D24-tampering"]);
        let renamed = world
            .app
            .rename_file(&world.lena(), files[1], "b.log")
            .await;
        assert_eq!(is_read_only(&renamed), read_only, "{rule}");
        let alert = alerts(&world).await[0].alert.id;
        let view = world.app.alert(&world.operator(), alert).await.unwrap();
        let responses: Vec<_> = view.containments.iter().map(|it| it.response).collect();
        assert_eq!(responses.contains(&Response::ReadOnly), read_only);
    }
}

/// Whoever goes on damaging does not take from an officer what they decided.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_officer_ended_no_further_alert_begins_within_a_day() {
    let world = World::read_only_after(1, "D24-tampering").await;
    let files = files(&world, 3).await;
    let damaged = async |file: usize| {
        let version = world
            .store
            .file(files[file])
            .await
            .unwrap()
            .unwrap()
            .version;
        crate::ledger::damage(&world, version.unwrap().object);
        assert!(world.download(files[file]).await.1.is_err());
        watch(&world).await;
        let alert = alerts(&world).await[0].alert.id;
        let view = world.app.alert(&world.operator(), alert).await.unwrap();
        let of = |it: &&Containment| it.response == Response::ReadOnly;
        (alert, view.containments.iter().find(of).unwrap().state)
    };
    let (alert, state) = damaged(0).await;
    assert_eq!(state, ContainmentState::Active);
    let operator = world.operator();
    let lifted = world.app.lift_containments(&operator, alert, None, WHY);
    lifted.await.unwrap();
    assert_eq!(damaged(1).await.1, ContainmentState::HeldBack);
    world.clock.advance(Span::days(1));
    assert_eq!(damaged(2).await.1, ContainmentState::Active);
}

/// Permitted a moment before, committed a moment after: what was decided does not count, and what came is not lost.
#[tokio::test(flavor = "multi_thread")]
async fn what_began_before_does_not_come_in_after() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let alert = reported(&world).await.alert.id;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 7, Some(1_000)).await.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let appending = world.app.append(&ctx, &link, upload.id, 0, None, None);
    let mut appending = appending.await.unwrap();
    let body = crate::world::body(7, 0..1_000);
    appending.push(body.into()).await.unwrap();
    let read_only = for_hours(Response::ReadOnly, 1, WHY);
    let begun = world.app.respond_by_hand(&olga, alert, &read_only).await;
    begun.unwrap();
    assert!(is_read_only(&appending.finish(true).await));
    world.clock.advance(Span::hours(1));
    let sent = world.send(&token, upload.id, 0..1_000, false).await;
    assert!(sent.unwrap().file.is_some());
}

/// A directory locks who left, and brings nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_directory_takes_away_and_gives_nothing() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let (_, scim) = account(&world).await;
    let address = "lena.two@coffer.example";
    let brought = world
        .app
        .provide_person(&scim, Source::Scim, spec(address, true));
    let member = brought.await.unwrap().person.member;
    let alert = reported(&world).await.alert.id;
    let read_only = for_hours(Response::ReadOnly, 1, WHY);
    let begun = world.app.respond_by_hand(&olga, alert, &read_only).await;
    begun.unwrap();
    let other = spec("thief@coffer.example", true);
    let brought = world.app.provide_person(&scim, Source::Scim, other).await;
    assert!(is_read_only(&brought));
    say(&world, &scim, member, spec(address, false)).await;
    let locked = world.store.member(member).await.unwrap().unwrap();
    assert_eq!(locked.state, MemberState::Locked);
    // Nobody comes back, by whomever.
    let back = |_: &PersonView| Ok::<_, AppError>(spec(address, true));
    let back = world.app.change_person(&scim, Source::Scim, member, back);
    assert!(is_read_only(&back.await));
    let id = member.to_string();
    assert!(is_read_only(&world.app.unlock_member(&olga, &id).await));
}

/// A code that is good for a new way in only is kept until there may be one.
#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_is_not_used_up_for_nothing() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    world.enrol().await;
    let codes = world.app.renew_recovery_codes(&world.lena()).await.unwrap();
    let code = codes[0].expose().to_owned();
    let alert = reported(&world).await.alert.id;
    let read_only = for_hours(Response::ReadOnly, 1, WHY);
    let begun = world.app.respond_by_hand(&olga, alert, &read_only).await;
    begun.unwrap();
    assert!(is_read_only(&world.sign_in(PASSWORD, &code).await));
    world.clock.advance(Span::hours(1));
    assert!(world.sign_in(PASSWORD, &code).await.is_ok());
}
