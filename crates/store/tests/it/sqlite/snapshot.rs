//! Copies beside a writer.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use coffer_domain::commit::Change;
use coffer_domain::id::{CaseId, ObjectId};
use coffer_domain::ports::KeyStore as _;
use coffer_store::{
    SqliteKeyStore, SqliteOptions, SqliteStore, meta_facts, snapshot, snapshot_metadata,
};

use super::empty;
use crate::fixture::{act, apply, begun, customer, id, populate};

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_one_moment_whatever_is_written_meanwhile() {
    let (store, folder) = empty().await;
    populate(&store).await;
    let from = folder.path().join("meta.db");
    let writing = async {
        for number in 100..160 {
            let new = customer(number, &format!("Customer {number}"));
            store
                .commit(act(Change::CreateCustomer(new)))
                .await
                .unwrap();
        }
    };
    let copying = async {
        for number in 0..5 {
            let to = folder.path().join(format!("copy-{number}.db"));
            snapshot(&from, &to).await.unwrap();
        }
    };
    futures::join!(writing, copying);
    for number in 0..5 {
        let path = folder.path().join(format!("copy-{number}.db"));
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let facts = meta_facts(&path).await.unwrap();
        assert_eq!((facts.objects.len(), facts.checkpoint), (0, None));
        let copy = SqliteStore::open(&path, SqliteOptions::default());
        let copy: crate::fixture::Store = std::sync::Arc::new(copy.await.unwrap());
        // Each customer came with its entry, in one commit.
        let customers = copy.customers().await.unwrap().len();
        let entries = copy.unsequenced(1_000).await.unwrap().len();
        let all = store.unsequenced(1_000).await.unwrap().len();
        assert_eq!(
            all - entries,
            store.customers().await.unwrap().len() - customers
        );
    }
    let again = snapshot(&from, &folder.path().join("copy-0.db")).await;
    assert!(again.is_err(), "what is there is not written over");
}

#[tokio::test]
async fn a_destroyed_key_is_not_in_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("keys.db");
    let keys = SqliteKeyStore::open(&from).await.unwrap();
    let (erased, kept) = (
        b"a sealed key to be destroyed....",
        b"a sealed key that is kept.......",
    );
    let case = CaseId([1; 16]);
    for (number, sealed) in [(1, erased), (2, kept)] {
        let sealed = sealed.to_vec();
        keys.put_object_key(ObjectId(id(number)), case, sealed)
            .await
            .unwrap();
    }
    keys.destroy_object_key(ObjectId(id(1))).await.unwrap();
    let to = folder.path().join("copy.db");
    snapshot(&from, &to).await.unwrap();
    let copy = fs::read(&to).unwrap();
    let holds = |needle: &[u8]| copy.windows(needle.len()).any(|window| window == needle);
    assert!(holds(kept) && !holds(erased));
}

#[tokio::test]
async fn the_key_of_an_open_upload_is_not_in_a_copy_of_the_metadata() {
    const WRAP: &[u8; 60] = b"a key under its link's token, which a backup must not carry.";
    let (store, folder) = empty().await;
    populate(&store).await;
    let (file, mut open) = begun(1);
    open.link_wrap = WRAP.to_vec();
    let name = open.name.clone();
    apply(&store, [Change::CreateUpload { file, upload: open }]).await;
    let to = folder.path().join("copy.db");
    snapshot_metadata(&folder.path().join("meta.db"), &to)
        .await
        .unwrap();
    let copy = fs::read(&to).unwrap();
    let holds = |needle: &[u8]| copy.windows(needle.len()).any(|window| window == needle);
    assert!(holds(name.as_str().as_bytes()), "the upload is in the copy");
    assert!(!holds(&WRAP[..16]) && !holds(&WRAP[44..]));
    let beside = fs::read_dir(folder.path()).unwrap();
    let beside = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let copies = beside.filter(|name| name.starts_with("copy"));
    assert_eq!(copies.collect::<Vec<_>>(), ["copy.db"]);
}
