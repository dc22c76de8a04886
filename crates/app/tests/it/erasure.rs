//! Files that are erased: nothing opens them any more, the ledger says so, and a hold for the law beats it.

use std::fs;
use std::path::Path;

use coffer_app::AppError;
use coffer_app::ledger::ErasedFile;
use coffer_app::link::OpenLink;
use coffer_app::people::NewMember;
use coffer_app::upload::NewUpload;
use coffer_domain::commit::{Change, Commit, LedgerEntry};
use coffer_domain::context::RequestCtx;
use coffer_domain::erasure::Erasing;
use coffer_domain::file::{Doomed, ScanState};
use coffer_domain::id::{CaseId, FileId, ObjectId};
use coffer_domain::job::JobKind;
use coffer_domain::limits::KEY_BACKUP_LIFE;
use coffer_domain::ports::{BlobStore, Clock, Files, Jobs, KeyStore, MetaStore, StoreError};
use coffer_store::{SqliteKeyStore, SqliteOptions, SqliteStore};
use coffer_testkit::Fault;
use coffer_tlog::verify_receipt;
use data_encoding::HEXLOWER;
use expect_test::expect;
use sha2::{Digest as _, Sha256};

use crate::faults::{matrix, recorded};
use crate::ledger::Golden;
use crate::messages::proven;
use crate::watch::add;
use crate::world::World;

pub(crate) const WHY: &str = "the customer asked for it in 48213";

/// Everything about erasure, once.
pub(crate) async fn story(world: &World) {
    // The story before ended with a lock on her account.
    let (operator, lena) = (world.operator(), "lena@coffer.example");
    world.app.unlock_member(&operator, lena).await.unwrap();
    let held = world.case().await;
    let (_, file) = doomed(world).await;
    let mut golden = Golden::from_now(world).await;
    world
        .app
        .erase_file(&world.lena(), file, WHY)
        .await
        .unwrap();
    golden.did("erase a file").await;
    let lena = world.lena();
    world.app.erasure_certificate(&lena, file).await.unwrap();
    golden.did("fetch its certificate").await;
    let officer = officer(world).await;
    golden.did("add a data protection officer").await;
    let hold = world.app.hold_case(&officer, &held, true, WHY);
    hold.await.unwrap();
    golden.did("hold a case for the law").await;
    let (customer, contact) = ("Contoso", "jane@contoso.example");
    let export = world
        .app
        .export_subject(&officer, customer, contact, WHY, None);
    export.await.unwrap();
    golden.did("take out what is held about a contact").await;
    crate::erasing_cases::story(world, &mut golden, &officer).await;
    crate::retention::story(world, &mut golden, &officer).await;
    expect![[r#"
        erase a file: file.erased, file.keys_destroyed
        fetch its certificate: receipt.issued
        add a data protection officer: member.added, enrolment.created
        hold a case for the law: case.hold_set
        take out what is held about a contact: subject.exported
        open a case to erase: case.created
        erase a case: case.erased, case.keys_destroyed
        hold its file, or end that: file.hold_set
        hold its file, or end that: file.hold_set
        hold its customer, or end that: customer.hold_set
        hold its customer, or end that: customer.hold_set
        set a retention rule: retention.rule_set
        close it: case.closed
        sweep every day of a week: retention.listed, retention.listed, retention.listed, retention.listed, retention.listed, retention.listed, retention.listed, retention.applied, case.keys_destroyed
        end the rule: retention.rule_ended
    "#]]
    .assert_eq(golden.text());
}

/// A data protection officer of another department.
pub(crate) async fn officer(world: &World) -> RequestCtx {
    let new = NewMember {
        email: "dpo@coffer.example".to_owned(),
        name: None,
        department: "Engineering".to_owned(),
        roles: vec!["dpo".to_owned()],
    };
    let added = world.app.add_member(&world.operator(), &new).await;
    world.member(&added.unwrap().0)
}

/// A scanned file whose end nobody minds, and its case.
async fn doomed(world: &World) -> (CaseId, FileId) {
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 5, Some(80_000)).await.unwrap();
    world.acknowledged.lock().unwrap().given_up(upload.id);
    let sent = world.send(&token, upload.id, 0..80_000, false).await;
    world.drain_jobs().await;
    (upload.case, sent.unwrap().file.unwrap())
}

async fn objects(world: &World, case: CaseId, file: FileId) -> Vec<Doomed> {
    let mut objects = Vec::new();
    for object in world.store.objects_of_file(file).await.unwrap() {
        let sealed = world.key_store.object_key(object).await.unwrap().unwrap();
        let wrap = Some(Sha256::digest(&sealed).into());
        objects.push(Doomed { object, case, wrap });
    }
    objects
}

/// Every file below `dir`, byte for byte.
pub(crate) fn everything(dir: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push(fs::read(path).unwrap());
        }
    }
    found
}

pub(crate) fn holds(all: &[Vec<u8>], needle: &[u8]) -> bool {
    all.iter()
        .any(|bytes| bytes.windows(needle.len()).any(|it| it == needle))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_on_the_disk_opens_what_was_erased() {
    let world = World::new(1).await;
    let (case, file) = doomed(&world).await;
    let doomed = objects(&world, case, file).await;
    assert_eq!(doomed.len(), 2, "a version and its report");
    let mut wraps = Vec::new();
    let mut sealed = Vec::new();
    for it in &doomed {
        wraps.push(
            world
                .key_store
                .object_key(it.object)
                .await
                .unwrap()
                .unwrap(),
        );
        let blob = world.disk.open(it.object).unwrap();
        let mut bytes = vec![0; usize::try_from(blob.length()).unwrap()];
        blob.read_exact_at(&mut bytes, 0).unwrap();
        sealed.push(bytes);
    }
    let before = everything(world.dir.path());
    assert!(wraps.iter().chain(&sealed).all(|it| holds(&before, it)));

    let erased = world
        .app
        .erase_file(&world.lena(), file, WHY)
        .await
        .unwrap();
    assert!(erased.destroyed);
    assert_eq!((erased.case, erased.objects), (case, 2));
    assert_eq!(
        erased.backups_until,
        world.clock.now().plus(KEY_BACKUP_LIFE)
    );
    let after = everything(world.dir.path());
    assert!(!wraps.iter().chain(&sealed).any(|it| holds(&after, it)));
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
    for it in &doomed {
        assert!(keys.object_key(it.object).await.unwrap().is_none());
        assert!(meta.file_of_object(it.object).await.unwrap().is_none());
    }
    assert!(meta.file(file).await.unwrap().is_none());
    assert!(
        meta.doomed_objects(Erasing::File(file))
            .await
            .unwrap()
            .is_empty()
    );
    world.check("after erasing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_holds_offline_and_names_each_key_and_the_day() {
    let world = World::new(1).await;
    let (case, file) = doomed(&world).await;
    let doomed = objects(&world, case, file).await;
    let none = world.app.erasure_certificate(&world.lena(), file).await;
    assert!(matches!(none, Err(AppError::NotFound("file"))));
    let erased = world
        .app
        .erase_file(&world.lena(), file, WHY)
        .await
        .unwrap();
    let log = world.app.log_verifier().await.unwrap();
    // However often it is asked for.
    for _ in 0..3 {
        let certificate = world.app.erasure_certificate(&world.lena(), file).await;
        let verified = verify_receipt(&certificate.unwrap(), &log).unwrap();
        let entry: serde_json::Value = serde_json::from_str(&verified.entry).unwrap();
        assert_eq!(entry["event"], "file.keys_destroyed");
        assert_eq!(entry["object"], file.to_string());
        let until = entry["data"]["backups_until"].as_str().unwrap();
        assert_eq!(until, erased.backups_until.to_string());
        let keys: Vec<String> = doomed
            .iter()
            .map(|it| format!("{} {}", it.object, HEXLOWER.encode(&it.wrap.unwrap())))
            .collect();
        assert_eq!(entry["data"]["keys"], serde_json::json!(keys));
        let digest = HEXLOWER.encode(&Sha256::digest(keys.join("\n")));
        assert_eq!(entry["data"]["keys_sha256"], digest);
        assert!(verified.openings.is_empty(), "the reason is not told");
    }
    let max = world.member(&world.people.max);
    let elsewhere = world.app.erasure_certificate(&max, file).await;
    assert!(matches!(elsewhere, Err(AppError::Denied(_))));
}

/// The contact who sent it still sees it, as erased, and gets the proof; at every other link it never was.
#[tokio::test(flavor = "multi_thread")]
async fn the_senders_record_keeps_what_was_erased_and_nobody_elses_does() {
    let world = World::new(1).await;
    let case = world.case().await;
    let [hers, anothers] = [proven(&world, &case).await, proven(&world, &case).await];
    let [gone, kept] = [
        arrived(&world, &hers, "logs/gateway.log").await,
        arrived(&world, &hers, "logs/other.log").await,
    ];
    let theirs = arrived(&world, &anothers, "logs/theirs.log").await;
    world.drain_jobs().await;
    let certify = async |link: &OpenLink, file| {
        let ctx = world.ctx(link.principal());
        let certificate = world.app.sender_erasure_certificate(&ctx, link, file);
        certificate.await
    };
    let none = certify(&hers, gone).await;
    assert!(matches!(none, Err(AppError::NotFound("file"))));
    let at = world.clock.now();
    world
        .app
        .erase_file(&world.lena(), gone, WHY)
        .await
        .unwrap();

    let record = async |link: &OpenLink| {
        let ctx = world.ctx(link.principal());
        world.app.custody(&ctx, link, None).await.unwrap()
    };
    let seen = record(&hers).await;
    let [ErasedFile { id, name, at: when }] = &seen.erased[..] else {
        panic!("{:?}", seen.erased);
    };
    assert_eq!((*id, *when), (gone, at));
    assert_eq!(name.as_deref(), Some("logs/gateway.log"));
    let told = |event: &str| {
        let about = |text: &str| text.contains(event) && text.contains(&gone.to_string());
        seen.entries.iter().any(|entry| about(&entry.text))
    };
    for event in ["upload.completed", "file.erased", "file.keys_destroyed"] {
        assert!(told(event), "{event}");
    }
    assert!(!seen.entries.iter().any(|entry| entry.text.contains(WHY)));
    let elsewhere = record(&anothers).await;
    assert!(elsewhere.erased.is_empty());
    let of_hers = |text: &str| text.contains(&gone.to_string());
    assert!(!elsewhere.entries.iter().any(|entry| of_hers(&entry.text)));

    let certificate = certify(&hers, gone).await.unwrap();
    let log = world.app.log_verifier().await.unwrap();
    let verified = verify_receipt(&certificate, &log).unwrap();
    assert!(verified.entry.contains("file.keys_destroyed") && of_hers(&verified.entry));
    for (link, file) in [
        (&anothers, gone),
        (&hers, kept),
        (&hers, theirs),
        (&hers, FileId([9; 16])),
    ] {
        let refused = certify(link, file).await;
        assert!(matches!(refused, Err(AppError::NotFound("file"))));
    }
    let mut stranger = hers;
    stranger.verified = false;
    let ctx = world.ctx(stranger.principal());
    let refused = world.app.sender_erasure_certificate(&ctx, &stranger, gone);
    assert!(matches!(refused.await, Err(AppError::PassRequired)));
}

/// A file that came through a link whose contact proved their address.
async fn arrived(world: &World, link: &OpenLink, name: &str) -> FileId {
    let ctx = world.ctx(link.principal());
    let new = NewUpload {
        name: name.to_owned(),
        length: Some(9_000),
        ..NewUpload::default()
    };
    let upload = world.app.create_upload(&ctx, link, &new).await.unwrap();
    let append = world.app.append(&ctx, link, upload.id, 0, None, None);
    let mut append = append.await.unwrap();
    append.push(vec![b'x'; 9_000].into()).await.unwrap();
    append.finish(false).await.unwrap().file.unwrap()
}

/// A hold is between the organisation and the law; a link that proves nobody reads nothing at all.
#[tokio::test(flavor = "multi_thread")]
async fn the_senders_record_tells_of_no_hold_and_a_link_for_scripts_has_none() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = proven(&world, &case).await;
    let file = arrived(&world, &link, "logs/gateway.log").await;
    world.drain_jobs().await;
    let officer = world.member(&add(&world, "dpo@coffer.example", &["dpo"]).await);
    let held = world.app.hold_file(&officer, file, true, WHY);
    held.await.unwrap();
    let kept = world.app.erase_file(&world.lena(), file, WHY).await;
    assert!(matches!(
        kept,
        Err(AppError::Denied(_) | AppError::Conflict(_))
    ));
    let _copy = world.download(file).await;
    let ctx = world.ctx(link.principal());
    let record = world.app.custody(&ctx, &link, None).await.unwrap();
    let told: String = record.entries.iter().map(|it| it.text.as_str()).collect();
    assert!(told.contains("upload.completed") && told.contains("file.download_opened"));
    assert!(!told.contains("hold") && !told.contains("access.denied"));
    assert!(world.app.view_link(&link).await.unwrap().case.is_some());

    let token = world.link(&case).await;
    let script = world.open(&token).await.unwrap();
    let ctx = world.ctx(script.principal());
    let refused = world.app.custody(&ctx, &script, None).await;
    assert!(matches!(refused.err(), Some(AppError::PassRequired)));
    assert!(world.app.view_link(&script).await.unwrap().case.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_under_hold_stays() {
    let world = World::new(1).await;
    let (case, file) = doomed(&world).await;
    let doomed = objects(&world, case, file).await;
    let officer = officer(&world).await;
    let name = case.to_string();
    let hold = async |on| {
        let held = world.app.hold_case(&officer, &name, on, WHY);
        held.await.unwrap();
    };
    hold(true).await;
    let refused = world.app.erase_file(&world.lena(), file, WHY).await;
    let Err(AppError::Denied(denied)) = refused else {
        panic!("erased under hold");
    };
    assert_eq!(denied.rules[0].code, "LEGAL_HOLD");
    // Held after the policies were asked, before the commit: the store has the last word.
    let held = erase_beneath(&world, file, doomed).await;
    assert!(matches!(held, Err(StoreError::Conflict("case.held"))));
    let (got, outcome) = world.download(file).await;
    outcome.unwrap();
    assert_eq!(got.len(), 80_000);
    hold(false).await;
    world
        .app
        .erase_file(&world.lena(), file, WHY)
        .await
        .unwrap();
}

async fn erase_beneath(
    world: &World,
    file: FileId,
    objects: Vec<Doomed>,
) -> Result<(), StoreError> {
    let entry = LedgerEntry {
        text: "{}".to_owned(),
        object: None,
        openings: Vec::new(),
        doer: None,
    };
    let commit = Commit::record(entry)
        .change(Change::EraseFile {
            file,
            at: world.clock.now(),
            objects,
        })
        .job(
            coffer_domain::id::JobId([7; 16]),
            JobKind::Erase(Erasing::File(file)),
        );
    world.store.commit(commit).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_got_in_the_meantime_is_not_left_behind() {
    let world = World::new(1).await;
    let (case, file) = doomed(&world).await;
    let all = objects(&world, case, file).await;
    for wrong in [Vec::new(), all[..1].to_vec()] {
        let refused = erase_beneath(&world, file, wrong).await;
        assert!(matches!(refused, Err(StoreError::Conflict("file.changed"))));
    }
    let unknown = erase_beneath(&world, FileId([9; 16]), all).await;
    assert!(matches!(unknown, Err(StoreError::Conflict("file.gone"))));
    assert_eq!(world.store.job_count().await.unwrap(), 0);
    // An upload that is still open is not a file yet.
    let token = world.link(&world.case().await).await;
    let open = world.begin(&token, 3, Some(90_000)).await.unwrap();
    let refused = world.app.erase_file(&world.lena(), open.file, WHY).await;
    assert!(matches!(refused, Err(AppError::NotFound("file"))));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_and_says_why_erases() {
    let world = World::new(1).await;
    let (_, file) = doomed(&world).await;
    for who in [&world.people.ada, &world.people.max] {
        let refused = world.app.erase_file(&world.member(who), file, WHY).await;
        assert!(matches!(refused, Err(AppError::Denied(_))));
    }
    let stale = RequestCtx {
        reach: coffer_domain::reach::Reach::Session { stepped_up: false },
        ..world.lena()
    };
    let refused = world.app.erase_file(&stale, file, WHY).await;
    assert!(matches!(refused, Err(AppError::StepUpRequired)));
    let refused = world.app.erase_file(&world.lena(), file, "because").await;
    assert!(matches!(refused, Err(AppError::Value { .. })));
    let there = world.app.file(&world.lena(), file).await.unwrap();
    assert_eq!(there.version.unwrap().scan, ScanState::Clean);
}

#[tokio::test]
async fn a_read_under_way_ends_when_its_file_is_erased() {
    let world = World::new(1).await;
    let link = world.link(&world.case().await).await;
    let file = world.file(&link, 7, 6_000_000).await;
    world.drain_jobs().await;
    let opened = world.app.download(&world.lena(), file).await.unwrap();
    let mut pieces = opened.stream(0..6_000_000).await.unwrap();
    assert!(matches!(pieces.recv().await, Some(Ok(_))));
    world
        .app
        .erase_file(&world.lena(), file, WHY)
        .await
        .unwrap();
    let ended = pieces.recv().await;
    assert!(matches!(ended, Some(Err(AppError::NotFound("file")))));
    assert!(pieces.recv().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_could_not_be_destroyed_are_destroyed_again_by_the_job() {
    let world = World::new(1).await;
    let mut call = 0;
    // The destruction fails, wherever among the calls of an erasure it is.
    let (file, doomed, erased) = loop {
        let (case, file) = doomed(&world).await;
        let doomed = objects(&world, case, file).await;
        world.faults.arm(call, Fault::NotApplied);
        let outcome = world.app.erase_file(&world.lena(), file, WHY).await;
        if world.faults.fired() == Some("destroy_object_key") {
            break (file, doomed, outcome.unwrap());
        }
        assert!(world.faults.fired().is_some(), "no key was to be destroyed");
        call += 1;
    };
    world.faults.disarm();
    assert!(!erased.destroyed);
    let early = world.app.erasure_certificate(&world.lena(), file).await;
    assert!(matches!(
        early,
        Err(AppError::Conflict("erasure.under_way"))
    ));
    let key = async |object: ObjectId| world.key_store.object_key(object).await.unwrap();
    assert!(key(doomed[0].object).await.is_some());
    world.drain_jobs().await;
    for it in &doomed {
        assert!(key(it.object).await.is_none());
        assert!(world.disk.open(it.object).is_err());
    }
    world
        .app
        .erasure_certificate(&world.lena(), file)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_or_is_cut_off_a_file_is_whole_or_erased_once() {
    matrix(
        "erase a file",
        doomed,
        async |world, (_, file)| {
            let erased = world.app.erase_file(&world.lena(), *file, WHY).await;
            erased.map(drop)
        },
        async |world, (_, file)| {
            if world.store.file(*file).await.unwrap().is_some() {
                world
                    .app
                    .erase_file(&world.lena(), *file, WHY)
                    .await
                    .unwrap();
            }
            world.drain_jobs().await;
            assert!(
                world
                    .store
                    .doomed_objects(Erasing::File(*file))
                    .await
                    .unwrap()
                    .is_empty()
            );
            assert_eq!(recorded(world, "file.erased", *file).await, 1);
            assert_eq!(recorded(world, "file.keys_destroyed", *file).await, 1);
            world
                .app
                .erasure_certificate(&world.lena(), *file)
                .await
                .unwrap();
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_for_officers_with_a_reason_and_holds_a_closed_case_too() {
    let world = World::new(1).await;
    let (case, _) = doomed(&world).await;
    let case = case.to_string();
    for who in [&world.people.lena, &world.people.ada] {
        let who = world.member(who);
        let refused = world.app.hold_case(&who, &case, true, WHY);
        assert!(matches!(refused.await, Err(AppError::Denied(_))));
    }
    let officer = officer(&world).await;
    let refused = world.app.hold_case(&officer, &case, true, "because").await;
    assert!(matches!(refused, Err(AppError::Value { .. })));
    world.app.close_case(&world.lena(), &case).await.unwrap();
    world
        .app
        .hold_case(&officer, &case, true, WHY)
        .await
        .unwrap();
    let lena = world.lena();
    let view = world.app.reopen_case(&lena, &case).await.unwrap();
    assert!(view.case.legal_hold, "opening it again ends no hold");
}
