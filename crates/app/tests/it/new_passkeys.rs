//! Passkeys that a thief added: what an alert takes from them, and what it leaves.

use std::net::IpAddr;

use coffer_app::AppError;
use coffer_app::signin::{CeremonyAnswer, SignedIn};
use coffer_domain::alert::{ContainmentState, Response};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::SessionId;
use coffer_domain::time::Span;
use coffer_testkit::SoftPasskey;

use crate::access::{PASSWORD, labelled, totp};
use crate::by_hand::{for_hours, officer};
use crate::watch::{alerts, as_now, rules, watch};
use crate::world::{URL, World, secret};

const HOME: [u8; 4] = [198, 51, 100, 7];
const ELSEWHERE: [u8; 4] = [203, 0, 113, 9];

/// Adds a passkey to Lena's account in this session.
async fn add(world: &World, session: SessionId, from: [u8; 4]) -> SoftPasskey {
    let mut device = SoftPasskey::new(URL);
    let app = &world.app;
    let ctx = RequestCtx {
        address: Some(from.into()),
        ..as_now(world, &world.people.lena).await
    };
    let offer = app.begin_own_passkey(&ctx, session, false).await.unwrap();
    let options = serde_json::from_str(&offer.options).unwrap();
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &device.create(&options, None).to_string(),
    };
    let added = app.add_own_passkey(&ctx, session, answer, "Laptop");
    added.await.unwrap();
    device
}

async fn sign_in(
    world: &World,
    device: &mut SoftPasskey,
    from: impl Into<IpAddr>,
) -> Result<SignedIn, AppError> {
    let ctx = RequestCtx {
        address: Some(from.into()),
        ..world.anonymous()
    };
    let offer = world.app.begin_passkey_sign_in(&ctx).await.unwrap();
    let options = serde_json::from_str(&offer.options).unwrap();
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &device.get(&options).to_string(),
    };
    world.app.sign_in_by_passkey(&ctx, answer, None).await
}

/// Somebody makes a token in this session, from elsewhere.
async fn make_token(world: &World, session: SessionId) {
    let ctx = RequestCtx {
        address: Some(ELSEWHERE.into()),
        session: Some(session),
        ..as_now(world, &world.people.lena).await
    };
    let label = labelled("collector");
    let made = world.app.create_own_token(&ctx, &label);
    made.await.unwrap();
    watch(world).await;
}

async fn states(world: &World) -> Vec<ContainmentState> {
    let mut states = Vec::new();
    for view in alerts(world).await {
        let view = world.app.alert(&world.operator(), view.alert.id).await;
        let held = view.unwrap().containments.into_iter();
        let of = held.filter(|it| it.response == Response::DisableNewPasskeys);
        states.extend(of.map(|it| it.state));
    }
    states
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thiefs_passkey_counts_for_nothing_and_the_members_own_does() {
    let world = World::new(1).await;
    let (_, session) = world.enrol().await;
    let mut own = add(&world, session.session, HOME).await;
    world.clock.advance(Span::days(3));
    let at_home = sign_in(&world, &mut own, HOME).await.unwrap();
    let mut thiefs = add(&world, at_home.session, HOME).await;
    world.clock.advance(Span::hours(2));
    let thief = sign_in(&world, &mut thiefs, ELSEWHERE).await.unwrap();
    let second = sign_in(&world, &mut thiefs, ELSEWHERE).await.unwrap();
    make_token(&world, thief.session).await;
    let raised = rules(&world).await;
    assert!(
        raised.contains(&"D10-credential-then-data".to_owned()),
        "{raised:?}"
    );
    assert_eq!(states(&world).await, [ContainmentState::Active]);

    let refused = sign_in(&world, &mut thiefs, ELSEWHERE).await;
    assert!(matches!(refused, Err(AppError::SignInFailed)));
    assert!(!world.is_signed_in(&thief).await && !world.is_signed_in(&second).await);
    assert!(sign_in(&world, &mut own, HOME).await.is_ok());
    let told = world.mailer.sent();
    assert!(
        told.iter()
            .any(|mail| mail.text.contains("of the last day are not accepted"))
    );
    // Longer than nothing is handed out.
    world.clock.advance(Span::days(7));
    assert!(sign_in(&world, &mut thiefs, ELSEWHERE).await.is_err());

    // It was hers after all.
    for view in alerts(&world).await {
        let (operator, why) = (world.operator(), "she has a new telephone");
        let lifted = world
            .app
            .lift_containments(&operator, view.alert.id, None, why);
        lifted.await.unwrap();
    }
    assert!(sign_in(&world, &mut thiefs, ELSEWHERE).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_used_where_its_owner_works_is_no_alert() {
    let world = World::new(1).await;
    let (_, session) = world.enrol().await;
    world.clock.advance(Span::hours(5));
    let mut own = add(&world, session.session, HOME).await;
    let at_home = sign_in(&world, &mut own, HOME).await.unwrap();
    // The network changes on the way; where she signed in does not.
    make_token(&world, at_home.session).await;
    let raised = rules(&world).await;
    assert!(
        !raised.contains(&"D10-credential-then-data".to_owned()),
        "{raised:?}"
    );
    assert!(sign_in(&world, &mut own, HOME).await.is_ok());
}

/// A thief with Lena's password and code, from their own place; the passkey they add, after which they make a token.
async fn phished(world: &World) -> SoftPasskey {
    let (key, _) = world.enrol().await;
    world.clock.advance(Span::days(2));
    let ctx = RequestCtx {
        address: Some(ELSEWHERE.into()),
        ..world.anonymous()
    };
    let (email, code) = ("lena@coffer.example", totp(&key, ctx.now));
    let came = world
        .app
        .sign_in(&ctx, email, secret(PASSWORD), &code, None);
    let thief = came.await.unwrap();
    world.clock.advance(Span::minutes(3));
    let device = add(world, thief.session, ELSEWHERE).await;
    make_token(world, thief.session).await;
    device
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_added_by_a_phisher_is_disabled_with_their_session() {
    let world = World::new(1).await;
    let mut thiefs = phished(&world).await;
    assert_eq!(states(&world).await, [ContainmentState::Active]);
    assert!(sign_in(&world, &mut thiefs, ELSEWHERE).await.is_err());
    let entries = world.entries().await.into_iter();
    let mut ended = entries.filter(|it| it.json["event"] == "session.all_ended");
    assert!(ended.any(|it| it.json["data"]["alert"].is_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_disables_days_later_what_was_new_then() {
    let mut world = World::new(1).await;
    world.app = world.start_dry();
    let mut thiefs = phished(&world).await;
    assert_eq!(states(&world).await, [ContainmentState::DryRun]);
    assert!(sign_in(&world, &mut thiefs, ELSEWHERE).await.is_ok());
    world.clock.advance(Span::days(2));
    let olga = officer(&world).await;
    let found = alerts(&world).await.into_iter();
    let mut found = found.filter(|it| it.alert.rule == "D10-credential-then-data");
    let alert = found.next().unwrap().alert.id;
    let hours = for_hours(
        Response::DisableNewPasskeys,
        300,
        "she does not know that key",
    );
    let app = &world.app;
    app.respond_by_hand(&olga, alert, &hours).await.unwrap();
    assert!(sign_in(&world, &mut thiefs, ELSEWHERE).await.is_err());
}
