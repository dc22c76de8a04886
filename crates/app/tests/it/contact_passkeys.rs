//! The story of a contact's passkey, for the list of what every act writes.

use coffer_app::AppError;
use coffer_app::link::OpenLink;
use coffer_app::signin::{CeremonyAnswer, CeremonyOffer};
use coffer_testkit::{Fault, SoftPasskey};
use serde_json::Value;

use crate::ledger::Golden;
use crate::world::{URL, World};

fn asked(offer: &CeremonyOffer) -> Value {
    serde_json::from_str(&offer.options).unwrap()
}

/// Added, shown, shown in vain, and removed while no mail goes out: what was done stays.
pub(crate) async fn story(world: &World, golden: &mut Golden<'_>, link: &OpenLink) {
    let app = &world.app;
    let ctx = world.ctx(link.principal());
    let mut device = SoftPasskey::new(URL);
    let offer = app.begin_contact_passkey(&ctx, link).await.unwrap();
    let credential = device.create(&asked(&offer), None).to_string();
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &credential,
    };
    let added = app.add_contact_passkey(&ctx, link, answer, "Laptop");
    let passkey = added.await.unwrap();
    golden.did("add a contact's passkey").await;

    let offer = app.begin_link_passkey(&ctx, link).await.unwrap();
    let credential = device.get(&asked(&offer)).to_string();
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &credential,
    };
    app.enter_passkey(&ctx, link, answer).await.unwrap();
    golden.did("show it").await;

    world.faults.arm(3, Fault::NotApplied);
    app.remove_contact_passkey(&ctx, link, passkey.id)
        .await
        .unwrap();
    assert_eq!(world.faults.fired(), Some("mailer.send"));
    world.faults.disarm();
    golden.did("remove it while no mail goes out").await;

    let offer = app.begin_link_passkey(&ctx, link).await.unwrap();
    let credential = device.get(&asked(&offer)).to_string();
    let answer = CeremonyAnswer {
        ticket: &offer.ticket,
        credential: &credential,
    };
    let shown = app.enter_passkey(&ctx, link, answer).await;
    assert!(matches!(shown, Err(AppError::PasskeyUnknown)));
    golden.did("show it again").await;
}
