//! Whom an alert holds adds no way in, and whom it has locked does not sign in.

use coffer_app::AppError;
use coffer_domain::alert::{Alert, AlertState, Containment, ContainmentState, Response, Severity};
use coffer_domain::commit::Change;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::AlertId;
use coffer_domain::ports::{Clock as _, Directory as _};
use coffer_domain::time::Span;

use crate::access::{PASSWORD, labelled, totp};
use crate::world::{World, fragment, secret};

/// An alert about Lena, and what follows from it.
async fn held_by(world: &World, response: Response) -> Containment {
    let member = world.people.lena.id;
    let alert = Alert {
        id: AlertId([7; 16]),
        rule: "D13-fast-breadth".to_owned(),
        watch: "cases in an hour".to_owned(),
        severity: Severity::High,
        state: AlertState::Open,
        at: world.clock.now(),
        raised: world.clock.now(),
        key: member.to_string(),
        member: Some(member),
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
    let held = Containment {
        alert: alert.id,
        response,
        subject: member.to_string(),
        state: ContainmentState::Active,
        since: world.clock.now(),
        until: world.clock.now().plus(Span::days(1)),
        words: None,
        by_hand: false,
    };
    world.change(Change::RaiseAlert(Box::new(alert))).await;
    world.change(Change::Contain(held.clone())).await;
    world.change(Change::WeighRisk(member)).await;
    held
}

async fn lift(world: &World, held: Containment) {
    let lifted = Containment {
        state: ContainmentState::Lifted,
        ..held
    };
    world.change(Change::EndContainment(lifted)).await;
    world.change(Change::WeighRisk(world.people.lena.id)).await;
}

/// Lena as she is now, in a session that has stepped up.
async fn lena(world: &World) -> RequestCtx {
    let lena = world.store.member(world.people.lena.id).await;
    world.ctx(Principal::Member(lena.unwrap().unwrap()))
}

async fn denied(world: &World) -> Vec<String> {
    let entries = world.entries().await.into_iter();
    let denied = entries.filter(|it| it.json["event"] == "access.denied");
    denied
        .map(|it| it.json["data"]["action"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_held_adds_no_way_in_and_takes_away_what_there_is() {
    let world = World::new(1).await;
    let (key, session) = world.enrol().await;
    let app = &world.app;
    let (token, _) = app
        .create_own_token(&lena(&world).await, &labelled("before"))
        .await
        .unwrap();
    let hold = held_by(&world, Response::HoldHandouts).await;
    let ctx = lena(&world).await;
    let held =
        |refused: Result<(), AppError>| assert!(matches!(refused, Err(AppError::HeldByAlert)));
    let other = || secret("nine red kites before rain");
    held(app.change_password(&ctx, session.session, other()).await);
    held(
        app.create_own_token(&ctx, &labelled("thief"))
            .await
            .map(drop),
    );
    held(app.renew_recovery_codes(&ctx).await.map(drop));
    let begun = app.begin_own_passkey(&ctx, session.session, false);
    held(begun.await.map(drop));
    let code = totp(&key, world.clock.now());
    let anonymous = world.anonymous();
    let (email, label) = ("lena@coffer.example", labelled("cli"));
    let made = app.sign_in_for_token(&anonymous, email, secret(PASSWORD), &code, &label);
    held(made.await.map(drop));
    assert_eq!(denied(&world).await, ["way_in.add"; 5]);

    // She signs in, and ends what is not hers.
    assert!(world.sign_in(PASSWORD, &code).await.is_ok());
    app.end_token(&ctx, token.id).await.unwrap();
    let ended = app.end_sessions(&ctx, None, Some(session.session));
    ended.await.unwrap();
    lift(&world, hold).await;
    let ctx = lena(&world).await;
    app.change_password(&ctx, session.session, other())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_locked_by_an_alert_does_not_sign_in_nor_step_up() {
    let world = World::new(1).await;
    let (key, session) = world.enrol().await;
    let link = world
        .app
        .renew_enrolment(&world.operator(), "lena@coffer.example")
        .await
        .unwrap();
    let lock = held_by(&world, Response::LockMember).await;
    let code = |world: &World| totp(&key, world.clock.now());
    let refused = world.sign_in(PASSWORD, &code(&world)).await;
    assert!(matches!(refused, Err(AppError::LockedByAlert)));
    let ctx = lena(&world).await;
    let now = code(&world);
    let stepped = world
        .app
        .step_up(&ctx, session.session, secret(PASSWORD), &now);
    assert!(matches!(stepped.await, Err(AppError::LockedByAlert)));
    assert_eq!(denied(&world).await, ["session.start", "session.step_up"]);
    // An enrolment link waits for the end of it.
    let (anonymous, token) = (world.anonymous(), fragment(&link.url));
    let offer = world
        .app
        .start_enrolment(&anonymous, &token, secret(PASSWORD))
        .await
        .unwrap();
    let confirm = async || {
        let anonymous = world.anonymous();
        let code = totp(offer.secret.expose(), world.clock.now());
        let confirmed = world.app.confirm_enrolment(&anonymous, &token, &code, None);
        confirmed.await
    };
    assert!(matches!(confirm().await, Err(AppError::LockedByAlert)));
    lift(&world, lock).await;
    world.clock.advance(Span::minutes(1));
    assert!(confirm().await.is_ok());
}

#[test]
fn the_limits_are_those_of_the_wall() {
    let walls = include_str!("../../../policy/policies/00-walls.cedar");
    let wall = walls.split("@id(\"W12-high-risk\")").nth(1).unwrap();
    let wall = wall.split("@id").next().unwrap();
    // RISK_HELD_FROM and RISK_LOCKED_FROM.
    for limit in [70, 90] {
        assert!(wall.contains(&format!("principal.risk < {limit}")));
    }
}
