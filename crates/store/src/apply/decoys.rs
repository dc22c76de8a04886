//! Decoys that are not files.

use coffer_domain::decoy::{Bait, DecoyCredential};
use coffer_domain::id::DecoyId;
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::affect_or;

pub(crate) async fn plant(
    connection: &mut SqliteConnection,
    it: &DecoyCredential,
) -> Result<(), StoreError> {
    let (hash, account) = match &it.bait {
        Bait::Token(hash) => (Some(hash.0.as_slice()), None),
        Bait::Account {
            email,
            password_hash,
        } => (None, Some((email.as_str(), password_hash.as_str()))),
    };
    let statement = sqlx::query(
        "INSERT INTO decoy_credentials (id, token_hash, email, password_hash, place, member_id, created)
         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (SELECT 1 FROM members WHERE email = $3)
         ON CONFLICT DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(hash)
    .bind(account.map(|(email, _)| email))
    .bind(account.map(|(_, password)| password))
    .bind(it.place.as_str())
    .bind(it.by.0.as_slice())
    .bind(it.created.0);
    affect_or(connection, statement, conflict::DECOY_EXISTS).await
}

pub(crate) async fn withdraw(
    connection: &mut SqliteConnection,
    id: DecoyId,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM decoy_credentials WHERE id = $1").bind(id.0.as_slice());
    affect_or(connection, statement, conflict::DECOY_GONE).await
}
