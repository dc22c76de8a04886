//! Links, mailed codes and passes against time and guessing.

use std::sync::Arc;

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::link::OpenLink;
use coffer_domain::limits::{
    CODE_ATTEMPTS_MAX, CODE_LIFE, CODES_PER_HOUR_MAX, CODES_REFUSED_PER_LINK_MAX, PASS_LIFE,
    REQUEST_LIFE_DEFAULT,
};
use coffer_domain::request::LinkProblem;
use coffer_domain::time::Span;
use coffer_testkit::Fault;

use crate::watch::{alerts, watch};
use crate::world::{START, World, body};

const BEFORE: Span = Span(-1);
const MOMENT: Span = Span(1);

/// A link that wants a code: its token.
async fn coded(world: &World) -> String {
    let case = world.case().await;
    world
        .try_link(&case, |new| new.script = false)
        .await
        .unwrap()
        .0
}

async fn ask(world: &World, link: &OpenLink) -> Result<String, AppError> {
    world
        .app
        .send_code(&world.ctx(link.principal()), link)
        .await?;
    Ok(newest_code(world))
}

/// The code in the newest mail.
pub(crate) fn newest_code(world: &World) -> String {
    let mail = world.mailer.sent().pop().unwrap();
    assert_eq!(mail.to.as_str(), "jane@contoso.example");
    let code = mail
        .text
        .lines()
        .find(|line| line.starts_with("    "))
        .unwrap()
        .trim();
    assert!(!mail.subject.contains(code), "a code in a subject");
    code.to_owned()
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn enter(world: &World, link: &OpenLink, code: &str) -> Result<String, AppError> {
    let ctx = world.ctx(link.principal());
    let entered = world.app.enter_code(&ctx, link, code).await;
    entered.map(|(pass, _)| pass.expose().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_not_guessed_at_for_the_life_of_a_link() {
    let world = World::new(1).await;
    let token = coded(&world).await;
    let link = world.open(&token).await.unwrap();
    let frozen = |refused: Result<String, AppError>| {
        matches!(refused, Err(AppError::Link(LinkProblem::Frozen)))
    };
    let mut code = String::new();
    for guess in 0..CODES_REFUSED_PER_LINK_MAX {
        if guess % CODE_ATTEMPTS_MAX == 0 {
            // Time enough for another hour's codes.
            world.clock.advance(Span::hours(1));
            code = ask(&world, &link).await.unwrap();
        }
        let refused = enter(&world, &link, other_than(&code)).await;
        let last = guess + 1 == CODES_REFUSED_PER_LINK_MAX;
        assert_eq!(frozen(refused), last, "{guess}");
    }
    assert!(frozen(enter(&world, &link, &code).await), "the right one");
    assert!(frozen(ask(&world, &link).await), "a new one");
    watch(&world).await;
    let open = alerts(&world).await;
    let alert = open.iter().find(|it| it.alert.rule == "D27-code-guessing");
    let alert = alert.unwrap().alert.id;
    let over = world.open(&token).await;
    assert!(matches!(over, Err(AppError::Link(LinkProblem::Withdrawn))));

    let why = "Jane says she mistyped it, with the wrong glasses on";
    let operator = world.operator();
    let lifted = world.app.lift_containments(&operator, alert, None, why);
    lifted.await.unwrap();
    let link = world.open(&token).await.unwrap();
    assert!(enter(&world, &link, &code).await.is_err(), "an old one");
    let code = ask(&world, &link).await.unwrap();
    enter(&world, &link, &code).await.unwrap();
}

#[tokio::test]
async fn a_link_stops_exactly_at_its_end() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    world
        .clock
        .set(START.plus(REQUEST_LIFE_DEFAULT).plus(BEFORE));
    world.open(&token).await.unwrap();
    world.clock.advance(MOMENT);
    let over = world.open(&token).await;
    assert!(matches!(over, Err(AppError::Link(LinkProblem::Expired))));
}

#[tokio::test]
async fn a_withdrawn_link_stops_at_once_and_cannot_be_withdrawn_again() {
    let world = World::new(1).await;
    let (token, request) = world.try_link(&world.case().await, |_| {}).await.unwrap();
    world
        .app
        .withdraw_request(&world.lena(), request)
        .await
        .unwrap();
    let over = world.open(&token).await;
    assert!(matches!(over, Err(AppError::Link(LinkProblem::Withdrawn))));
    let again = world.app.withdraw_request(&world.lena(), request).await;
    assert!(matches!(
        again,
        Err(AppError::Conflict("request.withdrawn"))
    ));
}

#[tokio::test]
async fn a_code_works_for_ten_minutes_and_once() {
    let world = World::new(1).await;
    let token = coded(&world).await;
    let link = world.open(&token).await.unwrap();
    let code = ask(&world, &link).await.unwrap();
    world.clock.set(START.plus(CODE_LIFE));
    assert!(matches!(
        enter(&world, &link, &code).await,
        Err(AppError::CodeExpired)
    ));
    world.clock.advance(BEFORE);
    enter(&world, &link, &code).await.unwrap();
    assert!(matches!(
        enter(&world, &link, &code).await,
        Err(AppError::CodeExpired)
    ));
}

#[tokio::test]
async fn after_five_wrong_entries_the_right_one_is_refused_too_until_a_new_code() {
    let world = World::new(1).await;
    let token = coded(&world).await;
    let link = world.open(&token).await.unwrap();
    let code = ask(&world, &link).await.unwrap();
    for entry in 1..=CODE_ATTEMPTS_MAX {
        match enter(&world, &link, other_than(&code)).await {
            Err(AppError::CodeWrong) => assert!(entry < CODE_ATTEMPTS_MAX),
            Err(AppError::CodeLocked { until }) => {
                assert_eq!((entry, until), (CODE_ATTEMPTS_MAX, START.plus(CODE_LIFE)));
            }
            _ => panic!("a wrong code was taken"),
        }
    }
    let right = enter(&world, &link, &code).await;
    assert!(matches!(right, Err(AppError::CodeLocked { .. })));
    let fresh = ask(&world, &link).await.unwrap();
    enter(&world, &link, &fresh).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_codes_an_hour_even_when_asked_for_at_once() {
    let world = Arc::new(World::new(1).await);
    let token = coded(&world).await;
    let link = world.open(&token).await.unwrap();
    let asked = (0..CODES_PER_HOUR_MAX + 3).map(|_| {
        let (world, link) = (Arc::clone(&world), link.clone());
        tokio::spawn(async move {
            let ctx = world.ctx(link.principal());
            world.app.send_code(&ctx, &link).await.is_ok()
        })
    });
    let mut sent = 0;
    for asked in asked.collect::<Vec<_>>() {
        sent += u32::from(asked.await.unwrap());
    }
    assert_eq!(
        (sent, world.mailer.sent().len() as u32),
        (CODES_PER_HOUR_MAX, sent)
    );
    world.clock.advance(Span::hours(1));
    assert!(matches!(
        ask(&world, &link).await,
        Err(AppError::CodeLocked { .. })
    ));
    world.clock.advance(MOMENT);
    ask(&world, &link).await.unwrap();
}

#[tokio::test]
async fn a_pass_is_for_one_link_and_one_day() {
    let world = World::new(1).await;
    let (token, other) = (coded(&world).await, coded(&world).await);
    let link = world.open(&token).await.unwrap();
    assert!(matches!(
        link.require_verified(),
        Err(AppError::PassRequired)
    ));
    let code = ask(&world, &link).await.unwrap();
    let pass = enter(&world, &link, &code).await.unwrap();
    let verified = async |token: &str, now| {
        let link = world.app.open_link(token, Some(&pass), now).await.unwrap();
        link.verified
    };
    assert!(verified(&token, START.plus(PASS_LIFE).plus(BEFORE)).await);
    assert!(!verified(&token, START.plus(PASS_LIFE)).await);
    assert!(!verified(&other, START).await);
}

#[tokio::test]
async fn a_pass_does_not_outlive_its_link() {
    let world = World::new(1).await;
    let case = world.case().await;
    let hour = world.try_link(&case, |new| {
        (new.script, new.expires_hours) = (false, Some(1))
    });
    let link = world.open(&hour.await.unwrap().0).await.unwrap();
    let code = ask(&world, &link).await.unwrap();
    let ctx = world.ctx(link.principal());
    let (_, expires) = world.app.enter_code(&ctx, &link, &code).await.unwrap();
    assert_eq!(expires, link.request.expires);
}

#[tokio::test]
async fn mail_that_does_not_go_out_is_said_and_counts() {
    let world = World::new(1).await;
    let token = coded(&world).await;
    let link = world.open(&token).await.unwrap();
    world.faults.disarm();
    ask(&world, &link).await.unwrap();
    // Handing the mail over is the last thing done.
    world
        .faults
        .arm(world.faults.calls() - 1, Fault::NotApplied);
    let failed = ask(&world, &link).await;
    assert_eq!(world.faults.fired(), Some("mailer.send"));
    assert!(matches!(failed, Err(AppError::Mail(_))));
    world.faults.disarm();
    for _ in 2..CODES_PER_HOUR_MAX {
        ask(&world, &link).await.unwrap();
    }
    assert!(matches!(
        ask(&world, &link).await,
        Err(AppError::CodeLocked { .. })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_a_case_ends_membership_links_and_what_is_under_way() {
    let world = World::new(1).await;
    let case = world.case().await;
    let token = world.link(&case).await;
    let upload = world.begin(&token, 1, Some(90_000)).await.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let running = world
        .app
        .append(&ctx, &link, upload.id, 0, None, None)
        .await;
    let mut running = running.unwrap();
    running.push(Bytes::from(body(1, 0..90_000))).await.unwrap();
    let closed = world.app.close_case(&world.lena(), &case).await.unwrap();
    assert!(closed.case.members.is_empty());
    let ada = world.member(&world.people.ada);
    assert!(matches!(
        world.app.case(&ada, &case).await,
        Err(AppError::Denied(_))
    ));
    assert!(matches!(
        world.open(&token).await,
        Err(AppError::Link(LinkProblem::Withdrawn))
    ));
    assert!(
        running.finish(false).await.is_err(),
        "a file came into a closed case"
    );
    let again = world.app.close_case(&world.lena(), &case).await;
    assert!(matches!(again, Err(AppError::Conflict("case.closed"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawing_a_link_stops_what_is_under_way() {
    let world = World::new(1).await;
    let (token, request) = world.try_link(&world.case().await, |_| {}).await.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let mut running = Vec::new();
    // One would be complete, the other would only have come further.
    for length in [90_000, 100_000] {
        let upload = world.begin(&token, 1, Some(length)).await.unwrap();
        let append = world
            .app
            .append(&ctx, &link, upload.id, 0, None, None)
            .await;
        running.push(append.unwrap());
    }
    world
        .app
        .withdraw_request(&world.lena(), request)
        .await
        .unwrap();
    for mut append in running {
        append.push(Bytes::from(body(1, 0..90_000))).await.unwrap();
        let outcome = append.finish(false).await;
        assert!(matches!(
            outcome,
            Err(AppError::Link(LinkProblem::Withdrawn))
        ));
    }
}
