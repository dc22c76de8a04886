//! Erased files: the rows go, what is left to destroy is noted.

use coffer_domain::file::Doomed;
use coffer_domain::id::{FileId, ObjectId};
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::read::files::OBJECTS_OF_FILE;
use crate::read::jobs::ERASE;
use crate::row::Columns;

pub(crate) async fn erase_file(
    connection: &mut SqliteConnection,
    file: FileId,
    objects: &[Doomed],
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT c.legal_hold FROM files f JOIN cases c ON c.id = f.case_id WHERE f.id = $1",
    )
    .bind(file.0.as_slice())
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?
    .ok_or(StoreError::Conflict(conflict::FILE_GONE))?;
    if Columns::of("cases", &row).flag("legal_hold")? {
        return Err(StoreError::Conflict(conflict::CASE_HELD));
    }
    require_objects(connection, file, objects).await?;
    for it in objects {
        let statement = sqlx::query(
            "INSERT INTO doomed_objects (object_id, file_id, case_id, wrap) VALUES ($1, $2, $3, $4)",
        )
        .bind(it.object.0.as_slice())
        .bind(file.0.as_slice())
        .bind(it.case.0.as_slice())
        .bind(it.wrap.as_ref().map(<[u8; 32]>::as_slice));
        affect(connection, statement).await?;
    }
    for text in [
        "DELETE FROM findings WHERE object_id IN (SELECT object_id FROM versions WHERE file_id = $1)",
        "DELETE FROM versions WHERE file_id = $1",
        "DELETE FROM jobs WHERE file_id = $1",
    ] {
        affect(connection, sqlx::query(text).bind(file.0.as_slice())).await?;
    }
    let row = sqlx::query("DELETE FROM files WHERE id = $1").bind(file.0.as_slice());
    affect_or(connection, row, conflict::FILE_GONE).await
}

/// The file has these objects, all of them, and at least one: an upload that is still open is ended, not erased.
async fn require_objects(
    connection: &mut SqliteConnection,
    file: FileId,
    objects: &[Doomed],
) -> Result<(), StoreError> {
    let rows = sqlx::query(OBJECTS_OF_FILE)
        .bind(file.0.as_slice())
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    let mut named: Vec<ObjectId> = objects.iter().map(|it| it.object).collect();
    named.sort_unstable();
    let there = rows
        .iter()
        .map(|row| Columns::of("versions", row).array("id").map(ObjectId))
        .collect::<Result<Vec<_>, _>>()?;
    if there.is_empty() || there != named {
        return Err(StoreError::Conflict(conflict::FILE_CHANGED));
    }
    Ok(())
}

pub(crate) async fn finish(
    connection: &mut SqliteConnection,
    file: FileId,
) -> Result<(), StoreError> {
    let job = sqlx::query("DELETE FROM jobs WHERE file_id = $1 AND kind = $2")
        .bind(file.0.as_slice())
        .bind(ERASE);
    affect(connection, job).await?;
    let rows = sqlx::query("DELETE FROM doomed_objects WHERE file_id = $1").bind(file.0.as_slice());
    affect_or(connection, rows, conflict::ERASURE_DONE).await
}
