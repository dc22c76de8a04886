//! Watching: from acts to alerts, and from alerts to what follows, within limits.

use std::sync::Arc;

use coffer_app::AppError;
use coffer_app::people::NewMember;
use coffer_app::watch::AlertView;
use coffer_domain::alert::{AlertFilter, AlertState, ContainmentState, Response, Verdict};
use coffer_domain::context::{ClientKind, Principal, RequestCtx};
use coffer_domain::id::FileId;
use coffer_domain::people::Member;
use coffer_domain::ports::Clock as _;
use coffer_domain::time::Span;
use coffer_testkit::Fault;

use crate::access::{PASSWORD, totp};
use crate::world::{World, fragment, secret};

const FIREFOX: ClientKind = ClientKind {
    family: "firefox",
    system: "linux",
};
const CURL: ClientKind = ClientKind {
    family: "curl",
    system: "other",
};

pub(crate) async fn add(world: &World, email: &str, roles: &[&str]) -> Member {
    let new = NewMember {
        email: email.to_owned(),
        name: None,
        department: "Support".to_owned(),
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
    };
    let added = world.app.add_member(&world.operator(), &new).await.unwrap();
    added.0
}

pub(crate) async fn watch(world: &World) {
    world.app.sequence_all().await.unwrap();
    world.app.watch_once().await.unwrap();
}

pub(crate) async fn alerts(world: &World) -> Vec<AlertView> {
    let all = AlertFilter {
        limit: 100,
        ..AlertFilter::default()
    };
    world.app.alerts(&world.operator(), &all).await.unwrap()
}

/// The rules that alerted, oldest first.
pub(crate) async fn rules(world: &World) -> Vec<String> {
    let mut rules: Vec<_> = alerts(world)
        .await
        .into_iter()
        .map(|view| view.alert.rule)
        .collect();
    rules.reverse();
    rules
}

/// A member as the server reads them for the next request.
pub(crate) async fn as_now(world: &World, member: &Member) -> RequestCtx {
    let members = world.app.members().await.unwrap();
    let member = members.into_iter().find(|it| it.id == member.id).unwrap();
    world.ctx(Principal::Member(member))
}

/// Files of Lena's, scanned.
pub(crate) async fn files(world: &World, count: u64) -> Vec<FileId> {
    let token = world.link(&world.case().await).await;
    let mut files = Vec::new();
    for seed in 0..count {
        files.push(world.file(&token, seed, 1_000).await);
    }
    world.drain_jobs().await;
    files
}

async fn guess(world: &World, email: &str) {
    let ctx = world.anonymous();
    let refused = world.app.sign_in(
        &ctx,
        email,
        secret("wrong wrong wrong wrong"),
        "000000",
        None,
    );
    assert!(matches!(refused.await, Err(AppError::SignInFailed)));
}

/// Lena takes five originals within ten minutes, which holds her handouts.
pub(crate) async fn take_five(world: &World) -> Vec<FileId> {
    let files = files(world, 5).await;
    for file in &files {
        assert!(world.download(*file).await.1.is_ok());
    }
    watch(world).await;
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theft_is_held_within_the_entries_that_show_it() {
    let world = World::new(1).await;
    let files = take_five(&world).await;
    assert_eq!(rules(&world).await, ["D13-fast-breadth"]);
    let alert = &alerts(&world).await[0].alert;
    assert_eq!(
        (alert.member, alert.measured),
        (Some(world.people.lena.id), 5)
    );
    assert_eq!(alert.evidence.len(), 5);

    let lena = as_now(&world, &world.people.lena).await;
    let refused = world.app.download(&lena, files[0]).await.err().unwrap();
    let AppError::Denied(denied) = refused else {
        panic!("not refused by a policy: {refused}");
    };
    assert_eq!(denied.rules[0].code, "RISK_TOO_HIGH");
    // What is no handout goes on.
    world.app.file(&lena, files[0]).await.unwrap();

    // After its time it is over by itself.
    world.clock.advance(Span::hours(1));
    watch(&world).await;
    let lena = as_now(&world, &world.people.lena).await;
    world.app.download(&lena, files[0]).await.unwrap();
    let alert = alerts(&world).await[0].alert.id;
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    assert_eq!(view.containments[0].state, ContainmentState::Expired);
    // Originals went out: whom to tell by when, until it turns out to be nothing.
    let gdpr = view
        .clocks
        .iter()
        .find(|it| it.clock.regime == "GDPR Art. 33(1)");
    assert_eq!(gdpr.unwrap().due, view.alert.raised.plus(Span::hours(72)));
    let (operator, why) = (world.operator(), "Lena was asked for an export");
    let closed = world
        .app
        .close_alert(&operator, alert, Verdict::Mistake, why);
    assert!(closed.await.unwrap().clocks.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_officer_decides_and_nobody_about_themselves() {
    let world = World::new(1).await;
    let officer = add(&world, "olga@coffer.example", &["security"]).await;
    let files = take_five(&world).await;
    let alert = alerts(&world).await[0].alert.id;
    let (olga, lena) = (world.member(&officer), world.lena());

    let reading = world.app.alert(&lena, alert).await;
    assert!(matches!(reading, Err(AppError::Denied(_))));
    let closing = world
        .app
        .close_alert(&lena, alert, Verdict::Test, "only trying it out");
    assert!(matches!(closing.await, Err(AppError::Denied(_))));

    let taken = world.app.acknowledge_alert(&olga, alert).await.unwrap();
    assert_eq!(taken.alert.assignee, Some(officer.id));
    let bare = world
        .app
        .close_alert(&olga, alert, Verdict::Mistake, "ok")
        .await;
    assert!(matches!(bare, Err(AppError::Value { field: "note", .. })));
    let closed = world
        .app
        .close_alert(&olga, alert, Verdict::Mistake, "Handover of Contoso")
        .await
        .unwrap();
    assert_eq!(closed.alert.state, AlertState::Closed);
    assert_eq!(closed.notes[0].text, "Handover of Contoso");
    assert_eq!(closed.containments[0].state, ContainmentState::Lifted);
    assert_eq!(closed.alike, 1);
    let lena = as_now(&world, &world.people.lena).await;
    world.app.download(&lena, files[0]).await.unwrap();
    let again = world
        .app
        .close_alert(&olga, alert, Verdict::Threat, "Handover of Contoso")
        .await;
    assert!(matches!(again, Err(AppError::Conflict("alert.closed"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_decides_about_themselves() {
    let world = World::new(1).await;
    let otto = add(&world, "otto@coffer.example", &["lead", "security"]).await;
    let files = files(&world, 5).await;
    let case = world
        .app
        .file(&world.lena(), files[0])
        .await
        .unwrap()
        .case
        .to_string();
    let otto_id = otto.id.to_string();
    world
        .app
        .add_case_member(&world.lena(), &case, &otto_id)
        .await
        .unwrap();
    let otto = world.member(&otto);
    for file in &files {
        world.app.download(&otto, *file).await.unwrap();
    }
    watch(&world).await;
    let alert = alerts(&world).await[0].alert.id;
    world.app.alert(&otto, alert).await.unwrap();
    let lifting = world
        .app
        .lift_containments(&otto, alert, None, "It was only me, honestly")
        .await;
    assert!(matches!(
        lifting,
        Err(AppError::Value { field: "alert", .. })
    ));
    world
        .app
        .lift_containments(&world.operator(), alert, None, "Otto is right")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_session_ends_at_its_first_step_elsewhere() {
    let world = World::new(1).await;
    let files = files(&world, 1).await;
    let (key, _) = world.enrol().await;
    let browser = RequestCtx {
        client: Some(FIREFOX),
        ..world.anonymous()
    };
    let code = totp(&key, world.clock.now());
    let signed_in = world
        .app
        .sign_in(
            &browser,
            "lena@coffer.example",
            secret(PASSWORD),
            &code,
            None,
        )
        .await
        .unwrap();
    let here = RequestCtx {
        session: Some(signed_in.session),
        client: Some(FIREFOX),
        ..as_now(&world, &world.people.lena).await
    };
    world.app.download(&here, files[0]).await.unwrap();
    // From a train: another network, the same browser.
    let train = RequestCtx {
        address: Some([192, 0, 2, 66].into()),
        ..here.clone()
    };
    world.app.download(&train, files[0]).await.unwrap();
    watch(&world).await;
    assert_eq!(rules(&world).await, Vec::<String>::new());
    let thief = RequestCtx {
        address: Some([192, 0, 2, 66].into()),
        client: Some(CURL),
        ..here
    };
    world.app.download(&thief, files[0]).await.unwrap();
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D06-stolen-session"]);
    let alert = alerts(&world).await[0].alert.id;
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    let did: Vec<Response> = view.containments.iter().map(|it| it.response).collect();
    assert_eq!(did, [Response::EndSessions, Response::HoldHandouts]);
    assert!(!world.is_signed_in(&signed_in).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_tries_many_accounts_is_not_listened_to() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    for n in 0..8 {
        let email = format!("agent{n}@coffer.example");
        add(&world, &email, &["agent"]).await;
        let link = world
            .app
            .renew_enrolment(&world.operator(), &email)
            .await
            .unwrap();
        world.enrol_with(&fragment(&link.url)).await;
        guess(&world, &email).await;
    }
    watch(&world).await;
    let found = rules(&world).await;
    assert!(found.contains(&"D02-stuffing".to_owned()), "{found:?}");
    // Even the right password says nothing there; from elsewhere it works.
    let signs_in = async |address: [u8; 4]| {
        world.clock.advance(Span::minutes(1));
        let ctx = RequestCtx {
            address: Some(address.into()),
            ..world.anonymous()
        };
        let code = totp(&key, world.clock.now());
        world
            .app
            .sign_in(&ctx, "lena@coffer.example", secret(PASSWORD), &code, None)
            .await
            .is_ok()
    };
    assert!(!signs_in([198, 51, 100, 99]).await);
    assert!(signs_in([192, 0, 2, 1]).await);
    world.clock.advance(Span::minutes(30));
    watch(&world).await;
    assert!(signs_in([198, 51, 100, 99]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn seen_twice_is_alerted_once_and_a_crash_loses_nothing() {
    let world = World::new(1).await;
    let files = files(&world, 5).await;
    for file in &files {
        assert!(world.download(*file).await.1.is_ok());
    }
    world.app.sequence_all().await.unwrap();
    // Whatever call fails, the next time makes up for it and nothing is done twice.
    for at in 0..12 {
        for fault in [Fault::NotApplied, Fault::AppliedButFailed] {
            world.faults.arm(at, fault);
            let _failed_or_not = world.app.watch_once().await;
            world.faults.disarm();
        }
    }
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D13-fast-breadth"]);
    let other = world.start();
    other.watch_once().await.unwrap();
    assert_eq!(rules(&world).await, ["D13-fast-breadth"]);
    let alert = alerts(&world).await[0].alert.id;
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    assert_eq!(view.containments.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_only_says_what_it_would_do() {
    let mut world = World::new(1).await;
    world.app = world.start_dry();
    let files = take_five(&world).await;
    let alert = alerts(&world).await[0].alert.id;
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    assert_eq!(view.containments[0].state, ContainmentState::DryRun);
    let lena = as_now(&world, &world.people.lena).await;
    world.app.download(&lena, files[0]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_a_few_are_held_at_once() {
    let world = World::new(1).await;
    let mut leads = vec![world.people.lena.clone()];
    for n in 0..2 {
        leads.push(add(&world, &format!("lead{n}@coffer.example"), &["lead"]).await);
    }
    let case = world.case().await;
    for lead in &leads[1..] {
        world
            .app
            .add_case_member(&world.lena(), &case, &lead.id.to_string())
            .await
            .unwrap();
    }
    let token = world.link(&case).await;
    let mut files = Vec::new();
    for seed in 0..5 {
        files.push(world.file(&token, seed, 1_000).await);
    }
    world.drain_jobs().await;
    for lead in &leads {
        for file in &files {
            world
                .app
                .download(&world.member(lead), *file)
                .await
                .unwrap();
        }
    }
    watch(&world).await;
    let mut states = Vec::new();
    for view in alerts(&world).await {
        let view = world
            .app
            .alert(&world.operator(), view.alert.id)
            .await
            .unwrap();
        states.extend(view.containments.iter().map(|it| it.state));
    }
    states.sort_unstable();
    assert_eq!(
        states,
        [
            ContainmentState::Active,
            ContainmentState::HeldBack,
            ContainmentState::HeldBack
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_threat_is_silent_for_thirty_days() {
    let world = World::new(1).await;
    let files = take_five(&world).await;
    let first = alerts(&world).await[0].alert.id;
    let said = "Lena exports for the auditors every week";
    world
        .app
        .close_alert(&world.operator(), first, Verdict::NotAThreat, said)
        .await
        .unwrap();
    let again = async |days: i64| {
        world.clock.advance(Span::days(days));
        for file in &files {
            assert!(world.download(*file).await.1.is_ok());
        }
        watch(&world).await;
        alerts(&world).await[0].alert.clone()
    };
    let second = again(20).await;
    assert_eq!((second.state, second.verdict), (AlertState::Closed, None));
    let lena = as_now(&world, &world.people.lena).await;
    world.app.download(&lena, files[0]).await.unwrap();
    // What was closed by itself does not keep itself silent for ever.
    let third = again(20).await;
    assert_eq!(third.state, AlertState::Open);
    assert_ne!(third.id, second.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn security_officers_are_told_and_not_whom_it_is_about() {
    let world = World::new(1).await;
    let officer = add(&world, "olga@coffer.example", &["security"]).await;
    take_five(&world).await;
    // Mails go out on a task of their own.
    let mails = loop {
        let mut mails = world.mailer.sent();
        mails.retain(|mail| mail.to == officer.email);
        if !mails.is_empty() {
            break mails;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("high alert"));
    assert!(mails[0].text.contains("D13-fast-breadth"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_from_a_new_place_is_asked_whether_that_was_them() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    let before = world.mailer.sent().len();
    let sign_in = async |from: [u8; 4]| {
        world.clock.advance(Span::hours(8));
        let ctx = RequestCtx {
            address: Some(from.into()),
            ..world.anonymous()
        };
        let email = world.people.lena.email.as_str();
        let code = totp(&key, world.clock.now());
        let done = world
            .app
            .sign_in(&ctx, email, secret(PASSWORD), &code, None)
            .await;
        let session = done.unwrap();
        watch(&world).await;
        session
    };
    sign_in([198, 51, 100, 7]).await;
    assert_eq!(world.mailer.sent().len(), before);
    let session = sign_in([203, 0, 113, 9]).await;
    assert_eq!(rules(&world).await, ["D08-new-place"]);
    let sent = world.mailer.sent();
    assert_eq!(sent.len(), before + 1);
    let mail = &sent[before];
    assert_eq!(mail.to, world.people.lena.email);
    assert!(mail.subject.contains("a sign-in from a new place"));
    assert!(mail.text.contains("203.0.113.0/24"), "{}", mail.text);
    let not_me = mail.text.split("not-me#").nth(1).unwrap();
    let token = not_me.split_whitespace().next().unwrap();
    world.app.freeze(&world.anonymous(), token).await.unwrap();
    assert!(!world.is_signed_in(&session).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_never_answers_holds_up_no_watching() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    let files = files(&world, 5).await;
    watch(&world).await;
    let (sequencing, watching) = (Arc::clone(&world.app), Arc::clone(&world.app));
    tokio::spawn(async move { sequencing.run_sequencer().await });
    tokio::spawn(async move { watching.run_watch().await });
    world.mailer.stall();
    // A thief signs in, of which the member is to be told, and takes what there is.
    world.clock.advance(Span::hours(8));
    let ctx = RequestCtx {
        address: Some([203, 0, 113, 9].into()),
        ..world.anonymous()
    };
    let email = world.people.lena.email.as_str();
    let code = totp(&key, world.clock.now());
    let signing_in = world
        .app
        .sign_in(&ctx, email, secret(PASSWORD), &code, None);
    signing_in.await.unwrap();
    let mut got = 0;
    for file in &files {
        got += usize::from(world.download(*file).await.1.is_ok());
    }
    assert!(got < files.len(), "nothing was held");
    assert!(rules(&world).await.contains(&"D08-new-place".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_erases_many_files_is_locked_before_the_next() {
    let world = World::new(1).await;
    let files = files(&world, 11).await;
    for file in &files[..10] {
        let lena = as_now(&world, &world.people.lena).await;
        let erased = world
            .app
            .erase_file(&lena, *file, "the customer asked for it");
        erased.await.unwrap();
        watch(&world).await;
    }
    assert_eq!(rules(&world).await, ["D19-mass-deletion"]);
    let lena = as_now(&world, &world.people.lena).await;
    let next = world
        .app
        .erase_file(&lena, files[10], "the customer asked for it");
    let Err(AppError::Denied(denied)) = next.await else {
        panic!("erased on");
    };
    assert!(denied.rules.iter().any(|rule| rule.id == "W12-high-risk"));
}
