//! What follows from alerts besides holding somebody: tokens that end, a password that counts for nothing.

use coffer_app::AppError;
use coffer_domain::alert::{ContainmentState, Response};
use coffer_domain::context::RequestCtx;
use coffer_domain::ports::Clock as _;
use coffer_domain::secret::SecretText;
use coffer_domain::time::Span;

use crate::access::{PASSWORD, labelled, totp};
use crate::watch::{alerts, rules, watch};
use crate::world::{World, fragment, secret};

/// Five wrong codes, one a minute.
async fn guess_codes(world: &World, password: &str) {
    for _ in 0..5 {
        world.clock.advance(Span::minutes(1));
        let refused = world.sign_in(password, "000000").await;
        assert!(matches!(refused, Err(AppError::SignInFailed)));
    }
    watch(world).await;
}

/// Whether Lena gets in with her password and the right code, after whatever wait there is.
async fn gets_in(world: &World, key: &str) -> bool {
    world.clock.advance(Span::minutes(1));
    let code = totp(key, world.clock.now());
    world.sign_in(PASSWORD, &code).await.is_ok()
}

async fn containments(world: &World) -> Vec<(Response, ContainmentState)> {
    let mut all = Vec::new();
    for view in alerts(world).await {
        let view = world.app.alert(&world.operator(), view.alert.id).await;
        let held = view.unwrap().containments;
        all.extend(held.iter().map(|it| (it.response, it.state)));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_somebody_has_counts_for_nothing_until_there_is_another() {
    let world = World::new(1).await;
    let (key, session) = world.enrol().await;
    guess_codes(&world, PASSWORD).await;
    assert!(
        rules(&world)
            .await
            .contains(&"D04-second-factor".to_owned())
    );
    let disabled = (Response::DisablePassword, ContainmentState::Active);
    assert!(containments(&world).await.contains(&disabled));
    assert!(!gets_in(&world, &key).await);
    // Where she is signed in she stays, and she is told.
    assert!(world.is_signed_in(&session).await);
    let told = world.mailer.sent();
    assert!(
        told.iter()
            .any(|mail| mail.text.contains("not accepted any more"))
    );

    let (key, _) = world.enrol_now().await;
    assert!(gets_in(&world, &key).await);
    let over = (Response::DisablePassword, ContainmentState::Lifted);
    assert!(containments(&world).await.contains(&over));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_have_the_password_disables_nothing() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    guess_codes(&world, "wrong wrong wrong wrong").await;
    assert!(
        !rules(&world)
            .await
            .contains(&"D04-second-factor".to_owned())
    );
    assert!(gets_in(&world, &key).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_password_is_back_when_an_officer_lifts_it() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    guess_codes(&world, PASSWORD).await;
    assert!(!gets_in(&world, &key).await);
    for view in alerts(&world).await {
        let operator = world.operator();
        let why = "the clock of her telephone was wrong";
        let lifted = world
            .app
            .lift_containments(&operator, view.alert.id, None, why);
        lifted.await.unwrap();
    }
    assert!(gets_in(&world, &key).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrators_password_is_not_disabled() {
    let world = World::new(1).await;
    let email = "admin@coffer.example";
    let operator = world.operator();
    let link = world.app.renew_enrolment(&operator, email).await.unwrap();
    world.enrol_with(&fragment(&link.url)).await;
    for _ in 0..5 {
        world.clock.advance(Span::minutes(1));
        let ctx = world.anonymous();
        let refused = world
            .app
            .sign_in(&ctx, email, secret(PASSWORD), "000000", None);
        assert!(refused.await.is_err());
    }
    watch(&world).await;
    let held_back = (Response::DisablePassword, ContainmentState::HeldBack);
    assert!(containments(&world).await.contains(&held_back));
}

/// Lena signs in after 46 days; her token from then, and whether it still works.
async fn wakes_up(world: &World) -> bool {
    let (key, _) = world.enrol().await;
    assert!(gets_in(world, &key).await);
    world.clock.advance(Span::days(46));
    let (operator, label) = (world.operator(), labelled("collector"));
    let made = world
        .app
        .create_token(&operator, "lena@coffer.example", &label);
    let (_, collector) = made.await.unwrap();
    assert!(gets_in(world, &key).await);
    watch(world).await;
    let now = world.clock.now();
    let found = world.app.token_member(collector.expose(), now).await;
    found.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_an_account_that_was_asleep_end() {
    let world = World::new(1).await;
    assert!(!wakes_up(&world).await);
    assert_eq!(
        containments(&world).await,
        [
            (Response::HoldHandouts, ContainmentState::Active),
            (Response::RevokeTokens, ContainmentState::Active)
        ]
    );
}

/// Whether a token still works.
async fn works(world: &World, token: &SecretText) -> bool {
    let now = world.clock.now();
    let found = world.app.token_member(token.expose(), now).await;
    found.unwrap().is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_password_ends_the_tokens_that_were_made_by_the_one_before() {
    let world = World::new(1).await;
    let (_, session) = world.enrol().await;
    let (app, by_password) = (&world.app, world.lena());
    let by_passkey = RequestCtx {
        phishing_resistant: true,
        ..world.lena()
    };
    let make = async |ctx, label| {
        let made = app.create_own_token(ctx, &labelled(label)).await;
        made.unwrap().1
    };
    let exported = make(&by_password, "export").await;
    let told = world.mailer.sent().pop().unwrap();
    assert!(
        told.text
            .contains("An API token was made for your account: export")
    );
    assert!(told.text.contains("/app/not-me#"));
    let kept = make(&by_passkey, "kept").await;
    let another = secret("nine red kites before rain");
    let changed = app.change_password(&by_password, session.session, another);
    changed.await.unwrap();
    assert!(!works(&world, &exported).await && works(&world, &kept).await);
    let told = world.mailer.sent().pop().unwrap();
    assert!(told.text.contains("1 API tokens that were made with it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_somebody_has_ends_all_tokens_when_it_is_changed() {
    let world = World::new(1).await;
    let (_, session) = world.enrol().await;
    let by_passkey = RequestCtx {
        phishing_resistant: true,
        ..world.lena()
    };
    let app = &world.app;
    let made = app.create_own_token(&by_passkey, &labelled("thief")).await;
    let thief = made.unwrap().1;
    guess_codes(&world, PASSWORD).await;
    assert!(works(&world, &thief).await);
    let another = secret("nine red kites before rain");
    let lena = world.lena();
    let changed = app.change_password(&lena, session.session, another);
    changed.await.unwrap();
    assert!(!works(&world, &thief).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_ends_no_token() {
    let mut world = World::new(1).await;
    world.app = world.start_dry();
    assert!(wakes_up(&world).await);
    assert_eq!(
        containments(&world).await,
        [
            (Response::HoldHandouts, ContainmentState::DryRun),
            (Response::RevokeTokens, ContainmentState::DryRun)
        ]
    );
}
