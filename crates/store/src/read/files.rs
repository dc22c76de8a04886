//! [`Files`] on SQLite.

use async_trait::async_trait;
use coffer_domain::class::Class;
use coffer_domain::erasure::Erasing;
use coffer_domain::file::{
    Doomed, File, FileSource, FindingCount, Numbered, ScanState, Upload, Version,
};
use coffer_domain::id::{CaseId, FileId, MemberId, ObjectId, RequestId, UploadId};
use coffer_domain::ports::{Files, StoreError};
use coffer_domain::select::Condition;
use coffer_domain::text::FileName;
use coffer_domain::time::Timestamp;
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteRow};
use tracing::instrument;

use super::{all, containing, one};
use crate::database::failed;
use crate::row::Columns;
use crate::select;
use crate::sqlite::SqliteStore;

/// A file with one of its versions, repeated for each finding of that version.
macro_rules! select_files {
    ($($rest:literal)+) => {
        select_files!(@which
            " AND v.number = (SELECT MAX(w.number) FROM versions w WHERE w.file_id = f.id AND w.set_aside IS NULL)",
            $($rest)+
        )
    };
    (@which $which:literal, $($rest:literal)+) => {
        concat!(
            "SELECT f.id, f.case_id, f.name, f.request_id, f.member_id, f.created, f.class, f.canary, f.quarantined, f.legal_hold,
                    v.object_id, v.number, v.bytes, v.blake3, v.scan, v.sidecar_id,
                    v.created AS version_created, v.receipt_outbox, v.scan_reason, v.rules,
                    EXISTS (SELECT 1 FROM jobs j WHERE j.object_id = v.object_id) AS scan_queued,
                    n.kind, n.occurrences, n.labels
             FROM files f ",
            $($rest,)+
            $which,
            " LEFT JOIN findings n ON n.object_id = v.object_id "
        )
    };
}

/// All columns of an upload.
macro_rules! select_uploads {
    ($rest:literal) => {
        concat!(
            "SELECT id, request_id, case_id, file_id, object_id, name, length, accepted, seal_state,
                    link_wrap, expires, created, fingerprint
             FROM uploads ",
            $rest
        )
    };
}

/// All objects of a file's versions and their reports.
pub(crate) const OBJECTS_OF_FILE: &str = "SELECT object_id AS id FROM versions WHERE file_id = $1
    UNION SELECT sidecar_id FROM versions WHERE file_id = $1 AND sidecar_id IS NOT NULL
    ORDER BY id";

/// All objects of a case: of its files' versions and their reports, of open uploads, and of messages that say something.
pub(crate) const OBJECTS_OF_CASE: &str = "SELECT v.object_id AS id
    FROM versions v JOIN files f ON f.id = v.file_id WHERE f.case_id = $1
    UNION SELECT v.sidecar_id FROM versions v JOIN files f ON f.id = v.file_id
        WHERE f.case_id = $1 AND v.sidecar_id IS NOT NULL
    UNION SELECT object_id FROM uploads WHERE case_id = $1
    UNION SELECT object_id FROM messages WHERE case_id = $1 AND sealed IS NOT NULL
    ORDER BY id";

/// Files that have a version and fulfil a condition, each of whose alternatives uses an index of its own; to be gone on with.
fn fulfilling(condition: &Condition) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("SELECT id, case_id FROM (");
    for (place, choice) in select::alternatives(condition).iter().enumerate() {
        if place > 0 {
            query.push(" UNION ");
        }
        query.push(
            "SELECT f.id, f.case_id, f.name, f.created FROM cases c
             JOIN files f ON f.case_id = c.id
             JOIN versions v ON v.file_id = f.id
                AND v.number = (SELECT MAX(w.number) FROM versions w WHERE w.file_id = f.id AND w.set_aside IS NULL)
             WHERE ",
        );
        select::push(&mut query, choice);
    }
    query.push(") WHERE 1 = 1");
    query
}

fn file_and_case(row: &SqliteRow) -> Result<(FileId, CaseId), StoreError> {
    let columns = Columns::of("files", row);
    let file = FileId(columns.array("id")?);
    Ok((file, CaseId(columns.array("case_id")?)))
}

fn numbered(row: &SqliteRow) -> Result<Numbered, StoreError> {
    let columns = Columns::of("versions", row);
    Ok(Numbered {
        number: columns.count("number")?,
        bytes: columns.count("bytes")?,
        created: columns.time("created")?,
        blake3: columns.array("blake3")?,
        set_aside: columns.flag("set_aside")?,
    })
}

/// All files that are decoys, newest first.
pub(super) async fn decoy_files(store: &SqliteStore) -> Result<Vec<File>, StoreError> {
    let rows = sqlx::query(concat!(
        select_files!("LEFT JOIN versions v ON v.file_id = f.id"),
        "WHERE f.canary <> 0 ORDER BY f.created DESC, f.id, n.position"
    ))
    .fetch_all(store.readers())
    .await
    .map_err(failed)?;
    fold_findings(&rows)
}

#[async_trait]
impl Files for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn file(&self, id: FileId) -> Result<Option<File>, StoreError> {
        let rows = sqlx::query(concat!(
            select_files!("LEFT JOIN versions v ON v.file_id = f.id"),
            "WHERE f.id = $1 ORDER BY n.position"
        ))
        .bind(id.0.as_slice())
        .fetch_all(self.readers())
        .await
        .map_err(failed)?;
        Ok(fold_findings(&rows)?.pop())
    }

    #[instrument(level = "debug", skip_all)]
    async fn versions(&self, file: FileId) -> Result<Vec<Numbered>, StoreError> {
        let statement = sqlx::query(
            "SELECT number, bytes, created, blake3, set_aside IS NOT NULL AS set_aside FROM versions WHERE file_id = $1 ORDER BY number",
        )
        .bind(file.0.as_slice());
        all(self.readers(), statement, numbered).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn file_of_object(&self, object: ObjectId) -> Result<Option<File>, StoreError> {
        let rows = sqlx::query(concat!(
            select_files!(@which "", "JOIN versions v ON v.file_id = f.id"),
            "WHERE v.object_id = $1 ORDER BY n.position"
        ))
        .bind(object.0.as_slice())
        .fetch_all(self.readers())
        .await
        .map_err(failed)?;
        Ok(fold_findings(&rows)?.pop())
    }

    #[instrument(level = "debug", skip_all)]
    async fn files(&self, case: CaseId) -> Result<Vec<File>, StoreError> {
        let rows = sqlx::query(concat!(
            select_files!("JOIN versions v ON v.file_id = f.id"),
            "WHERE f.case_id = $1 ORDER BY f.created DESC, f.id DESC, n.position"
        ))
        .bind(case.0.as_slice())
        .fetch_all(self.readers())
        .await
        .map_err(failed)?;
        fold_findings(&rows)
    }

    #[instrument(level = "debug", skip_all)]
    async fn files_where(
        &self,
        condition: &Condition,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<(FileId, CaseId)>, StoreError> {
        let mut query = fulfilling(condition);
        if let Some(after) = after {
            query.push(" AND id > ").push_bind(after.0.to_vec());
        }
        query
            .push(" ORDER BY id LIMIT ")
            .push_bind(i64::from(limit));
        all(self.readers(), query.build(), file_and_case).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn files_named(
        &self,
        condition: &Condition,
        words: &str,
        limit: u32,
    ) -> Result<Vec<(FileId, CaseId)>, StoreError> {
        let mut query = fulfilling(condition);
        query
            .push(" AND name LIKE ")
            .push_bind(containing(words))
            .push(" ESCAPE '\\' ORDER BY created DESC, id DESC LIMIT ")
            .push_bind(i64::from(limit));
        all(self.readers(), query.build(), file_and_case).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn files_of_request(&self, request: RequestId) -> Result<Vec<File>, StoreError> {
        let rows = sqlx::query(concat!(
            select_files!("JOIN versions v ON v.file_id = f.id"),
            "WHERE f.request_id = $1 ORDER BY f.created DESC, f.id DESC, n.position"
        ))
        .bind(request.0.as_slice())
        .fetch_all(self.readers())
        .await
        .map_err(failed)?;
        fold_findings(&rows)
    }

    #[instrument(level = "debug", skip_all)]
    async fn erased_files_of_request(
        &self,
        request: RequestId,
    ) -> Result<Vec<(FileId, Timestamp)>, StoreError> {
        let statement = sqlx::query(
            "SELECT file_id, erased FROM erased_files WHERE request_id = $1 ORDER BY erased DESC, file_id",
        )
        .bind(request.0.as_slice());
        all(self.readers(), statement, |row| {
            let columns = Columns::of("erased_files", row);
            Ok((FileId(columns.array("file_id")?), columns.time("erased")?))
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn upload(&self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        let statement = sqlx::query(select_uploads!("WHERE id = $1")).bind(id.0.as_slice());
        one(self.readers(), statement, upload).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn fingerprints(
        &self,
        request: RequestId,
    ) -> Result<Vec<(FileId, [u8; 32])>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, fingerprint FROM files WHERE request_id = $1 AND fingerprint IS NOT NULL",
        )
        .bind(request.0.as_slice());
        all(self.readers(), statement, |row| {
            let columns = Columns::of("files", row);
            Ok((FileId(columns.array("id")?), columns.array("fingerprint")?))
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn uploads(&self, request: RequestId) -> Result<Vec<Upload>, StoreError> {
        let statement = sqlx::query(select_uploads!(
            "WHERE request_id = $1 ORDER BY created, id"
        ))
        .bind(request.0.as_slice());
        all(self.readers(), statement, upload).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn expired_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<Upload>, StoreError> {
        let statement = sqlx::query(select_uploads!(
            "WHERE expires <= $1 ORDER BY expires, id LIMIT $2"
        ))
        .bind(now.0)
        .bind(i64::from(limit));
        all(self.readers(), statement, upload).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn objects_of_file(&self, file: FileId) -> Result<Vec<ObjectId>, StoreError> {
        let statement = sqlx::query(OBJECTS_OF_FILE).bind(file.0.as_slice());
        all(self.readers(), statement, |row| {
            Columns::of("versions", row).array("id").map(ObjectId)
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn objects_of_case(&self, case: CaseId) -> Result<Vec<ObjectId>, StoreError> {
        let statement = sqlx::query(OBJECTS_OF_CASE).bind(case.0.as_slice());
        all(self.readers(), statement, |row| {
            Columns::of("versions", row).array("id").map(ObjectId)
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn doomed_objects(&self, of: Erasing) -> Result<Vec<Doomed>, StoreError> {
        let id = of.bytes();
        let statement = sqlx::query(
            "SELECT object_id, case_id, wrap FROM doomed_objects WHERE erased_id = $1 ORDER BY object_id",
        )
        .bind(id.as_slice());
        all(self.readers(), statement, |row| {
            let columns = Columns::of("doomed_objects", row);
            Ok(Doomed {
                object: ObjectId(columns.array("object_id")?),
                case: CaseId(columns.array("case_id")?),
                wrap: columns.array_if_any("wrap")?,
            })
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn referenced_objects(&self) -> Result<Vec<ObjectId>, StoreError> {
        let statement = sqlx::query(
            "SELECT object_id AS id FROM versions
             UNION SELECT sidecar_id FROM versions WHERE sidecar_id IS NOT NULL
             UNION SELECT object_id FROM uploads
             ORDER BY id",
        );
        all(self.readers(), statement, |row| {
            Columns::of("versions", row).array("id").map(ObjectId)
        })
        .await
    }
}

/// Files from rows that repeat a file for each finding of its newest version.
fn fold_findings(rows: &[SqliteRow]) -> Result<Vec<File>, StoreError> {
    let mut files: Vec<File> = Vec::new();
    for row in rows {
        let columns = Columns::of("files", row);
        let id = FileId(columns.array("id")?);
        if files.last().is_none_or(|last| last.id != id) {
            files.push(file(id, &columns)?);
        }
        let Some(kind) = columns.text_if_any("kind")? else {
            continue;
        };
        let version = files.last_mut().and_then(|file| file.version.as_mut());
        if let Some(version) = version {
            let labels = columns.text("labels")?;
            let labels = labels.split(',').filter(|label| !label.is_empty());
            version.findings.push(FindingCount {
                kind,
                count: columns.count("occurrences")?,
                labels: labels.map(str::to_owned).collect(),
            });
        }
    }
    Ok(files)
}

fn file(id: FileId, columns: &Columns<'_>) -> Result<File, StoreError> {
    let request = columns.array_if_any("request_id")?.map(RequestId);
    let member = columns.array_if_any("member_id")?.map(MemberId);
    let source = match (request, member) {
        (Some(request), None) => FileSource::Request(request),
        (None, Some(member)) => FileSource::Member(member),
        _ => return Err(columns.corrupt("a file has one source")),
    };
    let version = columns
        .array_if_any("object_id")?
        .map(|object| version(ObjectId(object), id, columns))
        .transpose()?;
    Ok(File {
        id,
        case: CaseId(columns.array("case_id")?),
        name: columns.parsed("name", FileName::parse)?,
        source,
        class: columns.word("class", Class::from_word)?,
        canary: columns.flag("canary")?,
        quarantined: columns.flag("quarantined")?,
        held: columns.flag("legal_hold")?,
        created: columns.time("created")?,
        version,
    })
}

fn version(object: ObjectId, file: FileId, columns: &Columns<'_>) -> Result<Version, StoreError> {
    Ok(Version {
        object,
        file,
        number: columns.count("number")?,
        bytes: columns.count("bytes")?,
        blake3: columns.array("blake3")?,
        scan: columns.word("scan", ScanState::from_word)?,
        scan_reason: columns.text_if_any("scan_reason")?,
        scan_queued: columns.flag("scan_queued")?,
        rules: columns.text_if_any("rules")?,
        sidecar: columns.array_if_any("sidecar_id")?.map(ObjectId),
        findings: Vec::new(),
        created: columns.time("version_created")?,
        receipt_outbox: columns.signed_if_any("receipt_outbox")?,
    })
}

fn upload(row: &SqliteRow) -> Result<Upload, StoreError> {
    let columns = Columns::of("uploads", row);
    Ok(Upload {
        id: UploadId(columns.array("id")?),
        request: RequestId(columns.array("request_id")?),
        case: CaseId(columns.array("case_id")?),
        file: FileId(columns.array("file_id")?),
        object: ObjectId(columns.array("object_id")?),
        name: columns.parsed("name", FileName::parse)?,
        length: columns.count_if_any("length")?,
        fingerprint: columns.array_if_any("fingerprint")?,
        offset: columns.count("accepted")?,
        seal_state: columns.bytes("seal_state")?,
        link_wrap: columns.bytes("link_wrap")?,
        expires: columns.time("expires")?,
        created: columns.time("created")?,
    })
}
