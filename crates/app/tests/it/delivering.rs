//! The story of a delivery, for the list of what every act writes.

use bytes::Bytes;
use coffer_app::delivery::NewDelivery;
use coffer_app::token::{TokenKind, parse};
use coffer_domain::ports::Clock as _;
use futures::stream;

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
    let taken = app.take_delivered(&ctx, &link, delivery, file.id);
    let taken = taken.await.unwrap();
    golden.did("take the file").await;
    let ticket = taken.url.expose().rsplit('/').next().unwrap();
    assert!(parse(TokenKind::Delivery, ticket).is_some());
    let fetched = app
        .fetch_delivered(&world.anonymous(), ticket)
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
