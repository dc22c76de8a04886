//! A key store that fails at a chosen call.

use std::sync::Arc;

use async_trait::async_trait;
use coffer_domain::id::{CaseId, ObjectId};
use coffer_domain::ports::{CaseKeyRow, KeyStore, StoreError};

use crate::faults::{
    Effect::{Reads, Writes},
    Faults,
};

/// Hands every call on, unless it is the one to fail.
pub struct FaultyKeyStore {
    inner: Arc<dyn KeyStore>,
    faults: Arc<Faults>,
}

impl FaultyKeyStore {
    /// Around `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn KeyStore>, faults: Arc<Faults>) -> Self {
        Self { inner, faults }
    }
}

#[async_trait]
impl KeyStore for FaultyKeyStore {
    async fn put_case_key(&self, case: CaseId, row: CaseKeyRow) -> Result<(), StoreError> {
        let work = self.inner.put_case_key(case, row);
        self.faults.through("put_case_key", Writes, work).await
    }
    async fn case_key(&self, case: CaseId) -> Result<Option<CaseKeyRow>, StoreError> {
        let work = self.inner.case_key(case);
        self.faults.through("case_key", Reads, work).await
    }
    async fn put_object_key(
        &self,
        object: ObjectId,
        case: CaseId,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError> {
        let work = self.inner.put_object_key(object, case, sealed);
        self.faults.through("put_object_key", Writes, work).await
    }
    async fn object_key(&self, object: ObjectId) -> Result<Option<Vec<u8>>, StoreError> {
        let work = self.inner.object_key(object);
        self.faults.through("object_key", Reads, work).await
    }
    async fn destroy_object_key(&self, object: ObjectId) -> Result<bool, StoreError> {
        let work = self.inner.destroy_object_key(object);
        self.faults
            .through("destroy_object_key", Writes, work)
            .await
    }
    async fn object_keys_of_case(
        &self,
        case: CaseId,
    ) -> Result<Vec<(ObjectId, Vec<u8>)>, StoreError> {
        let work = self.inner.object_keys_of_case(case);
        self.faults
            .through("object_keys_of_case", Reads, work)
            .await
    }
    async fn destroy_keys_of_case(&self, case: CaseId) -> Result<(), StoreError> {
        let work = self.inner.destroy_keys_of_case(case);
        self.faults
            .through("destroy_keys_of_case", Writes, work)
            .await
    }
    async fn put_server_key(&self, name: &'static str, wrapped: Vec<u8>) -> Result<(), StoreError> {
        let work = self.inner.put_server_key(name, wrapped);
        self.faults.through("put_server_key", Writes, work).await
    }
    async fn server_key(&self, name: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        let work = self.inner.server_key(name);
        self.faults.through("server_key", Reads, work).await
    }
}
