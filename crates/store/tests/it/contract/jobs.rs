use coffer_domain::commit::{Change, Commit};
use coffer_domain::id::{FileId, JobId, ObjectId};
use coffer_domain::job::{Job, JobKind};
use coffer_domain::time::Timestamp;
use futures::future::join_all;

use crate::fixture::{Store, apply, entry, id};

fn kind(number: u8) -> JobKind {
    JobKind::Scan {
        file: FileId(id(number)),
        object: ObjectId(id(number)),
    }
}

/// Queues jobs by number, in this order.
async fn queue(store: &Store, numbers: &[u8]) {
    for number in numbers {
        let commit = Commit::record(entry("queued")).job(JobId(id(*number)), kind(*number));
        store.commit(commit).await.unwrap();
    }
}

async fn claim(store: &Store, now: i64) -> Option<Job> {
    store
        .claim_job(Timestamp(now), Timestamp(now + 10))
        .await
        .unwrap()
}

pub(crate) async fn jobs_are_claimed_oldest_first(store: Store) {
    assert_eq!(claim(&store, 0).await, None);
    queue(&store, &[3, 1, 2]).await;
    let first = claim(&store, 0).await;
    let expected = Job {
        id: JobId(id(3)),
        kind: kind(3),
        attempt: 1,
        fruitless: 1,
        percent: 0,
        leased_until: Timestamp(10),
    };
    assert_eq!(first, Some(expected));
    let others = join_all([claim(&store, 0), claim(&store, 0), claim(&store, 0)]).await;
    let mut others: Vec<_> = others
        .into_iter()
        .flatten()
        .map(|job| job.id.0[15])
        .collect();
    others.sort_unstable();
    assert_eq!(others, [1, 2], "each job has one holder");
}

pub(crate) async fn a_lease_ends_and_the_attempt_with_it(store: Store) {
    queue(&store, &[1]).await;
    let first = claim(&store, 0).await.unwrap();
    assert_eq!(claim(&store, 9).await, None);
    let renew = async |attempt, until| {
        let renewed = store
            .renew_job(first.id, attempt, Timestamp(until), 0)
            .await;
        renewed.unwrap()
    };
    assert!(renew(1, 20).await);
    assert_eq!(claim(&store, 19).await, None);
    let second = claim(&store, 20).await.unwrap();
    assert_eq!((second.attempt, second.leased_until), (2, Timestamp(30)));
    assert!(!renew(1, 99).await, "the first worker has lost it");
    assert!(renew(2, 40).await);
    assert_eq!(claim(&store, 39).await, None);
}

pub(crate) async fn a_finished_job_is_gone(store: Store) {
    queue(&store, &[1, 2]).await;
    assert_eq!(store.job_count().await.unwrap(), 2);
    let job = claim(&store, 0).await.unwrap();
    assert_eq!(store.job_count().await.unwrap(), 2);
    let finish = Change::FinishJob(job.id);
    apply(&store, [finish.clone(), finish]).await;
    assert_eq!(store.job_count().await.unwrap(), 1);
    let renewed = store.renew_job(job.id, 1, Timestamp(99), 0).await;
    assert!(!renewed.unwrap());
}

pub(crate) async fn a_lease_given_while_the_clock_ran_ahead_is_over(store: Store) {
    queue(&store, &[1]).await;
    assert!(claim(&store, 1_000).await.is_some());
    assert_eq!(claim(&store, 995).await, None, "a small step back");
    assert_eq!(claim(&store, 0).await.map(|job| job.attempt), Some(2));
}

pub(crate) async fn an_attempt_that_got_further_is_not_fruitless(store: Store) {
    queue(&store, &[1]).await;
    let (mut now, mut job) = (0, claim(&store, 0).await.unwrap());
    // How far each attempt says it got, and what the next one counts.
    for (reached, fruitless) in [(40, 1), (40, 2), (20, 3), (41, 1), (0, 2)] {
        let until = Timestamp(now + 10);
        let renewed = store.renew_job(job.id, job.attempt, until, reached).await;
        assert!(renewed.unwrap());
        now += 10;
        job = claim(&store, now).await.unwrap();
        assert_eq!(job.fruitless, fruitless, "after {reached} percent");
    }
    assert_eq!(job.percent, 41, "the best of them");
}

pub(crate) async fn leases_end_at_a_start(store: Store) {
    queue(&store, &[1, 2]).await;
    let held = claim(&store, 0).await.unwrap();
    store.end_leases().await.unwrap();
    let next = claim(&store, 0).await.unwrap();
    assert_ne!(next.id, held.id, "what was tried less often comes first");
    let again = claim(&store, 0).await.unwrap();
    assert_eq!((again.id, again.attempt), (held.id, 2));
    let renewed = store.renew_job(held.id, 1, Timestamp(99), 50).await;
    assert!(!renewed.unwrap(), "its holder before the start is gone");
}
