//! A clock that was wrong and is set back: nothing panics, nothing lives longer, no work is stuck.

use coffer_domain::file::ScanState;
use coffer_domain::limits::SESSION_LIFE;
use coffer_domain::ports::Files;
use coffer_domain::time::{Span, Timestamp};

use crate::access::{PASSWORD, labelled, totp};
use crate::links::newest_code;
use crate::world::{START, World};

const YEAR: Span = Span::days(365);

#[tokio::test]
async fn what_was_made_in_the_future_is_over() {
    let world = World::new(1).await;
    let case = world.case().await;
    world.clock.set(START.plus(YEAR));
    let (_, session) = world.enrol_now().await;
    let (_, token) = world
        .app
        .create_token(
            &world.operator(),
            "lena@coffer.example",
            &labelled("collector"),
        )
        .await
        .unwrap();
    let coded = world
        .try_link(&case, |new| new.script = false)
        .await
        .unwrap()
        .0;
    let link = world.open(&coded).await.unwrap();
    let ctx = world.ctx(link.principal());
    world.app.send_code(&ctx, &link).await.unwrap();
    let code = newest_code(&world);
    let (pass, _) = world.app.enter_code(&ctx, &link, &code).await.unwrap();
    world.app.send_code(&ctx, &link).await.unwrap();

    world.clock.set(START);
    assert!(!world.is_signed_in(&session).await);
    assert!(
        world
            .app
            .token_member(token.expose(), START)
            .await
            .unwrap()
            .is_none()
    );
    let link = world
        .app
        .open_link(&coded, Some(pass.expose()), START)
        .await
        .unwrap();
    assert!(!link.verified);
    let ctx = world.ctx(link.principal());
    let late = world
        .app
        .enter_code(&ctx, &link, &newest_code(&world))
        .await;
    assert!(matches!(late, Err(coffer_app::AppError::CodeExpired)));
}

#[tokio::test]
async fn a_session_survives_a_small_step_back_and_steps_do_not_add_up() {
    let world = World::new(1).await;
    let (_, session) = world.enrol().await;
    world.clock.advance(Span::minutes(-10));
    assert!(world.is_signed_in(&session).await);
    let mut alive = 0_i64;
    for _ in 0..200 {
        world.clock.advance(Span::minutes(20));
        world.clock.advance(Span::minutes(-5));
        if !world.is_signed_in(&session).await {
            break;
        }
        alive += 15;
    }
    assert!(Span::minutes(alive) < Span(SESSION_LIFE.0 + Span::minutes(30).0));
}

#[tokio::test]
async fn a_lock_made_in_the_future_does_not_last_until_then() {
    let world = World::new(1).await;
    world.clock.set(START.plus(Span(-YEAR.0)));
    let (key, _) = world.enrol_now().await;
    world.clock.set(START.plus(YEAR));
    for _ in 0..10 {
        assert!(
            world
                .sign_in("seven grey herons at dusk", "000000")
                .await
                .is_err()
        );
    }
    world.clock.set(START);
    world.sign_in(PASSWORD, &totp(&key, START)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_taken_in_the_future_is_taken_again_after_the_clock_went_back() {
    let mut world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let file = world.file(&token, 1, 70_000).await;
    world.clock.set(START.plus(YEAR));
    // Its worker dies: the object is not readable for it.
    world.faults.arm(2, coffer_testkit::Fault::NotApplied);
    world.app.run_one_job().await.unwrap_or(true);
    world.faults.disarm();
    world.crash().await;
    world.clock.set(START);
    assert!(world.app.run_one_job().await.unwrap());
    let file = world.store.file(file).await.unwrap().unwrap();
    assert_eq!(file.version.unwrap().scan, ScanState::Clean);
}

#[tokio::test(flavor = "multi_thread")]
async fn work_goes_on_while_the_clock_jumps() {
    let mut world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    for (at, now) in [
        START.plus(Span::days(2)),
        START,
        Timestamp(0),
        START.plus(Span::days(1)),
    ]
    .into_iter()
    .enumerate()
    {
        let seed = at as u64;
        let upload = world.begin(&token, seed, Some(80_000)).await.unwrap();
        world
            .send(&token, upload.id, 0..40_000, false)
            .await
            .unwrap();
        world.clock.set(now);
        world
            .send(&token, upload.id, 40_000..80_000, false)
            .await
            .unwrap();
        world.app.sweep_uploads().await.unwrap();
        world.app.sequence_all().await.unwrap();
    }
    world.crash().await;
    world.check("after the jumps").await;
}
