use std::collections::BTreeSet;

use coffer_domain::commit::{Change, Commit};
use coffer_domain::id::{FileId, JobId, ObjectId};
use coffer_domain::job::JobKind;
use coffer_domain::ports::StoreError;
use futures::FutureExt as _;
use futures::future::join_all;

use crate::fixture::{Store, act, conflict, customer, department, entry, id, member};

const SCAN: JobKind = JobKind::Scan {
    file: FileId([1; 16]),
    object: ObjectId([1; 16]),
};

pub(crate) async fn a_refused_commit_leaves_nothing_behind(store: Store) {
    store
        .commit(act(Change::CreateCustomer(customer(1, "Contoso"))))
        .await
        .unwrap();
    let commit = Commit::record(entry("one"))
        .and_record(entry("two"))
        .change(Change::CreateDepartment(department(1, "Support")))
        .change(Change::CreateCustomer(customer(2, "Contoso")))
        .job(JobId(id(1)), SCAN);
    assert_eq!(conflict(store.commit(commit).await), "customer.name_taken");
    assert_eq!(store.departments().await.unwrap(), []);
    assert_eq!(store.unsequenced(10).await.unwrap().len(), 1);
    assert_eq!(store.job_count().await.unwrap(), 0);
}

pub(crate) async fn a_commit_may_have_several_parts(store: Store) {
    let commit = Commit::record(entry("one"))
        .and_record(entry("two"))
        .change(Change::CreateDepartment(department(1, "Support")))
        .change(Change::CreateMember(member(1, "one@x.example")))
        .job(JobId(id(1)), SCAN)
        .job(JobId(id(2)), SCAN);
    let committed = store.commit(commit).await.unwrap();
    let waiting = store.unsequenced(10).await.unwrap();
    let numbers: Vec<i64> = waiting.iter().map(|row| row.outbox).collect();
    assert_eq!(committed.outbox, numbers);
    let texts: Vec<&str> = waiting.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["one", "two"]);
    assert_eq!(store.members().await.unwrap().len(), 1);
    assert_eq!(store.job_count().await.unwrap(), 2);
}

/// A member of a department that is not there is the caller's fault, not a condition.
pub(crate) async fn a_fault_of_one_does_not_touch_its_batch(store: Store) {
    let acts = (1..=20_u8).map(|number| {
        let change = if number == 10 {
            Change::CreateMember(member(1, "nowhere@x.example"))
        } else {
            Change::CreateCustomer(customer(number, &format!("Customer {number}")))
        };
        store.commit(act(change))
    });
    let outcomes = join_all(acts).await;
    for (number, outcome) in (1..).zip(outcomes) {
        match (number, outcome) {
            (10, Err(StoreError::Backend(_))) | (_, Ok(_)) => {}
            (_, other) => panic!("act {number}: {other:?}"),
        }
    }
    assert_eq!(store.customers().await.unwrap().len(), 19);
    assert_eq!(store.members().await.unwrap(), []);
    assert_eq!(store.unsequenced(100).await.unwrap().len(), 19);
}

pub(crate) async fn two_hundred_at_once_are_all_kept(store: Store) {
    let acts = (0..200_u8).map(|number| {
        // Every tenth is refused and must not take its neighbours along.
        let text = match number % 10 {
            9 => "Customer 0".to_owned(),
            _ => format!("Customer {number}"),
        };
        store.commit(act(Change::CreateCustomer(customer(number, &text))))
    });
    let outcomes = join_all(acts).await;
    let mut numbers = BTreeSet::new();
    for (number, outcome) in (0..).zip(outcomes) {
        if number % 10 == 9 {
            assert_eq!(conflict(outcome), "customer.name_taken");
        } else {
            assert!(numbers.insert(outcome.unwrap().outbox[0]));
        }
    }
    assert_eq!(numbers.len(), 180);
    let waiting = store.unsequenced(1_000).await.unwrap();
    let kept: BTreeSet<i64> = waiting.iter().map(|row| row.outbox).collect();
    assert_eq!(kept, numbers);
    assert_eq!(store.customers().await.unwrap().len(), 180);
}

/// A caller that goes away after handing over does not tear its commit apart.
pub(crate) async fn a_commit_outlives_its_caller(store: Store) {
    let commit = Commit::record(entry("left"))
        .change(Change::CreateCustomer(customer(1, "Contoso")))
        .job(JobId(id(1)), SCAN);
    let handed_over = store.commit(commit).now_or_never();
    assert!(handed_over.is_none(), "it cannot be durable at once");
    // The next commit is behind it in the queue.
    store.commit(Commit::record(entry("after"))).await.unwrap();
    let parts = (
        store.customers().await.unwrap().len(),
        store.job_count().await.unwrap(),
        store.unsequenced(10).await.unwrap().len(),
    );
    assert_eq!(parts, (1, 1, 2));
}
