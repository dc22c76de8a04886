//! A disk that is full.

use std::process::Command;

use coffer_domain::commit::{Change, Commit};
use coffer_domain::ports::StoreError;
use coffer_store::SqliteOptions;
use futures::future::join_all;
use tempfile::TempDir;

use super::open;
use crate::fixture::{Store, act, apply, customer, entry, populate, request};

/// A little more than the empty schema.
const QUOTA: SqliteOptions = SqliteOptions {
    max_pages: Some(240),
};

/// A commit that needs about ten pages.
fn large(number: u8) -> Commit {
    Commit::record(entry(&"x".repeat(20_000))).change(Change::CreateCustomer(customer(
        number,
        &format!("Customer {number}"),
    )))
}

/// Entries and customers, which large commits add in pairs.
async fn counts(store: &Store) -> (usize, usize) {
    let entries = store.unsequenced(1_000).await.unwrap().len();
    (entries, store.customers().await.unwrap().len())
}

#[tokio::test]
async fn a_full_disk_refuses_whole_commits_and_the_store_goes_on() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder, QUOTA).await;
    populate(&store).await;
    let before = counts(&store).await;
    let mut kept = 0;
    let full = loop {
        match store.commit(large(100 + kept)).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    let after = (before.0 + usize::from(kept), before.1 + usize::from(kept));
    assert_eq!(counts(&store).await, after);
    // What still fits is taken.
    apply(&store, [Change::CreateRequest(request(2, 1))]).await;
    assert_eq!(counts(&store).await, (after.0 + 1, after.1));
    drop(store);
    let store = open(&folder, SqliteOptions::default()).await;
    assert_eq!(counts(&store).await, (after.0 + 1, after.1));
    store.commit(large(99)).await.unwrap();
}

#[tokio::test]
async fn in_one_batch_small_acts_succeed_beside_one_that_does_not_fit() {
    let folder = TempDir::new().unwrap();
    let store = open(&folder, QUOTA).await;
    populate(&store).await;
    let before = counts(&store).await;
    let huge = Commit::record(entry(&"x".repeat(2_000_000)))
        .change(Change::CreateCustomer(customer(50, "Huge")));
    let mut acts = vec![huge];
    acts.extend((100..110).map(|number| {
        act(Change::CreateCustomer(customer(
            number,
            &format!("Small {number}"),
        )))
    }));
    let mut outcomes = join_all(acts.into_iter().map(|commit| store.commit(commit))).await;
    assert!(matches!(outcomes.remove(0), Err(StoreError::Full)));
    for outcome in outcomes {
        outcome.unwrap();
    }
    assert_eq!(counts(&store).await, (before.0 + 10, before.1 + 10));
}

/// A file system of two mebibytes, where this account may mount one.
struct TinyDisk(TempDir);

impl TinyDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        // Lazily: the store's threads may still be closing its files.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).output();
    }
}

/// Here it is the log that does not fit, so that the disk write of the whole batch fails.
#[tokio::test]
async fn a_disk_that_is_really_full_refuses_whole_commits_until_there_is_room() {
    let Some(disk) = TinyDisk::mount() else {
        println!("skipped: this account may not mount a small file system");
        return;
    };
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![1; 100_000]).unwrap();
    let store = open(&disk.0, SqliteOptions::default()).await;
    populate(&store).await;
    let before = counts(&store).await;
    let mut kept = 0;
    let full = loop {
        match store.commit(large(100 + kept)).await {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StoreError::Full), "{full:?}");
    let after = (before.0 + usize::from(kept), before.1 + usize::from(kept));
    assert_eq!(counts(&store).await, after, "reading goes on");
    let again = store.commit(large(200)).await;
    assert!(matches!(again, Err(StoreError::Full)), "{again:?}");
    std::fs::remove_file(&ballast).unwrap();
    store.commit(large(200)).await.unwrap();
    assert_eq!(counts(&store).await, (after.0 + 1, after.1 + 1));
    drop(store);
    let store = open(&disk.0, SqliteOptions::default()).await;
    assert_eq!(counts(&store).await, (after.0 + 1, after.1 + 1));
}
