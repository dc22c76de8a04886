//! [`Checkpoints`] on SQLite.

use async_trait::async_trait;
use coffer_domain::ports::{Checkpoints, StoreError, Witnessed};
use tracing::instrument;

use super::one;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Checkpoints for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn witnessed(&self) -> Result<Option<Witnessed>, StoreError> {
        let statement = sqlx::query(
            "SELECT size, checkpoint, taken FROM witnessed_checkpoints ORDER BY size DESC LIMIT 1",
        );
        one(self.readers(), statement, |row| {
            let columns = Columns::of("witnessed_checkpoints", row);
            Ok(Witnessed {
                size: columns.count("size")?,
                checkpoint: columns.text("checkpoint")?,
                at: columns.time("taken")?,
            })
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn keep_witnessed(&self, it: Witnessed) -> Result<(), StoreError> {
        self.writer().keep_witnessed(it).await
    }
}
