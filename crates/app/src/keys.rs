//! The key ring: case keys unwrapped through the KMS and cached for minutes, object keys opened with them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use coffer_domain::id::{CaseId, ObjectId, OrganisationId};
use coffer_domain::ports::{CaseKeyRow, Entropy, KeyStore, random};
use coffer_domain::time::Timestamp;
use coffer_envelope::{
    Binding, CaseKeyPair, CasePrivateKey, CasePublicKey, Dek, KeyProvider, SecretBytes, SystemRng,
    WrapContext, derive_case_key, open_dek, seal_dek,
};
use coffer_scan::CaseKey;
use sha2::{Digest as _, Sha256};

use crate::error::AppError;
use crate::limits::{CASE_KEY_CACHE, CASE_KEYS_CACHED_MAX};

const CASE_PRIVATE_KEY: &str = "case private key";

type Cached = (Arc<CasePrivateKey>, Timestamp);

/// Hands out keys. The only place where a case's private key exists in the clear.
pub struct KeyRing {
    kms: Arc<dyn KeyProvider>,
    store: Arc<dyn KeyStore>,
    cached: Mutex<HashMap<CaseId, Cached>>,
}

/// What binds an object to its place.
#[must_use]
pub(crate) fn binding(organisation: OrganisationId, case: CaseId, object: ObjectId) -> Binding {
    Binding {
        organisation: organisation.0,
        case: case.0,
        object: object.0,
    }
}

impl KeyRing {
    pub(crate) fn new(kms: Arc<dyn KeyProvider>, store: Arc<dyn KeyStore>) -> Self {
        Self {
            kms,
            store,
            cached: Mutex::default(),
        }
    }

    /// Makes a case's key pair and keeps it; returns the public half.
    pub(crate) async fn create_case(
        &self,
        organisation: OrganisationId,
        case: CaseId,
    ) -> Result<Vec<u8>, AppError> {
        let pair = CaseKeyPair::generate(&mut SystemRng::infallible());
        let public = pair.public.to_bytes();
        let context = case_context(organisation, case, 1);
        let private_wrapped = self.kms.wrap(&context, pair.private.expose()).await?;
        self.store
            .put_case_key(
                case,
                CaseKeyRow {
                    generation: 1,
                    public: public.clone(),
                    private_wrapped,
                },
            )
            .await?;
        Ok(public)
    }

    async fn case_private(
        &self,
        organisation: OrganisationId,
        case: CaseId,
        now: Timestamp,
    ) -> Result<Arc<CasePrivateKey>, AppError> {
        if let Some((key, until)) = self.lock().get(&case)
            && now < *until
        {
            return Ok(Arc::clone(key));
        }
        let row = self
            .store
            .case_key(case)
            .await?
            .ok_or(AppError::NotFound("case key"))?;
        let context = case_context(organisation, case, row.generation);
        let bytes = self.unwrap(&context, &row.private_wrapped).await?;
        let key = Arc::new(CasePrivateKey::from_bytes(bytes.expose())?);
        let mut cached = self.lock();
        cached.retain(|_, (_, until)| now < *until);
        if cached.len() < CASE_KEYS_CACHED_MAX {
            cached.insert(case, (Arc::clone(&key), now.plus(CASE_KEY_CACHE)));
        }
        Ok(key)
    }

    /// Seals a fresh object key to the case and keeps it. Needs the public half only.
    pub(crate) async fn keep_object(
        &self,
        case_public: &[u8],
        binding: Binding,
        dek: &Dek,
    ) -> Result<(), AppError> {
        let public = CasePublicKey::from_bytes(case_public)?;
        let sealed = seal_dek(&public, &binding, dek, &mut SystemRng::infallible())?;
        Ok(self
            .store
            .put_object_key(ObjectId(binding.object), CaseId(binding.case), sealed)
            .await?)
    }

    /// Opens an object's key with the case's private key.
    pub(crate) async fn open_object(
        &self,
        binding: Binding,
        now: Timestamp,
    ) -> Result<Dek, AppError> {
        let sealed = self
            .store
            .object_key(ObjectId(binding.object))
            .await?
            .ok_or(AppError::NotFound("object key"))?;
        let private = self
            .case_private(
                OrganisationId(binding.organisation),
                CaseId(binding.case),
                now,
            )
            .await?;
        Ok(open_dek(&private, &binding, &sealed)?)
    }

    /// SHA-256 of an object's sealed key, to say which key was destroyed; none if there is none.
    pub(crate) async fn wrap_hash(&self, object: ObjectId) -> Result<Option<[u8; 32]>, AppError> {
        let sealed = self.store.object_key(object).await?;
        Ok(sealed.map(|sealed| Sha256::digest(&sealed).into()))
    }

    /// Destroys an object's key: its bytes are unreadable from now on, wherever they are.
    pub(crate) async fn destroy_object(&self, object: ObjectId) -> Result<(), AppError> {
        self.store.destroy_object_key(object).await?;
        Ok(())
    }

    /// SHA-256 of each sealed key of a case's objects.
    pub(crate) async fn wrap_hashes(
        &self,
        case: CaseId,
    ) -> Result<Vec<(ObjectId, [u8; 32])>, AppError> {
        let sealed = self.store.object_keys_of_case(case).await?.into_iter();
        Ok(sealed
            .map(|(object, sealed)| (object, Sha256::digest(&sealed).into()))
            .collect())
    }

    /// SHA-256 of a case's wrapped private key; none if there is none.
    pub(crate) async fn case_wrap_hash(&self, case: CaseId) -> Result<Option<[u8; 32]>, AppError> {
        let row = self.store.case_key(case).await?;
        Ok(row.map(|row| Sha256::digest(&row.private_wrapped).into()))
    }

    /// Destroys all keys of a case, and forgets the one that is in memory: nothing sealed to it opens from now on.
    pub(crate) async fn destroy_case(&self, case: CaseId) -> Result<(), AppError> {
        self.store.destroy_keys_of_case(case).await?;
        self.lock().remove(&case);
        Ok(())
    }

    /// The key behind a case's pseudonyms.
    pub(crate) async fn pseudonyms(
        &self,
        organisation: OrganisationId,
        case: CaseId,
        now: Timestamp,
    ) -> Result<CaseKey, AppError> {
        let private = self.case_private(organisation, case, now).await?;
        Ok(CaseKey::new(
            *derive_case_key(&private, "pseudonym v1")?.expose(),
        ))
    }

    /// Wraps a member's TOTP secret.
    pub(crate) async fn wrap_totp(
        &self,
        organisation: OrganisationId,
        secret: &[u8],
    ) -> Result<Vec<u8>, AppError> {
        Ok(self
            .kms
            .wrap(&server_context("totp secret", organisation), secret)
            .await?)
    }

    /// Unwraps a member's TOTP secret.
    pub(crate) async fn unwrap_totp(
        &self,
        organisation: OrganisationId,
        wrapped: &[u8],
    ) -> Result<SecretBytes, AppError> {
        self.unwrap(&server_context("totp secret", organisation), wrapped)
            .await
    }

    /// Makes one of the server's own 32-byte keys, unless it is there.
    pub(crate) async fn ensure_server_key(
        &self,
        organisation: OrganisationId,
        name: &'static str,
        entropy: &dyn Entropy,
    ) -> Result<(), AppError> {
        if self.store.server_key(name).await?.is_some() {
            return Ok(());
        }
        let seed = zeroize::Zeroizing::new(random::<32>(entropy));
        let wrapped = self
            .kms
            .wrap(&server_context(name, organisation), &*seed)
            .await?;
        Ok(self.store.put_server_key(name, wrapped).await?)
    }

    /// One of the server's own 32-byte keys.
    pub(crate) async fn server_key(
        &self,
        organisation: OrganisationId,
        name: &'static str,
    ) -> Result<SecretBytes, AppError> {
        let wrapped = self
            .store
            .server_key(name)
            .await?
            .ok_or(AppError::NotFound("server key"))?;
        self.unwrap(&server_context(name, organisation), &wrapped)
            .await
    }

    async fn unwrap(&self, context: &WrapContext, wrapped: &[u8]) -> Result<SecretBytes, AppError> {
        self.kms
            .unwrap(context, wrapped)
            .await?
            .ok_or(AppError::Keys("no key provider knows this wrap".into()))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<CaseId, Cached>> {
        // A panic elsewhere cannot leave the map half-changed; go on with it.
        self.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn case_context(organisation: OrganisationId, case: CaseId, generation: u32) -> WrapContext {
    WrapContext {
        purpose: CASE_PRIVATE_KEY,
        organisation: organisation.0,
        case: Some(case.0),
        generation,
    }
}

fn server_context(purpose: &'static str, organisation: OrganisationId) -> WrapContext {
    WrapContext {
        purpose,
        organisation: organisation.0,
        case: None,
        generation: 1,
    }
}
