//! Passkeys, of members and of contacts.

use coffer_domain::id::PasskeyId;
use coffer_domain::passkey::{Passkey, PasskeyOwner};
use coffer_domain::ports::StoreError;
use coffer_domain::text::Name;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or};

pub(crate) async fn add(connection: &mut SqliteConnection, it: &Passkey) -> Result<(), StoreError> {
    let (member, contact) = match it.owner {
        PasskeyOwner::Member(id) => (Some(id.0), None),
        PasskeyOwner::Contact(id) => (None, Some(id.0)),
    };
    let statement = sqlx::query(
        "INSERT INTO passkeys (id, member_id, contact_id, credential, stored, name, attested, synced, created, used)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (credential) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(member.as_ref().map(<[u8; 16]>::as_slice))
    .bind(contact.as_ref().map(<[u8; 16]>::as_slice))
    .bind(it.credential.as_slice())
    .bind(it.stored.as_str())
    .bind(it.name.as_str())
    .bind(i64::from(it.attested))
    .bind(i64::from(it.synced))
    .bind(it.created.0)
    .bind(it.used.map(|at| at.0));
    affect_or(connection, statement, conflict::PASSKEY_EXISTS).await
}

pub(crate) async fn rename(
    connection: &mut SqliteConnection,
    id: PasskeyId,
    name: &Name,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE passkeys SET name = $2 WHERE id = $1")
        .bind(id.0.as_slice())
        .bind(name.as_str());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn used(
    connection: &mut SqliteConnection,
    id: PasskeyId,
    stored: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE passkeys SET used = $2, stored = COALESCE($3, stored) WHERE id = $1")
            .bind(id.0.as_slice())
            .bind(at.0)
            .bind(stored);
    affect_or(connection, statement, conflict::PASSKEY_GONE).await
}

pub(crate) async fn remove(
    connection: &mut SqliteConnection,
    id: PasskeyId,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM passkeys WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}
