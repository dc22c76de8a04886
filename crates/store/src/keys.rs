//! Wrapped keys in a database of their own, where deleting means destroying.

use std::path::Path;

use async_trait::async_trait;
use coffer_domain::id::{CaseId, ObjectId};
use coffer_domain::ports::{CaseKeyRow, KeyStore, StoreError};
use sqlx::Row as _;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

use crate::conflict;
use crate::database::{Statement, failed};
use crate::limits::READER_WAIT_MAX;
use crate::migrate::{KEYS, migrate};
use crate::read::all;
use crate::row::Columns;
use crate::sqlite::{readers, writing_keys};

/// Wrapped keys in one SQLite database, apart from the metadata so that it can have its own backup
/// with short retention.
///
/// A destroyed key is overwritten in its page (`secure_delete`), and the write-ahead log that still
/// held it is emptied before [`KeyStore::destroy_object_key`] returns. What the file system or the disk
/// keeps of freed blocks is outside its reach; keys are stored wrapped for that reason too.
pub struct SqliteKeyStore {
    readers: SqlitePool,
    writer: SqlitePool,
}

/// Another connection kept the write-ahead log from being emptied.
#[derive(Debug, thiserror::Error)]
#[error("the key was destroyed, but the write-ahead log still holds it; destroy it again")]
struct LogBusy;

impl SqliteKeyStore {
    /// Opens the database at `path`, or makes it (file mode 0600), brings it to this program's
    /// schema, and empties a write-ahead log that an interrupted destruction left behind.
    ///
    /// # Errors
    /// [`StoreError::Backend`], with a [`MigrateError`](crate::MigrateError) as source when a newer
    /// program wrote the database or it is not a key store; [`StoreError::Full`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(READER_WAIT_MAX)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(writing_keys(path)?)
            .await
            .map_err(failed)?;
        let mut connection = writer.acquire().await.map_err(failed)?;
        migrate(&mut connection, &KEYS).await?;
        drop(connection);
        empty_log(&writer).await?;
        Ok(Self {
            readers: readers(path).await?,
            writer,
        })
    }

    async fn put(
        &self,
        statement: Statement<'_>,
        conflict: &'static str,
    ) -> Result<(), StoreError> {
        let done = statement.execute(&self.writer).await.map_err(failed)?;
        match done.rows_affected() {
            0 => Err(StoreError::Conflict(conflict)),
            _ => Ok(()),
        }
    }

    /// Runs deletions that name one id, empties the log behind them, and says how many rows went.
    async fn destroy(&self, statements: &[&'static str], id: [u8; 16]) -> Result<u64, StoreError> {
        let writer = self.writer.clone();
        let statements = statements.to_vec();
        // A task of its own: a caller that leaves must not leave the key in the log.
        let destroying = tokio::spawn(async move {
            let mut gone = 0_u64;
            for statement in statements {
                let statement = sqlx::query(statement).bind(id.as_slice());
                let done = statement.execute(&writer).await.map_err(failed)?;
                gone = gone.saturating_add(done.rows_affected());
            }
            empty_log(&writer).await?;
            Ok(gone)
        });
        destroying
            .await
            .map_err(|error| StoreError::Backend(Box::new(error)))?
    }

    async fn sealed(&self, statement: Statement<'_>) -> Result<Option<Vec<u8>>, StoreError> {
        let row = statement
            .fetch_optional(&self.readers)
            .await
            .map_err(failed)?;
        row.map(|row| Columns::of("keys", &row).bytes("sealed"))
            .transpose()
    }
}

#[async_trait]
impl KeyStore for SqliteKeyStore {
    async fn put_case_key(&self, case: CaseId, row: CaseKeyRow) -> Result<(), StoreError> {
        let statement = sqlx::query(
            "INSERT INTO case_keys (case_id, generation, public_half, private_wrapped)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (case_id, generation) DO NOTHING",
        )
        .bind(case.0.as_slice())
        .bind(i64::from(row.generation))
        .bind(row.public)
        .bind(row.private_wrapped);
        self.put(statement, conflict::KEY_EXISTS).await
    }

    async fn case_key(&self, case: CaseId) -> Result<Option<CaseKeyRow>, StoreError> {
        let row = sqlx::query(
            "SELECT generation, public_half, private_wrapped FROM case_keys
             WHERE case_id = $1 ORDER BY generation DESC LIMIT 1",
        )
        .bind(case.0.as_slice())
        .fetch_optional(&self.readers)
        .await
        .map_err(failed)?;
        row.map(|row| {
            let columns = Columns::of("case_keys", &row);
            Ok(CaseKeyRow {
                generation: columns.count("generation")?,
                public: columns.bytes("public_half")?,
                private_wrapped: columns.bytes("private_wrapped")?,
            })
        })
        .transpose()
    }

    async fn put_object_key(
        &self,
        object: ObjectId,
        case: CaseId,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError> {
        let statement = sqlx::query(
            "INSERT INTO object_keys (object_id, case_id, sealed) VALUES ($1, $2, $3)
             ON CONFLICT (object_id) DO NOTHING",
        )
        .bind(object.0.as_slice())
        .bind(case.0.as_slice())
        .bind(sealed);
        self.put(statement, conflict::OBJECT_EXISTS).await
    }

    async fn object_key(&self, object: ObjectId) -> Result<Option<Vec<u8>>, StoreError> {
        self.sealed(
            sqlx::query("SELECT sealed FROM object_keys WHERE object_id = $1")
                .bind(object.0.as_slice()),
        )
        .await
    }

    async fn destroy_object_key(&self, object: ObjectId) -> Result<bool, StoreError> {
        let statement = "DELETE FROM object_keys WHERE object_id = $1";
        let destroyed = self.destroy(&[statement], object.0).await?;
        Ok(destroyed > 0)
    }

    async fn object_keys_of_case(
        &self,
        case: CaseId,
    ) -> Result<Vec<(ObjectId, Vec<u8>)>, StoreError> {
        let statement = sqlx::query(
            "SELECT object_id, sealed FROM object_keys WHERE case_id = $1 ORDER BY object_id",
        )
        .bind(case.0.as_slice());
        all(&self.readers, statement, |row| {
            let columns = Columns::of("object_keys", row);
            Ok((
                ObjectId(columns.array("object_id")?),
                columns.bytes("sealed")?,
            ))
        })
        .await
    }

    async fn destroy_keys_of_case(&self, case: CaseId) -> Result<(), StoreError> {
        // The pair first: whatever is cut off in between, nothing sealed to it opens any more.
        let statements = [
            "DELETE FROM case_keys WHERE case_id = $1",
            "DELETE FROM object_keys WHERE case_id = $1",
        ];
        self.destroy(&statements, case.0).await.map(drop)
    }

    async fn put_server_key(&self, name: &'static str, wrapped: Vec<u8>) -> Result<(), StoreError> {
        let statement = sqlx::query(
            "INSERT INTO server_keys (name, wrapped) VALUES ($1, $2)
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(wrapped);
        self.put(statement, conflict::KEY_EXISTS).await
    }

    async fn server_key(&self, name: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        self.sealed(
            sqlx::query("SELECT wrapped AS sealed FROM server_keys WHERE name = $1").bind(name),
        )
        .await
    }
}

/// Moves the write-ahead log into the database and truncates it; waits for readers that use it.
async fn empty_log(writer: &SqlitePool) -> Result<(), StoreError> {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(writer)
        .await
        .map_err(failed)?;
    match row.try_get::<i64, _>(0).map_err(failed)? {
        0 => Ok(()),
        _ => Err(StoreError::Backend(Box::new(LogBusy))),
    }
}
