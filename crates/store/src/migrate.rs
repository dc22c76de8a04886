//! Bringing a database to the schema this program knows.

use coffer_domain::ports::StoreError;
use sqlx::{Row as _, SqliteConnection};

use crate::database::failed;

/// Why a database cannot be used by this program. Found as the source of [`StoreError::Backend`]
/// when opening.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// A newer program wrote it.
    #[error(
        "the {store} database has schema {found}, this program knows up to {known}; start the newer program"
    )]
    Newer {
        /// `meta` or `keys`.
        store: &'static str,
        /// The version in the file.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// It is the other store's file.
    #[error("this is the `{found}` database, not the `{wanted}` one")]
    OtherStore {
        /// Whose it is.
        found: String,
        /// Whose it should be.
        wanted: &'static str,
    },
}

/// The schema of one store: numbered steps, the first is version 1.
pub(crate) struct Schema {
    /// Whose it is; written into the database so that files cannot be mixed up.
    pub(crate) store: &'static str,
    /// The steps in order. Steps that have shipped never change.
    pub(crate) steps: &'static [&'static str],
}

/// All metadata.
pub(crate) const META: Schema = Schema {
    store: "meta",
    steps: &[
        include_str!("../migrations/sqlite/meta_0001.sql"),
        include_str!("../migrations/sqlite/meta_0002.sql"),
        include_str!("../migrations/sqlite/meta_0003.sql"),
        include_str!("../migrations/sqlite/meta_0004.sql"),
        include_str!("../migrations/sqlite/meta_0005.sql"),
        include_str!("../migrations/sqlite/meta_0006.sql"),
        include_str!("../migrations/sqlite/meta_0007.sql"),
        include_str!("../migrations/sqlite/meta_0008.sql"),
        include_str!("../migrations/sqlite/meta_0009.sql"),
        include_str!("../migrations/sqlite/meta_0010.sql"),
        include_str!("../migrations/sqlite/meta_0011.sql"),
        include_str!("../migrations/sqlite/meta_0012.sql"),
        include_str!("../migrations/sqlite/meta_0013.sql"),
        include_str!("../migrations/sqlite/meta_0014.sql"),
        include_str!("../migrations/sqlite/meta_0015.sql"),
        include_str!("../migrations/sqlite/meta_0016.sql"),
        include_str!("../migrations/sqlite/meta_0017.sql"),
        include_str!("../migrations/sqlite/meta_0018.sql"),
        include_str!("../migrations/sqlite/meta_0019.sql"),
        include_str!("../migrations/sqlite/meta_0020.sql"),
        include_str!("../migrations/sqlite/meta_0021.sql"),
        include_str!("../migrations/sqlite/meta_0022.sql"),
        include_str!("../migrations/sqlite/meta_0023.sql"),
        include_str!("../migrations/sqlite/meta_0024.sql"),
        include_str!("../migrations/sqlite/meta_0025.sql"),
        include_str!("../migrations/sqlite/meta_0026.sql"),
        include_str!("../migrations/sqlite/meta_0028.sql"),
        include_str!("../migrations/sqlite/meta_0029.sql"),
        include_str!("../migrations/sqlite/meta_0030.sql"),
        include_str!("../migrations/sqlite/meta_0031.sql"),
    ],
};

/// Wrapped keys.
pub(crate) const KEYS: Schema = Schema {
    store: "keys",
    steps: &[include_str!("../migrations/sqlite/keys_0001.sql")],
};

/// Applies the steps the database does not have yet, all or none.
pub(crate) async fn migrate(
    connection: &mut SqliteConnection,
    schema: &Schema,
) -> Result<(), StoreError> {
    run(connection, "BEGIN IMMEDIATE").await?;
    let outcome = apply_missing(connection, schema).await;
    match outcome {
        Ok(()) => run(connection, "COMMIT").await,
        Err(error) => {
            // The first error is the one to tell; a failed rollback ends with the connection.
            let _ = run(connection, "ROLLBACK").await;
            Err(error)
        }
    }
}

async fn apply_missing(
    connection: &mut SqliteConnection,
    schema: &Schema,
) -> Result<(), StoreError> {
    run(
        connection,
        "CREATE TABLE IF NOT EXISTS schema_version (store TEXT PRIMARY KEY NOT NULL, version BIGINT NOT NULL)",
    )
    .await?;
    let row = sqlx::query("SELECT store, version FROM schema_version ORDER BY store LIMIT 1")
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?;
    let found = match row {
        None => 0,
        Some(row) => {
            let store: String = row.try_get("store").map_err(failed)?;
            if store != schema.store {
                return Err(StoreError::Backend(Box::new(MigrateError::OtherStore {
                    found: store,
                    wanted: schema.store,
                })));
            }
            row.try_get::<i64, _>("version").map_err(failed)?
        }
    };
    let known = i64::try_from(schema.steps.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Backend(Box::new(MigrateError::Newer {
            store: schema.store,
            found,
            known,
        })));
    }
    if found == known {
        return Ok(());
    }
    let applied = usize::try_from(found).unwrap_or(0);
    for step in schema.steps.iter().skip(applied) {
        run(connection, step).await?;
    }
    sqlx::query(
        "INSERT INTO schema_version (store, version) VALUES ($1, $2)
         ON CONFLICT (store) DO UPDATE SET version = excluded.version",
    )
    .bind(schema.store)
    .bind(known)
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(())
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::raw_sql(sql)
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}
