//! What directories and service accounts have brought.

use async_trait::async_trait;

use super::StoreError;
use crate::access::Identity;
use crate::directory::{Find, Group, Person, ServiceAccount, ServiceToken, Source};
use crate::id::{GroupId, MemberId, ServiceId};
use crate::secret::TokenHash;

/// People and groups by directory, oldest first; "not there" is `Ok(None)`.
#[async_trait]
pub trait Provisioning: Send + Sync {
    /// What a directory says of a member, whichever directory it is.
    async fn person(&self, member: MemberId) -> Result<Option<Person>, StoreError>;
    /// A directory's people, from `skip` on, at most `take`.
    async fn people(
        &self,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<Vec<Person>, StoreError>;
    /// How many people of a directory there are.
    async fn people_count(&self, source: Source, find: Find<'_>) -> Result<u64, StoreError>;
    /// One group with its members.
    async fn group(&self, id: GroupId) -> Result<Option<Group>, StoreError>;
    /// A directory's groups with their members, from `skip` on, at most `take`; by key means by name.
    async fn groups(
        &self,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<Vec<Group>, StoreError>;
    /// How many groups of a directory there are.
    async fn groups_count(&self, source: Source, find: Find<'_>) -> Result<u64, StoreError>;
    /// The groups a member belongs to, without their members.
    async fn groups_of(&self, member: MemberId) -> Result<Vec<Group>, StoreError>;
    /// Whom a provider calls so.
    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<Identity>, StoreError>;
    /// One service account.
    async fn service_account(&self, id: ServiceId) -> Result<Option<ServiceAccount>, StoreError>;
    /// All service accounts, also those that ended, by name.
    async fn service_accounts(&self) -> Result<Vec<ServiceAccount>, StoreError>;
    /// A service account's token.
    async fn service_token(&self, hash: &TokenHash) -> Result<Option<ServiceToken>, StoreError>;
    /// The tokens of a service account, oldest first.
    async fn service_tokens(&self, account: ServiceId) -> Result<Vec<ServiceToken>, StoreError>;
}
