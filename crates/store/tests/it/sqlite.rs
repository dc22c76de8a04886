//! `SqliteStore` against the contract, and its files.

mod crash;
mod file;
mod full;
mod snapshot;

use std::sync::Arc;

use coffer_store::{SqliteOptions, SqliteStore};
use tempfile::TempDir;

use crate::contract::contract_tests;
use crate::fixture::Store;

contract_tests!(empty);

async fn empty() -> (Store, TempDir) {
    let folder = TempDir::new().unwrap();
    let store = open(&folder, SqliteOptions::default()).await;
    (store, folder)
}

/// Opens the store in this folder, old or new.
async fn open(folder: &TempDir, options: SqliteOptions) -> Store {
    let path = folder.path().join("meta.db");
    Arc::new(SqliteStore::open(&path, options).await.unwrap())
}
