use coffer_domain::commit::{Change, Commit};
use coffer_domain::file::{
    File, FileSource, FindingCount, ScanOutcome, ScanState, Upload, Version,
};
use coffer_domain::id::{CaseId, FileId, JobId, MemberId, ObjectId, RequestId, UploadId};
use coffer_domain::job::JobKind;
use coffer_domain::text::FileName;
use coffer_domain::time::Timestamp;
use futures::future::join_all;

use crate::fixture::{
    Store, act, apply, begun, close_case, create_upload, entry, id, populate, refused, version,
    winners,
};

async fn file(store: &Store, number: u8) -> Option<File> {
    store.file(FileId(id(number))).await.unwrap()
}

async fn newest(store: &Store, number: u8) -> Version {
    file(store, number).await.unwrap().version.unwrap()
}

async fn upload(store: &Store, number: u8) -> Option<Upload> {
    store.upload(UploadId(id(number))).await.unwrap()
}

fn advance(number: u8, from: u64, to: u64, length: Option<u64>) -> Change {
    Change::AdvanceUpload {
        upload: UploadId(id(number)),
        from,
        to,
        seal_state: vec![3; 70_000],
        length,
        expires: Timestamp(2_000),
    }
}

fn complete(number: u8, from: u64, version: Version) -> Change {
    Change::CompleteUpload {
        upload: UploadId(id(number)),
        from,
        version,
    }
}

/// A file of member 1, with its first version.
pub(crate) fn sent(number: u8) -> File {
    File {
        source: FileSource::Member(MemberId(id(1))),
        version: Some(version(number, number, 1)),
        ..begun(number).0
    }
}

pub(crate) async fn an_upload_becomes_a_version(store: Store) {
    populate(&store).await;
    let (begun_file, begun_upload) = begun(1);
    apply(&store, [create_upload(1)]).await;
    assert_eq!(file(&store, 1).await, Some(begun_file));
    assert!(upload(&store, 1).await == Some(begun_upload));
    // Lists show files that have content.
    assert_eq!(store.files(CaseId(id(1))).await.unwrap(), []);
    let of_request = async || store.files_of_request(RequestId(id(1))).await.unwrap();
    assert_eq!(of_request().await, []);

    apply(&store, [advance(1, 0, 10, Some(10))]).await;
    let first = entry("the completion");
    let commit = Commit::record(first)
        .and_record(entry("something more"))
        .change(complete(1, 10, version(1, 1, 1)));
    let committed = store.commit(commit).await.unwrap();

    assert!(upload(&store, 1).await.is_none());
    assert!(store.uploads(RequestId(id(1))).await.unwrap().is_empty());
    let expected = Version {
        receipt_outbox: committed.outbox.first().copied(),
        ..version(1, 1, 1)
    };
    assert_eq!(newest(&store, 1).await, expected);
    assert_eq!(store.files(CaseId(id(1))).await.unwrap().len(), 1);
    assert_eq!(of_request().await.len(), 1);
}

pub(crate) async fn an_upload_stands_at_one_place(store: Store) {
    populate(&store).await;
    apply(&store, [create_upload(1), advance(1, 0, 10, Some(99))]).await;
    refused(&store, advance(1, 0, 10, None), "upload.offset").await;
    refused(&store, advance(1, 11, 12, None), "upload.offset").await;
    refused(&store, advance(2, 0, 1, None), "upload.gone").await;
    apply(&store, [advance(1, 10, 20, None)]).await;
    let stored = upload(&store, 1).await.unwrap();
    assert_eq!(stored.offset, 20);
    assert_eq!(stored.length, Some(99), "a declared length stays");
    assert_eq!(stored.seal_state, vec![3; 70_000]);
    assert_eq!(stored.expires, Timestamp(2_000));
    assert_eq!(stored.link_wrap, vec![2; 60]);
    assert_eq!(stored.fingerprint, Some([5; 32]));

    refused(&store, complete(1, 10, version(1, 1, 1)), "upload.offset").await;
    refused(&store, complete(2, 0, version(2, 2, 1)), "upload.gone").await;
    let known = async || store.fingerprints(RequestId(id(1))).await.unwrap();
    assert_eq!(known().await, []);
    apply(&store, [complete(1, 20, version(1, 1, 1))]).await;
    assert_eq!(known().await, [(FileId(id(1)), [5; 32])]);
}

pub(crate) async fn an_upload_stops_with_its_request(store: Store) {
    populate(&store).await;
    apply(&store, [create_upload(1), advance(1, 0, 10, Some(20))]).await;
    let withdraw = Change::WithdrawRequest {
        request: RequestId(id(1)),
        at: Timestamp(70),
    };
    apply(&store, [withdraw]).await;
    refused(&store, advance(1, 10, 20, None), "request.withdrawn").await;
    refused(
        &store,
        complete(1, 10, version(1, 1, 1)),
        "request.withdrawn",
    )
    .await;
    assert_eq!(upload(&store, 1).await.unwrap().offset, 10);
    apply(&store, [Change::RemoveUpload(UploadId(id(1)))]).await;
}

pub(crate) async fn of_two_equal_advances_one_wins(store: Store) {
    populate(&store).await;
    apply(&store, [create_upload(1)]).await;
    let outcomes = join_all([5, 6].map(|to| store.commit(act(advance(1, 0, to, None))))).await;
    assert_eq!(winners(outcomes, "upload.offset"), 1);
}

pub(crate) async fn a_version_must_fit_its_upload(store: Store) {
    populate(&store).await;
    apply(&store, [create_upload(1), create_upload(2)]).await;
    refused(&store, complete(1, 0, version(2, 1, 1)), "upload.version").await;
    refused(&store, complete(1, 0, version(1, 2, 1)), "upload.version").await;
    refused(&store, complete(1, 0, version(1, 1, 2)), "version.number").await;
    assert!(upload(&store, 1).await.is_some());
    apply(&store, [close_case(1)]).await;
    refused(&store, complete(1, 0, version(1, 1, 1)), "case.closed").await;
}

pub(crate) async fn an_object_has_one_owner(store: Store) {
    populate(&store).await;
    apply(&store, [create_upload(1), Change::CreateFile(sent(2))]).await;
    let (file, mut upload) = begun(3);
    upload.object = ObjectId(id(1));
    let shared = Change::CreateUpload { file, upload };
    refused(&store, shared, "object.exists").await;
    let again = Change::AddVersion(version(2, 2, 2));
    refused(&store, again, "object.exists").await;
}

pub(crate) async fn a_removed_upload_takes_its_file_along(store: Store) {
    populate(&store).await;
    let remove = Change::RemoveUpload(UploadId(id(1)));
    apply(&store, [create_upload(1), create_upload(2), remove.clone()]).await;
    assert!(upload(&store, 1).await.is_none());
    assert_eq!(file(&store, 1).await, None);
    assert!(file(&store, 2).await.is_some());
    refused(&store, remove, "upload.gone").await;
}

pub(crate) async fn expired_uploads_come_oldest_first(store: Store) {
    populate(&store).await;
    apply(&store, [3, 1, 2].map(create_upload)).await;
    let expired = async |now, limit| {
        let uploads = store.expired_uploads(Timestamp(now), limit).await.unwrap();
        uploads.iter().map(|it| it.id.0[15]).collect::<Vec<_>>()
    };
    assert_eq!(expired(1_000, 9).await, []);
    assert_eq!(expired(1_002, 9).await, [1, 2]);
    assert_eq!(expired(9_999, 2).await, [1, 2]);
    let open = store.uploads(RequestId(id(1))).await.unwrap();
    let order: Vec<u8> = open.iter().map(|it| it.id.0[15]).collect();
    assert_eq!(order, [1, 2, 3]);
}

pub(crate) async fn a_member_sends_a_file_at_once(store: Store) {
    populate(&store).await;
    let committed = store
        .commit(act(Change::CreateFile(sent(1))))
        .await
        .unwrap();
    let stored = file(&store, 1).await.unwrap();
    assert_eq!(stored.source, FileSource::Member(MemberId(id(1))));
    let receipt = stored.version.unwrap().receipt_outbox;
    assert_eq!(receipt, committed.outbox.first().copied());

    let (empty, _) = begun(2);
    refused(&store, Change::CreateFile(empty), "version.number").await;
    apply(&store, [Change::CreateFile(sent(3))]).await;
    let listed = store.files(CaseId(id(1))).await.unwrap();
    let order: Vec<u8> = listed.iter().map(|it| it.id.0[15]).collect();
    assert_eq!(order, [3, 1]);
    apply(&store, [close_case(1)]).await;
    refused(&store, Change::CreateFile(sent(4)), "case.closed").await;
}

pub(crate) async fn versions_count_up(store: Store) {
    populate(&store).await;
    let add = |object, number| Change::AddVersion(version(1, object, number));
    refused(&store, add(1, 1), "file.gone").await;
    apply(&store, [Change::CreateFile(sent(1)), add(2, 2)]).await;
    refused(&store, add(3, 2), "version.number").await;
    refused(&store, add(3, 4), "version.number").await;
    apply(&store, [add(3, 3)]).await;
    assert_eq!(newest(&store, 1).await.number, 3);
    let listed = store.files(CaseId(id(1))).await.unwrap();
    assert_eq!(listed.len(), 1, "a file is listed once, with its newest");
    assert_eq!(listed[0].version.as_ref().unwrap().object, ObjectId(id(3)));
    apply(&store, [close_case(1)]).await;
    refused(&store, add(4, 4), "case.closed").await;
}

pub(crate) async fn a_version_is_shown_again(store: Store) {
    populate(&store).await;
    let add = |object, number| Change::AddVersion(version(1, object, number));
    let show = |from, number| Change::ShowVersion {
        file: FileId(id(1)),
        from,
        number,
        at: Timestamp(7),
    };
    apply(&store, [Change::CreateFile(sent(1)), add(2, 2), add(3, 3)]).await;
    let aside = async || {
        let versions = store.versions(FileId(id(1))).await.unwrap();
        let aside = versions.iter().filter(|it| it.set_aside);
        (
            versions.len(),
            aside.map(|it| it.number).collect::<Vec<_>>(),
        )
    };
    assert_eq!(aside().await, (3, vec![]));
    refused(&store, show(2, 1), "version.number").await;
    apply(&store, [show(3, 1)]).await;
    assert_eq!(newest(&store, 1).await.number, 1);
    assert_eq!(aside().await, (3, vec![2, 3]));
    refused(&store, add(4, 2), "version.number").await;
    apply(&store, [add(4, 4)]).await;
    assert_eq!(newest(&store, 1).await.number, 4);
    apply(&store, [show(4, 2)]).await;
    assert_eq!(newest(&store, 1).await.number, 2);
    assert_eq!(aside().await, (4, vec![3, 4]));
    refused(&store, show(2, 5), "version.gone").await;
    let listed = store.files(CaseId(id(1))).await.unwrap();
    assert_eq!(listed.len(), 1);
}

pub(crate) async fn a_file_is_renamed(store: Store) {
    populate(&store).await;
    let rename = |number| Change::RenameFile {
        file: FileId(id(number)),
        name: FileName::parse("new/Größe.log").unwrap(),
    };
    apply(&store, [Change::CreateFile(sent(1)), rename(1)]).await;
    let stored = file(&store, 1).await.unwrap();
    assert_eq!(stored.name.as_str(), "new/Größe.log");
    refused(&store, rename(2), "file.gone").await;
}

fn counts(findings: &[(&str, u64)]) -> Vec<FindingCount> {
    let counts = findings.iter().map(|(kind, count)| FindingCount {
        kind: (*kind).to_owned(),
        count: *count,
        labels: vec!["gdpr".to_owned(), format!("of_{kind}")],
    });
    counts.collect()
}

fn scanned(object: u8, scan: ScanState, sidecar: Option<u8>, findings: &[(&str, u64)]) -> Change {
    Change::SetScan {
        object: ObjectId(id(object)),
        outcome: ScanOutcome {
            scan,
            reason: (scan == ScanState::Failed).then(|| "the data is damaged".to_owned()),
            rules: Some(format!("rules-{object}")),
            sidecar: sidecar.map(|number| ObjectId(id(number))),
            findings: counts(findings),
        },
    }
}

pub(crate) async fn a_scan_result_replaces_the_last(store: Store) {
    populate(&store).await;
    let first = scanned(1, ScanState::Failed, None, &[("iban", 1)]);
    // Most first, not in the order of their words.
    let second = scanned(1, ScanState::Clean, Some(90), &[("iban", 7), ("email", 2)]);
    apply(&store, [1, 2].map(|n| Change::CreateFile(sent(n)))).await;
    apply(&store, [first]).await;
    let stored = newest(&store, 1).await;
    assert_eq!(stored.scan_reason.as_deref(), Some("the data is damaged"));
    apply(&store, [second]).await;
    let stored = newest(&store, 1).await;
    assert_eq!((stored.scan, stored.scan_reason), (ScanState::Clean, None));
    assert_eq!(stored.sidecar, Some(ObjectId(id(90))));
    assert_eq!(stored.rules.as_deref(), Some("rules-1"));
    let expected = counts(&[("iban", 7), ("email", 2)]);
    assert_eq!(stored.findings, expected);
    let listed = store.files(CaseId(id(1))).await.unwrap();
    assert_eq!(listed.len(), 2, "findings do not repeat their file");
    assert_eq!(listed[1].version.as_ref().unwrap().findings, expected);
    refused(
        &store,
        scanned(9, ScanState::Clean, None, &[]),
        "version.gone",
    )
    .await;
    for scan in ScanState::ALL {
        apply(&store, [scanned(1, scan, None, &[])]).await;
        let stored = newest(&store, 1).await;
        assert_eq!((stored.scan, stored.findings), (scan, Vec::new()));
    }
}

pub(crate) async fn any_version_is_found_by_its_object(store: Store) {
    populate(&store).await;
    let changes = [
        Change::CreateFile(sent(1)),
        Change::AddVersion(version(1, 5, 2)),
        scanned(1, ScanState::Clean, Some(90), &[("email", 2)]),
    ];
    apply(&store, changes).await;
    for (object, number, scan) in [(1, 1, ScanState::Clean), (5, 2, ScanState::Pending)] {
        let found = store.file_of_object(ObjectId(id(object))).await.unwrap();
        let found = found.unwrap();
        assert_eq!(found.id, FileId(id(1)));
        let version = found.version.unwrap();
        assert_eq!((version.number, version.scan), (number, scan));
    }
    let none = store.file_of_object(ObjectId(id(90))).await.unwrap();
    assert_eq!(none, None);
}

pub(crate) async fn a_version_is_scanned_again_once_at_a_time(store: Store) {
    populate(&store).await;
    apply(&store, [1, 2].map(|n| Change::CreateFile(sent(n)))).await;
    let failed = scanned(1, ScanState::Failed, None, &[]);
    let clean = scanned(2, ScanState::Clean, Some(90), &[("email", 1)]);
    apply(&store, [failed, clean]).await;
    let again = |object| Change::ScanAgain(ObjectId(id(object)));
    for object in [1, 2] {
        let kind = JobKind::Scan {
            file: FileId(id(object)),
            object: ObjectId(id(object)),
        };
        let commit = act(again(object)).job(JobId(id(object)), kind);
        store.commit(commit).await.unwrap();
        assert!(newest(&store, object).await.scan_queued);
        refused(&store, again(object), "scan.queued").await;
    }
    let without = newest(&store, 1).await;
    let pending = (ScanState::Pending, None);
    assert_eq!((without.scan, without.scan_reason), pending);
    let with = newest(&store, 2).await;
    let kept = (ScanState::Clean, Some(ObjectId(id(90))));
    assert_eq!((with.scan, with.sidecar), kept, "the report stays in use");
    apply(&store, [Change::FinishJob(JobId(id(1)))]).await;
    apply(&store, [again(1)]).await;
    refused(&store, again(9), "version.gone").await;
}

pub(crate) async fn every_referenced_object_is_listed(store: Store) {
    populate(&store).await;
    assert_eq!(store.referenced_objects().await.unwrap(), []);
    apply(
        &store,
        [
            Change::CreateFile(sent(1)),
            Change::AddVersion(version(1, 5, 2)),
            create_upload(3),
            scanned(1, ScanState::Clean, Some(90), &[]),
        ],
    )
    .await;
    let listed = store.referenced_objects().await.unwrap();
    assert_eq!(listed, [1, 3, 5, 90].map(|number| ObjectId(id(number))));
}
