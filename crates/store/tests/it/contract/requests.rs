use coffer_domain::commit::Change;
use coffer_domain::id::{CaseId, RequestId};
use coffer_domain::limits::CODE_ATTEMPTS_MAX;
use coffer_domain::request::{EmailCode, FileRequest, Pass};
use coffer_domain::time::Timestamp;
use futures::future::join_all;

use crate::fixture::{Store, act, apply, hash, id, populate, refused, request, winners};

async fn stored(store: &Store) -> FileRequest {
    store.request(RequestId(id(1))).await.unwrap().unwrap()
}

fn withdraw(number: u8) -> Change {
    Change::WithdrawRequest {
        request: RequestId(id(number)),
        at: Timestamp(70),
    }
}

fn reserve(files: u32, bytes: u64) -> Change {
    Change::ReserveOnRequest {
        request: RequestId(id(1)),
        files,
        bytes,
    }
}

fn release(files: u32, bytes: u64) -> Change {
    Change::ReleaseOnRequest {
        request: RequestId(id(1)),
        files,
        bytes,
    }
}

pub(crate) async fn a_request_is_found_by_id_token_and_case(store: Store) {
    populate(&store).await;
    apply(&store, [Change::CreateRequest(request(2, 1))]).await;
    assert!(stored(&store).await == request(1, 1));
    let by_token = store.request_by_token(&hash(2)).await.unwrap();
    assert!(by_token == Some(request(2, 1)));
    let of_case = store.requests(CaseId(id(1))).await.unwrap();
    assert!(of_case == [request(2, 1), request(1, 1)]);
    assert!(store.request_by_token(&hash(3)).await.unwrap().is_none());
    assert!(store.request(RequestId(id(3))).await.unwrap().is_none());
    assert!(store.requests(CaseId(id(2))).await.unwrap().is_empty());
}

pub(crate) async fn a_request_is_withdrawn_once(store: Store) {
    populate(&store).await;
    apply(&store, [withdraw(1)]).await;
    assert_eq!(stored(&store).await.withdrawn, Some(Timestamp(70)));
    refused(&store, withdraw(1), "request.withdrawn").await;
    refused(&store, withdraw(9), "request.gone").await;
}

async fn used(store: &Store) -> (u32, u64) {
    let request = stored(store).await;
    (request.files_used, request.bytes_used)
}

pub(crate) async fn room_is_taken_and_given_back(store: Store) {
    populate(&store).await;
    apply(&store, [reserve(1, 60), reserve(2, 40), reserve(0, 0)]).await;
    assert_eq!(used(&store).await, (3, 100));
    apply(&store, [release(1, 30)]).await;
    assert_eq!(used(&store).await, (2, 70));
    // Giving back more than was taken makes no room that was never there.
    apply(&store, [release(9, u64::MAX)]).await;
    assert_eq!(used(&store).await, (0, 0));
}

pub(crate) async fn room_has_conditions(store: Store) {
    populate(&store).await;
    apply(&store, [reserve(2, 90)]).await;
    refused(&store, reserve(2, 1), "request.files_exhausted").await;
    refused(&store, reserve(1, 11), "request.bytes_exhausted").await;
    refused(&store, reserve(0, u64::MAX), "request.bytes_exhausted").await;
    assert_eq!(used(&store).await, (2, 90));
    apply(&store, [withdraw(1)]).await;
    refused(&store, reserve(1, 1), "request.withdrawn").await;
    let nowhere = |files, bytes| Change::ReserveOnRequest {
        request: RequestId(id(9)),
        files,
        bytes,
    };
    refused(&store, nowhere(1, 1), "request.gone").await;
    let release_nowhere = Change::ReleaseOnRequest {
        request: RequestId(id(9)),
        files: 1,
        bytes: 1,
    };
    refused(&store, release_nowhere, "request.gone").await;
}

pub(crate) async fn of_two_takers_of_the_last_room_one_wins(store: Store) {
    populate(&store).await;
    let outcomes = join_all([60, 60].map(|bytes| store.commit(act(reserve(1, bytes))))).await;
    assert_eq!(winners(outcomes, "request.bytes_exhausted"), 1);
    assert_eq!(used(&store).await, (1, 60));
}

fn code(number: u8, sent: i64) -> EmailCode {
    EmailCode {
        request: RequestId(id(1)),
        code_hash: hash(number),
        sent: Timestamp(sent),
        expires: Timestamp(sent + 10),
        failures: 0,
    }
}

fn pass(number: u8) -> Pass {
    Pass {
        hash: hash(number),
        request: RequestId(id(1)),
        expires: Timestamp(5_000),
    }
}

fn accept(number: u8) -> Change {
    Change::AcceptCode {
        request: RequestId(id(1)),
        pass: pass(number),
    }
}

fn wrong_entry() -> Change {
    Change::CountCodeFailure(RequestId(id(1)))
}

pub(crate) async fn of_a_state_that_came_back_no_code_and_no_pass_is_left(store: Store) {
    populate(&store).await;
    let end = Change::EndAllAccess { at: Timestamp(9) };
    let changes = [
        Change::PutEmailCode(code(1, 100)),
        Change::PutPass(pass(7)),
        end,
    ];
    apply(&store, changes).await;
    assert!(store.email_code(RequestId(id(1))).await.unwrap().is_none());
    assert!(store.pass(&hash(7)).await.unwrap().is_none());
    refused(&store, accept(8), "code.gone").await;
}

pub(crate) async fn a_new_code_ends_the_earlier(store: Store) {
    populate(&store).await;
    let request = RequestId(id(1));
    assert!(store.email_code(request).await.unwrap().is_none());
    apply(
        &store,
        [
            Change::PutEmailCode(code(1, 100)),
            wrong_entry(),
            // A clock that was set back does not bring the earlier one back.
            Change::PutEmailCode(code(2, 90)),
        ],
    )
    .await;
    assert!(store.email_code(request).await.unwrap() == Some(code(2, 90)));
    let sent = async |since| store.codes_sent_since(request, Timestamp(since)).await;
    assert_eq!(sent(90).await.unwrap(), 2);
    assert_eq!(sent(91).await.unwrap(), 1);
    assert_eq!(sent(101).await.unwrap(), 0);
}

pub(crate) async fn a_code_is_used_once(store: Store) {
    populate(&store).await;
    refused(&store, accept(1), "code.gone").await;
    apply(
        &store,
        [
            Change::PutEmailCode(code(1, 100)),
            Change::PutEmailCode(code(2, 101)),
            accept(1),
        ],
    )
    .await;
    assert!(store.pass(&hash(1)).await.unwrap() == Some(pass(1)));
    // The earlier code is not there again either.
    let left = store.email_code(RequestId(id(1))).await.unwrap();
    assert!(left.is_none());
    refused(&store, accept(2), "code.gone").await;
    assert!(store.pass(&hash(2)).await.unwrap().is_none());
    // Nothing to count on; the entry is kept all the same.
    apply(&store, [wrong_entry()]).await;
    let sent = store.codes_sent_since(RequestId(id(1)), Timestamp(0)).await;
    assert_eq!(sent.unwrap(), 2);
}

pub(crate) async fn a_code_guessed_at_too_often_is_gone(store: Store) {
    populate(&store).await;
    apply(&store, [Change::PutEmailCode(code(1, 100))]).await;
    for _ in 0..=CODE_ATTEMPTS_MAX {
        apply(&store, [wrong_entry()]).await;
    }
    let stored = store.email_code(RequestId(id(1))).await.unwrap().unwrap();
    assert_eq!(stored.failures, CODE_ATTEMPTS_MAX + 1);
    refused(&store, accept(1), "code.gone").await;
    // They count over all codes of the link, until that is forgiven; no code is left to go on with then.
    apply(&store, [Change::PutEmailCode(code(2, 200)), wrong_entry()]).await;
    let counted = async || store.codes_refused(RequestId(id(1))).await.unwrap();
    assert_eq!(counted().await, CODE_ATTEMPTS_MAX + 2);
    apply(&store, [Change::ForgiveCodes(RequestId(id(1)))]).await;
    assert_eq!(counted().await, 0);
    refused(&store, accept(2), "code.gone").await;
}
