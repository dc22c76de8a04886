//! The contract of `KeyStore`, and what the file keeps of a destroyed key.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use coffer_domain::id::{CaseId, ObjectId};
use coffer_domain::ports::{CaseKeyRow, KeyStore};
use coffer_store::SqliteKeyStore;
use futures::future::join_all;
use tempfile::TempDir;

use crate::fixture::{conflict, id};

async fn empty() -> (Arc<dyn KeyStore>, TempDir) {
    let folder = TempDir::new().unwrap();
    (open(folder.path()).await, folder)
}

async fn open(folder: &Path) -> Arc<dyn KeyStore> {
    let path = folder.join("keys.db");
    Arc::new(SqliteKeyStore::open(&path).await.unwrap())
}

fn pair(generation: u32) -> CaseKeyRow {
    CaseKeyRow {
        generation,
        public: vec![1; 1_216],
        private_wrapped: vec![2; 90],
    }
}

const CASE: CaseId = CaseId([1; 16]);
const OBJECT: ObjectId = ObjectId([2; 16]);

#[tokio::test]
async fn the_newest_pair_of_a_case_is_found() {
    let (keys, _folder) = empty().await;
    assert!(keys.case_key(CASE).await.unwrap().is_none());
    keys.put_case_key(CASE, pair(2)).await.unwrap();
    keys.put_case_key(CASE, pair(1)).await.unwrap();
    assert!(keys.case_key(CASE).await.unwrap() == Some(pair(2)));
    let again = keys.put_case_key(CASE, pair(2)).await;
    assert_eq!(conflict(again), "key.exists");
    assert!(keys.case_key(CaseId(id(9))).await.unwrap().is_none());
}

#[tokio::test]
async fn an_object_key_is_put_once_and_destroyed_once() {
    let (keys, folder) = empty().await;
    keys.put_object_key(OBJECT, CASE, vec![7; 32])
        .await
        .unwrap();
    let again = keys.put_object_key(OBJECT, CASE, vec![8; 32]).await;
    assert_eq!(conflict(again), "object.exists");
    drop(keys);
    let keys = open(folder.path()).await;
    assert_eq!(keys.object_key(OBJECT).await.unwrap(), Some(vec![7; 32]));
    assert!(keys.destroy_object_key(OBJECT).await.unwrap());
    assert_eq!(keys.object_key(OBJECT).await.unwrap(), None);
    assert!(!keys.destroy_object_key(OBJECT).await.unwrap());
    let unknown = keys.destroy_object_key(ObjectId(id(9))).await.unwrap();
    assert!(!unknown);
}

#[tokio::test]
async fn a_server_key_is_put_once() {
    let (keys, _folder) = empty().await;
    assert_eq!(keys.server_key("log-seed").await.unwrap(), None);
    keys.put_server_key("log-seed", vec![3; 48]).await.unwrap();
    let again = keys.put_server_key("log-seed", vec![4; 48]).await;
    assert_eq!(conflict(again), "key.exists");
    assert_eq!(
        keys.server_key("log-seed").await.unwrap(),
        Some(vec![3; 48])
    );
    assert_eq!(keys.server_key("code-key").await.unwrap(), None);
}

#[tokio::test]
async fn of_two_first_server_keys_one_wins() {
    let (keys, _folder) = empty().await;
    let outcomes = join_all([1, 2].map(|byte| keys.put_server_key("log-seed", vec![byte]))).await;
    let won: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
}

/// Whether any file of the folder has these bytes in it.
fn found(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let content = fs::read(file.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}

#[tokio::test]
async fn a_destroyed_key_is_in_no_file_of_the_store() {
    let (keys, folder) = empty().await;
    let small = b"a sealed key to be destroyed....".to_vec();
    let large: Vec<u8> = (0..5_000_u32).flat_map(u32::to_be_bytes).collect();
    let (one, two, kept) = (ObjectId(id(1)), ObjectId(id(2)), ObjectId(id(3)));
    keys.put_object_key(one, CASE, small.clone()).await.unwrap();
    keys.put_object_key(two, CASE, large.clone()).await.unwrap();
    keys.put_object_key(kept, CASE, vec![0x5a; 64])
        .await
        .unwrap();
    assert!(found(folder.path(), &small));
    assert!(found(folder.path(), &large[4_000..4_500]));

    // Readers at work do not keep the log from being emptied.
    let (destroyed, ..) = futures::join!(
        keys.destroy_object_key(one),
        keys.object_key(kept),
        keys.object_key(two),
    );
    assert!(destroyed.unwrap());
    assert!(!found(folder.path(), &small));
    assert!(keys.destroy_object_key(two).await.unwrap());
    for part in [0, 4_000, 9_000, 19_000] {
        assert!(!found(folder.path(), &large[part..part + 500]), "{part}");
    }
    assert!(found(folder.path(), &[0x5a; 64]));
    let log = fs::metadata(folder.path().join("keys.db-wal")).unwrap();
    assert_eq!(log.len(), 0);
}
