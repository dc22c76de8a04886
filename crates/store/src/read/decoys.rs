//! [`Decoys`] on SQLite.

use std::num::NonZeroU32;

use async_trait::async_trait;
use coffer_domain::case::CaseState;
use coffer_domain::decoy::{Bait, DecoyCredential};
use coffer_domain::file::File;
use coffer_domain::id::{CaseId, DecoyId, FileId, MemberId};
use coffer_domain::ports::{Decoys, StoreError};
use coffer_domain::secret::TokenHash;
use coffer_domain::text::{Email, Name};
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::files::decoy_files;
use super::{all, one};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// All columns of a decoy credential.
macro_rules! select_credentials {
    ($rest:literal) => {
        concat!(
            "SELECT id, token_hash, email, password_hash, place, member_id, created FROM decoy_credentials ",
            $rest
        )
    };
}

#[async_trait]
impl Decoys for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn decoy_token(&self, hash: &TokenHash) -> Result<Option<DecoyCredential>, StoreError> {
        let statement =
            sqlx::query(select_credentials!("WHERE token_hash = $1")).bind(hash.0.as_slice());
        one(self.readers(), statement, credential).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn decoy_account(&self, email: &Email) -> Result<Option<DecoyCredential>, StoreError> {
        let statement = sqlx::query(select_credentials!("WHERE email = $1")).bind(email.as_str());
        one(self.readers(), statement, credential).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn decoy_credentials(&self) -> Result<Vec<DecoyCredential>, StoreError> {
        let statement = sqlx::query(select_credentials!("ORDER BY created DESC, id"));
        all(self.readers(), statement, credential).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn decoy_files(&self) -> Result<Vec<File>, StoreError> {
        decoy_files(self).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn case_without_decoy(
        &self,
        every: NonZeroU32,
        pick: u64,
    ) -> Result<Option<CaseId>, StoreError> {
        // A pick without a case is one of another statement's count: the next sweep picks anew.
        let statement = sqlx::query(
            "WITH worked AS (
                SELECT c.id, EXISTS (SELECT 1 FROM files f WHERE f.case_id = c.id AND f.canary <> 0) AS has_one FROM cases c
                WHERE c.state = $1 AND c.legal_hold = 0 AND c.alert_hold = 0
                  AND EXISTS (SELECT 1 FROM case_members m WHERE m.case_id = c.id)
                  AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.case_id = c.id AND g.ended IS NULL)),
             counted AS (SELECT COUNT(*) AS worked, COALESCE(SUM(has_one), 0) AS have FROM worked)
             SELECT w.id FROM worked w, counted n WHERE w.has_one = 0 AND n.have < n.worked / $2
             ORDER BY w.id LIMIT 1 OFFSET $3 % (SELECT MAX(worked - have, 1) FROM counted)",
        )
        .bind(CaseState::Open.as_str())
        .bind(i64::from(every.get()))
        .bind(i64::try_from(pick >> 1).unwrap_or(0));
        one(self.readers(), statement, |row| {
            Ok(CaseId(Columns::of("cases", row).array("id")?))
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn decoy_with_content(&self, blake3: &[u8; 32]) -> Result<Option<FileId>, StoreError> {
        let statement = sqlx::query(
            "SELECT f.id FROM files f JOIN versions v ON v.file_id = f.id
             WHERE f.canary <> 0 AND v.blake3 = $1 ORDER BY f.id LIMIT 1",
        )
        .bind(blake3.as_slice());
        one(self.readers(), statement, |row| {
            Ok(FileId(Columns::of("files", row).array("id")?))
        })
        .await
    }
}

fn credential(row: &SqliteRow) -> Result<DecoyCredential, StoreError> {
    let columns = Columns::of("decoy_credentials", row);
    let bait = match columns.array_if_any("token_hash")? {
        Some(hash) => Bait::Token(TokenHash(hash)),
        None => Bait::Account {
            email: columns.parsed("email", Email::parse)?,
            password_hash: columns.text("password_hash")?,
        },
    };
    Ok(DecoyCredential {
        id: DecoyId(columns.array("id")?),
        bait,
        place: columns.parsed("place", Name::parse)?,
        by: MemberId(columns.array("member_id")?),
        created: columns.time("created")?,
    })
}
