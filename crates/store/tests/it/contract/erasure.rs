//! Erasing cases: what goes, what stays, and what is in the way.

use coffer_domain::case::CaseState;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::erasure::{Erasing, Tombstone};
use coffer_domain::file::Doomed;
use coffer_domain::id::{CaseId, FileId, JobId, ObjectId, RequestId, UploadId};
use coffer_domain::job::JobKind;
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, create_upload, entry, id, populate, refused, version};

fn the_case() -> CaseId {
    CaseId(id(1))
}

fn doomed(objects: &[u8]) -> Vec<Doomed> {
    let objects = objects.iter().map(|number| Doomed {
        object: ObjectId(id(*number)),
        case: the_case(),
        wrap: Some([*number; 32]),
    });
    objects.collect()
}

fn erase(objects: &[u8]) -> Change {
    Change::EraseCase {
        case: the_case(),
        at: Timestamp(80),
        key: Some([9; 32]),
        objects: doomed(objects),
    }
}

/// A finished file, an upload under way, and the case they are in.
async fn filled(store: &Store) {
    populate(store).await;
    let done = Change::CompleteUpload {
        upload: UploadId(id(1)),
        from: 0,
        version: version(1, 1, 1),
    };
    apply(store, [create_upload(1), done, create_upload(2)]).await;
}

pub(crate) async fn an_erased_case_leaves_a_tombstone_and_what_is_to_destroy(store: Store) {
    filled(&store).await;
    let objects = store.objects_of_case(the_case()).await.unwrap();
    assert_eq!(objects, [1, 2].map(|number| ObjectId(id(number))));
    let of = Erasing::Case(the_case());
    let commit = Commit::record(entry("{}"))
        .change(erase(&[1, 2]))
        .job(JobId(id(5)), JobKind::Erase(of));
    store.commit(commit).await.unwrap();
    let case = store.case(the_case()).await.unwrap().unwrap();
    assert_eq!(
        (case.state, case.closed),
        (CaseState::Closed, Some(Timestamp(80)))
    );
    assert!(case.members.is_empty());
    let mut tombstone = Tombstone {
        erased: Timestamp(80),
        key: Some([9; 32]),
        destroyed: None,
        certificate: None,
    };
    assert_eq!(case.erased.as_ref(), Some(&tombstone));
    assert!(store.file(FileId(id(1))).await.unwrap().is_none());
    assert!(store.upload(UploadId(id(2))).await.unwrap().is_none());
    let link = store.request(RequestId(id(1))).await.unwrap().unwrap();
    assert!(link.withdrawn.is_some());
    assert_eq!(store.doomed_objects(of).await.unwrap(), doomed(&[1, 2]));
    let job = store.claim_job(Timestamp(90), Timestamp(99)).await.unwrap();
    assert_eq!(job.unwrap().kind, JobKind::Erase(of));

    let finish = Change::FinishErasure {
        of,
        at: Timestamp(95),
    };
    let finished = Commit::record(entry("{}")).change(finish.clone());
    let outbox = store.commit(finished).await.unwrap().outbox[0];
    tombstone.destroyed = Some(Timestamp(95));
    tombstone.certificate = Some(outbox);
    let case = store.case(the_case()).await.unwrap().unwrap();
    assert_eq!(case.erased, Some(tombstone));
    assert!(store.doomed_objects(of).await.unwrap().is_empty());
    assert_eq!(store.job_count().await.unwrap(), 0);
    refused(&store, finish, "erasure.done").await;
    refused(&store, erase(&[]), "case.erased").await;
    refused(&store, Change::ReopenCase(the_case()), "case.erased").await;
}

pub(crate) async fn a_case_that_is_held_or_has_changed_is_not_erased(store: Store) {
    filled(&store).await;
    for wrong in [&[][..], &[1], &[1, 2, 3]] {
        refused(&store, erase(wrong), "case.changed").await;
    }
    let hold = Change::SetLegalHold {
        case: the_case(),
        held: true,
    };
    apply(&store, [hold]).await;
    refused(&store, erase(&[1, 2]), "case.held").await;
    assert!(store.file(FileId(id(1))).await.unwrap().is_some());
}
