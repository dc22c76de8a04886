//! Decoys: what nobody has work with says who looks round.

use std::collections::BTreeSet;

use coffer_app::AppError;
use coffer_domain::alert::{ContainmentState, Response, Severity};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::{CaseId, FileId};
use coffer_domain::limits::DECOY_TOUCH_AGAIN;
use coffer_domain::ports::{Clock as _, LedgerRows as _};
use coffer_domain::secret::SecretText;
use coffer_domain::time::Span;
use expect_test::expect;

use crate::access::{PASSWORD, totp};
use crate::ledger::Golden;
use crate::watch::{add, alerts, as_now, rules, watch};
use crate::world::{World, body, secret};

async fn officer(world: &World) -> RequestCtx {
    let olga = add(world, "olga@coffer.example", &["security"]).await;
    world.member(&olga)
}

/// How often a decoy was touched, by the ledger.
async fn touches(world: &World) -> usize {
    world.app.sequence_all().await.unwrap();
    let entries = world.entries().await;
    let touches = entries.iter().filter(|it| it.event() == "decoy.touched");
    touches.count()
}

async fn try_token(world: &World, token: &SecretText) {
    let (ctx, token) = (world.anonymous(), token.expose());
    let found = world.app.token_member(token, ctx.now).await.unwrap();
    assert!(found.is_none(), "a decoy opens something");
    world.app.note_unknown_token(&ctx, token).await;
}

async fn try_password(world: &World, email: &str, password: &SecretText) {
    let ctx = world.anonymous();
    let refused = world
        .app
        .sign_in(&ctx, email, password.clone(), "000000", None);
    assert!(matches!(refused.await, Err(AppError::SignInFailed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decoy_is_not_seen_by_those_who_work_the_case_and_locks_who_touches_it() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let case = world.case().await;
    let lena = world.lena();
    let planting = world
        .app
        .plant_decoy(&lena, &case, "vpn.txt", "password=made-up");
    assert!(matches!(planting.await, Err(AppError::Denied(_))));
    let decoy = world
        .app
        .plant_decoy(&olga, &case, "vpn.txt", "password=made-up")
        .await
        .unwrap();
    world.drain_jobs().await;
    world.app.sequence_all().await.unwrap();
    let (id, entries) = (decoy.id.to_string(), world.entries().await);
    assert!(entries.iter().any(|entry| entry.event() == "file.scanned"));
    assert!(
        entries.iter().all(|entry| !entry.text.contains(&id)),
        "the ledger says which file it is"
    );
    assert!(
        world
            .app
            .files(&world.lena(), &case)
            .await
            .unwrap()
            .is_empty()
    );
    // Somebody who works the case and has its id from elsewhere: to them it is not there.
    let touching = world.app.download(&world.lena(), decoy.id).await;
    let refused = touching.err().expect("a decoy was handed out");
    assert!(matches!(refused, AppError::NotFound("file")), "{refused:?}");
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D22-canary"]);
    let lena = as_now(&world, &world.people.lena).await;
    let listing = world.app.files(&lena, &case).await;
    assert!(
        matches!(listing, Err(AppError::Denied(_))),
        "she is not locked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decoy_token_opens_nothing_and_says_that_it_was_shown() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let planting = world.app.plant_decoy_token(&world.lena(), "vpn.txt").await;
    assert!(matches!(planting, Err(AppError::Denied(_))));
    let (decoy, token) = world.app.plant_decoy_token(&olga, "vpn.txt").await.unwrap();

    try_token(&world, &token).await;
    try_token(&world, &token).await;
    assert_eq!(touches(&world).await, 1, "the ledger can be filled with it");
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D22-canary"]);
    let alert = &alerts(&world).await[0].alert;
    assert_eq!(alert.severity, Severity::Critical);
    assert!(alert.source.is_some(), "it is not said from where");
    let view = world.app.alert(&world.operator(), alert.id).await.unwrap();
    let followed = &view.containments[0];
    assert_eq!(
        (followed.response, followed.state),
        (Response::BlockSource, ContainmentState::Active)
    );
    // Whoever goes on trying is recorded once a minute, not once.
    for _ in 0..4 {
        world.clock.advance(Span(DECOY_TOUCH_AGAIN.0 / 4));
        try_token(&world, &token).await;
    }
    assert_eq!(touches(&world).await, 2);

    // Taken back, it is a token like any other that is not known.
    let id = decoy.id.to_string();
    let taking = world.app.withdraw_decoy(&world.lena(), &id).await;
    assert!(matches!(taking, Err(AppError::Denied(_))));
    world.app.withdraw_decoy(&olga, &id).await.unwrap();
    world.clock.advance(DECOY_TOUCH_AGAIN);
    try_token(&world, &token).await;
    assert_eq!(touches(&world).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_a_decoy_account_says_that_it_was_read_and_wrong_ones_say_nothing() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let (key, _) = world.enrol().await;
    let email = "svc-backup@coffer.example";
    let planting = world.app.plant_decoy_account(&olga, "wiki", email).await;
    let (_, password) = planting.unwrap();
    let taken = world
        .app
        .plant_decoy_account(&olga, "wiki", "lena@coffer.example")
        .await;
    assert!(matches!(taken, Err(AppError::Conflict("decoy.exists"))));

    let others = world.app.members().await.unwrap();
    assert!(others.iter().all(|it| it.email.as_str() != email));
    try_password(&world, email, &secret("wrong wrong wrong wrong")).await;
    assert_eq!(touches(&world).await, 0);
    try_password(&world, email, &password).await;
    assert_eq!(touches(&world).await, 1);
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D22-canary"]);

    // What else comes from there by password is not looked at, right or wrong.
    world.clock.advance(Span::minutes(1));
    let code = totp(&key, world.clock.now());
    let signing_in = world.sign_in(PASSWORD, &code).await;
    assert!(matches!(signing_in, Err(AppError::SignInFailed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_a_decoy_that_comes_back_is_known() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let case = world.case().await;
    let content = String::from_utf8(body(5, 0..2_000)).unwrap();
    world
        .app
        .plant_decoy(&olga, &case, "vpn.txt", &content)
        .await
        .unwrap();
    let elsewhere = world.case().await;
    let token = world.link(&elsewhere).await;
    let other: FileId = world.file(&token, 6, 2_000).await;
    world.drain_jobs().await;
    assert_eq!(touches(&world).await, 0, "the decoy itself, or {other}");

    let copy = world.file(&token, 5, 2_000).await;
    world.drain_jobs().await;
    assert_eq!(touches(&world).await, 1);
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D22-canary"]);
    let alert = &alerts(&world).await[0].alert;
    assert_eq!(alert.case.map(|it| it.to_string()), Some(elsewhere));
    // Whoever sent it can ask for what is recorded about their file: this is not among it.
    let copies = [copy.to_string()];
    let about = world.store.entries_about(&copies, 1_000, 100);
    let about = about.await.unwrap();
    assert!(!about.is_empty());
    assert!(about.iter().all(|(_, text)| !text.contains("decoy")));
    let view = world.app.alert(&world.operator(), alert.id).await.unwrap();
    assert_eq!(view.containments[0].response, Response::HoldCase);
    // Checked again, it is no news.
    world.app.rescan_file(&world.lena(), copy).await.unwrap();
    world.drain_jobs().await;
    assert_eq!(touches(&world).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_short_a_decoy_is_refused_as_it_would_be_found_everywhere() {
    let world = World::new(1).await;
    let olga = officer(&world).await;
    let case = world.case().await;
    for content in ["", "password=secret"] {
        let planting = world.app.plant_decoy(&olga, &case, "vpn.txt", content);
        let Err(AppError::Value { field, .. }) = planting.await else {
            panic!("{content:?} was set out");
        };
        assert_eq!(field, "content");
    }
}

/// The cases that have a decoy, by an officer's list.
async fn decoyed(world: &World, olga: &RequestCtx) -> Vec<CaseId> {
    let all = world.app.decoys(olga).await.unwrap();
    all.files.iter().map(|file| file.case).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_in_so_many_cases_gets_a_decoy_by_itself() {
    let world = World::sowing(1, 3).await;
    let olga = officer(&world).await;
    let mut cases = Vec::new();
    for _ in 0..2 {
        cases.push(world.case().await);
    }
    // Too few cases for one.
    assert_eq!(world.app.sow_decoys().await.unwrap(), 0);
    for _ in 0..8 {
        cases.push(world.case().await);
    }
    // A few at a time, until there are enough.
    let mut sown = Vec::new();
    for _ in 0..4 {
        sown.push(world.app.sow_decoys().await.unwrap());
    }
    assert_eq!(sown, [2, 1, 0, 0]);
    let with = decoyed(&world, &olga).await;
    assert_eq!(with.iter().collect::<BTreeSet<_>>().len(), 3);
    // The ledger does not say in which.
    let entries = world.entries().await;
    let planted = entries.iter().filter(|it| it.event() == "decoy.planted");
    let planted: Vec<_> = planted.collect();
    assert_eq!(planted.len(), 3);
    for entry in planted {
        assert_eq!(entry.json.get("case"), None);
        assert_eq!(entry.json["actor"], "system");
    }
    // Each is worth a look, is none of another's, and those who work the case do not see it.
    world.drain_jobs().await;
    let all = world.app.decoys(&olga).await.unwrap().files;
    let contents: BTreeSet<_> = all
        .iter()
        .map(|file| file.version.as_ref().unwrap().blake3)
        .collect();
    assert_eq!(contents.len(), 3);
    for file in &all {
        assert!(!file.version.as_ref().unwrap().findings.is_empty());
        assert!(world.app.file(&world.lena(), file.id).await.is_err());
    }

    // A case that is closed needs another.
    let closed = with[0].to_string();
    world.app.close_case(&world.lena(), &closed).await.unwrap();
    assert_eq!(world.app.sow_decoys().await.unwrap(), 1);
    assert_eq!(decoyed(&world, &olga).await.len(), 4);
}

/// Acts of the ledger's story.
pub(crate) async fn story(world: &World) {
    let mut golden = Golden::from_now(world).await;
    let olga = add(world, "oskar@coffer.example", &["security"]).await;
    golden.did("add another officer").await;
    let olga = world.member(&olga);
    let planting = world.app.plant_decoy_token(&olga, "needle.txt").await;
    let (decoy, token) = planting.unwrap();
    golden.did("set a decoy token out").await;
    try_token(world, &token).await;
    golden.did("show it").await;
    let all = world.app.decoys(&olga).await.unwrap();
    assert_eq!(all.credentials.len(), 1);
    golden.did("list decoys").await;
    let id = decoy.id.to_string();
    world.app.withdraw_decoy(&olga, &id).await.unwrap();
    golden.did("take it back").await;
    expect![[r#"
        add another officer: member.added, enrolment.created
        set a decoy token out: decoy.planted
        show it: decoy.touched
        list decoys: decoy.read
        take it back: decoy.withdrawn
    "#]]
    .assert_eq(golden.text());
}
