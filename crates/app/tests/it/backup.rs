//! What the ledger says of backups, and what becomes of a state that came back.

use coffer_app::AppError;
use coffer_app::backup::{BackupFacts, DrillFacts};
use coffer_app::health::HealthState;
use coffer_domain::grant::EndedBy;
use coffer_domain::people::Member;
use coffer_domain::ports::{Access as _, Directory as _, Grants as _};
use coffer_domain::time::Span;
use coffer_tlog::verify_checkpoint;
use expect_test::expect;

use crate::access::labelled;
use crate::ledger::Golden;
use crate::watch::add;
use crate::world::{World, fragment};

/// One of everything about backups.
pub(crate) async fn story(world: &World) {
    let (app, operator) = (&world.app, world.operator());
    let mut golden = Golden::from_now(world).await;
    app.backup_begun(&operator, 1, vec!["0123456789abcdef".to_owned()])
        .await
        .unwrap();
    golden.did("begin a backup").await;
    let facts = BackupFacts {
        sequence: 1,
        manifest: "hash".to_owned(),
        objects: 3,
        copied_bytes: 4_096,
    };
    app.backup_made(&operator, facts).await.unwrap();
    golden.did("make it").await;
    app.backup_failed(&operator, "altered", 1).await.unwrap();
    golden.did("find an object that was overwritten").await;
    let drill = DrillFacts {
        sequence: 1,
        report: "hash".to_owned(),
        rpo_secs: 3_600,
        rto_secs: 12,
        whole: true,
    };
    app.backup_drilled(&operator, drill).await.unwrap();
    golden.did("show a rehearsal's report").await;
    expect![[r#"
        begin a backup: backup.begun
        make it: backup.made
        find an object that was overwritten: backup.failed
        show a rehearsal's report: backup.drilled
    "#]]
    .assert_eq(golden.text());
    app.settle_restored(&operator, 1, "hash").await.unwrap();
}

/// What the health says of backups, and the age that monitoring is told, in hours.
async fn told(world: &World, officer: &Member) -> (HealthState, String, i64) {
    world.app.sequence_all().await.unwrap();
    let health = world.app.health(&world.member(officer)).await.unwrap();
    let backup = health.into_iter().find(|it| it.check == "backup").unwrap();
    let metrics = world.app.scrape().await.unwrap();
    let age = metrics
        .lines()
        .find_map(|line| line.strip_prefix("coffer_backup_age_seconds "));
    let seconds: i64 = age.unwrap().parse().unwrap();
    (backup.state, backup.found, seconds.div_euclid(3_600))
}

#[tokio::test(flavor = "multi_thread")]
async fn health_takes_neither_a_backup_of_the_future_nor_one_that_failed_since_for_well() {
    let world = World::new(1).await;
    let officer = add(&world, "olga@coffer.example", &["security"]).await;
    let made = async |manifest: &str| {
        let facts = BackupFacts {
            sequence: 1,
            manifest: manifest.to_owned(),
            objects: 3,
            copied_bytes: 0,
        };
        let made = world.app.backup_made(&world.operator(), facts).await;
        made.unwrap();
    };
    let is_recorded = async |manifest: &str| {
        let operator = world.operator();
        let recorded = world.app.is_backup_recorded(&operator, manifest);
        recorded.await.unwrap()
    };
    assert_eq!(told(&world, &officer).await.0, HealthState::Warning);
    assert!(!is_recorded("one").await);
    made("one").await;
    assert!(is_recorded("one").await && !is_recorded("two").await);
    assert_eq!(told(&world, &officer).await.0, HealthState::Ok);
    let operator = world.operator();
    let failed = world.app.backup_failed(&operator, "target", 0);
    failed.await.unwrap();
    let (state, found, _) = told(&world, &officer).await;
    assert_eq!(state, HealthState::Warning);
    assert!(found.contains("something was wrong"), "{found}");
    made("two").await;
    assert_eq!(told(&world, &officer).await.0, HealthState::Ok);

    // The clock leaps a year ahead, a backup is made, and the clock is set right.
    world.clock.advance(Span::days(365));
    assert_eq!(told(&world, &officer).await.0, HealthState::Fault);
    made("three").await;
    assert_eq!(told(&world, &officer).await.0, HealthState::Ok);
    world.clock.advance(Span::days(-365));
    let (state, found, hours) = told(&world, &officer).await;
    assert_eq!((state, hours), (HealthState::Fault, 365 * 24));
    assert!(found.contains("later than now"), "{found}");
    made("four").await;
    assert_eq!(told(&world, &officer).await.0, HealthState::Ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_came_back_lets_nobody_in_by_what_may_have_ended_since() {
    let world = World::new(1).await;
    let app = &world.app;
    let case = world.case().await;
    let token = world.link(&case).await;
    let open = world.begin(&token, 1, Some(90_000)).await.unwrap();
    let operator = world.operator();
    let lena = "lena@coffer.example";
    let label = labelled("lena's laptop");
    app.create_token(&operator, lena, &label).await.unwrap();
    let enrolment = app.renew_enrolment(&operator, lena).await.unwrap();
    let max = world.member(&world.people.max);
    let broken = app.break_glass(&max, &case, &[], "the gateway burns at night");
    let broken = broken.await.unwrap().grant.id;

    let settled = app.settle_restored(&operator, 7, "hash").await.unwrap();
    assert_eq!(settled.uploads, 1);
    for member in world.store.members().await.unwrap() {
        assert!(world.store.api_tokens(member.id).await.unwrap().is_empty());
        assert!(world.store.sessions(member.id).await.unwrap().is_empty());
    }
    let (anonymous, link) = (world.anonymous(), fragment(&enrolment.url));
    let enrolled = app.begin_passkey_enrolment(&anonymous, &link);
    assert!(matches!(enrolled.await, Err(AppError::EnrolmentGone)));
    let grant = world.store.grant(broken).await.unwrap().unwrap();
    assert_eq!(grant.ended.map(|it| it.how), Some(EndedBy::Restored));
    assert!(grant.review_open(), "the emergency is still to be reviewed");
    world.acknowledged.lock().unwrap().given_up(open.id);
    world.check_ledger("after settling").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn probing_opens_what_is_there_and_names_what_does_not_open() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    world.file(&token, 1, 90_000).await;
    world.file(&token, 2, 10).await;
    world.drain_jobs().await;
    let probe = world.app.probe_contents(&world.operator(), 10).await;
    let probe = probe.unwrap();
    assert_eq!((probe.files, probe.bytes), (2, 90_010));
    assert!(probe.faults.is_empty());
    let one = world.app.probe_contents(&world.operator(), 1).await;
    assert_eq!(one.unwrap().files, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_the_operators_alone() {
    let world = World::new(1).await;
    let refused = world.app.backup_signer(&world.lena()).await;
    assert!(matches!(refused, Err(AppError::Bug(_))));
    let signer = world.app.backup_signer(&world.operator()).await.unwrap();
    let again = world.app.backup_signer(&world.operator()).await.unwrap();
    assert_eq!(signer.verifier(), again.verifier());
    assert_ne!(
        signer.verifier(),
        world.app.log_verifier().await.unwrap(),
        "not the ledger's key"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_of_the_ledgers_beginning_is_what_was_signed_then() {
    let world = World::new(1).await;
    let log = world.app.log_verifier().await.unwrap();
    let kept = world.app.checkpoint(&world.operator()).await.unwrap();
    let kept = verify_checkpoint(&kept.checkpoint, &log, &[]).unwrap();
    world.case().await;
    let (size, root) = (kept.checkpoint.size, kept.checkpoint.root);
    let app = &world.app;
    assert_eq!(app.ledger_root_at(size).await.unwrap(), Some(root));
    assert_ne!(app.ledger_root_at(size + 1).await.unwrap(), Some(root));
    assert_eq!(app.ledger_root_at(size + 1_000).await.unwrap(), None);
}
