//! Files, versions, uploads, scan results.

use coffer_domain::alert::Response;
use coffer_domain::class::Class;
use coffer_domain::file::{
    File, FileSource, FindingCount, ScanOutcome, ScanState, Upload, Version,
};
use coffer_domain::id::{CaseId, FileId, ObjectId, UploadId};
use coffer_domain::ports::StoreError;
use coffer_domain::text::FileName;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::cases::require_open;
use super::standing::is_contained;
use crate::conflict;
use crate::database::{affect, affect_or, column, failed};
use crate::read::jobs::SCAN;
use crate::row::Columns;

/// An upload's step forward.
pub(crate) struct Advance<'a> {
    pub(crate) upload: UploadId,
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) seal_state: &'a [u8],
    pub(crate) length: Option<u64>,
    pub(crate) expires: Timestamp,
}

pub(crate) async fn create_upload(
    connection: &mut SqliteConnection,
    file: &File,
    upload: &Upload,
) -> Result<(), StoreError> {
    require_open(connection, file.case).await?;
    insert_file(connection, file).await?;
    let statement = sqlx::query(
        "INSERT INTO uploads
            (id, request_id, case_id, file_id, object_id, name, length, accepted, seal_state,
             link_wrap, expires, created, fingerprint)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (object_id) DO NOTHING",
    )
    .bind(upload.id.0.as_slice())
    .bind(upload.request.0.as_slice())
    .bind(upload.case.0.as_slice())
    .bind(upload.file.0.as_slice())
    .bind(upload.object.0.as_slice())
    .bind(upload.name.as_str())
    .bind(upload.length.map(column).transpose()?)
    .bind(column(upload.offset)?)
    .bind(upload.seal_state.as_slice())
    .bind(upload.link_wrap.as_slice())
    .bind(upload.expires.0)
    .bind(upload.created.0)
    .bind(upload.fingerprint.as_ref().map(<[u8; 32]>::as_slice));
    affect_or(connection, statement, conflict::OBJECT_EXISTS).await
}

async fn insert_file(connection: &mut SqliteConnection, file: &File) -> Result<(), StoreError> {
    let (request, member) = match file.source {
        FileSource::Request(id) => (Some(id.0), None),
        FileSource::Member(id) => (None, Some(id.0)),
    };
    let statement = sqlx::query(
        "INSERT INTO files (id, case_id, name, request_id, member_id, created, class, canary, quarantined)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(file.id.0.as_slice())
    .bind(file.case.0.as_slice())
    .bind(file.name.as_str())
    .bind(request.as_ref().map(<[u8; 16]>::as_slice))
    .bind(member.as_ref().map(<[u8; 16]>::as_slice))
    .bind(file.created.0)
    .bind(file.class.as_str())
    .bind(i64::from(file.canary))
    .bind(i64::from(file.quarantined));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn weigh_quarantine(
    connection: &mut SqliteConnection,
    file: FileId,
) -> Result<(), StoreError> {
    let subject = file.to_string();
    let on = is_contained(connection, Response::QuarantineFile, &subject).await?;
    let statement = sqlx::query("UPDATE files SET quarantined = $2 WHERE id = $1")
        .bind(file.0.as_slice())
        .bind(i64::from(on));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn classify(
    connection: &mut SqliteConnection,
    file: FileId,
    class: Class,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE files SET class = $2 WHERE id = $1")
        .bind(file.0.as_slice())
        .bind(class.as_str());
    affect_or(connection, statement, conflict::FILE_GONE).await
}

/// A length, once declared, stays.
pub(crate) async fn advance_upload(
    connection: &mut SqliteConnection,
    it: Advance<'_>,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE uploads SET
            accepted = $3, seal_state = $4, length = COALESCE($5, length), expires = $6
         WHERE id = $1 AND accepted = $2
           AND EXISTS (SELECT 1 FROM requests
                       WHERE requests.id = uploads.request_id AND requests.withdrawn IS NULL)",
    )
    .bind(it.upload.0.as_slice())
    .bind(column(it.from)?)
    .bind(column(it.to)?)
    .bind(it.seal_state)
    .bind(it.length.map(column).transpose()?)
    .bind(it.expires.0);
    if affect(connection, statement).await? > 0 {
        return Ok(());
    }
    let stands = standing(connection, it.upload).await?;
    Err(StoreError::Conflict(match stands {
        None => conflict::UPLOAD_GONE,
        Some(stands) if stands.withdrawn => conflict::REQUEST_WITHDRAWN,
        Some(_) => conflict::UPLOAD_OFFSET,
    }))
}

/// Where an open upload stands and what it will become.
struct Standing {
    case: CaseId,
    file: FileId,
    object: ObjectId,
    accepted: u64,
    /// Whether its request was taken back.
    withdrawn: bool,
}

async fn standing(
    connection: &mut SqliteConnection,
    upload: UploadId,
) -> Result<Option<Standing>, StoreError> {
    let row = sqlx::query(
        "SELECT uploads.case_id, file_id, object_id, accepted, withdrawn
         FROM uploads JOIN requests ON requests.id = uploads.request_id WHERE uploads.id = $1",
    )
    .bind(upload.0.as_slice())
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    row.map(|row| {
        let columns = Columns::of("uploads", &row);
        Ok(Standing {
            case: CaseId(columns.array("case_id")?),
            file: FileId(columns.array("file_id")?),
            object: ObjectId(columns.array("object_id")?),
            accepted: columns.count("accepted")?,
            withdrawn: columns.signed_if_any("withdrawn")?.is_some(),
        })
    })
    .transpose()
}

pub(crate) async fn complete_upload(
    connection: &mut SqliteConnection,
    upload: UploadId,
    from: u64,
    version: &Version,
    receipt: Option<i64>,
) -> Result<(), StoreError> {
    let stands = standing(connection, upload)
        .await?
        .ok_or(StoreError::Conflict(conflict::UPLOAD_GONE))?;
    if stands.accepted != from {
        return Err(StoreError::Conflict(conflict::UPLOAD_OFFSET));
    }
    if stands.file != version.file || stands.object != version.object {
        return Err(StoreError::Conflict(conflict::UPLOAD_VERSION));
    }
    require_open(connection, stands.case).await?;
    if stands.withdrawn {
        return Err(StoreError::Conflict(conflict::REQUEST_WITHDRAWN));
    }
    let known_by = sqlx::query(
        "UPDATE files SET fingerprint = (SELECT fingerprint FROM uploads WHERE uploads.id = $2)
         WHERE id = $1",
    )
    .bind(stands.file.0.as_slice())
    .bind(upload.0.as_slice());
    affect(connection, known_by).await?;
    let gone = sqlx::query("DELETE FROM uploads WHERE id = $1 AND accepted = $2")
        .bind(upload.0.as_slice())
        .bind(column(from)?);
    affect_or(connection, gone, conflict::UPLOAD_OFFSET).await?;
    insert_version(connection, version, receipt).await
}

/// The file goes with its upload: it never had a version.
pub(crate) async fn remove_upload(
    connection: &mut SqliteConnection,
    upload: UploadId,
) -> Result<(), StoreError> {
    let stands = standing(connection, upload)
        .await?
        .ok_or(StoreError::Conflict(conflict::UPLOAD_GONE))?;
    let row = sqlx::query("DELETE FROM uploads WHERE id = $1").bind(upload.0.as_slice());
    affect_or(connection, row, conflict::UPLOAD_GONE).await?;
    let file = sqlx::query(
        "DELETE FROM files WHERE id = $1
         AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.file_id = files.id)",
    )
    .bind(stands.file.0.as_slice());
    affect(connection, file).await.map(drop)
}

pub(crate) async fn create_file(
    connection: &mut SqliteConnection,
    file: &File,
    receipt: Option<i64>,
) -> Result<(), StoreError> {
    let version = file
        .version
        .as_ref()
        .ok_or(StoreError::Conflict(conflict::VERSION_NUMBER))?;
    require_open(connection, file.case).await?;
    insert_file(connection, file).await?;
    insert_version(connection, version, receipt).await
}

pub(crate) async fn add_version(
    connection: &mut SqliteConnection,
    version: &Version,
    receipt: Option<i64>,
) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT case_id FROM files WHERE id = $1")
        .bind(version.file.0.as_slice())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::FILE_GONE))?;
    let case = CaseId(Columns::of("files", &row).array("case_id")?);
    require_open(connection, case).await?;
    insert_version(connection, version, receipt).await
}

/// Adds a version whose number follows the newest of its file. A version without a receipt of its
/// own gets this commit's first entry.
async fn insert_version(
    connection: &mut SqliteConnection,
    it: &Version,
    receipt: Option<i64>,
) -> Result<(), StoreError> {
    let row =
        sqlx::query("SELECT COALESCE(MAX(number), 0) AS newest FROM versions WHERE file_id = $1")
            .bind(it.file.0.as_slice())
            .fetch_one(&mut *connection)
            .await
            .map_err(failed)?;
    let newest: u32 = Columns::of("versions", &row).count("newest")?;
    if newest.checked_add(1) != Some(it.number) {
        return Err(StoreError::Conflict(conflict::VERSION_NUMBER));
    }
    let statement = sqlx::query(
        "INSERT INTO versions
            (object_id, file_id, number, bytes, blake3, scan, sidecar_id, created, receipt_outbox, scan_reason, rules)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (object_id) DO NOTHING",
    )
    .bind(it.object.0.as_slice())
    .bind(it.file.0.as_slice())
    .bind(i64::from(it.number))
    .bind(column(it.bytes)?)
    .bind(it.blake3.as_slice())
    .bind(it.scan.as_str())
    .bind(it.sidecar.as_ref().map(|sidecar| sidecar.0.as_slice()))
    .bind(it.created.0)
    .bind(it.receipt_outbox.or(receipt))
    .bind(it.scan_reason.as_deref())
    .bind(it.rules.as_deref());
    affect_or(connection, statement, conflict::OBJECT_EXISTS).await?;
    insert_findings(connection, it.object, &it.findings).await
}

async fn insert_findings(
    connection: &mut SqliteConnection,
    object: ObjectId,
    findings: &[FindingCount],
) -> Result<(), StoreError> {
    for (position, found) in (0_i64..).zip(findings) {
        let statement = sqlx::query(
            "INSERT INTO findings (object_id, position, kind, occurrences, labels) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(object.0.as_slice())
        .bind(position)
        .bind(found.kind.as_str())
        .bind(column(found.count)?)
        .bind(found.labels.join(","));
        affect(connection, statement).await?;
    }
    Ok(())
}

pub(crate) async fn show_version(
    connection: &mut SqliteConnection,
    file: FileId,
    (from, number): (u32, u32),
    at: Timestamp,
) -> Result<(), StoreError> {
    let shown = sqlx::query(
        "SELECT COALESCE(MAX(number), 0) AS shown FROM versions WHERE file_id = $1 AND set_aside IS NULL",
    )
    .bind(file.0.as_slice())
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    if Columns::of("versions", &shown).count::<u32>("shown")? != from {
        return Err(StoreError::Conflict(conflict::VERSION_NUMBER));
    }
    let further = sqlx::query(
        "UPDATE versions SET set_aside = $3 WHERE file_id = $1 AND number > $2 AND set_aside IS NULL",
    )
    .bind(file.0.as_slice())
    .bind(i64::from(number))
    .bind(at.0);
    further.execute(&mut *connection).await.map_err(failed)?;
    let shown =
        sqlx::query("UPDATE versions SET set_aside = NULL WHERE file_id = $1 AND number = $2")
            .bind(file.0.as_slice())
            .bind(i64::from(number));
    affect_or(connection, shown, conflict::VERSION_GONE).await
}

pub(crate) async fn rename(
    connection: &mut SqliteConnection,
    file: FileId,
    name: &FileName,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE files SET name = $2 WHERE id = $1")
        .bind(file.0.as_slice())
        .bind(name.as_str());
    affect_or(connection, statement, conflict::FILE_GONE).await
}

pub(crate) async fn set_scan(
    connection: &mut SqliteConnection,
    object: ObjectId,
    outcome: &ScanOutcome,
) -> Result<(), StoreError> {
    let state = sqlx::query(
        "UPDATE versions SET scan = $2, sidecar_id = $3, scan_reason = $4, rules = $5 WHERE object_id = $1",
    )
    .bind(object.0.as_slice())
    .bind(outcome.scan.as_str())
    .bind(outcome.sidecar.as_ref().map(|sidecar| sidecar.0.as_slice()))
    .bind(outcome.reason.as_deref())
    .bind(outcome.rules.as_deref());
    affect_or(connection, state, conflict::VERSION_GONE).await?;
    let earlier =
        sqlx::query("DELETE FROM findings WHERE object_id = $1").bind(object.0.as_slice());
    affect(connection, earlier).await?;
    insert_findings(connection, object, &outcome.findings).await
}

/// The job itself is queued by the commit that holds this change.
pub(crate) async fn scan_again(
    connection: &mut SqliteConnection,
    object: ObjectId,
) -> Result<(), StoreError> {
    let waits = sqlx::query("SELECT 1 FROM jobs WHERE kind = $1 AND object_id = $2")
        .bind(SCAN)
        .bind(object.0.as_slice())
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?;
    if waits.is_some() {
        return Err(StoreError::Conflict(conflict::SCAN_QUEUED));
    }
    let row = sqlx::query(
        "UPDATE versions SET
            scan = CASE WHEN sidecar_id IS NULL THEN $2 ELSE scan END,
            scan_reason = CASE WHEN sidecar_id IS NULL THEN NULL ELSE scan_reason END
         WHERE object_id = $1",
    )
    .bind(object.0.as_slice())
    .bind(ScanState::Pending.as_str());
    affect_or(connection, row, conflict::VERSION_GONE).await
}
