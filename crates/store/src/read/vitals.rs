//! [`Vitals`] on SQLite.

use async_trait::async_trait;
use coffer_domain::event::EventKind;
use coffer_domain::ports::{StoreError, Vitals};
use tracing::instrument;

use super::one;
use crate::database::column;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Vitals for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn database_bytes(&self) -> Result<u64, StoreError> {
        let statement = sqlx::query(
            "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()",
        );
        let bytes = one(self.readers(), statement, |row| {
            Columns::of("pragma_page_count", row).count("bytes")
        });
        Ok(bytes.await?.unwrap_or(0))
    }

    #[instrument(level = "debug", skip_all)]
    async fn newest_entry(
        &self,
        kind: EventKind,
        among: u64,
    ) -> Result<Option<(u64, String)>, StoreError> {
        // Entries are canonical JSON: within a text the quotation marks would be escaped.
        let member = format!("\"event\":\"{}\"", kind.as_str());
        let statement = sqlx::query(
            "SELECT place, text FROM ledger_entries
             WHERE place >= (SELECT size FROM ledger_head WHERE one = 1) - $1 AND instr(text, $2) > 0
             ORDER BY place DESC LIMIT 1",
        )
        .bind(column(among)?)
        .bind(member);
        one(self.readers(), statement, |row| {
            let columns = Columns::of("ledger_entries", row);
            Ok((columns.count("place")?, columns.text("text")?))
        })
        .await
    }
}
