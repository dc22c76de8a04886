//! Cases that are erased: nothing of them opens any more, and a tombstone stays.

use std::fs;

use coffer_app::AppError;
use coffer_domain::case::CaseState;
use coffer_domain::commit::{Change, Commit, LedgerEntry};
use coffer_domain::context::RequestCtx;
use coffer_domain::erasure::Erasing;
use coffer_domain::id::{CaseId, FileId};
use coffer_domain::limits::KEY_BACKUP_LIFE;
use coffer_domain::ports::{
    BlobStore, Cases, Clock, Files, KeyStore, Messages, MetaStore, StoreError,
};
use coffer_domain::reach::Reach;
use coffer_store::{SqliteKeyStore, SqliteOptions, SqliteStore};
use coffer_testkit::Fault;
use coffer_tlog::verify_receipt;

use crate::erasure::{WHY, everything, holds, officer};
use crate::faults::{matrix, recorded};
use crate::ledger::Golden;
use crate::world::World;

/// What a message says, to be looked for on the disk.
const SAID: &str = "the seventh node restarts at dusk";

/// Erasing a case, once.
pub(crate) async fn story(world: &World, golden: &mut Golden<'_>, officer: &RequestCtx) {
    let case = world.case().await;
    golden.did("open a case to erase").await;
    world.app.erase_case(officer, &case, WHY).await.unwrap();
    golden.did("erase a case").await;
}

/// A case with a scanned file, an upload under way and a message.
async fn full(world: &World) -> (CaseId, FileId) {
    let case = world.case().await;
    let token = world.link(&case).await;
    let upload = world.begin(&token, 5, Some(80_000)).await.unwrap();
    world.acknowledged.lock().unwrap().given_up(upload.id);
    let sent = world.send(&token, upload.id, 0..80_000, false).await;
    world.drain_jobs().await;
    let open = world.begin(&token, 6, Some(90_000)).await.unwrap();
    world.acknowledged.lock().unwrap().given_up(open.id);
    world.send(&token, open.id, 0..40_000, false).await.unwrap();
    // A message needs somebody who can read it.
    let readable = world.try_link(&case, |new| new.script = false).await;
    readable.unwrap();
    let lena = world.lena();
    world.app.send_message(&lena, &case, SAID).await.unwrap();
    (case.parse().unwrap(), sent.unwrap().file.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_on_the_disk_opens_what_was_in_an_erased_case() {
    let world = World::new(1).await;
    let (case, file) = full(&world).await;
    let objects = world.store.objects_of_case(case).await.unwrap();
    assert_eq!(
        objects.len(),
        4,
        "a version, its report, an upload, a message"
    );
    let mut secrets = vec![
        world
            .key_store
            .case_key(case)
            .await
            .unwrap()
            .unwrap()
            .private_wrapped,
    ];
    for object in &objects {
        let wrap = world.key_store.object_key(*object).await.unwrap();
        secrets.push(wrap.unwrap());
        if let Ok(blob) = world.disk.open(*object) {
            let mut bytes = vec![0; usize::try_from(blob.length()).unwrap()];
            blob.read_exact_at(&mut bytes, 0).unwrap();
            secrets.push(bytes);
        }
    }
    assert_eq!(secrets.len(), 8);
    let before = everything(world.dir.path());
    assert!(secrets.iter().all(|it| holds(&before, it)));
    assert!(!holds(&before, SAID.as_bytes()), "it is sealed");

    let lena = world.lena();
    let text = case.to_string();
    let erased = world.app.erase_case(&lena, &text, WHY).await.unwrap();
    assert!(erased.destroyed);
    assert_eq!((erased.case, erased.objects), (case, 4));
    let after = everything(world.dir.path());
    assert!(!secrets.iter().any(|it| holds(&after, it)));
    let (got, outcome) = world.download(file).await;
    assert!(got.is_empty() && matches!(outcome, Err(AppError::NotFound("file"))));

    // Whoever kept the sealed bytes, and copies both databases now, has no key to them.
    let copy = tempfile::tempdir().unwrap();
    for name in ["keys", "keys-wal", "meta", "meta-wal"] {
        if world.dir.path().join(name).exists() {
            fs::copy(world.dir.path().join(name), copy.path().join(name)).unwrap();
        }
    }
    let keys = SqliteKeyStore::open(&copy.path().join("keys"))
        .await
        .unwrap();
    let path = copy.path().join("meta");
    let meta = SqliteStore::open(&path, SqliteOptions::default()).await;
    let meta = meta.unwrap();
    assert!(keys.case_key(case).await.unwrap().is_none());
    assert!(keys.object_keys_of_case(case).await.unwrap().is_empty());
    assert!(meta.file(file).await.unwrap().is_none());
    assert!(meta.messages(case, None, 9).await.unwrap().is_empty());
    let left = meta.doomed_objects(Erasing::Case(case)).await.unwrap();
    assert!(left.is_empty());
    world.check("after erasing a case").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tombstone_stays_and_nothing_comes_back() {
    let world = World::new(1).await;
    let (case, _) = full(&world).await;
    let text = case.to_string();
    let lena = world.lena();
    let early = world.app.case_erasure_certificate(&lena, &text).await;
    assert!(matches!(early, Err(AppError::NotFound("erasure"))));
    let erased = world.app.erase_case(&lena, &text, WHY).await.unwrap();

    let stays = world.store.case(case).await.unwrap().unwrap();
    assert_eq!((stays.state, stays.members.len()), (CaseState::Closed, 0));
    assert_eq!(stays.subject.as_str(), "erased");
    let tombstone = stays.erased.unwrap();
    assert_eq!(tombstone.destroyed, Some(world.clock.now()));
    for again in [
        world.app.erase_case(&lena, &text, WHY).await.map(drop),
        world.app.reopen_case(&lena, &text).await.map(drop),
    ] {
        assert!(matches!(again, Err(AppError::Conflict("case.erased"))));
    }

    let log = world.app.log_verifier().await.unwrap();
    let officer = officer(&world).await;
    for who in [&lena, &officer] {
        let certificate = world.app.case_erasure_certificate(who, &text).await;
        let verified = verify_receipt(&certificate.unwrap(), &log).unwrap();
        let entry: serde_json::Value = serde_json::from_str(&verified.entry).unwrap();
        assert_eq!(entry["event"], "case.keys_destroyed");
        assert_eq!(entry["object"], text);
        let data = &entry["data"];
        assert_eq!(data["objects"], 4);
        assert_eq!(data["keys"].as_array().unwrap().len(), 4);
        assert_eq!(
            data["case_key"],
            data_encoding::HEXLOWER.encode(&tombstone.key.unwrap())
        );
        assert_eq!(data["backups_until"], erased.backups_until.to_string());
        assert_eq!(
            erased.backups_until,
            world.clock.now().plus(KEY_BACKUP_LIFE)
        );
    }
    let max = world.member(&world.people.max);
    let elsewhere = world.app.case_erasure_certificate(&max, &text).await;
    assert!(matches!(elsewhere, Err(AppError::Denied(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_erase_what_is_open_or_closed_and_officers_any() {
    let world = World::new(1).await;
    let (open, _) = full(&world).await;
    let open = open.to_string();
    for who in [&world.people.ada, &world.people.max] {
        let refused = world.app.erase_case(&world.member(who), &open, WHY).await;
        assert!(matches!(refused, Err(AppError::Denied(_))));
    }
    let stale = RequestCtx {
        reach: Reach::Session { stepped_up: false },
        ..world.lena()
    };
    let refused = world.app.erase_case(&stale, &open, WHY).await;
    assert!(matches!(refused, Err(AppError::StepUpRequired)));
    let lena = world.lena();
    let refused = world.app.erase_case(&lena, &open, "because").await;
    assert!(matches!(refused, Err(AppError::Value { .. })));
    world.app.close_case(&lena, &open).await.unwrap();
    world.app.erase_case(&lena, &open, WHY).await.unwrap();
    let (other, _) = full(&world).await;
    let officer = officer(&world).await;
    let other = other.to_string();
    world.app.erase_case(&officer, &other, WHY).await.unwrap();
}

async fn erase_beneath(world: &World, case: CaseId) -> Result<(), StoreError> {
    let entry = LedgerEntry {
        text: "{}".to_owned(),
        object: None,
        openings: Vec::new(),
        doer: None,
    };
    let change = Change::EraseCase {
        case,
        at: world.clock.now(),
        by: None,
        key: None,
        objects: Vec::new(),
    };
    let commit = Commit::record(entry).change(change);
    world.store.commit(commit).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_under_hold_stays() {
    let world = World::new(1).await;
    let (case, file) = full(&world).await;
    let text = case.to_string();
    let officer = officer(&world).await;
    let gone = erase_beneath(&world, case).await;
    assert!(matches!(gone, Err(StoreError::Conflict("case.changed"))));
    world
        .app
        .hold_case(&officer, &text, true, WHY)
        .await
        .unwrap();
    for who in [&world.lena(), &officer] {
        let Err(AppError::Denied(denied)) = world.app.erase_case(who, &text, WHY).await else {
            panic!("erased under hold");
        };
        assert_eq!(denied.rules[0].code, "LEGAL_HOLD");
    }
    // Held after the policies were asked, before the commit: the store has the last word.
    let held = erase_beneath(&world, case).await;
    assert!(matches!(held, Err(StoreError::Conflict("case.held"))));
    assert!(world.store.file(file).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_erase_a_case_at_once_one_does() {
    let world = World::new(1).await;
    let (case, _) = full(&world).await;
    let text = case.to_string();
    let (lena, officer) = (world.lena(), officer(&world).await);
    let (one, other) = tokio::join!(
        world.app.erase_case(&lena, &text, WHY),
        world.app.erase_case(&officer, &text, WHY)
    );
    let lost = [one.map(drop), other.map(drop)]
        .into_iter()
        .filter(|it| matches!(it, Err(AppError::Conflict("case.erased"))));
    assert_eq!(lost.count(), 1);
    world.drain_jobs().await;
    for kind in ["case.erased", "case.keys_destroyed"] {
        assert_eq!(recorded(&world, kind, case).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cases_keys_that_could_not_be_destroyed_are_destroyed_by_the_job() {
    let world = World::new(1).await;
    let mut call = 0;
    // The destruction fails, wherever among the calls of an erasure it is.
    let (case, erased) = loop {
        let (case, _) = full(&world).await;
        world.faults.arm(call, Fault::NotApplied);
        let outcome = world
            .app
            .erase_case(&world.lena(), &case.to_string(), WHY)
            .await;
        if world.faults.fired() == Some("destroy_keys_of_case") {
            break (case, outcome.unwrap());
        }
        assert!(world.faults.fired().is_some(), "no key was to be destroyed");
        call += 1;
    };
    world.faults.disarm();
    assert!(!erased.destroyed);
    let lena = world.lena();
    let text = case.to_string();
    let early = world.app.case_erasure_certificate(&lena, &text).await;
    assert!(matches!(
        early,
        Err(AppError::Conflict("erasure.under_way"))
    ));
    assert!(world.key_store.case_key(case).await.unwrap().is_some());
    world.drain_jobs().await;
    assert!(world.key_store.case_key(case).await.unwrap().is_none());
    world
        .app
        .case_erasure_certificate(&lena, &text)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_or_is_cut_off_a_case_is_whole_or_erased_once() {
    matrix(
        "erase a case",
        full,
        async |world, (case, _)| {
            let text = case.to_string();
            let erased = world.app.erase_case(&world.lena(), &text, WHY).await;
            erased.map(drop)
        },
        async |world, (case, _)| {
            let text = case.to_string();
            let lena = world.lena();
            if world
                .store
                .case(*case)
                .await
                .unwrap()
                .unwrap()
                .erased
                .is_none()
            {
                world.app.erase_case(&lena, &text, WHY).await.unwrap();
            }
            world.drain_jobs().await;
            assert!(world.key_store.case_key(*case).await.unwrap().is_none());
            assert_eq!(recorded(world, "case.erased", *case).await, 1);
            assert_eq!(recorded(world, "case.keys_destroyed", *case).await, 1);
            world
                .app
                .case_erasure_certificate(&lena, &text)
                .await
                .unwrap();
        },
    )
    .await;
}
