//! Who is slowed down by an alert: a member who tries doors, a network that tries addresses.

use coffer_app::AppError;
use coffer_app::delivery::NewDelivery;
use coffer_domain::alert::Response;
use coffer_domain::context::RequestCtx;
use coffer_domain::id::FileId;
use coffer_domain::ports::Clock as _;
use coffer_domain::time::Span;

use crate::access::{PASSWORD, totp};
use crate::watch::{add, alerts, as_now, files, rules, watch};
use crate::world::{World, secret};

const WHY: &str = "the customer asked for an export";

/// Whether a file went out; anything but being slowed down stops the test.
async fn went_out(world: &World, file: FileId) -> bool {
    let lena = as_now(world, &world.people.lena).await;
    match world.app.download(&lena, file).await {
        Ok(_) => true,
        Err(AppError::Denied(denied)) => {
            let codes: Vec<&str> = denied.rules.iter().map(|rule| &*rule.code).collect();
            assert_eq!(codes, ["SLOWED_DOWN"]);
            false
        }
        Err(error) => panic!("not slowed down: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_closed_doors_gets_one_file_a_minute_for_an_hour() {
    let world = World::new(1).await;
    let hers = files(&world, 5).await;
    // A case of somebody else's: eight of its files, one after another.
    let otto = add(&world, "otto@coffer.example", &["lead"]).await;
    let lena = world.lena();
    let others = files(&world, 8).await;
    let case = world.app.file(&lena, others[0]).await.unwrap().case;
    let (case, otto_id) = (case.to_string(), otto.id.to_string());
    let joined = world.app.add_case_member(&lena, &case, &otto_id);
    joined.await.unwrap();
    let lena_id = world.people.lena.id.to_string();
    let otto = world.member(&otto);
    let left = world.app.remove_case_member(&otto, &case, &lena_id);
    left.await.unwrap();
    for file in others {
        let refused = world.app.download(&world.lena(), file).await;
        assert!(matches!(refused, Err(AppError::Denied(_))));
    }
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D12-probing"]);
    let alert = alerts(&world).await[0].alert.id;
    let view = world.app.alert(&world.operator(), alert).await.unwrap();
    assert_eq!(view.containments[0].response, Response::SlowHandouts);

    assert!(went_out(&world, hers[0]).await);
    assert!(!went_out(&world, hers[1]).await);
    // The one she has is hers to read on, in whatever form.
    assert!(went_out(&world, hers[0]).await);
    let now = as_now(&world, &world.people.lena).await;
    assert!(world.app.lines(&now, hers[0], 0, 1, 10).await.is_ok());
    world.clock.advance(Span::minutes(1));
    // Two at once are one.
    let both = tokio::join!(went_out(&world, hers[1]), went_out(&world, hers[2]));
    assert_ne!(both.0, both.1);
    // Single values are no way round it, nor are two files in one delivery.
    let now = as_now(&world, &world.people.lena).await;
    let value = world.app.reveal(&now, hers[3], 0, None, WHY).await;
    assert!(matches!(value, Err(AppError::Denied(_))));
    world.clock.advance(Span::minutes(1));
    let case = world
        .app
        .file(&now, hers[0])
        .await
        .unwrap()
        .case
        .to_string();
    let now = as_now(&world, &world.people.lena).await;
    let both = NewDelivery {
        contacts: vec!["jane@contoso.example".to_owned()],
        files: hers[3..].to_vec(),
        accept_findings: true,
        accept_new_contacts: true,
        ..NewDelivery::default()
    };
    let sent = world.app.create_delivery(&now, &case, &both);
    assert!(matches!(
        sent.await,
        Err(AppError::Value { field: "files", .. })
    ));
    let value = world.app.reveal(&now, hers[3], 0, None, WHY).await;
    value.unwrap();
    assert!(!went_out(&world, hers[4]).await);

    world.clock.advance(Span::hours(1));
    watch(&world).await;
    assert!(went_out(&world, hers[3]).await);
    assert!(went_out(&world, hers[4]).await);
}

/// To have been handed something a moment ago hides no door that is tried; to be slowed down is none.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_slowed_down_is_still_seen_trying_doors() {
    let world = World::new(1).await;
    let otto = add(&world, "otto@coffer.example", &["lead"]).await;
    let hers = files(&world, 8).await;
    let tries = async || {
        let otto = as_now(&world, &otto).await;
        for file in &hers {
            let refused = world.app.download(&otto, *file).await;
            assert!(matches!(refused, Err(AppError::Denied(_))));
        }
        watch(&world).await;
    };
    tries().await;
    assert_eq!(rules(&world).await, ["D12-probing"]);
    world.clock.advance(Span::hours(1));
    tries().await;
    assert_eq!(rules(&world).await, ["D12-probing"; 2]);
    // One of his own, so that whatever is asked for in the next minute would be too soon.
    let case = world.case().await;
    let (lena, id) = (world.lena(), otto.id.to_string());
    world.app.add_case_member(&lena, &case, &id).await.unwrap();
    let token = world.link(&case).await;
    let his = world.file(&token, 77, 1_000).await;
    world.drain_jobs().await;
    let unchecked = world.file(&token, 78, 1_000).await;
    let now = as_now(&world, &otto).await;
    world.app.download(&now, his).await.unwrap();
    world.clock.advance(Span::seconds(1));
    tries().await;
    let denied = world.entries().await.into_iter();
    let denied = denied.filter(|it| it.json["event"] == "access.denied");
    let rules: Vec<_> = denied.map(|it| it.json["data"]["rules"].clone()).collect();
    assert_eq!(rules, vec![serde_json::json!([]); 24]);
    // Nor does it stand beside another wall.
    let now = as_now(&world, &otto).await;
    let Err(AppError::Denied(denied)) = world.app.download(&now, unchecked).await else {
        panic!("not refused");
    };
    let codes: Vec<&str> = denied.rules.iter().map(|rule| &*rule.code).collect();
    assert_eq!(codes, ["NOT_SCANNED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_password_in_ten_seconds_is_looked_at_from_where_addresses_are_tried() {
    let world = World::new(1).await;
    let (key, session) = world.enrol().await;
    for number in 0..6 {
        let ctx = world.anonymous();
        let email = format!("somebody-{number}@coffer.example");
        let refused = world
            .app
            .sign_in(&ctx, &email, secret(PASSWORD), "000000", None);
        assert!(matches!(refused.await, Err(AppError::SignInFailed)));
    }
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D03-enumeration"]);

    let code = |world: &World| totp(&key, world.clock.now());
    world.clock.advance(Span::minutes(1));
    let first = world.sign_in("wrong wrong wrong wrong", "000000").await;
    assert!(matches!(first, Err(AppError::SignInFailed)));
    // Even what is right waits, and says that it waits.
    let soon = world.sign_in(PASSWORD, &code(&world)).await;
    assert!(matches!(soon, Err(AppError::SlowedDown)));
    // Who is in a session shows who they are at once: an officer must be able to look into it.
    let ctx = RequestCtx {
        session: Some(session.session),
        ..world.lena()
    };
    let now = code(&world);
    let stepped_up = world
        .app
        .step_up(&ctx, session.session, secret(PASSWORD), &now);
    stepped_up.await.unwrap();
    world.clock.advance(Span::seconds(30));
    assert!(world.sign_in(PASSWORD, &code(&world)).await.is_ok());

    world.clock.advance(Span::hours(1));
    watch(&world).await;
    for _ in 0..2 {
        let wrong = world.sign_in("wrong wrong wrong wrong", "000000").await;
        assert!(matches!(wrong, Err(AppError::SignInFailed)));
    }
}
