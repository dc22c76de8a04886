//! Erased files and cases: the rows go, what is left to destroy is noted.

use coffer_domain::alert::Response;
use coffer_domain::erasure::{Erasing, Holding};
use coffer_domain::file::Doomed;
use coffer_domain::id::{CaseId, FileId, ObjectId, RetentionRuleId};
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::cases::{end_work, require_not_erased};
use super::retention::{require_over, require_ripe};
use super::standing::is_contained;
use crate::conflict;
use crate::database::{Statement, affect, affect_or, failed};
use crate::read::files::{OBJECTS_OF_CASE, OBJECTS_OF_FILE};
use crate::row::Columns;

/// What takes the place of an erased case's subject: it may say as much as a file.
const ERASED: &str = "erased";

/// Holds something for the law, or ends that. Cases it is about are listed anew before a rule erases them, however short the hold was.
pub(crate) async fn set_hold(
    connection: &mut SqliteConnection,
    on: Holding,
    held: bool,
) -> Result<(), StoreError> {
    let (text, unlist, id, gone) = match on {
        Holding::Case(id) => (
            "UPDATE cases SET legal_hold = $2 WHERE id = $1",
            "DELETE FROM retention_due WHERE case_id = $1",
            id.0,
            conflict::CASE_GONE,
        ),
        Holding::Customer(id) => (
            "UPDATE customers SET legal_hold = $2 WHERE id = $1",
            "DELETE FROM retention_due WHERE case_id IN (SELECT id FROM cases WHERE customer_id = $1)",
            id.0,
            conflict::CUSTOMER_GONE,
        ),
        Holding::File(id) => (
            "UPDATE files SET legal_hold = $2 WHERE id = $1",
            "DELETE FROM retention_due WHERE case_id = (SELECT case_id FROM files WHERE id = $1)",
            id.0,
            conflict::FILE_GONE,
        ),
    };
    let statement = sqlx::query(text).bind(id.as_slice()).bind(i64::from(held));
    affect_or(connection, statement, gone).await?;
    let listed = sqlx::query(unlist).bind(id.as_slice());
    affect(connection, listed).await.map(drop)
}

/// Notes whether an alert holds a case. It is listed anew before a rule erases it, as after any hold.
pub(crate) async fn weigh_case_hold(
    connection: &mut SqliteConnection,
    case: CaseId,
) -> Result<(), StoreError> {
    let on = is_contained(connection, Response::HoldCase, &case.to_string()).await?;
    let statement = sqlx::query("UPDATE cases SET alert_hold = $2 WHERE id = $1")
        .bind(case.0.as_slice())
        .bind(i64::from(on));
    affect_or(connection, statement, conflict::CASE_GONE).await?;
    let listed =
        sqlx::query("DELETE FROM retention_due WHERE case_id = $1").bind(case.0.as_slice());
    affect(connection, listed).await.map(drop)
}

/// Fails if a hold stands against erasing something of a case, or a minimum does. What somebody decided on before must still be so: this is
/// asked in the transaction that erases.
pub(crate) async fn require_free(
    connection: &mut SqliteConnection,
    case: CaseId,
    file: Option<FileId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT (c.legal_hold OR c.alert_hold OR u.legal_hold
             OR EXISTS (SELECT 1 FROM files f WHERE f.id = $2 AND f.legal_hold <> 0)) AS held
         FROM cases c JOIN customers u ON u.id = c.customer_id WHERE c.id = $1",
    )
    .bind(case.0.as_slice())
    .bind(file.as_ref().map(|id| id.0.as_slice()))
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?
    .ok_or(StoreError::Conflict(conflict::CASE_GONE))?;
    if Columns::of("cases", &row).flag("held")? {
        return Err(StoreError::Conflict(conflict::CASE_HELD));
    }
    require_over(connection, case, at).await
}

pub(crate) async fn erase_file(
    connection: &mut SqliteConnection,
    file: FileId,
    at: Timestamp,
    objects: &[Doomed],
) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT case_id FROM files WHERE id = $1")
        .bind(file.0.as_slice())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::FILE_GONE))?;
    let case = CaseId(Columns::of("files", &row).array("case_id")?);
    require_free(connection, case, Some(file), at).await?;
    // At least one: an upload that is still open is ended, not erased.
    let there = objects_of(connection, OBJECTS_OF_FILE, &file.0).await?;
    if there.is_empty() || there != named(objects) {
        return Err(StoreError::Conflict(conflict::FILE_CHANGED));
    }
    note_doomed(connection, Erasing::File(file), objects).await?;
    for text in [
        "DELETE FROM findings WHERE object_id IN (SELECT object_id FROM versions WHERE file_id = $1)",
        "DELETE FROM versions WHERE file_id = $1",
        "DELETE FROM jobs WHERE file_id = $1",
    ] {
        affect(connection, sqlx::query(text).bind(file.0.as_slice())).await?;
    }
    let remembered = sqlx::query(
        "INSERT INTO erased_files (file_id, request_id, erased)
         SELECT id, request_id, $2 FROM files WHERE id = $1 AND request_id IS NOT NULL",
    )
    .bind(file.0.as_slice())
    .bind(at.0);
    affect(connection, remembered).await?;
    let row = sqlx::query("DELETE FROM files WHERE id = $1").bind(file.0.as_slice());
    affect_or(connection, row, conflict::FILE_GONE).await
}

/// Everything with content or words of people in it; who had access, and through which links, stays.
const ROWS_OF_CASE: [&str; 17] = [
    "DELETE FROM findings WHERE object_id IN
        (SELECT v.object_id FROM versions v JOIN files f ON f.id = v.file_id WHERE f.case_id = $1)",
    "DELETE FROM versions WHERE file_id IN (SELECT id FROM files WHERE case_id = $1)",
    "DELETE FROM jobs WHERE file_id IN (SELECT id FROM files WHERE case_id = $1)",
    "DELETE FROM uploads WHERE case_id = $1",
    "DELETE FROM item_answers WHERE file_id IN (SELECT id FROM files WHERE case_id = $1)",
    "DELETE FROM files WHERE case_id = $1",
    "DELETE FROM erased_files WHERE request_id IN (SELECT id FROM requests WHERE case_id = $1)",
    "DELETE FROM messages WHERE case_id = $1",
    "DELETE FROM message_marks WHERE case_id = $1",
    "DELETE FROM delivery_files WHERE delivery_id IN
        (SELECT d.id FROM deliveries d JOIN requests r ON r.id = d.request_id WHERE r.case_id = $1)",
    "DELETE FROM delivery_tickets WHERE delivery_id IN
        (SELECT d.id FROM deliveries d JOIN requests r ON r.id = d.request_id WHERE r.case_id = $1)",
    "UPDATE deliveries SET note = NULL WHERE request_id IN (SELECT id FROM requests WHERE case_id = $1)",
    "DELETE FROM retention_due WHERE case_id = $1",
    "UPDATE requests SET bytes_used = 0, files_used = 0 WHERE case_id = $1",
    "DELETE FROM asked_items WHERE request_id IN (SELECT id FROM requests WHERE case_id = $1)",
    "DELETE FROM passes WHERE request_id IN (SELECT id FROM requests WHERE case_id = $1)",
    "DELETE FROM email_codes WHERE request_id IN (SELECT id FROM requests WHERE case_id = $1)",
];

/// Fails if the case may not be erased: it was, it or something in it is held, a minimum is not over, the rule it is by has not listed it
/// long enough, or its objects are not these.
pub(crate) async fn require_erasable(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
    by: Option<RetentionRuleId>,
    objects: &[Doomed],
) -> Result<(), StoreError> {
    require_not_erased(connection, case).await?;
    require_free(connection, case, None, at).await?;
    let held = sqlx::query("SELECT 1 FROM files WHERE case_id = $1 AND legal_hold <> 0 LIMIT 1")
        .bind(case.0.as_slice())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?;
    if held.is_some() {
        return Err(StoreError::Conflict(conflict::CASE_HELD));
    }
    if let Some(rule) = by {
        require_ripe(connection, case, rule, at).await?;
    }
    if objects_of(connection, OBJECTS_OF_CASE, &case.0).await? != named(objects) {
        return Err(StoreError::Conflict(conflict::CASE_CHANGED));
    }
    Ok(())
}

pub(crate) async fn erase_case(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
    key: Option<[u8; 32]>,
    objects: &[Doomed],
) -> Result<(), StoreError> {
    note_doomed(connection, Erasing::Case(case), objects).await?;
    end_work(connection, case, at).await?;
    // Names and words of people lie in these rows in the clear: what is left of them in freed pages is overwritten.
    affect(connection, sqlx::query("PRAGMA secure_delete = ON")).await?;
    let gone = remove_rows(connection, case).await;
    affect(connection, sqlx::query("PRAGMA secure_delete = FAST")).await?;
    gone?;
    let tombstone =
        sqlx::query("UPDATE cases SET subject = $2, erased = $3, erased_key = $4 WHERE id = $1")
            .bind(case.0.as_slice())
            .bind(ERASED)
            .bind(at.0)
            .bind(key.as_ref().map(<[u8; 32]>::as_slice));
    affect_or(connection, tombstone, conflict::CASE_GONE).await
}

async fn remove_rows(connection: &mut SqliteConnection, case: CaseId) -> Result<(), StoreError> {
    for text in ROWS_OF_CASE {
        affect(connection, sqlx::query(text).bind(case.0.as_slice())).await?;
    }
    Ok(())
}

async fn note_doomed(
    connection: &mut SqliteConnection,
    of: Erasing,
    objects: &[Doomed],
) -> Result<(), StoreError> {
    let id = of.bytes();
    for it in objects {
        let statement = sqlx::query(
            "INSERT INTO doomed_objects (object_id, erased_id, case_id, wrap) VALUES ($1, $2, $3, $4)",
        )
        .bind(it.object.0.as_slice())
        .bind(id.as_slice())
        .bind(it.case.0.as_slice())
        .bind(it.wrap.as_ref().map(<[u8; 32]>::as_slice));
        affect(connection, statement).await?;
    }
    Ok(())
}

fn named(objects: &[Doomed]) -> Vec<ObjectId> {
    let mut named: Vec<ObjectId> = objects.iter().map(|it| it.object).collect();
    named.sort_unstable();
    named
}

/// The objects there are, sorted.
async fn objects_of(
    connection: &mut SqliteConnection,
    query: &'static str,
    id: &[u8; 16],
) -> Result<Vec<ObjectId>, StoreError> {
    let rows = sqlx::query(query)
        .bind(id.as_slice())
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    rows.iter()
        .map(|row| Columns::of("versions", row).array("id").map(ObjectId))
        .collect()
}

pub(crate) async fn finish(
    connection: &mut SqliteConnection,
    of: Erasing,
    at: Timestamp,
    certificate: Option<i64>,
) -> Result<(), StoreError> {
    let id = of.bytes();
    let job: Statement<'_> = sqlx::query("DELETE FROM jobs WHERE file_id = $1 AND kind = $2")
        .bind(id.as_slice())
        .bind(super::jobs::erasing_word(of));
    affect(connection, job).await?;
    let rows = sqlx::query("DELETE FROM doomed_objects WHERE erased_id = $1").bind(id.as_slice());
    match of {
        Erasing::File(_) => affect_or(connection, rows, conflict::ERASURE_DONE).await,
        // A case may have had no object at all.
        Erasing::Case(case) => {
            affect(connection, rows).await?;
            let noted = sqlx::query(
                "UPDATE cases SET keys_destroyed = $2, certificate_outbox = $3
                 WHERE id = $1 AND erased IS NOT NULL AND keys_destroyed IS NULL",
            )
            .bind(case.0.as_slice())
            .bind(at.0)
            .bind(certificate);
            affect_or(connection, noted, conflict::ERASURE_DONE).await
        }
    }
}
