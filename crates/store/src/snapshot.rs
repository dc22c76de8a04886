//! Copies of a database as it stands at one moment, beside whoever writes to it.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::StoreError;
use sqlx::{ConnectOptions as _, Connection as _};

use crate::database::failed;
use crate::row::Columns;
use crate::sqlite::{alone, reading};

/// What a copy of the metadata says about everything beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaFacts {
    /// Objects of versions and their sidecars, sorted. Those of open uploads are not among them: they still grow.
    pub objects: Vec<ObjectId>,
    /// The ledger's signed head; none before the first entry has its place.
    pub checkpoint: Option<String>,
}

/// Writes what the database at `from` holds now to the file `to`, which must not exist (file mode 0600). One read
/// transaction: writers go on meanwhile, and none of what they do is in the copy by half.
///
/// `VACUUM INTO`, not a copy of pages: what was deleted, such as a destroyed key, is not carried along in free pages.
///
/// # Errors
/// [`StoreError::Backend`], also if `to` exists; [`StoreError::Full`].
pub async fn snapshot(from: &Path, to: &Path) -> Result<(), StoreError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(crate::sqlite::FILE_MODE)
        .open(to)
        .map_err(|error| StoreError::Backend(Box::new(error)))?;
    let mut connection = reading(from).connect().await.map_err(failed)?;
    let name = to.to_string_lossy().into_owned();
    sqlx::query("VACUUM INTO $1")
        .bind(name)
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    Ok(())
}

/// A copy of the metadata as [`snapshot`] makes it, without the keys of uploads that are still open: they lie there wrapped
/// under their link's token, and such a copy is kept for longer than any copy of the key store. Nothing is lost by it, for
/// the bytes of an open upload are not backed up either.
///
/// # Errors
/// As [`snapshot`].
pub async fn snapshot_metadata(from: &Path, to: &Path) -> Result<(), StoreError> {
    snapshot(from, to).await?;
    let mut copy = alone(to).connect().await.map_err(failed)?;
    sqlx::query("UPDATE uploads SET link_wrap = X''")
        .execute(&mut copy)
        .await
        .map_err(failed)?;
    copy.close().await.map_err(failed)
}

/// Reads what a copy of the metadata says. The file is not changed.
///
/// # Errors
/// It is not such a database, or cannot be read.
pub async fn meta_facts(path: &Path) -> Result<MetaFacts, StoreError> {
    let mut connection = reading(path)
        .immutable(true)
        .connect()
        .await
        .map_err(failed)?;
    let rows = sqlx::query(
        "SELECT object_id AS id FROM versions
         UNION SELECT sidecar_id FROM versions WHERE sidecar_id IS NOT NULL
         ORDER BY id",
    )
    .fetch_all(&mut connection)
    .await
    .map_err(failed)?;
    let objects = rows
        .iter()
        .map(|row| Columns::of("versions", row).array("id").map(ObjectId));
    let objects = objects.collect::<Result<_, _>>()?;
    let head = sqlx::query("SELECT checkpoint FROM ledger_head WHERE one = 1")
        .fetch_optional(&mut connection)
        .await
        .map_err(failed)?;
    let checkpoint = head
        .map(|row| Columns::of("ledger_head", &row).text("checkpoint"))
        .transpose()?;
    Ok(MetaFacts {
        objects,
        checkpoint,
    })
}
