//! What an alert keeps from going: a case from being erased, backups from being pruned.

use coffer_app::AppError;
use coffer_domain::alert::{Alert, ContainmentState, Response, Verdict};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::FileId;
use coffer_domain::ports::{Cases as _, Clock as _, Directory as _};
use coffer_domain::time::Span;

use crate::watch::{add, alerts, files, rules, watch};
use crate::world::World;

const WHY: &str = "the customer asked for it";

/// Lena's account gives ten files endings nobody knows; the files, and the alert.
pub(crate) async fn encrypts(world: &World) -> (Vec<FileId>, Alert) {
    let files = files(world, 10).await;
    for (number, file) in files.iter().enumerate() {
        let name = format!("log-{number}.locked");
        let lena = world.lena();
        let renamed = world.app.rename_file(&lena, *file, &name);
        renamed.await.unwrap();
    }
    watch(world).await;
    assert_eq!(rules(world).await, ["D18-mass-encryption"]);
    let alert = alerts(world).await.remove(0).alert;
    (files, alert)
}

async fn holds(world: &World, alert: &Alert) -> Vec<(Response, ContainmentState, Span)> {
    let view = world.app.alert(&world.operator(), alert.id).await.unwrap();
    let held = view.containments.iter();
    held.filter(|it| matches!(it.response, Response::HoldCase | Response::HoldBackups))
        .map(|it| (it.response, it.state, it.until.since(it.since)))
        .collect()
}

/// Whether a wall about holds refused.
fn is_held<T>(outcome: Result<T, AppError>) -> bool {
    match outcome {
        Err(AppError::Denied(denied)) => {
            denied.rules.iter().any(|rule| rule.id == "W10-legal-hold")
        }
        _ => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_encrypted_case_is_erased_until_somebody_else_lifts_that() {
    let world = World::new(1).await;
    let leo = add(&world, "leo@coffer.example", &["lead", "dpo", "security"]).await;
    let leo = world.member(&leo);
    let (files, alert) = encrypts(&world).await;
    let case = alert.case.unwrap().to_string();
    let active = ContainmentState::Active;
    assert_eq!(
        holds(&world, &alert).await,
        [
            (Response::HoldBackups, active, Span::days(14)),
            (Response::HoldCase, active, Span::days(14)),
        ]
    );
    // Whoever has another lead's session erases nothing either, and a hold that people set is another one.
    assert!(is_held(world.app.erase_case(&leo, &case, WHY).await));
    world.app.hold_case(&leo, &case, true, WHY).await.unwrap();
    world.app.hold_case(&leo, &case, false, WHY).await.unwrap();
    assert!(is_held(world.app.erase_case(&leo, &case, WHY).await));
    let lift = "she runs the customer's own tool";
    let lena = world.lena();
    let by_lead = world.app.lift_containments(&lena, alert.id, None, lift);
    assert!(by_lead.await.is_err());
    assert!(
        world
            .store
            .case(alert.case.unwrap())
            .await
            .unwrap()
            .unwrap()
            .legal_hold
    );

    world
        .app
        .lift_containments(&leo, alert.id, None, lift)
        .await
        .unwrap();
    assert_eq!(
        world.app.backup_hold(&world.operator()).await.unwrap(),
        None
    );
    let lena = world.store.member(world.people.lena.id).await;
    let lena = world.member(&lena.unwrap().unwrap());
    world.app.erase_file(&lena, files[0], WHY).await.unwrap();
}

/// A security officer who is a lead as well does not decide about themselves.
#[tokio::test(flavor = "multi_thread")]
async fn whom_it_is_about_does_not_lift_it_whatever_they_are() {
    let world = World::new(1).await;
    let (_, alert) = encrypts(&world).await;
    let mut lena = world.people.lena.clone();
    lena.roles.push(coffer_domain::people::Role::Security);
    let lena: RequestCtx = world.ctx(Principal::Member(lena));
    let lifted = world
        .app
        .lift_containments(&lena, alert.id, None, WHY)
        .await;
    assert!(matches!(
        lifted,
        Err(AppError::Value { field: "alert", .. })
    ));
    let closed = world
        .app
        .close_alert(&lena, alert.id, Verdict::Mistake, WHY);
    assert!(closed.await.is_err());
    assert!(
        holds(&world, &alert)
            .await
            .iter()
            .all(|it| it.1 == ContainmentState::Active)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_alert_keeps_goes_again_when_its_time_is_over() {
    let world = World::new(1).await;
    let (_, alert) = encrypts(&world).await;
    let case = alert.case.unwrap();
    let is_held = async || world.store.case(case).await.unwrap().unwrap().legal_hold;
    world.clock.advance(Span::days(13));
    world.app.watch_once().await.unwrap();
    assert!(is_held().await);
    world.clock.advance(Span::days(1));
    world.app.watch_once().await.unwrap();
    assert!(!is_held().await);
    assert_eq!(
        world.app.backup_hold(&world.operator()).await.unwrap(),
        None
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_whose_objects_were_altered_are_not_pruned_however_late_that_is_seen() {
    let world = World::new(1).await;
    let operator = world.operator();
    // A target that was full twice needs pruning more than anything.
    for _ in 0..2 {
        let full = world.app.backup_failed(&operator, "target_full", 0);
        full.await.unwrap();
    }
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D23-backup-attack"]);
    assert_eq!(world.app.backup_hold(&operator).await.unwrap(), None);
    world
        .app
        .backup_failed(&operator, "altered", 3)
        .await
        .unwrap();
    // No server ran.
    world.clock.advance(Span::hours(30));
    watch(&world).await;
    assert_eq!(rules(&world).await, ["D23-backup-attack"; 2]);
    let until = world.clock.now().plus(Span::days(14));
    let operator = world.operator();
    assert_eq!(world.app.backup_hold(&operator).await.unwrap(), Some(until));
    let refused = world.app.backup_hold(&world.lena()).await;
    assert!(refused.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_tried_out_keeps_nothing() {
    let mut world = World::new(1).await;
    world.app = world.start_dry();
    let (files, alert) = encrypts(&world).await;
    assert!(
        holds(&world, &alert)
            .await
            .iter()
            .all(|it| it.1 == ContainmentState::DryRun)
    );
    assert_eq!(
        world.app.backup_hold(&world.operator()).await.unwrap(),
        None
    );
    world
        .app
        .erase_file(&world.lena(), files[0], WHY)
        .await
        .unwrap();
}
