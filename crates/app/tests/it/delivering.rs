//! The story of a delivery, for the list of what every act writes; and how the clock ends one.

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::delivery::NewDelivery;
use coffer_app::token::{TokenKind, parse};
use coffer_domain::limits::DELIVERY_TICKET_LIFE;
use coffer_domain::ports::Clock as _;
use coffer_domain::request::LinkProblem;
use coffer_domain::time::Span;
use futures::stream;

use crate::contact_passkeys;
use crate::ledger::{Golden, scanned};
use crate::links::newest_code;
use crate::world::{World, fragment};

/// A file is added, sent, taken, fetched, and the delivery withdrawn.
pub(crate) async fn story(world: &World, golden: &mut Golden<'_>, case: &str) {
    let app = &world.app;
    let lena = world.lena();
    let content = stream::iter([Ok(Bytes::from_static(b"retries = 5\n"))]);
    let file = app
        .add_file(&lena, case, "fix.toml", content)
        .await
        .unwrap();
    golden.did("add a file to a case").await;
    scanned(world, file.id).await;
    golden.did("scan what was added").await;
    let new = NewDelivery {
        contacts: vec!["jane@contoso.example".to_owned()],
        files: vec![file.id],
        note: Some("Put it beside the old one.".to_owned()),
        accept_new_contacts: true,
        ..NewDelivery::default()
    };
    let made = app.create_delivery(&lena, case, &new).await.unwrap();
    golden.did("send it to a contact").await;
    let delivery = made[0].view.delivery.id;
    let token = fragment(&made[0].page_url);
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    app.send_code(&ctx, &link).await.unwrap();
    let code = newest_code(world);
    let (pass, _) = app.enter_code(&ctx, &link, &code).await.unwrap();
    golden.did("prove the contact's address").await;
    let now = world.clock.now();
    let link = app
        .open_link(&token, Some(pass.expose()), now)
        .await
        .unwrap();
    contact_passkeys::story(world, golden, &link).await;
    let taken = app.take_delivered(&ctx, &link, delivery, file.id);
    let taken = taken.await.unwrap();
    golden.did("take the file").await;
    let ticket = ticket_of(taken.url.expose());
    assert!(parse(TokenKind::Delivery, &ticket).is_some());
    let fetched = app
        .fetch_delivered(&world.anonymous(), &ticket)
        .await
        .unwrap();
    let length = fetched.version.bytes;
    let mut pieces = fetched.stream(0..length).await.unwrap();
    while let Some(piece) = pieces.recv().await {
        piece.unwrap();
    }
    golden.did_in_threads("fetch it", 2).await;
    app.withdraw_delivery(&lena, delivery).await.unwrap();
    golden.did("withdraw the delivery").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_file_is_fetched_until_its_time_is_over_and_no_clock_makes_it_longer() {
    let world = World::new(1).await;
    let app = &world.app;
    let case = world.case().await;
    let lena = world.lena();
    let content = stream::iter([Ok(Bytes::from_static(b"retries = 5\n"))]);
    let file = app
        .add_file(&lena, &case, "fix.toml", content)
        .await
        .unwrap();
    scanned(&world, file.id).await;
    let new = NewDelivery {
        contacts: vec!["jane@contoso.example".to_owned()],
        files: vec![file.id],
        accept_new_contacts: true,
        expires_hours: Some(36),
        ..NewDelivery::default()
    };
    let made = app.create_delivery(&lena, &case, &new).await.unwrap();
    let delivery = made[0].view.delivery.id;
    let token = fragment(&made[0].page_url);
    let ticket = async || {
        let link = world.open(&token).await.unwrap();
        let ctx = world.ctx(link.principal());
        app.send_code(&ctx, &link).await.unwrap();
        let code = newest_code(&world);
        let (pass, _) = app.enter_code(&ctx, &link, &code).await.unwrap();
        let now = world.clock.now();
        let link = app
            .open_link(&token, Some(pass.expose()), now)
            .await
            .unwrap();
        let taken = app.take_delivered(&ctx, &link, delivery, file.id);
        ticket_of(taken.await.unwrap().url.expose())
    };
    let fetch = async |ticket: &str| {
        let fetched = app.fetch_delivered(&world.anonymous(), ticket).await;
        fetched.map(drop)
    };
    let first = ticket().await;
    fetch(&first).await.unwrap();
    // A clock set back by more than a ticket lives makes none live longer.
    world.clock.advance(Span(-Span::hours(1).0));
    assert!(is_expired(fetch(&first).await));
    world.clock.advance(Span::hours(1));
    world.clock.advance(DELIVERY_TICKET_LIFE);
    assert!(is_expired(fetch(&first).await));
    // Taken late, it ends with its delivery.
    let second = ticket().await;
    fetch(&second).await.unwrap();
    world.clock.advance(Span::hours(12));
    assert!(is_expired(fetch(&second).await));
}

fn ticket_of(url: &str) -> String {
    url.rsplit('/').next().unwrap().to_owned()
}

fn is_expired(result: Result<(), AppError>) -> bool {
    matches!(result, Err(AppError::Link(LinkProblem::Expired)))
}
