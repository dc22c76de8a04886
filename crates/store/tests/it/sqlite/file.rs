//! The database file: modes, reopening, versions.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use coffer_domain::commit::Change;
use coffer_domain::ports::StoreError;
use coffer_store::{MigrateError, SqliteKeyStore, SqliteOptions, SqliteStore};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;

use super::{empty, open};
use crate::fixture::{apply, close_case, create_upload, customer, populate};

#[tokio::test]
async fn reopening_keeps_everything() {
    let (store, folder) = empty().await;
    populate(&store).await;
    apply(&store, [create_upload(1), close_case(1)]).await;
    let before = store.unsequenced(100).await.unwrap().len();
    drop(store);
    let store = open(&folder, SqliteOptions::default()).await;
    assert_eq!(store.unsequenced(100).await.unwrap().len(), before);
    assert_eq!(store.referenced_objects().await.unwrap().len(), 1);
    let last = store.unsequenced(100).await.unwrap().pop().unwrap().outbox;
    let next = store
        .commit(crate::fixture::act(Change::CreateCustomer(customer(
            9, "Next",
        ))))
        .await
        .unwrap();
    assert_eq!(next.outbox, [last + 1]);
}

#[tokio::test]
async fn only_the_owner_reads_the_files() {
    let folder = TempDir::new().unwrap();
    // A file that was there with a wider mode is narrowed.
    fs::write(folder.path().join("meta.db"), "").unwrap();
    let store = open(&folder, SqliteOptions::default()).await;
    populate(&store).await;
    let keys = folder.path().join("keys.db");
    let _keys = SqliteKeyStore::open(&keys).await.unwrap();
    let mut seen = 0;
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o7777;
        assert_eq!(mode, 0o600, "{:?}", file.file_name());
        seen += 1;
    }
    assert!(seen >= 4, "databases and their logs");
}

async fn refusal(path: &Path) -> String {
    let error = SqliteStore::open(path, SqliteOptions::default())
        .await
        .err();
    let Some(StoreError::Backend(cause)) = error else {
        panic!("it opened");
    };
    cause.downcast::<MigrateError>().unwrap().to_string()
}

#[tokio::test]
async fn a_newer_schema_is_refused_in_words() {
    let (store, folder) = empty().await;
    drop(store);
    let path = folder.path().join("meta.db");
    let mut connection = SqliteConnectOptions::new()
        .filename(&path)
        .connect()
        .await
        .unwrap();
    sqlx::query("UPDATE schema_version SET version = 99")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let words = refusal(&path).await;
    assert!(
        words.starts_with("the meta database has schema 99, this program knows up to "),
        "{words}"
    );
    assert!(words.ends_with("; start the newer program"), "{words}");
}

#[tokio::test]
async fn the_key_stores_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keys.db");
    drop(SqliteKeyStore::open(&path).await.unwrap());
    assert_eq!(
        refusal(&path).await,
        "this is the `keys` database, not the `meta` one"
    );
}

#[tokio::test]
async fn what_is_not_a_database_is_refused_untouched() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("meta.db");
    let text = "this is somebody's text file, and no database\n".repeat(100);
    fs::write(&path, &text).unwrap();
    let opened = SqliteStore::open(&path, SqliteOptions::default()).await;
    assert!(matches!(opened.err(), Some(StoreError::Backend(_))));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[tokio::test]
async fn a_row_this_program_did_not_write_is_named() {
    let (store, folder) = empty().await;
    apply(&store, [Change::CreateCustomer(customer(1, "Contoso"))]).await;
    let mut connection = SqliteConnectOptions::new()
        .filename(folder.path().join("meta.db"))
        .connect()
        .await
        .unwrap();
    sqlx::query("UPDATE customers SET name = ''")
        .execute(&mut connection)
        .await
        .unwrap();
    let Err(StoreError::Corrupt { table, what }) = store.customers().await else {
        panic!("it was read");
    };
    assert_eq!(
        (table, what.as_str()),
        ("customers", "`name` must not be empty")
    );
}
