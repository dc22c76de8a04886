//! [`Jobs`] on SQLite.

use async_trait::async_trait;
use coffer_domain::erasure::Erasing;
use coffer_domain::id::{CaseId, FileId, JobId, ObjectId};
use coffer_domain::job::{Job, JobKind};
use coffer_domain::ports::{Jobs, StoreError};
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::one;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// The stored word of [`JobKind::Scan`].
pub(crate) const SCAN: &str = "scan";
/// The stored word of a [`JobKind::Erase`] of a file.
pub(crate) const ERASE_FILE: &str = "erase";
/// The stored word of a [`JobKind::Erase`] of a case, whose id stands in the place of the file's.
pub(crate) const ERASE_CASE: &str = "erase_case";

#[async_trait]
impl Jobs for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn claim_job(
        &self,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        self.writer().claim_job(now, leased_until).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn renew_job(
        &self,
        id: JobId,
        attempt: u32,
        leased_until: Timestamp,
        percent: u8,
    ) -> Result<bool, StoreError> {
        self.writer()
            .renew_job(id, attempt, leased_until, percent)
            .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn end_leases(&self) -> Result<(), StoreError> {
        self.writer().end_leases().await
    }

    #[instrument(level = "debug", skip_all)]
    async fn job_count(&self) -> Result<u64, StoreError> {
        let statement = sqlx::query("SELECT COUNT(*) AS jobs FROM jobs");
        let count = one(self.readers(), statement, |row| {
            Columns::of("jobs", row).count("jobs")
        });
        Ok(count.await?.unwrap_or(0))
    }
}

/// A job from its row.
pub(crate) fn job(row: &SqliteRow) -> Result<Job, StoreError> {
    let columns = Columns::of("jobs", row);
    let file = FileId(columns.array("file_id")?);
    let object = ObjectId(columns.array("object_id")?);
    Ok(Job {
        id: JobId(columns.array("id")?),
        kind: columns.word("kind", |word| match word {
            SCAN => Some(JobKind::Scan { file, object }),
            ERASE_FILE => Some(JobKind::Erase(Erasing::File(file))),
            ERASE_CASE => Some(JobKind::Erase(Erasing::Case(CaseId(file.0)))),
            _ => None,
        })?,
        attempt: columns.count("attempt")?,
        fruitless: columns.count("fruitless")?,
        percent: columns.count("percent")?,
        leased_until: columns.time("leased_until")?,
    })
}
