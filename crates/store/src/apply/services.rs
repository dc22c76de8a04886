//! Service accounts and their tokens.

use coffer_domain::directory::{ServiceAccount, ServiceToken};
use coffer_domain::id::ServiceId;
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or};

pub(crate) async fn create(
    connection: &mut SqliteConnection,
    it: &ServiceAccount,
) -> Result<(), StoreError> {
    let words: Vec<&str> = it.scopes.iter().map(|scope| scope.as_str()).collect();
    let statement = sqlx::query(
        "INSERT INTO service_accounts (id, name, scopes, created, ended) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.name.as_str())
    .bind(words.join(","))
    .bind(it.created.0)
    .bind(it.ended.map(|at| at.0));
    affect(connection, statement).await.map(drop)
}

/// Its tokens end with it.
pub(crate) async fn end(
    connection: &mut SqliteConnection,
    id: ServiceId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE service_accounts SET ended = $2 WHERE id = $1 AND ended IS NULL")
            .bind(id.0.as_slice())
            .bind(at.0);
    affect_or(connection, statement, conflict::SERVICE_ENDED).await?;
    let tokens =
        sqlx::query("DELETE FROM service_tokens WHERE account_id = $1").bind(id.0.as_slice());
    affect(connection, tokens).await.map(drop)
}

pub(crate) async fn create_token(
    connection: &mut SqliteConnection,
    it: &ServiceToken,
) -> Result<(), StoreError> {
    // Only for an account that goes on: ending it and making a token must not pass each other.
    let statement = sqlx::query(
        "INSERT INTO service_tokens (id, hash, account_id, created, expires)
         SELECT $1, $2, id, $4, $5 FROM service_accounts WHERE id = $3 AND ended IS NULL",
    )
    .bind(it.id.0.as_slice())
    .bind(it.hash.0.as_slice())
    .bind(it.account.0.as_slice())
    .bind(it.created.0)
    .bind(it.expires.0);
    affect_or(connection, statement, conflict::SERVICE_ENDED).await
}
