//! What sweeps take away and what they leave.

use coffer_domain::commit::Change;
use coffer_domain::file::ScanState;
use coffer_domain::id::{CaseId, ObjectId};
use coffer_domain::limits::{JOB_ATTEMPTS_MAX, JOB_LEASE, UPLOAD_IDLE_MAX};
use coffer_domain::ports::{Access as _, BlobStore, Cases, Clock, Files, Jobs, KeyStore};
use coffer_domain::request::Pass;
use coffer_domain::secret::TokenHash;
use coffer_domain::time::Span;

use crate::world::{START, World};

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_nobody_continues_goes_with_object_key_and_room() {
    let world = World::new(1).await;
    let (token, request) = world.try_link(&world.case().await, |_| {}).await.unwrap();
    let upload = world.begin(&token, 1, Some(90_000)).await.unwrap();
    world.clock.advance(Span::hours(1));
    world
        .send(&token, upload.id, 0..70_000, false)
        .await
        .unwrap();
    let used = async || {
        let request = world.store.request(request).await.unwrap().unwrap();
        (request.files_used, request.bytes_used)
    };
    assert_eq!(used().await, (1, 90_000));
    // Every append gives it its whole time again.
    let end = START.plus(Span::hours(1)).plus(UPLOAD_IDLE_MAX);
    world.clock.set(end.plus(Span(-1)));
    assert_eq!(world.app.sweep_uploads().await.unwrap(), 0);
    world.clock.set(end);
    world.acknowledged.lock().unwrap().given_up(upload.id);
    assert_eq!(world.app.sweep_uploads().await.unwrap(), 1);
    assert_eq!(used().await, (0, 0));
    assert!(world.disk.list().unwrap().is_empty());
    assert!(
        world
            .key_store
            .object_key(upload.object)
            .await
            .unwrap()
            .is_none()
    );
    world.check("after the sweep").await;
}

/// Until then whoever comes late is told that it is over, and a clock that leaps by less takes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_pass_is_forgotten_a_week_after_its_time() {
    let world = World::new(1).await;
    let (_, request) = world.try_link(&world.case().await, |_| {}).await.unwrap();
    let pass = Pass {
        hash: TokenHash([7; 32]),
        request,
        expires: world.clock.now().plus(Span::hours(1)),
    };
    world.change(Change::PutPass(pass.clone())).await;
    let is_there = async || world.store.pass(&pass.hash).await.unwrap().is_some();
    let week = pass.expires.plus(Span::days(7));
    world.clock.set(week.plus(Span(-1)));
    world.app.sweep_expired().await.unwrap();
    assert!(is_there().await);
    world.clock.set(week);
    assert!(world.app.sweep_expired().await.unwrap() > 0);
    assert!(!is_there().await);
    assert_eq!(world.app.sweep_expired().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_orphan_sweep_takes_only_what_no_row_refers_to() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let file = world.file(&token, 1, 70_000).await;
    world.drain_jobs().await;
    world.begin(&token, 2, Some(10)).await.unwrap();
    // A version, its report, and an open upload.
    let kept = world.disk.list().unwrap();
    assert_eq!(kept.len(), 3);
    let orphan = ObjectId([9; 16]);
    let mut writer = world.disk.create(orphan).unwrap();
    writer.append(b"left behind").unwrap();
    writer.sync().unwrap();
    let sealed = world
        .key_store
        .put_object_key(orphan, CaseId([9; 16]), vec![1])
        .await;
    sealed.unwrap();
    assert_eq!(world.app.sweep_orphans().await.unwrap(), 1);
    assert_eq!(world.disk.list().unwrap(), kept);
    assert!(world.key_store.object_key(orphan).await.unwrap().is_none());
    assert_eq!(world.app.sweep_orphans().await.unwrap(), 0);
    assert_eq!(world.download(file).await.0.len(), 70_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_takes_every_worker_down_is_given_up() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let file = world.file(&token, 1, 70_000).await;
    for _ in 0..JOB_ATTEMPTS_MAX {
        let now = world.clock.now();
        let claimed = world.store.claim_job(now, now.plus(JOB_LEASE)).await;
        assert!(claimed.unwrap().is_some());
        assert!(
            !world.app.run_one_job().await.unwrap(),
            "a job in other hands"
        );
        world.clock.advance(JOB_LEASE);
    }
    assert!(world.app.run_one_job().await.unwrap());
    assert_eq!(world.app.job_count().await.unwrap(), 0);
    let version = world
        .store
        .file(file)
        .await
        .unwrap()
        .unwrap()
        .version
        .unwrap();
    assert_eq!(version.scan, ScanState::Failed);
}
