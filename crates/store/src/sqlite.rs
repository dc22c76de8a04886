//! Opening databases: file modes, pragmas, connections.

use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use async_trait::async_trait;
use coffer_domain::commit::{Commit, Committed};
use coffer_domain::ports::{MetaStore, StoreError};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, SqliteConnection};

use crate::database::failed;
use crate::limits::{LOCK_WAIT_MAX, READER_WAIT_MAX, READERS_MAX, STATEMENTS_MAX};
use crate::migrate::{META, migrate};
use crate::writer::Writer;

/// Only the server's own account reads the database.
pub(crate) const FILE_MODE: u32 = 0o600;

/// How a metadata database is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct SqliteOptions {
    /// A quota: the database never grows beyond so many pages of 4,096 bytes; what does not fit
    /// fails with [`StoreError::Full`].
    pub max_pages: Option<u32>,
}

/// All metadata in one SQLite database.
///
/// Must be opened within a tokio runtime: it starts the task that writes. Dropping the store ends the
/// task after the acts already handed to it.
pub struct SqliteStore {
    readers: SqlitePool,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the database at `path`, or makes it (file mode 0600), and brings it to this program's schema.
    ///
    /// # Errors
    /// [`StoreError::Backend`], with a [`MigrateError`](crate::MigrateError) as source when a newer
    /// program wrote the database or it is the key store's; [`StoreError::Full`].
    pub async fn open(path: &Path, options: SqliteOptions) -> Result<Self, StoreError> {
        let writing = writing(path, options)?;
        let mut connection = writing.connect().await.map_err(failed)?;
        migrate(&mut connection, &META).await?;
        let readers = readers(path).await?;
        Ok(Self {
            readers,
            writer: Writer::start(connection, writing),
        })
    }

    pub(crate) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.writer
    }
}

#[async_trait]
impl MetaStore for SqliteStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.writer.commit(commit).await
    }
}

/// What every connection shares.
fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(LOCK_WAIT_MAX)
        .foreign_keys(true)
        .statement_cache_capacity(STATEMENTS_MAX)
        // Rows are only ever what this program wrote; a schema that calls functions is an attack.
        .pragma("trusted_schema", "OFF")
        .disable_statement_logging()
}

/// How the writing connection of the metadata is opened; makes the file if it is not there.
fn writing(path: &Path, options: SqliteOptions) -> Result<SqliteConnectOptions, StoreError> {
    create_file(path).map_err(|error| StoreError::Backend(Box::new(error)))?;
    let mut connect = durable(path).pragma("secure_delete", "FAST");
    if let Some(pages) = options.max_pages {
        connect = connect.pragma("max_page_count", pages.to_string());
    }
    Ok(connect)
}

/// A writing connection whose commits survive a power cut.
fn durable(path: &Path) -> SqliteConnectOptions {
    common(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
}

/// How the key store's writing connection is opened; makes the file if it is not there.
/// `secure_delete` overwrites what a destroyed key leaves in its page.
pub(crate) fn writing_keys(path: &Path) -> Result<SqliteConnectOptions, StoreError> {
    create_file(path).map_err(|error| StoreError::Backend(Box::new(error)))?;
    Ok(durable(path).pragma("secure_delete", "ON"))
}

/// How a copy that nobody else uses is changed in place: what goes is overwritten, and no journal stays beside it.
pub(crate) fn alone(path: &Path) -> SqliteConnectOptions {
    common(path)
        .journal_mode(SqliteJournalMode::Memory)
        .pragma("secure_delete", "ON")
}

/// How a connection that cannot write is opened.
pub(crate) fn reading(path: &Path) -> SqliteConnectOptions {
    common(path).read_only(true)
}

/// A pool of connections that cannot write.
pub(crate) async fn readers(path: &Path) -> Result<SqlitePool, StoreError> {
    SqlitePoolOptions::new()
        .max_connections(READERS_MAX)
        .acquire_timeout(READER_WAIT_MAX)
        .idle_timeout(None)
        .max_lifetime(None)
        // A local file does not go away; the probe would double the work of every read.
        .test_before_acquire(false)
        .connect_with(reading(path))
        .await
        .map_err(failed)
}

/// Opens a connection anew, after one that failed in a way that leaves its state unknown.
pub(crate) async fn reconnect(
    options: &SqliteConnectOptions,
) -> Result<SqliteConnection, StoreError> {
    options.connect().await.map_err(failed)
}

/// Makes the file before SQLite does, so that it never exists with a wider mode; SQLite gives its
/// `-wal` and `-shm` files the mode of the database.
fn create_file(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(FILE_MODE)
        .open(path)?;
    file.set_permissions(Permissions::from_mode(FILE_MODE))?;
    match path.parent() {
        // The name must be as durable as the first commit.
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}
